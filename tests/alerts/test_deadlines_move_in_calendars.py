"""Deadlines: whole days with a lasting identity, so that a changed date moves the entry."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from icalendar import Calendar

from alerts.deadline_calendar import calendar, deadline_uid
from alerts.deadlines import Deadline, document_deadlines
from alerts.impact_alert import Event, compose
from extract.document import DatedFact, DateKind
from tests.alerts.samples import DRONES, HITS, KASPERSKY, OWNER, STAMP


def _entries(*deadlines: Deadline) -> list[Calendar]:
    return list(Calendar.from_ical(calendar(deadlines, stamp=STAMP)).walk("VEVENT"))


def test_a_day_is_a_day() -> None:
    """Entries are whole days (DATE values, end the day after), the same in every time zone."""
    (entry,) = _entries(*document_deadlines(DRONES, "0694-AJ72"))
    assert entry.decoded("dtstart") == dt.date(2025, 3, 4)
    assert entry.decoded("dtend") == dt.date(2025, 3, 5)
    assert "Does the company file comments?" in entry["description"]


def test_a_moved_date_keeps_its_identity() -> None:
    """An extended comment period has the UID of the first and a higher SEQUENCE; only the later one is listed."""
    extended = replace(DRONES, dates=(DatedFact(DateKind.COMMENTS_CLOSE, dt.date(2025, 4, 4), "extended"),))
    first, second = document_deadlines(DRONES, "0694-AJ72"), document_deadlines(extended, "0694-AJ72", revision=1)
    (entry,) = _entries(*second, *first)
    assert (entry["uid"], entry["sequence"]) == (deadline_uid(first[0]), 1)
    assert entry.decoded("dtstart") == dt.date(2025, 4, 4)


def test_each_deadline_of_each_rulemaking_is_its_own() -> None:
    """Two phases of one document, and the same kind of date in another rulemaking, have different UIDs."""
    uids = [deadline_uid(one) for rulemaking in ("a", "b") for one in document_deadlines(KASPERSKY, rulemaking)]
    assert len(set(uids)) == 4


def test_a_date_named_twice_is_one_deadline() -> None:
    """The same kind of date on the same day counts once, with its first quote, in order of time."""
    twice = replace(KASPERSKY, dates=(*reversed(KASPERSKY.dates), replace(KASPERSKY.dates[0], quote="again")))
    assert document_deadlines(twice, "r") == document_deadlines(KASPERSKY, "r")
    assert [one.key for one in document_deadlines(KASPERSKY, "r")] == ["compliance", "compliance-2"]


def test_a_withdrawal_cancels() -> None:
    """The entries of a withdrawn rulemaking are cancelled under the UID that they had."""
    told = {"rulemaking": "r", "today": dt.date(2024, 7, 1)}
    new = compose(KASPERSKY, HITS, OWNER, Event.NEW, **told)
    gone = compose(KASPERSKY, HITS, OWNER, Event.WITHDRAWN, revision=1, **told)
    entries = _entries(*new.deadlines, *gone.deadlines)
    assert {str(entry["status"]) for entry in entries} == {"CANCELLED"}
    assert {str(entry["uid"]) for entry in entries} == {deadline_uid(one) for one in new.deadlines}


def test_outside_text_stays_in_its_property() -> None:
    """A title with line breaks and calendar syntax adds no entry and no property."""
    hostile = replace(DRONES, title="x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil;:,\\", url="javascript:x")
    (entry,) = _entries(*document_deadlines(hostile, "r\r\nUID:evil"))
    assert "END:VEVENT" in entry["summary"]
    assert "url" not in entry
