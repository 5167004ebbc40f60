"""Upkeep: many small files become few; no snapshot is expired, nothing is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.lake import open_warehouse
from warehouse.relation import fetched
from warehouse.turn import writers_turn

if TYPE_CHECKING:
    from warehouse.catalog import Lake


def tidy(lake: Lake) -> int:
    """Moves small rows from the catalog into Parquet and merges neighbouring files; returns the number of files merged.

    Never rewrites files with deletions: DuckLake 1.0's ducklake_rewrite_data_files loses rows and falsifies earlier
    snapshots (seen here in random trials; duckdb/ducklake#1406).
    """
    with open_warehouse(lake) as warehouse, writers_turn(lake, warehouse.con):
        warehouse.con.execute("call ducklake_flush_inlined_data('lake')")
        merged = fetched(warehouse.con, "call ducklake_merge_adjacent_files('lake')")
    return sum(int(row["files_processed"]) for row in merged)
