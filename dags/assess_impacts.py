"""**Documents × items → impacts.** A new document meets every item, a new item every document in force or pending.

`plan` takes the work from the warehouse; a large piece is shared out to mapped tasks, by documents and by slices of the
inventory. The alerts that a finding calls for are written in its own commit.
"""

from __future__ import annotations

from airflow.sdk import dag

from dags.assess_tasks import assess_all
from dags.assets import DOCUMENTS_OR_ITEMS
from dags.deadlines import deadline
from dags.retries import URGENT


@dag(
    schedule=DOCUMENTS_OR_ITEMS,
    catchup=False,
    max_active_runs=1,
    deadline=deadline("assessing what is new"),
    default_args=URGENT,
    tags=["icts-watch", "impacts"],
    doc_md=__doc__,
)
def assess_impacts() -> None:
    """From documents and items to impacts."""
    assess_all()


assess_impacts()
