"""Loads: what is new is kept and named, what is known leaves no trace, and nothing is lost on the way."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.document import CfrReference, DatedFact, DateKind, Passage, Stage
from extract.suppliers import SupplierFact
from models.scope import NamedParty, Relation, Scope
from tests.warehouse.samples import (
    AT,
    LATER,
    VERSIONS,
    assess,
    delivery,
    document,
    item,
    keep_document,
    publication,
    snapshots,
)
from warehouse.assessments import pairs_to_assess
from warehouse.dispositions import Disposition, load_dispositions
from warehouse.documents import ReadDocument, Reading, current_documents, load_documents, load_rulemakings
from warehouse.embeddings import embeddings, load_embeddings
from warehouse.items import DoubledItem, current_items, inventory_hash, items_to_assess, sync_items
from warehouse.outbox import enqueue
from warehouse.publications import documents_to_read, known_keys, load_publications
from warehouse.publications import publication as kept_publication
from warehouse.quarantine import Rejected, load_quarantine, quarantined
from warehouse.record import verify
from warehouse.relation import UnknownColumn, WrongValue, insert_new
from warehouse.runs import finish_run, last_runs, start_run
from warehouse.scopes import current_scopes, load_scope, revert_scope
from warehouse.supplier_facts import current_supplier_facts, register_hash, sync_supplier_facts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from warehouse.lake import Warehouse

PARTY = NamedParty("Dahua", ("Dahua Technology",), affiliates=True, quote="“Dahua”", passage=0)


def everything(con: DuckDBPyConnection) -> None:
    """One load of each kind."""
    sync_items(con, [item("A"), item("B")], AT)
    sync_supplier_facts(con, [SupplierFact("Dahua", country="CN")], AT, origin="bundled")
    keep_document(con)
    load_rulemakings(con, {"2026-00001": "RIN 0694-AJ56"}, AT)
    load_scope(con, "2026-00001", "f1", Scope(adversaries=("CN",)), AT)
    load_embeddings(con, "small", ["t1", "t2"], np.ones((2, 4), np.float32), AT)
    enqueue(con, [delivery()], AT)
    load_dispositions(con, [Disposition("s-1", "2026-00001", "A", "affected", "ann", "slack", AT)], AT)


def test_a_second_pass_leaves_no_snapshot(warehouse: Warehouse) -> None:
    """The same loads committed again write nothing at all, and the record still verifies."""
    with warehouse.transaction("test", "first") as con:
        everything(con)
    before = snapshots(warehouse.con)
    with warehouse.transaction("test", "second") as con:
        everything(con)
    assert snapshots(warehouse.con) == before
    assert verify(warehouse.con).broken == ()


def test_a_publication_is_kept_once_byte_for_byte(con: DuckDBPyConnection) -> None:
    """Every byte value survives; the same answer fetched again is not new; other metadata make another publication."""
    content = bytes(range(256)) * 100
    one = publication(content=content)
    assert load_publications(con, [one, one], AT) == [one.sha256]
    assert load_publications(con, [publication(content=content, at=LATER)], LATER) == []
    assert kept_publication(con, one.sha256) == one
    assert kept_publication(con, "0" * 64) is None
    assert known_keys(con, "federal_register") == {"2026-00001": AT}


def test_the_read_stage_finds_its_work_in_the_warehouse(con: DuckDBPyConnection) -> None:
    """A publication waits until this reader has read it, whether it held documents or a problem; a new reader reads anew."""
    good, bad = publication("1", b"one"), publication("2", b"two", LATER)
    load_publications(con, [bad, good], LATER)
    assert documents_to_read(con, "1") == [good, bad]
    assert documents_to_read(con, "1", limit=1) == [good]
    readings = [Reading(good.sha256, (ReadDocument(document(), "icts", "f1"),)), Reading(bad.sha256, problem="no XML")]
    load_documents(con, readings, reader_version="1", at=LATER)
    assert documents_to_read(con, "1") == []
    assert documents_to_read(con, "2") == [good, bad]


def test_a_document_comes_back_as_it_was_read(con: DuckDBPyConnection) -> None:
    """Every field, nested ones and absent ones too, survives the warehouse."""
    whole = document(
        stage=Stage.NPRM, action="Proposed rule.", abstract="", agencies=("Commerce Department", "O'Brien"),
        publication_date=dt.date(2024, 9, 26), filed_at=dt.datetime(2024, 9, 23, 12, 45, tzinfo=dt.UTC),
        citation="89 FR 79088", start_page=79088, rins=("0694-AJ56",), agency_dockets=(),
        cfr_references=(CfrReference(15, "791"),), fr_citations=("84 FR 22689",), problems=("no DATES",),
        dates=(DatedFact(DateKind.COMMENTS_CLOSE, dt.date(2024, 10, 28), "on or before “October 28”", computed=True),),
        passages=(Passage("I. > A.", 1, "79089", "C’est ça 中文 \u202e", "preamble", ("VCS hardware", "“x”")),),
    )  # fmt: skip
    source = publication()
    load_publications(con, [source], AT)
    read = ReadDocument(whole, "icts", "f1")
    load_documents(con, [Reading(source.sha256, (read,))], reader_version="1", at=AT)
    assert current_documents(con) == [read]
    assert current_documents(con, ["2026-00001"], passages=False)[0].document.passages == ()
    assert current_documents(con, ["other"]) == []
    assert current_documents(con, relevances=["other", "adjacent"]) == []


def test_only_material_changes_of_a_document_count_as_such(con: DuckDBPyConnection) -> None:
    """New, the same but for typography, changed; the newest publication is the current version."""
    assert keep_document(con, title="A").new == ("2026-00001",)
    assert keep_document(con, title="A ", at=LATER).unchanged == ("2026-00001",)
    last = keep_document(con, title="B", fingerprint="f2", at=LATER + dt.timedelta(hours=1))
    assert (last.new, last.changed, last.unchanged) == ((), ("2026-00001",), ())
    assert [one.document.title for one in current_documents(con)] == ["B"]
    again = keep_document(con, title="B", fingerprint="f2", at=LATER + dt.timedelta(hours=1))
    assert (again.new, again.changed, again.unchanged) == ((), (), ())


def test_an_older_publication_read_later_does_not_become_current(con: DuckDBPyConnection) -> None:
    """A new reader that reads everything again leaves the newest publication on top."""
    keep_document(con, title="old", at=AT)
    keep_document(con, title="new", fingerprint="f2", at=LATER)
    old, new = documents_to_read(con, "2")
    readings = [Reading(one.sha256, (ReadDocument(document(title=title), "icts", mark),))
                for one, title, mark in ((new, "new", "f2"), (old, "old", "f1"))]  # fmt: skip
    outcome = load_documents(con, readings, reader_version="2", at=LATER + dt.timedelta(days=1))
    assert outcome.unchanged == ("2026-00001",)
    assert current_documents(con)[0].document.title == "new"


def test_a_rulemaking_may_be_joined_later(con: DuckDBPyConnection) -> None:
    """Only documents whose family is new or another one are named, and the current documents carry it."""
    keep_document(con, "1")
    keep_document(con, "2")
    assert load_rulemakings(con, {"1": "RIN A", "2": "document 2"}, AT) == ["1", "2"]
    assert load_rulemakings(con, {"1": "RIN A", "2": "document 2"}, LATER) == []
    assert load_rulemakings(con, {"1": "RIN A", "2": "RIN A"}, LATER) == ["2"]
    found = con.execute("select document_number, rulemaking from lake.current_documents order by 1").fetchall()
    assert found == [("1", "RIN A"), ("2", "RIN A")]


def test_a_reviewers_scope_holds_until_it_is_taken_back(con: DuckDBPyConnection) -> None:
    """Reading the text again, or a changed one, does not take its place; then it is said to be of an earlier version."""
    keep_document(con)
    read, amended = Scope(covered=()), Scope(relation=Relation.PARTY, named_parties=(PARTY,), adversaries=("CN",))
    assert load_scope(con, "2026-00001", "f1", read, AT)
    assert not revert_scope(con, "2026-00001", AT, reverted_by="ann@example.com", note="there is none")
    assert load_scope(con, "2026-00001", "f1", amended, LATER, amended_by="ann@example.com", note="Dahua is named")
    assert not load_scope(con, "2026-00001", "f1", read, LATER + dt.timedelta(hours=1))
    assert current_scopes(con)["2026-00001"].scope == amended
    assert load_scope(con, "2026-00001", "f1", Scope(adversaries=("RU",)), LATER + dt.timedelta(hours=2))
    held = current_scopes(con, ["2026-00001"])["2026-00001"]
    assert (held.amended_by, held.note, held.earlier_version) == ("ann@example.com", "Dahua is named", False)
    keep_document(con, fingerprint="f2", at=LATER + dt.timedelta(hours=3))
    assert load_scope(con, "2026-00001", "f2", read, LATER + dt.timedelta(hours=3))
    held = current_scopes(con)["2026-00001"]
    assert (held.scope, held.earlier_version) == (amended, True)
    assert revert_scope(
        con, "2026-00001", LATER + dt.timedelta(hours=4), reverted_by="bob@example.com", note="it is not"
    )
    held = current_scopes(con)["2026-00001"]
    assert (held.scope, held.amended_by, held.earlier_version) == (read, "", False)
    assert not revert_scope(
        con, "2026-00001", LATER + dt.timedelta(hours=5), reverted_by="bob@example.com", note="again"
    )
    assert load_scope(con, "2026-00001", "f1", amended, LATER + dt.timedelta(hours=6), amended_by="ann@example.com")
    assert current_scopes(con)["2026-00001"].scope == amended


def test_the_scope_is_that_of_the_version_that_counts(con: DuckDBPyConnection) -> None:
    """What public inspection's record says of a published document is read too, and may be read last; ties are no dice."""
    told = {"publication_date": dt.date(2026, 3, 1)}
    keep_document(con, fingerprint="published", **told)
    published, record = Scope(adversaries=("CN",)), Scope()
    assert load_scope(con, "2026-00001", "published", published, AT)
    for at in (LATER, LATER, LATER + dt.timedelta(hours=1)):
        load_scope(con, "2026-00001", "on inspection", record, at)
        load_scope(con, "2026-00001", "published", published, at)
        load_scope(con, "2026-00001", "on inspection", record, at)
        assert current_scopes(con)["2026-00001"].scope == published


