"""Who is told what, and when: at once what is final and affects an item, or what changed since its owner was told.

What is decided ("not affected", "remediated") or put off is not told; it is told again when that ends (lake.impacts_to_tell).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from alerts.deadline_calendar import calendar
from alerts.impact_alert import Event, compose
from alerts.mail import render_mail
from alerts.routing import (
    Address,
    Channel,
    Directory,
    by_recipient,
    recipient_of,
)
from alerts.slack_blocks import slack_messages
from models.impact import Level, Timing
from pipeline.kept_rows import handed, impact_of, items_of
from pipeline.messages.news import AT_ONCE, changes, events
from pipeline.messages.thresholds import lets_through
from warehouse.assessments import half_assessed
from warehouse.documents import current_documents
from warehouse.impacts import CLOSED
from warehouse.outbox import Delivery, Telling, enqueue
from warehouse.relation import fetched, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from alerts.impact_alert import ImpactAlert
    from alerts.routing import Hit, Recipient
    from extract.document import Document
    from extract.inventory import Item
    from pipeline.settings import Settings

    Row = dict[str, Any]

HELD_BACK = dt.timedelta(minutes=30)  # for which a document waits for its last slice; then what is known is told


def channels(settings: Settings) -> frozenset[Channel]:
    """The channels that lead somewhere: those configured, or both of them as previews where none is."""
    found = {
        channel
        for channel, configured in (
            (Channel.SLACK, settings.slack_token.get_secret_value()),
            (Channel.EMAIL, settings.smtp_host),
        )
        if configured
    }
    return frozenset(found or Channel)


def directory(settings: Settings) -> Directory:
    """The addresses of units and of the compliance group."""
    units = {name: Address(unit.get("slack", ""), unit.get("email", "")) for name, unit in settings.units.items()}
    return Directory(Address(settings.slack_channel, settings.compliance_mail), units)


def enqueue_alerts(
    con: DuckDBPyConnection, settings: Settings, numbers: Sequence[str] | None, today: dt.date, at: dt.datetime
) -> list[str]:
    """Writes the alerts that are due into the outbox, for these documents or for all; returns the deliveries' ids.

    Call it in the transaction that wrote the impacts: then neither is ever there without the other. Asked for all, it leaves
    those out of which slices are still being assessed.
    """
    half = [] if numbers is not None else half_assessed(con, at - HELD_BACK)
    rows = [row for row in _waiting(con, numbers) if row["document_number"] not in half]
    by_document: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_document[row["document_number"]].append(row)
    if not by_document:
        return []
    items = items_of(con, [row["item_id"] for row in rows])
    moved = _moved(con, by_document)
    found: list[Delivery] = []
    for one in current_documents(con, by_document, passages=False):
        number = one.document.document_number
        for event, due in events(one.document, by_document[number]).items():
            found += _deliveries(con, settings, one.document, event, due, items, moved.get(number, []), today, at)
    return enqueue(con, found, at)


def enqueue_assigned(
    con: DuckDBPyConnection,
    settings: Settings,
    impact_ids: Sequence[str],
    because: str,
    today: dt.date,
    at: dt.datetime,
) -> list[str]:
    """Tells those to whom these findings were handed; `because` is the word that did so. Returns the deliveries' ids."""
    wanted = listed(con, "handed", impact_ids)
    rows = fetched(
        con,
        f"""select impacts.*, decisions.rulemaking, decisions.assignee, $because as told_by, null as told_at,
            null as continues, null as continues_why, null as open_again, null as snooze_over, 'assigned' as news
        from lake.impacts impacts join lake.decisions_on_impacts decisions using (impact_id)
        where impact_id in (from {wanted}) order by item_id""",
        {"because": because},
    )
    items = items_of(con, [row["item_id"] for row in rows])
    found: list[Delivery] = []
    for one in current_documents(con, {row["document_number"] for row in rows}, passages=False):
        due = [row for row in rows if row["document_number"] == one.document.document_number]
        found += _deliveries(con, settings, one.document, Event.ASSIGNED, due, items, [], today, at)
    return enqueue(con, found, at)


