"""The Slack listener beside Airflow: a process of its own that is started again when it ends."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pipeline.console import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.settings import Settings

PAUSE = 10.0  # seconds before a listener that ended is started again
STOPS_WITHIN = 10.0  # seconds for the answer in hand


@contextmanager
def listening(
    settings: Settings, environment: Mapping[str, str], log: IO[bytes], pause: float = PAUSE
) -> Iterator[None]:
    """Answers from Slack are taken while this lasts, where the settings name both tokens; else nothing is started."""
    if not (settings.slack_token.get_secret_value() and settings.slack_app_token.get_secret_value()):
        yield
        return
    ended = threading.Event()
    keeper = threading.Thread(target=_keep, args=(dict(environment), log, ended, pause), name="listener")
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def _keep(environment: dict[str, str], log: IO[bytes], ended: threading.Event, pause: float) -> None:
    command = [str(Path(sys.executable).with_name("icts-watch")), "listen"]
    while not ended.is_set():
        listener = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own command
        while listener.poll() is None and not ended.wait(0.2):
            pass
        if ended.is_set():
            _stop(listener)
        else:
            say(f"The Slack listener ended with status {listener.returncode}; it is started again in {pause:.0f} s")
            ended.wait(pause)


def _stop(listener: subprocess.Popen[bytes]) -> None:
    listener.terminate()
    with suppress(subprocess.TimeoutExpired):
        listener.wait(STOPS_WITHIN)
    listener.kill()
    listener.wait()
