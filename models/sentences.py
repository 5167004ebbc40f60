"""The sentences of a document, each with the passage it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document

_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[A-Z0-9\"'“‘(§\[])")
# A full stop after these ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:U\.S|Inc|Ltd|Co|Corp|Nos?|Mr|Ms|Dr|e\.g|i\.e|et seq|Sec|v|Jr|Sr|a\.m|p\.m|St|Fed|Reg|E\.O|U\.N|Bros|Pte|Sdn|Bhd|S\.A)"
    r"|\b[A-Z]|^\(?\w{1,4}\)?|^\d+)\.$"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the index of its passage in `Document.passages`, and that passage's section and kind."""

    text: str
    passage: int
    section: str
    kind: str


def split(text: str) -> list[str]:
    """The sentences of a paragraph as printed; abbreviations, initials and paragraph numbers do not end one."""
    sentences: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if _ABBREVIATION.search(text[start : end.start()].rstrip("\"'”’)]")):
            continue
        sentences.append(text[start : end.end()].strip())
        start = end.end()
    return [*sentences, text[start:].strip()] if text[start:].strip() else sentences


def sentences(document: Document) -> Iterator[Sentence]:
    """All sentences of a document in reading order."""
    for index, passage in enumerate(document.passages):
        for text in split(passage.text):
            yield Sentence(text, index, passage.section, passage.kind)
