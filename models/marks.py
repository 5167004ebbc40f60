"""The marks and trade names under which a document says that a party's goods, or goods with its parts, are sold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.expressions import phrasing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SAYS = phrasing("marks")
_NAMED, _NOT_THEIRS = _SAYS.each("named"), _SAYS["not_theirs"]
_BETWEEN = re.compile(r",? and |,? or |, ")
FEWEST = 3
"""Letters of a mark: a shorter one stands in rows for many other things."""


def marks(sentences: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """The marks that the sentences name, in order; what is a name of the party itself (`known`) is none of them."""
    names = {name.casefold() for name in known}
    found = dict.fromkeys(mark for sentence in sentences for mark in _of_sentence(sentence))
    return tuple(mark for mark in found if mark.casefold() not in names)


def _of_sentence(sentence: str) -> Iterator[str]:
    if _NOT_THEIRS.search(sentence):
        return
    for pattern in _NAMED:
        for said in pattern.finditer(sentence):
            for mark in _BETWEEN.split(said["list"]):
                if len(mark.strip(' "')) >= FEWEST:
                    yield mark.strip(' "')
