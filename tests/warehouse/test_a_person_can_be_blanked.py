"""Blanking takes a person out of rows and payloads of the past, and the record verifies before and after."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from tests.warehouse.samples import AT, assess, delivery, impact, item, keep_document
from warehouse import record
from warehouse.blanking import RecordBroken, StillNeeded, blank
from warehouse.dispositions import Disposition, load_dispositions
from warehouse.items import sync_items
from warehouse.outbox import claim, enqueue, settle_sent
from warehouse.runs import finish_run, start_run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ANN = ("Ann O'Neil", "ann@example.com", "U0ANN")
DAY = dt.timedelta(days=1)
THEN, NOW = AT + 9 * DAY, AT + 10 * DAY


def lived(con: DuckDBPyConnection) -> None:
    """Ann owned a camera, was told of a rule, decided on it, and handed the camera over to Bob."""
    ann = {"owner": "Ann O'Neil", "owner_email": "Ann@example.com", "owner_slack": "U0ANN"}
    sync_items(con, [item("A-1", **ann), item("A-2", owner="Annika", owner_email="joann@example.com")], AT)
    keep_document(con)
    assess(con, impact("A-1"))
    words = "Hello\nAnn O'Neil, cc joann@example.com"
    mail = {"html": "<p>Ann O&#x27;Neil &lt;ann@example.com&gt;</p>", "text": words, "to": ["ann@example.com."]}
    enqueue(con, [delivery(1, payload={"mail": mail}, address="U0ANN")], AT)
    (mine,) = claim(con, AT)
    settle_sent(con, mine, {"channel": "D1", "to": "U0ANN"}, AT)
    said = {"decided_by": "ann@example.com", "note": "asked Ann\nO'Neil", "approved_by": "bob@example.com"}
    word = Disposition("w-1", "2026-00001", "A-1", "in review", channel="slack", decided_at=AT, **said)
    load_dispositions(con, [word], AT)
    record.append(con, "approval", "dispositions", ["w-1"], {"approval": "approved", "by": "ann@example.com"}, AT)
    finish_run(con, start_run(con, "tell", AT), {"recipients": ["owner:ann@example.com"]}, AT)
    sync_items(
        con,
        [
            item("A-1", owner="Bob", owner_email="bob@example.com"),
            item("A-2", owner="Annika", owner_email="joann@example.com"),
        ],
        AT + DAY,
    )


def everything(con: DuckDBPyConnection) -> str:
    """All rows of the tables that may name people, and the record's payloads."""
    tables = ("items", "deliveries", "dispositions", "scopes", "runs")
    rows = [con.execute(f"from lake.{table}").fetchall() for table in tables]
    return str([*rows, con.execute("select payload from lake.record").fetchall()])


def test_afterwards_nothing_names_the_person_and_the_record_is_whole(con: DuckDBPyConnection) -> None:
    """Every spelling is gone, others with a similar one stay, and verify counts the payloads that were emptied."""
    lived(con)
    assert record.verify(con).broken == ()
    done = blank(con, ANN, THEN, NOW)
    found = everything(con)
    for spelling in ("O'Neil", "O&#x27;Neil", "'ann@", '"ann@', ";ann@", ":ann@", "Ann@", "U0ANN"):
        assert spelling not in found, spelling
    assert found.count("joann@example.com") == 2  # A-2 and the mail's text
    assert "Annika" in found
    assert done.rows == {"items": 1, "deliveries": 1, "dispositions": 1, "scopes": 0, "runs": 1}
    assert (done.payloads, done.left) == (1, {})
    walked = record.verify(con)
    assert (walked.broken, walked.blanked) == ((), 1)
    words = con.execute("select decided_by, approved_by, state from lake.dispositions").fetchall()
    assert words == [(done.token, "bob@example.com", "in review")]
    payload = json.loads(con.execute("select payload::varchar from lake.deliveries").fetchall()[0][0])
    assert payload["mail"]["to"] == [f"{done.token}."]


def test_a_second_blanking_changes_nothing(con: DuckDBPyConnection) -> None:
    """There is nothing left to blank, and the record grows no further."""
    lived(con)
    blank(con, ANN, THEN, NOW)
    head = record.head(con)
    again = blank(con, ANN, THEN, NOW)
    assert (sum(again.rows.values()), again.payloads, record.head(con)) == (0, 0, head)


def test_what_is_not_old_enough_stays_and_is_counted(con: DuckDBPyConnection) -> None:
    """`before` holds for every table; what is left is told by table."""
    lived(con)
    done = blank(con, ANN, AT, NOW)
    assert sum(done.rows.values()) + done.payloads == 0
    assert done.left == {"deliveries": 1, "dispositions": 1, "items": 1, "record": 1, "runs": 1}


def test_a_person_whom_the_pipeline_still_needs_is_not_blanked(con: DuckDBPyConnection) -> None:
    """The owner of a current item, and whoever waits for a message: blanked, they would be told everything again."""
    lived(con)
    sync_items(con, [item("A-3", owner_email="ann@example.com")], AT + 2 * DAY)
    enqueue(con, [delivery(2, recipient="owner:ann@example.com")], AT)
    before = everything(con)
    with pytest.raises(StillNeeded, match="still owner of items in the inventory; still to be sent a message"):
        blank(con, ANN, THEN, NOW)
    assert everything(con) == before


def test_a_broken_record_is_not_made_good_by_blanking(con: DuckDBPyConnection) -> None:
    """Rows that were tampered with would be vouched for anew."""
    lived(con)
    con.execute("update lake.dispositions set state = 'affected'")
    with pytest.raises(RecordBroken):
        blank(con, ANN, THEN, NOW)


def test_a_payload_emptied_without_an_entry_is_found(con: DuckDBPyConnection) -> None:
    """Only what a blanking entry names may be empty."""
    lived(con)
    blank(con, ANN, THEN, NOW)
    con.execute("update lake.record set payload = null where seq = 1")
    assert [one.what for one in record.verify(con).broken] == ["its payload was changed"]
