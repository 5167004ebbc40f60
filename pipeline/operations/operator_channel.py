"""A short text to whoever operates this: sent at once and past the outbox, which may be the part that failed."""

from __future__ import annotations

import datetime as dt
import html
import logging
from typing import TYPE_CHECKING

from alerts.block_kit import SLACK_MAX_TEXT, payload, shown_text
from alerts.envelope import NoAddress, mime
from alerts.failures import DeliveryFailed, Refused
from alerts.mail import MAX_SUBJECT, Mail
from alerts.outside_text import cut, shown
from alerts.smtp import send_mail
from alerts.wording import PRODUCT
from pipeline.messages.sending import mail_sender, server_of, slack_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.settings import Settings

log = logging.getLogger(__name__)

LINE = 500
"""Characters of one line that are told; outside text may be in it."""
LINES = 20
FALLBACK = 300
"""Characters of a notification."""


def tell_operator(settings: Settings, key: str, text: str, *, tried: dt.datetime | None = None) -> bool:
    """Tells the operator on Slack (`operator_slack`) and by e-mail (`operator_mail`); whether any of them took it.

    `key` names the event: the same one told again under it carries the same Message-ID, and mail systems show it once.
    `tried` is when an attempt that may have got through began: Slack is asked for it first.
    What could not be told is logged as an error, what nobody is configured for as a warning; nothing is raised.
    """
    lines = [cut(line, LINE) for line in text.splitlines() if shown(line)][:LINES]
    ways: dict[str, Callable[[], None]] = {}
    if settings.operator_slack:
        ways["Slack"] = lambda: _by_slack(settings, f"operator:{key}", lines, tried)
    if settings.operator_mail:
        ways["e-mail"] = lambda: _by_mail(settings, f"operator:{key}", lines)
    if not ways:
        log.warning("no operator is configured (operator_slack, operator_mail) to be told: %s", " ".join(lines))
    told = [_told(way, send, lines) for way, send in ways.items()]
    return any(told)


def _told(way: str, send: Callable[[], None], lines: list[str]) -> bool:
    try:
        send()
    except (DeliveryFailed, NoAddress, _NotConfigured) as error:
        log.error("the operator could not be told by %s (%s): %s", way, error, " ".join(lines))  # noqa: TRY400 - expected
        return False
    return True


class _NotConfigured(Exception):
    """An operator is named for a channel that is not set up."""


def _by_slack(settings: Settings, delivery_id: str, lines: list[str], tried: dt.datetime | None) -> None:
    slack = slack_of(settings)
    if slack is None:
        raise _NotConfigured("operator_slack is set, slack_token is not")
    words = {"type": "plain_text", "text": "\n".join(lines)[:SLACK_MAX_TEXT], "emoji": False}
    message = payload(shown_text(" ".join(lines), FALLBACK), [{"type": "section", "text": words}])
    if tried:
        try:
            slack.send(delivery_id, settings.operator_slack, [message], perhaps_sent=True, since=tried)
        except Refused as refused:  # without leave to look for it, twice is better than never
            log.warning("an earlier attempt cannot be looked for: %s", refused)
        else:
            return
    slack.send(delivery_id, settings.operator_slack, [message])


def _by_mail(settings: Settings, delivery_id: str, lines: list[str]) -> None:
    server = server_of(settings)
    if server is None:
        raise _NotConfigured("operator_mail is set, smtp_host is not")
    page = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    mail = Mail(cut(f"{PRODUCT}: {lines[0]}", MAX_SUBJECT), "\n".join(lines) + "\n", page)
    message = mime(mail, delivery_id, mail_sender(settings), settings.operator_mail, date=dt.datetime.now(dt.UTC))
    send_mail(delivery_id, message, server)
