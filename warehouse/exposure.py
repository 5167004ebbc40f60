"""How the company stood at earlier moments, asked of the snapshots: nobody has to fill a table for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

Levels = dict[str, str]
"""By item that some document touched, the gravest level: affected or review."""


def exposure_at(con: DuckDBPyConnection, moments: Iterable[dt.datetime]) -> dict[dt.datetime, Levels]:
    """The levels of the open impacts as the warehouse held them at each of these (aware) moments.

    A moment before the first impact could be kept is left out.
    """
    import duckdb

    found: dict[dt.datetime, Levels] = {}
    for moment in sorted(moments):
        version = _version(con, moment)
        if version is None:
            continue
        query = (
            "select item_id, if(bool_or(level = 'affected'), 'affected', 'review') "
            f"from lake.impacts at (version => {version}) where status = 'open' and level != 'none' group by item_id"
        )
        try:
            found[moment] = dict(con.execute(query).fetchall())
        except duckdb.CatalogException:  # there was a warehouse, but no such table in it yet
            continue
    return found


def _version(con: DuckDBPyConnection, moment: dt.datetime) -> int | None:
    row = con.execute("select max(snapshot_id) from lake.snapshots() where snapshot_time <= ?", [moment]).fetchone()
    return None if row is None or row[0] is None else int(row[0])
