"""Quarantine: what could not be taken in, with the reason and the bytes, so that nothing is lost.

An entry is resolved once the same thing is taken in after all: a publication by a later version of the reader, a row by
a later sync. Nothing is deleted; what fails again waits again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.relation import Row, fetched, insert_new, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that could not be taken in: whence, its name (file, address, row), why, the bytes."""

    source: str
    name: str
    reason: str
    content: bytes

    @property
    def quarantine_id(self) -> str:
        """The same thing from the same place is quarantined once, however often it is tried."""
        return hashlib.sha256(b"\0".join((self.source.encode(), self.name.encode(), self.content))).hexdigest()


def load_quarantine(con: DuckDBPyConnection, rejected: Sequence[Rejected], at: dt.datetime) -> list[str]:
    """Keeps what is new, counts another attempt on what is known and lets it wait again; returns the ids of the new."""
    rows = [
        {
            "quarantine_id": one.quarantine_id,
            "source": one.source,
            "name": one.name,
            "reason": one.reason,
            "content": one.content,
            "first_seen": at,
            "last_seen": at,
            "attempts": 1,
        }
        for one in rejected
    ]
    new = [row["quarantine_id"] for row in insert_new(con, "quarantine", rows, ("quarantine_id",))]
    again = {one.quarantine_id for one in rejected} - set(new)
    if again:
        con.execute(
            "update lake.quarantine set attempts = attempts + 1, last_seen = ?, resolved_at = null, resolved_by = null "
            f"where quarantine_id in (from {listed(con, 'again', sorted(again))})",
            [at],
        )
    return new


def resolve_read(
    con: DuckDBPyConnection, read: Mapping[tuple[str, str], AbstractSet[str]], at: dt.datetime, *, by: str
) -> list[str]:
    """Resolves what waits under these (source, name) pairs, but for the ids with them, which failed again; their ids.

    The same name read well in a newer publication settles what an older one left.
    """
    waiting = fetched(con, "select quarantine_id, source, name from lake.quarantine where resolved_at is null")
    settled = [
        row["quarantine_id"]
        for row in waiting
        if (still := read.get((row["source"], row["name"]))) is not None and row["quarantine_id"] not in still
    ]
    return _resolve(con, settled, at, by)


def resolve_rows(
    con: DuckDBPyConnection, source: str, rejected: Iterable[Rejected], at: dt.datetime, *, by: str
) -> list[str]:
    """Resolves what waits of a source (inventory, suppliers) that was taken in whole but for these; their ids."""
    still = {one.quarantine_id for one in rejected}
    waiting = fetched(
        con, "select quarantine_id from lake.quarantine where resolved_at is null and source = ?", [source]
    )
    return _resolve(con, [row["quarantine_id"] for row in waiting if row["quarantine_id"] not in still], at, by)


def _resolve(con: DuckDBPyConnection, ids: Sequence[str], at: dt.datetime, by: str) -> list[str]:
    if ids:
        con.execute(
            "update lake.quarantine set resolved_at = ?, resolved_by = ? "
            f"where quarantine_id in (from {listed(con, 'settled', ids)})",
            [at, by],
        )
    return list(ids)


def unread_quarantined(con: DuckDBPyConnection, reader_version: str) -> int:
    """Counts as not yet read by this version the publications that something of waits here; returns how many.

    The next read tries them again, although no code of ours has changed (a library may have).
    """
    con.execute(
        "create or replace temp table tried_again as select distinct sha256 as id from lake.publications publication "
        "semi join lake.quarantine waiting on waiting.source = publication.source and waiting.name = publication.key "
        "and waiting.resolved_at is null"
    )
    count = con.execute(
        "delete from lake.readings where reader_version = ? and publication_sha256 in (from tried_again)",
        [reader_version],
    ).fetchone()
    return int(count[0]) if count else 0


def quarantined(con: DuckDBPyConnection) -> list[Row]:
    """All that waits there, newest first, without the bytes."""
    return fetched(con, "from lake.open_quarantine")
