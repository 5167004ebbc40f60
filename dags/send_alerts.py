"""**Impacts → deliveries.** Tells the owners of affected items, each once, and tries again what could not be sent."""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from dags.assets import IMPACTS
from dags.retries import RETRIES


@dag(schedule=IMPACTS, catchup=False, max_active_runs=1, default_args=RETRIES, tags=["icts-watch", "alerts"], doc_md=__doc__)
def send_alerts() -> None:
    """From impacts to deliveries."""

    @task
    def tell() -> dict[str, Any]:
        """Send what stands in the outbox."""
        from pipeline import stages
        from pipeline.settings import settings

        return stages.tell(settings())

    tell()


send_alerts()
