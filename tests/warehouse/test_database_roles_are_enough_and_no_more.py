"""docs/sql/postgres-roles.sql on a real server: each role can do its work, and a reader cannot write."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.servers.postgres import PostgresServer, psql
from tests.warehouse.samples import AT, assess, impact, item, keep_document
from warehouse.catalog import Lake, attach
from warehouse.engines import connection
from warehouse.items import sync_items
from warehouse.lake import open_for_questions, open_warehouse, write
from warehouse.migrate import prepare
from warehouse.record import verify
from warehouse.upkeep import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

ROLES = Path(__file__).parents[2] / "docs" / "sql" / "postgres-roles.sql"


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Lake]]:
    """The same warehouse as each role opens it, made by the owner."""
    with PostgresServer() as server:
        port = server.port
        psql(port, "postgres", "-c", "create database icts")
        psql(port, "icts", "-f", str(ROLES))
        data = str(tmp_path_factory.mktemp("parquet"))
        found = {
            role: Lake(f"postgresql://icts_{role}@127.0.0.1:{port}/icts", data)
            for role in ("owner", "writer", "reader")
        }
        prepare(found["owner"])
        yield found


@pytest.fixture(scope="module")
def written(lakes: dict[str, Lake]) -> dict[str, Lake]:
    """After the writer's day: a stage's start, small and larger inserts, updates, and upkeep."""
    writer = lakes["writer"]
    assert prepare(writer) == []

    def work(con: DuckDBPyConnection) -> None:
        sync_items(con, [item(f"A-{number}") for number in range(30)], AT)
        keep_document(con)
        assess(con, impact("A-1"))

    write(writer, "test", "a day", work)
    tidy(writer)
    write(writer, "test", "next", lambda con: sync_items(con, [item("B-1")], AT + dt.timedelta(days=1)))
    tidy(writer)
    write(writer, "test", "small", lambda con: sync_items(con, [item("C-1")], AT + dt.timedelta(days=2)))
    return lakes


def test_the_writer_does_a_whole_day_and_the_owner_goes_on(written: dict[str, Lake]) -> None:
    """What the writer made the owner can still work with, as it does in a migration, and the other way round."""
    write(written["owner"], "test", "owner", lambda con: sync_items(con, [item("D-1")], AT + dt.timedelta(days=3)))
    tidy(written["owner"])
    write(written["writer"], "test", "again", lambda con: sync_items(con, [item("C-1")], AT + dt.timedelta(days=4)))
    with open_warehouse(written["writer"], read_only=True) as warehouse:
        assert verify(warehouse.con).broken == ()


def test_a_reader_asks_as_analysts_do(written: dict[str, Lake], monkeypatch: pytest.MonkeyPatch) -> None:
    """Views, the past, the record and the command itself, with nothing but SELECT."""
    reader = written["reader"]
    with open_for_questions(reader) as warehouse:
        assert warehouse.con.execute("select count(*) from current_items").fetchall() == [(1,)]
        assert verify(warehouse.con).broken == ()
    with open_warehouse(reader, as_of=dt.datetime.now(dt.UTC)) as warehouse:
        assert warehouse.con.execute("select count(*) from current_items").fetchall() == [(1,)]
    monkeypatch.setenv("ICTS_WATCH_CATALOG", reader.catalog)
    monkeypatch.setenv("ICTS_WATCH_DATA_PATH", reader.data_path)
    for words in (["sql", "select item_id from current_items"], ["verify"]):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output


def test_a_reader_cannot_write(written: dict[str, Lake]) -> None:
    """Not even on a connection that is not opened read only: the database refuses."""
    hasty = replace(written["reader"], patience=0.2)
    with pytest.raises(duckdb.Error, match="permission denied"):
        write(hasty, "test", "no", lambda con: sync_items(con, [item("X-1")], AT))
    with connection(hasty) as con:
        attach(con, hasty)
        with pytest.raises(duckdb.Error, match="permission denied"):
            con.execute("delete from lake.items")


def test_nobody_else_gets_in(lakes: dict[str, Lake], tmp_path: Path) -> None:
    """A role that was given nothing cannot even connect."""
    port = int(lakes["owner"].catalog.rpartition(":")[2].partition("/")[0])
    psql(port, "postgres", "-c", "create role stranger login")
    stranger = Lake(f"postgresql://stranger@127.0.0.1:{port}/icts", str(tmp_path))
    with pytest.raises(Exception, match="permission denied for database"), open_warehouse(stranger):
        pass
