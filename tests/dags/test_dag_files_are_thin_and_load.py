"""The DAG folder: every DAG loads, no helper is taken for one, files are thin and named as their DAG."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extract.failures import LayoutChanged, NoSuchFile, PollIncomplete, ServerFailed, SourceFailed, Unreachable
from extract.tables import UnreadableFile
from pipeline.backfilling import BadSpan
from pipeline.stages import EverySourceFailed
from warehouse.turn import WarehouseBusy

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag
    from airflow.sdk import Asset

    from pipeline.settings import Settings

FOLDER = Path(str(files("dags")))
DAG_IDS = {
    "assess_impacts",
    "backfill_publications",
    "ingest_publications",
    "maintain_warehouse",
    "send_alerts",
    "send_digest",
    "sweep_publications",
    "sync_inventory",
}
HELPERS = {"__init__", "assess_tasks", "assets", "deadlines", "pools", "retries", "standalone", "triggers"}
WOKEN_BY = {
    "ingest_publications": {
        *("federal_register", "public_inspection", "bis", "feeds", "ecfr"),
        *("fcc", "dod", "trade"),
    },
    "sync_inventory": {"inventory", "suppliers"},
    "assess_impacts": {"documents", "items"},
    "send_alerts": {"impacts"},
}
MAKES = {
    "ingest_publications": {"documents"},
    "sync_inventory": {"items"},
    "assess_impacts": {"impacts"},
    "backfill_publications": {"impacts"},
}
POOLED = {
    ("ingest_publications", "poll"): "publishers",
    ("sweep_publications", "poll"): "publishers",
    ("backfill_publications", "poll"): "publishers",
    ("assess_impacts", "assess"): "assessors",
    ("backfill_publications", "assess"): "assessors",
}


@pytest.fixture(scope="module")
def bag() -> DagBag:
    """The folder as Airflow's DAG processor loads it."""
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(str(FOLDER))


def assets_of(condition: Any) -> list[Asset]:
    """The assets of a schedule: one, all, or any of several."""
    return getattr(condition, "objects", [condition])


def test_every_dag_loads_and_no_other(bag: DagBag) -> None:
    """No import errors, exactly our DAGs, each in the file of its name."""
    assert bag.import_errors == {}
    assert set(bag.dags) == DAG_IDS
    assert {dag_id: Path(dag.fileloc).stem for dag_id, dag in bag.dags.items()} == {one: one for one in DAG_IDS}


def test_helpers_are_never_parsed() -> None:
    """Airflow's own discovery passes over them; every module is a DAG file or a known helper."""
    from airflow.utils.file import list_py_file_paths

    assert {Path(path).stem for path in list_py_file_paths(str(FOLDER), safe_mode=False)} == DAG_IDS
    assert {path.stem for path in FOLDER.glob("*.py")} == DAG_IDS | HELPERS


@pytest.mark.parametrize("dag_id", sorted(DAG_IDS))
def test_a_dag_file_is_thin(dag_id: str) -> None:
    """At most 60 lines."""
    assert len((FOLDER / f"{dag_id}.py").read_text().splitlines()) <= 60


def test_loading_the_dags_imports_nothing_heavy() -> None:
    """A DAG file is parsed again and again: models, warehouse and senders are imported inside the tasks."""
    modules = ", ".join(f"dags.{dag_id}" for dag_id in sorted(DAG_IDS))
    heavy = "{'torch', 'sentence_transformers', 'duckdb', 'slack_sdk', 'bs4', 'numpy', 'pipeline.stages', 'warehouse'}"
    script = f"import sys, {modules}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_assets_join_the_dags(bag: DagBag) -> None:
    """Every DAG is woken by the assets that it works on, and makes the one that the next is woken by."""
    for dag_id, names in WOKEN_BY.items():
        condition = bag.dags[dag_id].timetable.asset_condition
        assert {asset.name for asset in assets_of(condition)} == names, dag_id
    made = {dag_id: {outlet.name for task in dag.tasks for outlet in task.outlets} for dag_id, dag in bag.dags.items()}
    assert {dag_id: names for dag_id, names in made.items() if names} == MAKES


def test_every_source_has_one_watcher_that_knows_its_rhythm(bag: DagBag) -> None:
    """Each source's asset is watched by one trigger for that source, and there is a rhythm and a look for each."""
    from pipeline.watching.rhythm import RHYTHMS
    from pipeline.watching.watch import WATCHED

    watchers = {
        asset.name: [watcher.trigger.serialize() for watcher in asset.watchers]
        for dag_id in ("ingest_publications", "sync_inventory")
        for asset in assets_of(bag.dags[dag_id].timetable.asset_condition)
    }
    assert watchers == {source: [("dags.triggers.SourceTrigger", {"source": source})] for source in WATCHED}
    assert set(RHYTHMS) == set(WATCHED)


def test_every_dag_runs_once_at_a_time_and_tries_again(bag: DagBag) -> None:
    """One run at a time, no catching up, tags and words for people; every task is retried with growing pauses."""
    for dag in bag.dags.values():
        assert (dag.max_active_runs, dag.catchup) == (1, False)
        assert dag.tags
        assert dag.doc_md
        for task in dag.tasks:
            assert task.retries >= 3
            assert task.retry_exponential_backoff > 1


