"""Readings of a document that several readers ask for, done once."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from extract.document import Document


T = TypeVar("T")


def per_document(read: Callable[[Document], T]) -> Callable[[Document], T]:
    """Remember what was read of the last document, known by identity: to compare it would be to read all of it again."""
    last: list[tuple[Document, T]] = []

    @wraps(read)
    def remembered(document: Document) -> T:
        known = last[-1] if last else None
        if known is None or known[0] is not document:
            known = (document, read(document))
            last[:] = [known]
        return known[1]

    return remembered
