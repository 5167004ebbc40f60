"""DAGs on Airflow's own database: large work is mapped, a backfill tells nobody, of a late run the operator is told."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import stages
from pipeline.operations.airflow_environment import exported
from tests.pipeline.passes import HEAD_OF_INVENTORY, Given, Passes, notice, rows_of_veltrona
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.slack import SlackServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from airflow.models.dagrun import DagRun

    Runs = Callable[..., DagRun]

pytestmark = pytest.mark.timeout(240)
ITEMS = 6


@pytest.fixture(scope="module")
def database(airflow_home: Path) -> None:
    """Airflow's tables, and our pools, as `icts-watch up` makes them."""
    from airflow.utils import db

    from dags.pools import make_pools

    db.initdb()
    assert make_pools() == ["publishers", "assessors"]


@pytest.fixture
def passes(prepared_home: Path, tmp_path: Path) -> Passes:
    """A home with six anti-virus programs of one maker and owner."""
    made = Passes.in_(tmp_path, prepared_home)
    (tmp_path / "inventory.csv").write_text("\n".join([HEAD_OF_INVENTORY, *rows_of_veltrona(ITEMS)]) + "\n")
    stages.sync(made.settings)
    made.count = 1
    return made


@pytest.fixture
def run(database: None, passes: Passes, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Runs a DAG to its end with the settings of the home."""
    from airflow.dag_processing.dagbag import DagBag

    def run(dag_id: str, conf: dict[str, Any] | None = None) -> DagRun:
        for name, value in exported(passes.settings).items():
            monkeypatch.setenv(name, value)
        dag = DagBag().dags[dag_id]
        dag.deadline = None  # Airflow 3.3.2: dag.test() looks for the alerts of a DAG that it has not stored
        return dag.test(run_conf=conf)

    return run


def states(dag_run: DagRun) -> dict[str, list[str]]:
    """The states of a run's tasks; a mapped one has several."""
    found: dict[str, list[str]] = {}
    for task in sorted(dag_run.get_task_instances(), key=lambda one: one.map_index):
        found.setdefault(task.task_id, []).append(str(task.state))
    return found


def test_large_work_is_shared_out_to_mapped_tasks(run: Runs, passes: Passes) -> None:
    """Six items in slices of three: two tasks, one alert to their owner; once more, there is nothing to do."""
    passes.settings = passes.settings.model_copy(update={"assess_pairs": 3})
    stages.poll(passes.settings, [Given((notice(),))], dt.date(2099, 1, 1))
    stages.read(passes.settings)
    assert states(run("assess_impacts")) == {"plan": ["success"], "assess": ["success"] * 2, "end": ["success"]}
    assert passes.rows("select count(*) as found from lake.impacts where status = 'open'") == [{"found": ITEMS}]
    assert passes.rows("select len(findings::json[]) as told from lake.deliveries") == [{"told": ITEMS}]
    assert states(run("assess_impacts")) == {"plan": ["success"], "assess": ["skipped"], "end": ["skipped"]}


def test_one_document_takes_one_task(run: Runs, passes: Passes) -> None:
    """What fits into one group is assessed while it is planned: no start of a further task stands before the alert."""
    stages.poll(passes.settings, [Given((notice(),))], dt.date(2099, 1, 1))
    stages.read(passes.settings)
    assert states(run("assess_impacts")) == {"plan": ["success"], "assess": ["skipped"], "end": ["skipped"]}
    assert passes.rows("select len(findings::json[]) as told from lake.deliveries") == [{"told": ITEMS}]


@pytest.fixture
def published(tmp_path: Path, passes: Passes) -> Iterator[None]:
    """A Federal Register with three determinations, of February, March and April 2024."""
    served = tmp_path / "served"
    served.mkdir()
    for month in (2, 3, 4):
        number, day = f"2024-0{month}000", f"2024-0{month}-10"
        publication = notice(number, day="January 20, 2024", published=day, page=month * 1000)
        url = f"https://www.federalregister.gov/documents/full_text/xml/{day.replace('-', '/')}/{number}.xml"
        record = json.loads(publication.metadata) | {
            "full_text_xml_url": url,
            "cfr_references": [{"title": 15, "part": 791}],
        }
        (served / f"{number}.json").write_text(json.dumps(record))
        (served / f"{number}.xml").write_bytes(publication.content)
    with FederalRegisterServer(served) as register:
        passes.settings = passes.settings.model_copy(update={"federal_register_url": register.api, "source": "live"})
        yield


def test_a_backfill_takes_its_span_and_tells_nobody(run: Runs, passes: Passes, published: None) -> None:
    """Only what was published in the span comes; no later pass tells of it, but of a new item that it touches."""
    done = run("backfill_publications", {"since": "2024-03-01", "until": "2024-03-31"})
    assert states(done) == {name: ["success"] for name in ("split", "poll", "read", "plan")} | {
        "assess": ["skipped"], "end": ["skipped"]
    }  # fmt: skip
    assert passes.rows("select document_number from lake.current_documents") == [{"document_number": "2024-03000"}]
    assert passes.rows("select count(*) as found from lake.impacts where status = 'open'") == [{"found": ITEMS}]
    stages.assess(passes.settings)
    assert stages.tell(passes.settings)["sent"] == 0
    assert passes.settings.inventory is not None
    passes.settings.inventory.write_text("\n".join([HEAD_OF_INVENTORY, *rows_of_veltrona(ITEMS + 1)]) + "\n")
    stages.sync(passes.settings)
    stages.assess(passes.settings)
    assert passes.rows("select len(findings::json[]) as told from lake.deliveries") == [{"told": 1}]


def test_a_backfill_tells_where_that_is_asked_for(run: Runs, passes: Passes, published: None) -> None:
    """With `notify`, owners hear of what is found; more than a quarter of a year is polled in parts."""
    done = run("backfill_publications", {"since": "2024-03-20", "until": "2024-07-01", "notify": True})
    assert (done.state, states(done)["poll"]) == ("success", ["success", "success"])
    assert passes.rows("select len(findings::json[]) as told from lake.deliveries") == [{"told": ITEMS}]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"since": "2024-03-31", "until": "2024-03-01"}, "since 2024-03-31 is after until 2024-03-01"),
        ({"since": "2024-03-01", "until": "2999-03-01"}, "until 2999-03-01 has not come yet"),
    ],
)
def test_a_span_that_cannot_be_meant_fails_at_once(
    run: Runs, passes: Passes, given: dict[str, str], words: str, caplog: pytest.LogCaptureFixture
) -> None:
    """No publisher is asked, nothing is tried again, and the log says what is wrong."""
    from pipeline.backfilling import BadSpan, span

    done = states(run("backfill_publications", given))
    assert (done["split"], done["poll"]) == (["failed"], ["upstream_failed"])
    with pytest.raises(BadSpan, match=words):
        span(**given)


