"""The record: every link and every fact is checked, and the first broken one is named."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.warehouse.samples import AT, LATER, assess, delivery, impact, item, keep_document, publication
from warehouse.catalog import Lake
from warehouse.dispositions import Disposition, current_dispositions, load_dispositions
from warehouse.impacts import impact_id
from warehouse.items import sync_items
from warehouse.lake import open_warehouse, write
from warehouse.outbox import claim, enqueue, settle_sent
from warehouse.publications import load_publications
from warehouse.record import Broken, RecordForked, append, batch, head, verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from warehouse.lake import Warehouse

ROOT = Path(__file__).parents[2]
DECISION = Disposition(
    "s-1", "2026-00001", "A-1", "not affected", "ann@example.com", "slack", AT, justification="scrapped"
)


BATCH = batch("inventory", AT)


@pytest.fixture(scope="module")
def lived(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A warehouse with a publication, an assessment, a delivery and a decision on the record."""
    lake = Lake.under(shutil.copytree(prepared_home, tmp_path_factory.mktemp("history") / "home"))
    write(lake, "test", "history", live)
    with open_warehouse(lake) as warehouse:
        yield warehouse


def live(con: DuckDBPyConnection) -> None:
    """All that happened."""
    sync_items(con, [item("A-1"), item("A-2")], AT)
    keep_document(con)
    assess(con, impact("A-1"), impact("A-2"))
    enqueue(con, [delivery()], AT)
    settle_sent(con, claim(con, AT)[0], {"ts": "1.2"}, LATER)
    load_dispositions(con, [DECISION, DECISION], LATER)


@pytest.fixture
def history(lived: Warehouse) -> Iterator[DuckDBPyConnection]:
    """A transaction on it, taken back afterwards."""
    lived.con.execute("begin")
    yield lived.con
    lived.con.execute("rollback")


def test_an_honest_record_verifies(history: DuckDBPyConnection) -> None:
    """All that happened is on the record, in order, and nothing is broken."""
    found = verify(history)
    assert (found.entries, found.broken, found.blanked) == (6, (), 0)
    assert head(history) == (6, found.head)
    kinds = history.execute("select kind from lake.record order by seq").fetchall()
    assert kinds == [("inventory",), ("publication",), ("assessment",), ("enqueued",), ("delivery",), ("decision",)]
    assert [row["state"] for row in current_dispositions(history, "2026-00001")] == ["not affected"]


@pytest.mark.parametrize(
    ("deed", "seq", "what"),
    [
        ("update lake.publications set content = '<RULE>no</RULE>'::blob", 2, "was changed"),
        ("update lake.publications set fetched_at = '2020-01-01 00:00:00+00'", 2, "was changed"),
        ("update lake.items set owner_email = 'eve@example.com' where item_id = 'A-1'", 1, f"items {BATCH} was changed"),
        ("delete from lake.items", 1, f"items {BATCH} is gone"),
        ("delete from lake.publications", 2, "is gone"),
        ("update lake.impacts set level = 'none' where item_id = 'A-2'", 3, f"{impact_id('2026-00001', 'A-2')} was changed"),
        ("update lake.impacts set status = 'closed' where item_id = 'A-1'", 3, f"{impact_id('2026-00001', 'A-1')} was changed"),
        ("update lake.deliveries set payload = '{}'", 5, "deliveries d-001 was changed"),
        ("update lake.dispositions set decided_by = 'bob@example.com'", 6, "dispositions s-1 was changed"),
        ("insert into lake.dispositions (disposition_id) values ('s-2')", 0, "dispositions s-2 was never recorded"),
        ("update lake.record set payload = replace(payload, 'count', 'cost') where seq = 4", 4, "its payload was changed"),
        ("update lake.record set payload = null where seq = 4", 4, "its payload was changed"),
        ("update lake.record set facts = replace(facts, 'd-001', 'd-002') where seq = 4", 4, "was changed"),
        ("update lake.record set recorded_at = recorded_at - interval 1 microsecond where seq = 3", 3, "was changed"),
        ("delete from lake.record where seq = 3", 3, "an entry is missing or doubled"),
        ("insert into lake.record from lake.record where seq = 5", 6, "an entry is missing or doubled"),
        ("update lake.record set seq = 11 - seq where seq in (5, 6)", 5, "does not follow from the entry before"),
        ("delete from lake.record where seq = 6", 5, "is not where the head points: entries were cut off or added"),
    ],
)  # fmt: skip
def test_each_way_of_tampering_is_found(history: DuckDBPyConnection, deed: str, seq: int, what: str) -> None:
    """Whatever is changed, removed, added or put in another order, the place is named."""
    history.execute(deed)
    broken = verify(history).broken
    assert any(one.seq == seq and one.what.endswith(what) for one in broken), broken


