"""Signs of life of the watchers: when each last looked at its source and saw it, in a file for each under home.

A watcher never opens the warehouse, and what it could not see stands only in its log: these files are for the watchdog.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, NamedTuple

from alerts.outside_text import cut
from extract.sources import PUBLISHERS
from pipeline.operations.finding import Finding, well, wrong
from pipeline.sources import live_sources
from pipeline.watching.rhythm import EASTERN, RHYTHMS, pause

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.settings import Settings

FOLDER = "looks"
LOOKS_MISSED = 2  # pauses of its rhythm that a source may fail or go without a look
MARGIN = dt.timedelta(minutes=10)  # for looks that take their time, and for a restart
WIDTH = 160


class Sign(NamedTuple):
    """The last look that saw the source (`begun`, the first look of all, where none did), and what went wrong since."""

    begun: dt.datetime
    good: dt.datetime | None
    failure: str


def note_look(home: Path, source: str, now: dt.datetime, failure: Exception | None = None) -> None:
    """A watcher looked at this (aware) time; `failure` is what kept it from seeing the source. Raises OSError."""
    file = home / FOLDER / f"{source}.json"
    before = _read(file) or Sign(now, None, "")
    good = now if failure is None else before.good
    words = "" if failure is None else cut(f"{type(failure).__name__}: {failure}", WIDTH)
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = file.with_suffix(".new")
    whole.write_text(
        json.dumps({"begun": before.begun.isoformat(), "good": good and good.isoformat(), "failure": words})
    )
    whole.replace(file)


def overdue(source: str, good: dt.datetime, now: dt.datetime) -> bool:
    """Whether the source's rhythm had its watcher see it again before `now`, after a good look (both aware)."""
    return now - good > LOOKS_MISSED * dt.timedelta(seconds=pause(source, good)) + MARGIN


def watcher_findings(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """One line for each watcher that ever looked with this home, but for publishers that are switched off."""
    on = {source.name for source in live_sources(settings)} | (set(RHYTHMS) - set(PUBLISHERS))
    for source in sorted(on & set(RHYTHMS)):
        sign = _read(settings.home / FOLDER / f"{source}.json")
        if sign is None:
            continue
        last = sign.good or sign.begun
        if not overdue(source, last, now):
            yield well("watcher", source, f"saw it {_when(last)}")
        elif sign.failure:
            since = f"since {_when(last)}" if sign.good else f"from its first look on, {_when(last)}"
            words = f"cannot look at its source {since}: {sign.failure}"
            yield wrong("watcher", source, words, "icts-watch doctor --live asks the source at once")
        else:
            words = f"has not looked at its source since {_when(last)}"
            yield wrong(
                "watcher", source, words, "see whether Airflow's triggerer runs; a restart starts its watchers anew"
            )


def _read(file: Path) -> Sign | None:
    """What the file says; None where there is none that can be read: the next look writes it anew."""
    try:
        row = json.loads(file.read_bytes())
        begun, good = (row[name] and dt.datetime.fromisoformat(row[name]) for name in ("begun", "good"))
        if begun.tzinfo and (good is None or good.tzinfo):
            return Sign(begun, good, str(row["failure"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return None


def _when(moment: dt.datetime) -> str:
    return moment.astimezone(EASTERN).strftime("%d %b %Y %H:%M %Z")
