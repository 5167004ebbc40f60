"""**Source → publications → documents.** A watcher on each publisher wakes this DAG when something new stands there.

`poll` fetches what is new at the publishers that woke it (at all of them when it is run by hand), `read` makes
documents of it. Events are wake-ups only: what is to be read stands in the warehouse.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from dags.assets import ANY_PUBLISHER, DOCUMENTS
from dags.deadlines import deadline
from dags.pools import PUBLISHERS
from dags.retries import URGENT, attempt


@dag(
    schedule=ANY_PUBLISHER,
    catchup=False,
    max_active_runs=1,
    deadline=deadline("fetching and reading what is new"),
    default_args=URGENT,
    tags=["icts-watch", "documents"],
    doc_md=__doc__,
)
def ingest_publications() -> None:
    """From the publishers to documents."""

    @task(pool=PUBLISHERS)
    def poll(triggering_asset_events: Any = None) -> dict[str, Any]:
        """Fetch what is new at the publishers that woke us; one run may carry several events of each."""
        from pipeline.watching.watch import poll_news

        return attempt(poll_news, woken_by={asset.name for asset in triggering_asset_events or ()})

    @task(outlets=[DOCUMENTS])
    def read(outlet_events: Any = None) -> dict[str, Any]:
        """Make documents of the publications that nobody has read yet."""
        from pipeline import stages

        done = attempt(stages.read)
        outlet_events[DOCUMENTS].extra = {"document_numbers": done["document_numbers"]}
        return done

    poll() >> read()


ingest_publications()
