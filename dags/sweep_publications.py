"""**The daily sweep** re-reads the last weeks through all stages, so that a missed wake-up is no missed document."""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import CronTriggerTimetable, chain, dag, task

from dags.pools import PUBLISHERS
from dags.retries import RETRIES, attempt

WEEKS = dt.timedelta(weeks=3)
NOON = CronTriggerTimetable("0 12 * * *", timezone="America/New_York", run_immediately=dt.timedelta(0))


@dag(
    schedule=NOON,
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    tags=["icts-watch", "documents"],
    doc_md=__doc__,
)
def sweep_publications() -> None:
    """Everything since three weeks ago, once more."""

    @task(trigger_rule="all_done")  # a publisher that is down does not keep what is here from being worked on
    def sweep(stage: str) -> dict[str, Any]:
        """Run a stage; each is idempotent and takes its work from the warehouse."""
        from pipeline.stages import STAGES

        since = {"since": dt.datetime.now(dt.UTC).date() - WEEKS} if stage == "poll" else {}
        return attempt(STAGES[stage], **since)

    first = sweep.override(task_id="poll", pool=PUBLISHERS)("poll")
    chain(first, *(sweep.override(task_id=stage)(stage) for stage in ("read", "sync", "assess", "tell")))


sweep_publications()
