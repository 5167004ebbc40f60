"""Supplier facts: who stands behind a vendor's name, each fact with where it comes from and since when we know it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from extract.suppliers import COLUMNS, SupplierFact
from models.register import Register
from warehouse import record
from warehouse.items import items_reached_by, meet_again
from warehouse.relation import fetched, insert_new, listed, scalar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class FactsSynced:
    """Ids of the facts that came and that went, and of the items that have to be assessed again for it."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    items: tuple[str, ...] = ()


def fact_id(fact: SupplierFact, origin: str) -> str:
    """A fact's identity: what it says, and who says it here."""
    return hashlib.sha256("\x1f".join((*asdict(fact).values(), origin)).encode()).hexdigest()[:32]


def sync_supplier_facts(
    con: DuckDBPyConnection, facts: Iterable[SupplierFact], at: dt.datetime, *, origin: str, full: bool = True
) -> FactsSynced:
    """Makes the facts from one origin those given; with `full` false, facts not given stay. Other origins are left.

    The current items that a fact which came or went can reach are put on the assess stage's work list.
    """
    before = current_supplier_facts(con)
    rows = {fact_id(fact, origin): asdict(fact) | {"origin": origin, "added_at": at} for fact in facts}
    held = {
        row["fact_id"]
        for row in fetched(con, "select fact_id from lake.current_supplier_facts where origin = ?", [origin])
    }
    removed = sorted(held - set(rows)) if full else []
    if removed:
        gone = listed(con, "gone", removed)
        con.execute(
            f"update lake.supplier_facts set removed_at = ? where removed_at is null and fact_id in (from {gone})", [at]
        )
    added = [{"fact_id": key} | row for key, row in rows.items() if key not in held]
    insert_new(con, "supplier_facts", added, ("fact_id", "added_at"))
    if added or removed:
        counts = {"origin": origin, "added": len(added), "removed": len(removed)}
        record.append(con, "supplier facts", "supplier_facts", [record.batch(origin, at)], counts, at)
    items = _reached(con, before) if added or removed else []
    meet_again(con, items, at)
    return FactsSynced(tuple(row["fact_id"] for row in added), tuple(removed), tuple(items))


def _reached(con: DuckDBPyConnection, before: list[SupplierFact]) -> list[str]:
    if not scalar(con, "select count(*) from lake.current_items"):
        return []
    return items_reached_by(con, Register(before), Register(current_supplier_facts(con)))


def current_supplier_facts(con: DuckDBPyConnection, *, origin: str | None = None) -> list[SupplierFact]:
    """The facts that hold, all or those of one origin, in a steady order."""
    query = (
        f"select {', '.join(COLUMNS)} from lake.current_supplier_facts where $origin is null or origin = $origin "
        "order by fact_id"
    )
    return [SupplierFact(**row) for row in fetched(con, query, {"origin": origin})]


def register_hash(con: DuckDBPyConnection) -> str:
    """A hash over all facts that hold: the register an assessment was made with."""
    query = "select coalesce(string_agg(fact_id, '' order by fact_id), '') from lake.current_supplier_facts"
    return hashlib.sha256(str(scalar(con, query)).encode()).hexdigest()
