"""A backfill: the publishers are asked for a span of the past, and nobody is told of what it means for today's assets."""

from __future__ import annotations

import datetime as dt
import functools
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extract.federal_register import FederalRegister
from extract.reader import read
from extract.sources import WATCH_LISTS
from pipeline.reading import REGULATIONS, WAKE_UPS
from pipeline.sources import choose
from pipeline.stage_runs import Counts, lake_of, now, run_of
from pipeline.stages import fetch_all
from warehouse.publications import load_publications

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.publication import Publication
    from extract.sources import Source
    from extract.web import Web
    from pipeline.settings import Settings

PRESENT_ONLY = {*WATCH_LISTS, *WAKE_UPS}
"""Sources that tell how things stand now, or repeat the last entries of another."""

QUARTER = dt.timedelta(days=92)
"""How much is polled at a time: meanwhile nobody else asks the publishers."""


class BadSpan(ValueError):
    """A span that no backfill can go over; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both ends included."""

    since: dt.date
    until: dt.date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.since <= day <= self.until


def span(since: str, until: str | None = None) -> Span:
    """The span that a person wrote; without an end, until yesterday: today is the watchers' own. Raises BadSpan."""
    yesterday = now().date() - dt.timedelta(days=1)
    first, last = _day("since", since), _day("until", until) if until else yesterday
    if first > last:
        raise BadSpan(f"since {first} is after until {last}")
    if last > now().date():
        raise BadSpan(f"until {last} has not come yet")
    return Span(first, last)


def _day(name: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as wrong:
        raise BadSpan(f"{name} {text[:40]!r} is no day such as 2024-06-30") from wrong


def split_span(_: Settings, *, since: str, until: str | None = None) -> Counts:
    """The span in `parts` of at most a quarter of a year, oldest first. Raises BadSpan."""
    asked = span(since, until)
    firsts = [asked.since]
    while firsts[-1] + QUARTER <= asked.until:
        firsts.append(firsts[-1] + QUARTER)
    lasts = [*(first - dt.timedelta(days=1) for first in firsts[1:]), asked.until]
    parts = [{"since": str(first), "until": str(last)} for first, last in zip(firsts, lasts, strict=True)]
    return {"since": str(asked.since), "until": str(asked.until), "parts": parts}


def poll_span(settings: Settings, *, since: str, until: str | None = None, notify: bool = False) -> Counts:
    """Fetch what was published in a span and keep it; without `notify`, nobody will be told of it.

    Pages without a date are in no span. Raises BadSpan, or EverySourceFailed where no source could be read.
    """
    asked = span(since, until)
    with run_of(lake_of(settings), "backfill") as counts:
        chosen = [source for source in choose(settings, ()).sources if source.name not in PRESENT_ONLY]
        counts.update(since=str(asked.since), until=str(asked.until), sources=[source.name for source in chosen])
        fetch_all(
            settings,
            [_within(source, asked) for source in chosen],
            asked.since,
            counts,
            lambda batch: functools.partial(load_publications, publications=batch, at=now(), notify=notify),
            author="backfill",
        )
    return counts


def _within(source: Source, asked: Span) -> Source:
    """The source with nothing from outside the span; the Federal Register is asked for no more than that."""
    if isinstance(source, FederalRegister):
        return replace(source, until=asked.until)
    return _Within(source, asked)


@dataclass(frozen=True, slots=True)
class _Within:
    """A source whose publications are looked at for their day."""

    source: Source
    asked: Span

    @property
    def name(self) -> str:
        """The source's own."""
        return self.source.name

    def poll(self, web: Web, since: dt.date) -> Iterator[Publication]:
        """What of it was published in the span."""
        for publication in self.source.poll(web, since):
            if any(day in self.asked for day in _days(publication)):
                yield publication


def _days(publication: Publication) -> Sequence[dt.date]:
    """The days on which what is in a publication was published, or filed."""
    if publication.source in REGULATIONS:
        return [dt.date.fromisoformat(json.loads(publication.metadata)["date"])]
    found = read(publication.content, publication.key, metadata=publication.metadata).documents
    days = [one.publication_date or (one.filed_at.date() if one.filed_at else None) for one in found]
    return [day for day in days if day]
