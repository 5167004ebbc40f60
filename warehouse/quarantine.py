"""Quarantine: what could not be taken in, with the reason and the bytes, so that nothing is lost."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.relation import Row, fetched, insert_new, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

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
    """Keeps what is new, counts another attempt on what is known, and returns the ids of the new."""
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
            "update lake.quarantine set attempts = attempts + 1, last_seen = ? "
            f"where quarantine_id in (from {listed(con, 'again', sorted(again))})",
            [at],
        )
    return new


def quarantined(con: DuckDBPyConnection) -> list[Row]:
    """All that waits there, newest first, without the bytes."""
    return fetched(
        con, "select * exclude (content), octet_length(content) as size from lake.quarantine order by last_seen desc"
    )
