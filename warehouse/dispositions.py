"""Dispositions: what people decided on impacts; every word is kept, the last judgement counts.

A word lives on (rulemaking, obligation, item), so what was said of a proposal is carried to the final rule. It holds there
while the grounds of the finding are those it was given on: level and basis, that is which relation the document asks for, how
the item's class fits, and what is known of its supplier. Stage, timing, days and wording are no part of the grounds. It is open
again where the grounds differ, or where a later printing or correction moved the document's matter (anything but its dates)
after it was given ("scope changed"); where the item's row is another ("item changed"); where its time is over ("expired");
and while a second person has not approved it, or has refused ("approval wanted", "refused").
lake.decisions_on_impacts answers all of this for each open impact.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from models.disposition import APPROVED, FINAL, REFUSED, WANTED
from warehouse import record
from warehouse.relation import Row, fetched, insert_new, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Disposition:
    """One word of one person on (rulemaking, obligation, item); `disposition_id` is the answer's idempotency key.

    `fingerprint`, `grounds` and `content_hash` are those of the finding and the item row it was given on; `obligation` blank
    means all of them; `approval` is final, wanted, approved or refused.
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
    approval: str = FINAL
    approved_by: str = ""
    grounds: str = ""


def load_dispositions(con: DuckDBPyConnection, dispositions: Sequence[Disposition], at: dt.datetime) -> list[str]:
    """Keeps the words that are new, puts them on the record, and returns their ids."""
    rows = [asdict(one) for one in dispositions]
    new = [row["disposition_id"] for row in insert_new(con, "dispositions", rows, ("disposition_id",))]
    if new:
        record.append(con, "decision", "dispositions", new, {"count": len(new)}, at)
    return new


def want_approval(con: DuckDBPyConnection, disposition_ids: Sequence[str], at: dt.datetime) -> list[Disposition]:
    """Lets these words, given before they needed one, wait for a second person; returns them as they stand now."""
    if not disposition_ids:
        return []
    ids = listed(con, "words_that_wait", disposition_ids)
    con.execute(f"update lake.dispositions set approval = '{WANTED}' where disposition_id in (from {ids})")
    record.append(con, "approval", "dispositions", disposition_ids, {"approval": WANTED}, at)
    rows = fetched(con, f"from lake.dispositions where disposition_id in (from {ids}) order by disposition_id")
    return [Disposition(**row) for row in rows]


def settle_approvals(
    con: DuckDBPyConnection, disposition_ids: Sequence[str], by: str, at: dt.datetime, *, approve: bool
) -> list[str]:
    """Approves or refuses those of these words that wait for a second person; returns their ids."""
    ids = listed(con, "asked_words", disposition_ids)
    wanted = f"approval = '{WANTED}' and disposition_id in (from {ids})"
    rows = con.execute(f"select disposition_id from lake.dispositions where {wanted} order by 1").fetchall()
    found = [one for (one,) in rows]
    if found:
        outcome = APPROVED if approve else REFUSED
        con.execute(
            f"update lake.dispositions set approval = ?, approved_by = ? where {wanted}",
            [outcome, by],
        )
        record.append(con, "approval", "dispositions", found, {"approval": outcome, "by": by}, at)
    return found


def current_dispositions(con: DuckDBPyConnection, document_number: str | None = None) -> list[Row]:
    """The word that counts for each rulemaking, obligation and item; of the rulemaking of one document if given."""
    only = " where rulemaking = (select rulemaking from lake.current_documents where document_number = $number)"
    query = f"from lake.current_dispositions{only if document_number else ''} order by rulemaking, obligation, item_id"
    return fetched(con, query, {"number": document_number} if document_number else None)
