"""The record: an append-only chain of hashes over what was published, found, told and decided."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warehouse.relation import fetched, listed, scalar, well_formed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from duckdb import DuckDBPyConnection

IMPACT = (
    "document_number item_id level timing probability basis reasons rule_evidence item_evidence obligations status "
    "status_reason opened_at changed_at closed_at"
)
DISPOSITION = (
    "document_number obligation item_id state justification note decided_by channel assignee until expires_at approval "
    "approved_by decided_at"
)
DELIVERY = "kind channel recipient address document_number findings payload status receipt enqueued_at sent_at"
ITEM = (
    "name vendor model version kind category description country_of_origin vendor_country supplier owner owner_email "
    "owner_slack business_unit site quantity criticality cpe purl part_number extra content_hash"
)
FACTS = {
    "publications": ("sha256", "source key url media_type fetched_at"),
    "scopes": ("scope_id", "document_number fingerprint scope amended_by note created_at"),
    "impacts": ("impact_id", IMPACT),
    "deliveries": ("delivery_id", DELIVERY),
    "dispositions": ("disposition_id", DISPOSITION),
}
"""The tables under the record: their key, and the columns whose values are vouched for."""

BATCHES = {
    "items": ("inventory", "valid_from", "item_id", ITEM),
    "supplier_facts": ("origin", "added_at", "fact_id", "name alias country parent relation list source as_of"),
}
"""Tables of which what came at one time from one origin is vouched for as one: origin, time, order, columns."""

CHAIN = "concat_ws('|', seq, previous_hash, epoch_us(recorded_at), kind, about, facts, payload_hash)"


class RecordForked(Exception):
    """Another writer has moved the head since it was read here; seq is where both stood."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"Transaction conflict: the record's head has moved on from entry {seq}")
        self.seq = seq


@dataclass(frozen=True, slots=True)
class Broken:
    """A link or a fact that is not as recorded: the entry's seq (0 for a fact no entry knows), and what is wrong."""

    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What walking the record found: entries, facts and blanked payloads counted; the head; what is broken."""

    entries: int
    facts: int
    blanked: int
    head: str
    broken: tuple[Broken, ...]


def append(
    con: DuckDBPyConnection, kind: str, about: str, keys: Iterable[str], payload: Mapping[str, Any], at: dt.datetime
) -> int:
    """Adds an entry that vouches for the rows of `about` with these keys as they now stand; returns its seq.

    To be called in the transaction that wrote the rows. Raises RecordForked where another writer came between.
    """
    facts = _facts(con, about, keys)
    told = well_formed(json.dumps(payload, ensure_ascii=False, sort_keys=True, default=str))
    salt = secrets.token_hex(16)
    payload_hash = hashlib.sha256((salt + told).encode()).hexdigest()
    before, previous = con.execute("select seq, hash from lake.record_head").fetchall()[0]
    link = "|".join(map(str, (before + 1, previous, _microseconds(at), kind, about, facts, payload_hash)))
    digest = hashlib.sha256(link.encode()).hexdigest()
    claim = "update lake.record_head set seq = ?, hash = ? where seq = ? and hash = ?"
    if scalar(con, claim, [before + 1, digest, before, previous]) != 1:
        raise RecordForked(before)
    entry = [before + 1, previous, digest, at, kind, about, facts, told, salt, payload_hash]
    con.execute("insert into lake.record values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", entry)
    return int(before) + 1


def head(con: DuckDBPyConnection) -> tuple[int, str]:
    """The last entry's seq and hash; keep it elsewhere, and `verify` can tell whether the end was cut off."""
    seq, digest = con.execute("select seq, hash from lake.record_head").fetchall()[0]
    return int(seq), str(digest)


def verify(con: DuckDBPyConnection, anchor: tuple[int, str] | None = None) -> Verification:
    """Walks the record and compares every fact with its row; `anchor` is an earlier head that must still be in it.

    To be called in a transaction: what another writes between two of its queries would look like a broken record.
    """
    entries, blanked = con.execute("select count(*), count(*) filter (payload is null) from lake.record").fetchall()[0]
    broken = [*_broken_links(con), *_broken_ends(con, anchor), *_broken_facts(con)]
    count = scalar(con, "select coalesce(sum(json_array_length(facts)), 0) from lake.record")
    return Verification(entries, int(count), blanked, head(con)[1], tuple(broken))


def batch(origin: str, at: dt.datetime) -> str:
    """The key under which what came from this origin at this time is vouched for."""
    return f"{origin}@{_microseconds(at)}"