def _waiting(con: DuckDBPyConnection, numbers: Sequence[str] | None) -> list[Row]:
    """The findings that may have to be told now: of documents that bind, or that somebody was told of before."""
    stages = listed(con, "binding_stages", [stage.value for stage in AT_ONCE])
    only = "" if numbers is None else f"and waiting.document_number in (from {listed(con, 'asked_documents', numbers)})"
    return fetched(
        con,
        f"""select waiting.*, coalesce(publications.source = 'public_inspection', false) as on_inspection
        from lake.impacts_to_tell waiting join lake.current_documents documents using (document_number)
        left join lake.publications on publications.sha256 = documents.publication_sha256
        where (waiting.news != 'new' or waiting.continues is not null or waiting.timing = $in_force
            or waiting.snooze_over is not null or waiting.open_again is not null
            or documents.stage in (from {stages}) or on_inspection) {only}
        order by waiting.document_number, waiting.item_id""",
        {"in_force": Timing.IN_FORCE.value},
    )


def _moved(con: DuckDBPyConnection, numbers: Iterable[str]) -> dict[str, list[Row]]:
    """What moved in these documents since they were first read, by document, in order of time."""
    wanted = listed(con, "moved_documents", numbers)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in fetched(
        con, f"from lake.material_changes where document_number in (from {wanted}) order by seen_at, by_document"
    ):
        found[row["document_number"]].append(row)
    return dict(found)


def _deliveries(
    con: DuckDBPyConnection,
    settings: Settings,
    document: Document,
    event: Event,
    due: Sequence[Row],
    items: dict[str, Item],
    moved: Sequence[Row],
    today: dt.date,
    at: dt.datetime,
) -> Iterator[Delivery]:
    """One message for each reader who has an affected item among the hits, or was told before.

    A threshold holds back what is new; whoever was told of a finding hears how it goes on, and that it ended, whoever
    owns the item by then.
    """
    by_item = {row["item_id"]: row for row in due if row["item_id"] in items}
    hits = [(impact_of(row), handed(items[item_id], row["assignee"])) for item_id, row in by_item.items()]
    readers = by_recipient(hits, directory(settings), channels(settings))
    told = _told(con, [row["impact_id"] for row in by_item.values()])
    if event is Event.WITHDRAWN:
        readers = _who_were_told(hits, by_item, readers, told)
    for reader, theirs in readers.items():
        channel = "slack" if reader.slack else "email"
        mine = [
            (impact, item)
            for impact, item in theirs
            if not _is_first(event, by_item[item.item_id])
            or by_item[item.item_id]["continues"]
            or lets_through(settings, channel, document, impact)
        ]
        if event is Event.ASSIGNED:  # an owner who had it before, or unit and owner in turn, need not hear again
            mine = [
                (impact, item)
                for impact, item in mine
                if by_item[item.item_id]["news"] != "owner"
                or by_item[item.item_id]["impact_id"] not in told.get(reader.key, {})
            ]
        rows = [by_item[impact.item_id] for impact, _ in mine]
        first = all(_is_first(event, row) for row in rows)
        known = any(row["continues"] or row["snooze_over"] or row["open_again"] for row in rows)
        if first and not known and not any(impact.level is Level.AFFECTED for impact, _ in mine):
            continue
        rulemaking = rows[0]["rulemaking"] or document.document_number
        said = changes(document, rows, moved)
        alert = compose(
            document, mine, reader, event, rulemaking=rulemaking, today=today, changes=said, revision=len(moved)
        )
        findings = tuple(sorted(_findings(rows), key=str))
        because = sorted({row[name] for row in rows for name in ("told_by", "open_again", "snooze_over") if row[name]})
        yield _delivery(con, settings, alert, findings, because, at)


def _is_first(event: Event, row: Row) -> bool:
    """Whether its reader hears of a finding for the first time: it is new, or was somebody else's."""
    return event is Event.NEW or row["news"] == "owner"


