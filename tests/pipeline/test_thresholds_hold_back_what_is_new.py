"""Thresholds per channel: what they hold back waits for the digest; one that cannot be read holds nothing back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from extract.document import Stage
from pipeline.messages.thresholds import lets_through
from pipeline.settings import Settings
from tests.alerts.samples import HITS, KASPERSKY
from tests.pipeline.passes import CORRECTION, NUMBER, Passes, notice

if TYPE_CHECKING:
    from pathlib import Path

AFFECTED, REVIEW = HITS[0][0], HITS[2][0]

RULES: list[tuple[dict[str, Any], bool, bool]] = [
    ({}, True, True),
    ({"level": "affected"}, True, False),
    ({"level": "review"}, True, True),
    ({"probability": 0.5}, True, False),
    ({"probability": "0.95"}, False, False),
    ({"stages": ["final determination"]}, True, True),
    ({"stages": "final rule, interim final rule"}, False, False),
    ({"level": "affected", "stages": ["final rule"]}, False, False),
]


@pytest.mark.parametrize(("rule", "affected", "review"), RULES)
def test_level_probability_and_stage(rule: dict[str, Any], affected: bool, review: bool) -> None:
    """Each narrows what is told at once, and all that are named must be met; other channels are not touched."""
    settings = Settings(thresholds={"slack": rule})
    assert KASPERSKY.stage is Stage.FINAL_DETERMINATION
    assert lets_through(settings, "slack", KASPERSKY, AFFECTED) is affected
    assert lets_through(settings, "slack", KASPERSKY, REVIEW) is review
    assert lets_through(settings, "email", KASPERSKY, REVIEW)


BROKEN: list[dict[str, Any]] = [
    {"level": "afected"},
    {"probability": "high"},
    {"stages": ["finale"]},
    {"stages": 7},
    {"colour": "red"},
    {"probability": []},
]


@pytest.mark.parametrize("rule", BROKEN)
def test_a_threshold_that_cannot_be_read_lets_the_alert_through(
    rule: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """And the log says which."""
    with caplog.at_level(logging.WARNING):
        assert lets_through(Settings(thresholds={"email": rule}), "email", KASPERSKY, REVIEW)
    assert "the threshold of email cannot be read" in caplog.text


@pytest.mark.timeout(240)
def test_what_is_held_back_is_not_told_and_what_was_told_goes_on(prepared_home: Path, tmp_path: Path) -> None:
    """A new finding below the threshold tells nobody; a change of one that was told before is told nevertheless."""
    passes = Passes.in_(tmp_path, prepared_home)
    strict = passes.settings.model_copy(update={"thresholds": {"slack": {"level": "none", "probability": 1.0},
                                                               "email": {"probability": 1.0}}})  # fmt: skip
    open_ = passes.settings
    passes.settings = strict
    assert passes.run(notice()) == []
    assert passes.impact()["status"] == "open"
    passes.settings = open_
    assert [row["kind"] for row in passes.run()] == ["impact alert: new"]
    passes.settings = strict
    moved = "“January 20, 2099” should read “February 20, 2099”."
    one = notice(f"C1-{NUMBER}", published="2099-01-14", page=1400, text=CORRECTION, instruction=moved)
    assert [row["kind"] for row in passes.run(one)] == ["impact alert: changed"]
