"""Each reader's deadlines as a calendar file under home, for a calendar program to subscribe to."""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING, Any

from alerts.calendar_feed import feed
from alerts.deadlines import document_deadlines
from alerts.routing import RecipientKind, by_recipient
from pipeline import stages
from pipeline.commands.offline import today
from pipeline.kept_rows import impact_of
from pipeline.messages.telling import channels, directory
from warehouse.documents import current_documents
from warehouse.items import parse_item
from warehouse.lake import open_warehouse
from warehouse.relation import fetched

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from alerts.deadlines import Deadline
    from alerts.routing import Recipient
    from pipeline.settings import Settings

COMPLIANCE = "compliance.ics"
UNSAFE = re.compile(r"[^A-Za-z0-9]+")
KEPT_FOR = 365  # days after which a deadline leaves the calendar

STANDING = """
    select document_number, rulemaking, (
        select count(*) from lake.material_changes moved where moved.document_number = documents.document_number
    ) as revision
    from lake.current_documents documents
    where relevance = 'icts' and gave_way_to is null and withdrawn_by is null"""


def write_calendars(settings: Settings, at: dt.datetime) -> list[dict[str, Any]]:
    """Brings every reader's file up to date; for each its name, how many deadlines it holds, and whether it changed.

    A file whose reader has nothing any more stays, and its entries are cancelled.
    """
    folder = settings.home / "calendar"
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        wanted = calendars(warehouse.con, settings, today())
    there = {path.name for path in folder.glob("*.ics")} if folder.is_dir() else set()
    found = []
    for name in sorted(wanted.keys() | there):
        deadlines = wanted.get(name, ())
        changed = _write(folder / name, deadlines, at)
        found.append({"file": str(folder / name), "deadlines": len(deadlines), "changed": changed})
    return found


def calendars(con: DuckDBPyConnection, settings: Settings, day: dt.date) -> dict[str, tuple[Deadline, ...]]:
    """The deadlines of each file by its name: an owner's or unit's of what touches it, compliance's of all that stands."""
    by_document = _deadlines(con, day)
    rows = fetched(con, "from lake.impacts where status = 'open' order by document_number, item_id")
    items = {
        row["item_id"]: parse_item(row)
        for row in fetched(con, "from lake.current_items where item_id in (select item_id from lake.impacts)")
    }
    hits = [(impact_of(row), items[row["item_id"]]) for row in rows if row["item_id"] in items]
    found = {COMPLIANCE: _of(by_document, by_document)}
    for reader, mine in by_recipient(hits, directory(settings), channels(settings)).items():
        if reader.kind is not RecipientKind.COMPLIANCE:
            found[file_name(reader)] = _of(by_document, {impact.document_number for impact, _ in mine})
    return found


def file_name(reader: Recipient) -> str:
    """The reader's file: to be told from others by eye, and safe whatever the address is."""
    readable = UNSAFE.sub("-", reader.key).strip("-")[:60]
    return f"{readable}-{hashlib.sha256(reader.key.encode()).hexdigest()[:8]}.ics"


def _deadlines(con: DuckDBPyConnection, day: dt.date) -> dict[str, tuple[Deadline, ...]]:
    """The deadlines of each document that stands."""
    standing = {row["document_number"]: row for row in fetched(con, STANDING)}
    families = dict(con.execute("select document_number, rulemaking from lake.rulemakings").fetchall())
    found = {}
    for one in current_documents(con, standing, passages=False):
        number = one.document.document_number
        revision = int(standing[number]["revision"])
        deadlines = document_deadlines(one.document, families.get(number, number), revision=revision)
        found[number] = tuple(each for each in deadlines if (day - each.date).days <= KEPT_FOR)
    return found


def _of(by_document: Mapping[str, tuple[Deadline, ...]], numbers: Iterable[str]) -> tuple[Deadline, ...]:
    return tuple(each for number in sorted(numbers) for each in by_document.get(number, ()))


def _write(path: Path, deadlines: tuple[Deadline, ...], at: dt.datetime) -> bool:
    """Replaces the file if it says something else now; a reader never finds half of it."""
    before = path.read_bytes() if path.is_file() else b""
    after = feed(deadlines, before, stamp=at, today=today())
    if after == before:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(after)
    part.replace(path)
    return True
