"""Which items a changed register may mean otherwise: those whose names lead to a firm that a change can reach."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from models.nexus import line_of, mentions
from models.register import distinctive_words, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.inventory import Item
    from models.register import Register


def touched_items(items: Iterable[Item], before: Register, after: Register) -> Iterator[str]:
    """The ids of the items for which any document may now find something else than before, in the items' order.

    Never too few: all that is asked of a register on the way from an item to a country or a named party stays among
    firms that share a name or hang together as owner and owned, or as maker and seller, in one of the two registers.
    """
    firms = touched_firms(before, after)
    words = {
        word
        for register in (before, after)
        for key in firms
        for spelling in register.spellings(key)
        for word in distinctive_words(spelling)
    }

    @cache
    def named(phrase: str) -> bool:
        return letters(phrase) in firms

    @cache
    def touched(vendor: str) -> bool:
        return named(vendor) or (
            not words.isdisjoint(distinctive_words(vendor))
            and any(found.firm in firms for one in (before, after) for found in one.resolve(vendor))
        )

    for item in items if firms else ():
        # A mention counts only where its letters are a firm's own; a vendor also where its name is alike.
        said = (line_of(item), *(words for _, words, _ in mentions(item)))
        if touched(item.vendor) or touched(item.supplier) or any(map(named, said)):
            yield item.item_id


def touched_firms(before: Register, after: Register) -> frozenset[str]:
    """The letters of every name of a firm that a fact was learnt or dropped of, or that hangs together with such a one."""
    moved = set(before.facts) ^ set(after.facts)
    reached = {key for fact in moved for key in (letters(fact.name), letters(fact.alias)) if key}
    beside: dict[str, set[str]] = {}
    for one, other in (*before.links(), *after.links()):
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    todo = list(reached)
    while todo:
        new = beside.get(todo.pop(), set()) - reached
        reached |= new
        todo += new
    return frozenset(reached)
