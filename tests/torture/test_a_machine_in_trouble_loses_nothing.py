"""Disk full, catalog locked, PostgreSQL restarted, sources flapping, two at once, a migration cut off, the clock's hour back.

After each, what is there is as if nothing had happened. The short form runs with the suite, `make torture` the long one.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers.federal_register import FederalRegisterServer
from tests.servers.postgres import PostgresServer
from tests.servers.slack import SlackServer
from tests.torture.home import LONG, SEED, WORLD, Home
from tests.torture.mortal import STAGES, start
from warehouse.catalog import Lake
from warehouse.lake import open_warehouse, write
from warehouse.migrate import migrations, prepare
from warehouse.record import verify

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
ROOM = (0, 40, 200, 600, 1_500, 4_000) if LONG else (0, 300)
"""Kilobytes that are left on the full disk, one after the other."""

DISK = 48 if LONG else 16  # megabytes
FEW = 12 if LONG else 1
WAVES = range(1, WORLD.waves + 1)

CHANGES = (1_793_512_740, 1_805_007_540) if LONG else (1_793_512_740,)
"""A minute before New York's clocks go back (1 Nov 2026), and forth (14 Mar 2027)."""

ONLY_LONG = pytest.mark.skipif(not LONG, reason="`make torture` runs it")
LIMIT = pytest.mark.timeout(3_600 if LONG else 200)


@pytest.fixture
def small_disk(home: Home) -> Iterator[Path]:
    """The pipeline's home on a disk of its own, in memory."""
    place = home.folder / "home"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "icts-watch", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@LIMIT
def test_a_full_disk_is_said_and_nothing_is_half_there(home: Home, undisturbed: Home, small_disk: Path) -> None:
    """Whatever room is left, a pass ends in words and status 1; with room again it goes on, and nothing is amiss."""
    refused = 0
    for wave in WAVES:
        for left in ROOM:
            ballast = small_disk / "ballast"
            ballast.write_bytes(b"\x00" * max(shutil.disk_usage(small_disk).free - left * 1024, 0))
            done = home.command(wave)
            ballast.unlink()
            assert done.returncode in {0, 1}, done.stderr
            assert "Traceback" not in done.stderr, done.stderr
            if done.returncode:
                refused += 1
                assert "disk is full" in done.stderr, done.stderr
        home.finish(wave)
    home.holds(undisturbed)
    assert refused >= 1


@LIMIT
def test_a_locked_catalog_is_waited_for(home: Home, undisturbed: Home) -> None:
    """Somebody holds the catalog again and again, for seconds; the pass waits for it and comes to its end."""
    chance = random.Random(SEED)
    for wave in WAVES:
        process, held = home.start(wave), 0
        while process.is_alive():
            process.join(chance.uniform(0, 1))
            if held < FEW:
                _hold(home.folder / "home" / "catalog.sqlite", chance.uniform(0.1, 3))
                held += 1
        assert process.exitcode == 0
    home.holds(undisturbed)


def _hold(catalog: Path, seconds: float) -> None:
    if not catalog.is_file():
        return
    with closing(sqlite3.connect(catalog, timeout=30, isolation_level=None)) as holder:
        holder.execute("begin exclusive")
        time.sleep(seconds)
        holder.execute("rollback")


