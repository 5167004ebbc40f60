"""The decision table: every cell, stage by stage, and timing apart from level."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from extract.document import DatedFact, DateKind, Document, Stage
from models.decision import SPEAKS, Fit, decide, timing
from models.impact import Level, Timing
from models.nexus import State
from models.scope import Relation

NEXUS = {
    (Fit.DIRECT, State.FINDING): "affected",
    (Fit.DIRECT, State.LEAD): "review",
    (Fit.DIRECT, State.UNKNOWN): "review",
    (Fit.COMPONENT, State.FINDING): "review",
    (Fit.COMPONENT, State.LEAD): "review",
    (Fit.COMPONENT, State.UNKNOWN): "review",
    (Fit.EARLY, State.FINDING): "review",
    (Fit.EARLY, State.LEAD): "review",
    (Fit.CONDITIONAL, State.FINDING): "review",
    (Fit.CONDITIONAL, State.LEAD): "review",
}
PARTY = {
    (Fit.DIRECT, State.FINDING): "affected",
    (Fit.UNCLEAR, State.FINDING): "affected",
    (Fit.COMPONENT, State.FINDING): "affected",
    (Fit.CONDITIONAL, State.FINDING): "review",
    (Fit.OTHER, State.FINDING): "review",
    (Fit.DIRECT, State.LEAD): "review",
    (Fit.UNCLEAR, State.LEAD): "review",
    (Fit.DIRECT, State.UNKNOWN): "review",
}
EXPECTED = {
    Relation.ADVERSARY_NEXUS: NEXUS,
    Relation.US_PROVIDER: NEXUS,
    Relation.FOREIGN_PRODUCED: NEXUS,
    Relation.PARTY: PARTY,
    Relation.NONE: {},
}


@pytest.mark.parametrize(("relation", "fit", "state"), list(product(Relation, Fit, State)))
def test_each_cell_decides_as_documented(relation: Relation, fit: Fit, state: State) -> None:
    """A cell that the documented table does not list means none."""
    want = EXPECTED[relation].get((fit, state), "none")
    assert decide(Stage.FINAL_RULE, relation, fit, state).level == want


@pytest.mark.parametrize("stage", list(Stage))
def test_stages_that_change_only_dates_name_no_item(stage: Stage) -> None:
    """A withdrawal, an extension or a continuation of the emergency affects no item by itself."""
    level = decide(stage, Relation.ADVERSARY_NEXUS, Fit.DIRECT, State.FINDING).level
    assert (level is Level.AFFECTED) == (stage in SPEAKS)


@pytest.mark.parametrize("relation", list(Relation))
def test_a_notice_that_lists_firms_or_foreign_production_names_items(relation: Relation) -> None:
    """An addition to the Covered List binds without a rule; a notice on nexus or providers only speaks of them."""
    level = decide(Stage.NOTICE, relation, Fit.DIRECT, State.FINDING).level
    assert (level is Level.AFFECTED) == (relation in {Relation.PARTY, Relation.FOREIGN_PRODUCED})


def test_rare_classes_of_unknown_makers_go_to_coverage() -> None:
    """An unknown maker of a class that adversaries hardly make is no question for an owner; a lead still is."""
    assert decide(Stage.FINAL_RULE, Relation.ADVERSARY_NEXUS, Fit.DIRECT, State.UNKNOWN, ask=False).level is Level.NONE
    assert decide(Stage.FINAL_RULE, Relation.ADVERSARY_NEXUS, Fit.DIRECT, State.LEAD, ask=False).level is Level.REVIEW


def rule(stage: Stage, effective: str) -> Document:
    """A document of a stage with an effective date."""
    day = dt.date.fromisoformat(effective)
    return Document("2099-1", "RULE", stage, "A rule", dates=(DatedFact(DateKind.EFFECTIVE, day, "effective"),))


@pytest.mark.parametrize(
    ("stage", "today", "want"),
    [
        (Stage.ANPRM, "2030-01-01", Timing.CONSULTATION),
        (Stage.NPRM, "2030-01-01", Timing.PROPOSED),
        (Stage.INITIAL_DETERMINATION, "2030-01-01", Timing.PROPOSED),
        (Stage.FINAL_RULE, "2025-03-16", Timing.FROM_A_DATE),
        (Stage.FINAL_RULE, "2025-03-17", Timing.IN_FORCE),
    ],
)
def test_timing_follows_stage_and_date(stage: Stage, today: str, want: Timing) -> None:
    """The day a rule takes effect it is in force."""
    assert timing(rule(stage, "2025-03-17"), [], dt.date.fromisoformat(today)) is want


def test_the_first_phase_outranks_the_effective_date() -> None:
    """A rule that is effective today but binds from a later day is ahead until then."""
    document, day = rule(Stage.FINAL_RULE, "2025-03-17"), dt.date(2029, 1, 1)
    assert timing(document, [day], dt.date(2026, 1, 1)) is Timing.FROM_A_DATE
    assert timing(document, [day], day) is Timing.IN_FORCE


def test_a_proposal_taken_as_final_binds() -> None:
    """What-if may ask what a proposal would mean."""
    assert timing(rule(Stage.NPRM, "2025-03-17"), [], dt.date(2026, 1, 1), as_final=True) is Timing.IN_FORCE
