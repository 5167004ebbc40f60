"""**The daily sweep** re-reads the last weeks through all stages, so that a missed wake-up is never a missed document."""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import CronTriggerTimetable, chain, dag, task

from dags.retries import RETRIES

WEEKS = dt.timedelta(weeks=3)
NOON = CronTriggerTimetable("0 12 * * *", timezone="America/New_York", run_immediately=dt.timedelta(0))


@dag(schedule=NOON, catchup=False, max_active_runs=1, default_args=RETRIES, tags=["icts-watch", "documents"], doc_md=__doc__)
def sweep_publications() -> None:
    """Everything since three weeks ago, once more."""

    @task
    def stage(name: str) -> dict[str, Any]:
        """Run one stage; each is idempotent and takes its work from the warehouse."""
        from pipeline import stages
        from pipeline.settings import settings

        again = {"since": dt.datetime.now(dt.UTC).date() - WEEKS} if name == "poll" else {}
        done: dict[str, Any] = getattr(stages, name)(settings(), **again)
        return done

    chain(*(stage.override(task_id=name)(name) for name in ("poll", "read", "sync", "assess", "tell")))


sweep_publications()
