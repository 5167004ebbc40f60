"""What a document asks of whoever supplies a covered item before the item is caught."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.document import Stage
from models.coverage import product_terms, topic
from models.expressions import phrasing
from models.scope import Relation

if TYPE_CHECKING:
    from extract.document import Document
    from models.scope import Scope

# These move a date, a wording or an authority and cover nothing by themselves.
_PROCEDURAL_STAGES = {
    Stage.COMMENT_PERIOD_EXTENSION,
    Stage.COMMENT_PERIOD_REOPENING,
    Stage.DELAY_OF_EFFECTIVE_DATE,
    Stage.CORRECTION,
    Stage.WITHDRAWAL,
    Stage.CONTINUATION_OF_EMERGENCY,
}
_SAYS = phrasing("supplier_relation")
_NEXUS, _OWNED, _PRODUCED_ABROAD = _SAYS["nexus"], _SAYS["owned"], _SAYS["produced_abroad"]
_US_PROVIDER, _PROCEDURE, _REGIME = _SAYS["us_provider"], _SAYS["procedure"], _SAYS["regime"]


def _front(document: Document) -> str:
    """Title, abstract and summary; for a document without a summary, its first paragraphs."""
    summary = [passage.text for passage in document.passages if passage.kind == "summary"]
    opening = summary or [passage.text for passage in document.passages[:3]]
    return "\n".join([document.title, document.abstract or "", *opening])


def _has_subject(document: Document, scope: Scope) -> bool:
    """Whether it is about a class of things, and not only about how transactions are reviewed."""
    if topic(document.title) or product_terms(document, scope.defined_terms):
        return True
    if any(not _REGIME.search(item.text) for item in scope.prohibitions):
        return True
    return bool(scope.covered) and not _PROCEDURE.search(_front(document))


def supplier_relation(document: Document, scope: Scope) -> Relation:
    """The relation that a scope read so far asks for; see `Relation`."""
    text, front = document.text, _front(document)
    if _PRODUCED_ABROAD.search(front):
        return Relation.FOREIGN_PRODUCED  # a list may also repeat the firms it named before
    if any(not party.recalled for party in scope.named_parties):
        return Relation.PARTY
    if document.stage in _PROCEDURAL_STAGES or not _has_subject(document, scope):
        return Relation.NONE
    provider = _US_PROVIDER.search(front) or any(_US_PROVIDER.search(who) for who in scope.bound)
    if provider and not _OWNED.search(text):
        return Relation.US_PROVIDER
    return Relation.ADVERSARY_NEXUS if _NEXUS.search(text) else Relation.NONE
