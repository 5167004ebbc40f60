"""`icts-watch backup` while a writer writes: the copy, moved elsewhere, is a moment of the original with a whole record."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.servers.postgres import PostgresServer, program, psql
from tests.warehouse.samples import AT, item
from warehouse import backup
from warehouse.catalog import Lake, attach
from warehouse.engines import connection
from warehouse.items import sync_items
from warehouse.lake import open_warehouse, write
from warehouse.migrate import prepare
from warehouse.record import verify
from warehouse.upkeep import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

TABLES = ("items", "record", "record_head", "migrations")


class Writer:
    """Commits one after the other, with upkeep in between, until it is told to stop; in a thread of its own."""

    def __init__(self, lake: Lake) -> None:
        self._lake, self._stop, self.commits = lake, threading.Event(), 0
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Self:
        self._thread.start()
        while self.commits < 2:
            self._stop.wait(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _write(self) -> None:
        while not self._stop.is_set():
            self.commits += 1
            at = AT + dt.timedelta(hours=self.commits)
            rows = [item(f"A-{self.commits}-{number}") for number in range(30 if self.commits % 2 else 2)]
            write(self._lake, "test", "items", lambda con, at=at, rows=rows: sync_items(con, rows, at))
            if self.commits % 5 == 0:
                tidy(self._lake)


def last_snapshot(con: DuckDBPyConnection) -> int:
    """The number of the newest snapshot."""
    return int(con.execute("select max(snapshot_id) from ducklake_snapshots('lake')").fetchall()[0][0])


def state(lake: Lake, snapshot: int) -> dict[str, list[tuple[object, ...]]]:
    """Every row of some tables as they stood at a snapshot."""
    with connection(lake) as con:
        attach(con, lake, "read_only", f"snapshot_version {snapshot}")
        return {name: con.execute(f"from lake.{name} order by all").fetchall() for name in TABLES}


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    """A home with an empty warehouse."""
    shutil.copytree(prepared_home, tmp_path / "home")
    return tmp_path / "home"


def test_a_backup_beside_a_writer_is_a_moment_of_the_original(home: Path, tmp_path: Path) -> None:
    """Made twice into one folder and then moved, it verifies, answers, can be written to, and equals a snapshot."""
    (home / "answers").mkdir()
    (home / "answers" / "one.json").write_text("{}")
    lake = Lake.under(home)
    with Writer(lake):
        first = CliRunner().invoke(app, ["backup", str(tmp_path / "copy"), "--home", str(home)])
        second = CliRunner().invoke(app, ["backup", str(tmp_path / "copy"), "--home", str(home)])
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert " 0 there already" in first.output
    assert " 0 there already" not in second.output
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    moved = tmp_path / "elsewhere" / "restored"
    moved.parent.mkdir()
    (tmp_path / "copy").rename(moved)
    restored = Lake.under(moved)
    with open_warehouse(restored, read_only=True) as warehouse:
        assert verify(warehouse.con).broken == ()
        snapshot = last_snapshot(warehouse.con)
    shutil.move(home / "data", home / "data-away")  # what is restored needs nothing of the original
    assert state(restored, snapshot)["items"]
    shutil.move(home / "data-away", home / "data")
    assert state(restored, snapshot) == state(lake, snapshot)
    assert (moved / "answers" / "one.json").read_text() == "{}"
    write(restored, "test", "on", lambda con: sync_items(con, [item("Z-1")], AT + dt.timedelta(days=999)))
    with open_warehouse(restored, read_only=True) as warehouse:
        assert verify(warehouse.con).broken == ()


def test_an_interrupted_backup_leaves_the_earlier_one(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The catalog takes its place last."""
    lake = Lake.under(home)
    write(lake, "test", "items", lambda con: sync_items(con, [item(f"A-{n}") for n in range(30)], AT))
    backup.back_up(lake, tmp_path / "copy")
    write(lake, "test", "more", lambda con: sync_items(con, [item(f"B-{n}") for n in range(30)], AT + dt.timedelta(1)))
    monkeypatch.setattr(backup.shutil, "copy2", lambda *_: (_ for _ in ()).throw(OSError("no space left")))
    with pytest.raises(OSError, match="no space left"):
        backup.back_up(lake, tmp_path / "copy")
    with open_warehouse(Lake.under(tmp_path / "copy"), read_only=True) as warehouse:
        assert warehouse.con.execute("select count(*) from current_items where item_id like 'A-%'").fetchall() == [
            (30,)
        ]
        assert verify(warehouse.con).broken == ()


@pytest.mark.parametrize(
    ("folder", "words"),
    [("home/copy", "lie within each other"), (".", "lie within each other"), ("full", "holds something else")],
)
def test_a_backup_is_not_written_over_anything(home: Path, tmp_path: Path, folder: str, words: str) -> None:
    """Status 2, and nothing is written."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    done = CliRunner().invoke(app, ["backup", str(tmp_path / folder), "--home", str(home)])
    assert done.exit_code == 2
    assert words in done.output
    assert sorted(one.name for one in (tmp_path / "full").iterdir()) == ["thesis.txt"]


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """A PostgreSQL server's port."""
    with PostgresServer() as server:
        port = server.port
        yield port


def test_pg_dump_and_a_copy_of_the_files_restore_the_other_size(server: int, tmp_path: Path) -> None:
    """The dump first, the Parquet after it, while a writer writes; restored into another database and folder."""
    psql(server, "postgres", "-c", "create database icts")
    address = f"postgresql://postgres@127.0.0.1:{server}"
    lake = Lake(f"{address}/icts", str(tmp_path / "parquet"))
    prepare(lake)
    with Writer(lake):
        dump = [program("pg_dump"), "--format=custom", f"--file={tmp_path / 'catalog.dump'}", f"{address}/icts"]
        subprocess.run(dump, check=True)
        shutil.copytree(tmp_path / "parquet", tmp_path / "copied")
    psql(server, "postgres", "-c", "create database restored")
    restore = [program("pg_restore"), f"--dbname={address}/restored", str(tmp_path / "catalog.dump")]
    subprocess.run(restore, check=True, stdout=sys.stderr)
    restored = Lake(f"{address}/restored", str(tmp_path / "copied"))
    with open_warehouse(restored, read_only=True) as warehouse:
        assert verify(warehouse.con).broken == ()
        snapshot = last_snapshot(warehouse.con)
    assert state(restored, snapshot) == state(lake, snapshot)
    write(restored, "test", "on", lambda con: sync_items(con, [item("Z-1")], AT + dt.timedelta(days=999)))
