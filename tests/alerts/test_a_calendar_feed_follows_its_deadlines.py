"""The feed that readers subscribe to: a changed date moves the entry, a withdrawn one is cancelled, nothing else stirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from alerts.calendar_feed import feed
from alerts.deadline_calendar import deadline_uid
from alerts.deadlines import document_deadlines
from extract.document import DatedFact, DateKind
from tests.alerts.samples import DRONES, KASPERSKY, STAMP, VEHICLES

if TYPE_CHECKING:
    from icalendar import Component

    from alerts.deadlines import Deadline

TODAY = dt.date(2024, 7, 1)
LATER = STAMP + dt.timedelta(days=1)
COMMENTS = document_deadlines(DRONES, "0694-AJ72")
PHASES = document_deadlines(KASPERSKY, "2024-13532")


def entries(calendar: bytes) -> dict[str, Component]:
    """The entries of a calendar by UID."""
    return {str(entry["uid"]): entry for entry in Calendar.from_ical(calendar).walk("VEVENT")}


def after(before: bytes, *deadlines: Deadline, today: dt.date = TODAY) -> bytes:
    """The feed a day later."""
    return feed(deadlines, before, stamp=LATER, today=today)


FIRST = feed([*COMMENTS, *PHASES], b"", stamp=STAMP, today=TODAY)


def test_what_does_not_change_stays_byte_for_byte() -> None:
    """Written again a day later the feed is the same, so that no calendar program sees news."""
    assert after(FIRST, *PHASES, *COMMENTS) == FIRST
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H" in FIRST


def test_a_moved_date_moves_the_entry() -> None:
    """The extended comment period has the UID that it had, a higher SEQUENCE each time, and the others stay."""
    moved = replace(COMMENTS[0], date=dt.date(2025, 4, 4))
    second = after(FIRST, moved, *PHASES)
    third = after(second, replace(moved, date=dt.date(2025, 5, 5)), *PHASES)
    uid = deadline_uid(COMMENTS[0])
    told = [entries(one)[uid] for one in (FIRST, second, third)]
    assert [entry.decoded("dtstart").isoformat() for entry in told] == ["2025-03-04", "2025-04-04", "2025-05-05"]
    assert [entry["sequence"] for entry in told] == [0, 1, 2]
    assert [entry.decoded("dtstamp") for entry in told] == [STAMP, LATER, LATER]
    assert {uid: entry["sequence"] for uid, entry in entries(third).items()}[deadline_uid(PHASES[0])] == 0


def test_the_warehouses_own_count_is_never_undercut() -> None:
    """An alert may have carried a higher SEQUENCE than the feed: the feed does not fall behind it."""
    moved = replace(COMMENTS[0], date=dt.date(2025, 4, 4), revision=7)
    assert entries(after(FIRST, moved))[deadline_uid(moved)]["sequence"] == 7


def test_a_withdrawn_deadline_is_cancelled_and_leaves_when_its_day_is_over() -> None:
    """It stays as CANCELLED with a higher SEQUENCE until its day has passed; one that is past just goes."""
    gone = after(FIRST, *PHASES)
    uid = deadline_uid(COMMENTS[0])
    assert (str(entries(gone)[uid]["status"]), entries(gone)[uid]["sequence"]) == ("CANCELLED", 1)
    assert after(gone, *PHASES) == gone
    assert uid not in entries(after(gone, *PHASES, today=dt.date(2025, 3, 5)))
    assert uid not in entries(after(FIRST, *PHASES, today=dt.date(2025, 3, 5)))


def test_a_deadline_that_comes_back_stands_again() -> None:
    """A cancelled entry whose deadline stands again is confirmed, with a SEQUENCE above the cancellation's."""
    back = entries(after(after(FIRST, *PHASES), *COMMENTS))[deadline_uid(COMMENTS[0])]
    assert (str(back["status"]), back["sequence"]) == ("CONFIRMED", 2)


def test_a_later_document_of_the_rulemaking_takes_the_entry_over() -> None:
    """The final rule's effective date is the proposal's entry, moved, if they are of one rulemaking."""
    proposed = replace(VEHICLES, document_number="2024-21903", title="Proposed",
                       dates=(DatedFact(DateKind.EFFECTIVE, dt.date(2025, 2, 1), "q"),))  # fmt: skip
    first = feed(document_deadlines(proposed, "0694-AJ56"), b"", stamp=STAMP, today=TODAY)
    (entry,) = entries(after(first, *document_deadlines(VEHICLES, "0694-AJ56"))).values()
    assert (entry.decoded("dtstart"), entry["sequence"]) == (dt.date(2025, 3, 17), 1)
    assert "2025-00592" in entry["description"]


def test_a_file_that_is_no_calendar_is_written_anew() -> None:
    """Half a file, or somebody's notes, do not stop the feed."""
    for broken in (FIRST[: len(FIRST) // 2], b"notes", b"\xff\xfe\x00"):
        assert entries(after(broken, *COMMENTS)).keys() == {deadline_uid(COMMENTS[0])}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_from_outside_adds_an_entry_or_gets_lost_on_the_way(title: str, quote: str) -> None:
    """Whatever a title or quote holds, there is one entry, it is read back, and a second writing changes nothing."""
    hostile = replace(COMMENTS[0], title=f"{title}\r\nEND:VEVENT\r\nBEGIN:VALARM{title}", quote=quote, citation=quote)
    first = after(b"", hostile)
    (entry,) = entries(first).values()
    assert "\n" not in entry["summary"].replace("\r", "\n")
    assert [part.name for part in entry.walk()] == ["VEVENT"]
    assert after(first, hostile) == first
