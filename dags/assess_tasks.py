"""Assessing in tasks: the work is planned, every share of it is done by a mapped task, and what no longer stands is ended.

A single group of documents and items, as one new document makes it, is assessed while it is planned: a task's start takes
longer than that. The two tasks that follow are then skipped.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import XComArg, task

from dags.assets import IMPACTS
from dags.pools import ASSESSORS
from dags.retries import attempt


def assess_all() -> XComArg:
    """The tasks `plan`, `assess` (mapped over shares of the work) and `end`; the first of them."""

    @task(outlets=[IMPACTS])
    def plan(outlet_events: Any = None) -> list[list[dict[str, Any]]]:
        """Take the work list from the warehouse, and share it out by documents and slices of the inventory."""
        from pipeline import assess_stage

        done = attempt(assess_stage.plan)
        outlet_events[IMPACTS].extra = {"document_numbers": done["document_numbers"]}
        shares: list[list[dict[str, Any]]] = done["shares"]
        return shares

    @task(outlets=[IMPACTS], pool=ASSESSORS)
    def assess(share: list[dict[str, Any]], outlet_events: Any = None) -> dict[str, Any]:
        """Assess the groups of one share; what is done already is passed over."""
        from pipeline import assess_stage

        done = attempt(assess_stage.assess_share, share=share)
        outlet_events[IMPACTS].extra = {"document_numbers": done["document_numbers"]}
        return done

    @task(outlets=[IMPACTS])
    def end(outlet_events: Any = None) -> dict[str, Any]:
        """End what no longer stands, once all shares are done."""
        from pipeline import assess_stage

        done = attempt(assess_stage.end)
        outlet_events[IMPACTS].extra = {"document_numbers": done["document_numbers"]}
        return done

    planned = plan()
    assess.expand(share=planned) >> end()
    return planned
