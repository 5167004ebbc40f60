"""Findings and items as values again, from their rows in the warehouse."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from alerts.routing import email_address, slack_address
from models.impact import Impact, ItemEvidence, Level, Obligation, RuleEvidence, Timing
from warehouse.items import parse_item
from warehouse.relation import fetched, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from extract.inventory import Item

    Row = dict[str, Any]


def items_of(con: DuckDBPyConnection, ids: Iterable[str]) -> dict[str, Item]:
    """The items with these ids in their last version, retired ones too."""
    rows = fetched(
        con,
        f"select * from lake.items where item_id in (from {listed(con, 'told_items', ids)}) "
        "qualify row_number() over (partition by item_id order by valid_from desc) = 1",
    )
    return {row["item_id"]: parse_item(row) for row in rows}


def impact_of(row: Row) -> Impact:
    """An impact from its row in the warehouse."""
    known = {field.name: row[field.name] for field in fields(Impact)}
    for name, kind in (("rule_evidence", RuleEvidence), ("item_evidence", ItemEvidence), ("obligations", Obligation)):
        value = json.loads(known[name]) if isinstance(known[name], str) else known[name]
        known[name] = tuple(kind(**one) for one in value or ())
    return Impact(
        **known
        | {"level": Level(known["level"]), "timing": Timing(known["timing"]), "reasons": tuple(known["reasons"] or ())}
    )


def handed(item: Item, assignee: str | None) -> Item:
    """The item as whoever it was handed to has it."""
    if not assignee:
        return item
    return replace(item, owner=assignee, owner_email=email_address(assignee), owner_slack=slack_address(assignee))
