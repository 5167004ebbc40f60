"""Vendors of the inventory as the register knows them, so that questions about suppliers can be asked in SQL."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from extract.inventory import Item
from models.adversaries import COUNTRIES
from models.nexus import judge
from models.seats import country_code
from warehouse.relation import fetched, insert_new, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from models.register import Register


@dataclass(frozen=True, slots=True)
class VendorStanding:
    """What the register knows of one vendor; the columns of `vendor_standings` say what each field is."""

    vendor: str
    firm: str
    state: str
    countries: tuple[str, ...]
    reason: str
    facts: int
    sourced: int
    newest_fact: str


def vendors_to_ask(con: DuckDBPyConnection, register_hash: str) -> list[str]:
    """The vendors of current items that were never asked of this register."""
    rows = fetched(
        con,
        "select distinct vendor from lake.current_items anti join "
        "(select vendor from lake.vendor_standings where until is null and register_hash = ?) asked using (vendor) "
        "order by vendor",
        [register_hash],
    )
    return [row["vendor"] for row in rows]


def load_countries(con: DuckDBPyConnection) -> int:
    """Keeps which country each spelling in current items means; returns how many spellings were new."""
    rows = fetched(
        con,
        "select distinct country_of_origin as written from lake.current_items where country_of_origin != '' "
        "and country_of_origin not in (select written from lake.country_codes) order by 1",
    )
    known = [row | {"code": country_code(row["written"]) or row["written"]} for row in rows]
    insert_new(con, "country_codes", known, ("written",))
    return len(known)


def standing_of(vendor: str, register: Register) -> VendorStanding:
    """What the register says of a vendor's name alone, against all adversaries of the regulation."""
    found = judge(Item("", "", vendor=vendor), register, frozenset(COUNTRIES))
    firm = next((one.firm for one in register.resolve(vendor)), "")
    facts = register.facts_of(firm) if firm else ()
    return VendorStanding(
        vendor,
        register.spelling(firm) if firm else "",
        found.state.value,
        tuple(sorted(found.countries)),
        found.reason,
        len(facts),
        sum(not fact.general for fact in facts),
        max((fact.as_of for fact in facts if fact.as_of), default=""),
    )


def load_vendors(
    con: DuckDBPyConnection, standings: Iterable[VendorStanding], register_hash: str, at: dt.datetime
) -> int:
    """Keeps what is known of these vendors; what is as it was keeps its `since`. Returns how many moved."""
    columns = "firm, state, countries, reason, facts, sourced, newest_fact"
    new = {one.vendor: asdict(one) | {"countries": list(one.countries)} for one in standings}
    if not new:
        return 0
    asked = listed(con, "vendors_asked", new)
    held = fetched(
        con, f"select vendor, {columns} from lake.vendor_standings where until is null and vendor in (from {asked})"
    )
    same = [row["vendor"] for row in held if {**row, "countries": list(row["countries"] or [])} == new[row["vendor"]]]
    kept = listed(con, "vendors_kept", same)
    con.execute(
        f"update lake.vendor_standings set register_hash = ? where until is null and vendor in (from {kept})",
        [register_hash],
    )
    con.execute(
        "update lake.vendor_standings set until = ? where until is null "
        f"and vendor in (from {asked}) and vendor not in (from {kept})",
        [at],
    )
    rows = [row | {"register_hash": register_hash, "since": at} for name, row in new.items() if name not in set(same)]
    insert_new(con, "vendor_standings", rows, ("vendor", "since"))
    return len(rows)
