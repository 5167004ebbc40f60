"""A process may die at any moment: what it had not committed never was, and the others go on."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.warehouse.samples import AT, assess, delivery, impact, item, keep_document, publication, snapshots
from warehouse.catalog import Lake
from warehouse.items import sync_items
from warehouse.lake import open_warehouse, passing, write
from warehouse.outbox import enqueue
from warehouse.publications import documents_to_read, load_publications
from warehouse.record import verify
from warehouse.turn import WarehouseBusy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROOT = Path(__file__).parents[2]
TABLES = ("publications", "items", "syncs", "deliveries", "record")


def start(lake: Lake, verb: str) -> subprocess.Popen[str]:
    """Another process at the same warehouse."""
    command = [sys.executable, "-m", "tests.warehouse.worker", str(Path(lake.catalog).parent), verb]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def counts(con: DuckDBPyConnection) -> list[int]:
    """Rows of each table that the worker writes."""
    return [con.execute(f"select count(*) from lake.{table}").fetchall()[0][0] for table in TABLES]


def test_a_writer_killed_before_its_commit_leaves_no_trace(lake: Lake) -> None:
    """None of its tables has a row, its turn is free, and the same work done again is whole."""
    killed = start(lake, "die_before_commit")
    assert killed.wait(60) == -signal.SIGKILL
    with open_warehouse(lake) as warehouse:
        assert counts(warehouse.con) == [0, 0, 0, 0, 0]
        with warehouse.transaction("poll", "again") as con:
            load_publications(con, [publication()], AT)
            sync_items(con, [item(f"A-{number}") for number in range(50)], AT)
            enqueue(con, [delivery(number) for number in range(50)], AT)
        assert counts(warehouse.con) == [1, 50, 1, 50, 3]
        assert verify(warehouse.con).broken == ()


def test_a_stage_that_died_between_two_commits_finds_its_work(lake: Lake) -> None:
    """What was fetched and not read, or read and not assessed, is on the work list of the next start."""
    write(lake, "poll", "1", lambda con: load_publications(con, [publication()], AT))
    with open_warehouse(lake) as warehouse:
        assert documents_to_read(warehouse.con, "1") == [publication()]


def test_impact_and_message_are_kept_together_or_not_at_all(lake: Lake) -> None:
    """An error after the impacts takes them back with the message; both come with the next attempt."""

    def prepared(con: DuckDBPyConnection) -> None:
        sync_items(con, [item()], AT)
        keep_document(con)

    def told(con: DuckDBPyConnection, broken: bool) -> None:
        loaded = assess(con, impact())
        enqueue(con, [delivery(delivery_id=loaded.new[0])], AT)
        if broken:
            raise LookupError("the template is missing")

    write(lake, "sync", "items", prepared)
    with pytest.raises(LookupError):
        write(lake, "assess", "2026-00001", lambda con: told(con, broken=True))
    with open_warehouse(lake) as warehouse:
        assert warehouse.con.execute("from lake.impacts").fetchall() == []
        assert warehouse.con.execute("from lake.deliveries").fetchall() == []
    write(lake, "assess", "2026-00001", lambda con: told(con, broken=False))
    with open_warehouse(lake) as warehouse:
        assert warehouse.con.execute(
            "select impact_id = delivery_id from lake.impacts, lake.deliveries"
        ).fetchall() == [(True,)]


def test_a_commit_says_who_and_why(lake: Lake) -> None:
    """Author and message stand with the snapshot, quotes and all; a commit without a change leaves none."""

    def work(con: DuckDBPyConnection) -> list[str]:
        return load_publications(con, [publication()], AT)

    write(lake, "poll", "the Register's issue", work)
    with open_warehouse(lake) as warehouse:
        found = warehouse.con.execute(
            "select author, commit_message from lake.snapshots() order by snapshot_id desc limit 1"
        )
        assert found.fetchall() == [("poll", "the Register's issue")]
        before = snapshots(warehouse.con)
    write(lake, "poll", "nothing new", work)
    with open_warehouse(lake) as warehouse:
        assert snapshots(warehouse.con) == before


def test_a_busy_warehouse_is_read_and_its_writer_waited_for_in_measure(lake: Lake) -> None:
    """While one writes, others read; a writer without patience is told who is in the way, and a killed one is not."""
    holder = start(lake, "hold")
    assert holder.stdout
    assert holder.stdout.readline() == "holding\n"
    with open_warehouse(lake, read_only=True) as warehouse:
        assert counts(warehouse.con) == [0, 0, 0, 0, 0]
    hasty = Lake(lake.catalog, lake.data_path, patience=0.3)
    with pytest.raises(WarehouseBusy, match=r"more than 0\.3 s"):
        write(hasty, "poll", "1", lambda con: load_publications(con, [publication()], AT))
    holder.kill()
    holder.communicate()
    assert len(write(lake, "poll", "1", lambda con: load_publications(con, [publication()], AT))) == 1


def test_a_reader_never_sees_half_a_batch(lake: Lake) -> None:
    """While another process writes batches of thirty, every count is a multiple of thirty, and no read fails."""
    writer, seen = start(lake, "batches"), set()
    with open_warehouse(lake, read_only=True) as warehouse:
        while writer.poll() is None:
            seen.add(warehouse.con.execute("select count(*) from lake.publications").fetchall()[0][0])
        seen.add(counts(warehouse.con)[0])
    assert (writer.wait(), max(seen)) == (0, 150)
    assert {count % 30 for count in seen} == {0}
    assert len(seen) > 1


def test_a_passing_trouble_is_tried_again(lake: Lake) -> None:
    """Work that meets a lock is run once more from the start; any other error comes through at once."""
    met: list[str] = []

    def work(con: DuckDBPyConnection) -> str:
        load_publications(con, [publication(str(len(met)))], AT)
        met.append("once")
        if len(met) == 1:
            raise duckdb.IOException("IO Error: Failed to execute query: database is locked")
        return "done"

    assert write(lake, "poll", "1", work) == "done"
    assert met == ["once", "once"]
    with open_warehouse(lake) as warehouse:
        assert warehouse.con.execute("select key from lake.publications").fetchall() == [("1",)]
    assert not passing(ValueError("row 3 has no id"))
    with pytest.raises(ZeroDivisionError):
        write(lake, "poll", "1", lambda con: 1 / 0)
