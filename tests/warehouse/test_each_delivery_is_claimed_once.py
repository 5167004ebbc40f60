"""The outbox: written once, claimed by one, settled by its claimant, retried in measure, never lost."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.warehouse.samples import AT, delivery
from warehouse.lake import open_warehouse, write
from warehouse.outbox import (
    LEASE,
    MAX_ATTEMPTS,
    Claimed,
    ClaimLost,
    Telling,
    claim,
    dead_letters,
    enqueue,
    revive,
    settle_failed,
    settle_sent,
    waiting,
)
from warehouse.record import verify

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from warehouse.catalog import Lake

ROOT = Path(__file__).parents[2]


def start(lake: Lake, verb: str) -> subprocess.Popen[str]:
    """Another process at the same warehouse."""
    command = [sys.executable, "-m", "tests.warehouse.worker", str(Path(lake.catalog).parent), verb]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_senders_share_the_work_without_doubles(lake: Lake) -> None:
    """Two processes that claim at the same time get every delivery exactly once between them."""
    write(lake, "assess", "tell", lambda con: enqueue(con, [delivery(number) for number in range(6)], AT))
    senders = [start(lake, "claim_all") for _ in range(2)]
    sent = [line for sender in senders for line in sender.communicate(timeout=120)[0].split()]
    assert [sender.returncode for sender in senders] == [0, 0]
    assert sorted(sent) == [f"d-{number:03}" for number in range(6)]
    with open_warehouse(lake) as warehouse:
        counts = warehouse.con.execute("select status, attempts, count(*) from lake.deliveries group by all").fetchall()
        assert counts == [("sent", 1, 6)]
        assert verify(warehouse.con).broken == ()


def test_a_dead_senders_claims_are_taken_over(lake: Lake) -> None:
    """What a killed process had claimed is due again when its lease ends, marked as a second attempt."""
    write(lake, "assess", "tell", lambda con: enqueue(con, [delivery(1), delivery(2)], AT))
    killed = start(lake, "die_after_claim")
    assert killed.communicate(timeout=60)[0] == "2\n"
    assert killed.returncode == -signal.SIGKILL
    assert write(lake, "tell", "claim", lambda con: claim(con, AT + LEASE / 2)) == []
    again = write(lake, "tell", "claim", lambda con: claim(con, AT + LEASE))
    assert [(one.delivery.delivery_id, one.attempt) for one in again] == [("d-001", 2), ("d-002", 2)]


def test_a_delivery_comes_back_as_it_was_written(con: DuckDBPyConnection) -> None:
    """Payload, findings and addresses survive, whatever characters they hold; the same id is written once."""
    one = delivery(
        1,
        payload={"text": 'O\'Brien "x" {y} 中文 \u202e <!channel>', "list": [1, None, True]},
        findings=(Telling("i1", "f1"), Telling("i2", "f2", "retracted")),
        thread="d-000",
    )
    assert enqueue(con, [one, delivery(1)], AT) == ["d-001"]
    assert enqueue(con, [one], AT) == []
    (claimed,) = claim(con, AT)
    assert (claimed.delivery, claimed.attempt, claimed.enqueued_at, claimed.receipt) == (one, 1, AT, {})


def test_only_the_claimant_may_settle(con: DuckDBPyConnection) -> None:
    """A sender whose lease was taken over, or that settles twice, learns so."""
    enqueue(con, [delivery()], AT)
    (slow,) = claim(con, AT)
    (quick,) = claim(con, AT + LEASE)
    with pytest.raises(ClaimLost, match="d-001"):
        settle_sent(con, slow, {}, AT + LEASE)
    settle_sent(con, quick, {"ts": "1.2"}, AT + LEASE)
    with pytest.raises(ClaimLost):
        settle_failed(con, quick, "timeout", AT + LEASE)
    assert con.execute("select status, receipt->>'ts', sent_at from lake.deliveries").fetchall() == [
        ("sent", "1.2", AT + LEASE)
    ]


def test_a_failure_is_tried_again_with_growing_pauses_until_it_is_a_dead_letter(con: DuckDBPyConnection) -> None:
    """Each pause is twice the one before; the last failure leaves a dead letter that can be revived."""
    enqueue(con, [delivery()], AT)
    now, pauses = AT, []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        (claimed,) = claim(con, now)
        assert claimed.attempt == attempt
        again = settle_failed(con, claimed, f"timeout {attempt}", now)
        assert again == (attempt < MAX_ATTEMPTS)
        due = con.execute("select next_attempt_at from lake.deliveries").fetchall()[0][0]
        assert claim(con, due - dt.timedelta(seconds=1)) == []
        pauses.append((due - now).total_seconds())
        now = due
    assert pauses == [30 * 2**attempt for attempt in range(MAX_ATTEMPTS)]
    assert [row["last_error"] for row in dead_letters(con)] == [f"timeout {MAX_ATTEMPTS}"]
    assert (claim(con, now), waiting(con)) == ([], 0)
    assert revive(con, ["d-001", "other"], now) == ["d-001"]
    assert [one.attempt for one in claim(con, now)] == [1]
    assert verify(con).broken == ()


def test_a_services_own_pause_and_refusal_are_honoured(con: DuckDBPyConnection) -> None:
    """Retry-After sets the pause; a permanent refusal is a dead letter at once; what is out already is remembered."""
    enqueue(con, [delivery(1), delivery(2)], AT)
    limited, refused = claim(con, AT)
    assert settle_failed(con, limited, "ratelimited", AT, retry_after=dt.timedelta(seconds=7), receipt={"ts": ["1"]})
    assert not settle_failed(con, refused, "account_inactive", AT, permanent=True)
    assert claim(con, AT + dt.timedelta(seconds=6)) == []
    (again,) = claim(con, AT + dt.timedelta(seconds=7))
    assert (again.delivery.delivery_id, again.receipt) == ("d-001", {"ts": ["1"]})


def test_a_delivery_may_wait_for_its_hour(con: DuckDBPyConnection) -> None:
    """What is not to go out before a time is not due before it; the oldest goes first, no more than asked for."""
    later = AT + dt.timedelta(hours=8)
    enqueue(con, [delivery(1, not_before=later)], AT)
    enqueue(con, [delivery(3)], AT + dt.timedelta(seconds=1))
    enqueue(con, [delivery(2)], AT + dt.timedelta(seconds=2))

    def ids(claimed: list[Claimed]) -> list[str]:
        return [one.delivery.delivery_id for one in claimed]

    assert ids(claim(con, AT + dt.timedelta(minutes=1), limit=1)) == ["d-003"]
    assert ids(claim(con, AT + dt.timedelta(minutes=1))) == ["d-002"]
    assert ids(claim(con, later, lease=dt.timedelta(hours=24)))[0] == "d-001"
