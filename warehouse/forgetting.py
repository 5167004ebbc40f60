"""Forgetting: earlier snapshots are given up, and what only they held leaves the disk. Nothing of today's state is lost.

A row that was changed stays, hidden, in the Parquet file that held it, for as long as any row of that file is in use. So the
tables that may name people are made anew first: then no file with an old row is in use any more.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.blanking import PLACES
from warehouse.engines import connection
from warehouse.lake import open_warehouse
from warehouse.relation import fetched, scalar
from warehouse.turn import writers_turn

if TYPE_CHECKING:
    import datetime as dt

    from warehouse.catalog import Lake

TABLES = (*(place.table for place in PLACES), "record")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many snapshots were given up and files removed, and from when on the warehouse still answers `as of`."""

    snapshots: int
    files: int
    since: dt.datetime


def expiring(lake: Lake, before: dt.datetime) -> int:
    """How many snapshots older than this there are; the newest one is never given up."""
    with open_warehouse(lake) as warehouse:
        call = "call ducklake_expire_snapshots('lake', dry_run => true, older_than => ?)"
        return len(fetched(warehouse.con, call, [before]))


def forget(lake: Lake, before: dt.datetime) -> Forgotten:
    """Gives up the snapshots older than `before`, and removes what no other one needs; killed in between, do it again.

    Whoever reads an old snapshot meanwhile loses it.
    """
    with open_warehouse(lake) as warehouse, writers_turn(lake, warehouse.con):
        con = warehouse.con
        con.execute("begin")
        con.execute("call lake.set_commit_message('forget', 'tables are made anew')")
        for table in TABLES:
            con.execute(f"create table lake.{table}_anew as from lake.{table}")
            con.execute(f"drop table lake.{table}")
            con.execute(f"alter table lake.{table}_anew rename to {table}")
        con.execute("commit")
        expired = fetched(con, "call ducklake_expire_snapshots('lake', older_than => ?)", [before])
        removed = fetched(con, "call ducklake_cleanup_old_files('lake', cleanup_all => true)")
        since = scalar(con, "select min(snapshot_time) from ducklake_snapshots('lake')")
    if not lake.on_postgres:
        _vacuum(lake)
    return Forgotten(len(expired), len(removed), since)


def _vacuum(lake: Lake) -> None:
    """Small inserts lay in the catalog itself: SQLite overwrites what was deleted only when it is told to."""
    with (
        connection(lake) as con,
        writers_turn(lake, con),
        closing(sqlite3.connect(lake.catalog, timeout=lake.patience, isolation_level=None)) as catalog,
    ):
        catalog.execute("vacuum")
        catalog.execute("pragma wal_checkpoint(truncate)")
