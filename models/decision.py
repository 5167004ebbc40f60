"""The decision table: what relation, class and supplier together mean for an item, on one screen.

How to read it. A scope asks for one relation between a covered item and its supplier. `Fit` says how the item's class stands to
the classes the document covers; `State` says what is known of the relation asked for. Each line below is one cell of the table;
a cell that is not listed means "none". docs/decision-table.md says the same in a lawyer's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from extract.document import Stage
from models.impact import Level, Timing
from models.nexus import State
from models.scope import Relation

if TYPE_CHECKING:
    import datetime as dt

    from extract.document import Document


class Fit(StrEnum):
    """How an item's class stands to the classes a document covers."""

    DIRECT = "covered class"
    COMPONENT = "component of what is covered"
    CONDITIONAL = "covered only in a certain use"
    EARLY = "covered class, of an earlier model year"
    UNCLEAR = "class not clear from the row"
    EXCLUDED = "excluded class"
    OTHER = "class not covered"
    OTHER_KIND = "another kind of thing than is covered"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell of the table decides, and the officer's reason for it."""

    level: Level
    why: str


_NOBODY = Cell(Level.NONE, "class and relation do not meet")

REACHED = "the supplier is one the document reaches"
LIKELY = "the supplier is likely one the document reaches"

_ANY_NEXUS = {
    (Fit.DIRECT, State.FINDING): Cell(Level.AFFECTED, "it is of a covered class and its supplier is one the document reaches"),
    (Fit.DIRECT, State.LEAD): Cell(Level.REVIEW, "it is of a covered class; its supplier is likely one the document reaches"),
    (Fit.DIRECT, State.UNKNOWN): Cell(Level.REVIEW, "it is of a covered class; find out who makes it"),
    (Fit.COMPONENT, State.FINDING): Cell(Level.REVIEW, f"{REACHED}; find out what it is built into"),
    (Fit.COMPONENT, State.LEAD): Cell(Level.REVIEW, f"{LIKELY}; find out what it is built into"),
    (Fit.COMPONENT, State.UNKNOWN): Cell(Level.REVIEW, "find out who makes it and what it is built into"),
    (Fit.EARLY, State.FINDING): Cell(Level.REVIEW, f"{REACHED}; its model year lies before the first covered"),
    (Fit.EARLY, State.LEAD): Cell(Level.REVIEW, f"{LIKELY}; its model year lies before the first covered"),
    (Fit.CONDITIONAL, State.FINDING): Cell(Level.REVIEW, f"{REACHED}; it is covered only in a certain use"),
    (Fit.CONDITIONAL, State.LEAD): Cell(Level.REVIEW, f"{LIKELY}; it is covered only in a certain use"),
}  # fmt: skip

TABLE: dict[Relation, dict[tuple[Fit, State], Cell]] = {
    # Any item of the class whose supplier is owned by, controlled by, or subject to an adversary.
    Relation.ADVERSARY_NEXUS: _ANY_NEXUS,
    # Any item of the class that a U.S. provider offers; a lead is a provider seated in an adversary
    Relation.US_PROVIDER: _ANY_NEXUS,
    # Any item of the class that was produced abroad.
    Relation.FOREIGN_PRODUCED: _ANY_NEXUS,
    # What the named party and its affiliates supply; an unknown maker is a question only where the document says that the
    # party builds for other brands.
    Relation.PARTY: {
        (Fit.DIRECT, State.FINDING): Cell(Level.AFFECTED, "the named party supplies it and it is of a covered class"),
        (Fit.UNCLEAR, State.FINDING): Cell(Level.AFFECTED, "the named party supplies it and no exclusion applies"),
        (Fit.COMPONENT, State.FINDING): Cell(Level.AFFECTED, "the named party supplies it and it is of a covered class"),
        (Fit.CONDITIONAL, State.FINDING): Cell(Level.REVIEW, "the named party supplies it; its class may be covered"),
        (Fit.OTHER, State.FINDING): Cell(Level.REVIEW, "the named party supplies it; its class is not among those covered"),
        (Fit.DIRECT, State.LEAD): Cell(Level.REVIEW, "it is of a covered class and may hold what the named party makes"),
        (Fit.UNCLEAR, State.LEAD): Cell(Level.REVIEW, "it may hold what the named party makes"),
        (Fit.DIRECT, State.UNKNOWN): Cell(Level.REVIEW, "it is of a covered class; find out who built it"),
    },
    Relation.NONE: {},
}  # fmt: skip

SPEAKS = frozenset(Stage) - {
    Stage.WITHDRAWAL,
    Stage.CONTINUATION_OF_EMERGENCY,
    Stage.EXECUTIVE_ORDER,
    Stage.NOTICE,
    Stage.GUIDANCE,
    Stage.COMMENT_PERIOD_EXTENSION,
    Stage.COMMENT_PERIOD_REOPENING,
    Stage.DELAY_OF_EFFECTIVE_DATE,
}
"""Stages whose documents can affect an item by themselves. The others change a rulemaking's dates or end it: they update what
was said of its earlier documents, and name no item of their own."""

_ALSO_SPEAKS = frozenset(
    {
        (Stage.NOTICE, Relation.PARTY),
        (Stage.NOTICE, Relation.FOREIGN_PRODUCED),
        (Stage.EXECUTIVE_ORDER, Relation.PARTY),
    }
)


def speaks(stage: Stage, relation: Relation) -> bool:
    """Whether a document can affect an item by itself. Of plain notices, those do that put firms or foreign production on a
    list, as the FCC's additions to its Covered List do, and of executive orders those against named firms or applications; in
    others a nexus is only spoken of."""
    return stage in SPEAKS or (stage, relation) in _ALSO_SPEAKS


CONSULTATION = frozenset({Stage.ANPRM, Stage.REQUEST_FOR_INFORMATION})
PROPOSED = frozenset({Stage.NPRM, Stage.SUPPLEMENTAL_NPRM, Stage.INITIAL_DETERMINATION})


def decide(
    stage: Stage, relation: Relation, fit: Fit, state: State, *, ask: bool = True, speaking: Relation | None = None
) -> Cell:
    """The cell for one item under a clause that asks for `relation`; the document may speak by another clause's
    (`speaking`). `ask` is False for classes where makers under an adversary are rare: an unknown maker of
    one is listed under coverage instead of being put to its owner."""
    if not speaks(stage, speaking or relation):
        return Cell(Level.NONE, f"a {stage.value} names no item of its own")
    if state is State.UNKNOWN and not ask:
        return Cell(Level.NONE, "its maker is not known, and makers of this class under an adversary are rare")
    return TABLE[relation].get((fit, state), _NOBODY)


def timing(document: Document, phases: list[dt.date], today: dt.date, *, as_final: bool = False) -> Timing:
    """How near the duty is: what stage the document has, and whether its first binding date lies ahead."""
    if not as_final and document.stage in CONSULTATION:
        return Timing.CONSULTATION
    if not as_final and document.stage in PROPOSED:
        return Timing.PROPOSED
    binding = sorted(phases) or [day for day in (document.effective_on,) if day]
    return Timing.IN_FORCE if binding and binding[0] <= today else Timing.FROM_A_DATE
