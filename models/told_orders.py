"""Whom a determination forbids something: the firms, under whatever name, of which a sentence of its order is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.expressions import phrasing
from models.other_names import other_names
from models.party_lists import split_names
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from models.sentences import Sentence

_SAYS, _PARTIES = phrasing("told_of"), phrasing("parties")
_RUN = _PARTIES["row_of_names"]
_BEFORE_SUBJECT, _BESIDE_SUBJECT, _FORBIDS = _SAYS["before_subject"], _SAYS["beside_subject"], _SAYS["forbids"]


def forbidden(said: Iterable[Sentence], told: AbstractSet[str]) -> set[str]:
    """Those of the firms `told` of (by the essence of their names) that a sentence opens with and forbids something.

    "As of March 1, 2035, Yalu and Brightquill, their officers and agents, must not ...", where an earlier sentence says
    whose short names these are.
    """
    said = list(said)
    names = {essence(alias): essence(name) for name, alias in other_names(one.text for one in said)}
    found: set[str] = set()
    for one in said:
        lead = _BEFORE_SUBJECT.match(one.text)
        subject = _RUN.match(one.text, lead.end() if lead else 0)
        beside = _BESIDE_SUBJECT.match(one.text, subject.end()) if subject else None
        if subject and beside and _FORBIDS.match(one.text, beside.end()):
            named = [essence(name) for name in split_names(subject[0])]
            found.update(key for name in named if (key := names.get(name, name)) in told)
    return found
