"""What the register learnt of a firm, list by list: who came, who went, who is described otherwise."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from extract.suppliers import SupplierFact
from tests.warehouse.samples import AT
from warehouse.relation import fetched
from warehouse.supplier_facts import sync_supplier_facts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NEXT, LAST = AT + dt.timedelta(days=1), AT + dt.timedelta(days=2)


def fact(name: str, alias: str = "", **more: str) -> SupplierFact:
    """A fact from the list in these tests."""
    return SupplierFact(name, alias, **{"list": "Covered", "source": "https://x", "as_of": "2021-03-12"} | more)


def changes(con: DuckDBPyConnection, at: dt.datetime) -> list[tuple[object, ...]]:
    """What the view tells of one moment."""
    query = """
        select origin, list, name, change, facts_added, facts_removed, first_load
        from lake.register_changes where changed_at = ? order by origin, list, name"""
    return [tuple(row.values()) for row in fetched(con, query, [at])]


def test_a_firm_is_added_removed_or_changed(con: DuckDBPyConnection) -> None:
    """A new alias is a change, a firm with all its aliases is one addition; the first load is marked as none."""
    sync_supplier_facts(con, [fact("Huawei", "HW"), fact("Huawei", "Hua Wei"), fact("ZTE")], AT, origin="fcc")
    sync_supplier_facts(con, [fact("Huawei")], AT, origin="company")
    later = [fact("Huawei", "HW"), fact("Hytera", "A"), fact("Hytera", "B"), fact("ZTE")]
    sync_supplier_facts(con, later, NEXT, origin="fcc")
    sync_supplier_facts(con, [fact("ZTE", as_of="2026-01-01"), fact("Huawei", "HW")], LAST, origin="fcc")
    assert changes(con, AT) == [
        ("company", "Covered", "Huawei", "added", 1, 0, True),
        ("fcc", "Covered", "Huawei", "added", 2, 0, True),
        ("fcc", "Covered", "ZTE", "added", 1, 0, True),
    ]
    assert changes(con, NEXT) == [
        ("fcc", "Covered", "Huawei", "changed", 0, 1, False),
        ("fcc", "Covered", "Hytera", "added", 2, 0, False),
    ]
    assert changes(con, LAST) == [
        ("fcc", "Covered", "Hytera", "removed", 0, 2, False),
        ("fcc", "Covered", "ZTE", "changed", 1, 1, False),
    ]


def test_a_firm_that_comes_back_is_added_again(con: DuckDBPyConnection) -> None:
    """Listed, taken off and listed again: three changes, and the firm counts once."""
    for at, facts in (
        (AT, [fact("ZTE"), fact("Huawei")]),
        (NEXT, [fact("Huawei")]),
        (LAST, [fact("ZTE"), fact("Huawei")]),
    ):
        sync_supplier_facts(con, facts, at, origin="fcc")
    query = "select change from lake.register_changes where name = 'ZTE' order by changed_at"
    assert [row["change"] for row in fetched(con, query)] == ["added", "removed", "added"]
    held = fetched(con, "select count(*) as held from lake.current_supplier_facts where name = 'ZTE'")
    assert held == [{"held": 1}]
