"""Writers and readers at once: no error reaches anybody, no reader sees half a batch, and reading stays as quick.

The short form runs with the suite. `make torture` runs the long one: four writers and eight readers for two minutes.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.torture.home import LONG
from tests.warehouse.samples import AT, item, publication
from warehouse.catalog import Lake
from warehouse.items import sync_items
from warehouse.lake import open_warehouse, write
from warehouse.migrate import prepare
from warehouse.publications import load_publications
from warehouse.record import verify

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from pathlib import Path

WRITERS, READERS, SECONDS = (4, 8, 120) if LONG else (2, 3, 6)
BATCH = 30  # rows in a commit
PAUSE = 0.5  # seconds between two commits of a writer
TIMES = 3.0  # so much longer may a read take beside writers, at the 95th percentile
forked = multiprocessing.get_context("forkserver")


def writing(lake: Lake, seconds: float, said: Queue[object]) -> None:
    """Batches, one commit each; says how many."""
    ends, done = time.monotonic() + seconds, 0
    for number in count():
        if time.monotonic() > ends:
            break
        names = [f"{os.getpid()}-{number}-{row}" for row in range(BATCH)]
        rows = [publication(name, name.encode()) for name in names]
        write(lake, "poll", "batch", lambda con, rows=rows: load_publications(con, rows, AT))
        done += 1
        time.sleep(PAUSE)
    said.put(done)


def reading(lake: Lake, seconds: float, said: Queue[object]) -> None:
    """Short connections, as every command makes them; says how long each took and which counts it saw."""
    ends, took, seen = time.monotonic() + seconds, [], set()
    while time.monotonic() < ends:
        began = time.monotonic()
        with open_warehouse(lake, read_only=True) as warehouse:
            query = "select (select count(*) from lake.publications), (select count(*) from current_items)"
            seen.add(warehouse.con.execute(query).fetchall()[0])
        took.append(time.monotonic() - began)
        time.sleep(0.05)
    said.put((took, seen))


def readers(lake: Lake, seconds: float, writers: int) -> tuple[list[float], set[tuple[int, int]], int]:
    """What all readers took and saw beside so many writers, and the commits there were. Every process ends well."""
    heard, told = forked.Queue(), forked.Queue()
    processes = [forked.Process(target=writing, args=(lake, seconds, told)) for _ in range(writers)]
    processes += [forked.Process(target=reading, args=(lake, seconds, heard)) for _ in range(READERS)]
    for process in processes:
        process.start()
    answers = [heard.get(timeout=seconds + 120) for _ in range(READERS)]
    commits = sum(told.get(timeout=seconds + 120) for _ in range(writers))
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * len(processes)
    return sorted(one for took, _ in answers for one in took), set().union(*(seen for _, seen in answers)), commits


@pytest.mark.timeout(600)
def test_readers_are_not_held_up_and_see_whole_batches(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same readers without writers are the measure."""
    lake = Lake.under(tmp_path / "home")
    prepare(lake)
    write(lake, "sync", "items", lambda con: sync_items(con, [item(f"A-{number}") for number in range(1_000)], AT))
    quiet, _, _ = readers(lake, SECONDS / 4, 0)
    loaded, seen, commits = readers(lake, SECONDS, WRITERS)
    before, beside = (took[int(len(took) * 0.95)] for took in (quiet, loaded))
    with capsys.disabled():
        print(f"\n{WRITERS} writers ({commits} commits) and {READERS} readers ({len(loaded)} reads) for {SECONDS} s: "
              f"95th percentile of a read {beside * 1000:.0f} ms, {before * 1000:.0f} ms without writers")  # fmt: skip
    assert {publications % BATCH for publications, _ in seen} == {0}
    assert {items for _, items in seen} == {1_000}
    assert len({publications for publications, _ in seen}) > 1
    assert beside <= before * TIMES
    with open_warehouse(lake, read_only=True) as warehouse:
        total = warehouse.con.execute("select count(*) from lake.publications").fetchall()
        assert total == [(commits * BATCH,)]
        assert verify(warehouse.con).broken == ()
