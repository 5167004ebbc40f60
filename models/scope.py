"""What a document covers, read from its own text: parties, classes of items, exclusions, phases, and whom it binds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """What a scope asks of the supplier of a covered item before the item is caught."""

    PARTY = "named party"
    ADVERSARY_NEXUS = "adversary nexus"
    US_PROVIDER = "U.S. provider"
    FOREIGN_PRODUCED = "foreign produced"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NamedParty:
    """A firm or person the document names as its subject, with the names it also gives it.

    `affiliates` says that affiliates, subsidiaries or parents are taken in; `passage` indexes `Document.passages`.
    """

    name: str
    aliases: tuple[str, ...]
    affiliates: bool
    quote: str
    passage: int


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term the document defines, with the definition's words."""

    term: str
    aliases: tuple[str, ...]
    quote: str
    passage: int


@dataclass(frozen=True, slots=True)
class ScopeItem:
    """One covered or excluded class as a short noun phrase ("cellular modems and modules").

    `under` is the defined term or heading it belongs to; `quote` the sentence; `passage` indexes `Document.passages`.
    """

    text: str
    under: str
    quote: str
    passage: int


@dataclass(frozen=True, slots=True)
class Phase:
    """From when a duty or prohibition binds: an ISO date, or "model year 2027"."""

    when: str
    what: str
    quote: str
    passage: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What one document covers; every piece names the passage it was read from."""

    relation: Relation = Relation.NONE
    named_parties: tuple[NamedParty, ...] = ()
    adversaries: tuple[str, ...] = ()
    defined_terms: tuple[DefinedTerm, ...] = ()
    covered: tuple[ScopeItem, ...] = ()
    exclusions: tuple[ScopeItem, ...] = ()
    phases: tuple[Phase, ...] = ()
    prohibitions: tuple[ScopeItem, ...] = ()
    bound: tuple[str, ...] = ()
