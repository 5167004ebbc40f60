"""The outbox: messages written in the same commit as what they tell of, claimed once, sent once."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from warehouse import record
from warehouse.relation import Row, fetched, insert_new, listed, scalar, staged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection

LEASE = dt.timedelta(minutes=10)
"""A claim older than this belongs to a process that died; another may take it over."""

MAX_ATTEMPTS = 8
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(seconds=30), dt.timedelta(hours=6)


class ClaimLost(Exception):
    """A sender settles a delivery that is not, or no longer, its own."""

    def __init__(self, delivery_id: str, claimant: str) -> None:
        super().__init__(f"delivery {delivery_id} is not claimed by {claimant}")
        self.delivery_id, self.claimant = delivery_id, claimant


@dataclass(frozen=True, slots=True)
class Telling:
    """What a message says of one impact: which, in which state of the finding, with which status."""

    impact_id: str
    fingerprint: str
    status: str = "open"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one recipient on one channel. `delivery_id` is its idempotency key: the same one is sent once."""

    delivery_id: str
    kind: str
    channel: str
    recipient: str
    address: str
    payload: Mapping[str, Any]
    document_number: str | None = None
    findings: tuple[Telling, ...] = ()
    thread: str | None = None
    not_before: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery to send now. One that was `tried` before may be out already: look for it before sending again."""

    delivery: Delivery
    claimant: str
    attempt: int
    enqueued_at: dt.datetime
    receipt: Mapping[str, Any] = field(default_factory=dict)
    tried: bool = False


def enqueue(con: DuckDBPyConnection, deliveries: Sequence[Delivery], at: dt.datetime) -> list[str]:
    """Puts the deliveries that are new into the outbox and returns their ids; call it in the impacts' transaction."""
    rows = [
        {
            "delivery_id": one.delivery_id,
            "kind": one.kind,
            "channel": one.channel,
            "recipient": one.recipient,
            "address": one.address,
            "document_number": one.document_number,
            "findings": [
                {"impact_id": told.impact_id, "fingerprint": told.fingerprint, "status": told.status}
                for told in one.findings
            ],
            "payload": one.payload,
            "thread": one.thread,
            "status": "pending",
            "attempts": 0,
            "next_attempt_at": one.not_before or at,
            "enqueued_at": at,
        }
        for one in deliveries
    ]
    new = [row["delivery_id"] for row in insert_new(con, "deliveries", rows, ("delivery_id",))]
    if new:
        record.append(con, "enqueued", "deliveries", new, {"count": len(new)}, at)
    return new


def claim(
    con: DuckDBPyConnection,
    at: dt.datetime,
    *,
    limit: int = 50,
    lease: dt.timedelta = LEASE,
    kinds: Sequence[str] | None = None,
) -> list[Claimed]:
    """Takes the deliveries that are due, oldest first, of these kinds or of all; each goes to one claimant only, until its
    lease ends."""
    claimant = uuid.uuid4().hex
    con.execute(
        """update lake.deliveries set claimant = $claimant, lease_until = $until, attempts = attempts + 1
        where delivery_id in (
            select delivery_id from lake.deliveries where status = 'pending' and next_attempt_at <= $at
                and ($kinds::varchar[] is null or list_contains($kinds::varchar[], kind))
                and (claimant is null or lease_until <= $at)
            order by enqueued_at, delivery_id limit $limit
        ) and (claimant is null or lease_until <= $at)""",
        {"claimant": claimant, "until": at + lease, "at": at, "limit": limit, "kinds": list(kinds) if kinds else None},
    )
    mine = fetched(con, "from lake.deliveries where claimant = ? order by enqueued_at, delivery_id", [claimant])
    return [_claimed(row) for row in mine]


def settle_sent(con: DuckDBPyConnection, claimed: Claimed, receipt: Mapping[str, Any], at: dt.datetime) -> None:
    """The message is out; `receipt` is what the service calls it. Raises ClaimLost."""
    if settle_all_sent(con, [(claimed, receipt)], at):
        raise ClaimLost(claimed.delivery.delivery_id, claimed.claimant)


def settle_all_sent(
    con: DuckDBPyConnection, sent: Sequence[tuple[Claimed, Mapping[str, Any]]], at: dt.datetime
) -> list[str]:
    """These messages are out, each with its receipt: one update, one entry of the record. Returns the ids of lost claims."""
    rows = [
        {"delivery_id": one.delivery.delivery_id, "claimant": one.claimant, "receipt": dict(receipt) or None}
        for one, receipt in sent
    ]
    settled = staged(con, "deliveries", rows)
    ours = "old.delivery_id = new.delivery_id and old.claimant = new.claimant and old.status = 'pending'"
    held = con.execute(f"select old.delivery_id from lake.deliveries old join {settled} new on {ours}").fetchall()
    con.execute(
        f"update lake.deliveries old set status = 'sent', last_error = null, sent_at = $at, next_attempt_at = null, "
        f"receipt = new.receipt, claimant = null, lease_until = null from {settled} new where {ours}",
        {"at": at},
    )
    kept = {delivery_id for (delivery_id,) in held}
    attempts = {one.delivery.delivery_id: one.attempt for one, _ in sent if one.delivery.delivery_id in kept}
    if attempts:
        record.append(con, "delivery", "deliveries", attempts, {"attempts": attempts}, at)
    return [one.delivery.delivery_id for one, _ in sent if one.delivery.delivery_id not in kept]


