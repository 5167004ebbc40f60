"""From a publication to what is kept of it: documents with relevance, fingerprint and scope, and what could not be read."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from extract.bis import is_of_the_programme
from extract.document import Stage
from extract.reader import read as read_content
from extract.regulation import read_regulation
from models.fingerprint import fingerprint
from models.scope import Scope, scope_of
from models.triage import ICTS, triage_document
from pipeline.commands.offline import today
from pipeline.versions import reader_version
from warehouse.documents import DocumentsLoaded, ReadDocument, Reading, load_documents, unread_before
from warehouse.quarantine import Rejected, load_quarantine, resolve_read
from warehouse.scopes import load_scope
from warehouse.standings import settle

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from extract.document import Document
    from extract.publication import Publication

ACTED = ("icts",)
"""Relevances whose documents meet the inventory; adjacent ones are kept and listed only."""

WAKE_UPS = frozenset({"feeds"})
"""Sources whose entries only repeat what another source says with more facts: kept, not read."""

REGULATIONS = frozenset({"ecfr"})
"""Sources of regulations, kept version by version to be compared (pipeline/exposure/changes.py): no documents."""

BY_HAND = "hand"
"""The source of a publication that a person brought (pipeline/review/adding.py); its metadata may hold what they said of it."""


@dataclass(frozen=True, slots=True)
class ReadPublication:
    """A publication with its documents, the scope of each, and what of it could not be read."""

    publication: Publication
    documents: tuple[ReadDocument, ...] = ()
    scopes: tuple[Scope, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    @property
    def problem(self) -> str | None:
        """Why there is no document at all; None where there is one, or nothing was to be read."""
        return "; ".join(one.reason for one in self.rejected) if self.rejected and not self.documents else None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load of read publications came to: documents by what is new in them, and quarantine entries resolved."""

    documents: DocumentsLoaded
    resolved: tuple[str, ...]


def read_publication(publication: Publication) -> ReadPublication:
    """Everything a publication holds; never raises for bad content."""
    if publication.source in WAKE_UPS:
        return ReadPublication(publication)
    if publication.source in REGULATIONS:
        content = read_regulation(publication.content, publication.key)
    else:
        content = read_content(publication.content, publication.key, metadata=publication.metadata)
    said, own = stated(publication), is_of_the_programme(publication)
    documents, scopes = [], []
    for read in content.documents:
        document = _as_stated(read, said)
        relevance = said.get("relevance") or (ICTS if own else triage_document(document).relevance)
        scope = scope_of(document, relevance)
        documents.append(ReadDocument(document, relevance, fingerprint(document, scope)))
        scopes.append(scope)
    rejected = [
        Rejected(publication.source, publication.key, each.reason, each.content) for each in content.quarantined
    ]
    return ReadPublication(publication, tuple(documents), tuple(scopes), tuple(rejected))


def stated(publication: Publication) -> dict[str, Any]:
    """What the person who brought a publication said of it beside the facts that any source may give; see adding.py."""
    if publication.source != BY_HAND:
        return {}
    said: dict[str, Any] = json.loads(publication.metadata)["by_hand"]
    return said


def _as_stated(document: Document, said: dict[str, Any]) -> Document:
    """The document with the title and stage a person gave it, and a note of who said so."""
    if not said.get("by"):
        return document
    return replace(
        document,
        title=said.get("title") or document.title,
        stage=Stage(said["stage"]) if said.get("stage") else document.stage,
        problems=(*document.problems, f"stated by {said['by']} on {said['at'][:10]}: {', '.join(said['what'])}"),
    )


def load_read(con: DuckDBPyConnection, read: Sequence[ReadPublication], at: dt.datetime) -> Loaded:
    """Keeps what was read of publications that are kept already: documents, scopes, rulemakings, quarantine."""
    load_quarantine(con, [rejected for one in read for rejected in one.rejected], at)
    tried = {
        (one.publication.source, one.publication.key): {rejected.quarantine_id for rejected in one.rejected}
        for one in read
    }  # of publications of one name, the last decides what still waits
    resolved = resolve_read(con, tried, at, by=f"reader {reader_version()}")
    readings = [Reading(one.publication.sha256, one.documents, one.problem) for one in read]
    arrived = unread_before(con, [reading.publication_sha256 for reading in readings])
    loaded = load_documents(con, readings, reader_version=reader_version(), at=at)
    for one in read:
        for document, scope in zip(one.documents, one.scopes, strict=True):
            if document.relevance in ACTED:
                load_scope(con, document.document.document_number, document.fingerprint, scope, at)
    settle(con, ACTED, today(), at, arrived=arrived)
    return Loaded(loaded, tuple(resolved))
