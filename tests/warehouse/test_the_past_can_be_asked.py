"""Time travel: the warehouse answers as it stood, with the questions of today."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import duckdb
import pytest

from extract.document import DatedFact, DateKind
from tests.warehouse.samples import assess, impact, item, keep_document, snapshots
from warehouse.catalog import NothingKnownThen
from warehouse.items import current_items, sync_items
from warehouse.lake import NaiveTime, open_warehouse, write
from warehouse.upkeep import tidy

if TYPE_CHECKING:
    from warehouse.catalog import Lake


def now() -> dt.datetime:
    """This moment."""
    return dt.datetime.now(dt.UTC)


def test_the_past_is_as_it_was(lake: Lake) -> None:
    """Items, documents and impacts of a moment come back after all of them have changed, also after upkeep."""
    with open_warehouse(lake) as warehouse:
        with warehouse.transaction("test", "old") as con:
            sync_items(con, [item("A-1"), item("A-2")], now())
            keep_document(con, title="Old")
            assess(con, impact("A-1"))
        then = now()
        with warehouse.transaction("test", "new") as con:
            sync_items(con, [item("A-2", vendor="Axis")], now())
            keep_document(con, title="New", fingerprint="f2", at=now())
            assess(con, impact("A-2"), at=now())
    for between in (lambda: tidy(lake), lambda: None):
        with open_warehouse(lake, as_of=then) as warehouse:
            assert [one.item_id for one in current_items(warehouse.con)] == ["A-1", "A-2"]
            found = warehouse.con.execute("select item_id, title, item_name from open_impacts").fetchall()
            assert found == [("A-1", "Old", "Camera A-1")]
        with open_warehouse(lake) as warehouse:
            found = warehouse.con.execute("select item_id, title, vendor from open_impacts").fetchall()
            assert found == [("A-2", "New", "Axis")]
        between()


def test_now_is_then(lake: Lake) -> None:
    """A deadline that is over today was ahead at the time that is asked for."""
    day = now().date()
    fact = DatedFact(DateKind.EFFECTIVE, day + dt.timedelta(days=30), "in 30 days")
    write(lake, "test", "document", lambda con: keep_document(con, dates=(fact,)))
    with open_warehouse(lake, as_of=now()) as warehouse:
        assert warehouse.con.execute("select days_left from deadlines_ahead").fetchall() in ([(30,)], [(31,)])
    with open_warehouse(lake, as_of=now() + dt.timedelta(days=40)) as warehouse:
        assert warehouse.con.execute("from deadlines_ahead").fetchall() == []


def test_the_past_cannot_be_written(lake: Lake) -> None:
    """A connection to the past, or one for reading, refuses to write."""
    for options in ({"as_of": now()}, {"read_only": True}):
        with open_warehouse(lake, **options) as warehouse, pytest.raises(duckdb.Error, match="read-only"):  # type: ignore[arg-type]
            warehouse.con.execute("delete from lake.items")


def test_before_the_beginning_nothing_was_known(lake: Lake) -> None:
    """A time before the warehouse, or one without a zone, is refused in clear words."""
    with (
        pytest.raises(NothingKnownThen, match="nothing was recorded before 2019"),
        open_warehouse(lake, as_of=dt.datetime(2019, 5, 15, tzinfo=dt.UTC)),
    ):
        pass
    with pytest.raises(NaiveTime, match="has no time zone"), open_warehouse(lake, as_of=dt.datetime(2026, 5, 15)):  # noqa: DTZ001 - meant
        pass


def test_upkeep_keeps_every_snapshot(lake: Lake) -> None:
    """Merging files changes neither the present nor any moment of the past."""

    def states(con: duckdb.DuckDBPyConnection, upto: int) -> list[list[tuple[object, ...]]]:
        return [
            con.execute(
                f"select item_id, vendor, valid_to from lake.items at (version => {number}) order by all"
            ).fetchall()
            for number in range(first, upto)
        ]

    with open_warehouse(lake) as warehouse:
        first = snapshots(warehouse.con)
        for step in range(6):
            items = {f"A-{step * number}": f"V{step % 2}" for number in range(14)}
            with warehouse.transaction("test", f"step {step}") as con:
                sync_items(con, [item(name, vendor=vendor) for name, vendor in items.items()], now())
        last = snapshots(warehouse.con)
        before = states(warehouse.con, last)
    assert tidy(lake) > 0
    with open_warehouse(lake) as warehouse:
        assert states(warehouse.con, last) == before
        sync_items(warehouse.con, [item("B")], now())
        assert [one.item_id for one in current_items(warehouse.con)] == ["B"]
        assert states(warehouse.con, last) == before
