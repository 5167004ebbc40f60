"""Quality of matching against labels: per rule and overall, beside four baselines, with calibration and every error."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from models.embedding import run_vectors
from models.impact import Level
from models.matching import Matcher
from models.probability import cell_of, counted
from models.scope import read_scope
from pipeline.quality import baselines
from pipeline.quality.labels import capped, vendor_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from extract.document import Document
    from extract.inventory import Item
    from models.impact import Impact
    from models.register import Register
    from pipeline.quality.labels import Label

BINS = 10
VENDOR_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """One label with what matching said of it."""

    label: Label
    impact: Impact
    vendor: str

    @property
    def flagged(self) -> bool:
        """It was put before somebody."""
        return self.impact.level is not Level.NONE

    @property
    def wanted(self) -> bool:
        """It should be put before somebody."""
        return self.label.level is not Level.NONE


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a set of judged labels; shares from 0 to 1."""

    pairs: int
    affected_flagged: float
    precision: float
    f1: float
    balanced: float
    not_called_affected: float
    confusion: dict[str, int]
    baselines: dict[str, tuple[float, float]] = field(default_factory=dict)


def f1(hits: int, false: int, missed: int, _: int) -> float:
    """F1 from true and false positives and false negatives."""
    return 2 * hits / max(1, 2 * hits + false + missed)


def balanced(hits: int, false: int, missed: int, left: int) -> float:
    """The mean of the share of wanted ones found and of unwanted ones left alone."""
    return (hits / max(1, hits + missed) + left / max(1, false + left)) / 2


def judged(
    documents: Iterable[Document],
    labels: Sequence[Label],
    items: Mapping[str, Item],
    register: Register,
    today: dt.date,
) -> dict[str, list[Judged]]:
    """Every label of the documents at hand, judged; by document number. Labels are capped per vendor."""
    by_document = defaultdict(list)
    for label in capped([label for label in labels if label.item_id in items], items):
        by_document[label.document].append(label)
    found: dict[str, list[Judged]] = {}
    for document in documents:
        mine = by_document.get(document.document_number, [])
        if mine:
            matcher = Matcher(document, read_scope(document), register, today, embed=run_vectors())
            said = matcher.impacts([items[label.item_id] for label in mine])
            found[document.document_number] = [
                Judged(label, impact, vendor_key(items[label.item_id]))
                for label, impact in zip(mine, said, strict=True)
            ]
    return found


def figures(rows: Sequence[Judged]) -> Figures:
    """What the officer's labels say of the flags."""
    hits = sum(row.flagged and row.wanted for row in rows)
    false = sum(row.flagged and not row.wanted for row in rows)
    missed = sum(row.wanted and not row.flagged for row in rows)
    affected = [row for row in rows if row.label.level is Level.AFFECTED]
    unwanted = [row for row in rows if not row.wanted]
    loud = sum(row.impact.level is Level.AFFECTED for row in unwanted)
    return Figures(
        pairs=len(rows),
        affected_flagged=sum(row.flagged for row in affected) / max(1, len(affected)),
        precision=hits / max(1, hits + false),
        f1=f1(hits, false, missed, 0),
        balanced=balanced(hits, false, missed, len(unwanted) - false),
        not_called_affected=loud / max(1, len(unwanted)),
        confusion=dict(Counter(f"{row.label.level.value} said {row.impact.level.value}" for row in rows)),
    )


def baseline_figures(
    document: Document, rows: Sequence[Judged], items: Mapping[str, Item]
) -> dict[str, tuple[float, float]]:
    """Best F1 and best balanced accuracy of flagging over all thresholds, for each baseline."""
    asked = [items[row.label.item_id] for row in rows]
    truth = np.array([row.wanted for row in rows])
    lexical, dense = baselines.bm25(document, asked), baselines.cosine(document, asked)
    scores = {
        "vendor keyword": baselines.vendor_keyword(document, asked),
        "BM25": lexical,
        "cosine": dense,
        "BM25 + cosine": baselines.fused(lexical, dense),
    }
    return {
        name: tuple(baselines.best_over_thresholds(score, truth, value) for value in (f1, balanced))  # type: ignore[misc]
        for name, score in scores.items()
    }


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of a reliability table: what was said and what was so."""

    low: float
    high: float
    pairs: int
    said: float
    true: float


def reliability(said: Sequence[float], true: Sequence[bool]) -> tuple[list[Bin], float]:
    """The reliability table and the expected calibration error over equal-width bins."""
    rows, error = [], 0.0
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        inside = [i for i, p in enumerate(said) if low <= p < high or (high == 1 and p == 1)]
        if inside:
            mean, rate = (sum(values[i] for i in inside) / len(inside) for values in (said, true))
            rows.append(Bin(low, high, len(inside), mean, rate))
            error += len(inside) / len(said) * abs(mean - rate)
    return rows, error


def left_out(found: Mapping[str, Sequence[Judged]], *, by: str) -> tuple[list[Bin], float]:
    """Calibration reported on folds left out, by "vendor" or by "rule": each pair is predicted by the other folds."""
    rows = [row for judged_rows in found.values() for row in judged_rows]
    fold = {id(row): _fold(row, by) for row in rows}
    said: list[float] = []
    true: list[bool] = []
    for name in sorted(set(fold.values())):
        learnt = counted(
            (cell_of(r.impact.basis), r.label.level is Level.AFFECTED) for r in rows if fold[id(r)] != name
        )
        for row in (row for row in rows if fold[id(row)] == name):
            said.append(learnt.probability(*cell_of(row.impact.basis)))
            true.append(row.label.level is Level.AFFECTED)
    return reliability(said, true)


def _fold(row: Judged, by: str) -> str:
    if by == "rule":
        return row.label.document
    return str(int(hashlib.sha256(row.vendor.encode()).hexdigest(), 16) % VENDOR_FOLDS)


def as_shipped(found: Mapping[str, Sequence[Judged]]) -> tuple[list[Bin], float]:
    """The reliability of the probabilities that the product gives, on these labels."""
    rows = [row for judged_rows in found.values() for row in judged_rows]
    return reliability([r.impact.probability for r in rows], [r.label.level is Level.AFFECTED for r in rows])


def calibrated(found: Mapping[str, Sequence[Judged]], made_by: str) -> str:
    """The text of models/calibration.json, learnt from all these labels."""
    learnt = counted(
        (cell_of(row.impact.basis), row.label.level is Level.AFFECTED) for rows in found.values() for row in rows
    )
    content: dict[str, Any] = {"made_by": made_by, "cells": learnt.rows()}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
