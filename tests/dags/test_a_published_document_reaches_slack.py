"""The whole way, nothing replaced but its two ends: what the Federal Register publishes becomes an alert in Slack."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.dags.airflow_processes import airflow_up, until
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.slack import SlackServer, Workspace

if TYPE_CHECKING:
    from tests.dags.airflow_processes import Airflow

NOTICES = Path(str(files("pipeline"))) / "sample" / "notices"
NUMBER = "2024-13532"  # the determination against Kaspersky, in our own words
INVENTORY = Path(str(files("pipeline"))) / "sample" / "inventory.csv"  # what is taken where the settings name none
OPERATOR = "C0OPS0001"
PROMISE = 60.0  # seconds from publication to alert


def published_today(folder: Path) -> tuple[Path, Path]:
    """The sample notice as if it stood in today's issue."""
    record = json.loads((NOTICES / f"{NUMBER}.json").read_text())
    record["publication_date"] = dt.datetime.now(dt.UTC).date().isoformat()
    path_json, path_xml = folder / f"{NUMBER}.json", folder / f"{NUMBER}.xml"
    path_json.write_text(json.dumps(record))
    path_xml.write_bytes((NOTICES / f"{NUMBER}.xml").read_bytes())
    return path_json, path_xml


def owners() -> set[str]:
    """Where Slack's direct messages to the owners of Kaspersky's products go."""
    with INVENTORY.open() as file:
        rows = [row for row in csv.DictReader(file) if "kaspersky" in f"{row['name']} {row['vendor']}".lower()]
    return {row["owner_slack"].replace("U", "D", 1) for row in rows if row["owner_slack"]}


def is_settled(airflow: Airflow) -> bool:
    """Whether the inventory has gone all the way once and nothing is at work."""
    runs = {dag_id: airflow.runs(dag_id) for dag_id in ("sync_inventory", "assess_impacts", "send_alerts")}
    return all("success" in states and not {"queued", "running"} & set(states) for states in runs.values())


@pytest.mark.airflow
def test_a_published_document_reaches_slack_within_a_minute(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Scheduler, DAG processor, triggerer and API server run as `icts-watch up` runs them; owners are told, each once.

    Of a run that is late, the operator; a form that is filled in wrongly is refused with words.
    """
    served, home, workspace = tmp_path / "served", tmp_path / "home", Workspace()
    served.mkdir()
    with FederalRegisterServer(served) as register, SlackServer(workspace) as slack:
        environment = os.environ | {
            "ICTS_WATCH_HOME": str(home),
            "ICTS_WATCH_SOURCE": "live",
            "ICTS_WATCH_FEDERAL_REGISTER_URL": register.api,
            "ICTS_WATCH_SLACK_URL": slack.base_url,
            "ICTS_WATCH_SLACK_TOKEN": workspace.token,
            "ICTS_WATCH_POLL_SECONDS": "2",
            "ICTS_WATCH_OPERATOR_SLACK": OPERATOR,
        }
        with airflow_up(home, environment) as airflow:
            up_after = until(airflow.address, 90, "Airflow is up")
            settled_after = until(lambda: is_settled(airflow), 90, "the inventory is taken in")
            assert workspace.messages == []
            register.publish(*published_today(tmp_path))
            took = until(lambda: workspace.messages, PROMISE, "the alert is in Slack")
            with capsys.disabled():
                print(f"\nfrom publication to Slack: {took:.1f} s (Airflow up after {up_after:.0f} s,", end=" ")
                print(f"inventory taken in after {settled_after:.0f} s more)")
            time.sleep(5)  # a second message, if there were one, would follow at once
            told = [message["channel"] for message in workspace.messages if not message.get("thread_ts")]
            assert set(told) <= owners()
            assert len(told) == len(set(told)), "an owner was told twice"
            assert all(NUMBER in json.dumps(message) for message in workspace.messages)
            assert "date" in airflow.trigger("backfill_publications", since="yesterday").json()["detail"]
            assert airflow.trigger("assess_impacts").is_success
            until(airflow.overdue, 10, "the run has a deadline")
            until(lambda: workspace.messages[-1]["channel"] == OPERATOR, 30, "of the late run the operator is told")
            assert "assessing what is new was not done within 5 minutes" in workspace.messages[-1]["text"]
