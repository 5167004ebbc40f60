"""The writer's turn: one process writes at a time, readers go on beside it.

DuckLake lets two writers insert the same key, and can let two deletions of one row both commit (duckdb/ducklake#1215),
so writers queue: on a lock file beside a SQLite catalog, on an advisory lock in a PostgreSQL one. Both end with their
process, however it dies; the advisory lock also with its machine, once warehouse.postgres has noticed that it is gone.
A writer that comes back from a cut may have lost its turn to another meanwhile, so it asks before it commits.
"""

from __future__ import annotations

import functools
from contextlib import contextmanager
from typing import TYPE_CHECKING

from warehouse.catalog import WarehouseUnreachable, explained, make_private, postgres_dsn, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyConnection

    from warehouse.catalog import Lake

ADVISORY_KEY = 791_2019_13873
"""The lock's number in PostgreSQL; any number will do that nobody else uses in the same database."""


class WarehouseBusy(Exception):
    """Another writer kept its turn for longer than this one's patience (in seconds)."""

    def __init__(self, catalog: str, patience: float) -> None:
        super().__init__(f"another process has been writing to {catalog} for more than {patience:g} s")
        self.catalog, self.patience = catalog, patience


class TurnLost(Exception):
    """The catalog's server has given this writer's turn away, as of a machine that vanished; nothing was committed."""

    def __init__(self, catalog: str) -> None:
        super().__init__(f"lost the writer's turn at {catalog} before the commit")
        self.catalog = catalog


@contextmanager
def writers_turn(lake: Lake, con: DuckDBPyConnection) -> Iterator[Callable[[], None]]:
    """Waits until no one else writes, and holds the turn while the body runs. Raises WarehouseBusy.

    What it gives is asked before a commit: it raises TurnLost where the turn is not held any more.
    """
    with _advisory_lock(lake, con) if lake.on_postgres else _lock_file(lake) as confirm:
        yield confirm


@contextmanager
def _lock_file(lake: Lake) -> Iterator[Callable[[], None]]:
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
        yield lambda: None  # the system keeps the lock for as long as the process lives
    finally:
        lock.release()


@contextmanager
def _advisory_lock(lake: Lake, con: DuckDBPyConnection) -> Iterator[Callable[[], None]]:
    import duckdb

    try:
        con.execute(f"attach if not exists {quoted(postgres_dsn(lake))} as turn (type postgres, read_only)")
    except duckdb.Error as error:
        raise explained(lake, error) from None
    holder = con.cursor()  # a transaction of its own, so that the turn outlasts the commit it protects
    try:
        holder.execute("begin")
        _wait_for_turn(lake, holder)
        yield functools.partial(_confirm, lake, holder)
    finally:
        _end(holder)


def _end(holder: DuckDBPyConnection) -> None:
    """Ends the holder's transaction in words: a session that is dead would otherwise end the process at its closing."""
    import duckdb

    try:
        holder.execute("rollback")
    except duckdb.Error:  # the server has ended the transaction already, or was never reached
        return
    finally:
        holder.close()


def _confirm(lake: Lake, holder: DuckDBPyConnection) -> None:
    import duckdb

    try:  # the turn lasts as long as the session it was taken in
        holder.execute("select * from postgres_query('turn', 'select 1 as held')").fetchall()
    except duckdb.Error:
        raise TurnLost(lake.name) from None  # the original message may show the password


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
