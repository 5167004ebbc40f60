"""Publications, documents, items and impacts that the warehouse's tests are made of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from extract.document import Document, Stage
from extract.inventory import Item
from extract.publication import Publication
from models.impact import Impact, ItemEvidence, Level, Obligation, RuleEvidence, Timing
from warehouse.assessments import Versions, pairs_to_assess
from warehouse.documents import DocumentsLoaded, ReadDocument, Reading, load_documents
from warehouse.impacts import ImpactsLoaded, load_impacts
from warehouse.outbox import Delivery
from warehouse.publications import load_publications

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AT = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(hours=1)
VERSIONS = Versions("code-1", "register-1", "model-1")


def publication(key: str = "2026-00001", content: bytes = b"<RULE/>", at: dt.datetime = AT) -> Publication:
    """A publication of the Federal Register."""
    return Publication("federal_register", key, f"https://example.gov/{key}", "text/xml", content, at, b"{}")


def document(number: str = "2026-00001", **fields: Any) -> Document:
    """A final rule."""
    known: dict[str, Any] = {"type": "RULE", "stage": Stage.FINAL_RULE, "title": f"Rule {number}"}
    return Document(document_number=number, **{**known, **fields})


def keep_document(
    con: DuckDBPyConnection,
    number: str = "2026-00001",
    *,
    fingerprint: str = "f1",
    relevance: str = "icts",
    at: dt.datetime = AT,
    **fields: Any,
) -> DocumentsLoaded:
    """Loads a publication that holds one document, and the document."""
    source = publication(number, f"{number}{fingerprint}{relevance}{fields}".encode(), at)
    load_publications(con, [source], at)
    read = ReadDocument(document(number, **fields), relevance, fingerprint)
    return load_documents(con, [Reading(source.sha256, (read,))], reader_version="1", at=at)


def item(item_id: str = "A-1", **fields: str) -> Item:
    """A camera with an owner."""
    known = {"name": f"Camera {item_id}", "vendor": "Dahua", "owner": "Ann", "owner_email": "ann@example.com"}
    return Item(item_id=item_id, **{**known, **fields})  # type: ignore[arg-type]


def impact(item_id: str = "A-1", number: str = "2026-00001", **fields: Any) -> Impact:
    """A camera affected by a rule."""
    known: dict[str, Any] = {
        "level": Level.AFFECTED,
        "timing": Timing.IN_FORCE,
        "probability": 0.9,
        "basis": "named party",
        "reasons": ("The vendor is named.",),
        "rule_evidence": (RuleEvidence("91 FR 1", "Dahua “may not”"),),
        "item_evidence": (ItemEvidence("vendor", "Dahua"),),
        "obligations": (Obligation("stop using it", "2026-09-01", "by September 1, 2026"),),
    }
    return Impact(document_number=number, item_id=item_id, **{**known, **fields})


def assess(con: DuckDBPyConnection, *impacts: Impact, at: dt.datetime = AT, notify: bool = True) -> ImpactsLoaded:
    """Takes the first piece of work there is, and loads these impacts as what came of it."""
    return load_impacts(con, {pairs_to_assess(con, VERSIONS)[0]: impacts}, VERSIONS, at, notify=notify)


def delivery(number: int = 1, **fields: Any) -> Delivery:
    """A Slack message."""
    known: dict[str, Any] = {
        "delivery_id": f"d-{number:03}",
        "kind": "impact alert",
        "channel": "slack",
        "recipient": "owner:ann@example.com",
        "address": "U012ABC",
        "payload": {"blocks": [number]},
        "document_number": "2026-00001",
    }
    return Delivery(**{**known, **fields})


def snapshots(con: DuckDBPyConnection) -> int:
    """How many commits the warehouse has seen."""
    found = con.execute("select count(*) from lake.snapshots()").fetchone()
    assert found
    return int(found[0])
