"""What a document covers, read from its own text: parties, classes of items, exclusions, phases, and whom it binds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.document import Document


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

    `affiliates` says that affiliates, subsidiaries or parents are taken in; `passage` indexes `Document.passages`; under
    `marks` goods are sold that it makes or that hold what it makes. `recalled`: an earlier document put it on the list of which
    this one tells; its goods are a question, it is no party of this document. Where `products` are named, only these of its
    are meant: "the listed applications, with their developers, are:".
    """

    name: str
    aliases: tuple[str, ...]
    affiliates: bool
    quote: str
    passage: int
    marks: tuple[str, ...] = ()
    recalled: bool = False
    products: tuple[str, ...] = ()


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
    """What one document covers; every piece names the passage it was read from and quotes it with typography levelled.

    `covered`, `exclusions` and `doubtful` (what may or may not be covered) are classes of things, and no phrase stands
    in two of them; `prohibitions` and `duties` are acts, `bound` whom those fall on.
    """

    relation: Relation = Relation.NONE
    named_parties: tuple[NamedParty, ...] = ()
    adversaries: tuple[str, ...] = ()
    defined_terms: tuple[DefinedTerm, ...] = ()
    covered: tuple[ScopeItem, ...] = ()
    exclusions: tuple[ScopeItem, ...] = ()
    doubtful: tuple[ScopeItem, ...] = ()
    phases: tuple[Phase, ...] = ()
    prohibitions: tuple[ScopeItem, ...] = ()
    bound: tuple[str, ...] = ()
    duties: tuple[ScopeItem, ...] = ()


def read_scope(document: Document) -> Scope:
    """Everything the document's own text says of what it covers, whom, and from when."""
    # The readers import the types above.
    from models.adversaries import adversaries
    from models.coverage import covered
    from models.definitions import defined_terms
    from models.doubts import doubtful
    from models.exclusions import exclusions
    from models.parties import named_parties
    from models.phases import phases
    from models.prohibitions import bound, duties, prohibitions
    from models.statements import statements
    from models.supplier_relation import supplier_relation
    from models.typography import levelled

    document = levelled(document)
    terms, parties = defined_terms(document), named_parties(document)
    names = tuple(name for party in parties for name in (party.name, *party.aliases))
    said = statements(document, terms)
    left_out = exclusions(document, terms, said)
    reached = covered(document, terms, said, left_out)
    scope = Scope(
        named_parties=parties,
        adversaries=adversaries(document, parties),
        defined_terms=terms,
        covered=reached,
        exclusions=left_out,
        doubtful=doubtful(document, terms, said, (*reached, *left_out)),
        phases=phases(document),
        prohibitions=prohibitions(document),
        bound=bound(document, terms, names),
        duties=duties(document),
    )
    return replace(scope, relation=supplier_relation(document, scope))


def scope_of(document: Document, relevance: str) -> Scope:
    """The scope of a document of this relevance: an ordinary one's definitions and prohibitions are no matter of the
    programme, and only whom an order or sanction names is kept of it.
    """
    from models.parties import parties_of_acts
    from models.triage import OTHER
    from models.typography import levelled

    return read_scope(document) if relevance != OTHER else Scope(named_parties=parties_of_acts(levelled(document)))
