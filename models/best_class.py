"""The most telling class of a row among those that a scope has pieces for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.classes import Hit, exact_classes, lexicon, steps, within

if TYPE_CHECKING:
    from collections.abc import Mapping

    from extract.inventory import Item
    from models.scope import ScopeItem


class Match(NamedTuple):
    """The row's words, the scope's piece, and how many steps wider the piece is than the row's class."""

    hit: Hit
    piece: ScopeItem
    wider: int

    def outranks(self, other: Match) -> bool:
        """Whether the row says this more clearly, or more narrowly."""
        return (self.hit.weight, -self.wider) > (other.hit.weight, -other.wider)

    def is_kind_of(self, wider: str) -> bool:
        """Whether the row's class itself, and none wider, is a kind of another."""
        return self.wider == 0 and wider in within(self.hit.key) - {self.hit.key}

    def narrows(self, other: Match, item: Item) -> bool:
        """Whether this names a kind of the other ("unmanaged switch"), or is alone what the row's category says."""
        if self.hit.key != other.hit.key and other.hit.key in within(self.hit.key):
            return True
        shelf = exact_classes(item.category)
        return self.hit.weight >= other.hit.weight and self.hit.key in shelf and other.hit.key not in shelf


def best(hits: Mapping[str, Hit], pieces: Mapping[str, ScopeItem], kind: str) -> Match | None:
    """The most telling of the row's classes (`hits`) that has a piece, itself or as a kind of a wider one."""
    found = [
        Match(hit, pieces[key], wider)
        for hit in hits.values()
        for key, wider in steps(hit.key).items()
        if key in pieces and (kind_fits(kind, key) or (wider and kind.casefold() in lexicon()[hit.key].kinds))
    ]
    return max(found, key=lambda match: (match.hit.weight, -match.wider), default=None)


def kind_fits(kind: str, key: str) -> bool:
    """Whether an asset of this kind (hardware, software, service; "" not known) can be of the class."""
    return not kind or not lexicon()[key].kinds or kind.casefold() in lexicon()[key].kinds
