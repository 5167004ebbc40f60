"""A process of ours beside Airflow: started with it, started again when it ends, ended with it."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pipeline.commands.console import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PAUSE = 10.0  # seconds before a process that ended is started again
STOPS_WITHIN = 10.0  # seconds for what it has in hand


@contextmanager
def kept_running(
    what: str, words: Sequence[str], environment: Mapping[str, str], log: IO[bytes], pause: float = PAUSE
) -> Iterator[None]:
    """`icts-watch` with these words runs while this lasts; `what` names it when it ends by itself."""
    ended = threading.Event()
    keeper = threading.Thread(target=_keep, args=(what, words, dict(environment), log, ended, pause), name=what)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def command() -> str:
    """Our own command, of the environment that this process runs in."""
    return str(Path(sys.executable).with_name("icts-watch"))


def _keep(
    what: str, words: Sequence[str], environment: dict[str, str], log: IO[bytes], ended: threading.Event, pause: float
) -> None:
    while not ended.is_set():
        process = subprocess.Popen([command(), *words], env=environment, stdout=log, stderr=log)  # noqa: S603 - our own command
        while process.poll() is None and not ended.wait(0.2):
            pass
        if ended.is_set():
            _stop(process)
        else:
            say(f"{what} ended with status {process.returncode}; it is started again in {pause:.0f} s")
            ended.wait(pause)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOPS_WITHIN)
    process.kill()
    process.wait()