def test_a_file_without_a_day_does_not_take_the_place_of_a_dated_version(con: DuckDBPyConnection) -> None:
    """The publisher's own XML prints no day of publication; added by hand later it would undo what the day settles."""
    keep_document(con, fingerprint="dated", publication_date=dt.date(2026, 3, 1))
    keep_document(con, fingerprint="undated", at=LATER)
    (held,) = current_documents(con)
    assert held.document.publication_date == dt.date(2026, 3, 1)
    keep_document(con, fingerprint="dated anew", publication_date=dt.date(2026, 3, 1), at=LATER + dt.timedelta(hours=1))
    assert con.execute("select fingerprint from lake.newest_documents").fetchall() == [("dated anew",)]


def test_the_inventory_is_versioned(con: DuckDBPyConnection) -> None:
    """Added, changed, unchanged and unlisted items are told apart; the versions stay."""
    first = sync_items(con, [item("A"), item("B"), item("C")], AT)
    assert (first.added, first.changed, first.retired) == (("A", "B", "C"), (), ())
    assert sync_items(con, [item("C"), item("A"), item("B")], LATER).unchanged == 3
    second = sync_items(con, [item("A"), item("B", vendor="Axis"), item("D")], LATER)
    assert (second.added, second.changed, second.retired, second.unchanged) == (("D",), ("B",), ("C",), 1)
    assert current_items(con) == [item("A"), item("B", vendor="Axis"), item("D")]
    assert current_items(con, ["B"]) == [item("B", vendor="Axis")]
    versions = con.execute(
        "select item_id, vendor, valid_to, retired_at from lake.items order by 1, valid_from"
    ).fetchall()
    assert versions == [
        ("A", "Dahua", None, None), ("B", "Dahua", LATER, None), ("B", "Axis", None, None),
        ("C", "Dahua", LATER, LATER), ("D", "Dahua", None, None),
    ]  # fmt: skip
    assert sync_items(con, [item("C")], LATER + dt.timedelta(hours=1), full=False).added == ("C",)
    assert len(current_items(con)) == 4


