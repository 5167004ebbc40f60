"""The weekly digests: who gets one, and what stands in it, from the same tables and views that analysts ask."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from alerts.deadlines import document_deadlines
from alerts.digest import Decided, Digest, Exposure, News, OpenDecision, TrendPoint
from alerts.digest_mail import digest_mail
from alerts.impact_alert import DocumentFacts, Event
from alerts.routing import Channel, Recipient, RecipientKind, by_recipient, email_address
from models.impact import Level
from pipeline.kept_rows import impact_of
from pipeline.messages.digest_facts import NAMES, facts_of, list_changes, source_health
from pipeline.messages.digest_window import WEEK, reader_zone, window
from pipeline.messages.telling import configured, directory
from warehouse.outbox import Delivery

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from alerts.deadlines import Deadline
    from extract.inventory import Item
    from pipeline.messages.digest_facts import Facts
    from pipeline.messages.digest_window import Window
    from pipeline.settings import Settings

    Row = dict[str, Any]

HORIZON = WEEK * 52
IS_DECISION = frozenset({"affected", "not affected", "remediated", "in review"})
WAITS = {"wanted": "waits for a second approval", "refused": "the second approval was refused"}


def digest_deliveries(con: DuckDBPyConnection, settings: Settings, at: dt.datetime) -> list[Delivery]:
    """This week's digest of every reader who has none yet: one per reader and week of the reader's calendar."""
    facts = facts_of(con, at)
    found = []
    for reader, items in _readers(facts, settings):
        week = _window(facts, settings, reader, items, at)
        if not _can_be_told(reader, settings) or delivery_id(reader, week) in facts.written.get(reader.key, {}):
            continue
        found.append(digest_delivery(_digest(con, facts, reader, items, week), settings, week))
    return found


def digest_delivery(digest: Digest, settings: Settings, week: Window) -> Delivery:
    """The digest as a message of the outbox."""
    reader = digest.recipient
    return Delivery(
        delivery_id=delivery_id(reader, week),
        kind="weekly digest",
        channel="email" if configured(settings, "email") else "preview",
        recipient=reader.key,
        address=reader.email or "compliance@localhost.localdomain",
        payload={"mail": asdict(digest_mail(digest)), "name": reader.name},
    )


def delivery_id(reader: Recipient, week: Window) -> str:
    """One reader's digest of one week, however often it is written."""
    return f"digest-{week.name}-{reader.key}"


def digests(con: DuckDBPyConnection, settings: Settings, at: dt.datetime) -> Iterator[tuple[Digest, Window]]:
    """Each reader's digest of the window that ends at this (aware) moment; compliance's last, for the whole company."""
    facts = facts_of(con, at)
    for reader, items in _readers(facts, settings):
        week = _window(facts, settings, reader, items, at)
        yield _digest(con, facts, reader, items, week), week


def _readers(facts: Facts, settings: Settings) -> Iterator[tuple[Recipient, list[Item]]]:
    """Owners and units with a touched item (or all of them) and their items, then compliance with every item."""
    touched = {row["item_id"] for row in (*facts.open, *facts.withdrawn)}
    hit = impact_of(facts.open[0]) if facts.open else None  # routing looks at the item alone
    reach = frozenset({Channel.EMAIL})
    owned = by_recipient([(hit, item) for item in facts.items.values()], directory(settings), reach)  # type: ignore[misc] # as said
    for reader, mine in owned.items():
        items = [item for _, item in mine]
        wanted = settings.digest_everyone or any(item.item_id in touched for item in items)
        if wanted and reader.email and reader.kind is not RecipientKind.COMPLIANCE:
            yield reader, items
    address = email_address(settings.compliance_mail)
    yield Recipient(RecipientKind.COMPLIANCE, email=address, name="Compliance"), [*facts.items.values()]


def _can_be_told(reader: Recipient, settings: Settings) -> bool:
    return bool(reader.email) or not configured(settings, "email")


def _window(facts: Facts, settings: Settings, reader: Recipient, items: Sequence[Item], at: dt.datetime) -> Window:
    """From the reader's digest of an earlier week on, so that nothing falls between two digests."""
    zone = reader_zone(settings, reader, items)
    this = delivery_id(reader, window(at, zone, None))
    earlier = [then for one, then in facts.written.get(reader.key, {}).items() if one != this and then < at]
    return window(at, zone, max(earlier, default=None))


