"""What the watchdog remembers: a trouble is begun, still there once a day, and over, in this order, on each channel."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.operations.finding import Finding, wrong
from pipeline.operations.watchdog_memory import Memory, MemoryLost, News, load, save

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 10, 30, 12, 0, tzinfo=dt.UTC)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
CHANNELS = ("slack", "mail")


def trouble(name: str, words: str = "failed") -> Finding:
    """A trouble."""
    return wrong("stage", name, words, "mend it")


def told(memory: Memory, at: dt.datetime, found: dict[str, list[Finding]], *down: str) -> list[tuple[str, str, News]]:
    """A round: what is told, on channels that are not down."""
    memory.observe(found, at)
    messages = [one for one in memory.due(CHANNELS, at, found) if one.channel not in down]
    for one in messages:
        memory.note(one, at)
    return [(one.channel, one.trouble.key, one.news) for one in messages]


def test_a_trouble_that_comes_and_goes_is_one_trouble() -> None:
    """Told once when it has been there on and off for longer than the patience; over only when it stays away."""
    memory, news = Memory(5 * MINUTE), []
    for minute in range(60):
        there = minute < 30 and minute % 2 == 0
        news += [
            (minute, *one) for one in told(memory, NOW + minute * MINUTE, {"w": [trouble("poll")] if there else []})
        ]
    assert [(minute, channel, said) for minute, channel, _, said in news] == [
        (6, "slack", News.BEGUN), (6, "mail", News.BEGUN), (34, "slack", News.OVER), (34, "mail", News.OVER),
    ]  # fmt: skip
    assert memory.troubles == {}


def test_a_trouble_that_passes_in_time_is_told_to_nobody() -> None:
    """Shorter than the patience, it is forgotten."""
    memory = Memory(5 * MINUTE)
    rounds = [
        told(memory, NOW + minute * MINUTE, {"w": [trouble("poll")] if minute < 4 else []}) for minute in range(20)
    ]
    assert not any(rounds)
    assert memory.troubles == {}


def test_several_findings_of_one_thing_are_one_trouble() -> None:
    """Dead letters of one channel for two reasons: one message with both."""
    memory = Memory(0 * MINUTE)
    assert len(told(memory, NOW, {"w": [trouble("x", "one"), trouble("x", "two")]})) == len(CHANNELS)
    assert memory.troubles["stage x"].words == "one; two"


@pytest.mark.parametrize("step", [-3 * DAY, -2 * MINUTE, 2 * DAY])
def test_a_clock_that_is_set_neither_silences_nor_floods(step: dt.timedelta) -> None:
    """Set far back or forward, what stands is told once more and then daily; set back a little, nothing is repeated."""
    memory, found = Memory(5 * MINUTE), {"w": [trouble("poll")]}
    for minute in range(10):
        told(memory, NOW + minute * MINUTE, found)
    rounds = [told(memory, NOW + step + minute * MINUTE, found) for minute in range(10, 100)]
    assert sum(map(len, rounds)) == (0 if step == -2 * MINUTE else len(CHANNELS))
    assert told(memory, NOW + step + DAY + 100 * MINUTE, found)


@given(
    rounds=st.lists(
        st.tuples(
            st.integers(1, 2000),  # minutes since the round before
            st.sets(st.sampled_from(["poll", "assess"])),  # what is wrong
            st.booleans(),  # whether the look came about
            st.sets(st.sampled_from(CHANNELS)),  # which channels are down
        ),
        max_size=40,
    ),
    patience=st.sampled_from([0, 5, 60]),
)
def test_whatever_happens_each_channel_hears_a_story_in_order(
    rounds: list[tuple[int, set[str], bool, set[str]]], patience: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Begun, then still at most daily, then over; never two beginnings; and the file between two rounds changes nothing."""
    file = tmp_path_factory.getbasetemp() / "story.json"
    memory, at = Memory(patience * MINUTE), NOW
    state: dict[tuple[str, str], tuple[News, dt.datetime]] = {}
    for minutes, names, came, down in rounds:
        at += minutes * MINUTE
        found = {"w": [trouble(name) for name in sorted(names)]} if came else {}
        for channel, key, news in told(memory, at, found, *down):
            before, then = state.get((channel, key), (News.OVER, NOW))
            assert came
            assert (news is News.BEGUN) == (before is News.OVER)
            assert news is not News.STILL or at - then >= DAY
            assert (news is News.OVER) <= (key.removeprefix("stage ") not in names)
            state[channel, key] = news, at
        save(memory, file)
        memory = load(file, patience * MINUTE)
    for minute in range(patience + 2):  # all is well at last, and both channels work
        for channel, key, news in told(memory, at + (1 + minute) * MINUTE, {"w": []}):
            assert news is News.OVER
            state[channel, key] = news, at
    assert all(news is News.OVER for news, _ in state.values())
    assert memory.troubles == {}


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    """No file is an empty memory; a time without a zone or another form is refused."""
    assert load(tmp_path / "none.json", MINUTE).troubles == {}
    for content in (b"", b"{", b"[]", b'{"troubles": [{"key": 1}]}', b"\xff\xfe", b'{"troubles": 7}'):
        (tmp_path / "one.json").write_bytes(content)
        with pytest.raises(MemoryLost, match=r"one\.json"):
            load(tmp_path / "one.json", MINUTE)
    row = {"key": "k", "origin": "w", "words": "", "do": "", "since": "2026-01-01T00:00:00", "gone": None}
    (tmp_path / "one.json").write_text(json.dumps({"troubles": [row | {"told": {}, "tried": {}}]}))
    with pytest.raises(MemoryLost, match="no time zone"):
        load(tmp_path / "one.json", MINUTE)
