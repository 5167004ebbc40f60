"""A document that names firms and also reaches others: its scope taken apart into clauses, each asking for one relation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.classes import words_of
from models.expressions import phrasing
from models.noun_phrases import named
from models.scope import Relation, ScopeItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scope import Scope

_SAYS = phrasing("rule_words")
_OTHERS = _SAYS.each("others")


def clauses(scope: Scope) -> tuple[Scope, ...]:
    """The scope as it is, and beside it what the document says of all other firms under an adversary, if it does.

    A list of what is produced abroad may hold named firms' goods too, wherever these are produced.
    """
    if scope.relation is Relation.FOREIGN_PRODUCED and any(not party.recalled for party in scope.named_parties):
        quotes = {party.quote for party in scope.named_parties}
        own = tuple(piece for piece in scope.covered if piece.quote in quotes)
        return scope, replace(scope, relation=Relation.PARTY, covered=own)
    if scope.relation is not Relation.PARTY:
        return (scope,)
    others = tuple(_of_others(scope))
    if not others:
        return (scope,)
    return scope, replace(scope, relation=Relation.ADVERSARY_NEXUS, named_parties=(), covered=others)


def _of_others(scope: Scope) -> Iterator[ScopeItem]:
    """The goods that other firms' clause names, and what the document defines and lists as such goods."""
    quotes = [(one.quote, one.passage) for one in (*scope.covered, *scope.prohibitions)]
    quotes += [(one.quote, one.passage) for one in scope.named_parties]
    quotes += [(one.quote, one.passage) for one in scope.defined_terms]
    found: dict[str, ScopeItem] = {}
    for quote, passage in quotes:
        for clause in (hit for pattern in _OTHERS for hit in pattern.finditer(quote)):
            for phrase in named(clause["np"]):
                found.setdefault(_key(phrase), ScopeItem(phrase, phrase, quote, passage))
    yield from found.values()
    yield from (
        piece for piece in scope.covered if found.keys() & {_key(piece.under)} and _key(piece.text) not in found
    )


def _key(phrase: str) -> str:
    return " ".join(words_of(phrase))
