"""The schema: applied whole or not at all, on every start, by several processes, and refused when it is not ours."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import duckdb
import pytest

from extract.document import Document
from extract.inventory import Item
from extract.suppliers import SupplierFact
from tests.warehouse.samples import snapshots
from warehouse.catalog import Lake, NoWarehouse, WarehouseUnreachable
from warehouse.lake import FOUND_OURS, open_warehouse, passing
from warehouse.migrate import (
    EditedMigration,
    Migration,
    NewerSchema,
    OlderSchema,
    TamperedSchema,
    migrations,
    prepare,
)
from warehouse.relation import column_types

ROOT = Path(__file__).parents[2]


def test_a_second_start_changes_nothing(lake: Lake) -> None:
    """Preparing a prepared warehouse applies no migration and leaves no snapshot."""
    with open_warehouse(lake) as warehouse:
        before = snapshots(warehouse.con)
    assert prepare(lake) == []
    with open_warehouse(lake) as warehouse:
        assert snapshots(warehouse.con) == before


def test_a_failing_migration_leaves_no_trace(lake: Lake) -> None:
    """A step that fails half-way leaves neither its first table nor its record, and runs once it is mended."""
    broken = Migration(len(migrations()) + 1, "makers", "create table makers (name varchar); select 1 from nowhere;")
    with pytest.raises(duckdb.CatalogException, match="nowhere"):
        prepare(lake, [*migrations(), broken])
    with open_warehouse(lake) as warehouse:
        tables = warehouse.con.execute("select table_name from duckdb_tables() where table_name = 'makers'").fetchall()
        assert tables == []
    mended = replace(broken, sql="create table makers (name varchar);")
    assert prepare(lake, [*migrations(), mended]) == ["makers"]


def test_an_edited_migration_is_refused(lake: Lake) -> None:
    """A changed old file stops both the start and every connection before anything is written."""
    first, *rest = migrations()
    with pytest.raises(EditedMigration, match="0001_publications_and_documents"):
        prepare(lake, [replace(first, sql=first.sql + " "), *rest])


def test_a_newer_warehouse_is_refused(lake: Lake) -> None:
    """A warehouse migrated by a later version of the program is neither read nor written by this one."""
    later = Migration(len(migrations()) + 1, "later", "create table later (name varchar);")
    prepare(lake, [*migrations(), later])
    with pytest.raises(NewerSchema, match="upgrade the program"), open_warehouse(lake):
        pass
    with pytest.raises(NewerSchema):
        prepare(lake)


def test_a_tampered_list_of_migrations_is_refused(lake: Lake) -> None:
    """A gap in the list of applied migrations, or another checksum in it, is a clear refusal."""
    with open_warehouse(lake) as warehouse:
        warehouse.con.execute("update lake.migrations set checksum = 'x' where number = 3")
    FOUND_OURS.clear()  # as another process
    with pytest.raises(EditedMigration, match="0003"), open_warehouse(lake):
        pass
    with pytest.raises(EditedMigration):
        prepare(lake)


def test_a_gap_in_the_list_of_migrations_is_refused(lake: Lake) -> None:
    """A missing number says that somebody changed the list."""
    with open_warehouse(lake) as warehouse:
        warehouse.con.execute("delete from lake.migrations where number = 2")
    FOUND_OURS.clear()  # as another process
    with pytest.raises(TamperedSchema, match=r"\[1, 3, 4, 5"), open_warehouse(lake, read_only=True):
        pass


def test_an_older_warehouse_is_not_read_before_it_is_migrated(tmp_path: Path) -> None:
    """A connection to a warehouse that lacks migrations says how to get them."""
    lake = Lake.under(tmp_path / "old")
    prepare(lake, migrations()[:2])
    with pytest.raises(OlderSchema, match=r"schema 2, this program needs \d"), open_warehouse(lake):
        pass
    assert prepare(lake) == [step.name for step in migrations()[2:]]


def test_two_processes_that_start_at_once_make_one_warehouse(tmp_path: Path) -> None:
    """Both succeed, each migration is applied once, and the views are there once."""
    command = [sys.executable, "-m", "tests.warehouse.worker", str(tmp_path / "home"), "prepare"]
    starting = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [process.wait(60) for process in starting] == [0, 0]
    with open_warehouse(Lake.under(tmp_path / "home")) as warehouse:
        applied = warehouse.con.execute("select number from lake.migrations order by 1").fetchall()
        assert applied == [(step.number,) for step in migrations()]
        assert warehouse.con.execute("select count(*) from lake.view_sets").fetchall() == [(1,)]


def test_what_is_no_warehouse_is_refused_and_not_touched(tmp_path: Path) -> None:
    """A missing catalog is not made by reading, and a file that is no catalog stays as it is."""
    lake = Lake.under(tmp_path)
    with pytest.raises(NoWarehouse, match="there is none yet"), open_warehouse(lake):
        pass
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "catalog.sqlite").write_bytes(b"a letter, not a database" * 100)
    with pytest.raises(WarehouseUnreachable, match="not a database") as refused, open_warehouse(lake):
        pass
    assert not passing(refused.value)
    with pytest.raises(WarehouseUnreachable):
        prepare(lake)
    assert (tmp_path / "catalog.sqlite").read_bytes() == b"a letter, not a database" * 100


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A file in the place of the home folder gives the path and the reason."""
    (tmp_path / "home").write_text("in the way")
    with pytest.raises(WarehouseUnreachable, match=r"home.catalog\.sqlite cannot be opened: .*"):
        prepare(Lake.under(tmp_path / "home"))


def test_a_moved_home_is_still_a_warehouse(lake: Lake, tmp_path: Path) -> None:
    """Parquet files are found although the folder is called something else now."""
    with open_warehouse(lake) as warehouse:
        warehouse.con.execute("insert into lake.syncs (sync) select 1 from range(1000)")
    (tmp_path / "home").rename(tmp_path / "elsewhere")
    with open_warehouse(Lake.under(tmp_path / "elsewhere"), read_only=True) as warehouse:
        assert warehouse.con.execute("select sum(sync) from lake.syncs").fetchall() == [(1000,)]


@pytest.mark.parametrize(
    ("value", "table"), [(Document, "documents"), (Item, "items"), (SupplierFact, "supplier_facts")]
)
def test_every_field_has_a_column(value: type, table: str, lake: Lake) -> None:
    """What the rooms below can say of a thing, the warehouse can keep."""
    with open_warehouse(lake) as warehouse:
        columns = set(column_types(warehouse.con, table))
    assert {field.name for field in fields(value)} - columns == set()
