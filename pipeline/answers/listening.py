"""`icts-watch listen`: what people answer in Slack becomes decisions, and their messages show it.

A payload says who did what in which message. What that message is about is looked up in the outbox by its place in Slack;
whether its reader may decide is asked of the inventory and the settings. Nothing else in a payload is trusted.
"""

from __future__ import annotations

import hashlib
import json
import logging
import signal
import threading
from typing import TYPE_CHECKING, Any

from alerts.failures import DeliveryFailed
from alerts.notice import Notice, NoticeKind
from alerts.slack_dialogs import ASSIGN, NOT_AFFECTED, REPORT, SNOOZE, dialog, problems, refusal, report_dialog
from alerts.slack_interactions import Press, Shortcut, Submission
from alerts.slack_socket import Inbox, Listener
from alerts.wording import count
from models.disposition import State
from pipeline.answers import answering, deciding
from pipeline.commands.console import FAILED, bad_input, say
from pipeline.commands.offline import today
from pipeline.kept_rows import items_of
from pipeline.messages import sending
from pipeline.messages.telling import answerable
from pipeline.review import register_desk
from pipeline.stages import lake_of, now
from warehouse.lake import open_warehouse, write
from warehouse.migrate import prepare
from warehouse.outbox import claim, enqueue
from warehouse.relation import fetched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from alerts.slack_interactions import Origin
    from alerts.slack_socket import Interaction
    from pipeline.answers.deciding import Decided
    from pipeline.settings import Settings

    Row = dict[str, Any]

log = logging.getLogger(__name__)
SWEEP = 30.0
"""Seconds between two looks for changes of messages that could not be made at once."""
SENT_AT_ONCE = (
    answering.ANSWERS_SHOWN,
    f"notice: {NoticeKind.APPROVAL.value}",
    f"notice: {NoticeKind.REPORT.value}",
    "impact alert: assigned",
)
"""Kinds of deliveries that follow from an answer; the listener sends them, and `tell` what it could not."""

JUDGED = {"acknowledge": State.ACKNOWLEDGED, "affected": State.AFFECTED}
SAID = {NOT_AFFECTED: State.NOT_AFFECTED, SNOOZE: State.SNOOZED, ASSIGN: State.ASSIGNED}
NOTHING_STANDS = (
    "Nothing was kept: what this message told of no longer stands, or it was not told by this installation."
)
MAY_NOT = (
    "Nothing was kept: you may not decide on these assets. Their owner may on own ones, the compliance group on all."
)
TO_SETTLE = "Look it up, then: icts-watch suppliers confirm {fact} --by YOU --source WHERE, or reject {fact} --by YOU --note WHY."


