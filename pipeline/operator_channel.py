"""A word to whoever operates this, at once and past the outbox: on Slack, by e-mail, or both."""

from __future__ import annotations

import datetime as dt
import html
from typing import TYPE_CHECKING

from alerts.block_kit import payload, section, shown_text
from alerts.envelope import NoAddress, mime
from alerts.failures import DeliveryFailed
from alerts.mail import MAX_SUBJECT, Mail
from alerts.outside_text import cut, shown
from alerts.smtp import send_mail
from pipeline.console import say
from pipeline.sending import mail_sender, server_of, slack_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.settings import Settings

LINE = 700  # characters of one line on Slack


def tell_operator(settings: Settings, key: str, text: str) -> bool:
    """Tell the operator on every channel that is configured; whether any of them took it.

    `key` names the message: it is looked for on Slack before it is sent again under the same key, and an e-mail has the
    same Message-ID. The first line of the text is its subject. Where no channel is configured it is said here.
    """
    ways = [*([_by_slack] if settings.operator_slack else []), *([_by_mail] if settings.operator_mail else [])]
    if not ways:
        say("\n".join(map(shown, text.splitlines())))
    taken = [_taken(way, settings, key, text) for way in ways]  # every way is gone, whatever came of the others
    return any(taken)


def _taken(way: Callable[[Settings, str, str], bool], settings: Settings, key: str, text: str) -> bool:
    try:
        return way(settings, key, text)
    except (DeliveryFailed, NoAddress) as failure:
        say(f"icts-watch: the operator could not be told: {cut(str(failure), 300)}")
        return False


def _by_slack(settings: Settings, key: str, text: str) -> bool:
    slack = slack_of(settings)
    if slack is None:
        return False
    lines = [shown_text(line, LINE) for line in text.splitlines()]
    first, *rest = lines or [""]
    blocks = [section("\n".join([f"*{first}*", *rest]))]
    slack.send(key, settings.operator_slack, [payload(first, blocks)])
    return True


def _by_mail(settings: Settings, key: str, text: str) -> bool:
    server = server_of(settings)
    if server is None:
        return False
    lines = [shown(line) for line in text.splitlines()] or [""]
    page = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    mail = Mail(cut(lines[0], MAX_SUBJECT), "\n".join(lines) + "\n", page)
    message = mime(mail, key, mail_sender(settings), settings.operator_mail, date=dt.datetime.now(dt.UTC))
    send_mail(key, message, server)
    return True
