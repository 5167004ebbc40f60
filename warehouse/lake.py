"""Short connections to the warehouse, and commits that carry who made them and why."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from warehouse.catalog import Lake, NothingKnownThen, attach, explained, hide_secrets, passing, roll_back
from warehouse.engines import DETACH, session
from warehouse.migrate import Migration, OlderSchema, check, migrations
from warehouse.questions import answer_as_of, bring_views
from warehouse.turn import writers_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyConnection

    from warehouse.engines import Session

__all__ = ["Lake", "NaiveTime", "Warehouse", "open_for_questions", "open_warehouse", "passing", "write"]

T = TypeVar("T")

SNAPSHOT = "from __ducklake_metadata_lake.ducklake_snapshot"
SCHEMA_VERSION = f"select max(schema_version), max(next_catalog_id) {SNAPSHOT}"
NEWEST_SNAPSHOT = f"select snapshot_id, snapshot_time {SNAPSHOT} order by snapshot_id desc limit 1"
SNAPSHOT_IS_THERE = f"select 1 {SNAPSHOT} where snapshot_id = ? and snapshot_time = ?"
FOUND_OURS: dict[str, tuple[int, ...] | None] = {}
"""The version of the schema whose migrations this process found to be ours, by catalog."""

FULL = ("No space left on device", "disk is full", "Disk quota exceeded")
"""What engines and systems say of a disk without room."""


class NaiveTime(ValueError):
    """A time without a zone."""

    def __init__(self, moment: dt.datetime) -> None:
        super().__init__(f"{moment} has no time zone")
        self.moment = moment


@dataclass(frozen=True, slots=True)
class Warehouse:
    """An open connection to a lake; query through `con`, write inside `transaction`."""

    lake: Lake
    con: DuckDBPyConnection

    @contextmanager
    def one_moment(self) -> Iterator[DuckDBPyConnection]:
        """Every query of the body sees the warehouse as of the first, whoever writes meanwhile; nothing is kept."""
        self.con.execute("begin")
        try:
            yield self.con
        finally:
            roll_back(self.con)

    @contextmanager
    def transaction(self, author: str, message: str) -> Iterator[DuckDBPyConnection]:
        """One commit, after this writer's turn has come; the body's writes are all kept or none.

        The commit carries author and message; a body that changes nothing leaves no snapshot.
        """
        with writers_turn(self.lake, self.con) as confirm:
            self.con.execute("begin")
            try:
                self.con.execute("call lake.set_commit_message(?, ?)", [author, message])
                yield self.con
                confirm()
                self.con.execute("commit")
            except BaseException:
                roll_back(self.con)
                raise


@contextmanager
def open_warehouse(
    lake: Lake, *, as_of: dt.datetime | None = None, read_only: bool = False, threads: int = 1
) -> Iterator[Warehouse]:
    """A short connection to a prepared warehouse; with `as_of` (aware), read only and as it stood at that moment.

    One of `threads` is fastest for our loads and small tables; give a heavy query more. Raises NoWarehouse,
    NothingKnownThen, WarehouseUnreachable or WrongSchema.
    """
    kind = "" if as_of or lake.on_postgres else "read only" if read_only else "read and write"
    with session(lake, kind) as one:
        one.con.execute(f"set threads = {int(threads)}")
        _open(one, as_of, read_only=read_only)
        yield Warehouse(lake, one.con)
        one.newest = _newest(one.con) if kind else None


def _open(one: Session, as_of: dt.datetime | None, *, read_only: bool) -> None:
    """Attach and check in one transaction: the catalog is read once for all of it, not for each statement."""
    if one.newest and not _goes_on(one):
        one.con.execute(DETACH)
        one.newest = None
    one.con.execute("begin")
    try:
        if as_of is None:
            _attach_now(one, read_only=read_only)
        else:
            _attach_snapshot(one.con, one.lake, as_of)
        one.con.execute("commit")
    except BaseException:
        roll_back(one.con)
        raise


def _goes_on(one: Session) -> bool:
    """Whether the lake that is attached has only been added to since; a backup that was put in its place has not."""
    import duckdb

    if not Path(one.lake.catalog).is_file():
        return False
    try:
        return one.con.execute(SNAPSHOT_IS_THERE, one.newest).fetchone() is not None
    except duckdb.Error:  # attaching anew says what is wrong
        return False


def _newest(con: DuckDBPyConnection) -> tuple[object, ...] | None:
    import duckdb

    try:
        return con.execute(NEWEST_SNAPSHOT).fetchone()
    except duckdb.Error:  # what was done is done; the next session attaches anew
        return None


@contextmanager
def open_for_questions(lake: Lake, as_of: dt.datetime | None = None) -> Iterator[Warehouse]:
    """A connection for analysts: read only, on two threads, with this code's views whatever version wrote last."""
    with open_warehouse(lake, as_of=as_of, read_only=True, threads=2) as warehouse:
        if as_of is None:
            bring_views(warehouse.con)
        yield warehouse


def write(lake: Lake, author: str, message: str, work: Callable[[DuckDBPyConnection], T]) -> T:
    """Runs `work` in one commit on a connection of its own, again from the start when the trouble is a passing one.

    `work` must have no effect outside the warehouse. Gives up with the last error after the lake's patience.
    """
    import stamina

    for attempt in stamina.retry_context(on=passing, attempts=None, timeout=lake.patience, wait_max=2.0):
        with attempt, open_warehouse(lake) as warehouse, warehouse.transaction(author, message) as con:
            result = work(con)
    return result


def in_words(error: Exception) -> str:
    """What the operator is told of a trouble of the machine under the warehouse; blank for any other error."""
    text = hide_secrets(str(error))
    if any(sign in text for sign in FULL):
        return f"the disk is full: what this step wrote was not kept, what was there before is ({text})"
    if passing(error):
        return f"the warehouse's catalog was locked or away for too long: try again ({text})"
    return ""


def _checked(lake: Lake, con: DuckDBPyConnection) -> list[Migration]:
    """The migrations that the warehouse lacks; a damaged catalog may show only when it is asked.

    A process reads them once for each version of the schema: to read them costs as much as to attach.
    """
    import duckdb

    try:
        version = con.execute(SCHEMA_VERSION).fetchone()
        missing = [] if FOUND_OURS.get(lake.catalog) == version else check(con)
    except duckdb.Error as error:
        if passing(error):
            raise
        raise explained(lake, error) from None
    if not missing:
        FOUND_OURS[lake.catalog] = version
    return missing


def _attach_now(one: Session, *, read_only: bool) -> None:
    if one.newest:
        one.con.execute("use lake")
    else:
        attach(one.con, one.lake, *(["read_only"] if read_only else []))
    if missing := _checked(one.lake, one.con):
        raise OlderSchema(missing[0].number - 1, len(migrations()))


def _attach_snapshot(con: DuckDBPyConnection, lake: Lake, as_of: dt.datetime) -> None:
    if as_of.tzinfo is None:
        raise NaiveTime(as_of)
    moment = as_of.astimezone(dt.UTC)
    attach(con, lake, "read_only", f"snapshot_time '{moment.isoformat()}'")
    known = con.execute("select 1 from duckdb_tables() where database_name = 'lake' and table_name = 'migrations'")
    if not known.fetchall():
        raise NothingKnownThen(lake.name, moment.isoformat())
    check(con)
    answer_as_of(con, moment)
