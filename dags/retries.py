"""What happens when a task fails: another try later, except where the cause would be the same again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

# By name, so that parsing a DAG file imports none of them. Everything else (a network, a locked catalog) is tried again.
SAME_AGAIN = RetryRule(
    exception=[
        "extract.failures.HostRefused",
        "extract.failures.NoSuchFile",
        "extract.failures.ShapeChanged",
        "extract.inventory.UnreadableInventory",
        "pydantic_core.ValidationError",  # the settings
    ],
    action=RetryAction.FAIL,
    reason="bad input: another try would meet it again",
)

RETRIES: dict[str, Any] = {
    "retries": 5,
    "retry_delay": dt.timedelta(seconds=10),
    "retry_exponential_backoff": 3,  # 10 s, 30 s, 90 s, ...
    "max_retry_delay": dt.timedelta(minutes=10),
    "retry_policy": ExceptionRetryPolicy(rules=[SAME_AGAIN]),
    "execution_timeout": dt.timedelta(hours=1),  # one run at a time: a task that hangs must not hold up all others
}
