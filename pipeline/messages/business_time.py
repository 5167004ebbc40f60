"""Business hours: nine to five on days on which the federal government works, in somebody's time zone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from extract.calendar_days import is_business_day

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

OPENS, CLOSES = dt.time(9), dt.time(17)


def after_business_hours(start: dt.datetime, hours: float, zone: ZoneInfo) -> dt.datetime:
    """The moment (aware, in UTC) at which so many business hours have passed in the zone since `start` (aware)."""
    left = dt.timedelta(hours=hours)
    day = start.astimezone(zone).date()
    while True:
        # In UTC: a day on which clocks change has eight business hours, too.
        opens, closes = (dt.datetime.combine(day, time, zone).astimezone(dt.UTC) for time in (OPENS, CLOSES))
        begins = max(opens, start.astimezone(dt.UTC))
        if is_business_day(day) and begins < closes:
            if left <= closes - begins:
                return begins + left
            left -= closes - begins
        day += dt.timedelta(days=1)
