"""A document as it is printed, before its facts are told: what every format is first turned into."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from extract.document import Passage

# What shows no mark (soft hyphens, joiners), and hyphens that only differ in where a line may break.
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_HYPHENS = re.compile("[\u2010\u2011]")


def one_line(text: str) -> str:
    """The text on one line with single blanks, without characters that nobody sees."""
    if not text.isascii():
        text = _HYPHENS.sub("-", _UNSEEN.sub("", text))
    return " ".join(text.split())


DOCUMENT_TYPES = ("RULE", "PRORULE", "NOTICE", "PRESDOCU")


@dataclass(slots=True)
class Printed:
    """The header lines and paragraphs of one document, as its format shows them.

    `headings` are agencies' printed names, parents first; `agency_line` what follows "AGENCY:"; `filing` the closing
    line "[FR Doc. 2024-13532 Filed 6-21-24; 8:45 am]"; `form` the kind of presidential document ("EXECORD", ...).
    `signed` is the day of a presidential document.
    `start_page` and `volume` are None unless the format really shows them.
    """

    type: str
    filing: str = ""
    form: str = ""
    title: str = ""
    action: str | None = None
    headings: list[str] = field(default_factory=list)
    agency_line: str = ""
    cfr: list[str] = field(default_factory=list)
    dockets: list[str] = field(default_factory=list)
    rins: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    publication_date: dt.date | None = None
    signed: dt.date | None = None
    volume: int | None = None
    start_page: int | None = None
    url: str | None = None
    problems: list[str] = field(default_factory=list)

    def texts(self, *kinds: str) -> list[str]:
        """The texts of the passages of these kinds, in order."""
        return [passage.text for passage in self.passages if passage.kind in kinds]