@LIMIT
def test_postgresql_may_be_restarted_at_any_moment(home: Home, undisturbed: Home) -> None:
    """Its crash ends every session; what was at work goes on, or fails and is done by the next pass."""
    chance = random.Random(SEED)
    with PostgresServer() as server:
        home.settings = {"catalog": server.address, "data_path": str(home.folder / "parquet")}
        for wave in WAVES:
            for _ in range(max(FEW // WORLD.waves, 1)):
                process = home.start(wave)
                process.join(chance.uniform(0.2, 4))
                server.restart()
                process.join()
                assert process.exitcode in {0, 1, -signal.SIGABRT}  # DuckDB may abort when a session ends under it
            home.finish(wave)
        home.holds(undisturbed)


@ONLY_LONG
@LIMIT
def test_a_source_that_flaps_is_read_in_the_end(home: Home) -> None:
    """Answers fail, are cut off, or are a page for people: what was missed comes with a later pass."""
    chance, served = random.Random(SEED), home.folder / "served"
    served.mkdir()
    with FederalRegisterServer(served) as register, SlackServer() as slack:
        steady = Home(home.folder / "steady", home.world, slack, {"source": register.api})
        home.settings = steady.settings
        for wave in WAVES:
            for path in sorted((home.world / f"wave-{wave}").glob("*.json")):
                register.publish(path, path.with_suffix(".xml"))
            for _ in range(max(FEW // WORLD.waves, 1)):
                register.fail(chance.choice(("status", "truncated", "cut", "challenge")), times=chance.randint(1, 6))
                process = start(replace(home.order(wave), stages=STAGES))  # people answer once all is there
                process.join()
                assert process.exitcode in {0, 1}
            register.faults.clear()
            home.finish(wave)
            steady.finish(wave)
        home.holds(steady)


@ONLY_LONG
@LIMIT
def test_two_passes_at_once_share_the_work(home: Home, undisturbed: Home) -> None:
    """As two schedulers would start them: both come to their end or are killed, and nothing is done twice."""
    chance = random.Random(SEED)
    for wave in WAVES:
        order = home.order(wave)  # one for both: an hour later, a claim of the other would be over
        racing = [start(order), start(order)]
        if chance.random() < 0.5:
            racing[0].join(chance.uniform(0, 6))
            racing[0].kill()
        for process in racing:
            process.join()
        assert [process.exitcode for process in racing] in ([0, 0], [-signal.SIGKILL, 0])
        home.finish(wave)
    home.holds(undisturbed)


@LIMIT
def test_a_migration_that_was_cut_off_is_done_by_the_next_start(tmp_path: Path) -> None:
    """Killed at any moment of making or migrating a warehouse, the next start finds it whole, old or new."""
    chance, forked = random.Random(SEED), multiprocessing.get_context("forkserver")
    lake, killed = Lake.under(tmp_path / "home"), 0
    for step in range(len(migrations())):
        for _ in range(max(FEW // 3, 1)):
            process = forked.Process(target=prepare, args=(lake, migrations()[: step + 1]))
            process.start()
            process.join(chance.uniform(0.05, 0.6))
            process.kill()
            process.join()
            killed += process.exitcode == -signal.SIGKILL
        prepare(lake, migrations()[: step + 1])
    prepare(lake)
    with open_warehouse(lake) as warehouse:
        applied = warehouse.con.execute("select number from lake.migrations order by 1").fetchall()
        assert applied == [(step.number,) for step in migrations()]
        assert verify(warehouse.con).broken == ()
    write(lake, "test", "it can be written", lambda con: con.execute("insert into lake.record_head values (0, '')"))
    assert killed


@ONLY_LONG
@LIMIT
@pytest.mark.parametrize("moment", CHANGES)
def test_the_hour_that_comes_twice_or_never_moves_nothing(home: Home, undisturbed: Home, moment: int) -> None:
    """A pass runs across the minute in which New York's clocks go back or forth."""
    clock = shutil.which("faketime")
    if not clock:
        pytest.fail("install Debian's faketime") if LONG else pytest.skip("faketime is not installed here")
    fast = f"@{moment} x20"  # a minute before the change; it is over in three seconds
    environment = os.environ | {"TZ": "America/New_York", "PYTHONPATH": str(ROOT), "FAKETIME_FMT": "%s"}
    for wave in WAVES:
        program = f"from tests.torture.mortal import Order, work; work({home.order(wave)!r})"
        command = [clock, "-f", fast, sys.executable, "-c", program]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    home.holds(undisturbed)
