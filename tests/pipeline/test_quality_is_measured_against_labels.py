"""The evaluation: figures from labels, baselines beside them, calibration on folds left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from extract.inventory import Item
from models.impact import Level
from pipeline.quality.baselines import best_over_thresholds, fused
from pipeline.quality.evaluation import balanced, f1, reliability
from pipeline.quality.labels import Label, LabelError, capped, parse_labels

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable


def test_labels_are_read_by_either_name_of_their_columns() -> None:
    """document_number or rule, item_id or asset_id; a rule's name is turned into its number."""
    text = b"rule,asset_id,label,reason\nvehicles,A-1,affected,why\n2099-1,A-2,not,\n"
    found = parse_labels(text, "labels.csv", {"vehicles": "2025-00592"})
    assert found == [Label("2025-00592", "A-1", Level.AFFECTED, "why"), Label("2099-1", "A-2", Level.NONE, "")]


def test_a_label_that_says_nothing_is_named() -> None:
    """File, row and column."""
    with pytest.raises(LabelError, match=r"labels\.csv, row 2, label: 'maybe'"):
        parse_labels(b"rule,asset_id,label\nx,A-1,maybe\n", "labels.csv", {})


def test_a_vendor_counts_at_most_ten_times() -> None:
    """Per document and level; a catalogue page does not decide a figure."""
    items = {f"A-{n:02}": Item(f"A-{n:02}", "thing", "Acme Corp") for n in range(30)}
    labels = [Label("2099-1", key, Level.REVIEW, "") for key in items]
    assert len(capped(labels, items)) == 10


def test_flagging_everything_has_half_of_balanced_accuracy() -> None:
    """The floor that every figure is read against."""
    assert balanced(5, 5, 0, 0) == 0.5
    assert f1(5, 5, 0, 0) == pytest.approx(2 / 3)


def test_the_best_threshold_is_found_between_distinct_scores() -> None:
    """Ties cannot be split: a threshold lies between two scores."""
    truth = np.array([True, False, True, False])
    assert best_over_thresholds(np.array([3.0, 1.0, 3.0, 0.0]), truth, f1) == 1.0
    assert best_over_thresholds(np.array([1.0, 1.0, 1.0, 1.0]), truth, f1) == pytest.approx(2 / 3)


def test_fusion_prefers_what_both_rank_high() -> None:
    """Reciprocal ranks add up."""
    scores = fused(np.array([3.0, 2.0, 1.0]), np.array([3.0, 1.0, 2.0]))
    assert scores.argmax() == 0


def test_expected_calibration_error_is_the_weighted_gap() -> None:
    """Said 0.9 and true half of the time is a gap of 0.4."""
    bins, error = reliability([0.9, 0.9], [True, False])
    assert error == pytest.approx(0.4)
    assert [(one.pairs, one.true) for one in bins] == [(2, 0.5)]


def test_our_own_labels_reproduce_the_figures(command: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """`icts-watch evaluate matching` runs on what comes with the product and beats every baseline it prints."""
    done = command("evaluate", "matching")
    assert done.returncode == 0, done.stderr
    assert "vendor keyword" in done.stdout
    assert "BM25 + cosine" in done.stdout
    assert "folds by vendor left out" in done.stdout
    macro = float(done.stderr.split("averaged over the rules: ")[1].split()[0])
    assert macro >= 0.80
