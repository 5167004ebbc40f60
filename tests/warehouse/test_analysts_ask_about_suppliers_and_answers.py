"""What analysts ask beyond findings: vendors, coverage, response times, diligence, what changed, exposure without doubles."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from extract.suppliers import SupplierFact
from models.impact import Level
from models.register import Register
from tests.warehouse.samples import AT, LATER, assess, delivery, impact, item, keep_document
from warehouse.dispositions import Disposition, load_dispositions
from warehouse.items import sync_items
from warehouse.outbox import Telling, claim, enqueue, settle_sent
from warehouse.relation import fetched
from warehouse.vendors import load_vendors, standing_of, vendors_to_ask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

FACTS = (
    SupplierFact("Heliang Networks", country="CN", source="15 CFR 744 supplement 4", as_of="2024-01-01"),
    SupplierFact("Ostwald GmbH", country="DE", source="general knowledge", as_of="2026-01-01"),
    SupplierFact("Rhein Radio", country="DE", source="company register", as_of="2026-01-01"),
)


@pytest.fixture
def held(con: DuckDBPyConnection) -> DuckDBPyConnection:
    """Six items of five vendors, one of them blank, on 2 March 2026."""
    con.execute("set variable as_of = timestamptz '2026-03-02 18:00:00+00'")
    sync_items(
        con,
        [
            item("A-1", vendor="Heliang Networks", business_unit="Plant"),
            item("A-2", vendor="Heliang Networks", business_unit="Office", owner="", owner_email=""),
            item("A-3", vendor="Ostwald GmbH", business_unit="Plant"),
            item("A-4", vendor="Rhein Radio", business_unit="Plant", owner_email=""),
            item("A-5", vendor="Nobody Knows", business_unit="Office"),
            item("A-6", vendor="", business_unit="Office"),
        ],
        AT,
    )
    learn(con, FACTS, "register-1", AT)
    return con


def learn(con: DuckDBPyConnection, facts: Iterable[SupplierFact], version: str, at: dt.datetime) -> int:
    """Asks a register of these facts of every vendor that it was not asked of; how many standings moved."""
    register = Register(facts)
    return load_vendors(con, [standing_of(v, register) for v in vendors_to_ask(con, version)], version, at)


def test_a_vendor_stands_as_the_register_knows_it(held: DuckDBPyConnection) -> None:
    """Each vendor is asked once for each register; only what moved becomes a new row."""
    states = dict(held.execute("select vendor, state from vendors").fetchall())
    assert states == {
        "Heliang Networks": "finding",
        "Ostwald GmbH": "cleared",
        "Rhein Radio": "cleared",
        "Nobody Knows": "unknown",
        "": "unknown",
    }
    assert vendors_to_ask(held, "register-1") == []
    more = (*FACTS, SupplierFact("Nobody Knows", country="CN", source="annual report 2025", as_of="2025-06-01"))
    assert learn(held, more, "register-2", LATER) == 1
    assert vendors_to_ask(held, "register-2") == []
    rows = fetched(
        held, "select state, since, until from vendor_standings where vendor = 'Nobody Knows' order by since"
    )
    assert [(row["state"], row["since"], row["until"]) for row in rows] == [
        ("unknown", AT, LATER),
        ("finding", LATER, None),
    ]


def test_concentration_ranks_firms_and_tells_the_adversary_share(held: DuckDBPyConnection) -> None:
    """Two of six items are of a firm that a sourced fact ties to an adversary."""
    first, *_ = rows = fetched(held, "from supplier_concentration")
    assert (first["firm"], first["tie"], first["items"], first["share"]) == ("Heliang Networks", "adversary", 2, 0.3333)
    assert {row["adversary_share"] for row in rows} == {0.3333}
    assert [row["tie"] for row in rows[1:]] == ["unknown", "outside", "outside"]


def test_coverage_counts_what_rows_lack(held: DuckDBPyConnection) -> None:
    """By unit: no vendor, no owner, no address, a vendor nobody knows."""
    office, plant = fetched(held, "from inventory_coverage order by business_unit")
    lacking = ("items", "without_vendor", "without_owner", "without_address", "vendor_unknown", "vendor_known")
    assert [office[name] for name in lacking] == [3, 1, 1, 0, 1, 1]
    assert [plant[name] for name in lacking] == [3, 0, 0, 1, 0, 3]


def test_diligence_is_due_where_nothing_is_known_or_facts_are_old(held: DuckDBPyConnection) -> None:
    """Nothing known, hearsay only, older than the limit, which may be set."""
    query = "select vendor, why, days_old from diligence_due order by vendor"
    assert held.execute(query).fetchall() == [
        ("Heliang Networks", "old", 791),
        ("Nobody Knows", "nothing known", None),
        ("Ostwald GmbH", "no source", 60),
    ]
    held.execute("set variable diligence_days = 30")
    assert ("Rhein Radio", "old", 60) in held.execute(query).fetchall()


def test_response_times_run_from_publication_to_decision(held: DuckDBPyConnection) -> None:
    """Hours to the message, from it to the first answer and to the decision; a nod is no decision."""
    keep_document(held, "2026-1", publication_date=dt.date(2026, 3, 2), at=AT)
    loaded = assess(held, impact("A-1", "2026-1"), impact("A-2", "2026-1"), at=AT)
    told = tuple(Telling(impact_id, "f") for impact_id in loaded.new)
    enqueue(held, [delivery(1, kind="impact alert: new", document_number="2026-1", findings=told)], AT)
    (claimed,) = claim(held, AT)
    settle_sent(held, claimed, {"ts": "1"}, AT + dt.timedelta(hours=1))
    words = [
        Disposition("w-1", "2026-1", "A-1", "acknowledged", "ann@example.com", "slack", AT + dt.timedelta(hours=2)),
        Disposition("w-2", "2026-1", "A-1", "affected", "ann@example.com", "slack", AT + dt.timedelta(hours=5)),
    ]
    load_dispositions(held, words, LATER)
    (row,) = fetched(held, "from response_times")
    assert (row["items"], row["answered"], row["decided"]) == (2, 1, 1)
    # Midnight in Washington is 05:00 UTC; it was read at 12:00 and told at 13:00.
    assert [row[f"hours_to_{step}"] for step in ("read", "alert", "acknowledgement", "decision")] == [
        7.0,
        8.0,
        1.0,
        4.0,
    ]


def test_exposure_counts_an_item_once_for_each_question(held: DuckDBPyConnection) -> None:
    """An item that two documents touch is one item, affected where any affects it; a decision that holds settles it."""
    keep_document(held, "2026-1", publication_date=dt.date(2026, 3, 1))
    assess(held, impact("A-1", "2026-1"), impact("A-2", "2026-1", level=Level.REVIEW))
    keep_document(held, "2026-2", publication_date=dt.date(2026, 3, 2))
    assess(held, impact("A-1", "2026-2", level=Level.REVIEW))
    query = "select value, affected, to_review, undecided from exposure_now where dimension = ? order by value"
    assert held.execute(query, ["all"]).fetchall() == [("", 1, 1, 2)]
    assert held.execute(query, ["unit"]).fetchall() == [("Office", 0, 1, 1), ("Plant", 1, 0, 1)]
    assert held.execute(query, ["rulemaking"]).fetchall() == [
        ("document 2026-1", 1, 1, 2),
        ("document 2026-2", 0, 1, 1),
    ]
    now = dict(held.execute("select 'all', affected + to_review from exposure_now where dimension = 'all'").fetchall())
    month = held.execute("select affected + to_review from exposure_by_month where dimension = 'all'").fetchall()
    assert month == [(now["all"],)]


def test_what_changed_tells_documents_findings_items_and_words(held: DuckDBPyConnection) -> None:
    """Each kind of event once, newest first; an ordinary document is none."""
    keep_document(held, "2026-1", publication_date=dt.date(2026, 3, 2))
    keep_document(held, "2026-2", relevance="other")
    assess(held, impact("A-1", "2026-1"))
    load_dispositions(held, [Disposition("w-1", "2026-1", "A-1", "affected", "ann@example.com", "slack", LATER)], LATER)
    sync_items(held, [item("A-1", vendor="Heliang Networks", business_unit="Plant")], LATER + dt.timedelta(hours=1))
    rows = fetched(held, "select what, subject from what_changed where seen_at >= timestamptz '2026-03-02 12:30:00+00'")
    assert [row["what"] for row in rows] == ["item retired"] * 5 + ["decision"]
    early = {row["what"] for row in fetched(held, "from what_changed")}
    assert early == {"item came or changed", "item retired", "document read", "finding opened", "decision"}
