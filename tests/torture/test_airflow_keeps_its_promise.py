"""Airflow as `icts-watch up` runs it: thirty documents reach Slack in time; workers that are killed lose and double nothing.

Both run with `make torture` only: they take a quarter of an hour.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from collections import Counter
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psutil
import pytest

from pipeline.settings import Settings
from tests.dags.airflow_processes import airflow_up, until
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.slack import SlackServer, Workspace
from tests.torture.home import LONG, SEED, Home
from tests.torture.state import differences, state, told
from tests.torture.world import World, document_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.dags.airflow_processes import Airflow

pytestmark = [
    pytest.mark.airflow,
    pytest.mark.skipif(not LONG, reason="takes a quarter of an hour: `make torture` runs it"),
    pytest.mark.timeout(3_600),
]

WORLD = World(documents=30, items=600, waves=1, owners=20)
MEDIAN, MOST = 60.0, 120.0  # seconds from publication to Slack: promised at the median, and of 95 in a hundred
EVERY = 20.0  # seconds between two publications
KILLS = 15  # at least; one for each document is tried
SOON_NOTICED = {"AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "40"}
"""Airflow gives a task whose worker is gone up after five minutes; here forty seconds will do."""


@contextmanager
def at_work(
    folder: Path, register: FederalRegisterServer, workspace: Workspace, more: dict[str, str] | None = None
) -> Iterator[Airflow]:
    """Airflow with the inventory taken in and nothing to do."""
    with SlackServer(workspace) as slack:
        given = {
            "ICTS_WATCH_HOME": str(folder / "home"),
            "ICTS_WATCH_SOURCE": "live",
            "ICTS_WATCH_FEDERAL_REGISTER_URL": register.api,
            "ICTS_WATCH_INVENTORY": str(folder / "world" / "inventory.csv"),
            "ICTS_WATCH_SLACK_URL": slack.base_url,
            "ICTS_WATCH_SLACK_TOKEN": workspace.token,
            "ICTS_WATCH_POLL_SECONDS": "2",
        }
        with airflow_up(folder / "home", os.environ | given | (more or {})) as airflow:
            until(airflow.address, 180, "Airflow is up")
            until(lambda: "success" in airflow.runs("assess_impacts"), 180, "the inventory is taken in")
            yield airflow


def numbers_told(workspace: Workspace) -> Counter[str]:
    """How many messages on Slack tell of each document."""
    words = [json.dumps(message) for message in list(workspace.messages)]
    names = [document_of(number) for number in range(WORLD.documents)]
    return Counter({name: sum(name in word for word in words) for name in names})


def publish(register: FederalRegisterServer, world: Path, number: int) -> str:
    """The Federal Register publishes one more document; its number."""
    path = world / "wave-1" / f"{document_of(number)}.json"
    register.publish(path, path.with_suffix(".xml"))
    return document_of(number)


def test_thirty_documents_reach_slack_in_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A document appears every twenty seconds; its first alert is on Slack within a minute at the median."""
    world, served, workspace = WORLD.write(tmp_path / "world"), tmp_path / "served", Workspace()
    served.mkdir()
    published: dict[str, float] = {}
    arrived: dict[str, float] = {}
    with FederalRegisterServer(served) as register, at_work(tmp_path, register, workspace):
        ends = time.monotonic() + EVERY * WORLD.documents + MOST * 2
        while len(arrived) < WORLD.documents and time.monotonic() < ends:
            due = len(published) < WORLD.documents
            if due and (not published or time.monotonic() - max(published.values()) >= EVERY):
                published[publish(register, world, len(published))] = time.monotonic()
            for name, count in numbers_told(workspace).items():
                if count:
                    arrived.setdefault(name, time.monotonic())
            time.sleep(0.2)
    took = sorted(arrived[name] - published[name] for name in arrived)
    with capsys.disabled():
        print(f"\n{len(took)} of {WORLD.documents} documents reached Slack: median {statistics.median(took):.1f} s, "
              f"95th percentile {took[int(len(took) * 0.95)]:.1f} s, longest {took[-1]:.1f} s")  # fmt: skip
    assert len(took) == WORLD.documents
    assert statistics.median(took) <= MEDIAN
    assert took[int(len(took) * 0.95)] <= MOST


def test_killed_workers_lose_and_double_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Processes of Airflow's tasks, and those that watch over them, are killed at random while documents appear."""
    chance, kills, world = random.Random(SEED), Counter[str](), WORLD.write(tmp_path / "world")
    served, workspace = tmp_path / "served", Workspace()
    served.mkdir()
    with FederalRegisterServer(served) as register:
        with at_work(tmp_path, register, workspace, SOON_NOTICED):
            for number in range(WORLD.documents):
                publish(register, world, number)
                _kill_one(chance, kills)
            until(lambda: all(numbers_told(workspace).values()), 1_800, "every document is told")
            time.sleep(60)  # what is tried again would tell again
        with SlackServer() as slack:
            steady = Home(tmp_path / "steady", world, slack, {"source": register.api})
            steady.folder.mkdir()
            steady.finish(1)
            ours = state(Settings(home=tmp_path / "home"))
            wanted = state(Settings(home=steady.folder / "home"))
            answers = ("decisions", "deliveries", "vouched for", "readings")  # people answer only in the steady one
            amiss = differences(ours, {name: rows for name, rows in wanted.items() if name not in answers})
            amiss += differences({"Slack": _first(workspace)}, {"Slack": _first(slack.workspace)})
    with capsys.disabled():
        print(f"\nseed {SEED}: {sum(kills.values())} of Airflow's processes killed: {dict(kills)}")
    assert not amiss, "\n".join(amiss[:20])
    assert sum(kills.values()) >= KILLS


def _first(workspace: Workspace) -> Counter[str]:
    """The alerts by channel and headline, without what answers put into them."""
    found: Counter[str] = Counter()
    for row, count in told(workspace).items():
        found[json.dumps(json.loads(row)[:3])] += count
    return found


def _kill_one(chance: random.Random, kills: Counter[str]) -> None:
    """Kills a task's process, or the executor's worker above it, once one is at work; a lost one is noticed after a while."""
    ends = time.monotonic() + 90
    while time.monotonic() < ends:
        if running := _at_work():
            victim = chance.choice(running)
            what = "worker" if "LocalExecutor" in _title(victim) else "task"
            time.sleep(chance.uniform(0, 3))
            with suppress(psutil.NoSuchProcess):
                if "<idle>" not in _title(victim):
                    victim.kill()
                    kills[what] += 1
                    return
        time.sleep(0.1)


def _at_work() -> list[psutil.Process]:
    """The processes of tasks, and of workers that have one: they name themselves so."""
    ours = psutil.Process().children(recursive=True)
    return [one for one in ours if "airflow worker -- " in (title := _title(one)) and "<idle>" not in title]


def _title(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""
