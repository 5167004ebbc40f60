"""The writer's turn: one process writes at a time, readers go on beside it.

DuckLake lets two writers insert the same key, and can let two deletions of one row both commit (duckdb/ducklake#1215),
so writers queue: on a lock file beside a SQLite catalog, on an advisory lock in a PostgreSQL one. Both end with their
process, however it dies.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from warehouse.catalog import WarehouseUnreachable, explained, make_private, postgres_dsn, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from warehouse.catalog import Lake

ADVISORY_KEY = 791_2019_13873
"""The lock's number in PostgreSQL; any number will do that nobody else uses in the same database."""


class WarehouseBusy(Exception):
    """Another writer kept its turn for longer than this one's patience (in seconds)."""

    def __init__(self, catalog: str, patience: float) -> None:
        super().__init__(f"another process has been writing to {catalog} for more than {patience:g} s")
        self.catalog, self.patience = catalog, patience


@contextmanager
def writers_turn(lake: Lake, con: DuckDBPyConnection) -> Iterator[None]:
    """Waits until no one else writes, and holds the turn while the body runs. Raises WarehouseBusy."""
    with _advisory_lock(lake, con) if lake.on_postgres else _lock_file(lake):
        yield


@contextmanager
def _lock_file(lake: Lake) -> Iterator[None]:
    from pathlib import Path

    from filelock import FileLock, Timeout

    lock = FileLock(f"{lake.catalog}.lock", poll_interval=0.005)
    try:
        make_private(Path(lake.catalog).parent)
        lock.acquire(timeout=lake.patience)
    except Timeout:
        raise WarehouseBusy(lake.name, lake.patience) from None
    except OSError as error:
        raise WarehouseUnreachable(lake.name, str(error)) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _advisory_lock(lake: Lake, con: DuckDBPyConnection) -> Iterator[None]:
    import duckdb

    try:
        con.execute(f"attach if not exists {quoted(postgres_dsn(lake))} as turn (type postgres, read_only)")
    except duckdb.Error as error:
        raise explained(lake, error) from None
    holder = con.cursor()  # a transaction of its own, so that the turn outlasts the commit it protects
    try:
        holder.execute("begin")
        _wait_for_turn(lake, holder)
        yield
    finally:
        holder.close()


def _wait_for_turn(lake: Lake, holder: DuckDBPyConnection) -> None:
    import duckdb

    wait = f"set_config('lock_timeout', '{round(lake.patience * 1000)}ms', true)"
    query = f"select {wait}, pg_advisory_xact_lock({ADVISORY_KEY})::text as turn"
    try:
        holder.execute(f"select * from postgres_query('turn', {quoted(query)})").fetchall()
    except duckdb.Error as error:
        if "lock timeout" in str(error):
            raise WarehouseBusy(lake.name, lake.patience) from None
        raise
