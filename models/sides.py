"""Where a document puts a thing (reached, left out, still open), as its headings and the openings of its lists say."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from models.enumerations import Layout, unmarked
from models.expressions import Phrasing, phrasing
from models.sentences import split

if TYPE_CHECKING:
    from models.enumerations import Enumeration

_SAYS = phrasing("reach")
_LEAD_IN, _SET_IN, _FINITE = _SAYS.each("lead_in"), _SAYS["set_in"], _SAYS["finite"]
_FOR_NOW = _SAYS["for_now"]


class Side(StrEnum):
    """Where a document puts a thing."""

    REACHED = "reached"
    LEFT_OUT = "left out"
    OPEN = "open"


def table(name: str, terms: list[str] | None = None) -> Phrasing:
    """One table of reach.toml; `terms` are expressions for the document's own terms."""
    parts = {**_SAYS.entries["parts"], "terms": terms or [r"(?!)"]}
    return Phrasing({**_SAYS.entries[name], "parts": parts})


_LISTS, _HEADINGS = table("lists"), table("headings")
_LIST_OUT, _LIST_OPEN, _LIST_IN = _LISTS["left_out"], _LISTS["open"], _LISTS["reached"]
_OTHER, _CONDITION, _STRONG = _LISTS["other"], _LISTS["condition"], _LISTS["strong"]
_HEADED = tuple((side, _HEADINGS[side.name.casefold()]) for side in (Side.LEFT_OUT, Side.OPEN, Side.REACHED))


def bare(text: str) -> str:
    """A sentence without its number and the words that only lead in."""
    text = _FOR_NOW.sub("", _SET_IN.sub(" ", text))
    for pattern in _LEAD_IN:
        text = pattern.sub("", text)
    return text.rstrip(".")


def is_sentence(text: str) -> bool:
    """Whether a text states something, and is no mere noun phrase with a relative clause."""
    return _FINITE.match(text) is not None


def heading_side(section: str) -> Side | None:
    """The side that a section's own heading puts its things on."""
    leaf = section.rsplit(" > ", maxsplit=1)[-1]
    return next((side for side, pattern in _HEADED if pattern.search(leaf)), None)


def list_side(row: Enumeration) -> Side | None:
    """The side a list stands on, by the words that open it, by the list it goes on, and by its heading."""
    if row.layout is Layout.HEADED:
        return heading_side(row.section)
    opening = _opened(bare(row.intro))
    if opening is None and row.within and not _OTHER.search(unmarked(row.intro)):
        opening = _opened(bare(row.within))
    if opening is None and (earlier := split(row.before)[:-1]):  # "... are integral. For each, say who supplies it:"
        opening = _opened(bare(earlier[-1]))
    if opening is not Side.REACHED or _STRONG.search(row.intro):
        return opening
    headed = heading_side(row.section)
    return headed if headed in {Side.LEFT_OUT, Side.OPEN} else opening


def _opened(intro: str) -> Side | None:
    if _CONDITION.search(intro):
        return None
    if _LIST_OUT.search(intro):
        return Side.LEFT_OUT
    if _OTHER.search(intro):
        return None
    if _LIST_OPEN.search(intro):
        return Side.OPEN
    return Side.REACHED if _LIST_IN.search(intro) else None
