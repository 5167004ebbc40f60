"""What the watchdog remembers of each trouble, and so what is to be told now: begun, still there, over."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.operations.finding import Finding

DAY = dt.timedelta(days=1)
SET_BACK = dt.timedelta(hours=1)  # a clock set back by more than this makes what was told before worth nothing


class News(StrEnum):
    """What there is to tell of a trouble."""

    BEGUN = "begun"
    STILL = "still"
    OVER = "over"


@dataclass(slots=True)
class Trouble:
    """One thing that is wrong, or was lately.

    `origin` is the look that found it; `told` is when, last, by channel, and `tried` when what is due was first sent.
    """

    key: str
    origin: str
    words: str
    do: str
    since: dt.datetime
    gone: dt.datetime | None = None
    told: dict[str, dt.datetime] = field(default_factory=dict)
    tried: dict[str, dt.datetime] = field(default_factory=dict)


class Message(NamedTuple):
    """One thing to tell on one channel."""

    trouble: Trouble
    news: News
    channel: str

    @property
    def identity(self) -> str:
        """The same for each attempt at this message, and for no other message."""
        last = self.trouble.told.get(self.channel)
        before = f"{last:%Y-%m-%dT%H:%M:%S}" if last else ""
        return f"watchdog:{self.trouble.key}:{self.trouble.since.isoformat()}:{self.news}:{before}"


class Memory:
    """Troubles by key. A trouble counts as begun, or as over, when it has been so for `patience`."""

    def __init__(self, patience: dt.timedelta, troubles: Iterable[Trouble] = ()) -> None:
        self.patience = patience
        self.troubles = {one.key: one for one in troubles}

    def observe(self, found: Mapping[str, Iterable[Finding]], now: dt.datetime) -> None:
        """Take in what each look found; what a look that did not come about (no key) found before is left as it was."""
        present: dict[str, Trouble] = {}
        for origin, findings in found.items():
            for one in findings:
                key = f"{one.area} {one.subject}".strip()
                words = f"{present[key].words}; {one.words}" if key in present else one.words
                present[key] = Trouble(key, origin, words, one.do, now)
        for key, fresh in present.items():
            known = self.troubles.setdefault(key, fresh)
            known.words, known.do, known.gone, known.origin = fresh.words, fresh.do, None, fresh.origin
            known.since = min(known.since, now)
        for key, known in list(self.troubles.items()):
            if known.origin in found and key not in present:
                known.gone = min(known.gone or now, now)
                if now - known.gone >= self.patience and not known.told:
                    del self.troubles[key]

    def due(self, channels: Collection[str], now: dt.datetime, present: Collection[str]) -> Iterator[Message]:
        """What to tell on these channels, by trouble; `present` are the looks that came about."""
        for trouble in self.troubles.values():
            if trouble.origin in present:
                for channel in channels:
                    if news := self._news(trouble, channel, now):
                        yield Message(trouble, news, channel)

    def _news(self, trouble: Trouble, channel: str, now: dt.datetime) -> News | None:
        last = trouble.told.get(channel)
        if trouble.gone is not None:
            return News.OVER if last and now - trouble.gone >= self.patience else None
        if last is None:
            return News.BEGUN if now - trouble.since >= self.patience else None
        return None if -SET_BACK <= now - last < DAY else News.STILL

    def note(self, message: Message, now: dt.datetime) -> None:
        """The message was taken by its channel."""
        trouble = message.trouble
        trouble.tried.pop(message.channel, None)
        if message.news is News.OVER:
            del trouble.told[message.channel]
            if not trouble.told:
                self.troubles.pop(trouble.key, None)
        else:
            trouble.told[message.channel] = now

    def keep_only(self, channels: Collection[str]) -> None:
        """Forget what was told on channels that are there no more."""
        for trouble in self.troubles.values():
            trouble.told = {channel: at for channel, at in trouble.told.items() if channel in channels}
            trouble.tried = {channel: at for channel, at in trouble.tried.items() if channel in channels}


def load(file: Path, patience: dt.timedelta) -> Memory:
    """What the file remembers. Raises MemoryLost where it cannot be read as one."""
    try:
        rows = json.loads(file.read_bytes())["troubles"]
        return Memory(patience, [_trouble(row) for row in rows])
    except FileNotFoundError:
        return Memory(patience)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MemoryLost(file.name, f"{type(error).__name__}: {error}") from error


def save(memory: Memory, file: Path) -> None:
    """Write it as a whole: whenever this is cut off, the file holds the one state or the other."""
    rows = [
        {
            "key": one.key,
            "origin": one.origin,
            "words": one.words,
            "do": one.do,
            "since": one.since.isoformat(),
            "gone": one.gone.isoformat() if one.gone else None,
            "told": {channel: at.isoformat() for channel, at in one.told.items()},
            "tried": {channel: at.isoformat() for channel, at in one.tried.items()},
        }
        for one in memory.troubles.values()
    ]
    content = json.dumps({"troubles": rows}, indent=1) + "\n"
    whole = file.with_suffix(".new")
    with whole.open("w", encoding="utf-8") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    whole.replace(file)


class MemoryLost(Exception):
    """The state file is there and cannot be read: what was told before is not known any more."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} cannot be read, so troubles are told anew: {reason}")
        self.name, self.reason = name, reason


def _trouble(row: dict[str, Any]) -> Trouble:
    texts = {name: str(row[name]) for name in ("key", "origin", "words", "do")}
    told, tried = ({str(channel): _moment(at) for channel, at in row[name].items()} for name in ("told", "tried"))
    gone = _moment(row["gone"]) if row["gone"] else None
    return Trouble(**texts, since=_moment(row["since"]), gone=gone, told=told, tried=tried)


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return moment
