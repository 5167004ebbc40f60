"""Dispositions: what people decided on impacts; every word is kept, the last one holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from warehouse import record
from warehouse.relation import Row, fetched, insert_new

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Disposition:
    """One word of one person on (rulemaking, obligation, item); `disposition_id` is the answer's idempotency key.

    `fingerprint` and `content_hash` are those of the finding and the item row it was given on; `obligation` blank means
    all of them; `approval` is final, wanted, approved or refused.
    """

    disposition_id: str
    document_number: str
    item_id: str
    state: str
    decided_by: str
    channel: str
    decided_at: dt.datetime
    obligation: str = ""
    justification: str = ""
    note: str = ""
    assignee: str = ""
    until: str = ""
    expires_at: dt.datetime | None = None
    fingerprint: str = ""
    content_hash: str = ""
    approval: str = "final"
    approved_by: str = ""


def load_dispositions(con: DuckDBPyConnection, dispositions: Sequence[Disposition], at: dt.datetime) -> list[str]:
    """Keeps the words that are new, puts them on the record, and returns their ids."""
    rows = [asdict(one) for one in dispositions]
    new = [row["disposition_id"] for row in insert_new(con, "dispositions", rows, ("disposition_id",))]
    if new:
        record.append(con, "decision", "dispositions", new, {"count": len(new)}, at)
    return new


def current_dispositions(con: DuckDBPyConnection, document_number: str | None = None) -> list[Row]:
    """The word that holds for each rulemaking, obligation and item; of the rulemaking of one document if given."""
    only = " where rulemaking = (select rulemaking from lake.current_documents where document_number = $number)"
    query = f"from lake.current_dispositions{only if document_number else ''} order by rulemaking, obligation, item_id"
    return fetched(con, query, {"number": document_number} if document_number else None)