def _digest(con: DuckDBPyConnection, facts: Facts, reader: Recipient, items: Sequence[Item], week: Window) -> Digest:
    whole = reader.kind is RecipientKind.COMPLIANCE
    names = {item.item_id: item.name for item in items}
    rows = facts.rows("open", names)
    affected = {row["item_id"] for row in rows if row["level"] == Level.AFFECTED}
    review = {row["item_id"] for row in rows} - affected
    undecided = {row["item_id"] for row in rows if _undecided(row)}
    numbers = {row["document_number"] for row in rows}
    if whole:
        numbers |= {row["document_number"] for row in facts.standing}
    found = Digest(
        recipient=reader,
        first_day=week.first_day,
        last_day=week.last_day,
        news=tuple(_news(facts, rows, names, week, whole=whole)),
        open_decisions=tuple(_open_decisions(facts, rows, names, week)),
        deadlines=_deadlines(facts, numbers, week.last_day),
        exposure=Exposure(len(items), len(affected), len(review), len(undecided)),
        sources=source_health(facts, week),
        decided=tuple(_decided(facts, names, week)),
        trend=_trend(facts, None if whole else names, week),
    )
    return replace(found, list_changes=list_changes(con, week)) if whole else found


def _undecided(row: Row) -> bool:
    """Nobody has decided, or what was decided holds no longer or not yet."""
    return not row["settled"]


def _said(facts: Facts, number: str) -> DocumentFacts:
    return DocumentFacts.of(facts.documents[number])


def _grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(sorted(found.items(), reverse=True))


def _news(facts: Facts, rows: Sequence[Row], names: dict[str, str], week: Window, *, whole: bool) -> Iterator[News]:
    """What is new, changed or withdrawn; a finding that a backfill brought is no news, as it was for nobody before."""
    recent = [row for row in rows if row["notify"] and week.holds(row["changed_at"])]
    touched = _grouped(recent, lambda row: row["document_number"])
    for number, mine in touched.items():
        event = Event.NEW if any(week.holds(row["opened_at"]) for row in mine) else Event.CHANGED
        affected = sum(row["level"] == Level.AFFECTED for row in mine)
        yield News(event, _said(facts, number), affected, len(mine) - affected, _changes(facts, number, week))
    gone = [row for row in facts.rows("withdrawn", names) if week.holds(row["closed_at"])]
    for number, mine in _grouped(gone, lambda row: row["document_number"]).items():
        affected = sum(row["level"] == Level.AFFECTED for row in mine)
        yield News(Event.WITHDRAWN, _said(facts, number), affected, len(mine) - affected)
    for row in facts.standing if whole else ():
        lately = row["publication_date"] is None or row["publication_date"] >= week.first_day - 2 * WEEK
        if lately and week.holds(row["first_seen_at"]) and row["document_number"] not in touched:
            yield News(Event.NEW, _said(facts, row["document_number"]), 0, 0)


def _changes(facts: Facts, number: str, week: Window) -> tuple[str, ...]:
    return tuple(
        f"{one['field']}: {one['before'] or 'nothing'} → {one['after'] or 'nothing'}"
        for row in facts.moved.get(number, ())
        if week.holds(row["seen_at"])
        for one in row["differences"]
    )


def _open_decisions(facts: Facts, rows: Sequence[Row], names: dict[str, str], week: Window) -> Iterator[OpenDecision]:
    undecided = [row for row in rows if _undecided(row)]
    for (number, level), mine in _grouped(undecided, lambda row: (row["document_number"], row["level"])).items():
        few = tuple(names[row["item_id"]] for row in mine[:NAMES])
        since = week.day(min(row["opened_at"] for row in mine))
        yield OpenDecision(_said(facts, number), Level(level), len(mine), few, since)


def _decided(facts: Facts, names: dict[str, str], week: Window) -> Iterator[Decided]:
    """What was decided in the window on the reader's items, by whom and why; newest first."""
    words = [
        row
        for row in facts.rows("words", names)
        if row["state"] in IS_DECISION and week.holds(row["decided_at"]) and row["document_number"] in facts.documents
    ]

    def key(row: Row) -> tuple[Any, ...]:
        why = "; ".join(filter(None, (row["justification"], row["note"])))
        by = row["decided_by"] or ""
        return week.day(row["decided_at"]), row["document_number"], row["state"], by, why, row["approval"] or ""

    for (day, number, state, by, why, approval), mine in _grouped(words, key).items():
        ids = list(dict.fromkeys(row["item_id"] for row in mine))
        few = tuple(names[one] for one in ids[:NAMES])
        yield Decided(_said(facts, number), state, len(ids), few, by, day, why, WAITS.get(approval, ""))


def _deadlines(facts: Facts, numbers: Iterable[str], today: dt.date) -> tuple[Deadline, ...]:
    found = [
        deadline
        for number in sorted(numbers)
        for deadline in document_deadlines(facts.documents[number], facts.families.get(number, number))
        if today <= deadline.date <= today + HORIZON
    ]
    return tuple(sorted(found, key=lambda deadline: deadline.date))


def _trend(facts: Facts, mine: dict[str, str] | None, week: Window) -> tuple[TrendPoint, ...]:
    """The exposure of these items (None: of all that there were) week by week, as it was known then."""
    points = []
    for moment, levels in facts.trend.items():
        counted = [*levels.values()] if mine is None else [levels[one] for one in mine if one in levels]
        affected = counted.count(Level.AFFECTED)
        points.append(TrendPoint(week.day(moment), affected, len(counted) - affected))
    return tuple(points)
