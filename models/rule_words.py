"""A rule's own phrases found in a row in so many words: what the lexicon does not know, or knows only more widely."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from models.classes import classes_of_phrase, lexicon, words_of
from models.expressions import phrasing
from models.noun_phrases import GENERIC, PRODUCT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.inventory import Item
    from models.scope import ScopeItem

_OUTSIDE = r"(?<![-\w])(?:{})(?![-\w])"
_SAYS = phrasing("rule_words")
_REST = _SAYS["rest"]
_ASIDE = _SAYS["aside"]
_ACRONYM = _SAYS["acronym"]
_REFERENCE = _SAYS["reference"]
_SOFTWARE = _SAYS["software"]
_HARDWARE = _SAYS["hardware"]


_MEMBER = re.compile(r"[,;]|\s(?:and|or)\s")

_LEADING = frozenset(
    """
    a additional all an any associated bare certain covered dedicated each every finished its large listed new only other
    related separate similar small some specified such supporting the their these those
    """.split()
)
_SOFT_HEADS = frozenset(word for text in GENERIC for word in words_of(text)) | frozenset(
    "appliance hardware platform software suite terminal tool".split()
)
"""Nouns that rows leave out: a "building automation system" may be called "building automation"."""

_ACCESSORIES = frozenset(
    """
    accessory adapter app application bag battery bracket cable cap case charger cover driver firmware holder housing
    lens license licence manual mount plug replacement script sdk simulator skin software stand strap subscription
    support tray
    """.split()
)
"""A noun behind another that makes the thing an accessory: a phone case is no phone."""

SHORTEST = 4
"""Letters of a word that may stand for a phrase by itself."""

LEADING_PROSE = 6
"""A description says what the thing is with its first words; further on it may speak of anything."""

PROSE = 200
"""Characters of a description that can hold them."""


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of the scope that a row repeats: where, in which words, and how many of them."""

    piece: ScopeItem
    field: str
    phrase: str

    @property
    def size(self) -> int:
        """How many words the two have in common."""
        return len(self.phrase.split())


class RuleWords:
    """The phrases of a scope's pieces, ready to be looked for in rows."""

    def __init__(self, pieces: Iterable[ScopeItem]) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], ScopeItem]] = {}
        for piece in pieces:
            for phrase in phrases_of(piece.text):
                self._by_first.setdefault(phrase[0], {}).setdefault(phrase, piece)

    def said(self, item: Item) -> Said | None:
        """The longest phrase that the row repeats; of equals, the one of the most trusted field."""
        found = [
            Said(piece, field, " ".join(phrase))
            for field, words in _fields(item.category, item.name, item.description)
            for word in dict.fromkeys(words)
            for phrase, piece in self._by_first.get(word, {}).items()
            if _stands(phrase, words, field, item.kind) and kind_fits(piece.text, item.kind)
        ]
        return max(found, key=lambda one: (one.field != "description", one.size), default=None)


def kind_fits(text: str, kind: str) -> bool:
    """Whether a phrase that says "software" or "equipment" can mean an asset of this kind."""
    kind = kind.casefold()
    soft, hard = _SOFTWARE.search(text) is not None, _HARDWARE.search(text) is not None
    return not (kind == "hardware" and soft and not hard) and not (
        kind in {"software", "service"} and hard and not soft
    )


@lru_cache(maxsize=8_192)
def phrases_of(text: str) -> tuple[tuple[str, ...], ...]:
    """The phrases by which a row may call what a piece names: whole, and without its first or its empty last words."""
    found: dict[tuple[str, ...], None] = {}
    if _REFERENCE.search(text):
        return ()
    for short in _ACRONYM.findall(text):
        if len(short) >= SHORTEST - 1:
            found[tuple(words_of(short.lower()))] = None
    for member in _members(_REST.sub("", text)):
        words = tuple(word for word in words_of(member))
        while words and words[0] in _LEADING:
            words = words[1:]
        found |= dict.fromkeys(_forms(words))
    return tuple(found)


def _members(text: str) -> list[str]:
    """The members of a list; of "network or digital video recorder" the first is no network."""
    parts = [part.strip() for part in _MEMBER.split(text) if part.strip()]
    last = parts[-1].split() if parts else []
    if len(parts) == 2 and len(last) > 1 and " " not in parts[0] and not parts[0].endswith("s"):
        return [" ".join([parts[0], *last[1:]]), parts[1]]
    return parts


def _forms(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if not words or all(word in _SOFT_HEADS for word in words):
        return
    if len(words) == 1:
        word = words[0]
        known = any(not lexicon()[key].broad for key in classes_of_phrase(word))
        if len(word) >= SHORTEST and not known:
            yield words
        return
    yield words
    if len(words) > 2 and words[-1] not in _SOFT_HEADS and words[-2] not in _SOFT_HEADS:
        yield words[-2:]
    if len(words) > 2 and words[-1] in _SOFT_HEADS and not set(words[:-1]) & _SOFT_HEADS:
        yield words[:-1]


@lru_cache(maxsize=32_768)
def _fields(category: str, name: str, description: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    texts = (("category", category), ("name", name), ("description", description[:PROSE]))
    parts = [
        (field, part)
        for field, text in texts
        for part in (re.split(r"\s+[/|]\s*|[/|]\s+|[:;]", text) if field == "category" else [text])
    ]
    return tuple(
        (field, tuple(words_of(part if field == "description" else _ASIDE.sub("", part)))) for field, part in parts
    )


def _stands(phrase: tuple[str, ...], words: tuple[str, ...], field: str, kind: str) -> bool:
    size = len(phrase)
    if size == 1:
        if not PRODUCT.search(phrase[0]):
            return field == "category" and words == phrase  # "excavator"
        may = field == "category" or (field == "name" and kind.casefold() in {"hardware", ""})
        return may and words[-1:] == phrase
    for at in range(len(words) - size + 1):
        if words[at : at + size] == phrase and (
            field == "category" or not _ACCESSORIES & set(words[at + size : at + size + 1])
        ):
            return field != "description" or at <= LEADING_PROSE
    return False
