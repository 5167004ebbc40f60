"""Which classes of technology an item belongs to and a scope covers, by a lexicon of the trade (classes.toml)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.inventory import Item

_WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
MAX_TEXT = 2_000
"""Characters of a field that are read for classes; longer descriptions repeat themselves."""

RANK = {"name": 3, "model": 3, "category": 2, "vendor": 1, "description": 1, "kind": 0}
"""How far each field is trusted to say what a thing is: its name before its shelf, its shelf before its story."""


@dataclass(frozen=True, slots=True)
class TechClass:
    """A class of the lexicon; classes.toml explains the fields."""

    key: str
    name: str
    words: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    is_a: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    use: str = ""
    part: bool = False
    assumed: str = ""
    broad: bool = False
    unknown: str = "ask"


@dataclass(frozen=True, slots=True)
class Hit:
    """The phrase of an item that puts it into a class, with its field; `weight` orders hits of one item."""

    key: str
    field: str
    phrase: str

    @property
    def weight(self) -> tuple[bool, int, int]:
        """Telling classes before catch-alls, trusted fields before stories, long phrases before short ones."""
        return (not lexicon()[self.key].broad, RANK[self.field], len(self.phrase.split()))


@cache
def lexicon() -> dict[str, TechClass]:
    """Every class by its key, in the order of the file."""
    table = tomllib.loads(resources.files("models").joinpath("classes.toml").read_text(encoding="utf-8"))
    return {key: TechClass(key=key, **_frozen(entry)) for key, entry in table.items()}


def _frozen(entry: dict[str, Any]) -> dict[str, Any]:
    return {field: tuple(value) if isinstance(value, list) else value for field, value in entry.items()}


def words_of(text: str) -> list[str]:
    """A text's words in lower case and singular, CamelCase taken apart."""
    return [_singular(word) for word in _WORD.findall(_CAMEL.sub(" ", text[:MAX_TEXT]).lower())]


@lru_cache(maxsize=65_536)
def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ics", "aas")):
        return word[:-2] if word.endswith(("sses", "xes", "ches")) else word[:-1]
    return word


@cache
def _phrases(*, law: bool) -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for entry in lexicon().values():
        for phrase in (*entry.words, *(entry.law if law else ())):
            found.setdefault(tuple(words_of(phrase)), []).append(entry.key)
    return {phrase: tuple(keys) for phrase, keys in found.items()}


@cache
def _longest(*, law: bool) -> int:
    return max(map(len, _phrases(law=law)))


def _found(words: list[str], *, law: bool) -> Iterator[tuple[str, str]]:
    """(class, phrase) for the longest phrases of the lexicon in a text, none within another."""
    table, at = _phrases(law=law), 0
    while at < len(words):
        for size in range(min(_longest(law=law), len(words) - at), 0, -1):
            if keys := table.get(tuple(words[at : at + size])):
                yield from ((key, " ".join(words[at : at + size])) for key in keys)
                at += size - 1
                break
        at += 1


@lru_cache(maxsize=8_192)
def classes_of_phrase(text: str) -> tuple[str, ...]:
    """The classes that a rule's phrase names ("cellular modems and modules")."""
    return tuple(dict.fromkeys(key for key, _ in _found(words_of(text), law=True)))


def profile(item: Item) -> dict[str, Hit]:
    """The classes an item belongs to, each with the best phrase that says so.

    A description is read only where name and category name no telling class.
    """
    fields = {field: words_of(getattr(item, field)) for field in ("name", "model", "category")}
    hits = _hits(item, fields)
    if all(lexicon()[key].broad for key in hits):
        stories = {field: words_of(getattr(item, field)) for field in ("description", "vendor")}
        hits = {**_hits(item, stories, {**fields, **stories}), **hits}
    return {**_assumed(item, fields), **hits}


def _assumed(item: Item, fields: dict[str, list[str]]) -> dict[str, Hit]:
    """The classes that a kind of asset belongs to unless its row says otherwise."""
    everything = " ".join(word for words in fields.values() for word in (*words, "|"))
    kind = item.kind.casefold()
    return {
        entry.key: Hit(entry.key, "kind", kind)
        for entry in lexicon().values()
        if kind and entry.assumed == kind and _admits(entry, kind, everything)
    }


def _hits(item: Item, fields: dict[str, list[str]], context: dict[str, list[str]] | None = None) -> dict[str, Hit]:
    everything = " ".join(word for words in (context or fields).values() for word in (*words, "|"))
    best: dict[str, Hit] = {}
    for field, words in fields.items():
        for key, phrase in _found(words, law=False):
            hit = Hit(key, field, phrase)
            if _admits(lexicon()[key], item.kind, everything) and (key not in best or best[key].weight < hit.weight):
                best[key] = hit
    return best


def _admits(entry: TechClass, kind: str, everything: str) -> bool:
    if kind and entry.kinds and kind.casefold() not in entry.kinds:
        return False
    return not any(f" {phrase} " in f" {everything} " for phrase in _without(entry.key))


@cache
def _without(key: str) -> tuple[str, ...]:
    return tuple(" ".join(words_of(phrase)) for phrase in lexicon()[key].without)


@cache
def within(key: str) -> frozenset[str]:
    """The class itself and every wider class it belongs to."""
    return frozenset({key}).union(*(within(wider) for wider in lexicon()[key].is_a))
