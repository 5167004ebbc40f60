"""What happened to a finding since somebody was told of it, as an event and in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from alerts.impact_alert import Event
from extract.document import Stage
from models.impact import Timing
from models.succession import Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.document import Document

    Row = dict[str, Any]

AT_ONCE = frozenset(
    {
        Stage.FINAL_RULE,
        Stage.INTERIM_FINAL_RULE,
        Stage.FINAL_DETERMINATION,
        Stage.GENERAL_AUTHORIZATION,
        Stage.CORRECTION,
    }
)
"""Stages that bind: an affected item's owner is told at once. Everything else waits for the weekly digest."""


def events(document: Document, rows: Iterable[Row]) -> dict[Event, list[Row]]:
    """The rows that somebody is told of now, by what happened."""
    found: dict[Event, list[Row]] = {}
    for row in rows:
        event = event_of(document, row)
        if event:
            found.setdefault(event, []).append(row)
    return found


def event_of(document: Document, row: Row) -> Event | None:
    """What happened, to those it touches; None for what waits for the digest.

    A document that only takes over from a page that said the same, or takes a correction in, is nothing new to them; a
    later stage is.
    """
    if row["news"] == "ended":
        return Event.WITHDRAWN
    if row["news"] == "changed" or row["continues_why"] in {Why.RETELLS, Why.AMENDS}:
        return Event.CHANGED
    if row["news"] == "again":
        return Event.AGAIN
    binding = document.stage in AT_ONCE or row["on_inspection"] or row["timing"] == Timing.IN_FORCE
    if row["news"] == "owner":
        return Event.ASSIGNED if binding else None
    return Event.NEW if binding or row["continues"] or row["snooze_over"] or row["open_again"] else None


def changes(document: Document, rows: Sequence[Row], moved: Sequence[Row]) -> tuple[str, ...]:
    """What a reader who was told of these findings before is to know, in a line each."""
    found = []
    if any(row["continues_why"] == Why.RETELLS for row in rows):
        where = f"{document.citation} ({document.document_number})" if document.citation else document.document_number
        found.append(f"The official document is there: {where}")
    told_at = min((row["told_at"] for row in rows if row["told_at"]), default=None)
    for row in moved:
        by = "" if row["by_document"] == document.document_number else f", by {row['by_document']}"
        if told_at and row["seen_at"] > told_at:
            found += [
                f"{one['field']}: {one['before'] or 'nothing'} → {one['after'] or 'nothing'}{by}"
                for one in json.loads(row["differences"])
            ]
    found += sorted({row["status_reason"] for row in rows if row["news"] == "ended" and row["status_reason"]})
    found += sorted(
        {
            f"The decision “{row['decided_state']}” of {row['decided_by']} is open again: {row['reopened']}"
            for row in rows
            if row["open_again"]
        }
    )
    found += ["The inventory names you for it now"] if any(row["news"] == "owner" for row in rows) else []
    found += ["What was put off until now is back"] if any(row["snooze_over"] for row in rows) else []
    return tuple(found)
