"""**Inventory, supplier register → items.** Watchers on the company's files wake this DAG when one of them changes."""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from dags.assets import ANY_COMPANY_FILE, ITEMS
from dags.retries import URGENT, attempt


@dag(
    schedule=ANY_COMPANY_FILE,
    catchup=False,
    max_active_runs=1,
    default_args=URGENT,
    tags=["icts-watch", "items"],
    doc_md=__doc__,
)
def sync_inventory() -> None:
    """From the company's files to items."""

    @task(outlets=[ITEMS])
    def sync(outlet_events: Any = None) -> dict[str, Any]:
        """Load the inventory and the supplier register; rows that cannot be read are set aside with the reason."""
        from pipeline import stages

        done = attempt(stages.sync)
        outlet_events[ITEMS].extra = {change: done[change] for change in ("added", "changed", "retired", "facts_added")}
        return done

    sync()


sync_inventory()
