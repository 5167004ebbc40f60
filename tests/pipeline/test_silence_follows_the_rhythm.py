"""What counts as silence: never a weekend, a holiday or a change of the clocks; always a publisher or watcher that stopped."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.calendar_days import is_business_day
from extract.failures import Unreachable
from pipeline.operations.finding import State
from pipeline.operations.health import QUIET_FOR, _source
from pipeline.operations.watchdog import Watchdog
from pipeline.settings import Settings
from pipeline.watching.look_signs import MARGIN, note_look, overdue, watcher_findings
from pipeline.watching.rhythm import EASTERN, POLL_SECONDS, RHYTHMS, pause
from tests.servers.airflow_health import AirflowHealth
from warehouse.catalog import Lake
from warehouse.lake import write
from warehouse.runs import finish_run, start_run

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NOON = dt.time(12)
QUIET_TIMES = {
    "spring forward": dt.date(2026, 3, 8),
    "fall back": dt.date(2026, 11, 1),
    "Thanksgiving": dt.date(2026, 11, 26),
    "Christmas and New Year": dt.date(2026, 12, 28),
    "a Monday holiday": dt.date(2026, 10, 12),
    "spring forward again": dt.date(2027, 3, 14),
}
WITH_TIMES = ["federal_register", "public_inspection"]


@pytest.fixture(autouse=True)
def own_rhythm(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause from outside."""
    monkeypatch.delenv(POLL_SECONDS, raising=False)


def eastern(day: dt.date, time: dt.time) -> dt.datetime:
    """A time in Washington, in UTC."""
    return dt.datetime.combine(day, time, EASTERN).astimezone(dt.UTC)


def news_of(source: str, start: dt.date, days: int) -> list[dt.datetime]:
    """When a publisher that keeps its timetable gives something new."""
    dates = [start + count * DAY for count in range(days)]
    return [eastern(day, time) for day in dates if is_business_day(day) for time in RHYTHMS[source].times]


def state(source: str, sweeps: list[dt.datetime], news: list[dt.datetime], now: dt.datetime) -> State:
    """What is said of a source that was asked by these sweeps, and gave these news."""
    last = bisect_right(news, now)
    kept: Any = {"last_fetched_at": news[last - 1], "publications": last} if last else None
    polls: Any = [{"started_at": at, "counts": {"sources": [source]}} for at in reversed(sweeps) if at <= now]
    return _source(source, kept, polls, now).state


@pytest.mark.parametrize("source", WITH_TIMES)
@pytest.mark.parametrize("around", QUIET_TIMES.values(), ids=QUIET_TIMES)
def test_a_publisher_that_keeps_its_timetable_is_never_silent(source: str, around: dt.date) -> None:
    """Every hour of the four weeks around: from Friday 16:15 to Monday 8:45 and over holidays nothing is missed."""
    start = around - 21 * DAY
    sweeps = [eastern(start + count * DAY, NOON) for count in range(36)]
    news = news_of(source, start, 36)
    moment = eastern(around - 14 * DAY, dt.time(0))
    while moment < eastern(around + 14 * DAY, dt.time(0)):
        assert state(source, sweeps, news, moment) is State.OK, moment.astimezone(EASTERN)
        moment += HOUR


def business_days_after(start: dt.date, number: int) -> dt.date:
    """The so-manieth business day after a day."""
    day = start
    while number:
        day += DAY
        number -= is_business_day(day)
    return day


@pytest.mark.parametrize("source", WITH_TIMES)
@pytest.mark.parametrize("around", QUIET_TIMES.values(), ids=QUIET_TIMES)
@pytest.mark.parametrize("stops", range(0, 10, 3))
def test_a_publisher_that_gives_nothing_new_is_told_when_the_fourth_business_day_begins(
    source: str, around: dt.date, stops: int
) -> None:
    """Asked every day, silent from some day on: well for three business days without news, wrong from the fourth on."""
    start, last = around - 21 * DAY, around - 5 * DAY + stops * DAY
    sweeps = [eastern(start + count * DAY, NOON) for count in range(60)]
    news = [at for at in news_of(source, start, 40) if at < eastern(last + DAY, dt.time(0))]
    due = eastern(business_days_after(news[-1].astimezone(EASTERN).date(), QUIET_FOR + 1), dt.time(0))
    assert state(source, sweeps, news, due - dt.timedelta(minutes=1)) is State.OK
    assert state(source, sweeps, news, due) is State.WRONG


@pytest.mark.parametrize("around", QUIET_TIMES.values(), ids=QUIET_TIMES)
@pytest.mark.parametrize("stops", range(10))
def test_a_source_that_nobody_asks_is_told_when_the_second_business_day_begins(around: dt.date, stops: int) -> None:
    """The sweeps stop on some day: a business day's grace, and no more."""
    last = around - 5 * DAY + stops * DAY
    sweeps = [eastern(last - count * DAY, NOON) for count in range(5, -1, -1)]
    due = eastern(business_days_after(last, 2), dt.time(0))
    assert state("bis", sweeps, [], due - dt.timedelta(minutes=1)) is State.OK
    assert state("bis", sweeps, [], due) is State.WRONG


