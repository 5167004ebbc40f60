"""**Housekeeping** of the warehouse, every night at 3:00 Eastern: small files are merged, nothing is deleted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import CronTriggerTimetable, dag, task

from dags.retries import RETRIES, attempt

NIGHT = CronTriggerTimetable("0 3 * * *", timezone="America/New_York", run_immediately=dt.timedelta(0))


@dag(
    schedule=NIGHT,
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    tags=["icts-watch", "warehouse"],
    doc_md=__doc__,
)
def maintain_warehouse() -> None:
    """Keep the warehouse quick."""

    @task
    def maintain() -> dict[str, Any]:
        """Merge small files."""
        from pipeline import stages

        return attempt(stages.maintain)

    maintain()


maintain_warehouse()
