"""The many-machine size: the same warehouse with its catalog in PostgreSQL."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers.postgres import PostgresServer, psql
from tests.warehouse.samples import AT, assess, delivery, impact, item, keep_document
from warehouse.blanking import blank
from warehouse.catalog import Lake, NothingKnownThen, NoWarehouse, WarehouseUnreachable, hide_secrets, postgres_dsn
from warehouse.forgetting import expiring, forget
from warehouse.items import current_items, sync_items
from warehouse.lake import open_warehouse, passing, write
from warehouse.migrate import prepare
from warehouse.outbox import enqueue
from warehouse.record import verify
from warehouse.turn import WarehouseBusy
from warehouse.upkeep import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own."""
    with PostgresServer() as started:
        yield started.address


@pytest.fixture(scope="module")
def postgres_lake(server: str, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A prepared warehouse on it."""
    lake = Lake(server, str(tmp_path_factory.mktemp("parquet")))
    with pytest.raises(NoWarehouse), open_warehouse(lake):
        pass
    assert prepare(lake)
    assert prepare(lake) == []
    return lake


def test_everything_works_as_on_one_machine(postgres_lake: Lake) -> None:
    """Loads, impacts, outbox, record, upkeep and time travel on a PostgreSQL catalog."""
    with open_warehouse(postgres_lake) as warehouse:
        with warehouse.transaction("test", "old") as con:
            sync_items(con, [item(f"A-{number}") for number in range(20)], AT)
            keep_document(con)
            assess(con, impact("A-1"))
        then = dt.datetime.now(dt.UTC)
        with warehouse.transaction("test", "new") as con:
            sync_items(con, [item("B-1")], AT)
    tidy(postgres_lake)
    with open_warehouse(postgres_lake, read_only=True) as warehouse:
        assert [one.item_id for one in current_items(warehouse.con)] == ["B-1"]
        assert verify(warehouse.con).broken == ()
    with open_warehouse(postgres_lake, as_of=then) as warehouse:
        assert len(current_items(warehouse.con)) == 20
        assert warehouse.con.execute("select item_id from open_impacts").fetchall() == [("A-1",)]


def test_two_senders_on_postgres_share_the_work_without_doubles(postgres_lake: Lake) -> None:
    """Two processes get every delivery exactly once between them."""
    write(postgres_lake, "assess", "tell", lambda con: enqueue(con, [delivery(number) for number in range(6)], AT))
    command = [sys.executable, "-m", "tests.warehouse.worker", postgres_lake.catalog, "claim_all"]
    environment = {**os.environ, "DATA_PATH": postgres_lake.data_path}
    senders = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    sent = [line for sender in senders for line in sender.communicate(timeout=120)[0].split()]
    assert sorted(sent) == [f"d-{number:03}" for number in range(6)]
    with open_warehouse(postgres_lake) as warehouse:
        assert verify(warehouse.con).broken == ()


def test_a_second_writer_on_postgres_waits_in_measure(postgres_lake: Lake) -> None:
    """The turn is held until the commit, and free again after it."""
    hasty = replace(postgres_lake, patience=0.3)
    with (
        open_warehouse(postgres_lake) as first,
        first.transaction("test", "first"),
        pytest.raises(WarehouseBusy, match=r"more than 0\.3 s"),
        open_warehouse(hasty) as second,
        second.transaction("test", "second"),
    ):
        pass
    with open_warehouse(hasty) as second, second.transaction("test", "second") as con:
        con.execute("select 1")


def test_who_is_blanked_and_forgotten_on_postgres_is_gone_and_today_stays(server: str, tmp_path: Path) -> None:
    """Earlier snapshots are given up, the Parquet files that only they needed are removed; the record still verifies."""
    lake = Lake(f"{server.removesuffix('/postgres')}/forgetting", str(tmp_path / "parquet"))
    psql(int(server.rpartition(":")[2].removesuffix("/postgres")), "postgres", "-c", "create database forgetting")
    prepare(lake)
    many = [item(f"X-{number}", owner="Ann O'Neil") for number in range(40)]
    write(lake, "test", "many", lambda con: sync_items(con, many, AT))
    tidy(lake)
    then = dt.datetime.now(dt.UTC)
    write(lake, "test", "few", lambda con: sync_items(con, [item("A-1", owner="Bob")], AT))
    tomorrow = then + dt.timedelta(days=1)
    write(lake, "blank", "a person", lambda con: blank(con, ["Ann O'Neil"], tomorrow, then))
    assert expiring(lake, tomorrow) > 0
    done = forget(lake, tomorrow)
    assert done.snapshots > 0
    assert done.files > 0
    assert not any(b"O'Neil" in file.read_bytes() for file in (tmp_path / "parquet").rglob("*.parquet"))
    with open_warehouse(lake, read_only=True) as warehouse:
        assert [one.item_id for one in current_items(warehouse.con)] == ["A-1"]
        assert verify(warehouse.con).broken == ()
    with pytest.raises(NothingKnownThen), open_warehouse(lake, as_of=then):
        pass


@pytest.mark.parametrize("form", ["words", "address"])
def test_both_sides_probe_a_silent_connection(server: str, postgres_lake: Lake, form: str) -> None:
    """However the catalog is written, and its own words win: a host that vanishes is noticed by the server, too."""
    port = server.rpartition(":")[2].removesuffix("/postgres")
    words = f"postgres:dbname=postgres host=127.0.0.1 port={port} user=postgres password=hush"
    lake = replace(postgres_lake, catalog=words if form == "words" else f"{server}?keepalives_idle=30")
    with open_warehouse(lake) as warehouse, warehouse.transaction("test", "probed") as con:
        shown = con.execute(
            "select * from postgres_query('turn', 'select current_setting(''tcp_keepalives_idle'') as idle')"
        ).fetchall()
    assert shown == [("10",)]
    assert ("keepalives_idle=30" in postgres_dsn(lake)) is (form == "address")
    assert postgres_dsn(lake).count(" keepalives_idle=") + postgres_dsn(lake).count("?keepalives_idle=") == 1


def test_no_password_is_ever_shown(server: str) -> None:
    """A catalog that cannot be reached is named without its password, in every form of address."""
    closed = Lake(server.rpartition(":")[0] + ":1/postgres", "data", patience=0.1)
    with pytest.raises(WarehouseUnreachable) as refused, open_warehouse(closed):
        pass
    assert "hush" not in str(refused.value) + repr(closed) + closed.name
    assert "refused" in str(refused.value)
    assert passing(refused.value)
    for text in ("dbname=x password=hush", "dbname=x password = 'hu''sh'", "postgresql://watch:hush@host/x?y=1"):
        assert "hush" not in hide_secrets(text)
        assert "hu''sh" not in hide_secrets(text)
    assert hide_secrets("postgresql://watch:h/ush@host/x") == "postgresql://***@host/x"


def test_parquet_may_be_encrypted(tmp_path: Path) -> None:
    """What lies on the disk then holds nothing that can be read, and the warehouse still answers."""
    lake = replace(Lake.under(tmp_path), encrypted=True)
    prepare(lake)
    write(lake, "test", "items", lambda con: sync_items(con, [item(f"SECRET-{n}") for n in range(50)], AT))
    with open_warehouse(lake) as warehouse:
        assert len(current_items(warehouse.con)) == 50
    files = list((tmp_path / "data").rglob("*.parquet"))
    assert files
    assert not any(b"SECRET" in file.read_bytes() for file in files)
