"""Whether the firms behind an item are tied to an adversary: a finding, a lead, cleared, or simply unknown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from models.classes import known_for, lexicon, profile, within, words_of_row
from models.impact import ItemEvidence
from models.item_codes import cpe_of, purl_of, series_of
from models.names import GENERIC_WORDS, WILDCARDS
from models.register import Basis
from models.relations import SUPPLY, in_line
from models.seats import ADVERSARY_PARTS, country_code, hinted_seats, stated_seat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.inventory import Item
    from models.register import Register, Resolved, Tie

ALIKE_ENOUGH = 0.9
"""A vendor whose name is merely alike a listed firm's is a lead; from here on it counts as the firm itself."""

LEADING_WORDS = 4
"""So many words at the start of an asset's name may be the maker's name or brand."""

ORDINARY_WORDS = frozenset(
    """
    antivirus atom august aurora beam block boundary brave browser bucket builder camera carrier cat cleaner comma
    consul conversations drone druid free gateway hive iris keyboard line loki messenger modem nomad option oyster
    port processing progress protocol recorder router scanner scientific signal siren storm teams tempo trace vault
    vine vpn
    """.split()
) | {"white box", "bare metal", "third party", "open source"}
"""Brands that are words of everyday: alone at the head of an asset's name they name no maker."""

_MAKER_IN_TEXT = re.compile(
    r"\b(?:protocol|manufactured by|made by|developed by|maker|manufacturer|brand):? (?P<name>[\w&.+-]{2,40})",
    re.IGNORECASE,
)
_PACKAGE = re.compile(
    r"\bpackage (?:com|net|org|io|me|ru|cn|ir|de)\.(?P<maker>[a-z][\w-]{2,40})\.[\w.]+", re.IGNORECASE
)
"""The reversed domain of an application's package, whose second part is its maker's."""