def test_one_inventory_does_not_retire_anothers_items(con: DuckDBPyConnection) -> None:
    """A full sync of one file leaves the items of another listed."""
    sync_items(con, [item("A"), item("B")], AT, inventory="plant.csv")
    synced = sync_items(con, [item("C")], LATER, inventory="office.csv")
    assert synced.retired == ()
    assert sync_items(con, [item("A")], LATER, inventory="plant.csv").retired == ("B",)


def test_an_id_listed_twice_stops_the_sync(con: DuckDBPyConnection) -> None:
    """Two rows with one id name it, and nothing is half-loaded."""
    with pytest.raises(DoubledItem, match="'A' is listed twice"):
        sync_items(con, [item("A"), item("B"), item("A")], AT)
    assert current_items(con) == []


def test_unknown_columns_and_the_inventorys_hash_are_kept(con: DuckDBPyConnection) -> None:
    """Columns we do not know come back with the item; the hash moves with any change and back with it."""
    odd = item("A", extra=(("rack", "7b"), ("note", "ünïcode")))  # type: ignore[arg-type]
    sync_items(con, [odd], AT)
    assert current_items(con) == [odd]
    before = inventory_hash(con)
    sync_items(con, [item("A")], LATER)
    changed = inventory_hash(con)
    sync_items(con, [odd], LATER + dt.timedelta(hours=1))
    assert (inventory_hash(con), changed == before) == (before, False)


