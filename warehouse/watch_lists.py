"""Watch lists in the warehouse: the version that counts, the firms held from it, and what was wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.publications import publication
from warehouse.relation import fetched, scalar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from extract.publication import Publication

SETTING = "confirmed_lists"  # where a person confirms a version; the reason of a refusal names it
SHORTEST = 12  # hexadecimal digits by which a person may name a version


def newest(con: DuckDBPyConnection, source: str) -> Publication | None:
    """The version of a list that was fetched last: the only one that says who is listed."""
    sha256 = newest_hash(con, source)
    return publication(con, sha256) if sha256 else None


def newest_hash(con: DuckDBPyConnection, source: str) -> str | None:
    """Its hash; None before the first poll."""
    query = "select max_by(sha256, (fetched_at, sha256)) from lake.publications where source = ?"
    found: str | None = scalar(con, query, [source])
    return found


def firms_held(con: DuckDBPyConnection, origin: str) -> dict[str, int]:
    """How many firms the register holds from this origin, by list."""
    query = 'select "list", count(distinct name) from lake.current_supplier_facts where origin = ? group by "list" order by 1'
    return dict(con.execute(query, [origin]).fetchall())


def named(sha256: str, hashes: Iterable[str]) -> bool:
    """Whether one of these hashes, or starts of hashes, names the version."""
    return any(len(start) >= SHORTEST and sha256.startswith(start.lower()) for start in hashes)


def unread_refused(con: DuckDBPyConnection, hashes: Iterable[str]) -> None:
    """Counts as not yet read the refused versions that a person has confirmed by these hashes."""
    confirmed = list(hashes)
    refused = fetched(
        con, "select distinct publication_sha256 as id from lake.readings where contains(problem, ?)", [SETTING]
    )
    for row in refused:
        if named(row["id"], confirmed):
            con.execute("delete from lake.readings where publication_sha256 = ?", [row["id"]])


def list_problems(con: DuckDBPyConnection, sources: Iterable[str]) -> dict[str, str]:
    """What is wrong with the newest version of these lists, by source; those that are well are left out."""
    query = (
        "select problem from lake.readings where publication_sha256 = ? order by read_at desc, reader_version limit 1"
    )
    found = {source: scalar(con, query, [newest_hash(con, source)]) for source in sources}
    return {source: problem for source, problem in found.items() if problem}