class State(StrEnum):
    """What is known of the relation between a supplier and the adversaries a scope names."""

    FINDING = "finding"
    LEAD = "lead"
    UNKNOWN = "unknown"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Nexus:
    """The state with one plain sentence, the fields and facts it rests on, and the firms' countries."""

    state: State
    reason: str
    evidence: tuple[ItemEvidence, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Maker:
    """A firm of the register that a field of the row names; `weak` where the field only mentions it."""

    field: str
    value: str
    resolved: Resolved
    weak: bool


def makers(item: Item, register: Register) -> list[Maker]:
    """The firms behind an item: its vendor and supplier; where nobody knows the vendor, what the row else gives away."""
    found = [
        Maker(field, value, resolved, weak=False)
        for field, value in (("vendor", item.vendor), ("supplier", item.supplier))
        for resolved in register.resolve(value) or _of_parts(value, register)
    ]
    lines = _of_line(item, register)
    if namesakes := [line for line in lines if register.is_namesake(line.resolved.firm)]:
        return namesakes
    found += lines if found else []
    known_vendor = any(maker.field == "vendor" for maker in found)
    for field, value, weak in _stated_makers(item) if known_vendor else mentions(item):
        known = [Maker(field, value, firm, weak) for firm in register.resolve(value) if firm.exact]
        if known := [maker for maker in known if " " in value or not register.only_listed(maker.resolved.firm)]:
            return found + known
    return found


def _of_line(item: Item, register: Register) -> list[Maker]:
    """A firm of the register that bears the vendor's name and that of the product's line."""
    value = line_of(item)
    return [Maker("name", value, firm, weak=False) for firm in register.resolve(value) if firm.exact]


def line_of(item: Item) -> str:
    """The vendor's name with the product's first word, which is not a number ("HPE FlexNetwork"); "" without both."""
    line = next(iter(re.findall(r"[\w&+-]+", item.name.removeprefix(item.vendor).strip())), "")
    return f"{item.vendor} {line}" if item.vendor and line and not line[0].isdigit() else ""


def _of_parts(value: str, register: Register) -> list[Resolved]:
    """The firms of a field that names two, as "Maker / Brand" does."""
    parts = re.split(r"\s*/\s+|\s+/\s*", value)
    return [found for part in parts if len(parts) > 1 for found in register.resolve(part)]


def mentions(item: Item) -> Iterator[tuple[str, str, bool]]:
    """Where else a row names its maker, best first: (field, words, weak)."""
    words = re.findall(r"[\w&.+'!-]+", item.name)[:LEADING_WORDS]
    for count in range(len(words), 0, -1):
        phrase = " ".join(words[:count])
        plain = phrase.casefold()
        telling = (len(plain) > 2 and not plain.isdigit()) or plain == item.name.casefold()
        ordinary = plain in GENERIC_WORDS | WILDCARDS | ORDINARY_WORDS
        if not ordinary and (count > 1 or telling):
            yield "name", phrase, False
        if count > 1 and "-" in words[count - 1]:  # "Example Club-food delivery"
            yield "name", phrase.rpartition("-")[0], False
    if (cpe := cpe_of(item.cpe)) and cpe.vendor:
        yield "cpe", cpe.vendor, False
    if (purl := purl_of(item.purl)) and purl.namespace:
        yield "purl", purl.namespace.rpartition("/")[2], False
    yield from _stated_makers(item)
    for field in ("part_number", "model", "name"):
        if (series := series_of(getattr(item, field))) and series.maker:
            yield field, series.maker, True
    if package := _PACKAGE.search(item.description):
        yield "description", package["maker"], True


def _stated_makers(item: Item) -> Iterator[tuple[str, str, bool]]:
    """Makers that the description names in passing: enough to doubt what a vendor's common name seems to clear."""
    for text in _MAKER_IN_TEXT.finditer(item.description):
        yield "description", text["name"], True


def judge(item: Item, register: Register, adversaries: frozenset[str]) -> Nexus:
    """How the item's suppliers stand to these adversaries (ISO alpha-2). Unknown is never taken for no."""
    behind = makers(item, register)
    ties = [(maker, tie) for maker in behind for tie in register.ties(maker.resolved.firm)]
    ties = [(maker, tie) for maker, tie in ties if tie.basis is not Basis.SUPPLIED or relabelled(item, tie, register)]
    caught = [(maker, tie) for maker, tie in ties if _counted(tie.country) in adversaries]
    if caught:
        return _tied(*min(caught, key=_trust))
    row = _row_facts(item)
    stated = [(code, evidence) for code, evidence in row if _counted(code) in adversaries]
    if stated:
        return _stated(*stated[0])
    # Neither an unchecked report clears, nor an entry of a watch list (its country may be that of an address abroad), nor the
    # mention of a firm in the row of a maker whom nobody knows, nor the seat of a shop that only sold it.
    ties = [(maker, tie) for maker, tie in ties if maker.field != "supplier"]
    known = any(not maker.weak for maker, _ in ties) or not item.vendor
    if ties := [(maker, tie) for maker, tie in ties if known and not tie.reported and tie.basis is not Basis.LISTED]:
        maker, tie = min(ties, key=_trust)
        evidence = (ItemEvidence(maker.field, maker.value), ItemEvidence("supplier register", tie.sentence()))
        countries = tuple(sorted({tie.country for _, tie in ties if tie.country}))
        return Nexus(State.CLEARED, f"the supplier is outside the adversaries: {tie.sentence()}", evidence, countries)
    if row:
        code, evidence_of_row = row[0]
        return Nexus(State.CLEARED, f"the row places the maker in {code}", (evidence_of_row,), (code,))
    return _hinted(item, adversaries)


def relabelled(item: Item, tie: Tie, register: Register) -> bool:
    """Whether a chain that ends at another firm's goods speaks of this item.

    It speaks of hardware, and of what that firm is known for, where it is known for something. That software is built in
    somewhere speaks only of software of a class that its maker is known for.
    """
    words = row_words(item)
    made = [said for fact in tie.facts if (said := SUPPLY.match(fact.relation)) and in_line(fact, words)]
    if item.kind.casefold() in {"hardware", ""}:
        return any(may_come_from(item, said["maker"], register) for said in made if said["hardware"])
    return any(is_known_for(said["maker"], item, register) for said in made if said["software"])


def row_words(item: Item) -> frozenset[str]:
    """The words by which a row may show that it belongs to one line of a firm's goods: its own, and its classes' names."""
    classes = " ".join(lexicon()[key].name for key, hit in profile(item).items() if hit.field != "kind")
    return frozenset(words_of_row(f"{item.name} {item.model} {item.category} {item.description} {classes}"))


def is_known_for(maker: str, item: Item, register: Register) -> bool:
    """The row says that the item is of a class that the maker is known for."""
    trades = {wider for key in known_for(maker, register.firm) for wider in within(key)}
    return any(hit.field != "kind" and key in trades for key, hit in profile(item).items())


def may_come_from(item: Item, maker: str, register: Register) -> bool:
    """The item's class is one that the maker is known for, or its row or the maker's trade leave that open."""
    trades = frozenset(wider for key in known_for(maker, register.firm) for wider in within(key))
    classes = [key for key, hit in profile(item).items() if hit.field != "kind"]
    return not trades or not classes or any(within(key) & trades for key in classes)


def _counted(country: str) -> str:
    return ADVERSARY_PARTS.get(country, country)


def _trust(pair: tuple[Maker, Tie]) -> tuple[bool, bool, int, bool]:
    """Best first: a sourced fact, of the named firm itself, over few owners, about its seat."""
    maker, tie = pair
    return (not _firm(maker, tie), maker.weak, len(tie.chain), tie.basis is not Basis.SEATED)


def _firm(maker: Maker, tie: Tie) -> bool:
    alike = maker.resolved.exact or maker.resolved.score >= ALIKE_ENOUGH
    return (
        tie.sourced
        and not (tie.against or tie.in_part)
        and alike
        and not maker.weak
        and tie.basis is not Basis.SUPPLIED
    )


def _tied(maker: Maker, tie: Tie) -> Nexus:
    evidence = (ItemEvidence(maker.field, maker.value), ItemEvidence("supplier register", tie.sentence()))
    if _firm(maker, tie):
        return Nexus(State.FINDING, tie.sentence(), evidence, (tie.country,))
    if tie.reported:
        said = (
            f"{tie.chain[0]} is reported to have ties to {tie.country}, past or unproven; to be confirmed: its owners"
        )
        return Nexus(State.LEAD, said, evidence, (tie.country,))
    doubt = (
        f"{maker.value!r} is only alike {maker.resolved.alias!r}"
        if not maker.resolved.exact and maker.resolved.score < ALIKE_ENOUGH
        else "the row only mentions the maker"
        if maker.weak
        else "no source stands behind the fact"
        if not tie.sourced
        else "the facts contradict each other"
        if tie.against
        else "it is owned only in part"
        if tie.in_part
        else "it sells another firm's goods"
    )
    return Nexus(State.LEAD, f"{tie.sentence()}; to be confirmed: {doubt}", evidence, (tie.country,))


def _row_facts(item: Item) -> list[tuple[str, ItemEvidence]]:
    """Countries that the row itself states for its maker, with the field."""
    found = [
        (country_code(value), ItemEvidence(field, value))
        for field, value in (("vendor_country", item.vendor_country), ("country_of_origin", item.country_of_origin))
        if value
    ]
    code, words = stated_seat(item.description)
    if code:
        found.append((code, ItemEvidence("description", words)))
    return [(code, evidence) for code, evidence in found if code]


def _stated(code: str, evidence: ItemEvidence) -> Nexus:
    state = State.FINDING if evidence.field == "vendor_country" else State.LEAD
    return Nexus(
        state, f"the row's {evidence.field.replace('_', ' ')} says {evidence.value!r} ({code})", (evidence,), (code,)
    )


def _hinted(item: Item, adversaries: frozenset[str]) -> Nexus:
    for code, words in hinted_seats(item.vendor, item.description):
        if _counted(code) in adversaries:
            evidence = ItemEvidence("vendor" if "vendor" in words else "description", words)
            return Nexus(
                State.LEAD,
                f"a weak sign only, {words}: the seat of the maker has to be found out",
                (evidence,),
                (code,),
            )
    return Nexus(State.UNKNOWN, f"who stands behind {item.vendor or 'this asset'} is not known")
