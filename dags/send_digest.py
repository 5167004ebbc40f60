"""**The weekly e-mail** to managers, on Mondays at 8:00 Eastern. No legal advice."""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import CronTriggerTimetable, dag, task

from dags.retries import RETRIES, attempt

MONDAY_MORNING = CronTriggerTimetable("0 8 * * 1", timezone="America/New_York", run_immediately=dt.timedelta(0))


@dag(
    schedule=MONDAY_MORNING,
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    tags=["icts-watch", "alerts"],
    doc_md=__doc__,
)
def send_digest() -> None:
    """What the week brought."""

    @task
    def digest() -> dict[str, Any]:
        """Write the week's digest and send it, once a week."""
        from pipeline import stages

        return attempt(stages.digest)

    digest()


send_digest()
