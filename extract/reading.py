"""What reading a publication yields: its documents, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.document import Document


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Bytes that could not be read, from byte `offset` of `source`, and the reason; to be read again after a fix."""

    source: str
    reason: str
    content: bytes = field(repr=False)
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one publication gave: no byte that looked like a document is in neither of the two."""

    documents: tuple[Document, ...]
    quarantined: tuple[Quarantined, ...]
