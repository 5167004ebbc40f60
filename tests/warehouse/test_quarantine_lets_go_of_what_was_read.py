"""Quarantine: what is taken in after all is resolved, what fails again waits again, and nothing is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.warehouse.samples import AT, LATER, publication
from warehouse.catalog import Lake, attach
from warehouse.documents import Reading, load_documents
from warehouse.engines import connection
from warehouse.lake import open_warehouse
from warehouse.migrate import migrations, prepare
from warehouse.publications import documents_to_read, load_publications
from warehouse.quarantine import (
    Rejected,
    load_quarantine,
    quarantined,
    resolve_read,
    resolve_rows,
    unread_quarantined,
)
from warehouse.relation import fetched

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

PAGE = Rejected("bis", "https://example.gov/a", "HTML without text", b"<html>")
OTHER = Rejected("bis", "https://example.gov/b", "empty", b"")
ROW = Rejected("inventory", "assets.csv, row 3", "assets.csv, row 3, name: is empty", b"A-1,,")


def waiting(con: DuckDBPyConnection) -> list[str]:
    """The names of what waits."""
    return sorted(row["name"] for row in quarantined(con))


def test_what_is_read_now_is_resolved_and_kept(con: DuckDBPyConnection) -> None:
    """The entry of the page that was read waits no longer, says what read it and when; the bytes are still there."""
    load_quarantine(con, [PAGE, OTHER], AT)
    assert resolve_read(con, {(PAGE.source, PAGE.name): set()}, LATER, by="reader 2") == [PAGE.quarantine_id]
    assert waiting(con) == [OTHER.name]
    (row,) = fetched(con, "from lake.quarantine where resolved_at is not null")
    assert (row["resolved_at"], row["resolved_by"], row["content"]) == (LATER, "reader 2", b"<html>")


def test_what_failed_again_waits_on(con: DuckDBPyConnection) -> None:
    """A part of a publication that still cannot be read is not resolved with the rest of it."""
    rest = Rejected(PAGE.source, PAGE.name, "another part", b"<p>")
    load_quarantine(con, [PAGE, rest], AT)
    resolve_read(con, {(PAGE.source, PAGE.name): {rest.quarantine_id}}, LATER, by="reader 2")
    assert [row["reason"] for row in quarantined(con)] == ["another part"]


def test_what_was_resolved_and_fails_anew_waits_again(con: DuckDBPyConnection) -> None:
    """It is the same entry, with one more attempt."""
    load_quarantine(con, [PAGE], AT)
    resolve_read(con, {(PAGE.source, PAGE.name): set()}, AT, by="reader 2")
    assert load_quarantine(con, [PAGE], LATER) == []
    (row,) = quarantined(con)
    assert (row["attempts"], row["first_seen"], row["last_seen"]) == (2, AT, LATER)


def test_rows_are_resolved_by_the_sync_that_takes_them(con: DuckDBPyConnection) -> None:
    """Of the inventory's rows those not refused again; the register's rows are another matter."""
    fact = Rejected("suppliers", "suppliers.csv, row 2", "suppliers.csv, row 2, name: is empty", b",")
    again = Rejected("inventory", "assets.csv, row 9", "assets.csv, row 9, name: is empty", b"A-9,,")
    load_quarantine(con, [ROW, again, fact], AT)
    assert resolve_rows(con, "inventory", [again], LATER, by="sync of assets.csv") == [ROW.quarantine_id]
    assert waiting(con) == ["assets.csv, row 9", "suppliers.csv, row 2"]


def test_a_publication_is_tried_by_a_new_reader_and_by_the_same_one_on_demand(con: DuckDBPyConnection) -> None:
    """Each version of the reader meets each publication once; one that waits in quarantine is met again when asked."""
    good, bad = publication("2026-1", b"<RULE/>"), publication("2026-2", b"broken")
    load_publications(con, [good, bad], AT)
    load_documents(con, [Reading(good.sha256), Reading(bad.sha256, problem="broken")], reader_version="1", at=AT)
    load_quarantine(con, [Rejected(bad.source, bad.key, "broken", bad.content)], AT)
    assert documents_to_read(con, "1") == []
    assert {one.key for one in documents_to_read(con, "2")} == {"2026-1", "2026-2"}
    assert unread_quarantined(con, "1") == 1
    assert [one.key for one in documents_to_read(con, "1")] == ["2026-2"]
    resolve_read(con, {(bad.source, bad.key): set()}, LATER, by="reader 1")
    load_documents(con, [Reading(bad.sha256)], reader_version="1", at=LATER)
    assert unread_quarantined(con, "1") == 0


def test_what_waited_before_the_migration_waits_after_it(tmp_path: Path) -> None:
    """An older warehouse's quarantine is whole after the upgrade, and nothing in it is taken for resolved."""
    lake = Lake.under(tmp_path / "old")
    prepare(lake, migrations()[:5])
    with connection(lake) as con:
        attach(con, lake)
        con.execute(
            "insert into lake.quarantine values ('q', 'bis', 'a page', 'empty', ''::blob, $at, $at, 1)", {"at": AT}
        )
    prepare(lake)
    with open_warehouse(lake, read_only=True) as warehouse:
        assert waiting(warehouse.con) == ["a page"]
        health = fetched(warehouse.con, "select quarantined from lake.source_health where source = 'bis'")
    assert health == [{"quarantined": 1}]