def _told(con: DuckDBPyConnection, impact_ids: Iterable[str]) -> dict[str, dict[str, Row]]:
    """Who was told last that these findings are open: by recipient and finding, with the address and name then."""
    rows = fetched(
        con,
        "select impact_id, told.recipient, deliveries.address, deliveries.payload->>'name' as name "
        "from lake.last_told told join lake.deliveries deliveries using (delivery_id) "
        f"where told_status = 'open' and impact_id in (from {listed(con, 'told_impacts', impact_ids)}) "
        "order by told.recipient, impact_id",
    )
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        found[row["recipient"]][row["impact_id"]] = row
    return dict(found)


def _who_were_told(
    hits: Sequence[Hit],
    by_item: Mapping[str, Row],
    readers: Iterable[Recipient],
    told: Mapping[str, Mapping[str, Row]],
) -> dict[Recipient, tuple[Hit, ...]]:
    """Each reader who was told of the hits with theirs, at today's address where they are still routed to."""
    routed = {reader.key: reader for reader in readers}
    found = {}
    for key, theirs in told.items():
        mine = tuple(hit for hit in hits if by_item[hit[1].item_id]["impact_id"] in theirs)
        last = next(iter(theirs.values()))
        found[routed.get(key) or recipient_of(key, last["address"] or "", last["name"] or "")] = mine
    return found


def _findings(rows: Iterable[Row]) -> Iterator[Telling]:
    """What a message tells: of each finding as it is, and of those it goes on with that they are closed."""
    for row in rows:
        yield Telling(row["impact_id"], row["fingerprint"], row["status"])
        for earlier in row["continues"] or ():
            yield Telling(earlier["impact_id"], earlier["fingerprint"], CLOSED)


def _delivery(
    con: DuckDBPyConnection,
    settings: Settings,
    alert: ImpactAlert,
    findings: tuple[Telling, ...],
    because: Sequence[str],
    at: dt.datetime,
) -> Delivery:
    """`because` are the messages and words that this one follows: a finding that returns to what it was is told again."""
    reader = alert.recipient
    said = [(f.impact_id, f.fingerprint, f.status) for f in findings]
    identity = json.dumps([alert.event, alert.document.number, reader.key, said, *([because] if because else [])])
    channel = "slack" if reader.slack else "email"
    return Delivery(
        delivery_id=f"alert-{hashlib.sha256(identity.encode()).hexdigest()[:32]}",
        kind=f"impact alert: {alert.event.value}",
        channel=channel if configured(settings, channel) else "preview",
        recipient=reader.key,
        address=reader.slack or reader.email or "compliance (no address configured)",
        payload=_payload(alert, at, answerable=answerable(settings)),
        document_number=alert.document.number,
        findings=findings,
        thread=_earlier(con, reader, findings),
    )


def configured(settings: Settings, channel: str) -> bool:
    """Whether messages on this channel go out; otherwise they become previews."""
    return bool(settings.slack_token.get_secret_value() if channel == "slack" else settings.smtp_host)


def answerable(settings: Settings) -> bool:
    """Whether answers from Slack are listened to; buttons stand only where they are."""
    return bool(settings.slack_token.get_secret_value() and settings.slack_app_token.get_secret_value())


def _payload(alert: ImpactAlert, at: dt.datetime, *, answerable: bool) -> dict[str, Any]:
    if alert.recipient.slack or not alert.recipient.email:
        return {"messages": slack_messages(alert, answerable=answerable)}
    entries = calendar(alert.deadlines, stamp=at) if alert.deadlines else b""
    mail = render_mail("impact_alert", alert=alert, calendar=entries)
    return {"mail": asdict(mail), "name": alert.recipient.name}


def _earlier(con: DuckDBPyConnection, reader: Recipient, findings: Sequence[Telling]) -> str | None:
    """The delivery that told this reader of one of these impacts last: the new message answers it."""
    wanted = listed(con, "answered", [finding.impact_id for finding in findings])
    rows = fetched(
        con,
        "select coalesce(thread, delivery_id) as first from lake.last_told "
        f"where recipient = ? and impact_id in (from {wanted}) order by told_at desc limit 1",
        [reader.key],
    )
    return rows[0]["first"] if rows else None
