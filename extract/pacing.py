"""A politeness limit: requests to one host keep their distance, within a process or across all that share a folder."""

from __future__ import annotations

import contextlib
import logging
import math
import re
import threading
import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

LOOKS_AGAIN = 0.02  # seconds between two tries for a host's turn that another process has
STUCK = 30.0  # seconds (or ten intervals): longer than others keep a turn unless one of them was stopped
NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.-]")


class Pacing(Protocol):
    """Whoever says when the next request to a host may go out."""

    def wait(self, host: str) -> None:
        """Sleep until it is this request's turn."""


class Pace:
    """Lets requests to one host pass no oftener than every `interval` seconds, whatever thread they come from."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str) -> None:
        """Sleep until it is this request's turn."""
        with self._lock:
            turn = max(self._next.get(host, 0.0), time.monotonic())
            self._next[host] = turn + self._interval
        time.sleep(max(0.0, turn - time.monotonic()))


class SharedPace:
    """As Pace, for all processes that are given the same folder, which is made when it is first needed.

    The folder holds, per host, a lock and the time of the last request. The lock is kept while a turn is waited for, so
    it is never longer than an interval away, whatever stands in the file and however the clock is set; the lock of a
    process that dies is free. Where the folder cannot be used, requests are paced within this process.
    """

    def __init__(self, folder: Path, interval: float) -> None:
        self._folder, self._interval = folder, interval
        self._alone = Pace(interval)

    def wait(self, host: str) -> None:
        """Sleep until it is this request's turn among all processes."""
        if self._interval <= 0:
            return
        from filelock import FileLock

        name = NOT_IN_A_NAME.sub("_", host)[:200]
        patience = max(STUCK, 10 * self._interval)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / f"{name}.lock", timeout=patience, poll_interval=LOOKS_AGAIN):
                self._take_turn(self._folder / f"{name}.last")
        except OSError as trouble:  # of the file system, or a turn that never came
            log.warning("requests to %s are paced in this process only: %s", host, trouble)
            self._alone.wait(host)

    def _take_turn(self, file: Path) -> None:
        now, last = time.time(), _read(file)
        if last is not None:
            passed = now - last if last <= now else 0.0  # a last request in the future: the clock was set back
            time.sleep(max(0.0, self._interval - passed))
        _write(file, time.time())


def _read(file: Path) -> float | None:
    """The time of the last request; None where nothing readable stands there."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        moment = float(file.read_bytes())
        return moment if math.isfinite(moment) else None
    return None


def _write(file: Path, moment: float) -> None:
    whole = file.with_suffix(".new")
    whole.write_text(repr(moment))
    whole.replace(file)
