"""Runs: what each stage did and when, for `doctor` and for whoever asks whether the silence is a good sign."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from warehouse.relation import Row, fetched, insert_new

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection


def start_run(con: DuckDBPyConnection, stage: str, at: dt.datetime) -> str:
    """Notes that a stage has begun; returns the run's id."""
    run_id = uuid.uuid4().hex
    insert_new(con, "runs", [{"run_id": run_id, "stage": stage, "status": "running", "started_at": at}], ("run_id",))
    return run_id


def finish_run(
    con: DuckDBPyConnection, run_id: str, counts: Mapping[str, Any], at: dt.datetime, *, error: str | None = None
) -> None:
    """Notes how it ended: what it counted, or the error."""
    con.execute(
        "update lake.runs set status = ?, counts = ?::json, error = ?, finished_at = ? where run_id = ?",
        ["failed" if error else "done", json.dumps(counts), error, at, run_id],
    )


def last_runs(con: DuckDBPyConnection) -> list[Row]:
    """The newest run of each stage, by stage."""
    rows = fetched(
        con, "from lake.runs qualify row_number() over (partition by stage order by started_at desc) = 1 order by stage"
    )
    return [row | {"counts": json.loads(row["counts"] or "{}")} for row in rows]
