"""The DuckDB engines of this process, kept between connections: to load and to attach costs more than most questions.

They are closed before a fork, which their threads would not survive.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.catalog import WarehouseUnreachable, load, quoted, without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from warehouse.catalog import Lake, ObjectStore

OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}

ATTACHED_AT_MOST = 4
"""Engines that stay attached; what they hold is schema and statistics, no open file."""

DETACH = "use memory; detach database if exists lake; detach database if exists turn"


@dataclass(eq=False, slots=True)
class Session:
    """A connection, on UTC, with what its lake needs loaded.

    `newest` is the lake's newest snapshot (number, time) as this engine last saw it, None where nothing is attached;
    whoever leaves one at the end leaves the engine attached, for the next session of this lake and `kind`.
    """

    lake: Lake
    kind: str
    con: DuckDBPyConnection
    engine: DuckDBPyConnection
    newest: tuple[object, ...] | None


@contextmanager
def connection(lake: Lake) -> Iterator[DuckDBPyConnection]:
    """A DuckDB connection, on UTC, with what this lake needs loaded and nothing attached."""
    with session(lake) as one:
        yield one.con


@contextmanager
def session(lake: Lake, kind: str = "") -> Iterator[Session]:
    """A session on an engine that is attached in this way already, if there is one, else with nothing attached."""
    import duckdb

    engine, newest = _kept(lake, kind) if kind else (_idle(lake), None)
    con = engine.cursor()
    try:
        con.execute("set timezone = 'UTC'; set threads = 1")
        con.execute("set pandas_analyze_sample = 0")  # arrays of Python objects arrive as text: see warehouse.relation
        if lake.store:
            con.execute(_secret(lake.store))
        one = Session(lake, kind, con, engine, newest)
        yield one
        if one.newest is None:
            con.execute(DETACH)
    except BaseException as error:
        con.close()
        engine.close()
        if lake.store and isinstance(error, duckdb.IOException):  # HTTPException is one of them
            reason = f"the object store or the catalog failed: {without_secrets(lake, str(error))}"
            raise WarehouseUnreachable(lake.data_path, reason) from None
        if isinstance(error, duckdb.Error) and (told := without_secrets(lake, str(error))) != str(error):
            raise type(error)(told) from None  # the engine names the address that it lost, with its password
        raise
    con.close()
    _keep(one)


def close_idle() -> None:
    """Closes the engines that are kept for later."""
    for idle in _IDLE.values():
        while idle:
            idle.pop().close()
    while _ATTACHED:
        _ATTACHED.pop().engine.close()


_IDLE: dict[tuple[str, ...], list[DuckDBPyConnection]] = {}
_ATTACHED: list[Session] = []
os.register_at_fork(before=close_idle)


def _kept(lake: Lake, kind: str) -> tuple[DuckDBPyConnection, tuple[object, ...] | None]:
    for one in _ATTACHED[::-1]:
        if (one.lake, one.kind) == (lake, kind):
            try:
                _ATTACHED.remove(one)
            except ValueError:  # another thread was faster
                continue
            return one.engine, one.newest
    return _idle(lake), None


def _keep(one: Session) -> None:
    if one.newest is None:
        _IDLE.setdefault(_extensions(one.lake), []).append(one.engine)
        return
    _ATTACHED.append(one)
    while len(_ATTACHED) > ATTACHED_AT_MOST:
        oldest = _ATTACHED.pop(0)
        oldest.engine.execute(DETACH)
        _IDLE.setdefault(_extensions(oldest.lake), []).append(oldest.engine)


def _idle(lake: Lake) -> DuckDBPyConnection:
    import duckdb

    try:
        return _IDLE.setdefault(_extensions(lake), []).pop()
    except IndexError:
        engine = duckdb.connect(config=OFFLINE)
    for extension in _extensions(lake):
        load(engine, extension)
    return engine


def _extensions(lake: Lake) -> tuple[str, ...]:
    remote = lake.store is not None or lake.encrypted  # encryption is httpfs's, too
    return ("ducklake", "postgres_scanner" if lake.on_postgres else "sqlite_scanner", *(["httpfs"] if remote else []))


def _secret(store: ObjectStore) -> str:
    return (
        f"create or replace secret lake (type s3, key_id {quoted(store.key_id)}, secret {quoted(store.secret)}, "
        f"endpoint {quoted(store.endpoint)}, region {quoted(store.region)}, "
        f"url_style {quoted(store.url_style)}, use_ssl {str(store.use_ssl).lower()})"
    )
