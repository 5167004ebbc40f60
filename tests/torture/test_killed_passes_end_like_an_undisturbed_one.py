"""SIGKILL at every commit boundary and at random moments; afterwards everything is as if nothing had happened.

The short form runs with the suite. `make torture` runs the long one: 50 documents, 5,000 items, 200 kills and more.
"""

from __future__ import annotations

import random
import signal
import time
from typing import TYPE_CHECKING

import pytest

from tests.torture.home import LONG, SEED, WORLD
from tests.torture.mortal import start

if TYPE_CHECKING:
    from tests.torture.home import Home

AT_RANDOM, OF = (100, 1) if LONG else (2, 8)
"""Passes killed at random; the short form dies at one of so many commit boundaries."""

LONGEST = 9.0 if LONG else 2.0
"""Seconds within which a killed process dies at random: about as long as a wave's pass."""


@pytest.mark.timeout(7_200 if LONG else 300)
def test_killed_at_every_commit_boundary(home: Home, undisturbed: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """Each process dies right before or right after a commit at which none has died before, until none is left."""
    met, began = home.folder / "met", time.monotonic()
    done = met.with_suffix(".done")
    for wave in range(1, WORLD.waves + 1):
        while not done.exists():
            process = start(home.order(wave, str(met), OF))
            process.join()
            assert process.exitcode in {0, -signal.SIGKILL}
        done.unlink()
    boundaries = met.read_text().splitlines()
    home.holds(undisturbed)
    with capsys.disabled():
        print(f"\nkilled {len(boundaries)} times, each at another commit boundary: "
              f"{WORLD.documents} documents, {WORLD.items} items, {time.monotonic() - began:.0f} s")  # fmt: skip
    assert len(boundaries) == len(set(boundaries))
    assert len(boundaries) >= (200 if LONG else 3)
    if LONG:
        assert {line.split(": ")[1] for line in boundaries} == {"poll", "read", "sync", "assess", "tell", "answer"}


@pytest.mark.timeout(7_200 if LONG else 300)
def test_killed_at_random_moments(home: Home, undisturbed: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """Processes die whenever it pleases chance: in the middle of a commit, of a file, of a message."""
    chance, kills, began = random.Random(SEED), 0, time.monotonic()
    for wave in range(1, WORLD.waves + 1):
        for _ in range(AT_RANDOM // WORLD.waves):
            process = home.start(wave)
            process.join(chance.uniform(0.05, LONGEST))
            process.kill()
            process.join()
            kills += process.exitcode == -signal.SIGKILL
        home.finish(wave)
    home.holds(undisturbed)
    with capsys.disabled():
        print(f"\nseed {SEED}: killed {kills} times at random in {AT_RANDOM} passes, {time.monotonic() - began:.0f} s")
    assert kills >= AT_RANDOM / 2