def test_a_fact_brings_back_the_items_it_reaches(con: DuckDBPyConnection) -> None:
    """Items of the firm and of those it owns are assessed again, once; the others are not, nor are they other versions."""
    keep_document(con)
    owned = SupplierFact("Nordlicht", country="SE", parent="Dragon Holding", relation="owned by", source="a register")
    sync_supplier_facts(con, [owned], AT, origin="bundled")
    sync_items(
        con, [item("A", vendor="Nordlicht AB"), item("B", vendor="Axis"), item("C", vendor="Dragon Holding")], AT
    )
    assess(con)
    assert pairs_to_assess(con, VERSIONS) == []
    learnt = SupplierFact("Dragon Holding", country="CN", source="another register")
    assert sync_supplier_facts(con, [learnt], LATER, origin="company").items == ("A", "C")
    (work,) = pairs_to_assess(con, VERSIONS)
    assert [one.item_id for one in items_to_assess(con, work.after_sync, work.through_sync)] == ["A", "C"]
    assess(con, at=LATER)
    assert pairs_to_assess(con, VERSIONS) == []
    assert sync_supplier_facts(con, [learnt], LATER, origin="company").items == ()
    assert con.execute("select count(*) from lake.items").fetchall() == [(3,)]
    assert sync_supplier_facts(con, [], LATER + dt.timedelta(hours=1), origin="company").items == ("A", "C")


def test_supplier_facts_come_and_go_with_their_origin(con: DuckDBPyConnection) -> None:
    """A full sync removes what its origin says no longer, and what others say stays."""
    dahua, hikvision = SupplierFact("Dahua", country="CN", source="FCC"), SupplierFact("Hikvision", country="CN")
    assert len(sync_supplier_facts(con, [dahua, hikvision], AT, origin="bundled").added) == 2
    first = register_hash(con)
    again = sync_supplier_facts(con, [dahua, hikvision], LATER, origin="bundled")
    assert (again.added, again.removed) == ((), ())
    sync_supplier_facts(con, [dahua], LATER, origin="reported by ann@example.com")
    gone = sync_supplier_facts(con, [hikvision], LATER, origin="bundled")
    assert (len(gone.added), len(gone.removed)) == (0, 1)
    assert sorted(fact.name for fact in current_supplier_facts(con)) == ["Dahua", "Hikvision"]
    assert register_hash(con) != first
    assert len(sync_supplier_facts(con, [dahua, hikvision], LATER + dt.timedelta(days=1), origin="bundled").added) == 1