def test_a_record_cut_off_with_its_head_is_found_by_an_earlier_head(history: DuckDBPyConnection) -> None:
    """Somebody who can rewrite everything still cannot match a head that was kept elsewhere."""
    anchor = head(history)
    assert verify(history, anchor).broken == ()
    history.execute("delete from lake.record where seq = 6")
    history.execute("delete from lake.dispositions")
    history.execute("update lake.record_head set seq = 5, hash = (select hash from lake.record where seq = 5)")
    assert verify(history).broken == ()
    assert verify(history, anchor).broken == (Broken(6, "is not the entry that was the head once"),)


def test_a_stale_head_cannot_be_claimed(lake: Lake) -> None:
    """Of two writers that read the same head only one can put an entry after it."""
    with open_warehouse(lake) as late:
        late.con.execute("begin")
        assert head(late.con) == (0, "")
        write(lake, "test", "first", lambda con: append(con, "note", "", [], {}, AT))
        with pytest.raises(duckdb.Error, match=r"conflict|locked"):  # noqa: PT012 - the claim or its commit loses
            append(late.con, "note", "", [], {}, AT)
            late.con.execute("commit")
    with open_warehouse(lake) as warehouse:
        assert verify(warehouse.con).entries == 1


def test_an_entry_after_a_moved_head_is_refused(con: DuckDBPyConnection) -> None:
    """A head that does not lead to the record's last entry is not written past unnoticed."""
    append(con, "note", "", [], {}, AT)
    con.execute("update lake.record_head set seq = 7")
    append(con, "note", "", [], {}, AT)
    assert verify(con).broken[0] == Broken(2, "an entry is missing or doubled")
    con.execute("delete from lake.record_head")
    with pytest.raises((RecordForked, IndexError)):
        append(con, "note", "", [], {}, AT)


def test_two_writers_do_not_fork_the_record(lake: Lake) -> None:
    """Ten entries of two processes make one chain, whole to whoever walks it meanwhile."""
    command = [sys.executable, "-m", "tests.warehouse.worker", str(Path(lake.catalog).parent), "fork_the_record"]
    writers = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    while None in [writer.poll() for writer in writers]:
        with open_warehouse(lake, read_only=True) as warehouse, warehouse.one_moment() as con:
            assert verify(con).broken == ()
    assert [writer.wait(120) for writer in writers] == [0, 0]
    with open_warehouse(lake) as warehouse:
        found = verify(warehouse.con)
        assert (found.entries, found.facts, found.broken) == (10, 10, ())


def test_blanked_personal_data_leaves_the_chain_whole(history: DuckDBPyConnection) -> None:
    """A payload may be blanked if an entry says so; blanked rows are vouched for anew."""
    history.execute("update lake.record set payload = null, salt = null where seq = 5")
    history.execute("update lake.dispositions set decided_by = '', note = ''")
    append(history, "blanking", "dispositions", ["s-1"], {"blanked": [5], "why": "retention"}, LATER)
    found = verify(history)
    assert (found.broken, found.blanked, found.entries) == ((), 1, 7)


def test_odd_texts_do_not_break_the_chain(con: DuckDBPyConnection) -> None:
    """Separators, quotes, control characters and half surrogates in what is recorded verify like any other."""
    for number, key in enumerate(("a|b", "c\x1fd", "O'Brien", '"', "\\", "中文", "half \ud83d", "\x00", "")):
        load_publications(con, [publication(key, str(number).encode())], AT)
    append(con, "note", "", [], {"text": "half \ud83d | \x1f"}, AT)
    assert verify(con).broken == ()
