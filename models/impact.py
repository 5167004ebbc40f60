"""What a document means for one item: level, timing, probability, reasons, and the evidence on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What the owner is told of an item."""

    AFFECTED = "affected"
    REVIEW = "review"
    NONE = "none"


class Timing(StrEnum):
    """How near the duty is; separate from the level."""

    IN_FORCE = "in force"
    FROM_A_DATE = "from a date"
    PROPOSED = "proposed"
    CONSULTATION = "consultation"


@dataclass(frozen=True, slots=True)
class RuleEvidence:
    """A passage of the document, quoted, with its citation."""

    citation: str
    quote: str


@dataclass(frozen=True, slots=True)
class ItemEvidence:
    """A field of the inventory row, or of the supplier register, with its value."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Obligation:
    """What has to be done by when; `date` is ISO, "model year 2027", or blank where the text sets none."""

    what: str
    date: str
    quote: str


@dataclass(frozen=True, slots=True)
class Impact:
    """One document against one item. `probability` is that a careful officer calls the item affected, never 0 or 1."""

    document_number: str
    item_id: str
    level: Level
    timing: Timing
    probability: float
    basis: str
    reasons: tuple[str, ...] = ()
    rule_evidence: tuple[RuleEvidence, ...] = ()
    item_evidence: tuple[ItemEvidence, ...] = ()
    obligations: tuple[Obligation, ...] = ()
