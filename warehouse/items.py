"""Items: the inventory as versions; a changed row is a new version, a row no longer listed is retired."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from itertools import chain
from typing import TYPE_CHECKING

from extract.inventory import Item
from models.register_change import touched_items
from warehouse import record
from warehouse.impacts import retire_impacts
from warehouse.relation import Row, fetched, insert_new, listed, scalar, staged

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

    from models.register import Register

BATCH = 10_000
"""Rows that are in memory at once while the inventory is gone through."""


class DoubledItem(ValueError):
    """Two rows of one inventory carry the same id."""

    def __init__(self, item_id: str) -> None:
        super().__init__(f"item {item_id!r} is listed twice")
        self.item_id = item_id


@dataclass(frozen=True, slots=True)
class ItemsSynced:
    """Item ids by what the sync did to them, and the ids of the impacts that were retired with their items."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    retired: tuple[str, ...]
    unchanged: int
    retired_impacts: tuple[str, ...] = ()


def sync_items(
    con: DuckDBPyConnection, items: Iterable[Item], at: dt.datetime, *, inventory: str = "inventory", full: bool = True
) -> ItemsSynced:
    """Makes the current items of one inventory those given; with `full` false, items not given stay as they are.

    An id that another inventory lists too belongs to the one that was synced last. Raises DoubledItem.
    """
    rows = [_row(item, inventory) for item in items]
    _refuse_doubles(rows)
    source = staged(con, "items", rows)
    con.execute(
        "create or replace temp table item_changes as select new.item_id, old.item_id is null as added "
        f"from {source} new left join lake.current_items old on old.item_id = new.item_id "
        "where old.content_hash is distinct from new.content_hash or old.inventory is distinct from new.inventory"
    )
    touched = con.execute("select item_id, added from item_changes order by item_id").fetchall()
    retired = _unlisted(con, source, inventory) if full else []
    result = ItemsSynced(
        added=tuple(item_id for item_id, added in touched if added),
        changed=tuple(item_id for item_id, added in touched if not added),
        retired=tuple(retired),
        unchanged=len(rows) - len(touched),
        retired_impacts=tuple(retire_impacts(con, retired, at)),
    )
    if touched or retired:
        _write(con, source, inventory, result, at)
    return result


def inventories(con: DuckDBPyConnection) -> list[str]:
    """The names of the inventories that current items came with."""
    return [name for (name,) in con.execute("select distinct inventory from lake.current_items order by 1").fetchall()]


def current_items(con: DuckDBPyConnection, ids: Iterable[str] | None = None) -> list[Item]:
    """The items as they stand, or those with these ids, by id."""
    only = "" if ids is None else f" where item_id in (from {listed(con, 'wanted', ids)})"
    return [parse_item(row) for row in fetched(con, f"from lake.current_items{only} order by item_id")]


def items_to_assess(
    con: DuckDBPyConnection, after_sync: int, through_sync: int, *, slice_: int = 0, slices: int = 1
) -> list[Item]:
    """The current items that came with these syncs (after the first, up to the second); one slice of several."""
    chosen = "sync > ? and sync <= ? and md5_number_lower(item_id) % ?::ubigint = ?"
    query = f"from lake.current_items where {chosen} order by item_id"
    return [parse_item(row) for row in fetched(con, query, [after_sync, through_sync, slices, slice_])]


def items_reached_by(con: DuckDBPyConnection, before: Register, after: Register) -> list[str]:
    """The ids of the current items for which any document may find something else with the second register."""
    cursor = con.execute(
        "select item_id, name, vendor, supplier, cpe, purl, description from lake.current_items order by item_id"
    )
    rows = chain.from_iterable(iter(lambda: cursor.fetchmany(BATCH), []))
    items = (
        Item(item_id, name or "", vendor=vendor or "", supplier=supplier or "", cpe=cpe or "", purl=purl or "",
             description=description or "")
        for item_id, name, vendor, supplier, cpe, purl, description in rows
    )  # fmt: skip
    return list(touched_items(items, before, after))


def meet_again(con: DuckDBPyConnection, item_ids: Sequence[str], at: dt.datetime) -> None:
    """Has every document meet these current items once more, as if they had come with a sync of their own."""
    if not item_ids:
        return
    sync = scalar(con, "select coalesce(max(sync), 0) + 1 from lake.syncs")
    again = listed(con, "meeting_again", item_ids)
    con.execute(f"update lake.items set sync = ? where valid_to is null and item_id in (from {again})", [sync])
    row = {"sync": sync, "inventory": "", "added": 0, "changed": 0, "retired": 0, "synced_at": at}
    insert_new(con, "syncs", [row], ("sync",))


def inventory_hash(con: DuckDBPyConnection) -> str:
    """A hash over all current items: the inventory an answer was given on."""
    query = "select coalesce(string_agg(item_id || content_hash, '' order by item_id), '') from lake.current_items"
    return hashlib.sha256(str(scalar(con, query)).encode()).hexdigest()


def parse_item(row: Row) -> Item:
    """An item from a row of the items table or a view of it."""
    own = {name: row[name] or "" for name in Item.__dataclass_fields__ if name != "extra"}
    return Item(**own, extra=tuple((key, value) for key, value in json.loads(row["extra"] or "{}").items()))


def _row(item: Item, inventory: str) -> Row:
    row = asdict(item) | {"extra": dict(item.extra)}
    content = json.dumps(row, sort_keys=True, default=str)
    return row | {"inventory": inventory, "content_hash": hashlib.sha256(content.encode()).hexdigest()}


def _refuse_doubles(rows: list[Row]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row["item_id"] in seen:
            raise DoubledItem(row["item_id"])
        seen.add(row["item_id"])


def _unlisted(con: DuckDBPyConnection, source: str, inventory: str) -> list[str]:
    query = f"from lake.current_items anti join {source} using (item_id) where inventory = ? order by item_id"
    return [item_id for (item_id,) in con.execute(f"select item_id {query}", [inventory]).fetchall()]


def _write(con: DuckDBPyConnection, source: str, inventory: str, result: ItemsSynced, at: dt.datetime) -> None:
    sync = scalar(con, "select coalesce(max(sync), 0) + 1 from lake.syncs")
    if result.changed or result.retired:
        ended = listed(con, "ended", (*result.changed, *result.retired))
        gone = listed(con, "gone", result.retired)
        con.execute(
            f"update lake.items set valid_to = $at, retired_at = case when item_id in (from {gone}) then $at end "
            f"where valid_to is null and item_id in (from {ended})",
            {"at": at},
        )
    con.execute(
        f"insert into lake.items select * replace ($sync as sync, $at as valid_from) from {source} "
        "where item_id in (select item_id from item_changes)",
        {"sync": sync, "at": at},
    )
    counts = {"added": len(result.added), "changed": len(result.changed), "retired": len(result.retired)}
    insert_new(con, "syncs", [{"sync": sync, "inventory": inventory, "synced_at": at, **counts}], ("sync",))
    record.append(con, "inventory", "items", [record.batch(inventory, at)], {"inventory": inventory, **counts}, at)
