"""Corrections, reprints and newer readers: an owner hears again only when a deadline or the document's matter moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline import assess_stage, reading, stages
from tests.pipeline.passes import CORRECTION, NUMBER, Passes, notice, what_changed

if TYPE_CHECKING:
    from pathlib import Path

    from extract.publication import Publication

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def passes(told: Path, tmp_path: Path) -> Passes:
    """A home in which the owner was told of a determination."""
    return Passes.copied(told, tmp_path)


def correction(instruction: str) -> Publication:
    """The correction C1 of the determination."""
    return notice(f"C1-{NUMBER}", published="2099-01-14", page=1400, text=CORRECTION, instruction=instruction)


def alerts(passes: Passes) -> int:
    """How many alerts there are by now."""
    return len(passes.rows("from lake.deliveries"))


def test_a_correction_of_spelling_changes_nothing_for_anybody(passes: Passes) -> None:
    """No alert, no new impact, no reopened finding; the correction is a step of the rulemaking."""
    before = passes.impact()
    assert passes.run(correction("“affiliates, subsidiaries,” should read “affiliates,  subsidiaries,”.")) == []
    assert passes.impact() == before
    assert [row["document_number"] for row in passes.rows("from lake.impacts")] == [NUMBER]
    steps = passes.rows("from lake.rulemaking_timeline order by step")
    assert [(row["document_number"], row["gave_way_why"]) for row in steps] == [
        (NUMBER, None),
        (f"C1-{NUMBER}", "amends"),
    ]


def test_a_corrected_day_is_told_in_the_thread(passes: Passes) -> None:
    """The impact has the day that holds now, and the message says which day took the place of which."""
    (told,) = passes.run(correction("“January 20, 2099” should read “February 20, 2099”."))
    first = passes.rows("from lake.deliveries order by enqueued_at")[0]
    assert (told["kind"], told["thread"]) == ("impact alert: changed", first["delivery_id"])
    assert "2099-01-20 (compliance) → 2099-02-20 (compliance), by C1-2099-20001" in what_changed(told)
    assert "2099-02-20" in passes.impact()["obligations"]
    assert "2099-01-20" not in passes.impact()["obligations"]
    assert [row["date"].isoformat() for row in passes.rows("from lake.deadlines_ahead")] == ["2099-02-20"]
    assert passes.run() == []


def test_a_corrected_definition_is_told_although_the_finding_stays(passes: Passes) -> None:
    """Level, timing and days are the same; the words that define whom it binds are not."""
    before = passes.impact()
    (told,) = passes.run(correction("“a citizen of the United States” should read “any person in the United States”."))
    after = passes.impact()
    assert (before["level"], before["timing"]) == (after["level"], after["timing"])
    assert told["kind"] == "impact alert: changed"
    assert "any person in the United States" in what_changed(told)
    assert passes.run() == []


def test_a_reprint_that_differs_in_typography_is_nothing(passes: Passes) -> None:
    """Another publication of the same document with other quotes, dashes and spaces."""
    one = notice()
    again = one.content.replace("“Veltrona”".encode(), b'"Veltrona"').replace(b"New agreements.", b"New  agreements.")
    assert again != one.content
    assert (
        passes.run(type(one)(one.source, one.key, one.url, one.media_type, again, one.fetched_at, one.metadata)) == []
    )
    assert len(passes.rows("from lake.documents")) == 2
    assert passes.rows("from lake.material_changes") == []


def test_a_changed_reprint_is_told(passes: Passes) -> None:
    """The same number with another day: the document itself was replaced."""
    (told,) = passes.run(notice(day="March 3, 2099"))
    assert "2099-01-20 (compliance) → 2099-03-03 (compliance)" in what_changed(told)


def test_a_newer_reader_of_the_same_bytes_tells_nobody(passes: Passes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is read and assessed again; what was told stands."""
    passes.run(correction("“January 20, 2099” should read “February 20, 2099”."))
    told, assessed = alerts(passes), len(passes.rows("from lake.assessments"))
    for module in (reading, stages):
        monkeypatch.setattr(module, "reader_version", lambda: "newer")
    monkeypatch.setattr(assess_stage, "code_version", lambda: "newer")
    assert passes.run() == []
    assert len(passes.rows("from lake.readings where reader_version = 'newer'")) == 2
    assert len(passes.rows("from lake.assessments")) > assessed
    assert alerts(passes) == told
    assert len(passes.rows("from lake.material_changes")) == 1
