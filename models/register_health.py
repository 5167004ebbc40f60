"""What ails a register: names that name nobody, owners that go in circles, seats and names that contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.names import compare
from models.register import DEPTH, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.suppliers import SupplierFact
    from models.register import Register


@dataclass(frozen=True, slots=True)
class Ailment:
    """What is wrong with what is said of one name; none of it stops an assessment."""

    name: str
    what: str

    def __str__(self) -> str:
        """The message for a person."""
        return f"{self.name}: {self.what}"


def ailments(register: Register, facts: Iterable[SupplierFact] | None = None) -> list[Ailment]:
    """What ails the register, in the order of its facts and each once; of these facts only, if given."""
    found: dict[Ailment, None] = {}
    for fact in register.facts if facts is None else facts:
        for what in _of_fact(fact, register):
            found[Ailment(fact.name, what)] = None
    return list(found)


def _of_fact(fact: SupplierFact, register: Register) -> Iterator[str]:
    for column, name in (("name", fact.name), ("alias", fact.alias), ("parent", fact.parent)):
        if name and not letters(name):
            yield f"the {column} {name!r} names no firm: a legal form or a placeholder alone"
    if not fact.source or not fact.as_of:
        yield f"has no {'source' if not fact.source else 'date'}"
    if not letters(fact.name):
        return
    firm = register.firm(fact.name)
    if disputed := register.disputed_seats(firm):
        seats = "; ".join(dict.fromkeys(f"{one.country} ({one.source or 'no source'})" for one in disputed))
        yield f"its seat is contradictory: {seats}"
    shared = letters(fact.alias)
    for one in register.facts_of(firm) if shared else ():
        if shared == letters(one.alias or one.name) and not compare(fact.name, one.name).match:
            yield f"is taken for one firm with {one.name!r}, through the name {fact.alias!r}"
    if fact.parent:
        yield from _of_owners(fact, firm, register)


def _of_owners(fact: SupplierFact, firm: str, register: Register) -> Iterator[str]:
    """Owners in a circle, and chains longer than anybody follows."""
    seen, level, depth = {firm}, {above for above, made in register.above(fact) if not made}, 0
    if firm in level:
        yield "is its own parent"
        return
    while level and depth <= DEPTH:
        depth += 1
        seen |= level
        level = {
            above
            for one in level
            for each in register.facts_of(one)
            for above, made in register.above(each)
            if not made
        }
        if firm in level:
            yield f"owns itself over {depth} other firm(s), beginning with {fact.parent!r}"
            return
        level -= seen
    if level:
        yield f"has owners more than {DEPTH} steps up, which nobody follows"
