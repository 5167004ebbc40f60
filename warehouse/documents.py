"""Documents: what publications say once read, a row for each version, and which versions say something new."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from extract.document import Document
from warehouse.relation import Row, fetched, insert_new, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document with what the models say of it: relevance (icts, adjacent, other) and fingerprint."""

    document: Document
    relevance: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading one publication: its documents, or the problem for which there are none."""

    publication_sha256: str
    documents: tuple[ReadDocument, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentsLoaded:
    """Document numbers by what the load did to them: first seen, materially changed, or the same as before."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def load_documents(
    con: DuckDBPyConnection, readings: Sequence[Reading], *, reader_version: str, at: dt.datetime
) -> DocumentsLoaded:
    """Keeps what was read and marks the publications as read, in one go; a publication read before adds nothing."""
    before = _fingerprints(con, {one.document.document_number for reading in readings for one in reading.documents})
    fresh = insert_new(
        con,
        "readings",
        [_reading(reading, reader_version, at) for reading in readings],
        ("publication_sha256", "reader_version"),
    )
    unread = {row["publication_sha256"] for row in fresh}
    rows = [
        _row(one, reading.publication_sha256, reader_version, at)
        for reading in readings
        if reading.publication_sha256 in unread
        for one in reading.documents
    ]
    insert_new(con, "documents", rows, ("document_number", "publication_sha256", "reader_version"))
    after = _fingerprints(con, {row["document_number"] for row in rows})
    return DocumentsLoaded(
        new=tuple(number for number in after if number not in before),
        changed=tuple(number for number, mark in after.items() if number in before and before[number] != mark),
        unchanged=tuple(number for number, mark in after.items() if before.get(number) == mark),
    )


def unread_before(con: DuckDBPyConnection, publications: Sequence[str]) -> list[str]:
    """Those of these publications (hashes) that no reader has read a document from yet."""
    known = listed(con, "asked_publications", publications)
    query = f"from {known} where id not in (select publication_sha256 from lake.documents) order by id"
    return [sha256 for (sha256,) in con.execute(query).fetchall()]


def load_rulemakings(con: DuckDBPyConnection, families: Mapping[str, str], at: dt.datetime) -> list[str]:
    """Keeps the rulemaking of each document; returns the document numbers whose family is new or another one."""
    known = dict(con.execute("select document_number, rulemaking from lake.rulemakings").fetchall())
    moved = {number: family for number, family in families.items() if known.get(number) != family}
    if moved:
        con.execute(f"delete from lake.rulemakings where document_number in (from {listed(con, 'moved', moved)})")
        rows = [{"document_number": number, "rulemaking": family, "since": at} for number, family in moved.items()]
        insert_new(con, "rulemakings", rows, ("document_number",))
    return list(moved)


def current_documents(
    con: DuckDBPyConnection,
    numbers: Iterable[str] | None = None,
    *,
    relevances: Sequence[str] = (),
    passages: bool = True,
) -> list[ReadDocument]:
    """The newest version of each document, or of those with these numbers and relevances, by number.

    Without `passages` their text stays in the warehouse, which is much faster.
    """
    conditions = ["true"]
    if numbers is not None:
        conditions.append(f"document_number in (from {listed(con, 'wanted', numbers)})")
    if relevances:
        conditions.append(f"relevance in (from {listed(con, 'relevant', relevances)})")
    left = "" if passages else " exclude (passages)"
    query = f"select *{left} from lake.current_documents where {' and '.join(conditions)} order by document_number"
    return [ReadDocument(_document(row), row["relevance"], row["fingerprint"]) for row in fetched(con, query)]


def document_versions(
    con: DuckDBPyConnection,
    numbers: Iterable[str] | None = None,
    *,
    relevances: Sequence[str] = (),
    without: Iterable[str] = (),
    passages: bool = True,
) -> list[ReadDocument]:
    """Each document as it is printed, before its amendments, by number; without the publications of these hashes it is
    as it was before they came."""
    conditions = [f"publication_sha256 not in (from {listed(con, 'without_these', without)})"]
    if numbers is not None:
        conditions.append(f"document_number in (from {listed(con, 'wanted', numbers)})")
    left = "" if passages else " exclude (passages)"
    relevant = f"where relevance in (from {listed(con, 'relevant', relevances)})" if relevances else ""
    query = f"""select *{left} from (
            select * from lake.document_versions where {" and ".join(conditions)}
            qualify row_number() over (partition by document_number order by recency) = 1
        ) {relevant} order by document_number"""
    return [ReadDocument(_document(row), row["relevance"], row["fingerprint"]) for row in fetched(con, query)]


@cache
def _adapter() -> TypeAdapter[Document]:
    from pydantic import TypeAdapter

    adapter = TypeAdapter(Document)
    adapter.rebuild(_types_namespace={"dt": dt})  # the room imports datetime for the type checker only
    return adapter


def _reading(reading: Reading, reader_version: str, at: dt.datetime) -> Row:
    return {
        "publication_sha256": reading.publication_sha256,
        "reader_version": reader_version,
        "documents": len(reading.documents),
        "problem": reading.problem,
        "read_at": at,
    }


def _row(one: ReadDocument, sha256: str, reader_version: str, at: dt.datetime) -> Row:
    fields: Row = _adapter().dump_python(one.document, mode="python")
    return fields | {
        "publication_sha256": sha256,
        "reader_version": reader_version,
        "read_at": at,
        "relevance": one.relevance,
        "fingerprint": one.fingerprint,
    }


def _document(row: Row) -> Document:
    import json

    known: dict[str, Any] = {name: row[name] for name in Document.__dataclass_fields__ if row.get(name) is not None}
    for name in ("cfr_references", "dates", "passages"):
        known[name] = json.loads(known.get(name, "[]"))
    return _adapter().validate_python(known)


def _fingerprints(con: DuckDBPyConnection, numbers: set[str]) -> dict[str, str]:
    if not numbers:
        return {}
    wanted = listed(con, "arrived", numbers)
    query = (
        f"select document_number, fingerprint from lake.current_documents semi join {wanted} on document_number = id"
    )
    return dict(con.execute(query).fetchall())
