"""The firms that a determination binds beside the one it is named after, where it only says so of them together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.expressions import phrasing
from models.party_lists import STAGES, is_firm, split_names
from models.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document

_SAYS = phrasing("parties")
_FIRM, _NO_PARTY_HERE = _SAYS["firm"], _SAYS["no_party_here"]
_BOUND_TOGETHER, _BOUND_TOO = _SAYS["bound_together"], _SAYS["bound_too"]
_CALLED_SHORT, _RESPONDENTS_ARE = _SAYS["called_short"], _SAYS["respondents_are"]
_NAME = _SAYS["name"]
_APART = re.compile(r"; (?:and )?|,? and (?=[A-Z])")
COMMON = 2  # words with capitals that may still be no name
_DENIES = re.compile(r"\b(?:not?|neither|nor|never)\b", re.IGNORECASE)


def bound_together(document: Document) -> Iterator[tuple[str, int]]:
    """(name, passage) of firms that a paragraph introduces and then says to be bound: both, all of them, or one too.

    "It is owned by X Ltd. ... Both are respondents." takes in every firm told of before; "X is a respondent, too" takes in X.
    """
    for at, passage in enumerate(document.passages) if document.stage in STAGES else ():
        told: dict[str, str] = {}  # how the paragraph calls a firm: its name
        for sentence in split(passage.text):
            for name, short in _introduced(sentence):
                told |= {called: name for called in (name, short) if called}
            if _NO_PARTY_HERE.search(sentence):
                continue
            if listed := _RESPONDENTS_ARE.search(sentence):
                for part in _APART.split(listed["names"]):
                    if (opens := _NAME.match(part)) and (is_firm(opens[0]) or len(opens[0].split()) > COMMON):
                        yield from ((name, at) for name in split_names(opens[0]))
            together, too = _BOUND_TOGETHER.search(sentence), _BOUND_TOO.search(sentence)
            if together and not _DENIES.search(together[0]):
                yield from ((name, at) for name in dict.fromkeys(told.values()))
            elif too and not _DENIES.search(too[0]):
                whom = next((told[called] for called in told if too["name"].startswith(called)), None)
                yield from [(whom, at)] if whom else []


def _introduced(sentence: str) -> Iterator[tuple[str, str]]:
    """(name, short name or "") of the firms that a sentence tells of, with a legal form or with a short name in brackets."""
    for found in _CALLED_SHORT.finditer(sentence):
        yield from ((name, found["short"]) for name in split_names(found["name"]))
    for firm in _FIRM.finditer(sentence):
        yield from ((name, "") for name in split_names(firm[0]) if is_firm(name))
