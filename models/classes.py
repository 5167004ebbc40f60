"""Which classes of technology an item belongs to and a scope covers, by a lexicon of the trade (classes.toml)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from extract.inventory import COLUMNS
from models.item_codes import OPEN_REPOSITORIES, cpe_of, purl_of, series_of
from models.measures import figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from extract.inventory import Item

_WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z]|TV\b)|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})")
PLUGIN_HOSTS = frozenset(
    [
        "drupal",
        "jenkins",
        "joomla!",
        "magento",
        "moodle",
        "node.js",
        "nodejs",
        "python",
        "ruby",
        "rust",
        "go",
        "typo3",
        "wordpress",
    ]
)
"""Software whose extensions and libraries name it as the target of their CPE."""

OF_THE_PRODUCT = frozenset(["name", "vendor", "model", "kind", "category", "description", "cpe", "purl", "part_number"])
"""The fields that say what a thing is; the others say whose it is, and where."""

_NOT_OF_THE_PRODUCT: dict[str, Any] = {
    **dict.fromkeys(set(COLUMNS) - OF_THE_PRODUCT, ""),
    "extra": (),
}

MAX_TEXT = 2_000
"""Characters of a field that are read for classes; longer descriptions repeat themselves."""

MANY_PORTS = 8
"""Ports from which a device of the network is a switch, or does a switch's work."""

RANK = {
    "name": 3,
    "model": 3,
    "category": 2,
    "part_number": 3,
    "cpe": 2,
    "purl": 2,
    "vendor": 1,
    "description": 1,
    "kind": 0,
}
"""How far each field is trusted to say what a thing is: its name before its shelf, its shelf before its story."""


@dataclass(frozen=True, slots=True)
class TechClass:
    """A class of the lexicon; classes.toml explains the fields."""

    key: str
    name: str
    words: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    is_a: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    use: str = ""
    part: bool = False
    assumed: str = ""
    operates: tuple[str, ...] = ()
    makers: tuple[str, ...] = ()
    broad: bool = False
    elsewhere: bool = False
    shelf: tuple[str, ...] = ()
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


def words_of_row(text: str) -> list[str]:
    """A row's words, and behind a bar the same once more with CamelCase whole ("ThinkSystem"), where it has any."""
    split = words_of(text)
    whole = [_singular(word) for word in _WORD.findall(text[:MAX_TEXT].lower())]
    return split if whole == split else [*split, "|", *whole]


@lru_cache(maxsize=65_536)
def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ics", "aas")):
        return word[:-2] if word.endswith(("sses", "xes", "ches")) else word[:-1]
    return word


