"""Sends claimed deliveries to Slack, by e-mail, or into the preview folder, and settles them in the outbox."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from alerts.envelope import MailSender, mime
from alerts.failures import Refused, TryAgain
from alerts.mail import Mail
from alerts.preview import preview_index, preview_mail, preview_slack
from alerts.slack import SlackReceipt, SlackSender
from alerts.smtp import Security, SmtpServer, send_mail
from pipeline.answering import ANSWERS_SHOWN, answered_message
from warehouse.lake import open_warehouse, write
from warehouse.outbox import settle_failed, settle_sent
from warehouse.relation import scalar

if TYPE_CHECKING:
    from pathlib import Path

    from alerts.block_kit import Payload
    from pipeline.settings import Settings
    from warehouse.catalog import Lake
    from warehouse.outbox import Claimed


class Sender:
    """Everything a delivery may go out by. `finish` closes a round and says where its previews lie, if it made any."""

    def __init__(
        self, slack: SlackSender | None, server: SmtpServer | None, mail_from: MailSender, previews: Path
    ) -> None:
        self._slack, self._server, self._mail_from, self._previews = slack, server, mail_from, previews
        self._previewed = False

    def change(self, delivery_id: str, receipt: dict[str, Any], message: Payload) -> None:
        """Puts another content into the first message of a delivery that was sent. Raises Refused or TryAgain."""
        if not self._slack:
            raise TryAgain(delivery_id, "not configured", "no slack in the settings")
        sent = SlackReceipt(receipt["channel"], tuple(receipt["messages"]))
        self._slack.update(delivery_id, sent, 0, message)

    def deliver(self, claimed: Claimed, thread: str) -> dict[str, Any]:
        """Sends one delivery; returns what the service calls it. Raises alerts.failures.Refused or TryAgain."""
        one = claimed.delivery
        if one.channel == "slack" and self._slack:
            return asdict(
                self._slack.send(
                    one.delivery_id,
                    one.address,
                    one.payload["messages"],
                    thread=thread,
                    perhaps_sent=claimed.attempt > 1,
                    since=claimed.enqueued_at,
                )
            )
        if one.channel == "email" and self._server:
            message = self._mime(claimed)
            send_mail(one.delivery_id, message, self._server)
            return {"message_id": str(message["Message-ID"])}
        if one.channel != "preview":
            raise TryAgain(one.delivery_id, "not configured", f"no {one.channel} in the settings")
        return {"preview": self._preview(claimed)}

    def _mime(self, claimed: Claimed) -> Any:
        one = claimed.delivery
        mail = Mail(**one.payload["mail"])
        return mime(
            mail, one.delivery_id, self._mail_from, one.address, date=claimed.enqueued_at, name=one.payload["name"]
        )

    def _preview(self, claimed: Claimed) -> str:
        one = claimed.delivery
        self._previewed = True
        if "messages" in one.payload:
            return preview_slack(self._previews, one.delivery_id, one.address, one.payload["messages"]).name
        return preview_mail(self._previews, one.delivery_id, self._mime(claimed)).name

    def finish(self) -> str:
        """Writes the list of previews if there are new ones; its path, or blank."""
        return str(preview_index(self._previews)) if self._previewed else ""


def slack_of(settings: Settings) -> SlackSender | None:
    """Slack, if the settings configure it."""
    token = settings.slack_token.get_secret_value()
    return SlackSender(token, base_url=settings.slack_url) if token else None


def server_of(settings: Settings) -> SmtpServer | None:
    """The mail server, if the settings name one."""
    security = Security.STARTTLS if settings.smtp_starttls else Security.NONE
    user, password = settings.smtp_user, settings.smtp_password.get_secret_value()
    return SmtpServer(settings.smtp_host, settings.smtp_port, security, user, password) if settings.smtp_host else None


def sender_of(settings: Settings) -> Sender:
    """What the settings configure; what they leave blank becomes previews under home."""
    return Sender(
        slack_of(settings),
        server_of(settings),
        MailSender(
            settings.mail_from, unsubscribe_mailto=settings.compliance_mail, unsubscribe_url=settings.reviewers_url
        ),
        settings.home / "previews",
    )


def send(lake: Lake, sender: Sender, claimed: Claimed) -> str:
    """Sends one claimed delivery and settles it: "sent", "again" (later) or "dead" (never)."""
    try:
        receipt = _deliver(lake, sender, claimed)
    except TryAgain as failure:
        wait = dt.timedelta(seconds=failure.retry_after) if failure.retry_after else None
        return _failed(lake, claimed, failure, wait=wait, permanent=False)
    except Refused as failure:
        return _failed(lake, claimed, failure, wait=None, permanent=True)
    write(lake, "tell", "sent", lambda con: settle_sent(con, claimed, receipt, dt.datetime.now(dt.UTC)))
    return "sent"


def _deliver(lake: Lake, sender: Sender, claimed: Claimed) -> dict[str, Any]:
    if claimed.delivery.kind != ANSWERS_SHOWN:
        return sender.deliver(claimed, _thread(lake, claimed))
    shows = claimed.delivery.payload["shows"]
    with open_warehouse(lake, read_only=True) as warehouse:
        found = answered_message(warehouse.con, shows)
    if found:
        sender.change(shows, *found)
    return {"changed": shows}


def _failed(lake: Lake, claimed: Claimed, failure: Exception, *, wait: dt.timedelta | None, permanent: bool) -> str:
    again = write(
        lake,
        "tell",
        "not sent",
        lambda con: settle_failed(
            con, claimed, str(failure), dt.datetime.now(dt.UTC), retry_after=wait, permanent=permanent
        ),
    )
    return "again" if again else "dead"


def _thread(lake: Lake, claimed: Claimed) -> str:
    """The first message's `ts` of the delivery this one answers; blank where it starts a conversation of its own."""
    if not claimed.delivery.thread:
        return ""
    with open_warehouse(lake, read_only=True) as warehouse:
        query = "select receipt from lake.deliveries where delivery_id = ? and status = 'sent'"
        kept = scalar(warehouse.con, query, [claimed.delivery.thread])
    messages = json.loads(kept or "{}").get("messages") or [""]
    return str(messages[0])
