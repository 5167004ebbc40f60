"""What a fact of the supplier register says of two firms, in plain words: owner, maker, report, one line of goods."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from models.adversaries import countries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.suppliers import SupplierFact

SUPPLY = re.compile(
    r"^(?:(?P<hardware>(?:relabels|rebrands) (?:hardware|goods|devices|equipment) of"
    r"|sells (?:hardware|goods|products|devices|equipment) (?:made|built|manufactured) (?:by|on the platform of))"
    r"|(?P<software>integrates software of)|resells products of|white-labels products of) (?P<maker>.+)$",
    re.IGNORECASE,
)
COMMUNITY = "community project"
NAMESAKE = "namesake of"
"""How the relation of a firm begins that only bears another's name: its alias is that name with the product's first word."""
REPORTED = "reported"
"""The relation of a fact that somebody reported and nobody has checked yet: a lead, whatever it says."""
_MADE_BY = re.compile(
    r"\b(?:made|manufactured|produced|built|designed)(?: (?:and|or) \w+| in part| under (?:a )?licen[cs]e)* by$",
    re.IGNORECASE,
)
_MADE_BY_WHOM = re.compile(
    r"\b(?:made|manufactured|produced|built|designed)(?: (?:and|or) \w+)?(?: under (?:a )?licen[cs]e)? by "
    r"(?P<maker>[A-Z][\w&.-]*(?: [A-Z][\w&.-]*)*)"
)
_LINE = re.compile(r"(?P<firm>[^()]+?) \((?P<line>[^()]+)\)")
_TELLING = re.compile(r"(?!pre-)\b[\w/-]*\d[\w/-]*|[^\W\d_]{5,}|[A-Z]{3,}")
_OF_ANY_LINE = frozenset(
    "legacy serie product model device certain former formerly line range region other among several".split()
)
_IN_PART = re.compile(r"\b(?:partly|in part|minority|joint venture|stake|interest|affiliated)\b", re.IGNORECASE)
_REPORTED = re.compile(
    r"^(?:reported|alleged|suspected|rumou?red)\b|\bnot (?:established|confirmed|proven)\b", re.IGNORECASE
)

SHORT = 4
"""Letters of a row's word that may stand within a longer word of a line of goods."""


def is_reported(fact: SupplierFact) -> bool:
    """The fact's own words call it a report: "reported", "ties to Russia, not established"."""
    return _REPORTED.search(fact.relation) is not None


def in_part(fact: SupplierFact) -> bool:
    """The fact speaks of a part of a firm: "partly owned by", "joint venture of"."""
    return _IN_PART.search(fact.relation) is not None


def spelt_out(fact: SupplierFact) -> Iterator[SupplierFact]:
    """A fact in the register's own terms: what stands in free words there, taken apart.

    "Firm (line), made by X" is whose goods the firm sells, in one line; "reported ties to Russia" names a country beside
    that of the seat.
    """
    told_of = SUPPLY.match(fact.relation)
    if told_of and (of_line := _LINE.fullmatch(told_of["maker"])) and not fact.alias:
        fact = replace(  # "sells hardware made by X (4200G switches)"
            fact,
            alias=f"{fact.name} ({of_line['line']})",
            relation=fact.relation[: told_of.start("maker")] + of_line["firm"],
        )
    if not (fact.parent or told_of or is_reported(fact)) and (whose := _MADE_BY_WHOM.search(fact.relation)):
        fact = replace(fact, parent=whose["maker"], relation="made by")  # "telephones made under licence by X"
    line = _LINE.fullmatch(fact.name)
    made = fact.parent and _MADE_BY.search(fact.relation)
    told = countries(f"{fact.relation} {fact.parent}") if is_reported(fact) else frozenset()
    if line and (made or SUPPLY.match(fact.relation)):
        fact = replace(fact, name=line["firm"], alias=fact.name)
    if not (made or told):
        yield fact
        return
    if made:
        yield replace(fact, country="", parent="", relation=f"relabels hardware of {fact.parent}")
    if told:
        yield replace(fact, country=";".join(sorted(told)), parent="")
    if fact.country:
        yield replace(fact, parent="", relation="")


def in_line(fact: SupplierFact, words: frozenset[str]) -> bool:
    """Whether a fact about a line of a firm's goods ("Firm (Switch 4200G series)") may speak of a row of these words."""
    line = _LINE.fullmatch(fact.alias)
    told = {word.casefold().rstrip("s") for word in _TELLING.findall(line["line"])} - _OF_ANY_LINE if line else set()
    return not told or any(word in row or (len(row) > SHORT and row in word) for word in told for row in words)
