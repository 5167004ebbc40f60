"""What stands: rulemakings, retellings, amendments and successions settled anew whenever documents arrive or days pass."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from models.amendments import amended
from models.fingerprint import moved_matter
from models.retelling import Origin, Told, retellings
from models.rulemaking import rulemakings
from models.scope import read_scope
from models.scope_places import placed
from models.succession import AMENDING, Standing, Why, day_of, standings, subjects
from warehouse.documents import current_documents, document_versions, load_rulemakings
from warehouse.relation import Row, fetched, insert_new, listed
from warehouse.scopes import current_scopes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from extract.document import Document
    from models.fingerprint import Difference
    from models.scope import Scope
    from warehouse.scopes import KeptScope

PRESS_RELEASE = "press release"


def settle(
    con: DuckDBPyConnection,
    relevances: Sequence[str],
    today: dt.date,
    at: dt.datetime,
    *,
    arrived: Iterable[str] = (),
) -> None:
    """Keeps each document's rulemaking, what it gives way to, and the dates that hold; only what moved is written.

    `arrived` are the hashes of publications nobody had read before this commit: what they move in a document that was
    there is kept as a material change, once. A newer reader that reads old publications again moves nothing.
    """
    documents = [one.document for one in document_versions(con, relevances=relevances, passages=False)]
    known = {document.document_number: document for document in documents}
    retold = retellings(_told(con, documents))
    families = rulemakings(documents, {number: one.retells for number, one in retold.items()})
    load_rulemakings(con, families, at)
    gone = {number: Standing(one.retells, Why.RETELLS, one.because) for number, one in retold.items()}
    speaking = [document for document in documents if document.document_number not in gone]
    gone |= standings(speaking, families, today)
    _load_standings(con, gone, at)
    amendments: dict[str, list[str]] = {}
    for number, one in gone.items():
        if one.why is Why.AMENDS:
            amendments.setdefault(one.gives_way_to, []).append(number)
    moved = {number: _as_amended(con, number, amendments) for number in amendments}
    _load_dates(con, {number: one for number, one in moved.items() if one and one.dates != known[number].dates}, at)
    query = f"""select document_number, publication_sha256 from lake.newest_documents
        where publication_sha256 in (from {listed(con, "arrived_now", arrived)}) order by document_number"""
    came = {number: sha256 for number, sha256 in con.execute(query).fetchall() if number in known}
    _load_changes(con, gone, amendments, came, at)


def standing_of(con: DuckDBPyConnection, numbers: Iterable[str] | None = None) -> dict[str, Standing]:
    """What the documents (all, or these) give way to, by number; those that stand are left out."""
    only = "" if numbers is None else f" where document_number in (from {listed(con, 'asked_standings', numbers)})"
    rows = fetched(con, f"from lake.standings{only}")
    return {row["document_number"]: Standing(row["gives_way_to"], Why(row["why"]), row["because"]) for row in rows}


def standing_text(con: DuckDBPyConnection, number: str) -> tuple[Document, Scope]:
    """A document as it stands after its amendments, and what it then covers: a reviewer's scope before one read."""
    return standing_texts(con, [number])[number]


def standing_texts(con: DuckDBPyConnection, numbers: Sequence[str]) -> dict[str, tuple[Document, Scope]]:
    """The same for several documents, by number."""
    current = {one.document.document_number: one.document for one in current_documents(con, numbers)}
    scopes = current_scopes(con, numbers)
    query = f"""select gives_way_to, document_number from lake.standings
        where why = 'amends' and gives_way_to in (from {listed(con, "amended_ones", numbers)})"""
    amendments: dict[str, list[str]] = {}
    for number, amendment in con.execute(query).fetchall():
        amendments.setdefault(number, []).append(amendment)
    moved = {number: _as_amended(con, number, amendments) for number in amendments}
    return {number: _text(current[number], moved.get(number), scopes.get(number)) for number in numbers}


def _text(printed: Document, changed: Document | None, kept: KeptScope | None) -> tuple[Document, Scope]:
    moved = changed if changed and changed.passages != printed.passages else None
    document = moved or printed
    if kept and kept.amended_by:
        return document, placed(document, kept.scope, kept.amended_by)
    return document, read_scope(document) if moved or not kept else kept.scope


def printings(con: DuckDBPyConnection, number: str) -> list[Document]:
    """A document as each publication that was read has it, in the newest reading of each; the one that counts comes last."""
    query = """select publication_sha256 from (
            select publication_sha256, min(recency) as recency from lake.document_versions
            where document_number = ? group by publication_sha256
        ) order by recency"""
    every = [sha256 for (sha256,) in con.execute(query, [number]).fetchall()]
    found: list[Document] = []
    for place in range(len(every)):  # without the newer ones, the newest that is left
        found += [one.document for one in document_versions(con, [number], without=every[:place])]
    return found[::-1]


def moved_by_amendment(con: DuckDBPyConnection, amendment: str, number: str) -> list[Difference]:
    """What a correction, extension or delay moves in the document it is about in the end, after the others before it."""
    query = "select document_number from lake.standings where gives_way_to = ? and why = 'amends'"
    mine = [one for (one,) in con.execute(query, [number]).fetchall()]
    versions = {one.document.document_number: one.document for one in document_versions(con, [number, *mine])}
    until = str(day_of(versions[amendment]) or "9999"), amendment
    earlier = [one for name, one in versions.items() if name == number or (str(day_of(one) or "9999"), name) < until]
    families = dict.fromkeys(versions, "")
    before, after = _applied(number, earlier, families), _applied(number, [*earlier, versions[amendment]], families)
    return moved_matter(before, read_scope(before), after, read_scope(after)) if before and after else []