def test_of_a_run_that_is_late_the_operator_is_told(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline that Airflow keeps of a run is missed: the callback runs as in the triggerer, and Slack has the words."""
    from airflow.models.deadline import Deadline
    from airflow.triggers.callback import CallbackTrigger
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with SlackServer() as slack, create_session() as session:
        for name, value in {"SLACK": "C0OPS0001"}.items():
            monkeypatch.setenv(f"ICTS_WATCH_OPERATOR_{name}", value)
        monkeypatch.setenv("ICTS_WATCH_SLACK_TOKEN", "xoxb-test")
        monkeypatch.setenv("ICTS_WATCH_SLACK_URL", slack.base_url)
        late = _queued("assess_impacts", session)
        deadline = session.scalars(select(Deadline).where(Deadline.dagrun_id == late.id)).one()
        assert deadline.deadline_time - late.queued_at == dt.timedelta(minutes=5)
        deadline.handle_miss(session)
        session.flush()
        trigger = CallbackTrigger(**deadline.callback.trigger.kwargs)
        events = asyncio.run(_events(trigger))
        (message,) = slack.workspace.messages
    assert (events[-1]["state"], events[-1]["body"]) == ("success", "the operator was told")
    assert message["channel"] == "C0OPS0001"
    assert "assessing what is new was not done within 5 minutes" in message["text"]
    assert "assess_impacts late" in json.dumps(message["blocks"])


def _queued(dag_id: str, session: Any) -> DagRun:
    """A run that the scheduler has queued, of the DAG as the DAG processor stores it."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db
    from airflow.models.serialized_dag import SerializedDagModel
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunTriggeredByType, DagRunType

    manager = DagBundlesManager()
    manager.sync_bundles_to_db(session=session)
    session.commit()
    (bundle,) = manager.get_all_dag_bundles()
    bundle.initialize()
    bag = BundleDagBag(dag_folder=bundle.path, bundle_path=bundle.path, bundle_name=bundle.name)
    sync_bag_to_db(bag, bundle.name, bundle.version)
    now = dt.datetime.now(dt.UTC)
    run: DagRun = SerializedDagModel.get(dag_id, session=session).dag.create_dagrun(
        run_id="late", run_after=now, run_type=DagRunType.MANUAL, triggered_by=DagRunTriggeredByType.TEST,
        state=DagRunState.QUEUED, session=session,
    )  # fmt: skip
    session.flush()
    return run


async def _events(trigger: Any) -> list[dict[str, Any]]:
    return [event.payload async for event in trigger.run()]
