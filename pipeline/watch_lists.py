"""From a watch list's newest version to supplier facts, in one commit; a version that would clear vendors is refused."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from extract.addresses import SourceSettings
from extract.failures import SourceError
from extract.json_shape import canonical
from extract.sources import WATCH_LISTS
from pipeline.versions import reader_version
from warehouse.documents import Reading, load_documents
from warehouse.quarantine import Rejected, load_quarantine, resolve_read
from warehouse.supplier_facts import FactsSynced, sync_supplier_facts
from warehouse.watch_lists import SETTING, SHORTEST, firms_held, named, newest, newest_hash

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from extract.publication import Publication
    from extract.watch_list import Listing
    from pipeline.settings import Settings

RETURNED = "returned_after"
SHOWN = 3  # unreadable entries that a message names; the quarantine has all
NOTHING = FactsSynced((), ())


@dataclass(frozen=True, slots=True)
class ReadList:
    """A version of a list with its entries, or with the reason why it could not be read."""

    publication: Publication
    listing: Listing | None
    reason: str = ""


def read_list(publication: Publication) -> ReadList:
    """The entries of one version; never raises for bad content."""
    source = WATCH_LISTS[publication.source](SourceSettings())
    try:
        return ReadList(publication, source.read(publication))
    except SourceError as error:
        return ReadList(publication, None, str(error))


def arrived(con: DuckDBPyConnection, batch: Iterable[Publication]) -> Iterator[Publication]:
    """The publications to keep. A list that went back to an earlier version says so, and so is a new publication."""
    for one in batch:
        last = newest(con, one.source) if one.source in WATCH_LISTS else None
        if last is None or last.sha256 == one.sha256:
            yield one
        elif last.content != one.content or _said(last) != _said(one):
            known = con.execute("from lake.publications where sha256 = ?", [one.sha256]).fetchone()
            yield replace(one, metadata=canonical({**_said(one), RETURNED: last.sha256})) if known else one


def _said(publication: Publication) -> dict[str, Any]:
    said = json.loads(publication.metadata or b"{}")
    return {key: value for key, value in said.items() if key != RETURNED}


def load_list(con: DuckDBPyConnection, read: ReadList, settings: Settings, at: dt.datetime) -> dict[str, Any] | None:
    """Makes the register say what the list says, and marks the version as read; None for one that is not the newest.

    As long as an entry cannot be read nobody is taken off, and a version without half of the firms is refused until
    a person confirms it: both would silently clear vendors.
    """
    one, listing = read.publication, read.listing
    if newest_hash(con, one.source) != one.sha256:
        _mark(con, one, "", at)
        return None
    refusal = read.reason or _shrunk(con, one, listing, settings.confirmed_lists)
    unreadable = listing.unreadable if listing and not refusal else ()
    rejected = [Rejected(one.source, one.key, refusal, one.content)] if refusal else []
    rejected += [Rejected(one.source, one.key, str(each), each.text.encode()) for each in unreadable]
    synced = NOTHING
    if listing and not refusal:
        synced = sync_supplier_facts(con, listing.facts, at, origin=one.source, full=not unreadable)
    problem = refusal or _problem(listing)
    _mark(con, one, problem, at)
    load_quarantine(con, rejected, at)
    still = {each.quarantine_id for each in rejected}
    resolved = resolve_read(con, {(one.source, one.key): still}, at, by=f"reader {reader_version()}")
    return {
        "firms": listing.firms.total() if listing else 0,
        "left_aside": Counter(each.reason for each in listing.left_aside) if listing else {},
        "unreadable": len(unreadable),
        "refused": bool(refusal),
        "facts_added": len(synced.added),
        "facts_removed": len(synced.removed),
        "quarantined": len(rejected),
        "resolved": len(resolved),
        "problem": problem,
    }


def _mark(con: DuckDBPyConnection, one: Publication, problem: str, at: dt.datetime) -> None:
    load_documents(con, [Reading(one.sha256, (), problem or None)], reader_version=reader_version(), at=at)


def _shrunk(con: DuckDBPyConnection, one: Publication, listing: Listing | None, confirmed: Sequence[str]) -> str:
    """Why the version is refused: lists that lost more than half of their firms; blank where none did."""
    if listing is None or named(one.sha256, confirmed):
        return ""
    now = listing.firms
    before = firms_held(con, one.source).items()
    lost = [f"{name}: {now[name]} of {held} firms left" for name, held in before if 2 * now[name] < held]
    if not lost:
        return ""
    return f"{'; '.join(lost)}. To accept it, put {one.sha256[: SHORTEST + 4]} into the setting {SETTING}"


def _problem(listing: Listing | None) -> str:
    """What a person should know of a version that was taken: its unreadable entries, what concerns it as a whole."""
    if listing is None:
        return ""
    said = [str(problem) for problem in listing.problems if not problem.row]
    if wrong := listing.unreadable:
        first = "; ".join(map(str, wrong[:SHOWN]))
        said.append(f"entries that cannot be read: {len(wrong)}, so nobody is taken off the list: {first}")
    return "; ".join(said)
