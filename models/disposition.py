"""What people may say of a finding: the states of a decision, and the justifications of "not affected"."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """What a person says. The first five say how the item stands; the last two only when and by whom it is looked at."""

    ACKNOWLEDGED = "acknowledged"
    AFFECTED = "affected"
    NOT_AFFECTED = "not affected"
    IN_REVIEW = "in review"
    REMEDIATED = "remediated"
    SNOOZED = "snoozed"
    ASSIGNED = "assigned"


JUDGEMENTS = (State.ACKNOWLEDGED, State.AFFECTED, State.NOT_AFFECTED, State.IN_REVIEW, State.REMEDIATED)
SILENCING = frozenset({State.NOT_AFFECTED, State.REMEDIATED})
"""While one of these holds, nobody is told of the finding again."""


class Justification(StrEnum):
    """Why an item is not affected."""

    NOT_THIS_CLASS = "not this class"
    NO_NEXUS = "no nexus"
    EXCLUDED = "excluded by the rule"
    NOT_IN_USE = "not in use"
    BEFORE_PERIOD = "before the covered period"
    GONE = "sold or retired"
    OTHER = "other"


JUSTIFICATION_WORDS = {
    Justification.NOT_THIS_CLASS: "It is not of the class the document covers",
    Justification.NO_NEXUS: "Its supplier has no link to an adversary or named party",
    Justification.EXCLUDED: "The document itself leaves it out",
    Justification.NOT_IN_USE: "It is not in use",
    Justification.BEFORE_PERIOD: "It was acquired before the period the document covers",
    Justification.GONE: "It was sold or retired",
    Justification.OTHER: "Another reason (the note says which)",
}

NEXT_STAGE = "next stage"
"""What a snooze may last until, besides a day: until the rulemaking reaches its next stage."""

WANTED, FINAL, APPROVED, REFUSED = "wanted", "final", "approved", "refused"
"""Whether a word needs a second person: it waits for one, needs none, was approved, was refused."""
