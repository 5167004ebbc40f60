"""Compliance is told of an alert that nobody answered within the set business hours of its reader's zone; once an alert."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from alerts.notice import Notice, NoticeKind
from alerts.routing import RecipientKind
from alerts.wording import short_date
from pipeline.answers.answering import compliance_delivery, facts_of
from pipeline.kept_rows import items_of
from pipeline.messages.business_time import after_business_hours
from pipeline.messages.zones import zone_of
from warehouse.outbox import enqueue
from warehouse.relation import fetched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from duckdb import DuckDBPyConnection

    from pipeline.settings import Settings
    from warehouse.outbox import Delivery

    Row = dict[str, Any]

HORIZON = dt.timedelta(days=30)
"""Alerts older than this are left to the digest: who sets escalation up does not set off a flood."""

TO_DO = "Ask them to answer, decide in their place, or assign the assets to somebody else."


def enqueue_escalations(con: DuckDBPyConnection, settings: Settings, at: dt.datetime) -> list[str]:
    """Writes the escalations that are due into the outbox; returns their ids."""
    if not settings.escalate_after_hours:
        return []
    return enqueue(con, list(_due(con, settings, at)), at)


def _due(con: DuckDBPyConnection, settings: Settings, at: dt.datetime) -> Iterator[Delivery]:
    query = """from lake.unanswered_alerts
        where sent_at >= $since and not starts_with(recipient, $compliance)
            and 'escalation-' || delivery_id not in (select delivery_id from lake.deliveries)
        order by sent_at, delivery_id"""
    known = {"since": at - HORIZON, "compliance": f"{RecipientKind.COMPLIANCE}:"}
    for row in fetched(con, query, known):
        due = after_business_hours(row["sent_at"], settings.escalate_after_hours, _zone(settings, row))
        if due <= at:
            yield from _escalation(con, settings, row)


def _escalation(con: DuckDBPyConnection, settings: Settings, row: Row) -> list[Delivery]:
    impacts = "select item_id from lake.impacts where list_contains($ids, impact_id) order by item_id"
    ids = [found for (found,) in con.execute(impacts, {"ids": row["impacts"]}).fetchall()]
    items = items_of(con, ids)
    who = ", ".join([*filter(None, row["owners"]), row["address"]])
    told = row["sent_at"].astimezone(_zone(settings, row))
    when = f"{short_date(told.date())}, {told:%H:%M} {told:%Z}"
    notice = Notice(
        NoticeKind.UNANSWERED,
        (("Told", f"{who} ({row['channel']})"), ("Sent", when)),
        TO_DO,
        facts_of(con, row["document_number"]),
        tuple((one, items[one].name) for one in ids if one in items),
        len(ids),
    )
    return compliance_delivery(settings, notice, f"escalation-{row['delivery_id']}", row["document_number"], {})


def _zone(settings: Settings, row: Row) -> ZoneInfo:
    """The zone of whoever was told."""
    who = row["recipient"].partition(":")[2]
    return zone_of(settings, [who, row["address"], *(row["owner_emails"] or [])], row["business_units"] or [])
