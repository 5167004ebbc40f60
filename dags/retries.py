"""What happens when a task fails: another try later, except where the cause would be the same again."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

RETRIES: dict[str, Any] = {
    "retries": 5,
    "retry_delay": dt.timedelta(seconds=10),
    "retry_exponential_backoff": 3,  # 10 s, 30 s, 90 s, ...
    "max_retry_delay": dt.timedelta(minutes=10),
    "execution_timeout": dt.timedelta(hours=1),  # one run at a time: a task that hangs must not hold up all others
}

URGENT: dict[str, Any] = RETRIES | {"priority_weight": 100}
"""On the way from a publication to its alert: a backfill or a sweep lets it pass at every slot that they wait for."""


def attempt(stage: Callable[..., dict[str, Any]], **options: Any) -> dict[str, Any]:
    """Run a stage with the settings, and log what it did; what another try would meet again fails the task at once."""
    from airflow.sdk.exceptions import AirflowFailException

    from pipeline.causes import would_fail_again
    from pipeline.commands.sentences import sentence
    from pipeline.settings import settings

    try:
        counts = stage(settings(), **options)
    except Exception as error:
        if would_fail_again(error):
            raise AirflowFailException(f"{type(error).__name__}: {error}") from error
        raise
    log.info(sentence(stage.__name__, counts))
    return counts
