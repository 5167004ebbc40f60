"""Deadlines as iCalendar (RFC 5545): a date that moves keeps its UID, so that it moves in the reader's calendar too."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from alerts.outside_text import cut, safe_url
from alerts.wording import NO_LEGAL_ADVICE, PRODUCT, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import Component, Event

    from alerts.deadlines import Deadline

NAMESPACE = uuid.UUID("0b1f6a56-7f0b-4d1c-8f43-1c5c0c7a9a52")
"""Under which a rulemaking and the key of its deadline give the UID."""
MAX_TITLE, MAX_QUOTE = 160, 600


def deadline_uid(deadline: Deadline) -> str:
    """The same for one deadline of one rulemaking, whatever its date."""
    return f"{uuid.uuid5(NAMESPACE, f'{deadline.rulemaking} {deadline.key}')}@icts-watch"


def calendar(deadlines: Iterable[Deadline], *, stamp: dt.datetime, name: str = "ICTS deadlines") -> bytes:
    """The deadlines as one calendar of whole-day entries, each once, in order of time.

    `stamp` (aware) is when this state of affairs was written. Of two with one UID the later revision counts.
    """
    return calendar_of(entries(deadlines, stamp).values(), name)


def entries(deadlines: Iterable[Deadline], stamp: dt.datetime) -> dict[str, Event]:
    """An entry for each deadline by its UID; of two with one UID that of the later revision."""
    latest = {deadline_uid(one): one for one in sorted(deadlines, key=lambda one: one.revision)}
    return {uid: _entry(uid, one, stamp) for uid, one in latest.items()}


def calendar_of(found: Iterable[Component], name: str, *, refresh: dt.timedelta | None = None) -> bytes:
    """A calendar of these entries in order of time; `refresh` is how often a subscriber should look."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", f"-//{PRODUCT}//deadlines//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    if refresh:
        made.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", f"PT{refresh // dt.timedelta(hours=1)}H")
    for entry in sorted(found, key=lambda entry: (entry.decoded("dtstart"), str(entry["uid"]))):
        made.add_component(entry)
    return bytes(made.to_ical())


def _entry(uid: str, deadline: Deadline, stamp: dt.datetime) -> Event:
    from icalendar import Event

    entry = Event()
    entry.add("uid", uid)
    entry.add("dtstamp", stamp.astimezone(dt.UTC))
    entry.add("sequence", deadline.revision)
    entry.add("dtstart", deadline.date)
    entry.add("dtend", deadline.date + dt.timedelta(days=1))
    entry.add("summary", f"{sentence(deadline.what)}: {cut(deadline.title, MAX_TITLE)}")
    entry.add("description", _description(deadline))
    entry.add("transp", "TRANSPARENT")
    entry.add("status", "CANCELLED" if deadline.cancelled else "CONFIRMED")
    if address := safe_url(deadline.url):
        entry.add("url", address)
    return entry


def _description(deadline: Deadline) -> str:
    lines = [
        f"“{cut(deadline.quote, MAX_QUOTE)}”" if deadline.quote else "",
        f"{cut(deadline.citation, MAX_TITLE)} (FR Doc. {cut(deadline.document_number, MAX_TITLE)})".strip(),
        "Does the company file comments?" if deadline.asks_for_comments else "",
        NO_LEGAL_ADVICE,
    ]
    return "\n\n".join(line for line in lines if line)