def _told(con: DuckDBPyConnection, documents: Sequence[Document]) -> list[Told]:
    """The documents with what tells a retelling: pages with their text, links and day; all with the parties named."""
    query = """select document_number, origin, metadata, source from lake.newest_documents
        join lake.publications on publications.sha256 = newest_documents.publication_sha256
        where document_number in (from {})"""
    rows = {
        row["document_number"]: row
        for row in fetched(con, query.format(listed(con, "placed", (one.document_number for one in documents))))
    }
    pages = [number for number, row in rows.items() if row["origin"] >= Origin.PAGE]
    if not pages:
        return []
    texts = {one.document.document_number: one.document for one in document_versions(con, pages)}
    scopes = current_scopes(con, rows)
    found = []
    for document in documents:
        number = document.document_number
        said = _said(rows[number]) if number in texts else {}
        origin = Origin.PRESS_RELEASE if said.get("kind") == PRESS_RELEASE else Origin(rows[number]["origin"])
        parties = scopes[number].scope.named_parties if number in scopes else ()
        found.append(
            Told(
                texts.get(number, document),
                origin,
                day_of(document) or _day(said.get("publication_date")),
                tuple(str(link) for link in said.get("links") or ()),
                tuple(name for party in parties for name in (party.name, *party.aliases)),
            )
        )
    return found


def _said(row: Row) -> Row:
    """What a source said of a page beside its content; metadata of another shape, as beside a file, say nothing of links."""
    try:
        said = json.loads(row["metadata"] or b"{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) and isinstance(said.get("links", []), list) else {}


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:  # no date, or none in that form: then only what names its document is joined
        return None


def _as_amended(
    con: DuckDBPyConnection, number: str, amendments: Mapping[str, list[str]], without: Iterable[str] = ()
) -> Document | None:
    versions = [one.document for one in document_versions(con, [number, *amendments.get(number, ())], without=without)]
    return _applied(number, versions, dict.fromkeys((one.document_number for one in versions), ""))


def _applied(number: str, versions: Sequence[Document], families: Mapping[str, str]) -> Document | None:
    """The document after what is about it, each after what is about that; None where it is not among the versions."""
    ordered = sorted(versions, key=lambda one: (str(day_of(one) or "9999"), one.document_number))
    about = subjects(ordered, families)
    known = {one.document_number: one for one in ordered}

    def after(one: Document, seen: frozenset[str]) -> Document:
        mine = [
            after(other, seen | {other.document_number})
            for other in ordered
            if other.stage in AMENDING
            and about.get(other.document_number) == one.document_number
            and other.document_number not in seen
        ]
        return amended(one, mine)

    return after(known[number], frozenset({number})) if number in known else None


def _load_standings(con: DuckDBPyConnection, gone: Mapping[str, Standing], at: dt.datetime) -> None:
    known = standing_of(con)
    moved = {number for number in known.keys() | gone.keys() if known.get(number) != gone.get(number)}
    if moved:
        con.execute(f"delete from lake.standings where document_number in (from {listed(con, 'moved', moved)})")
        rows = [{"document_number": number, **asdict(gone[number]), "since": at} for number in moved if number in gone]
        insert_new(con, "standings", rows, ("document_number",))


def _load_dates(con: DuckDBPyConnection, moved: Mapping[str, Document], at: dt.datetime) -> None:
    wanted = {number: [asdict(fact) for fact in one.dates] for number, one in moved.items()}
    texts = {number: json.dumps(dates, default=str, sort_keys=True) for number, dates in wanted.items()}
    rows = con.execute("select document_number, dates from lake.amended_dates").fetchall()
    known = {number: json.dumps(json.loads(dates), sort_keys=True) for number, dates in rows}
    changed = {number for number in known.keys() | texts.keys() if known.get(number) != texts.get(number)}
    if changed:
        con.execute(f"delete from lake.amended_dates where document_number in (from {listed(con, 'moved', changed)})")
        fresh = [{"document_number": one, "dates": wanted[one], "since": at} for one in changed if one in wanted]
        insert_new(con, "amended_dates", fresh, ("document_number",))


def _load_changes(
    con: DuckDBPyConnection,
    gone: Mapping[str, Standing],
    amendments: Mapping[str, list[str]],
    arrived: Mapping[str, str],
    at: dt.datetime,
) -> None:
    """Compares each document that an arrived publication touches with what it was without what arrived.

    `arrived` holds the publication's hash for each document whose version that counts came with it.
    """
    rows = []
    for number, sha256 in arrived.items():
        one = gone.get(number)
        subject = one.gives_way_to if one and one.why is Why.AMENDS else number
        before = _as_amended(con, subject, amendments, without=arrived.values())
        after = _as_amended(con, subject, amendments)
        differences = (
            moved_matter(before, read_scope(before), after, read_scope(after))
            if before and after and before != after
            else []
        )
        if differences:
            rows.append(
                {
                    "document_number": subject,
                    "publication_sha256": sha256,
                    "by_document": number,
                    "differences": [asdict(one) for one in differences],
                    "seen_at": at,
                }
            )
    insert_new(con, "material_changes", rows, ("document_number", "publication_sha256"))