def test_large_work_is_mapped(bag: DagBag) -> None:
    """The shares that the plan makes are done by mapped tasks, then what no longer stands is ended."""
    for dag_id in ("assess_impacts", "backfill_publications"):
        dag = bag.dags[dag_id]
        assert type(dag.get_task("assess")).__name__ == "DecoratedMappedOperator"
        assert (dag.get_task("assess").upstream_task_ids, dag.get_task("end").upstream_task_ids) == (
            {"plan"},
            {"assess"},
        )


def test_what_is_shared_stands_in_pools_that_up_makes(bag: DagBag) -> None:
    """Publishers are asked by one task at a time, whatever the DAG; shares of large work leave slots to the others.

    What is on its way to an alert goes first.
    """
    from dags.pools import POOLS

    own = {(dag.dag_id, task.task_id): task.pool for dag in bag.dags.values() for task in dag.tasks}
    assert {place: pool for place, pool in own.items() if pool != "default_pool"} == POOLED
    assert set(POOLED.values()) == set(POOLS)
    assert POOLS["publishers"][0] == 1
    urgent = {dag.dag_id for dag in bag.dags.values() if all(task.priority_weight > 10 for task in dag.tasks)}
    assert urgent == {"ingest_publications", "sync_inventory", "assess_impacts", "send_alerts"}


def test_both_runs_on_a_document_s_way_have_their_half_of_ten_minutes(bag: DagBag) -> None:
    """The callback can be imported where the triggerer runs, and is one that it can await."""
    from inspect import iscoroutinefunction

    from airflow.sdk.module_loading import import_string

    timed = {dag_id: alert for dag_id, dag in bag.dags.items() for alert in dag.deadline or ()}
    assert set(timed) == {"ingest_publications", "assess_impacts"}
    assert sum((alert.interval for alert in timed.values()), dt.timedelta()) == dt.timedelta(minutes=10)
    for alert in timed.values():
        assert iscoroutinefunction(import_string(alert.callback.path))


UNREACHABLE, GONE = Unreachable("https://x"), LayoutChanged("https://x", "none of ['h1']")


@pytest.mark.parametrize(
    ("failure", "tried_again"),
    [
        (UNREACHABLE, True),
        (ServerFailed("https://x", 503), True),
        (WarehouseBusy("catalog", 30.0), True),
        (NoSuchFile("inventory.csv"), False),
        (FileNotFoundError(2, "No such file", "inventory.csv"), False),
        (UnreadableFile("inventory.csv", "no column for an id"), False),
        (BadSpan("since 2025-02-01 is after until 2025-01-01"), False),
        (GONE, False),
        (EverySourceFailed([SourceFailed("bis", GONE, 0)]), False),
        (EverySourceFailed([SourceFailed("bis", PollIncomplete((GONE, GONE)), 0)]), False),
        (EverySourceFailed([SourceFailed("bis", GONE, 0), SourceFailed("feeds", UNREACHABLE, 0)]), True),
    ],
)
def test_bad_input_is_not_tried_again(failure: Exception, tried_again: bool) -> None:
    """A network may come back, a lock be released; a missing file or a changed page would be met again."""
    from airflow.sdk.exceptions import AirflowFailException

    from dags.retries import attempt

    def stage(_: Settings) -> dict[str, Any]:
        raise failure

    with pytest.raises(type(failure) if tried_again else AirflowFailException) as raised:
        attempt(stage)
    assert str(failure) in str(raised.value)


def test_a_setting_that_cannot_be_read_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The task fails at once and names the setting."""
    from airflow.sdk.exceptions import AirflowFailException

    from dags.retries import attempt

    monkeypatch.setenv("ICTS_WATCH_SMTP_PORT", "twenty-five")
    with pytest.raises(AirflowFailException, match="smtp_port"):
        attempt(lambda _: {})


def test_timed_dags_keep_their_hour(bag: DagBag, monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute past the hour a new installation waits for the next one; one that was down at the hour runs now."""
    from airflow.serialization.serialized_objects import DagSerialization
    from airflow.timetables.base import DataInterval, TimeRestriction
    from pendulum import datetime

    anytime = TimeRestriction(earliest=None, latest=None, catchup=False)
    for dag_id, (day, hour) in {
        "send_digest": (23, 8),
        "sweep_publications": (23, 12),
        "maintain_warehouse": (23, 3),
    }.items():
        timetable = DagSerialization.from_dict(DagSerialization.to_dict(bag.dags[dag_id])).timetable
        due = datetime(2026, 11, day, hour, tz="America/New_York")
        monkeypatch.setattr("airflow.timetables.trigger.utcnow", lambda due=due: due.add(minutes=1).in_timezone("UTC"))
        new = timetable.next_dagrun_info(last_automated_data_interval=None, restriction=anytime)
        assert new.run_after > due, dag_id
        before = DataInterval.exact(due.subtract(weeks=3))
        missed = timetable.next_dagrun_info(last_automated_data_interval=before, restriction=anytime)
        assert missed.run_after == due, dag_id
