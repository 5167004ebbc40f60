"""What the report and the page show, each figure from the views that analysts ask: one set of questions for both."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from models.decision import CONSULTATION, PROPOSED
from warehouse.relation import fetched, scalar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

Row = dict[str, Any]

DIMENSIONS = {
    "unit": "business_unit",
    "vendor": "vendor",
    "country": "country",
    "category": "category",
    "site": "site",
    "owner": "owner",
    "rulemaking": "rulemaking",
    "stage": "stage",
}
"""What findings can be counted and filtered by, and the column of open_impacts it is."""
NEW_DAYS = 14
DUE_DAYS = 120
TOP = 12


@dataclass(frozen=True, slots=True)
class Filters:
    """Which findings are meant; a blank field asks for nothing. `words` are looked for in item, vendor and title."""

    level: str = ""
    unit: str = ""
    vendor: str = ""
    country: str = ""
    category: str = ""
    site: str = ""
    owner: str = ""
    rulemaking: str = ""
    stage: str = ""
    document: str = ""
    item: str = ""
    decided: str = ""
    words: str = ""

    def where(self) -> tuple[str, dict[str, str]]:
        """The condition on `findings`, and its parameters; values are bound, never pasted."""
        columns = {**DIMENSIONS, "level": "level", "document": "document_number", "item": "item_id"}
        said = {name: getattr(self, name) for name in columns if getattr(self, name)}
        conditions = [f"{columns[name]} = ${name}" for name in said]
        if self.decided in {"yes", "no"}:
            conditions.append("settled" if self.decided == "yes" else "not settled")
        if self.words.strip():
            said["words"] = self.words.strip()
            searched = "concat_ws(' ', item_id, item_name, vendor, model, title, document_number)"
            conditions.append(f"contains(lower({searched}), lower($words))")
        return " and ".join(conditions) or "true", said

    @property
    def told(self) -> dict[str, str]:
        """The filters that are set, by name."""
        return {field.name: said for field in fields(self) if (said := getattr(self, field.name))}


def hold_findings(con: DuckDBPyConnection) -> None:
    """Keeps the open findings of this moment as the temporary table `findings`, so that filters cost next to nothing."""
    con.execute(
        "create or replace temp table findings as "
        "select * replace (coalesce(settled, false) as settled) from open_impacts where level != 'none'"
    )


def moment_asked(con: DuckDBPyConnection) -> dt.datetime:
    """The moment that the views answer for."""
    (row,) = fetched(con, "select coalesce(getvariable('as_of')::timestamptz, now()) as moment")
    moment: dt.datetime = row["moment"]
    return moment


def figures(con: DuckDBPyConnection, due: Sequence[Row], unanswered: Sequence[Row]) -> dict[str, int]:
    """The state in a few numbers; needs `findings`."""
    (exposed,) = fetched(
        con,
        "select count(*) filter (sure) as affected, count(*) filter (not sure) as to_review, "
        "count(*) filter (open) as undecided from (select bool_or(level = 'affected') as sure, "
        "bool_or(not settled) as open from findings group by item_id)",
    )
    items = int(str(scalar(con, "select count(*) from current_items")))
    return {**exposed, "items": items, "due": len(due), "unanswered": len(unanswered)}


def new_documents(con: DuckDBPyConnection) -> list[Row]:
    """Documents of the programme that were first seen in the last two weeks, newest first."""
    return fetched(
        con,
        "from rulemaking_timeline where relevance = 'icts' "
        "and first_seen_at >= coalesce(getvariable('as_of')::timestamptz, now()) "
        f"- interval {NEW_DAYS} day order by day desc, document_number desc",
    )


def due(con: DuckDBPyConnection) -> list[Row]:
    """The dates ahead."""
    return fetched(con, f"from deadlines_ahead where days_left <= {DUE_DAYS}")


def unanswered(con: DuckDBPyConnection) -> list[Row]:
    """Alerts that nobody answered, the oldest first."""
    return fetched(con, "select *, len(impacts) as findings from unanswered_alerts order by sent_at, recipient")


def exposure(con: DuckDBPyConnection, dimension: str, top: int = TOP) -> list[Row]:
    """The values of one dimension with most exposed items."""
    return fetched(
        con,
        "select value, affected, to_review, undecided from exposure_now where dimension = $dimension "
        "order by affected desc, to_review desc, value limit $top",
        {"dimension": dimension, "top": top},
    )


def breakdown(con: DuckDBPyConnection, filters: Filters, dimension: str, top: int = TOP) -> list[Row]:
    """The same for the findings that the filters let through."""
    where, said = filters.where()
    column = DIMENSIONS[dimension]
    return fetched(
        con,
        "select value, count(*) filter (sure) as affected, count(*) filter (not sure) as to_review, "
        "count(*) filter (open) as undecided from ("
        f"select coalesce({column}, '') as value, item_id, bool_or(level = 'affected') as sure, "
        f"bool_or(not settled) as open from findings where {where} group by all) "
        f"group by value order by affected desc, to_review desc, value limit {int(top)}",
        said or None,
    )


def trend(con: DuckDBPyConnection, dimension: str = "all", value: str = "") -> list[Row]:
    """Exposed items by month; the last two years."""
    return fetched(
        con,
        "select month, affected, to_review from exposure_by_month where dimension = $dimension and value = $value "
        "order by month desc limit 24",
        {"dimension": dimension, "value": value},
    )[::-1]


def rulemakings(con: DuckDBPyConnection) -> list[Row]:
    """Each rulemaking with its last step, the most exposed first."""
    return fetched(
        con,
        "select rulemaking, arg_max(title, step) as title, arg_max(stage, step) as stage, max(day) as last_day, "
        "count(*) as steps, sum(affected)::bigint as affected, sum(to_review)::bigint as to_review "
        "from rulemaking_timeline where relevance = 'icts' "
        "group by rulemaking order by affected desc, to_review desc, last_day desc",
    )


def proposals(con: DuckDBPyConnection) -> dict[str, str]:
    """The numbers of proposals that stand, by number and title."""
    query = (
        "select document_number, title from current_documents where relevance = 'icts' and gave_way_to is null "
        "and withdrawn_by is null and list_contains($stages, stage) order by publication_date desc"
    )
    stages = [stage.value for stage in sorted(PROPOSED | CONSULTATION)]
    return {f"{row['document_number']}: {row['title'][:80]}": row["document_number"]
            for row in fetched(con, query, {"stages": stages})}  # fmt: skip


def timeline(con: DuckDBPyConnection, rulemaking: str) -> list[Row]:
    """The steps of one rulemaking, oldest first."""
    return fetched(con, "from rulemaking_timeline where rulemaking = $one order by step", {"one": rulemaking})


def count_findings(con: DuckDBPyConnection, filters: Filters) -> dict[str, int]:
    """How many findings the filters let through, and of how many items."""
    where, said = filters.where()
    (row,) = fetched(
        con,
        "select count(*) as findings, count(distinct item_id) as items, count(distinct item_id) filter "
        f"(level = 'affected') as affected from findings where {where}",
        said or None,
    )
    return {name: int(number) for name, number in row.items()}


def findings(con: DuckDBPyConnection, filters: Filters, limit: int, offset: int = 0) -> list[Row]:
    """Findings that the filters let through, the gravest and most certain first."""
    where, said = filters.where()
    return fetched(
        con,
        "select impact_id, level, probability, item_id, item_name, vendor, document_number, title, stage, timing, "
        "rulemaking, business_unit, owner, next_date, state, settled, reopened "
        f"from findings where {where} order by level, probability desc, document_number, item_id "
        f"limit {int(limit)} offset {int(offset)}",
        said or None,
    )


def values_of(con: DuckDBPyConnection, dimension: str) -> list[str]:
    """The values that a filter can take, the commonest first."""
    column = DIMENSIONS[dimension]
    query = f"select {column} from findings where coalesce({column}, '') != '' group by 1 order by count(*) desc, 1"
    return [value for (value,) in con.execute(query).fetchall()]


def evidence(con: DuckDBPyConnection, impact_id: str) -> Row | None:
    """One finding with the rule's passages, the item's row, obligations and what was decided; None where it is not open."""
    rows = fetched(con, "from findings where impact_id = $one", {"one": impact_id})
    if not rows:
        return None
    row = rows[0]
    for name in ("rule_evidence", "item_evidence", "obligations"):
        row[name] = json.loads(row[name] or "[]")
    (item,) = fetched(con, "from current_items where item_id = $one", {"one": row["item_id"]}) or [{}]
    hidden = {"content_hash", "sync", "valid_from", "valid_to", "retired_at", "extra"}
    row["row"] = {name: value for name, value in item.items() if value and name not in hidden}
    row["row"] |= json.loads(item.get("extra") or "{}") if item else {}
    return row


def suppliers(con: DuckDBPyConnection) -> list[Row]:
    """The firms that the inventory hangs on most."""
    return fetched(con, f"from supplier_concentration order by rank limit {TOP}")


def coverage(con: DuckDBPyConnection) -> list[Row]:
    """What the inventory lacks, by unit."""
    return fetched(
        con,
        "select business_unit, sum(items)::bigint as items, sum(without_vendor)::bigint as without_vendor, "
        "sum(without_owner)::bigint as without_owner, sum(without_address)::bigint as without_address, "
        "sum(vendor_unknown)::bigint as vendor_unknown, sum(vendor_known)::bigint as vendor_known "
        "from inventory_coverage group by business_unit order by items desc, business_unit",
    )


def diligence(con: DuckDBPyConnection) -> list[Row]:
    """Vendors that should be looked into again, those of exposed items first."""
    return fetched(con, f"from diligence_due limit {TOP * 2}")


def response(con: DuckDBPyConnection) -> list[Row]:
    """How long answers take, newest documents first."""
    return fetched(con, f"from response_times limit {TOP}")


def sources(con: DuckDBPyConnection) -> list[Row]:
    """What each source gave."""
    return fetched(con, "from source_health")