def test_a_text_is_embedded_once(con: DuckDBPyConnection) -> None:
    """Vectors come back exactly, under their own text and model; known texts are not stored again."""
    vectors = np.random.default_rng(791).random((5_000, 16), dtype=np.float32)
    hashes = [f"t{number}" for number in range(5_000)]
    assert load_embeddings(con, "small", hashes, vectors, AT) == 5_000
    assert load_embeddings(con, "small", [*hashes[:10], "new", "new"], np.ones((12, 16), np.float32), AT) == 1
    found = embeddings(con, "small", [*hashes, "new", "unknown"])
    assert len(found) == 5_001
    assert all(np.array_equal(found[each], vector) for each, vector in zip(hashes, vectors, strict=True))
    assert embeddings(con, "other", hashes) == {}


def test_what_cannot_be_taken_in_is_kept_with_its_reason(con: DuckDBPyConnection) -> None:
    """The same thing tried again is counted, not doubled; its bytes stay."""
    rejected = Rejected("inventory", "items.csv, row 3", "has no id", b"\xff\xfe,,")
    assert load_quarantine(con, [rejected, rejected], AT) == [rejected.quarantine_id]
    assert load_quarantine(con, [rejected], LATER) == []
    (row,) = quarantined(con)
    assert (row["attempts"], row["first_seen"], row["last_seen"], row["size"]) == (2, AT, LATER, 4)
    assert con.execute("select content from lake.quarantine").fetchall() == [(b"\xff\xfe,,",)]


def test_runs_tell_what_stages_did(con: DuckDBPyConnection) -> None:
    """The newest run of each stage, with what it counted or what stopped it."""
    finish_run(con, start_run(con, "poll", AT), {"publications": 3}, AT)
    finish_run(con, start_run(con, "poll", LATER), {}, LATER, error="no network")
    start_run(con, "read", LATER)
    poll, read = last_runs(con)
    assert (poll["status"], poll["error"], poll["counts"]) == ("failed", "no network", {})
    assert (read["status"], read["finished_at"]) == ("running", None)


def test_bad_rows_are_named_by_table_and_column(con: DuckDBPyConnection) -> None:
    """An unknown column and a time without a zone are refused before anything is written."""
    with pytest.raises(UnknownColumn, match="syncs has no column flavour"):
        insert_new(con, "syncs", [{"sync": 1, "flavour": "x"}], ("sync",))
    with pytest.raises(WrongValue, match=r"syncs\.synced_at cannot hold .* no zone"):
        insert_new(con, "syncs", [{"sync": 1, "synced_at": dt.datetime(2026, 3, 2)}], ("sync",))  # noqa: DTZ001 - meant


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(), min_size=1, max_size=15, unique_by=lambda text: text.encode("utf-8", "replace")))
def test_any_text_survives(warehouse: Warehouse, texts: list[str]) -> None:
    """Quotes, braces, control characters, emoji come back unchanged, inlined in the catalog or in Parquet."""
    con = warehouse.con
    con.execute("begin")
    insert_new(con, "runs", [{"run_id": text, "stage": text, "counts": {text: [text]}} for text in texts], ("run_id",))
    con.execute("commit")
    wanted = {text.encode("utf-8", "replace").decode() for text in texts}
    found = con.execute("select run_id, stage, json_keys(counts)[1] from lake.runs").fetchall()
    con.execute("delete from lake.runs")
    assert {run for run, _, _ in found} == wanted
    assert all(run == stage for run, stage, _ in found)
