"""The sentences of a document, each with the passage it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.per_document import per_document

if TYPE_CHECKING:
    from extract.document import Document

_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[A-Z0-9\"'“‘(§\[])")
# A full stop after these ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:[^\W\d]\.[^\W\d]|Nos?|Mr|Ms|Dr|et seq|Sec|v|Jr|Sr|St|Docs?|Fed|Reg|"
    r"(?:supplement|appendix|annex|docket|case|order|release|amendment|item|table|part|authorization) nos?|"
    r"Inc|Ltd|Co|Corp|Bros|Tic|San|Mfg|Intl|Pte|PTE|LTD|INC|CORP|CO|Sdn|SDN|Bhd|BHD|S\.r\.l)"
    r"|(?<!paragraph )(?<!section )(?<!part )(?<!annex )(?<!appendix )(?<!phase )\b[A-Z]|^\(?\w{1,4}\)?|^\d+)\.$"
)
_DENIAL = re.compile(r"(?:\w+: )?No\.")  # "A: No." is no number
LONGEST_ABBREVIATION = 30  # characters looked back from a full stop


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the index of its passage in `Document.passages`, and that passage's section and kind."""

    text: str
    passage: int
    section: str
    kind: str

    @property
    def heading(self) -> str:
        """The heading right above it."""
        return self.section.rsplit(" > ", 1)[-1]


def split(text: str) -> list[str]:
    """The sentences of a paragraph as printed; abbreviations, initials and paragraph numbers do not end one."""
    sentences: list[str] = []
    start = 0
    for end in _END.finditer(text):
        last = text[max(start, end.start() - LONGEST_ABBREVIATION) : end.start()]
        if _ABBREVIATION.search(last.rstrip("\"'”’)]")) and not _DENIAL.fullmatch(text[start : end.start()]):
            continue
        sentences.append(text[start : end.end()].strip())
        start = end.end()
    return [*sentences, text[start:].strip()] if text[start:].strip() else sentences


@per_document  # every reader of a scope asks for them
def sentences(document: Document) -> tuple[Sentence, ...]:
    """All sentences of a document in reading order."""
    return tuple(
        Sentence(text, index, passage.section, passage.kind)
        for index, passage in enumerate(document.passages)
        for text in split(passage.text)
    )
