"""**Impacts → deliveries.** Tells the owners of affected items, each once.

New impacts wake it, and every ten minutes it tries again what could not be sent: it does not retry by itself, or one
sick channel would hold up the alerts of all others.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, dag, task

from dags.assets import IMPACTS
from dags.retries import URGENT, attempt

EVERY_TEN_MINUTES = CronTriggerTimetable("*/10 * * * *", timezone="UTC", run_immediately=dt.timedelta(0))


@dag(
    schedule=AssetOrTimeSchedule(timetable=EVERY_TEN_MINUTES, assets=IMPACTS),
    catchup=False,
    max_active_runs=1,
    default_args=URGENT,
    tags=["icts-watch", "alerts"],
    doc_md=__doc__,
)
def send_alerts() -> None:
    """From impacts to deliveries."""

    @task
    def tell() -> dict[str, Any]:
        """Send what stands in the outbox."""
        from pipeline import stages

        return attempt(stages.tell)

    tell()


send_alerts()
