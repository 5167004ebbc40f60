"""`icts-watch report`: the exposure report as one file, from the views, now or as of then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from alerts.board_charts import bars_chart, timeline_chart, trend_chart
from alerts.report import render_report
from pipeline.commands.console import say
from pipeline.exposure import board
from pipeline.stages import lake_of
from warehouse.lake import open_for_questions

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from pipeline.exposure.board import Filters
    from pipeline.settings import Settings

SHOWN = 12
"""Rows of a table that are shown before the rest is counted."""
FINDINGS = 40
TIMELINES = 10


def report(settings: Settings, file: Path, filters: Filters, moment: dt.datetime | None) -> None:
    """Writes the report; the filters choose its findings with evidence."""
    with open_for_questions(lake_of(settings), moment) as warehouse, warehouse.one_moment() as con:
        facts = facts_of(con, settings.zone, filters, then=moment is not None)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(render_report(**facts), encoding="utf-8")
    say(f"Written: {file}")


def facts_of(con: DuckDBPyConnection, zone: str, filters: Filters, *, then: bool) -> dict[str, Any]:
    """Everything that the report shows; in a transaction, all of it is of one moment."""
    board.hold_findings(con)
    at = board.moment_asked(con).astimezone(ZoneInfo(zone))
    families = board.rulemakings(con)[:TIMELINES]
    for one in families:
        steps = board.timeline(con, one["rulemaking"])
        one["svg"] = timeline_chart(steps) if len(steps) > 1 else ""
    due, unanswered = board.due(con), board.unanswered(con)
    return {
        "day": at.date(),
        "moment": f"{at:%Y-%m-%d %H:%M} ({zone})",
        "then": then,
        "figures": board.figures(con, due, unanswered),
        "new": board.new_documents(con),
        "new_days": board.NEW_DAYS,
        "due": due,
        "due_days": board.DUE_DAYS,
        "unanswered": unanswered,
        "charts": _charts(con),
        "rulemakings": families,
        "suppliers": board.suppliers(con),
        "diligence": board.diligence(con),
        "coverage": board.coverage(con),
        "response": board.response(con),
        "filters": filters.told,
        "counted": board.count_findings(con, filters),
        "findings": [
            found
            for row in board.findings(con, filters, FINDINGS)
            if (found := board.evidence(con, row["impact_id"])) is not None
        ],
        "sources": board.sources(con),
        "top": SHOWN,
    }


def _charts(con: DuckDBPyConnection) -> list[dict[str, str]]:
    months = board.trend(con)
    found = [{"svg": trend_chart(months), "caption": "Exposed assets at each month's end"}] if months else []
    for dimension, what in (("unit", "unit"), ("vendor", "vendor"), ("country", "country of origin"),
                            ("category", "category"), ("rulemaking", "rulemaking"), ("stage", "stage")):  # fmt: skip
        if rows := board.exposure(con, dimension):
            found.append({"svg": bars_chart(rows, what), "caption": f"By {what}"})
    return found
