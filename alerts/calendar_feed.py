"""A calendar that readers subscribe to: what stood in it before decides what a change looks like to them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from alerts.deadline_calendar import calendar_of, entries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import Component

    from alerts.deadlines import Deadline

REFRESH = dt.timedelta(hours=12)
SAID = ("dtstart", "dtend", "summary", "description", "url", "status")
"""What a reader sees of an entry: where none of it changed, the entry stays as it is, byte for byte."""


def feed(
    deadlines: Iterable[Deadline], before: bytes, *, stamp: dt.datetime, today: dt.date, name: str = "ICTS deadlines"
) -> bytes:
    """The calendar after the one that stood `before` (blank for none).

    An entry that says something else keeps its UID and gets a higher SEQUENCE; one whose deadline no longer stands is
    cancelled until its day is over, then dropped. Where nothing changed the bytes are the same.
    """
    known = _known(before)
    now = {uid: _after(known.get(uid), entry) for uid, entry in entries(deadlines, stamp).items()}
    gone = {uid: entry for uid, entry in known.items() if uid not in now and entry.decoded("dtstart") >= today}
    found = [*now.values(), *(_cancelled(entry, stamp) for entry in gone.values())]
    return calendar_of(found, name, refresh=REFRESH)


def _known(before: bytes) -> dict[str, Component]:
    """The entries by UID; none where the file is no calendar."""
    from icalendar import Calendar

    try:
        found = Calendar.from_ical(before) if before else None
        return {str(entry["uid"]): entry for entry in found.walk("VEVENT")} if found else {}
    except (ValueError, KeyError):
        return {}


def _after(old: Component | None, new: Component) -> Component:
    if old is None:
        return new
    if _said(old) == _said(new):
        return old
    _set(new, "sequence", max(_sequence(old) + 1, _sequence(new)))
    return new


def _cancelled(entry: Component, stamp: dt.datetime) -> Component:
    if str(entry.get("status")) != "CANCELLED":
        _set(entry, "sequence", _sequence(entry) + 1)
        _set(entry, "status", "CANCELLED")
        _set(entry, "dtstamp", stamp.astimezone(dt.UTC))
    return entry


def _sequence(entry: Component) -> int:
    return int(entry.decoded("sequence", 0))


def _said(entry: Component) -> list[Any]:
    return [entry[name].to_ical() if name in entry else b"" for name in SAID]


def _set(entry: Component, name: str, value: object) -> None:
    entry.pop(name, None)
    entry.add(name, value)
