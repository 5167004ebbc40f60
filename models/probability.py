"""The probability that a careful officer would call an item affected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.decision import Fit
from models.impact import Level
from models.nexus import State

if TYPE_CHECKING:
    from models.fit import Fitting
    from models.scope import Relation


def probability(relation: Relation, fitting: Fitting, state: State, level: Level) -> float:
    """Never 0 and never 1."""
    return {Level.AFFECTED: 0.9, Level.REVIEW: 0.5, Level.NONE: 0.02}[level]
