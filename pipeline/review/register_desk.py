"""`icts-watch suppliers`: the company's own register files, what people report of a supplier, and what compliance says."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from extract.sources import PUBLISHERS
from extract.suppliers import SupplierFact, parse_suppliers
from models.register import Register, letters
from models.register_health import ailments
from models.relations import REPORTED
from pipeline.commands.console import bad_input, emit, problems, say
from pipeline.commands.offline import content, today
from pipeline.inventories import set_aside
from pipeline.stages import lake_of, now
from warehouse import record
from warehouse.lake import open_warehouse, write
from warehouse.migrate import prepare
from warehouse.relation import fetched
from warehouse.supplier_facts import current_supplier_facts, sync_supplier_facts

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from pipeline.settings import Settings
    from warehouse.supplier_facts import FactsSynced

REPORTS, CONFIRMED = "reported", "confirmed"
TAKEN = frozenset({"bundled", "company", REPORTS, CONFIRMED, *PUBLISHERS})
"""Origins that the product itself writes: a file under such a name would be wiped by the next sync or poll."""


def import_file(settings: Settings, file: Path, origin: str) -> None:
    """Makes the facts of this origin those of the file; rows that hold none are set aside, what ails the rest is said."""
    if origin in TAKEN:
        bad_input(f"{file}: the origin {origin!r} is taken; name another with --origin")
    facts, wrong = parse_suppliers(content(file), file.name)
    lake = lake_of(settings)
    prepare(lake)

    def keep(con: DuckDBPyConnection) -> FactsSynced:
        set_aside(con, f"suppliers {origin}", [(file, wrong)], now())
        return sync_supplier_facts(con, facts, now(), origin=origin)

    synced = write(lake, "suppliers", f"import of {file.name}", keep)
    problems(wrong, file.name)
    with open_warehouse(lake, read_only=True) as warehouse:
        found = ailments(Register(current_supplier_facts(warehouse.con)), facts)
    for ailment in found:
        say(f"icts-watch: {file.name}: {ailment}")
    emit(
        [_counts(synced) | {"origin": origin, "facts": len(facts), "rows_set_aside": len(wrong), "doubts": len(found)}]
    )


def list_facts(settings: Settings, origin: str) -> None:
    """Prints the facts that hold, of one origin or of all but the product's own, by name."""
    lake = lake_of(settings)
    prepare(lake)
    query = """select * exclude (removed_at) from lake.current_supplier_facts
        where case when $origin = '' then origin != 'bundled' else origin = $origin end order by name, alias, fact_id"""
    with open_warehouse(lake, read_only=True) as warehouse:
        emit(fetched(warehouse.con, query, {"origin": origin}))


class NoReport(ValueError):
    """A report that names no firm or no country: the option, and what is wrong with it."""

    def __init__(self, option: str, reason: str) -> None:
        super().__init__(f"{option} {reason}".strip())
        self.option, self.reason = option, reason


def report(settings: Settings, name: str, country: str, *, by: str, note: str) -> None:
    """Keeps what somebody heard of a supplier and prints what came of it; bad input where it names no firm or country."""
    try:
        keep_report(settings, name, country, by=by, note=note, show=True)
    except NoReport as wrong:
        bad_input(f"suppliers report: {wrong}")


def keep_report(settings: Settings, name: str, country: str, *, by: str, note: str, show: bool = False) -> list[str]:
    """Keeps what somebody heard of a supplier, on the record; until it is confirmed it only brings items to review.

    Returns the ids of the facts learnt; the same report twice on a day teaches nothing. Raises NoReport.
    """
    code = country.strip().upper()
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise NoReport("--country", f"{country!r} is no ISO 3166 alpha-2 code")
    if not letters(name):
        raise NoReport("", f"{name!r} names no firm")
    said = SupplierFact(name.strip(), country=code, relation=REPORTED, source=f"{by}: {note}", as_of=str(today()))
    payload = {"what": "reported", "by": by, "note": note} | asdict(said)
    return _learn(settings, [(REPORTS, said, True)], payload, show=show)


def settle(settings: Settings, fact_id: str, *, by: str, source: str = "", note: str = "") -> None:
    """Ends a report: confirmed with a source, which makes a fact of it, or without one rejected; on the record."""
    lake = lake_of(settings)
    prepare(lake)
    with open_warehouse(lake, read_only=True) as warehouse:
        query = "from lake.current_supplier_facts where fact_id = ? and origin = ?"
        rows = fetched(warehouse.con, query, [fact_id, REPORTS])
    if not rows:
        bad_input(f"suppliers: no open report {fact_id!r}; `suppliers list --origin {REPORTS}` shows them")
    said = SupplierFact(**{name: rows[0][name] or "" for name in SupplierFact.__dataclass_fields__})
    moves = [(REPORTS, said, False)]
    if source:
        sure = replace(said, relation="", source=f"{source} (confirmed by {by})", as_of=str(today()))
        moves.append((CONFIRMED, sure, True))
    what = "confirmed" if source else "rejected"
    _learn(settings, moves, {"what": what, "by": by, "note": note, "source": source} | {"fact": asdict(said)})


def _learn(
    settings: Settings, moves: list[tuple[str, SupplierFact, bool]], payload: dict[str, Any], *, show: bool = True
) -> list[str]:
    """Adds and drops single facts of their origins, in one commit with the record's entry; the ids of those added."""
    lake = lake_of(settings)
    prepare(lake)

    def keep(con: DuckDBPyConnection) -> list[FactsSynced]:
        done = []
        for origin, fact, holds in moves:
            others = [one for one in current_supplier_facts(con, origin=origin) if one != fact]
            done.append(sync_supplier_facts(con, [*others, *([fact] if holds else [])], now(), origin=origin))
        if any(synced.added or synced.removed for synced in done):
            record.append(con, "supplier fact", "", [], payload, now())
        return done

    done = write(lake, payload["by"], f"supplier fact {payload['what']}", keep)
    ids = [fact_id for synced in done for fact_id in synced.added]
    items = {item for synced in done for item in synced.items}
    if show:
        emit([{"what": payload["what"], "fact_ids": ids, "items_to_assess": len(items)}])
    return ids


def _counts(synced: FactsSynced) -> dict[str, int]:
    return {"added": len(synced.added), "removed": len(synced.removed), "items_to_assess": len(synced.items)}
