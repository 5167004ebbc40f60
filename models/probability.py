"""The probability that a careful officer would call an item affected, by the cell of the decision table it fell into.

The rates come from labelled pairs (`icts-watch evaluate matching --calibrate`), each vendor counted at most ten times. A cell
with few pairs leans on what was assumed of it beforehand, so no cell is ever certain.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from models.decision import Fit
from models.nexus import State
from models.scope import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable

NEXUS = {
    (Fit.DIRECT, State.FINDING): 0.9,
    (Fit.DIRECT, State.LEAD): 0.85,
    (Fit.DIRECT, State.UNKNOWN): 0.3,
    (Fit.COMPONENT, State.FINDING): 0.2,
    (Fit.COMPONENT, State.LEAD): 0.1,
    (Fit.EARLY, State.FINDING): 0.1,
    (Fit.EARLY, State.LEAD): 0.05,
    (Fit.CONDITIONAL, State.FINDING): 0.2,
    (Fit.CONDITIONAL, State.LEAD): 0.1,
}
PRIOR = {
    Relation.ADVERSARY_NEXUS: NEXUS,
    Relation.FOREIGN_PRODUCED: NEXUS,
    Relation.US_PROVIDER: {**NEXUS, (Fit.DIRECT, State.LEAD): 0.1, (Fit.CONDITIONAL, State.LEAD): 0.05},
    Relation.PARTY: {**NEXUS, (Fit.DIRECT, State.LEAD): 0.15, (Fit.UNCLEAR, State.FINDING): 0.85},
    Relation.NONE: {},
}
"""What is assumed of a cell before any pair was labelled; of all others, one in a hundred."""

RARE = 0.01
WEIGHT = 4.0
"""How many pairs an assumption is worth."""

Cell = tuple[Relation, Fit, State]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Labelled pairs by cell: how many there were, and how many of them an officer called affected."""

    pairs: Counter[Cell]
    affected: Counter[Cell]

    def probability(self, relation: Relation, fit: Fit, state: State) -> float:
        """Never 0 and never 1."""
        prior = PRIOR[relation].get((fit, state), RARE)
        cell = relation, fit, state
        return round((self.affected[cell] + WEIGHT * prior) / (self.pairs[cell] + WEIGHT), 4)

    def rows(self) -> list[dict[str, str | int]]:
        """The cells as plain rows, for the file."""
        return [
            {"relation": r.value, "fit": f.value, "state": s.value, "pairs": n, "affected": self.affected[r, f, s]}
            for (r, f, s), n in sorted(self.pairs.items())
        ]


def counted(labelled: Iterable[tuple[Cell, bool]]) -> Calibration:
    """A calibration from labelled pairs: (cell, an officer called it affected)."""
    pairs: Counter[Cell] = Counter()
    affected: Counter[Cell] = Counter()
    for cell, hit in labelled:
        pairs[cell] += 1
        affected[cell] += hit
    return Calibration(pairs, affected)


@cache
def calibration() -> Calibration:
    """The calibration that comes with the product (models/calibration.json)."""
    rows = json.loads(resources.files("models").joinpath("calibration.json").read_text(encoding="utf-8"))["cells"]
    cells = {(Relation(row["relation"]), Fit(row["fit"]), State(row["state"])): row for row in rows}
    return Calibration(
        Counter({cell: row["pairs"] for cell, row in cells.items()}),
        Counter({cell: row["affected"] for cell, row in cells.items()}),
    )


def cell_of(basis: str) -> Cell:
    """The cell an impact's basis names: "relation: fit, state"."""
    relation, _, rest = basis.partition(": ")
    fit, _, state = rest.rpartition(", ")
    return Relation(relation), Fit(fit), State(state)
