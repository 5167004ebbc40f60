"""The alert before it is rendered: exact totals, nearest first, one message for all of a reader's items."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from alerts.impact_alert import Event, ImpactAlert, NothingToTell, compose
from alerts.wording import DATE_WORDS, SINCE_WORDS, TIMING_WORDS, TO_DO
from extract.document import DateKind
from models.impact import Level, Obligation, Timing
from tests.alerts.samples import DRONES, ENDPOINT, FIREWALL, HITS, KASPERSKY, MAIL_GATEWAY, OWNER, VEHICLES

TODAY = dt.date(2024, 7, 1)


def _alert(today: dt.date = TODAY, event: Event = Event.NEW) -> ImpactAlert:
    return compose(KASPERSKY, HITS, OWNER, event, rulemaking="r", today=today)


def test_affected_come_before_review_under_the_passage_that_touches_them() -> None:
    """Items are grouped by level and passage, the surest first; the reason of each is kept."""
    first, second = _alert().groups
    assert [line.item_id for line in first.lines] == [ENDPOINT.item_id, MAIL_GATEWAY.item_id]
    assert [line.item_id for line in second.lines] == [FIREWALL.item_id]
    assert first.passage != second.passage
    assert _alert().headline == "Final determination: 2 of your assets affected, 1 to review"


@pytest.mark.parametrize(
    ("today", "when"),
    [
        (dt.date(2024, 7, 20), "Saturday, July 20, 2024: compliance begins"),
        (dt.date(2024, 7, 21), "Sunday, September 29, 2024: compliance begins"),
        (dt.date(2024, 9, 30), "Compliance due since September 29, 2024"),
    ],
)
def test_by_when(today: dt.date, when: str) -> None:
    """The next date counts up to its own day; after the last one, since when it binds."""
    assert _alert(today).when == when


def test_a_closed_comment_period_binds_nobody() -> None:
    """After comments closed, and with no date in the text, the duties' own words are given, or that there is none."""
    later = dt.date(2026, 1, 1)
    silent = [(replace(impact, obligations=()), item) for impact, item in HITS]
    assert compose(DRONES, silent, OWNER, Event.NEW, rulemaking="r", today=later).when == "The text sets no date ahead"
    undated = replace(VEHICLES, dates=())
    year = [
        (replace(impact, obligations=(Obligation("no VCS", "model year 2030", "q"),)), item) for impact, item in HITS
    ]
    assert compose(undated, year, OWNER, Event.NEW, rulemaking="r", today=later).when == "model year 2030"


def test_duties_come_once_and_in_order_of_time() -> None:
    """The same duty of many items counts once; "model year 2027" stands before January 2029, no date at all last."""
    duties = tuple(Obligation(date, date, "q") for date in ("", "model year 2030", "2029-01-01", "model year 2027"))
    hits = [(replace(impact, obligations=duties), item) for impact, item in HITS]
    found = compose(KASPERSKY, hits, OWNER, Event.NEW, rulemaking="r", today=TODAY).obligations
    assert [duty.date for duty in found] == ["model year 2027", "2029-01-01", "model year 2030", ""]


def test_a_withdrawal_takes_everything_back() -> None:
    """No duty, no deadline, nothing to do, and the assets named as no longer touched."""
    alert = _alert(event=Event.WITHDRAWN)
    assert (alert.obligations, alert.to_do, alert.when) == ((), (), "No date any more: withdrawn")
    assert alert.tally == "2 no longer affected, 1 no longer to review"
    assert alert.total == 3


def test_nothing_to_tell() -> None:
    """No message is made where every impact is of level none."""
    none = [(replace(impact, level=Level.NONE), item) for impact, item in HITS]
    with pytest.raises(NothingToTell, match="2024-13532"):
        compose(KASPERSKY, none, OWNER, Event.NEW, rulemaking="r", today=TODAY)


@pytest.mark.parametrize("limit", range(6))
def test_a_short_message_shows_something_of_each_group(limit: int) -> None:
    """Lines are dealt to the groups in turn, never more than asked for, and what is left out is counted."""
    shares = _alert().shortened(limit)
    assert sum(len(share.lines) for share in shares) == min(limit, 3)
    assert sum(share.left_out for share in shares) == 3 - min(limit, 3)
    assert all(share.lines for share in shares) or limit < 2


def test_there_are_words_for_everything() -> None:
    """No level, timing or kind of date is without its words."""
    assert {(level, timing) for level in TO_DO for timing in TO_DO[level]} == {
        (level, timing) for level in Level for timing in Timing if level is not Level.NONE
    }
    assert set(TIMING_WORDS) == set(Timing)
    assert set(DATE_WORDS) == set(DateKind) > set(SINCE_WORDS)
