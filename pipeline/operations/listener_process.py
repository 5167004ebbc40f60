"""The Slack listener and the watchdog beside Airflow, each in a process of its own."""

from __future__ import annotations

import subprocess
from contextlib import nullcontext
from typing import IO, TYPE_CHECKING

from pipeline.commands.console import say
from pipeline.operations.beside import PAUSE, command, kept_running
from pipeline.operations.watchdog import channels_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from pipeline.settings import Settings

LAST_ROUND = 180.0  # seconds for a round that looks and tells


def listening(
    settings: Settings, environment: Mapping[str, str], log: IO[bytes], pause: float = PAUSE
) -> AbstractContextManager[None]:
    """Answers from Slack are taken while this lasts, where the settings name both tokens; else nothing is started."""
    if not (settings.slack_token.get_secret_value() and settings.slack_app_token.get_secret_value()):
        return nullcontext()
    return kept_running("The Slack listener", ["listen"], environment, log, pause)


def watching(
    settings: Settings, environment: Mapping[str, str], log: IO[bytes], pause: float = PAUSE
) -> AbstractContextManager[None]:
    """The operator is told of silence while this lasts, where the settings say how; else nothing is started."""
    if not channels_of(settings):
        return nullcontext()
    return kept_running("The watchdog", ["watchdog", "--beside"], environment, log, pause)


def tell_at_once(settings: Settings, environment: Mapping[str, str]) -> None:
    """A last round of the watchdog that waits for nothing: what is wrong now will not be seen by one that has ended."""
    if not channels_of(settings):
        return
    try:
        words = [command(), "watchdog", "--once"]
        subprocess.run(words, check=False, env=dict(environment), timeout=LAST_ROUND)  # noqa: S603 - our own command
    except subprocess.TimeoutExpired:
        say(f"icts-watch: the operator may not have been told: the watchdog did not end within {LAST_ROUND:g} s")
