"""What is told at once, what waits for the digest, and what is told to nobody."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipeline import stages
from tests.pipeline.passes import CORRECTION, NUMBER, Given, Passes, notice

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(240)
TITLE = "Initial Determination: Case No. ICTS-2098-007, Veltrona Systems, Inc."
LATER = "“January 20, 2099” should read “February 20, 2099”."


def test_a_proposal_waits_for_the_digest_and_the_final_stage_does_not(prepared_home: Path, tmp_path: Path) -> None:
    """An initial determination that was published is found and told nobody at once; the final one is told as new, once."""
    passes = Passes.in_(tmp_path, prepared_home)
    assert passes.run(notice("2098-10001", title=TITLE, published="2098-10-01", page=900)) == []
    assert (passes.impact("2098-10001")["level"], passes.impact("2098-10001")["timing"]) == ("affected", "proposed")
    (told,) = passes.run(notice())
    assert (told["kind"], told["document_number"], told["thread"]) == ("impact alert: new", NUMBER, None)
    assert passes.run() == []


def test_a_backfill_tells_nobody_and_a_later_change_is_told(prepared_home: Path, tmp_path: Path) -> None:
    """What a replay finds is kept without a word, however often tell runs; what moves afterwards is news."""
    passes = Passes.in_(tmp_path, prepared_home)
    stages.poll(passes.settings, [Given((notice(),))], dt.date(2099, 1, 1))
    stages.read(passes.settings)
    stages.sync(passes.settings)
    stages.assess(passes.settings, notify=False)
    passes.count = 1
    assert stages.tell(passes.settings)["sent"] == 0
    assert passes.run() == []
    assert passes.impact()["status"] == "open"
    moved = notice(f"C1-{NUMBER}", published="2099-01-14", page=1400, text=CORRECTION, instruction=LATER)
    assert [row["kind"] for row in passes.run(moved)] == ["impact alert: new"]
