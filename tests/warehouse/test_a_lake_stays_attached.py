"""A process keeps a lake attached between its connections, and still sees whatever lies in the lake's place."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.warehouse.samples import AT, item
from warehouse import engines
from warehouse.catalog import Lake, NoWarehouse, WarehouseUnreachable, attach
from warehouse.engines import connection
from warehouse.items import sync_items
from warehouse.lake import open_warehouse, write

if TYPE_CHECKING:
    from collections.abc import Callable

OWNER_OF_LAST = "select owner from lake.items where item_id >= 'M' order by item_id"


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    """A home with one item."""
    home = shutil.copytree(prepared_home, tmp_path / "home")
    add(Lake.under(home), "A-1", "Ann")
    return home


def add(lake: Lake, item_id: str, owner: str) -> None:
    """One more item, in a commit of its own."""
    row = item(item_id, owner=owner)
    at = AT + dt.timedelta(hours=ord(item_id[0]))
    write(lake, "test", "items", lambda con: sync_items(con, [row], at, full=False))


def asked(lake: Lake) -> list[tuple[object, ...]]:
    """Who owns the items from M on, as a reader is told: a question that statistics may answer with nothing."""
    with open_warehouse(lake, read_only=True) as warehouse:
        return warehouse.con.execute(OWNER_OF_LAST).fetchall()


def put_in_place(backup: Path, catalog: Path) -> None:
    """The backup replaces the catalog, as a new file."""
    shutil.copy2(backup, backup.with_suffix(".new")).replace(catalog)


def test_nothing_is_attached_twice_for_the_same_questions(home: Path) -> None:
    """The next reader takes the engine of the one before."""
    lake = Lake.under(home)
    asked(lake)
    (engine,) = [one.engine for one in engines._ATTACHED if (one.lake, one.kind) == (lake, "read only")]
    asked(lake)
    assert [one.engine for one in engines._ATTACHED if (one.lake, one.kind) == (lake, "read only")] == [engine]
    for _ in range(2 * engines.ATTACHED_AT_MOST):
        assert len(engines._ATTACHED) <= engines.ATTACHED_AT_MOST
        asked(Lake.under(shutil.copytree(home, home.with_name(f"copy-{_}"))))


@pytest.mark.parametrize("replace", [shutil.copyfile, put_in_place])
def test_a_backup_that_is_put_back_is_seen(home: Path, tmp_path: Path, replace: Callable[[Path, Path], object]) -> None:
    """Also when others have gone on from it, to as many commits as this process had seen."""
    lake, catalog, backup = Lake.under(home), home / "catalog.sqlite", tmp_path / "backup.sqlite"
    shutil.copyfile(catalog, backup)
    add(lake, "B-1", "Bob")
    assert asked(lake) == []
    replace(backup, catalog)
    engines_here, engines._ATTACHED = engines._ATTACHED, []  # whoever goes on is another process
    add(lake, "N-1", "Nan")
    engines._ATTACHED = engines_here
    assert asked(lake) == [("Nan",)]
    add(lake, "O-1", "Ora")
    assert asked(lake) == [("Nan",), ("Ora",)]


def test_a_catalog_that_is_gone_is_not_made_anew(home: Path) -> None:
    """A reader is told that there is none, and none appears."""
    lake, catalog = Lake.under(home), home / "catalog.sqlite"
    asked(lake)
    catalog.unlink()
    with pytest.raises(NoWarehouse):
        asked(lake)
    assert not catalog.exists()


def test_a_catalog_that_is_damaged_is_told(home: Path) -> None:
    """As on the first connection."""
    lake, catalog = Lake.under(home), home / "catalog.sqlite"
    asked(lake)
    catalog.write_bytes(b"no catalog" * 1000)
    with pytest.raises(WarehouseUnreachable):
        asked(lake)


def test_other_schemas_are_seen(home: Path) -> None:
    """A column that another process adds is there for the next reader."""
    lake = Lake.under(home)
    asked(lake)
    with connection(lake) as con:
        attach(con, lake)
        con.execute("alter table lake.items add column colour varchar default 'red'")
    with open_warehouse(lake, read_only=True) as warehouse:
        assert warehouse.con.execute("select distinct colour from lake.items").fetchall() == [("red",)]
