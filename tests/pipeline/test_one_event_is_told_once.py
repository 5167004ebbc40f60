"""One event, several sources: page, public inspection and the published document are told of as one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.pipeline.passes import NUMBER, WITHDRAWAL, Passes, filing, notice, page, what_changed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def passes(prepared_home: Path, tmp_path: Path) -> Passes:
    """A home that no pass has seen."""
    return Passes.in_(tmp_path, prepared_home)


@pytest.fixture
def gone_on(told: Path, tmp_path: Path) -> Passes:
    """A home in which the determination was told."""
    return Passes.copied(told, tmp_path)


def test_a_page_that_came_first_gives_way_and_its_owner_hears_on_in_the_thread(passes: Passes) -> None:
    """The page is told; the document closes its impact by name and goes on in the same thread, once."""
    (first,) = passes.run(page())
    (told,) = passes.rows("from lake.impacts")
    assert (told["document_number"], told["level"], told["status"]) == ("veltrona", "affected", "open")
    (second,) = passes.run(notice())
    closed, now = passes.impact("veltrona"), passes.impact()
    assert (closed["status"], now["status"]) == ("closed", "open")
    assert NUMBER in closed["status_reason"]
    assert (second["kind"], second["thread"]) == ("impact alert: changed", first["delivery_id"])
    assert f"The official document is there: 164 FR 1234 ({NUMBER})" in what_changed(second)
    assert passes.run() == []


def test_a_page_about_a_document_that_is_there_touches_and_tells_nobody(gone_on: Passes) -> None:
    """It joins the document's rulemaking, without impacts and alerts of its own."""
    assert gone_on.run(page()) == []
    assert {row["document_number"] for row in gone_on.rows("from lake.impacts")} == {NUMBER}
    (step,) = gone_on.rows("from lake.rulemaking_timeline")
    assert (step["document_number"], step["sources"], step["retold_by"]) == (NUMBER, ["federal_register"], ["veltrona"])


def test_a_page_about_another_firm_speaks_for_itself(gone_on: Passes) -> None:
    """The same stage and day do not make a retelling of a page that names another party and no document."""
    other = page("")
    other = type(other)(other.source, "https://www.bis.gov/oicts/orlanta", other.url, other.media_type,
                        other.content.replace(b"Veltrona", b"Orlanta Quimby"), other.fetched_at, other.metadata)  # fmt: skip
    gone_on.run(other)
    assert gone_on.rows("from lake.standings") == []


def test_a_draft_on_public_inspection_becomes_the_published_document(passes: Passes) -> None:
    """Told on display with a computed day; the printed day is the same one, so nobody is told again and nothing doubles."""
    (alert,) = passes.run(filing())
    told = passes.impact()
    assert alert["recipient"] == "owner:ann@example.com"
    assert [fact["computed"] for fact in json.loads(passes.rows("from lake.current_documents")[0]["dates"])] == [True]
    assert passes.run(notice()) == []
    assert passes.impact()["fingerprint"] == told["fingerprint"]
    assert [fact["computed"] for fact in json.loads(passes.rows("from lake.current_documents")[0]["dates"])] == [False]
    assert len(passes.rows("from lake.impacts")) == len(passes.rows("from lake.deadlines_ahead")) == 1


def test_a_day_that_moves_with_publication_is_told_in_the_thread(passes: Passes) -> None:
    """Published two days later than planned: the computed day gives way to the printed one, with one message."""
    (first,) = passes.run(filing())
    (second,) = passes.run(notice(day="January 22, 2099", published="2099-01-12"))
    assert (second["kind"], second["thread"]) == ("impact alert: changed", first["delivery_id"])
    assert "2099-01-20 (compliance) → 2099-01-22 (compliance)" in what_changed(second)
    assert [row["date"].isoformat() for row in passes.rows("from lake.deadlines_ahead")] == ["2099-01-22"]


def test_public_inspection_fetched_late_does_not_cover_the_published_text(gone_on: Passes) -> None:
    """The published version counts, whichever was fetched last."""
    assert gone_on.run(filing()) == []
    (row,) = gone_on.rows("from lake.current_documents")
    assert row["citation"] == "164 FR 1234"


def test_a_final_determination_takes_the_place_of_the_initial_one(passes: Passes) -> None:
    """Its impact closes as superseded, and the owner who was told of it is told of the new stage in the same thread."""
    title = "Initial Determination: Case No. ICTS-2098-007, Veltrona Systems, Inc."
    initial = notice("2098-10001", title=title, published="2098-10-01", page=900)
    (first,) = passes.run(replace(initial, source="public_inspection"))
    assert passes.impact("2098-10001")["status"] == "open"
    (second,) = passes.run(notice())
    closed = passes.impact("2098-10001")
    assert (closed["status"], closed["status_reason"]) == ("closed", f"superseded by {NUMBER}")
    assert (second["kind"], second["document_number"], second["thread"]) == (
        "impact alert: new",
        NUMBER,
        first["delivery_id"],
    )
    assert passes.run() == []


def test_a_withdrawal_ends_what_was_told(gone_on: Passes) -> None:
    """The impact is retracted by the withdrawal's number, and its owner is told so in the thread, once."""
    (first,) = gone_on.rows("from lake.deliveries")
    (second,) = gone_on.run(notice("2099-20009", published="2099-02-01", page=2000, text=WITHDRAWAL))
    ended = gone_on.impact()
    assert (ended["status"], ended["status_reason"]) == ("retracted", "withdrawn by 2099-20009")
    assert (second["kind"], second["thread"]) == ("impact alert: withdrawn", first["delivery_id"])
    assert gone_on.run() == []