@cache
def _phrases(reading: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The classes by phrase for one reading: "rule" (words and law), "row" (words and row), "prose" (words alone)."""
    found: dict[tuple[str, ...], list[str]] = {}
    for entry in lexicon().values():
        for phrase in (*entry.words, *{"rule": entry.law, "row": entry.row, "prose": ()}[reading]):
            found.setdefault(tuple(words_of(phrase)), []).append(entry.key)
    return {phrase: tuple(dict.fromkeys(keys)) for phrase, keys in found.items()}


@cache
def _longest(reading: str) -> int:
    return max(map(len, _phrases(reading)))


def _found(words: list[str], reading: str) -> Iterator[tuple[str, str]]:
    """(class, phrase) for the longest phrases of the lexicon in a text, none within another."""
    table, at = _phrases(reading), 0
    while at < len(words):
        for size in range(min(_longest(reading), len(words) - at), 0, -1):
            if keys := table.get(tuple(words[at : at + size])):
                yield from ((key, " ".join(words[at : at + size])) for key in keys)
                at += size - 1
                break
        at += 1


@lru_cache(maxsize=8_192)
def classes_of_phrase(text: str) -> tuple[str, ...]:
    """The classes that a rule's phrase names ("cellular modems and modules")."""
    return tuple(dict.fromkeys(key for key, _ in _found(words_of(text), "rule")))


@lru_cache(maxsize=8_192)
def exact_classes(text: str) -> tuple[str, ...]:
    """The classes for which a rule's phrase is, as a whole, a word that rows use ("storage")."""
    return _phrases("row").get(tuple(words_of(text)), ())


def profile(item: Item) -> Mapping[str, Hit]:
    """The classes an item belongs to, each with the best phrase that says so.

    A description is read only where name and category name no telling class. Two items of one product have one profile,
    and every document meets the same items: it is made once.
    """
    return _profile(replace(item, **_NOT_OF_THE_PRODUCT))


@lru_cache(maxsize=32_768)
def _profile(item: Item) -> Mapping[str, Hit]:
    fields = {field: words_of_row(getattr(item, field)) for field in ("name", "model", "category")}
    hits = _of_the_thing(item, fields)
    if all(lexicon()[key].broad for key in hits):
        maker = words_of(item.vendor)
        stories = {"description": words_of_row(item.description)}
        if words_of(item.name)[: len(maker)] != maker:  # a name that repeats it has been read without it
            stories["vendor"] = words_of_row(item.vendor)
        hits = {**_hits(item, stories, {**fields, **stories}), **hits}
    else:
        hits = {**_narrowing(item, fields, hits), **hits}
    if item.kind.casefold() == "software" and all(lexicon()[key].broad for key in hits):
        hits |= _named_after_devices(item, fields)
    if all(lexicon()[key].broad for key in hits) and "network_device" in hits:
        hits |= _by_ports(item)
    return MappingProxyType({**_assumed(item, fields), **_coded(item), **hits})


def _of_the_thing(item: Item, fields: dict[str, list[str]]) -> dict[str, Hit]:
    """What name, model and category say, but for the words with which they only repeat the maker's name.

    "Example Cloud Infrastructure Audit" of Example Cloud Infrastructure is no infrastructure, and so of its kind.
    """
    hits, maker = _hits(item, fields), words_of(item.vendor)
    repeated = {key for key, hit in hits.items() if f" {hit.phrase} " in f" {' '.join(maker)} "}
    if not repeated:
        return hits
    rest = {field: words[len(maker) :] if words[: len(maker)] == maker else words for field, words in fields.items()}
    own = _hits(item, rest, fields)
    return {
        key: own.get(key, hit) for key, hit in hits.items() if key in own or key not in repeated or lexicon()[key].broad
    }


def _by_ports(item: Item) -> dict[str, Hit]:
    """A rack device of which the row tells no more than many ports is taken for a switch."""
    ports = figures(item).get("ports", 0)
    return {"network_switch": Hit("network_switch", "description", f"{ports:.0f} ports")} if ports >= MANY_PORTS else {}


def _narrowing(item: Item, fields: dict[str, list[str]], hits: dict[str, Hit]) -> dict[str, Hit]:
    """The kinds of what the row is that only its description tells: a switch "unmanaged, 5 ports"."""
    stories = {"description": words_of_row(item.description)}
    told = _hits(item, stories, {**fields, **stories})
    return {key: hit for key, hit in told.items() if (within(key) - {key}) & hits.keys()}


def _named_after_devices(item: Item, fields: dict[str, list[str]]) -> dict[str, Hit]:
    """Software whose row names a device is taken for the software of that device: its firmware, or what sets it up."""
    devices = _hits(replace(item, kind="hardware"), fields)
    return {
        key: replace(hit, key=key) for device, hit in devices.items() for key in operating(within(device), item.kind)
    }


def everywhere(item: Item) -> dict[str, Hit]:
    """The classes that any field of the row mentions."""
    return _hits(
        item, {field: words_of_row(getattr(item, field)) for field in ("name", "model", "category", "description")}
    )


def _coded(item: Item) -> dict[str, Hit]:
    """What the row's identifiers say of it: the part and target of its CPE, a package of an open repository in its purl."""
    found = {}
    software = item.kind.casefold() in {"software", ""}
    cpe, purl = cpe_of(item.cpe), purl_of(item.purl)
    if cpe and software and cpe.part == "o":
        found["operating_system"] = Hit("operating_system", "cpe", "part o")
    if cpe and cpe.target in PLUGIN_HOSTS:
        found["library"] = Hit("library", "cpe", cpe.target)
    if purl and purl.type in OPEN_REPOSITORIES:
        found["open_source"] = Hit("open_source", "purl", purl.type)
    if not software or not item.kind:
        unbranded = (item.name.partition(" ")[2], item.model.partition(" ")[2])  # "TP-Link TL-WR840N"
        for field, code in (
            ("part_number", item.part_number),
            ("model", item.model),
            ("name", item.name),
            ("name", unbranded[0]),
            ("model", unbranded[1]),
        ):
            if (series := series_of(code)) and series.key:
                found.setdefault(series.key, Hit(series.key, field, series.prefix))
    return found


def by_trade(item: Item, firm: Callable[[str], str]) -> tuple[str, ...]:
    """The classes that the row's maker is known for: devices for hardware, what runs on them or manages them for the rest.

    `firm` gives the key under which a name is one firm with its other spellings; where the row has no vendor, its name
    may be the maker's.
    """
    trades = known_for(item.vendor or item.name, firm)
    return trades if item.kind.casefold() in {"hardware", ""} else operating(trades, item.kind)


def known_for(maker: str, firm: Callable[[str], str]) -> tuple[str, ...]:
    """The classes of the lexicon that list this maker."""
    key = firm(maker)
    return _trades(firm).get(key, ()) if key else ()


def operating(keys: Iterable[str], kind: str) -> tuple[str, ...]:
    """The classes of software or services that run on, set up or manage these, with those of these that are such."""
    wanted = frozenset(keys)
    return tuple(
        key
        for key, entry in lexicon().items()
        if kind.casefold() in entry.kinds and (key in wanted or wanted & set(entry.operates))
    )


@lru_cache(maxsize=8)
def _trades(firm: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, entry in lexicon().items():
        for maker in entry.makers:
            found[firm(maker)] = (*found.get(firm(maker), ()), key)
    return found


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
        for key, phrase in _found(words, "prose" if field == "description" else "row"):
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
    return frozenset(steps(key))


@cache
def steps(key: str) -> dict[str, int]:
    """The class itself (0) and every wider class with its distance, nearest first."""
    found, layer = {key: 0}, [key]
    while layer:
        layer = sorted({wider for narrow in layer for wider in lexicon()[narrow].is_a} - found.keys())
        found |= dict.fromkeys(layer, max(found.values()) + 1)
    return found
