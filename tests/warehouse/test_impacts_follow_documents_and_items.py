"""Impacts: the work list is read from the warehouse, a rerun finds nothing, and only what moved is written and told."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.document import Stage
from models.impact import ItemEvidence, Level, Timing
from models.scope import Scope
from tests.warehouse.samples import AT, LATER, VERSIONS, assess, delivery, impact, item, keep_document
from warehouse.assessments import Ending, impacts_to_end, pairs_to_assess
from warehouse.impacts import end_impacts, impact_id, impacts_to_tell, load_impacts
from warehouse.items import items_to_assess, sync_items
from warehouse.outbox import Telling, enqueue
from warehouse.scopes import load_scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from extract.inventory import Item
    from warehouse.assessments import Work

NOON = LATER + dt.timedelta(hours=1)


def items_of(con: DuckDBPyConnection, work: Work, **slice_: int) -> list[str]:
    """The ids of the items that a piece of work takes in."""
    found: list[Item] = items_to_assess(con, work.after_sync, work.through_sync, **slice_)
    return [one.item_id for one in found]


def tell_all(con: DuckDBPyConnection, number: int, at: dt.datetime) -> None:
    """Puts a message into the outbox that tells of everything there is to tell."""
    told = tuple(Telling(row["impact_id"], row["fingerprint"], row["status"]) for row in impacts_to_tell(con))
    enqueue(con, [delivery(number, findings=told)], at)


def status(con: DuckDBPyConnection, item_id: str = "A-1") -> tuple[str, str]:
    """Level and status of an impact."""
    query = "select level, status from lake.impacts where item_id = ?"
    found: tuple[str, str] = con.execute(query, [item_id]).fetchall()[0]
    return found


def test_a_document_meets_every_item_once(con: DuckDBPyConnection) -> None:
    """All items are work for a new document; after the assessment nothing is, with findings or without."""
    sync_items(con, [item("A-1"), item("A-2")], AT)
    keep_document(con)
    keep_document(con, "2026-00002", relevance="other")
    (work,) = pairs_to_assess(con, VERSIONS)
    assert (work.document_number, work.items, items_of(con, work)) == ("2026-00001", 2, ["A-1", "A-2"])
    loaded = assess(con, impact("A-1"), impact("A-2", level=Level.NONE))
    assert loaded.new == (impact_id("2026-00001", "A-1"),)
    assert pairs_to_assess(con, VERSIONS) == []
    assert [work.document_number for work in pairs_to_assess(con, VERSIONS, ["other"])] == ["2026-00002"]


def test_a_new_item_meets_every_old_document(con: DuckDBPyConnection) -> None:
    """Only the added or changed items are work, for each document; the others' impacts stay as they are."""
    sync_items(con, [item("A-1"), item("A-2")], AT)
    keep_document(con)
    keep_document(con, "2026-00002")
    assess(con, impact("A-1"))
    assess(con)
    sync_items(con, [item("A-1"), item("A-2", vendor="Axis"), item("A-3")], LATER)
    first, second = pairs_to_assess(con, VERSIONS)
    assert (items_of(con, first), items_of(con, second)) == (["A-2", "A-3"], ["A-2", "A-3"])
    loaded = assess(con, impact("A-3"), at=LATER)
    assert (len(loaded.new), loaded.closed) == (1, ())
    assert status(con, "A-1") == ("affected", "open")


def test_a_changed_text_scope_model_or_program_meets_every_item_again(con: DuckDBPyConnection) -> None:
    """Each of the four makes all items work again, and doing it makes none; a scope that comes back does so too."""
    sync_items(con, [item("A-1"), item("A-2")], AT)
    keep_document(con)
    assess(con)
    load_scope(con, "2026-00001", "f1", Scope(adversaries=("CN",)), AT)
    assert [work.items for work in pairs_to_assess(con, VERSIONS)] == [2]
    assess(con, at=LATER)
    keep_document(con, fingerprint="f2", at=LATER)
    assert [work.items for work in pairs_to_assess(con, VERSIONS)] == [2]
    assess(con, at=NOON)
    assert pairs_to_assess(con, VERSIONS) == []
    for other in (replace(VERSIONS, model="m2"), replace(VERSIONS, code_version="c2")):
        assert [work.items for work in pairs_to_assess(con, other)] == [2]
    load_scope(con, "2026-00001", "f2", Scope(), NOON)
    assess(con, at=NOON + dt.timedelta(hours=1))
    load_scope(con, "2026-00001", "f2", Scope(adversaries=("CN",)), NOON + dt.timedelta(hours=2))
    assert [work.items for work in pairs_to_assess(con, VERSIONS)] == [2]


def test_slices_count_only_together(con: DuckDBPyConnection) -> None:
    """Slices share the items out without rest; the work is done when the last of them is in."""
    everything = [f"A-{number}" for number in range(50)]
    sync_items(con, [item(each) for each in everything], AT)
    keep_document(con)
    (work,) = pairs_to_assess(con, VERSIONS)
    shares = [items_of(con, work, slice_=number, slices=3) for number in range(3)]
    assert sorted(itertools.chain.from_iterable(shares)) == sorted(everything)
    for number, share in enumerate(shares):
        assert pairs_to_assess(con, VERSIONS) == [work]
        load_impacts(con, {work: [impact(share[0])]}, VERSIONS, AT, slice_=number, slices=3)
    assert pairs_to_assess(con, VERSIONS) == []
    assert con.execute("select count(*) from lake.impacts where status = 'open'").fetchall() == [(3,)]


