"""Where the pieces of a scope stand in a document: found again by their words when the text has moved since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from models.scope import DefinedTerm, NamedParty, Phase, ScopeItem
from models.typography import essence

if TYPE_CHECKING:
    from extract.document import Document
    from models.scope import Scope

Piece = NamedParty | DefinedTerm | ScopeItem | Phase

PIECES: dict[str, type[Piece]] = {
    "named_parties": NamedParty,
    "defined_terms": DefinedTerm,
    "covered": ScopeItem,
    "exclusions": ScopeItem,
    "doubtful": ScopeItem,
    "phases": Phase,
    "prohibitions": ScopeItem,
    "duties": ScopeItem,
}
"""The fields of a scope whose pieces quote a passage."""


@dataclass(frozen=True)
class Places:
    """Where words stand in a document, whatever its typography."""

    document: Document

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(essence(passage.text) for passage in self.document.passages)

    def of(self, quote: str, near: int = 0) -> int | None:
        """The passage that holds the quote, the named one first; of a quote with "…" its last part. None where none does."""
        before, _, last = quote.rpartition("…")
        words = essence(last)
        if not words or any(not self._anywhere(part) for part in before.split("…")):
            return None
        found = [place for place, text in enumerate(self._texts) if words in text]
        return near if near in found else next(iter(found), None)

    def _anywhere(self, part: str) -> bool:
        words = essence(part)
        return any(words in text for text in self._texts)


def placed(document: Document, scope: Scope, amended_by: str) -> Scope:
    """A reviewer's scope for the document as it now reads; a piece whose words are gone says so where it is quoted."""
    places, last = Places(document), len(document.passages) - 1

    def again(piece: Any) -> Any:
        if (place := places.of(piece.quote, piece.passage)) is not None:
            return replace(piece, passage=place)
        words = f"[not in the text as it now reads; said so in {amended_by}'s amendment] {piece.quote}"
        return replace(piece, passage=min(piece.passage, last), quote=words)

    found: dict[str, Any] = {field: tuple(map(again, getattr(scope, field))) for field in PIECES}
    return replace(scope, **found)
