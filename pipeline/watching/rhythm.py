"""When publishers publish, and so how long a watcher may wait before it looks again."""

from __future__ import annotations

import datetime as dt
import os
from typing import NamedTuple
from zoneinfo import ZoneInfo

from extract.calendar_days import is_business_day
from extract.failures import ServerFailed, TooManyRequests

EASTERN = ZoneInfo("America/New_York")
LEAD, LINGER = dt.timedelta(minutes=2), dt.timedelta(minutes=45)  # around a publishing time; publishers run late
POLL_SECONDS = "ICTS_WATCH_POLL_SECONDS"  # in the environment: one pause for everything, for tests and demonstrations


class Rhythm(NamedTuple):
    """Publishing times on business days (Eastern), and seconds between two looks: around them, else, on other days."""

    times: tuple[dt.time, ...]
    brisk: float
    calm: float
    quiet: float


RHYTHMS: dict[str, Rhythm] = {
    "federal_register": Rhythm((dt.time(6, 0),), brisk=30, calm=300, quiet=1800),  # the issue
    "public_inspection": Rhythm((dt.time(8, 45), dt.time(16, 15)), brisk=30, calm=300, quiet=1800),  # both filings
    "bis": Rhythm((), brisk=60, calm=900, quiet=3600),  # no timetable
    "feeds": Rhythm((dt.time(6, 0),), brisk=60, calm=900, quiet=3600),
    "ecfr": Rhythm((), brisk=60, calm=1800, quiet=3600),  # brought up to date on business days, at no set hour
    "fcc": Rhythm((), brisk=900, calm=3600, quiet=14400),  # some times a year
    "dod": Rhythm((), brisk=900, calm=3600, quiet=14400),  # once a year
    "trade": Rhythm((dt.time(5, 0),), brisk=900, calm=14400, quiet=43200),  # made anew each day at five; many megabytes
    "inventory": Rhythm((), brisk=30, calm=30, quiet=30),  # files of our own
    "suppliers": Rhythm((), brisk=30, calm=30, quiet=30),
}


def next_poll(source: str, now: dt.datetime) -> float:
    """Seconds until the source should be looked at again; `now` is an aware time. No pause passes a publishing time."""
    rhythm = RHYTHMS[source]
    now = now.astimezone(dt.UTC)  # differences between local times would be wrong on the days the clocks change
    today = now.astimezone(EASTERN).date()
    peaks = [peak for day in (today, today + dt.timedelta(days=1)) for peak in _peaks(rhythm, day)]
    if any(start <= now < end for start, end in peaks):
        return rhythm.brisk
    pause = rhythm.calm if is_business_day(today) else rhythm.quiet
    return max(1.0, min(pause, *((start - now).total_seconds() for start, _ in peaks if start > now), pause))


def pause(source: str, now: dt.datetime, failure: Exception | None = None) -> float:
    """As next_poll, but what the environment sets goes before it, and a server that asks for patience gets it."""
    asked = failure.retry_after or 0.0 if isinstance(failure, TooManyRequests | ServerFailed) else 0.0
    return max(float(os.environ.get(POLL_SECONDS) or next_poll(source, now)), asked)


def _peaks(rhythm: Rhythm, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
    """The spans of a day in which the source publishes, in UTC."""
    if not is_business_day(day):
        return []
    times = [dt.datetime.combine(day, time, EASTERN).astimezone(dt.UTC) for time in rhythm.times]
    return [(time - LEAD, time + LINGER) for time in times]