class AnswerDesk:
    """Works what people do in Slack."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._lake = settings, lake_of(settings)
        slack = sending.slack_of(settings)
        if slack is None:
            bad_input("listen: slack_token is not set")
        self._slack = slack

    def refuse(self, sent: Submission) -> dict[str, Any] | None:
        """What is wrong with a dialog, as Slack shows it beside the field; None where it can be worked."""
        found = problems(sent, today())
        return refusal(found) if found else None

    def opens(self, one: Interaction) -> bool:
        """Whether it asks for a dialog."""
        return isinstance(one, Shortcut) or (isinstance(one, Press) and one.action in SAID)

    def at_once(self, one: Interaction) -> None:
        """Opens the dialog that somebody asked for."""
        if isinstance(one, Shortcut) and one.name == REPORT:
            self._slack.open_dialog(one.trigger, report_dialog())
        if isinstance(one, Press) and one.action in SAID:
            with open_warehouse(self._lake, read_only=True) as warehouse:
                items = _items_of_message(warehouse.con, one.origin)
            if items:
                self._slack.open_dialog(one.trigger, dialog(one.action, one.origin, items))
            else:
                self._whisper(one.origin, one.user, NOTHING_STANDS)

    def work(self, one: Interaction) -> None:
        """Keeps an answer, and tells whoever gave it where it is not kept as given."""
        if isinstance(one, Press) and one.action in {"approve", "refuse"}:
            self._settle(one)
        elif isinstance(one, Press) and one.action in JUDGED:
            self._decide(deciding.Said(JUDGED[one.action], one.user, "slack", one.key), one.origin, ())
        elif isinstance(one, Submission) and one.dialog in SAID and one.origin:
            said = deciding.Said(
                SAID[one.dialog],
                one.user,
                "slack",
                one.key,
                justification=one.values.get("justification", ""),
                note=one.values.get("note", ""),
                until=one.values.get("until", "") or one.values.get("stage", ""),
                assignee=one.values.get("assignee", ""),
            )
            self._decide(said, one.origin, one.chosen)
        elif isinstance(one, Submission) and one.dialog == REPORT:
            self._report(one)

    def send(self) -> None:
        """Sends what follows from answers and waits in the outbox."""
        sender = sending.sender_of(self._settings)
        while claimed := write(self._lake, "listen", "claim", lambda con: claim(con, now(), kinds=SENT_AT_ONCE)):
            for one, outcome in sending.send_all(self._lake, sender, claimed):
                log.debug("%s: %s", one.delivery.delivery_id, outcome)

    def _decide(self, said: deciding.Said, origin: Origin, chosen: Sequence[str]) -> None:
        def keep(con: DuckDBPyConnection) -> Decided:
            told = _told(con, origin)
            rows = deciding.findings_told(con, [one for one in told if not chosen or one in chosen])
            return deciding.decide(con, self._settings, said, rows, now())

        try:
            decided = write(self._lake, said.by, f"answers {said.state}", keep)
        except deciding.Unusable as wrong:
            self._whisper(origin, said.by, f"Nothing was kept: {wrong}")
            return
        if text := _reply(decided):
            self._whisper(origin, said.by, text)

    def _settle(self, one: Press) -> None:
        def keep(con: DuckDBPyConnection) -> deciding.Approved:
            words = _words_to_settle(con, one.origin)
            return deciding.approve(con, self._settings, one.user, words, now(), yes=one.action == "approve")

        done = write(self._lake, one.user, one.action, keep)
        if done.not_allowed:
            self._whisper(one.origin, one.user, f"Not settled for {count(len(done.not_allowed), 'asset')}: {done.why}.")
        elif not done.settled:
            self._whisper(one.origin, one.user, "Nothing of this waits any more.")

    def _report(self, one: Submission) -> None:
        values = one.values
        try:
            facts = register_desk.keep_report(
                self._settings, values["name"], values["country"], by=one.user, note=values["note"]
            )
        except register_desk.NoReport as wrong:
            log.warning("a report of %s was not kept: %s", one.user, wrong)
            return
        notice = Notice(
            NoticeKind.REPORT,
            (
                ("Supplier", values["name"]),
                ("Said to sit in", values["country"].upper()),
                ("By", one.user),
                ("What they heard", values["note"]),
            ),
            TO_SETTLE.format(fact=facts[0] if facts else "ID"),
        )
        identity = f"report-{hashlib.sha256(one.key.encode()).hexdigest()[:32]}"
        found = answering.compliance_delivery(self._settings, notice, identity, None, {})
        write(self._lake, one.user, "reports a supplier", lambda con: enqueue(con, found, now()))

    def _whisper(self, origin: Origin, user: str, text: str) -> None:
        try:
            self._slack.whisper(origin.channel, user, text)
        except DeliveryFailed as failure:
            log.warning("somebody could not be told in Slack: %s", failure)


def _reply(decided: Decided) -> str:
    """What whoever answered is told where not everything was kept as they may think; blank where it was."""
    if not decided.kept:
        return MAY_NOT if decided.not_allowed else NOTHING_STANDS
    found = []
    if decided.not_allowed:
        kept, left = count(len(decided.kept), "asset"), count(len(decided.not_allowed), "other")
        found.append(f"Kept for {kept}; on {left} you may not decide.")
    if decided.waiting:
        found.append("A second person of the compliance group has to approve it; until then it does not hold.")
    return " ".join(found)


def _deliveries_at(con: DuckDBPyConnection, origin: Origin) -> list[Row]:
    """The delivery whose message stands at this place; one whose place is not on record yet goes by its metadata."""
    return fetched(
        con,
        """select findings, payload from lake.deliveries where channel = 'slack' and case
            when receipt is null then delivery_id = $delivery and status = 'pending'
            else receipt->>'channel' = $channel and list_contains(from_json(receipt->'messages', '["VARCHAR"]'), $ts) end""",
        {"delivery": origin.delivery, "channel": origin.channel, "ts": origin.ts},
    )


def _told(con: DuckDBPyConnection, origin: Origin) -> list[str]:
    """The ids of the impacts that a message told of as open."""
    rows = _deliveries_at(con, origin)
    return [one["impact_id"] for row in rows for one in json.loads(row["findings"]) if one["status"] == "open"]


def _words_to_settle(con: DuckDBPyConnection, origin: Origin) -> list[str]:
    return [word for row in _deliveries_at(con, origin) for word in json.loads(row["payload"]).get("words", ())]


def _items_of_message(con: DuckDBPyConnection, origin: Origin) -> list[tuple[str, str]]:
    """The findings that a message is about and that still stand, each with its asset's name and id."""
    rows = deciding.findings_told(con, _told(con, origin))
    items = items_of(con, [row["item_id"] for row in rows])
    return [(row["impact_id"], f"{items[row['item_id']].name} ({row['item_id']})") for row in rows]


def listen(settings: Settings) -> None:
    """Takes answers until interrupted."""
    if not answerable(settings):
        bad_input("listen: set slack_token (bot token) and slack_app_token (app-level token with connections:write)")
    prepare(lake_of(settings))
    desk = AnswerDesk(settings)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    listener = listener_of(settings, desk)
    try:
        with listener:
            say("Listening for answers from Slack; interrupt to end.")
            while not stop.wait(SWEEP):
                desk.send()
    except DeliveryFailed as failure:
        say(f"icts-watch: listen: {failure}")
        raise SystemExit(FAILED) from failure


def listener_of(settings: Settings, desk: AnswerDesk, **options: Any) -> Listener:
    """The listener of these settings; what it has not worked yet lies under home."""
    return Listener(
        settings.slack_app_token.get_secret_value(),
        Inbox(settings.home / "answers"),
        refuse=desk.refuse,
        opens=desk.opens,
        at_once=desk.at_once,
        work=desk.work,
        idle=desk.send,
        base_url=settings.slack_url,
        **options,
    )