def settle_failed(
    con: DuckDBPyConnection,
    claimed: Claimed,
    error: str,
    at: dt.datetime,
    *,
    retry_after: dt.timedelta | None = None,
    permanent: bool = False,
    receipt: Mapping[str, Any] | None = None,
) -> bool:
    """The message did not go out: again later, with growing pauses, or never (a dead letter). Returns whether again.

    `receipt` keeps what part of it is out already. Raises ClaimLost.
    """
    dead = permanent or claimed.attempt >= MAX_ATTEMPTS
    wait = retry_after or min(FIRST_WAIT * 2 ** (claimed.attempt - 1), LONGEST_WAIT)
    status, known = "dead" if dead else "pending", receipt or claimed.receipt
    _settle(
        con, claimed, status=status, last_error=error[:2000], sent_at=None, next_attempt_at=at + wait, receipt=known
    )
    if dead or receipt:
        one = claimed.delivery
        entry = {"channel": one.channel, "error": error[:2000]}
        record.append(con, "undelivered", "deliveries", [one.delivery_id], entry, at)
    return not dead


def revive(con: DuckDBPyConnection, delivery_ids: Iterable[str], at: dt.datetime) -> list[str]:
    """Gives dead letters another round of attempts; returns the ids of those that were dead."""
    wanted = listed(con, "revived", delivery_ids)
    query = (
        f"select delivery_id from lake.deliveries where status = 'dead' and delivery_id in (from {wanted}) order by 1"
    )
    dead = [found for (found,) in con.execute(query).fetchall()]
    if dead:
        con.execute(
            "update lake.deliveries set status = 'pending', attempts = 0, next_attempt_at = ?, claimant = null "
            f"where delivery_id in (from {listed(con, 'revived', dead)})",
            [at],
        )
        record.append(con, "revived", "deliveries", dead, {"count": len(dead)}, at)
    return dead


def dead_letters(con: DuckDBPyConnection) -> list[Row]:
    """What could not be delivered, with the last error, newest first."""
    return fetched(
        con,
        "select delivery_id, kind, channel, recipient, address, document_number, attempts, last_error, enqueued_at "
        "from lake.deliveries where status = 'dead' order by enqueued_at desc, delivery_id",
    )


def unsent(con: DuckDBPyConnection) -> list[Row]:
    """What waits to be sent and what is dead, with the last error, dead ones first, then the oldest."""
    return fetched(
        con,
        "select delivery_id, kind, channel, recipient, address, document_number, status, attempts, last_error, "
        "enqueued_at, next_attempt_at from lake.deliveries where status != 'sent' "
        "order by status != 'dead', enqueued_at, delivery_id",
    )


def waiting(con: DuckDBPyConnection) -> int:
    """How many messages are neither sent nor dead."""
    return int(scalar(con, "select count(*) from lake.deliveries where status = 'pending'"))


def outbox(con: DuckDBPyConnection, *, sent: bool = False) -> list[Delivery]:
    """The messages that wait, and those that were sent too if asked for, oldest first."""
    which = "status != 'dead'" if sent else "status = 'pending'"
    return [
        _delivery(row) for row in fetched(con, f"from lake.deliveries where {which} order by enqueued_at, delivery_id")
    ]


def _delivery(row: Row) -> Delivery:
    return Delivery(
        row["delivery_id"],
        row["kind"],
        row["channel"],
        row["recipient"],
        row["address"],
        json.loads(row["payload"]),
        row["document_number"],
        tuple(Telling(**told) for told in json.loads(row["findings"])),
        row["thread"],
    )


def _claimed(row: Row) -> Claimed:
    return Claimed(
        _delivery(row),
        row["claimant"],
        row["attempts"],
        row["enqueued_at"],
        json.loads(row["receipt"] or "{}"),
        tried=row["attempts"] > 1 or row["last_error"] is not None,  # a revived letter's attempts count anew
    )


def _settle(con: DuckDBPyConnection, claimed: Claimed, receipt: Mapping[str, Any], **values: object) -> None:
    changes = ", ".join(f"{column} = ${column}" for column in values)
    count = con.execute(
        f"update lake.deliveries set {changes}, receipt = $receipt::json, claimant = null, lease_until = null "
        "where delivery_id = $id and claimant = $claimant and status = 'pending'",
        {
            **values,
            "receipt": json.dumps(dict(receipt)) if receipt else None,
            "id": claimed.delivery.delivery_id,
            "claimant": claimed.claimant,
        },
    ).fetchone()
    if count != (1,):
        raise ClaimLost(claimed.delivery.delivery_id, claimed.claimant)
