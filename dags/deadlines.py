"""Deadline alerts: a document is assessed within ten minutes after its ingest run was queued, or the operator is told.

Half of the time is for each of the two runs on its way. The triggerer imports the callback from the installed package;
it tells the operator even where every worker hangs.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

HALF = dt.timedelta(minutes=5)


async def tell_deadline_missed(step: str, context: dict[str, Any] | None = None) -> str:
    """Tell the operator that a run has not done its step in time; what was done about it, for Airflow's log."""
    from pipeline.operations.operator_channel import tell_operator
    from pipeline.settings import settings

    run = (context or {}).get("dag_run") or {}
    name, queued = f"{run.get('dag_id', '?')} {run.get('dag_run_id', '?')}", run.get("queued_at") or "?"
    text = (
        f"Documents may be waiting: {step} was not done within {HALF.seconds // 60} minutes.\n"
        f"The run {name}, queued at {queued}, is {run.get('state', 'not known')}.\n"
        "Look at its log in Airflow; `icts-watch doctor` says what is unreachable or stale."
    )
    told = await asyncio.to_thread(tell_operator, settings(), f"deadline:{name}", text)
    return "the operator was told" if told else "the operator could not be told"


def deadline(step: str) -> DeadlineAlert:
    """The alert of a run that is to have done a step (in words) within its half of the time."""
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=HALF,
        callback=AsyncCallback("dags.deadlines.tell_deadline_missed", kwargs={"step": step}),
        name=step,
    )
