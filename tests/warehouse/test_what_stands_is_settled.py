"""Standings: what gives way ends for a reason, what is amended is assessed anew with the dates that hold, all of it once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from extract.document import DatedFact, DateKind, Stage
from models.impact import Obligation
from tests.warehouse.samples import (
    AT,
    LATER,
    VERSIONS,
    assess,
    delivery,
    document,
    impact,
    item,
    keep_document,
    publication,
    snapshots,
)
from warehouse.assessments import impacts_to_end, pairs_to_assess
from warehouse.documents import ReadDocument, Reading, current_documents, load_documents, unread_before
from warehouse.impacts import end_impacts, finding_fingerprint, impacts_to_tell
from warehouse.items import sync_items
from warehouse.lake import write
from warehouse.outbox import Telling, enqueue
from warehouse.publications import load_publications
from warehouse.standings import settle, standing_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from warehouse.catalog import Lake

TODAY = dt.date(2026, 3, 2)
RIN = ("0694-ZZ01",)


def closing(day: str) -> tuple[DatedFact, ...]:
    """A comment deadline."""
    return (DatedFact(DateKind.COMMENTS_CLOSE, dt.date.fromisoformat(day), f"by {day}"),)


def keep_proposal(con: DuckDBPyConnection) -> None:
    """A proposal with comments until 10 April."""
    keep_document(con, "2026-00001", stage=Stage.NPRM, rins=RIN, citation="91 FR 1", dates=closing("2026-04-10"),
                  publication_date=dt.date(2026, 2, 10))  # fmt: skip


def test_an_extension_moves_the_deadline_that_holds_and_brings_the_proposal_back(con: DuckDBPyConnection) -> None:
    """The proposal is work again with the new day, the extension never is; only the new day lies ahead."""
    con.execute("set variable as_of = timestamptz '2026-03-02 12:00:00+00'")
    sync_items(con, [item()], AT)
    keep_proposal(con)
    settle(con, ["icts"], TODAY, AT)
    assess(con, impact())
    assert pairs_to_assess(con, VERSIONS) == []
    source = publication("2026-00002", b"extension", LATER)
    load_publications(con, [source], LATER)
    extension = document("2026-00002", type="PRORULE", stage=Stage.COMMENT_PERIOD_EXTENSION, extends="91 FR 1",
                         dates=closing("2026-05-10"), publication_date=dt.date(2026, 3, 1))  # fmt: skip
    arrived = unread_before(con, [source.sha256])
    load_documents(
        con, [Reading(source.sha256, (ReadDocument(extension, "icts", "e1"),))], reader_version="1", at=LATER
    )
    settle(con, ["icts"], TODAY, LATER, arrived=arrived)
    (work,) = pairs_to_assess(con, VERSIONS)
    assert (work.document_number, work.revision) == ("2026-00001", 1)
    assert current_documents(con, ["2026-00001"])[0].document.comments_close_on == dt.date(2026, 5, 10)
    ahead = con.execute("select document_number, date::varchar from lake.deadlines_ahead").fetchall()
    assert ahead == [("2026-00001", "2026-05-10")]
    assert assess(con, impact(), at=LATER).changed
    settle(con, ["icts"], TODAY, LATER, arrived=unread_before(con, [source.sha256]))
    assert con.execute("select by_document from lake.material_changes").fetchall() == [("2026-00002",)]


def test_what_a_rule_took_the_place_of_is_closed_and_not_assessed_again(con: DuckDBPyConnection) -> None:
    """The proposal's impacts close with the rule's number; the rule alone is work."""
    sync_items(con, [item()], AT)
    keep_proposal(con)
    settle(con, ["icts"], TODAY, AT)
    assess(con, impact())
    keep_document(con, "2026-00003", rins=RIN, publication_date=dt.date(2026, 3, 1), at=LATER)
    settle(con, ["icts"], TODAY, LATER)
    (ending,) = impacts_to_end(con)
    assert (ending.reason, ending.gave_way_to, ending.retracted) == ("superseded by 2026-00003", "2026-00003", False)
    end_impacts(con, [ending], LATER)
    query = "select status, status_reason from lake.impacts"
    assert con.execute(query).fetchall() == [("closed", "superseded by 2026-00003")]
    assert [work.document_number for work in pairs_to_assess(con, VERSIONS)] == ["2026-00003"]
    keep_document(con, "2026-00004", stage=Stage.WITHDRAWAL, withdraws="2026-00003", rins=RIN,
                  publication_date=dt.date(2026, 3, 2), at=LATER)  # fmt: skip
    settle(con, ["icts"], TODAY, LATER)
    gone = {number: one.gives_way_to for number, one in standing_of(con).items()}
    assert gone == {"2026-00001": "2026-00003", "2026-00003": "2026-00004"}  # the proposal does not come back


def test_the_end_of_what_another_goes_on_with_is_no_news(con: DuckDBPyConnection) -> None:
    """Who was told of the proposal is told of the rule, which names what it continues; without a finding it is an end."""
    sync_items(con, [item("A-1"), item("A-2")], AT)
    keep_proposal(con)
    settle(con, ["icts"], TODAY, AT)
    assess(con, impact("A-1"), impact("A-2"))
    told = tuple(Telling(row["impact_id"], row["fingerprint"], row["status"]) for row in impacts_to_tell(con))
    enqueue(con, [delivery(1, findings=told)], AT)
    keep_document(con, "2026-00003", rins=RIN, publication_date=dt.date(2026, 3, 1), at=LATER)
    settle(con, ["icts"], TODAY, LATER)
    assess(con, impact("A-1", "2026-00003"), at=LATER)
    end_impacts(con, impacts_to_end(con), LATER)
    rows = impacts_to_tell(con)
    assert [(row["document_number"], row["item_id"], row["news"]) for row in rows] == [
        ("2026-00001", "A-2", "ended"),
        ("2026-00003", "A-1", "new"),
    ]
    first = next(one for one in told if one.impact_id != rows[0]["impact_id"])
    assert (rows[1]["continues"][0]["impact_id"], rows[1]["continues_why"]) == (first.impact_id, "superseded")


def test_what_an_owner_must_know_are_days_and_not_words() -> None:
    """A duty in other words is the same finding; another day, or matter that moved in the document, is not."""
    one = impact(obligations=(Obligation("stop using it", "2026-09-01", "by September 1"),))
    reworded = impact(obligations=(Obligation("cease all use", "2026-09-01", "from September 1, 2026, on"),))
    later = impact(obligations=(Obligation("stop using it", "2026-10-01", "by October 1"),))
    assert finding_fingerprint(one) == finding_fingerprint(reworded)
    assert finding_fingerprint(one) != finding_fingerprint(later)
    assert finding_fingerprint(one) != finding_fingerprint(one, 1)


def test_settling_what_is_settled_writes_nothing(lake: Lake) -> None:
    """No commit is left behind by a pass that finds everything as it was."""

    def keep(con: DuckDBPyConnection) -> int:
        keep_proposal(con)
        keep_document(con, "2026-00003", rins=RIN, publication_date=dt.date(2026, 3, 1))
        settle(con, ["icts"], TODAY, AT)
        return snapshots(con)

    write(lake, "read", "documents", keep)
    before = write(lake, "look", "", snapshots)
    write(lake, "assess", "what stands", lambda con: settle(con, ["icts"], TODAY, LATER))
    assert write(lake, "look", "", snapshots) == before
