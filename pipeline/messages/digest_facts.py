"""What all digests of one run are made from: read from the warehouse once, whoever the reader is."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alerts.digest import ListChange, SourceHealth
from extract.sources import WATCH_LISTS
from warehouse.documents import current_documents
from warehouse.exposure import exposure_at
from warehouse.items import current_items
from warehouse.relation import fetched
from warehouse.watch_lists import list_problems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from extract.document import Document
    from extract.inventory import Item
    from pipeline.messages.digest_window import Window
    from warehouse.exposure import Levels

    Row = dict[str, Any]

WEEKS = 12  # of the exposure trend
LONGEST = dt.timedelta(days=92)  # how far back words and endings are read: no digest tells of more
NAMES = 3
POLLS = 200  # newest poll runs that are looked at

OPEN = """
    select impacts.*, open.state, open.rulemaking, coalesce(open.settled, false) as settled
    from lake.impacts join lake.open_impacts open using (impact_id)
    order by impacts.document_number, impacts.item_id"""

WITHDRAWN = """
    select impacts.* from lake.impacts
    where status = 'retracted' and notify and closed_at >= $since order by document_number, item_id"""

NEW_DOCUMENTS = """
    with seen as (
        select document_number, min(fetched_at) as first_seen_at
        from lake.documents join lake.publications on sha256 = publication_sha256 group by document_number
    )
    select document_number, first_seen_at, publication_date
    from lake.current_documents join seen using (document_number)
    where relevance = 'icts' and gave_way_to is null and withdrawn_by is null"""


@dataclass(frozen=True, slots=True)
class Facts:
    """Items, open and withdrawn impacts, documents that stand, words of people, and how exposure and sources stood.

    `written` holds the digests so far: by recipient, the delivery's id and when it was written.
    """

    items: dict[str, Item]
    open: list[Row]
    withdrawn: list[Row]
    standing: list[Row]
    documents: dict[str, Document]
    families: dict[str, str]
    moved: dict[str, list[Row]]
    words: list[Row]
    trend: dict[dt.datetime, Levels]
    written: dict[str, dict[str, dt.datetime]]
    polls: list[tuple[dt.datetime, Row]]
    list_problems: dict[str, str]
    indexes: dict[str, dict[str, list[Row]]] = field(default_factory=dict)

    def rows(self, name: str, ids: Iterable[str]) -> list[Row]:
        """Those of `open`, `withdrawn` or `words` that are about these items, by document and item."""
        index = self.indexes.setdefault(name, {})
        if not index:
            for row in getattr(self, name):
                index.setdefault(row["item_id"], []).append(row)
        found = [row for item_id in ids for row in index.get(item_id, ())]
        return sorted(found, key=lambda row: (row["document_number"], row["item_id"]))


def facts_of(con: DuckDBPyConnection, at: dt.datetime) -> Facts:
    """Everything that a digest written at this (aware) moment may say."""
    items = {item.item_id: item for item in current_items(con)}
    rows = [row for row in fetched(con, OPEN) if row["item_id"] in items]
    since = {"since": at - LONGEST}
    withdrawn = fetched(con, WITHDRAWN, since)
    standing = fetched(con, NEW_DOCUMENTS)
    words = fetched(con, "from lake.dispositions where decided_at >= $since order by decided_at, disposition_id", since)
    numbers = {row["document_number"] for row in (*rows, *withdrawn, *standing, *words)}
    moved: dict[str, list[Row]] = defaultdict(list)
    for row in fetched(con, "from lake.material_changes where seen_at >= $since order by seen_at, by_document", since):
        moved[row["document_number"]].append(row | {"differences": json.loads(row["differences"])})
    return Facts(
        items,
        rows,
        withdrawn,
        standing,
        {one.document.document_number: one.document for one in current_documents(con, numbers, passages=False)},
        dict(con.execute("select document_number, rulemaking from lake.rulemakings").fetchall()),
        dict(moved),
        words,
        exposure_at(con, [at - dt.timedelta(weeks=back) for back in range(WEEKS)]),
        _written(con),
        _polls(con),
        list_problems(con, WATCH_LISTS),
    )


def _written(con: DuckDBPyConnection) -> dict[str, dict[str, dt.datetime]]:
    found: dict[str, dict[str, dt.datetime]] = defaultdict(dict)
    query = "select recipient, delivery_id, enqueued_at from lake.deliveries where kind = 'weekly digest'"
    for recipient, delivery_id, at in con.execute(query).fetchall():
        found[recipient][delivery_id] = at
    return dict(found)


def _polls(con: DuckDBPyConnection) -> list[tuple[dt.datetime, Row]]:
    """The newest polls that have ended, newest first, each with its counts."""
    query = (
        "select started_at, counts from lake.runs where stage = 'poll' and status != 'running' "
        f"order by started_at desc limit {POLLS}"
    )
    return [(row["started_at"], json.loads(row["counts"] or "{}")) for row in fetched(con, query)]


def list_changes(con: DuckDBPyConnection, window: Window) -> tuple[ListChange, ...]:
    """What the watch lists did to whom in the window, newest first; a list that was new to us counts as listed."""
    query = """
        select list, (changed_at at time zone $zone)::date as day, if(first_load, 'listed', change) as change,
            count(*) as firms, list(name order by name)[:$few] as names
        from lake.register_changes
        where list_contains($lists, origin) and changed_at > $since and changed_at <= $until
        group by all order by day desc, list, change"""
    said = {"few": NAMES, "lists": list(WATCH_LISTS), "zone": str(window.until.tzinfo)}
    moments = {name: moment.astimezone(dt.UTC) for name, moment in (("since", window.since), ("until", window.until))}
    return tuple(ListChange(**row | {"names": tuple(row["names"])}) for row in fetched(con, query, said | moments))


def source_health(facts: Facts, window: Window) -> tuple[SourceHealth, ...]:
    """Every source that was ever asked, when it was last read, and what is wrong with it."""
    names = sorted({name for _, counts in facts.polls for name in counts.get("sources", ())})
    return tuple(_health(name, facts.polls, facts.list_problems.get(name, ""), window) for name in names)


def _health(name: str, polls: list[tuple[dt.datetime, Row]], list_problem: str, window: Window) -> SourceHealth:
    asked = [(at, _failure(name, counts)) for at, counts in polls if name in counts.get("sources", ())]
    read = next((at for at, failure in asked if not failure), None)
    problem = asked[0][1] or list_problem
    if not problem and read and not window.holds(read):
        problem = "was not asked in this time"
    return SourceHealth(name, window.day(read) if read else None, problem)


def _failure(name: str, counts: Row) -> str:
    return next((text for text in counts.get("failed", ()) if text.startswith(f"{name} failed")), "")