def _batches(about: str) -> str:
    """A query for the key and digest of each batch of a table."""
    origin, at, order, columns = BATCHES[about]
    digest = f"sha256(string_agg({_row_digest(f'{order} {columns}')}, '' order by t.{order}))"
    return (
        f"select concat(t.{origin}, '@', epoch_us(t.{at})) as id, {digest} as digest from lake.{about} t "
        f"group by t.{origin}, t.{at}"
    )


def _facts(con: DuckDBPyConnection, about: str, keys: Iterable[str]) -> str:
    if not about:
        return "[]"
    if about in BATCHES:
        of_batch = f"select id, digest from ({_batches(about)}) semi join {listed(con, 'vouched', keys)} w using (id)"
        return json.dumps([list(row) for row in con.execute(of_batch).fetchall()], separators=(",", ":"))
    wanted, key = listed(con, "vouched", keys), FACTS[about][0]
    rows = con.execute(
        f"select t.{key}, {_digest(about)} from lake.{about} t semi join {wanted} w on t.{key} = w.id order by 1"
    )
    return json.dumps([list(row) for row in rows.fetchall()], separators=(",", ":"), ensure_ascii=False)


def _digest(about: str) -> str:
    # A publication's own hash is taken from its bytes again, so that changed bytes are noticed.
    bytes_hash = r"sha256(t.content || '\x00'::blob || t.metadata), " if about == "publications" else ""
    return _row_digest(FACTS[about][1], bytes_hash)


def _row_digest(columns: str, before: str = "") -> str:
    values = ", ".join(f"coalesce(t.{column}::varchar, chr(30))" for column in columns.split())
    return f"sha256(concat_ws(chr(31), {before}{values}))"


def _microseconds(at: dt.datetime) -> int:
    # Not float arithmetic: the last digit must be right.
    whole = at.replace(microsecond=0)
    return int(whole.timestamp()) * 1_000_000 + at.microsecond


def _broken_links(con: DuckDBPyConnection) -> list[Broken]:
    rows = con.execute(f"""
        with links as (
            select *, row_number() over (order by seq) as place, lag(hash, 1, '') over (order by seq) as before
            from lake.record
        )
        select place, case
            when seq != place then 'an entry is missing or doubled'
            when previous_hash != before then 'does not follow from the entry before'
            when hash != sha256({CHAIN}) then 'was changed'
            else 'its payload was changed' end
        from links
        where seq != place or previous_hash != before or hash != sha256({CHAIN})
            or (payload is not null and payload_hash != sha256(salt || payload))
            or (payload is null and seq not in (
                select unnest(from_json(payload->'blanked', '["BIGINT"]')) from lake.record where kind = 'blanking'))
        order by place limit 1""").fetchall()
    return [Broken(place, what) for place, what in rows]


def _broken_ends(con: DuckDBPyConnection, anchor: tuple[int, str] | None) -> list[Broken]:
    last = con.execute("select seq, hash from lake.record order by seq desc limit 1").fetchall() or [(0, "")]
    heads = con.execute("select seq, hash from lake.record_head").fetchall()
    apart = "is not where the head points: entries were cut off or added"
    broken = [] if heads == last else [Broken(last[0][0], apart)]
    if anchor and not con.execute("from lake.record where seq = ? and hash = ?", list(anchor)).fetchall():
        broken.append(Broken(anchor[0], "is not the entry that was the head once"))
    return broken


def _broken_facts(con: DuckDBPyConnection) -> list[Broken]:
    now = " union all ".join(
        f"select '{about}' as about, t.{key} as id, {_digest(about)} as digest from lake.{about} t"
        for about, (key, _) in FACTS.items()
    )
    now += "".join(f" union all select '{about}' as about, id, digest from ({_batches(about)})" for about in BATCHES)
    rows = fetched(
        con,
        f"""
        with said as (
            select seq, about, unnest(from_json(facts, '[["VARCHAR"]]')) as fact from lake.record where about != ''
        ), recorded as (
            select about, fact[1] as id, max_by(fact[2], seq) as digest, max(seq) as seq from said group by all
        ), standing as ({now})
        select coalesce(seq, 0) as seq, about, id, standing.digest is null as gone, recorded.digest is null as unknown
        from recorded full join standing using (about, id)
        where recorded.digest is distinct from standing.digest order by seq, about, id""",
    )
    return [Broken(row["seq"], f"{row['about']} {row['id']} {_fault(row)}") for row in rows]


def _fault(row: Mapping[str, Any]) -> str:
    return "is gone" if row["gone"] else "was never recorded" if row["unknown"] else "was changed"
