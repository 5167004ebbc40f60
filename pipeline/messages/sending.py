"""Sends claimed deliveries to Slack, by e-mail, or into the preview folder, and settles them in the outbox."""

from __future__ import annotations

import datetime as dt
import json
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from alerts.envelope import MailSender, NoAddress, mime
from alerts.failures import RecipientRefused, Refused, TryAgain
from alerts.mail import Mail
from alerts.preview import preview_index, preview_mail, preview_slack
from alerts.slack import SlackReceipt, SlackSender
from alerts.smtp import Security, SmtpServer, send_mail
from pipeline.answers.answering import ANSWERS_SHOWN, answered_message
from warehouse.lake import open_warehouse, write
from warehouse.outbox import LEASE, ClaimLost, settle_all_sent, settle_failed
from warehouse.relation import scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from alerts.block_kit import Payload
    from pipeline.settings import Settings
    from warehouse.catalog import Lake
    from warehouse.outbox import Claimed

TOGETHER = {"slack": 10, "email": 5, "preview": 50}
"""How many outcomes are noted in one commit, which takes longer than sending. A crash leaves so many to be looked for on
Slack, or to go out again under the Message-ID that they had."""

LEASE_SHARE = 0.8

Outcome = dict[str, Any] | TryAgain | Refused


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
                    perhaps_sent=claimed.tried,
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
    if not settings.smtp_host:
        return None
    security = Security.STARTTLS if settings.smtp_starttls else Security.NONE
    return SmtpServer(
        settings.smtp_host,
        settings.smtp_port,
        Security.TLS if settings.smtp_tls else security,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
        ca_file=settings.smtp_ca_file,
    )


def sender_of(settings: Settings) -> Sender:
    """What the settings configure; what they leave blank becomes previews under home."""
    return Sender(slack_of(settings), server_of(settings), mail_sender(settings), settings.home / "previews")


def mail_sender(settings: Settings) -> MailSender:
    """Who e-mails are from, and where a reader unsubscribes."""
    mailto = settings.compliance_mail or settings.mail_from
    return MailSender(settings.mail_from, unsubscribe_mailto=mailto, unsubscribe_url=settings.reviewers_url)


def send_all(lake: Lake, sender: Sender, claimed: Sequence[Claimed]) -> Iterator[tuple[Claimed, str]]:
    """Sends deliveries that were just claimed and settles them; each with "sent", "again" (later) or "dead" (never).

    What is not sent when most of the lease is over is left to whoever claims it next. Where another has taken a claim
    over meanwhile, that one settles it, and here it counts as "again".
    """
    end = time.monotonic() + LEASE.total_seconds() * LEASE_SHARE
    tried: list[tuple[Claimed, Outcome]] = []
    for one in claimed:
        if time.monotonic() > end:
            break
        if one.delivery.thread in {earlier.delivery.delivery_id for earlier, _ in tried}:
            yield from _settled(lake, tried)
        tried.append((one, _outcome(lake, sender, one)))
        if len(tried) >= TOGETHER.get(one.delivery.channel, 1):
            yield from _settled(lake, tried)
    yield from _settled(lake, tried)


def _outcome(lake: Lake, sender: Sender, claimed: Claimed) -> Outcome:
    """What came of one attempt: the receipt, or why it did not go out."""
    number = claimed.delivery.delivery_id
    try:
        return _deliver(lake, sender, claimed)
    except (TryAgain, Refused) as failure:
        return failure
    except NoAddress as wrong:
        return RecipientRefused(number, "no address", str(wrong))
    except Exception as defect:  # noqa: BLE001 - it must not hold up all others; it ends as a dead letter
        return TryAgain(number, type(defect).__name__, str(defect))


def _deliver(lake: Lake, sender: Sender, claimed: Claimed) -> dict[str, Any]:
    if claimed.delivery.kind != ANSWERS_SHOWN:
        return sender.deliver(claimed, _thread(lake, claimed))
    shows = claimed.delivery.payload["shows"]
    with open_warehouse(lake, read_only=True) as warehouse:
        found = answered_message(warehouse.con, shows)
    if found:
        sender.change(shows, *found)
    return {"changed": shows}


def _settled(lake: Lake, tried: list[tuple[Claimed, Outcome]]) -> Iterator[tuple[Claimed, str]]:
    """Notes in one commit what came of these attempts, and empties the list."""
    done, tried[:] = list(tried), []
    if done:
        words = write(lake, "tell", "sent or not", lambda con: _settle(con, done))
        yield from ((one, words[one.delivery.delivery_id]) for one, _ in done)


def _settle(con: DuckDBPyConnection, done: Sequence[tuple[Claimed, Outcome]]) -> dict[str, str]:
    """By delivery: "sent", "again" or "dead"."""
    now = dt.datetime.now(dt.UTC)
    sent = [(one, receipt) for one, receipt in done if not isinstance(receipt, TryAgain | Refused)]
    words = {one.delivery.delivery_id: "sent" for one, _ in sent}
    if sent:
        words |= dict.fromkeys(settle_all_sent(con, sent, now), "again")
    for one, failure in done:
        if isinstance(failure, TryAgain | Refused):
            words[one.delivery.delivery_id] = "again" if _failed(con, one, failure, now) else "dead"
    return words


def _failed(con: DuckDBPyConnection, claimed: Claimed, failure: TryAgain | Refused, now: dt.datetime) -> bool:
    """Notes that it did not go out; whether it will be tried again."""
    seconds = failure.retry_after if isinstance(failure, TryAgain) else None
    wait = dt.timedelta(seconds=seconds) if seconds else None
    refused = isinstance(failure, Refused)
    try:
        return settle_failed(con, claimed, str(failure), now, retry_after=wait, permanent=refused)
    except ClaimLost:
        return True


def _thread(lake: Lake, claimed: Claimed) -> str:
    """The first message's `ts` of the delivery this one answers; blank where it starts a conversation of its own."""
    if not claimed.delivery.thread:
        return ""
    with open_warehouse(lake, read_only=True) as warehouse:
        query = "select receipt from lake.deliveries where delivery_id = ? and status = 'sent'"
        kept = scalar(warehouse.con, query, [claimed.delivery.thread])
    messages = json.loads(kept or "{}").get("messages") or [""]
    return str(messages[0])
