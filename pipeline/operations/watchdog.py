"""A process of its own that tells the operator what is silent or failing: beside Airflow, and not through the outbox.

What it told is kept in a file under home, not in the warehouse, which may be what failed.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from alerts.outside_text import cut, shown
from pipeline.commands.console import FAILED, say
from pipeline.operations.finding import Finding, wrong
from pipeline.operations.operator_channel import tell_operator
from pipeline.operations.watchdog_looks import LOOKING, Looks
from pipeline.operations.watchdog_memory import Memory, MemoryLost, Message, News, load, save

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from pipeline.settings import Settings

STANDS_BY = 2.0  # seconds between two tries of a second watchdog to take over
LOCK_SECONDS = 30.0  # for the state file, which another process may be writing
LOG = "log"  # the channel that is always there
WIDTH, TITLE = 600, 120  # characters of what was found, and of what it was found of
OPENINGS = {
    News.BEGUN: "Something is wrong: {what}",
    News.STILL: "Still wrong, since {since}: {what}",
    News.OVER: "Over: {what}",
}


class Watchdog:
    """Looks, remembers and tells; a trouble is told when it has lasted for `patience` seconds."""

    def __init__(self, settings: Settings, patience: float, *, warehouse: bool = True) -> None:
        self.settings = settings
        self.file = settings.home / "watchdog.json"
        self._looks = Looks(settings, warehouse=warehouse)
        self._patience = dt.timedelta(seconds=patience)
        self._unwritten: Memory | None = None  # what the file should hold, but could not be made to

    def round(self, now: dt.datetime, *, log: bool = True) -> list[Finding]:
        """One round: look at everything, tell what is to be told; all that is wrong. `log` says it here, too."""
        from filelock import FileLock

        found = self._looks.found(now)
        lock = FileLock(self.file.with_suffix(".lock"), timeout=LOCK_SECONDS)
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
            memory = self._remembered()
            save(memory, self.file)  # whether it can be written is part of what is told
        except OSError as trouble:  # a full or read-only disk must not silence us
            memory = self._unwritten or Memory(self._patience)
            found[LOOKING].append(_unwritten(self.file, trouble))
        try:
            memory.observe(found, now)
            channels = [*channels_of(self.settings), *([LOG] if log else [])]
            untold = self._tell(memory, channels, {*found, "channel"}, now)
        finally:
            lock.release()
        return [one for findings in (*found.values(), untold) for one in findings]

    def _remembered(self) -> Memory:
        if self._unwritten:
            return self._unwritten
        try:
            return load(self.file, self._patience)
        except MemoryLost as lost:
            say(f"icts-watch: {lost}")
            return Memory(self._patience)

    def _keep(self, memory: Memory) -> None:
        try:
            save(memory, self.file)
            self._unwritten = None
        except OSError:  # found again, and told, at the beginning of the next round
            self._unwritten = memory

    def _tell(
        self, memory: Memory, channels: Collection[str], looks: Collection[str], now: dt.datetime
    ) -> list[Finding]:
        """Tell what is due, each message remembered before and after; what is wrong with the channels themselves."""
        memory.keep_only({*channels, LOG})
        failed: set[str] = set()
        untold: list[Finding] = []
        for _ in ("what was found", "that a channel failed"):
            for message in list(memory.due(channels, now, looks)):
                if message.channel in failed:
                    continue  # it is tried again in the next round
                before = message.trouble.tried.get(message.channel)
                message.trouble.tried[message.channel] = before or now
                self._keep(memory)  # killed after the channel took it, the next one looks for it first
                if self._told(message, before):
                    memory.note(message, now)
                    self._keep(memory)
                else:
                    failed.add(message.channel)
            untold = [_untold(channel) for channel in sorted(failed)]
            memory.observe({"channel": untold}, now)
        self._keep(memory)
        return untold

    def _told(self, message: Message, tried: dt.datetime | None) -> bool:
        text = text_of(message, self.settings)
        if message.channel == LOG:
            say(text)
            return True
        try:
            return tell_operator(CHANNELS[message.channel](self.settings), message.identity, text, tried=tried)
        except Exception as defect:  # noqa: BLE001 - the other channels must still be told
            say(f"icts-watch: the operator could not be told by {message.channel}: {type(defect).__name__}: {defect}")
            return False


CHANNELS: dict[str, Callable[[Settings], Settings]] = {
    "slack": lambda settings: settings.model_copy(update={"operator_mail": ""}),
    "mail": lambda settings: settings.model_copy(update={"operator_slack": ""}),
}
"""The settings with one channel alone, so that each is told, and tried again, on its own."""


def channels_of(settings: Settings) -> list[str]:
    """The channels on which the operator can be told."""
    slack = settings.operator_slack and settings.slack_token.get_secret_value()
    return [*(["slack"] if slack else []), *(["mail"] if settings.operator_mail and settings.smtp_host else [])]


def text_of(message: Message, settings: Settings) -> str:
    """A message in plain text: what, since when, what to do, and who says so. Outside text is on one line each."""
    trouble, zone = message.trouble, ZoneInfo(settings.zone)
    since = _when(trouble.since, zone)
    lines = [OPENINGS[message.news].format(what=cut(trouble.key, TITLE), since=since), cut(trouble.words, WIDTH)]
    if message.news is News.OVER:
        lines[1] = f"It was wrong from {since} to {_when(trouble.gone or trouble.since, zone)}: {lines[1]}"
    elif trouble.do:
        lines.append(f"What to do: {cut(trouble.do, WIDTH)}")
    where = f"{socket.gethostname()}, {settings.home.resolve()}"
    return "\n".join([*lines, f"(ICTS Watch's watchdog, {shown(where)})"])


def _when(moment: dt.datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%d %b %Y %H:%M %Z")


def _unwritten(file: Path, trouble: OSError) -> Finding:
    words = f"{file.name} cannot be kept: {cut(str(trouble), 160)}"
    return wrong("watchdog", "state", words, "make room under home, and let this account write there")


def _untold(channel: str) -> Finding:
    names = {"slack": "operator_slack, slack_token and slack_url", "mail": "operator_mail, smtp_host and log-in"}
    words = "the operator could not be told on it; it is tried again in each round"
    return wrong("operator channel", channel, words, f"check {names[channel]}; icts-watch doctor --live asks it")


def watch_once(settings: Settings, *, warehouse: bool = True) -> None:
    """One round that tells at once. Leaves with status 1 where something is wrong."""
    found = Watchdog(settings, 0, warehouse=warehouse).round(dt.datetime.now(dt.UTC), log=False)
    for one in found:
        say(f"{shown(f'{one.area} {one.subject}')}: {cut(one.words, WIDTH)}")
    if found:
        raise SystemExit(FAILED)
    say("all is well")


def watch(settings: Settings, *, warehouse: bool = True, beside: bool = False) -> None:
    """Round after round until SIGTERM or Ctrl-C, one process at a time for each home; a second one stands by.

    `beside` says that `icts-watch up` started this one: left alone by a killed `up`, it tells what follows from that
    until another `up` brings its own.
    """
    ended, parent = threading.Event(), os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if not channels_of(settings):
        say("icts-watch: neither operator_slack nor operator_mail can be told; what is found is only said here")
    watchdog = Watchdog(settings, settings.watchdog_patience, warehouse=warehouse)
    with _alone(settings.home, ended):
        while not ended.is_set():
            watchdog.round(dt.datetime.now(dt.UTC))
            ended.wait(settings.watchdog_seconds)
            if beside and os.getppid() != parent and _is_up(settings.home):
                return


@contextmanager
def _alone(home: Path, ended: threading.Event) -> Iterator[None]:
    """Waits until no other watchdog is at work with this home, or the end; where that cannot be known, goes on."""
    from filelock import FileLock, Timeout

    turn = FileLock(home / "watchdog.turn", timeout=0)
    while not ended.is_set():
        try:
            home.mkdir(parents=True, exist_ok=True)
            turn.acquire()
            break
        except Timeout:
            ended.wait(STANDS_BY)
        except OSError as trouble:
            say(f"icts-watch: whether another watchdog is at work cannot be known: {trouble}")
            break
    try:
        yield
    finally:
        turn.release()


def _is_up(home: Path) -> bool:
    """Whether an `icts-watch up` runs with this home."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(home / "airflow" / "up.lock", timeout=0):
            return False
    except Timeout:
        return True