@pytest.mark.parametrize("source", sorted(RHYTHMS))
@given(
    around=st.sampled_from(list(QUIET_TIMES.values())),
    begun=st.integers(0, 4 * 86_400),
    taken=st.floats(0, 60),
    looks=st.integers(1, 200),
)
@settings(max_examples=20, deadline=None)
def test_a_watcher_is_missed_by_its_source_s_rhythm(
    source: str, around: dt.date, begun: int, taken: float, looks: int
) -> None:
    """Never while it looks, whatever the clocks do; when it stops, within two of its pauses and ten minutes."""
    now = eastern(around - 2 * DAY, dt.time(0)) + dt.timedelta(seconds=begun)
    for _ in range(looks):
        good = now
        now = good + dt.timedelta(seconds=pause(source, good) + taken)
        assert not overdue(source, good, now)
    slow = dt.timedelta(seconds=max(RHYTHMS[source][1:]))
    assert overdue(source, good, good + 2 * slow + MARGIN + dt.timedelta(seconds=1))
    assert not overdue(source, good, good + dt.timedelta(minutes=10))


MONDAY = dt.datetime(2026, 11, 23, 17, 0, tzinfo=dt.UTC)  # noon in Washington


def watched(home: Path, now: dt.datetime, **more: Any) -> dict[str, tuple[State, str]]:
    """What is said of each watcher."""
    return {one.subject: (one.state, one.words) for one in watcher_findings(Settings(home=home, **more), now)}


def test_a_source_that_fails_for_longer_than_its_rhythm_allows_is_told_with_the_reason(tmp_path: Path) -> None:
    """One failed look is nothing; failing on, it is named with the last reason, and well with the next good look."""
    minutes = [MONDAY + count * dt.timedelta(minutes=5) for count in range(6)]
    note_look(tmp_path, "federal_register", minutes[0])
    for at in minutes[1:]:
        note_look(tmp_path, "federal_register", at, Unreachable("https://fr.example/\x1b[31m", "no route"))
    assert watched(tmp_path, minutes[3])["federal_register"][0] is State.OK
    said, words = watched(tmp_path, minutes[5])["federal_register"]
    assert said is State.WRONG
    assert words.startswith("cannot look at its source since 23 Nov 2026 12:00 EST: Unreachable: ")
    assert "\x1b" not in words
    note_look(tmp_path, "federal_register", minutes[5])
    assert watched(tmp_path, minutes[5])["federal_register"][0] is State.OK


def test_a_source_that_never_could_be_looked_at_is_told(tmp_path: Path) -> None:
    """From the first look on; a watcher that looks no more is told apart, and one that was switched off is not missed."""
    note_look(tmp_path, "bis", MONDAY, Unreachable("https://bis.example/"))
    note_look(tmp_path, "ecfr", MONDAY)
    note_look(tmp_path, "fcc", MONDAY)
    (tmp_path / "looks" / "feeds.json").write_text('{"begun": "2026-11-23"')
    found = watched(tmp_path, MONDAY + DAY)
    assert found.keys() == {"bis", "ecfr"}
    assert found["bis"][1].startswith("cannot look at its source from its first look on, 23 Nov 2026 12:00 EST")
    assert found["ecfr"] == (State.WRONG, "has not looked at its source since 23 Nov 2026 12:00 EST")
    assert watched(tmp_path, MONDAY + DAY, watch_lists=["fcc"])["fcc"][0] is State.WRONG


def test_over_thanksgiving_the_operator_is_left_alone_until_something_is_late(
    prepared_home: Path, tmp_path: Path
) -> None:
    """Asked on Wednesday and never again: rounds say so on Monday; a watcher that stopped on Thursday, within the hour."""
    home = tmp_path / "home"
    shutil.copytree(prepared_home, home)
    (home / "documents").mkdir()
    (home / "assets.csv").touch()
    os.utime(home / "assets.csv", (0, 0))
    wednesday = MONDAY + 2 * DAY

    def work(con: DuckDBPyConnection) -> None:
        for stage in ("poll", "sync"):
            finish_run(con, start_run(con, stage, wednesday), {"sources": ["file"], "failed": []}, wednesday)

    write(Lake.under(home), "test", "runs", work)
    found: dict[str, str] = {}
    with AirflowHealth() as airflow:
        given = Settings(
            home=home, source=str(home / "documents"), inventory=home / "assets.csv", airflow_url=airflow.url
        )
        watchdog = Watchdog(given, 0)
        for hours in (0, 12, 21, 24, 48, 72, 96, 107, 108, 120):  # the Sunday's last hour is the 107th
            now = wednesday + hours * HOUR
            if hours < 24:
                note_look(home, "ecfr", now)
            for one in watchdog.round(now):
                found.setdefault(f"{one.area} {one.subject}", f"{now.astimezone(EASTERN):%A %H}")
    assert found == {"watcher ecfr": "Thursday 12", "source file": "Monday 00"}
