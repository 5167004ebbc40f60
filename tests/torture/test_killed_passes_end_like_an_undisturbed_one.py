"""SIGKILL at every commit boundary and at random moments; afterwards everything is as if nothing had happened.

The short form runs with the suite. `make torture` runs the long one: 50 documents, 5,000 items, 200 kills and more.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.servers.slack import SlackServer
from tests.torture.mortal import Order, settings_of, start
from tests.torture.state import differences, state, told
from tests.torture.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = bool(os.environ.get("ICTS_WATCH_TORTURE"))
WORLD = World() if LONG else World(documents=4, items=60, waves=1, owners=8)
AT_RANDOM, OF = (100, 1) if LONG else (3, 4)
"""Passes killed at random; the short form dies at one of so many commit boundaries."""

SEED = int(os.environ.get("ICTS_WATCH_TORTURE_SEED") or (time.time_ns() % 1_000_000 if LONG else 2_847))
LONGEST = 9.0 if LONG else 2.0
"""Seconds within which a killed process dies at random: about as long as a wave's pass."""


@dataclass
class Home:
    """A pipeline with a warehouse and a Slack of its own, and the processes that worked on it."""

    folder: Path
    world: Path
    slack: SlackServer
    started: int = 0
    took: list[float] = field(default_factory=list)

    def order(self, wave: int, met: str = "") -> Order:
        """A pass over the first so many waves; each process works an hour after the one before."""
        self.started += 1
        source = self.folder / "issue"
        for number in range(1, wave + 1):
            shutil.copytree(self.world / f"wave-{number}", source, dirs_exist_ok=True)
        given = {
            "home": str(self.folder / "home"),
            "source": str(source),
            "inventory": str(self.world / "inventory.csv"),
            "slack_token": self.slack.workspace.token,
            "slack_url": self.slack.base_url,
            "escalate_after_hours": "0",
            "compliance": "compliance@example.com",
        }
        return Order(given, wave, self.started, met, OF)

    def finish(self, wave: int) -> None:
        """A pass that nobody disturbs."""
        began = time.monotonic()
        process = start(self.order(wave))
        process.join()
        assert process.exitcode == 0
        self.took.append(time.monotonic() - began)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Issues and inventory."""
    return WORLD.write(tmp_path_factory.mktemp("world") / "world")


@pytest.fixture
def home(world: Path, tmp_path: Path) -> Iterator[Home]:
    """A new pipeline, with a Slack at which every message counts."""
    with SlackServer() as slack:
        yield Home(tmp_path, world, slack)


@pytest.fixture(scope="module")
def undisturbed(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The same passes, one after the other, each to its end."""
    with SlackServer() as slack:
        found = Home(tmp_path_factory.mktemp("undisturbed"), world, slack)
        for wave in range(1, WORLD.waves + 1):
            found.finish(wave)
        yield found


def held(home: Home, undisturbed: Home) -> None:
    """Nothing lost, nothing doubled: in the warehouse, and on Slack."""
    wanted = state(settings_of(undisturbed.order(WORLD.waves)))
    assert len(wanted["documents"]) == WORLD.documents
    assert len(wanted["items"]) == WORLD.items
    assert wanted["impacts"]
    assert wanted["decisions"]
    assert differences(state(settings_of(home.order(WORLD.waves))), wanted) == []
    assert differences({"Slack": told(home.slack.workspace)}, {"Slack": told(undisturbed.slack.workspace)}) == []


@pytest.mark.timeout(7_200 if LONG else 300)
def test_killed_at_every_commit_boundary(home: Home, undisturbed: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """Each process dies right before or right after a commit at which none has died before, until none is left."""
    met, began = home.folder / "met", time.monotonic()
    done = met.with_suffix(".done")
    for wave in range(1, WORLD.waves + 1):
        while not done.exists():
            process = start(home.order(wave, str(met)))
            process.join()
            assert process.exitcode in {0, -signal.SIGKILL}
        done.unlink()
    boundaries = met.read_text().splitlines()
    held(home, undisturbed)
    with capsys.disabled():
        print(f"\nkilled {len(boundaries)} times, each at another commit boundary: "
              f"{WORLD.documents} documents, {WORLD.items} items, {time.monotonic() - began:.0f} s")  # fmt: skip
    assert len(boundaries) == len(set(boundaries))
    assert len(boundaries) >= (200 if LONG else 5)
    if LONG:
        assert {line.split(": ")[1] for line in boundaries} == {"poll", "read", "sync", "assess", "tell", "answer"}


@pytest.mark.timeout(7_200 if LONG else 300)
def test_killed_at_random_moments(home: Home, undisturbed: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """Processes die whenever it pleases chance: in the middle of a commit, of a file, of a message."""
    chance, kills, began = random.Random(SEED), 0, time.monotonic()
    for wave in range(1, WORLD.waves + 1):
        for _ in range(AT_RANDOM // WORLD.waves):
            process = start(home.order(wave))
            process.join(chance.uniform(0.05, LONGEST))
            process.kill()
            process.join()
            kills += process.exitcode == -signal.SIGKILL
        home.finish(wave)
    held(home, undisturbed)
    with capsys.disabled():
        print(f"\nseed {SEED}: killed {kills} times at random in {AT_RANDOM} passes, {time.monotonic() - began:.0f} s")
    assert kills >= AT_RANDOM / 2
