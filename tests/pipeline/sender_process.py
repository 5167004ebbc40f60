"""A sender that may be killed: `python -m tests.pipeline.sender_process HOME SLACK_URL SMTP_PORT`, run by the tests.

It runs the tell stage again and again until nothing waits. Each round happens a day after the one before by the
stage's clock, so that claims of killed senders and pauses before another attempt are over, as in the course of days.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from slack_sdk.http_retry.builtin_interval_calculators import BackoffRetryIntervalCalculator

from alerts.slack import SlackSender
from alerts.smtp import Security, SmtpServer
from pipeline import stages
from pipeline.messages import sending
from pipeline.settings import Settings
from tests.servers.mail import HOST
from warehouse.lake import open_warehouse
from warehouse.outbox import waiting

BRISK = 0.4  # seconds that a call may take here, in place of 15 and more


def main(home: str, slack_url: str, smtp_port: str) -> None:
    """Sends until nothing waits."""
    settings = Settings(home=Path(home), slack_token="xoxb-test", slack_url=slack_url,
                        smtp_host=HOST, smtp_port=int(smtp_port), smtp_starttls=False)  # type: ignore[arg-type] # becomes secret # fmt: skip
    slack = SlackSender("xoxb-test", base_url=slack_url, timeout=BRISK, patience=1, pause=0.02)  # type: ignore[arg-type] # in part of a second
    sending.slack_of = lambda _: slack
    sending.server_of = lambda _: SmtpServer(HOST, int(smtp_port), Security.NONE, timeout=BRISK)
    BackoffRetryIntervalCalculator.calculate_sleep_duration = lambda *_: 0.02  # type: ignore[method-assign] # not a second
    print("ready", flush=True)
    days = 0
    while True:
        days += 1
        later = dt.timedelta(days=days)
        stages.now = lambda later=later: dt.datetime.now(dt.UTC) + later
        stages.tell(settings)
        with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
            if not waiting(warehouse.con):
                return


if __name__ == "__main__":
    main(*sys.argv[1:])