def test_an_impact_is_changed_only_by_what_its_owner_must_know(con: DuckDBPyConnection) -> None:
    """Another level or timing is a change; other words are kept but are none; a finding that is gone is closed."""
    sync_items(con, [item("A-1"), item("A-2")], AT)
    keep_document(con)
    assess(con, impact("A-1"), impact("A-2"))
    keep_document(con, fingerprint="f2", at=LATER)
    reworded = impact("A-1", reasons=("Named in section 2.",), item_evidence=(ItemEvidence("supplier", "Dahua"),))
    second = assess(con, reworded, impact("A-2", level=Level.REVIEW), at=LATER)
    assert (second.new, second.unchanged) == ((), 0)
    assert second.refreshed == (impact_id("2026-00001", "A-1"),)
    assert second.changed == (impact_id("2026-00001", "A-2"),)
    keep_document(con, fingerprint="f3", at=NOON)
    third = assess(con, reworded, at=NOON)
    assert (third.closed, third.unchanged) == ((impact_id("2026-00001", "A-2"),), 1)
    assert status(con, "A-2") == ("review", "closed")
    rows = con.execute(
        "select item_id, reasons, previous->>'level', opened_at, changed_at from lake.impacts order by 1"
    )
    assert rows.fetchall() == [
        ("A-1", ["Named in section 2."], None, AT, AT),
        ("A-2", ["The vendor is named."], "review", AT, NOON),
    ]


def test_impacts_end_with_their_item_and_with_their_document(con: DuckDBPyConnection) -> None:
    """An item that leaves retires its impacts, a withdrawal retracts the document's, and both can come back."""
    sync_items(con, [item("A-1"), item("A-2")], AT)
    keep_document(con, citation="91 FR 100")
    assess(con, impact("A-1"), impact("A-2"))
    assert sync_items(con, [item("A-2")], LATER).retired_impacts == (impact_id("2026-00001", "A-1"),)
    assert (status(con, "A-1"), status(con, "A-2")) == (("affected", "retired"), ("affected", "open"))
    sync_items(con, [item("A-1"), item("A-2")], NOON)
    assert assess(con, impact("A-1"), at=NOON).changed == (impact_id("2026-00001", "A-1"),)
    keep_document(con, "2026-00009", stage=Stage.WITHDRAWAL, withdraws="91 FR 100", at=NOON)
    endings = impacts_to_end(con)
    assert endings == [Ending("2026-00001", "withdrawn by 2026-00009", None, retracted=True)]
    assert len(end_impacts(con, endings, NOON)) == 2
    assert end_impacts(con, endings, NOON) == []
    assert impacts_to_end(con) == []
    assert [work.document_number for work in pairs_to_assess(con, VERSIONS)] == ["2026-00009"]


def test_a_document_that_turns_out_to_be_none_of_ours_is_retracted(con: DuckDBPyConnection) -> None:
    """Read anew as something else, it is work for the retraction."""
    sync_items(con, [item()], AT)
    keep_document(con)
    assess(con, impact())
    keep_document(con, relevance="other", at=LATER)
    assert impacts_to_end(con) == [Ending("2026-00001", "no longer read as icts", None, retracted=True)]


def test_a_finding_on_an_item_that_has_left_meanwhile_is_not_kept(con: DuckDBPyConnection) -> None:
    """The inventory moved on while the document was assessed: no impact points nowhere."""
    sync_items(con, [item("A-1"), item("A-2")], AT)
    keep_document(con)
    (work,) = pairs_to_assess(con, VERSIONS)
    sync_items(con, [item("A-1")], LATER)
    loaded = load_impacts(con, {work: [impact("A-1"), impact("A-2")]}, VERSIONS, LATER)
    assert loaded.new == (impact_id("2026-00001", "A-1"),)


def test_only_news_is_told(con: DuckDBPyConnection) -> None:
    """Told findings are not told again; a change is, and so is the end of what was told."""
    sync_items(con, [item("A-1"), item("A-2")], AT)
    keep_document(con)
    assess(con, impact("A-1"), impact("A-2"))
    (first, _) = impacts_to_tell(con)
    assert (first["news"], first["obligations"][0]["date"]) == ("new", "2026-09-01")
    tell_all(con, 1, AT)
    assert impacts_to_tell(con) == []
    keep_document(con, fingerprint="f2", at=LATER)
    assess(con, impact("A-1", timing=Timing.FROM_A_DATE), at=LATER)
    assert [(row["item_id"], row["news"]) for row in impacts_to_tell(con)] == [("A-1", "changed"), ("A-2", "ended")]
    tell_all(con, 2, LATER)
    assert impacts_to_tell(con) == []


def test_a_backfill_is_told_to_nobody(con: DuckDBPyConnection) -> None:
    """Findings of a backfill wait silently; a later change speaks."""
    sync_items(con, [item()], AT)
    keep_document(con)
    assess(con, impact(), notify=False)
    assert impacts_to_tell(con) == []
    keep_document(con, fingerprint="f2", at=LATER)
    assess(con, impact(probability=0.8), at=LATER)
    assert impacts_to_tell(con) == []
    keep_document(con, fingerprint="f3", at=NOON)
    assess(con, impact(level=Level.REVIEW), at=NOON)
    assert [row["news"] for row in impacts_to_tell(con)] == ["new"]
