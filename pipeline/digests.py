"""The weekly digests: who gets one, and what stands in it, from the same views that analysts ask."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from alerts.deadlines import document_deadlines
from alerts.digest import Digest, Exposure, ListChange, News, OpenDecision, SourceHealth
from alerts.impact_alert import DocumentFacts, Event
from alerts.mail import render_mail
from alerts.routing import Recipient, RecipientKind, by_recipient
from extract.document import Stage
from extract.sources import WATCH_LISTS
from pipeline.telling import channels, configured, directory, impact_of
from warehouse.documents import current_documents
from warehouse.items import current_items
from warehouse.outbox import Delivery, enqueue
from warehouse.relation import fetched
from warehouse.runs import last_runs
from warehouse.watch_lists import list_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from alerts.deadlines import Deadline
    from extract.document import Document
    from extract.inventory import Item
    from pipeline.settings import Settings

    Row = dict[str, Any]

WINDOW = dt.timedelta(days=6)
HORIZON = dt.timedelta(days=365)
NAMES = 3


def enqueue_digests(con: DuckDBPyConnection, settings: Settings, today: dt.date, at: dt.datetime) -> list[str]:
    """Writes a digest for every owner with open impacts and one for compliance; one per reader and ISO week."""
    week = today.isocalendar()
    found = []
    for digest in digests(con, settings, today):
        reader = digest.recipient
        if not reader.email and configured(settings, "email"):
            continue
        mail = render_mail("weekly_digest", digest=digest)
        found.append(
            Delivery(
                delivery_id=f"digest-{week.year}-W{week.week:02}-{reader.key}",
                kind="weekly digest",
                channel="email" if configured(settings, "email") else "preview",
                recipient=reader.key,
                address=reader.email or "compliance@localhost.localdomain",
                payload={"mail": asdict(mail), "name": reader.name},
            )
        )
    return enqueue(con, found, at)


def digests(con: DuckDBPyConnection, settings: Settings, today: dt.date) -> Iterator[Digest]:
    """Each reader's digest of the seven days that end today; compliance's last, for the whole company."""
    items = {item.item_id: item for item in current_items(con)}
    rows = fetched(con, "select impacts.*, open.state from lake.impacts join lake.open_impacts open using (impact_id)")
    rows = [row for row in rows if row["item_id"] in items]
    numbers = {row["document_number"] for row in rows}
    documents = {one.document.document_number: one.document for one in current_documents(con, numbers, passages=False)}
    families = dict(con.execute("select document_number, rulemaking from lake.rulemakings").fetchall())
    sources = source_health(con)
    reach = channels(settings)
    by_item = defaultdict(list)
    for row in rows:
        by_item[row["item_id"]].append(row)
    hits = [(impact_of(row), items[row["item_id"]]) for row in rows]
    owned = by_recipient([(hits[0][0], item) for item in items.values()], directory(settings), reach) if hits else {}
    for reader, mine in owned.items():
        theirs = [item for _, item in mine]
        touched = [row for item in theirs for row in by_item[item.item_id]]
        if touched and reader.email and reader.kind is not RecipientKind.COMPLIANCE:
            yield _digest(reader, theirs, touched, documents, families, sources, today)
    compliance = Recipient(RecipientKind.COMPLIANCE, email=settings.compliance_mail, name="Compliance")
    digest = _digest(compliance, list(items.values()), rows, documents, families, sources, today)
    yield replace(digest, list_changes=list_changes(con, today - WINDOW))


def _digest(
    reader: Recipient,
    items: Sequence[Item],
    rows: Sequence[Row],
    documents: dict[str, Document],
    families: dict[str, str],
    sources: tuple[SourceHealth, ...],
    today: dt.date,
) -> Digest:
    first = today - WINDOW
    names = {item.item_id: item.name for item in items}
    affected = {row["item_id"] for row in rows if row["level"] == "affected"}
    review = {row["item_id"] for row in rows} - affected
    undecided = {row["item_id"] for row in rows if row["state"] is None}
    return Digest(
        recipient=reader,
        first_day=first,
        last_day=today,
        news=tuple(_news(rows, documents, first)),
        open_decisions=tuple(_open_decisions(rows, documents, names)),
        deadlines=_deadlines(rows, documents, families, today),
        exposure=Exposure(len(items), len(affected), len(review), len(undecided)),
        sources=sources,
    )


def facts(document: Document) -> DocumentFacts:
    """What a digest says of a document."""
    return DocumentFacts(
        document.document_number,
        document.title,
        Stage(document.stage),
        document.citation or "",
        document.url or "",
        document.publication_date,
    )


def _grouped(rows: Iterable[Row], *names: str) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[name] for name in names)].append(row)
    return dict(sorted(found.items(), reverse=True))


def _news(rows: Sequence[Row], documents: dict[str, Document], first: dt.date) -> Iterator[News]:
    recent = [row for row in rows if row["changed_at"].date() >= first]
    for (number,), mine in _grouped(recent, "document_number").items():
        event = Event.NEW if any(row["opened_at"].date() >= first for row in mine) else Event.CHANGED
        affected = sum(row["level"] == "affected" for row in mine)
        yield News(event, facts(documents[number]), affected, len(mine) - affected)


def _open_decisions(
    rows: Sequence[Row], documents: dict[str, Document], names: dict[str, str]
) -> Iterator[OpenDecision]:
    from models.impact import Level

    undecided = [row for row in rows if row["state"] is None]
    for (number, level), mine in _grouped(undecided, "document_number", "level").items():
        few = tuple(names[row["item_id"]] for row in mine[:NAMES])
        since = min(row["opened_at"] for row in mine).date()
        yield OpenDecision(facts(documents[number]), Level(level), len(mine), few, since)


def _deadlines(
    rows: Sequence[Row], documents: dict[str, Document], families: dict[str, str], today: dt.date
) -> tuple[Deadline, ...]:
    touched = sorted({row["document_number"] for row in rows})
    found = [
        deadline
        for number in touched
        for deadline in document_deadlines(documents[number], families.get(number, number))
        if today <= deadline.date <= today + HORIZON
    ]
    return tuple(sorted(found, key=lambda deadline: deadline.date))


def list_changes(con: DuckDBPyConnection, first: dt.date) -> tuple[ListChange, ...]:
    """What the watch lists did to whom since that day, newest first; a list that was new to us counts as listed."""
    query = """
        select list, changed_at::date as day, if(first_load, 'listed', change) as change,
            count(*) as firms, list(name order by name)[:$few] as names
        from lake.register_changes where list_contains($lists, origin) and changed_at::date >= $first
        group by all order by day desc, list, change"""
    rows = fetched(con, query, {"few": NAMES, "lists": list(WATCH_LISTS), "first": first})
    return tuple(ListChange(**row | {"names": tuple(row["names"])}) for row in rows)


def source_health(con: DuckDBPyConnection) -> tuple[SourceHealth, ...]:
    """Every source we ever read from, when it was last read, and what went wrong in the last poll."""
    polls = [run for run in last_runs(con) if run["stage"] == "poll"]
    failed = polls[0]["counts"].get("failed", []) if polls else []
    last = polls[0]["finished_at"].date() if polls and polls[0]["finished_at"] else None
    found = []
    lists = list_problems(con, WATCH_LISTS)
    for row in fetched(con, "select source, last_fetched_at from lake.source_health where last_fetched_at is not null"):
        problem = next((text for text in failed if text.startswith(row["source"])), "")
        problem = problem or lists.get(row["source"], "")
        found.append(SourceHealth(row["source"], last, problem))
    return tuple(found)
