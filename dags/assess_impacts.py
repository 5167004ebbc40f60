"""**Documents × items → impacts.** A new document meets every item, a new item every document in force or pending."""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from dags.assets import DOCUMENTS_OR_ITEMS, IMPACTS
from dags.retries import RETRIES, attempt


@dag(
    schedule=DOCUMENTS_OR_ITEMS,
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    tags=["icts-watch", "impacts"],
    doc_md=__doc__,
)
def assess_impacts() -> None:
    """From documents and items to impacts."""

    @task(outlets=[IMPACTS])
    def assess(outlet_events: Any = None) -> dict[str, Any]:
        """Decide for every document and item that have not met yet."""
        from pipeline import stages

        done = attempt(stages.assess)
        outlet_events[IMPACTS].extra = {"document_numbers": done["document_numbers"]}
        return done

    assess()


assess_impacts()
