"""Airflow with the CeleryExecutor on hosts without a shared disk: a worker is cut off in mid-task, and nothing is amiss."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.cluster.fleet import HOSTS, fleet
from tests.cluster.hosts import HERE, hosts
from tests.dags.airflow_processes import until
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.slack import SlackServer
from tests.torture.home import Home
from tests.torture.mortal import STAGES, settings_of, start
from tests.torture.state import differences, state, told
from tests.torture.world import World, document_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cluster.fleet import Fleet
    from tests.cluster.hosts import Host

WORLD = World(documents=30, items=6_000, waves=1, owners=20)
DAG, MID_TASK = "assess_impacts", 3.0
"""What is cut off, and the seconds that it has been at work then."""
QUIET = 60.0
"""Seconds after the host is back, in which what it still held could do harm."""


@pytest.mark.cluster
@pytest.mark.timeout(1_800)
def test_a_worker_that_is_cut_off_in_mid_task_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The other worker does what it was at; it comes back and doubles nothing; all is as one machine alone has it."""
    world, served = WORLD.write(tmp_path / "world"), tmp_path / "served"
    served.mkdir()
    (tmp_path / "disk").mkdir()
    with (
        hosts(*HOSTS, disk=tmp_path / "disk") as made,
        FederalRegisterServer(served, host=HERE) as register,
        SlackServer(host=HERE) as slack,
        SlackServer() as alone,
        fleet(
            *made,
            inventory=world / "inventory.csv",
            source="live",
            federal_register_url=register.api,
            slack_url=slack.base_url,
            slack_token=slack.workspace.token,
            poll_seconds="2",
        ) as airflow,
    ):
        until(lambda: "success" in _states(airflow, "sync_inventory"), 240, "the inventory is taken in")
        until(lambda: not airflow.tasks("running"), 240, "there is nothing to do")
        for number in range(WORLD.documents):
            path = world / "wave-1" / f"{document_of(number)}.json"
            register.publish(path, path.with_suffix(".xml"))
        victim = _at_work(airflow)
        victim.cut_off()
        began = time.monotonic()
        held = {_name(one) for one in airflow.tasks("running", victim.name)}
        until(lambda: _all_told(slack), 900, "every document is on Slack")
        took = time.monotonic() - began
        victim.reconnect()
        time.sleep(QUIET)
        until(lambda: not airflow.tasks("running"), 300, "there is nothing left to do")
        elsewhere = {_name(one): one["hostname"] for one in airflow.tasks("success")}
        steady = replace(Home(tmp_path / "alone", world, alone, {"source": register.api}).order(1), stages=STAGES)
        one_machine = start(steady)
        one_machine.join()
        assert one_machine.exitcode == 0
        wanted = state(settings_of(steady))
        amiss = differences(state(airflow.settings), wanted)
        amiss += differences({"Slack": told(slack.workspace)}, {"Slack": told(alone.workspace)})
    with capsys.disabled():
        print(f"\n{victim.name} was cut off while it did {sorted(held)}; {took:.0f} s later all was told")
    assert held
    assert {elsewhere.get(name, "nowhere") for name in held} == {
        one.name for one in airflow.workers if one is not victim
    }
    assert len(wanted["documents"]) == WORLD.documents
    assert wanted["impacts"]
    assert not amiss, "\n".join(amiss[:20])


def _at_work(airflow: Fleet) -> Host:
    """A worker that has been assessing for a while, with other work behind it."""
    found: list[str] = []

    def is_there() -> bool:
        found[:] = [one["hostname"] for one in airflow.tasks("running", dag=DAG) if one["task_id"] == "assess"]
        return bool(found)

    until(is_there, 600, "a share is being assessed")
    time.sleep(MID_TASK)
    return next(one for one in airflow.workers if one.name == found[0])


def _name(task: dict[str, object]) -> str:
    return f"{task['dag_id']} {task['task_id']} {task['map_index']} {task['dag_run_id']}"


def _states(airflow: Fleet, dag: str) -> list[str]:
    return [one["state"] for one in airflow.tasks(dag=dag)]


def _all_told(slack: SlackServer) -> bool:
    words = "\n".join(str(one) for one in list(slack.workspace.messages))
    return all(document_of(number) in words for number in range(WORLD.documents))
