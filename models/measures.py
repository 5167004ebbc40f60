"""Limits that a rule sets in figures ("no more than 16 ports", "less than 25 kilograms"), and the figures a row gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.inventory import Item

UNITS = {
    "port": ("ports", 1.0),
    "gram": ("grams", 1.0),
    "g": ("grams", 1.0),
    "kilogram": ("grams", 1000.0),
    "kg": ("grams", 1000.0),
}
"""What is counted, and in which unit it is kept here."""

_NUMBER = r"(?P<number>\d[\d,]*(?:\.\d+)?) ?-?(?P<unit>ports?|grams?|g|kilograms?|kg)\b"
_LIMITS = {
    "most": rf"\b(?:no more than|not more than|up to|at most|not exceeding|a maximum of) {_NUMBER}",
    "above": rf"(?<!no )(?<!not )\b(?:more than|over|above|exceeding|greater than) {_NUMBER}",
    "below": rf"\b(?:less than|fewer than|below|under|lighter than) {_NUMBER}",
    "least": rf"\b(?:at least|no less than|a minimum of) {_NUMBER}|\b{_NUMBER.replace('<', '<x')} (?:and|or) more",
}
_INTERFACES = re.compile(r"\b(\d+)x [\w.-]*(?:base|sfp|dsl)[\w.-]*", re.IGNORECASE)
_PORTS = re.compile(r"\b(\d+)[- ]ports?\b", re.IGNORECASE)
_WEIGHTS = (
    re.compile(r"\btake-?off(?: weight)? ?:? ?(\d[\d,.]*) ?(kg|g)\b", re.IGNORECASE),
    re.compile(r"\bweight ?:? ?(\d[\d,.]*) ?(kg|g)\b", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit on what `unit` counts: `kind` is most, above, below or least; grams and ports are the units."""

    kind: str
    unit: str
    number: float

    def holds(self, figure: float) -> bool:
        """The figure keeps to the limit."""
        return {
            "most": figure <= self.number,
            "above": figure > self.number,
            "below": figure < self.number,
            "least": figure >= self.number,
        }[self.kind]


@lru_cache(maxsize=1024)
def limits(text: str) -> tuple[Limit, ...]:
    """The limits that a rule's phrase or definition sets, in the order of their kinds."""
    found = []
    for kind, pattern in _LIMITS.items():
        for hit in re.finditer(pattern, text, re.IGNORECASE):
            groups = {name.removeprefix("x"): value for name, value in hit.groupdict().items() if value}
            unit, times = UNITS[groups["unit"].casefold().removesuffix("s")]
            found.append(Limit(kind, unit, float(groups["number"].replace(",", "")) * times))
    return tuple(found)


def figures(item: Item) -> dict[str, float]:
    """What the row says of its ports and its weight (grams; at take-off where it says so)."""
    found: dict[str, float] = {}
    if ports := [int(hit) for hit in _INTERFACES.findall(item.description)]:
        found["ports"] = sum(ports)
    elif hit := _PORTS.search(f"{item.name} {item.category} {item.description}"):
        found["ports"] = int(hit[1])
    for pattern in _WEIGHTS:
        if "grams" not in found and (hit := pattern.search(item.description)):
            found["grams"] = float(hit[1].replace(",", "")) * (1000 if hit[2].casefold() == "kg" else 1)
    return found
