"""The moment a person means by --as-of."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from pipeline.commands.console import bad_input


def moment_of(text: str | None, zone: str) -> dt.datetime | None:
    """A day is its end, a time without a zone is in the reader's; None stays None. Bad input where it is neither."""
    if text is None:
        return None
    try:
        if len(text) == len("2026-03-03"):
            end = dt.datetime.combine(dt.date.fromisoformat(text), dt.time.max, ZoneInfo(zone))
            return end.astimezone(dt.UTC)
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        bad_input(
            f"--as-of {text[:40]!r} is no day (2026-03-03) and no time (2026-03-03T12:00, with +00:00 or in {zone})"
        )
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(dt.UTC)
