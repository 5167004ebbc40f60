"""The views: every column is explained, and each answers the question it is named by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from extract.document import DatedFact, DateKind, Stage
from models.impact import Level, Obligation
from tests.warehouse.samples import AT, LATER, assess, delivery, impact, item, keep_document
from warehouse.dispositions import Disposition, load_dispositions
from warehouse.documents import load_rulemakings
from warehouse.items import sync_items
from warehouse.outbox import claim, enqueue, settle_failed, settle_sent
from warehouse.quarantine import Rejected, load_quarantine
from warehouse.questions import describe, views
from warehouse.relation import fetched

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@pytest.fixture
def rule(con: DuckDBPyConnection) -> DuckDBPyConnection:
    """A proposal and its final rule, three items of which two are touched, on 2 March 2026."""
    con.execute("set variable as_of = timestamptz '2026-03-02 12:00:00+00'")
    sync_items(
        con,
        [
            item("A-1", business_unit="Plant", category="camera", country_of_origin="CN"),
            item("A-2", owner="", owner_email="", business_unit="Office"),
            item("A-3", owner="Bob", owner_email=""),
        ],
        AT,
    )
    keep_document(con, "2025-1", stage=Stage.NPRM, publication_date=dt.date(2025, 1, 10), title="Proposed")
    keep_document(
        con,
        "2026-1",
        publication_date=dt.date(2026, 3, 2),
        title="Final",
        dates=(
            DatedFact(DateKind.EFFECTIVE, dt.date(2026, 6, 1), "June 1, 2026"),
            DatedFact(DateKind.OTHER, dt.date(2026, 1, 1), "January 1, 2026"),
        ),
    )
    keep_document(con, "2026-2", relevance="other", dates=(DatedFact(DateKind.OTHER, dt.date(2030, 1, 1), "x"),))
    load_rulemakings(con, {"2025-1": "RIN 0694-AJ56", "2026-1": "RIN 0694-AJ56"}, AT)
    assess(con)
    later = (
        Obligation("stop", "2026-08-01", "q"),
        Obligation("report", "2026-02-01", "q"),
        Obligation("z", "model year 2027", "q"),
    )
    assess(con, impact("A-1", "2026-1", obligations=later), impact("A-2", "2026-1", level=Level.REVIEW, obligations=()))
    return con


def test_every_column_of_every_view_is_explained(con: DuckDBPyConnection) -> None:
    """A view says what it answers, each column what it means, and no explanation is of a column that is not there."""
    comments = dict(
        con.execute("select view_name, comment from duckdb_views() where database_name = 'lake'").fetchall()
    )
    assert comments == {view.name: view.summary for view in views()}
    assert [view.name for view in views() if not view.summary.endswith((".", "?", ")"))] == []
    for view in views():
        described = describe(con, view.name)
        assert (view.name, [column for column, _, meaning in described if not meaning]) == (view.name, [])
        assert (view.name, set(view.columns) - {column for column, _, _ in described}) == (view.name, set())


def test_every_column_of_every_table_is_explained(con: DuckDBPyConnection) -> None:
    """The comments in the migrations reach whoever asks what a column means."""
    tables = con.execute("select table_name from duckdb_tables() where database_name = 'lake'").fetchall()
    unexplained = {
        (table, column)
        for (table,) in tables
        if table not in {"migrations", "view_sets"}
        for column, _, meaning in describe(con, table)
        if not meaning
    }
    assert unexplained == set()


def test_open_impacts_join_rule_item_owner_and_decision(rule: DuckDBPyConnection) -> None:
    """One row for each open impact, with the next date that is still ahead and the decision of the whole rulemaking."""
    word = Disposition("s-1", "2025-1", "A-1", "in review", "ann@example.com", "slack", LATER)
    load_dispositions(rule, [word], LATER)
    first, second = fetched(rule, "from open_impacts order by item_id")
    assert (first["item_id"], first["stage"], first["owner_email"]) == ("A-1", "final rule", "ann@example.com")
    assert (str(first["next_date"]), first["state"], first["decided_by"]) == (
        "2026-08-01",
        "in review",
        "ann@example.com",
    )
    assert (second["level"], second["next_date"], second["state"]) == ("review", None, None)


def test_deadlines_ahead_count_what_hangs_on_them(rule: DuckDBPyConnection) -> None:
    """Only dates to come of documents of ours, with affected and doubtful items and their owners counted."""
    (row,) = fetched(rule, "from deadlines_ahead")
    assert (str(row["date"]), row["days_left"], row["kind"]) == ("2026-06-01", 91, "effective")
    assert (row["affected"], row["to_review"], row["owners"]) == (1, 1, 1)


def test_a_timeline_runs_from_proposal_to_rule(rule: DuckDBPyConnection) -> None:
    """The steps of a rulemaking in the order of their publication."""
    steps = fetched(rule, "from rulemaking_timeline where rulemaking = 'RIN 0694-AJ56'")
    assert [(row["step"], row["stage"], row["days_since_previous"]) for row in steps] == [
        (1, "NPRM", None),
        (2, "final rule", 416),
    ]


def test_exposure_by_month_counts_items_at_the_months_end(rule: DuckDBPyConnection) -> None:
    """An impact counts from the month it was found to the one before it ended."""
    sync_items(rule, [item("A-1", business_unit="Plant", category="camera", country_of_origin="CN")],
               dt.datetime(2026, 4, 20, tzinfo=dt.UTC))  # fmt: skip
    rule.execute("set variable as_of = timestamptz '2026-05-02 12:00:00+00'")
    query = "select month::varchar, value, affected, to_review from exposure_by_month where dimension = ? order by all"
    assert rule.execute(query, ["unit"]).fetchall() == [
        ("2026-03-01", "Office", 0, 1),
        ("2026-03-01", "Plant", 1, 0),
        ("2026-04-01", "Plant", 1, 0),
        ("2026-05-01", "Plant", 1, 0),
    ]
    assert rule.execute(query, ["all"]).fetchall() == [
        ("2026-03-01", "", 1, 1),
        ("2026-04-01", "", 1, 0),
        ("2026-05-01", "", 1, 0),
    ]
    assert {value for _, value, *_ in rule.execute(query, ["rulemaking"]).fetchall()} == {"RIN 0694-AJ56"}


def test_unowned_items_are_those_that_matter_and_reach_nobody(rule: DuckDBPyConnection) -> None:
    """Touched items without owner or address, with what is lacking; untouched ones are left out."""
    keep_document(rule, "2026-3")
    assess(rule, impact("A-3", "2026-3"))
    found = rule.execute("select item_id, lacks, affected, documents from unowned_items").fetchall()
    assert found == [("A-3", "address", 1, ["2026-3"]), ("A-2", "owner", 0, ["2026-1"])]


def test_delivery_health_shows_waiting_sent_and_dead(con: DuckDBPyConnection) -> None:
    """Counts, times and the last error by channel and kind."""
    con.execute("set variable as_of = timestamptz '2026-03-02 13:00:00+00'")
    enqueue(
        con,
        [
            delivery(1),
            delivery(2),
            delivery(3),
            delivery(4, channel="email", not_before=LATER + dt.timedelta(days=1)),
        ],
        AT,
    )
    first, second, third = claim(con, AT)
    settle_sent(con, first, {}, AT + dt.timedelta(seconds=12))
    settle_failed(con, second, "account_inactive", AT, permanent=True)
    settle_failed(con, third, "ratelimited", AT + dt.timedelta(minutes=1))
    email, slack = fetched(con, "from delivery_health")
    assert (slack["sent"], slack["dead"], slack["waiting"], slack["overdue"]) == (1, 1, 1, 1)
    assert (slack["median_seconds"], slack["last_error"]) == (12.0, "ratelimited")
    assert (email["waiting"], email["overdue"], email["oldest_waiting"]) == (1, 0, AT)


def test_source_health_counts_what_was_not_understood(rule: DuckDBPyConnection) -> None:
    """Publications, the time of the last one, and what lies in quarantine."""
    load_quarantine(rule, [Rejected("federal_register", "page 7", "HTML where JSON should be", b"<html>")], AT)
    (row,) = fetched(rule, "from source_health")
    assert (row["publications"], row["last_fetched_at"], row["quarantined"], row["unreadable"]) == (3, AT, 1, 0)


def test_a_decision_expires_and_is_outdated_by_change(rule: DuckDBPyConnection) -> None:
    """The last word holds for the whole rulemaking; its expiry and a changed row are shown."""
    (row,) = fetched(rule, "from open_impacts where item_id = 'A-1'")
    words = [
        Disposition("s-1", "2025-1", "A-1", "affected", "ann", "slack", AT),
        Disposition("s-2", "2026-1", "A-1", "not affected", "ann", "slack", LATER, expires_at=LATER + dt.timedelta(days=90),
                    fingerprint=row["fingerprint"], content_hash=row["content_hash"]),
    ]  # fmt: skip
    load_dispositions(rule, words, LATER)
    query = "select state, expired, outdated from current_dispositions"
    assert rule.execute(query).fetchall() == [("not affected", False, False)]
    rule.execute("set variable as_of = timestamptz '2026-07-02 12:00:00+00'")
    sync_items(rule, [item("A-1", site="Hall 3")], LATER, full=False)
    assert rule.execute(query).fetchall() == [("not affected", True, True)]


def test_a_word_on_one_obligation_stands_beside_the_word_on_the_item(rule: DuckDBPyConnection) -> None:
    """Each is judged by its own grounds; only the one on the whole item says how the impact stands."""
    words = [
        Disposition("s-1", "2026-1", "A-1", "in review", "ann", "slack", AT, grounds="affected: named party"),
        Disposition(
            "s-2", "2026-1", "A-1", "remediated", "ann", "slack", AT, obligation="stop", grounds="review: party"
        ),
    ]
    load_dispositions(rule, words, LATER)
    query = "select obligation, state, holds, reopened from current_dispositions order by obligation"
    assert rule.execute(query).fetchall() == [
        ("", "in review", True, None),
        ("stop", "remediated", False, "scope changed"),
    ]
    (row,) = fetched(rule, "from open_impacts where item_id = 'A-1'")
    assert (row["state"], row["holds"]) == ("in review", True)


def test_a_snooze_or_an_assignment_is_no_decision(rule: DuckDBPyConnection) -> None:
    """They stand beside the last judgement, which they do not unsay; a later judgement ends a snooze."""
    query = "select state, snoozed_until, assignee from open_impacts where item_id = 'A-1'"
    load_dispositions(rule, [Disposition("s-1", "2026-1", "A-1", "assigned", "ann", "slack", AT, assignee="U1")], LATER)
    assert rule.execute(query).fetchall() == [(None, None, "U1")]
    steps = [
        ("affected", "", ("affected", None, "U1")),
        ("snoozed", "2026-04-01", ("affected", "2026-04-01", "U1")),
        ("acknowledged", "", ("affected", "2026-04-01", "U1")),
        ("snoozed", "next stage", ("affected", "next stage", "U1")),
        ("in review", "", ("in review", None, "U1")),
        ("snoozed", "2026-03-02", ("in review", None, "U1")),
    ]
    for number, (state, until, expected) in enumerate(steps, start=1):
        at = AT + dt.timedelta(minutes=number)
        load_dispositions(
            rule, [Disposition(f"t-{number}", "2026-1", "A-1", state, "ann", "slack", at, until=until)], at
        )
        assert rule.execute(query).fetchall() == [expected]
