"""**A span of the past** is polled, read and assessed: for a new installation, a new agency, or days that were missed.

Trigger it with `since` and `until` (blank: until yesterday). Without `notify` nobody is told of what it means for the
items of today, now or later; a document that changes afterwards, and a new item that it touches, are told as ever.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param, dag, task

from dags.assess_tasks import assess_all
from dags.pools import PUBLISHERS
from dags.retries import RETRIES, attempt

SPAN = {
    "since": Param(type="string", format="date", title="Since", description="The first day of publication."),
    "until": Param(None, type=["null", "string"], format="date", title="Until", description="The last day, included."),
    "notify": Param(default=False, type="boolean", title="Tell the owners of what is found"),
}


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    params=SPAN,
    default_args=RETRIES,
    tags=["icts-watch", "documents"],
    doc_md=__doc__,
)
def backfill_publications() -> None:
    """From a span of the past to impacts."""

    @task
    def split(params: Any = None) -> list[dict[str, str]]:
        """Parts of the span, between which the watchers' polls have their turn; one that cannot be meant fails at once."""
        from pipeline.backfilling import split_span

        return list(attempt(split_span, since=params["since"], until=params["until"])["parts"])

    @task(pool=PUBLISHERS)
    def poll(part: dict[str, str], params: Any = None) -> dict[str, Any]:
        """Fetch what was published in a part of the span."""
        from pipeline.backfilling import poll_span

        return attempt(poll_span, **part, notify=params["notify"])

    @task
    def read() -> dict[str, Any]:
        """Make documents of the publications that nobody has read yet."""
        from pipeline import stages

        return attempt(stages.read)

    poll.expand(part=split()) >> read() >> assess_all()


backfill_publications()
