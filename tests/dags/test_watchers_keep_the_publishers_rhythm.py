"""Watchers look often when a publisher publishes, seldom otherwise, and never sleep through a publishing time."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.calendar_days import is_business_day
from extract.failures import ServerFailed, TooManyRequests, Unreachable
from pipeline.watching.rhythm import EASTERN, POLL_SECONDS, RHYTHMS, next_poll, pause


def eastern(text: str) -> dt.datetime:
    """A time in Washington."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("source", "moment", "seconds"),
    [
        ("public_inspection", "2026-11-23 08:45", 30),  # a Monday
        ("public_inspection", "2026-11-23 08:43", 30),
        ("public_inspection", "2026-11-23 16:20", 30),
        ("public_inspection", "2026-11-23 12:00", 300),
        ("public_inspection", "2026-11-23 08:41", 120),  # wakes when it begins
        ("federal_register", "2026-11-23 06:10", 30),
        ("federal_register", "2026-11-23 05:57", 60),
        ("federal_register", "2026-11-22 06:10", 1800),  # a Sunday
        ("federal_register", "2026-11-26 06:10", 1800),  # Thanksgiving
        ("federal_register", "2026-11-22 23:59", 1800),
        ("inventory", "2026-11-22 03:00", 30),
        ("bis", "2026-11-23 10:00", 900),
    ],
)
def test_looks_follow_the_timetable(source: str, moment: str, seconds: float) -> None:
    """Often around the publishing times of business days, seldom otherwise, least on weekends and federal holidays."""
    assert next_poll(source, eastern(moment)) == seconds


@pytest.mark.parametrize("day", ["2026-03-06", "2026-03-09", "2026-10-30", "2026-11-02"])
def test_the_hour_is_washingtons_whatever_the_clocks_do(day: str) -> None:
    """Before and after both changes of the clocks the issue is awaited at 6:00 Eastern, told in any zone."""
    moment = eastern(f"{day} 06:00").astimezone(dt.UTC)
    assert next_poll("federal_register", moment) == 30


@given(
    source=st.sampled_from(sorted(RHYTHMS)),
    moment=st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2028, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001
)
def test_no_pause_passes_a_publishing_time(source: str, moment: dt.datetime) -> None:
    """From any moment on, a look comes at most a brisk pause after the next publishing time."""
    following = moment + dt.timedelta(seconds=next_poll(source, moment))
    soon = dt.timedelta(seconds=RHYTHMS[source].brisk)
    for day in (moment.date() + dt.timedelta(days=ahead) for ahead in (-1, 0, 1)):
        for time in RHYTHMS[source].times if is_business_day(day) else ():
            publishing = dt.datetime.combine(day, time, EASTERN)
            assert not (moment < publishing and publishing + soon < following)
    assert following - moment >= dt.timedelta(seconds=1)


def sundays_of_change(year: int) -> tuple[dt.date, dt.date]:
    """The second Sunday of March and the first of November."""
    march, november = (dt.date(year, month, 1) for month in (3, 11))
    first = [day + dt.timedelta(days=(6 - day.weekday()) % 7) for day in (march, november)]
    return first[0] + dt.timedelta(weeks=1), first[1]


CHANGES = [day for year in range(2024, 2031) for day in sundays_of_change(year)]


def test_the_clocks_change_on_these_sundays() -> None:
    """The days that the next test walks through are those on which an hour is missing or comes twice."""
    for sunday in CHANGES:
        before, after = (dt.datetime.combine(sunday, dt.time(hour), EASTERN).utcoffset() for hour in (0, 6))
        assert before != after


@pytest.mark.parametrize("source", ["federal_register", "public_inspection", "feeds", "bis", "trade"])
@given(
    sunday=st.sampled_from(CHANGES),
    begun=st.integers(0, 86_399),
    taken=st.lists(st.floats(0, 20), min_size=7, max_size=7),
)
@settings(max_examples=15, deadline=None)
def test_a_watcher_is_awake_at_each_publishing_time_while_the_clocks_change(
    source: str, sunday: dt.date, begun: int, taken: list[float]
) -> None:
    """From the Friday before to the Tuesday after, whenever it began and however long its looks take.

    After each publishing time of a business day the next look begins within a brisk pause (and the look under way),
    every pause is a real one, and none is longer than the slow rhythm.
    """
    rhythm, now = RHYTHMS[source], _utc(sunday - dt.timedelta(days=2), dt.time(0)) + dt.timedelta(seconds=begun)
    began, end, looks = now, _utc(sunday + dt.timedelta(days=3), dt.time(0)), []
    durations = itertools.cycle(taken)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(POLL_SECONDS, raising=False)
        while now < end:
            looks.append(now)
            now += dt.timedelta(seconds=next(durations))
            seconds = pause(source, now)
            assert 0 < seconds <= max(rhythm.brisk, rhythm.calm, rhythm.quiet)
            now += dt.timedelta(seconds=seconds)
    soon = dt.timedelta(seconds=rhythm.brisk + max(taken))
    days = [sunday + dt.timedelta(days=ahead) for ahead in range(-2, 3)]
    published = [_utc(day, time) for day in days if is_business_day(day) for time in rhythm.times]
    assert sum(day.weekday() == 0 for day in days if is_business_day(day)) == 1, "the Monday after"
    for moment in published:
        if moment > began:
            assert any(moment <= look <= moment + soon for look in looks), moment


def _utc(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, EASTERN).astimezone(dt.UTC)


def test_the_environment_sets_one_pause_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests and demonstrations."""
    monkeypatch.setenv(POLL_SECONDS, "2.5")
    assert {pause(source, eastern("2026-11-23 12:00")) for source in RHYTHMS} == {2.5}


@pytest.mark.parametrize(
    ("failure", "seconds"),
    [
        (Unreachable("https://x"), 300),
        (TooManyRequests("https://x", 429, b"", 900.0), 900),
        (ServerFailed("https://x", 503, b"", 20.0), 300),
        (ServerFailed("https://x", 503), 300),
        (ValueError("anything"), 300),
    ],
)
def test_a_server_that_asks_for_patience_gets_it(
    failure: Exception, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed look is paced as any other, or as the server asks if that is longer."""
    monkeypatch.delenv(POLL_SECONDS, raising=False)
    assert pause("public_inspection", eastern("2026-11-23 12:00"), failure) == seconds
