"""What others see of a decision: the message that was answered changes, a second approver is asked, an assignee is told."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from alerts.failures import TryAgain
from alerts.impact_alert import DocumentFacts
from alerts.mail import render_mail
from alerts.notice import Notice, NoticeKind, notice_message
from alerts.routing import Channel, RecipientKind, email_address, slack_address
from alerts.slack_answered import Answer, answered
from models.disposition import WANTED, State
from pipeline.commands.offline import today
from pipeline.kept_rows import items_of
from pipeline.messages.telling import answerable, channels, configured, directory, enqueue_assigned
from warehouse.documents import current_documents
from warehouse.outbox import Delivery, enqueue
from warehouse.relation import fetched, listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

    from alerts.block_kit import Payload
    from pipeline.settings import Settings
    from warehouse.dispositions import Disposition

ANSWERS_SHOWN = "answers shown"
"""The kind of a delivery that changes the message of an earlier one; what it shows is read when it is sent."""

MESSAGES_ABOUT = f"""
    with told as (
        select *, unnest(from_json(findings, '[{{"impact_id": "VARCHAR"}}]')).impact_id as impact_id from lake.deliveries
        where channel = 'slack' and kind like 'impact alert: %' and status != 'dead' and delivery_id not in (
            select payload->>'shows' from lake.deliveries
            where kind = '{ANSWERS_SHOWN}' and status = 'pending' and claimant is null
        )
    )
    select told.delivery_id, any_value(told.recipient) as recipient, any_value(told.address) as address,
        any_value(told.document_number) as document_number, list(distinct words.disposition_id) as ids
    from lake.impacts impacts left join lake.rulemakings rulemakings on rulemakings.document_number = impacts.document_number
    join lake.placed_dispositions words on words.item_id = impacts.item_id
        and words.rulemaking = coalesce(rulemakings.rulemaking, 'document ' || impacts.document_number)
    join told on told.impact_id = impacts.impact_id
    """
"""The Slack messages that told of the items of some words; those whose change waits unclaimed are left out."""

HOW_TO_APPROVE = (
    "Press a button, or: icts-watch approve {document} --by YOU [--refuse]. Until then the assets count as undecided."
)


def pass_on(
    con: DuckDBPyConnection,
    settings: Settings,
    words: Sequence[Disposition],
    impact_ids: Sequence[str],
    at: dt.datetime,
) -> None:
    """Writes what follows from new words into the outbox, in their transaction."""
    show_again(con, settings, [word.disposition_id for word in words], at)
    waiting = [word for word in words if word.approval == WANTED]
    if waiting:
        _ask_for_approval(con, settings, waiting, at)
    if words[0].state == State.ASSIGNED:
        enqueue_assigned(con, settings, impact_ids, words[0].disposition_id, today(), at)


def show_again(
    con: DuckDBPyConnection, settings: Settings, disposition_ids: Sequence[str], at: dt.datetime
) -> list[str]:
    """Has the Slack messages about each of these words' items changed; returns the deliveries' ids.

    A change that waits and that nobody has claimed will show these words, too: no second one is written.
    """
    if not configured(settings, "slack"):
        return []
    words = listed(con, "words_to_show", disposition_ids)
    rows = fetched(
        con,
        MESSAGES_ABOUT
        + f"where words.disposition_id in (from {words}) group by told.delivery_id order by told.delivery_id",
    )
    found = [
        Delivery(
            delivery_id=f"answers-{_digest(row['delivery_id'], *sorted(row['ids']), *_outcomes(con, row['ids']))}",
            kind=ANSWERS_SHOWN,
            channel="slack",
            recipient=row["recipient"],
            address=row["address"],
            payload={"shows": row["delivery_id"]},
            document_number=row["document_number"],
        )
        for row in rows
    ]
    return enqueue(con, found, at)


def _outcomes(con: DuckDBPyConnection, ids: Iterable[str]) -> list[str]:
    """How the approvals of these words stand: a message changes when a word is approved, too."""
    wanted = f"disposition_id in (from {listed(con, 'outcomes', ids)})"
    rows = con.execute(f"select approval from lake.dispositions where {wanted} order by disposition_id").fetchall()
    return [outcome for (outcome,) in rows]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def answered_message(con: DuckDBPyConnection, shows: str) -> tuple[dict[str, Any], Payload] | None:
    """The receipt and the first message of a delivery as it is to look now; None where it never went out.

    Raises TryAgain while it is on its way.
    """
    rows = fetched(
        con,
        "select status, receipt, payload, findings, enqueued_at from lake.deliveries where delivery_id = ?",
        [shows],
    )
    if not rows or rows[0]["status"] == "dead":
        return None
    told = rows[0]
    if told["status"] != "sent":
        raise TryAgain(shows, "not sent yet", "its answers are shown once it is")
    impacts = [one["impact_id"] for one in json.loads(told["findings"]) if one["status"] == "open"]
    answers = _answers(con, impacts, told["enqueued_at"])
    return json.loads(told["receipt"]), answered(json.loads(told["payload"])["messages"][0], answers, len(impacts))


def _answers(con: DuckDBPyConnection, impact_ids: Iterable[str], since: dt.datetime) -> list[Answer]:
    """What was said of these findings since they were told: the last word of each kind on each item, alike ones together."""
    rows = fetched(
        con,
        f"""with told as (
            select distinct coalesce(rulemakings.rulemaking, 'document ' || told.document_number) as rulemaking, item_id
            from lake.impacts told left join lake.rulemakings rulemakings using (document_number)
            where impact_id in (from {listed(con, "shown_impacts", impact_ids)})
        ), said as (
            select words.* from lake.placed_dispositions words join told using (rulemaking, item_id)
            where decided_at >= $since
            qualify row_number() over (
                partition by item_id, state in ('snoozed', 'assigned') order by decided_at desc, disposition_id desc
            ) = 1
        )
        select decided_by as by, state, count(*) as assets, decided_at::date as day, any_value(justification) as justification,
            any_value(note) as note, until, assignee, approval, any_value(approved_by) as approved_by
        from said group by decided_by, state, decided_at::date, justification, note, until, assignee, approval, approved_by
        order by max(decided_at), decided_by, state""",
        {"since": since},
    )
    return [Answer(**row) for row in rows]


def _ask_for_approval(
    con: DuckDBPyConnection, settings: Settings, words: Sequence[Disposition], at: dt.datetime
) -> None:
    first = words[0]
    items = items_of(con, [word.item_id for word in words])
    notice = Notice(
        NoticeKind.APPROVAL,
        (
            ("Decided by", first.decided_by),
            ("Why", first.justification),
            *([("Note", first.note)] if first.note else []),
        ),
        HOW_TO_APPROVE.format(document=first.document_number),
        facts_of(con, first.document_number),
        tuple((one.item_id, one.name) for one in items.values()),
        len(words),
        _digest(*sorted(word.disposition_id for word in words)),
    )
    identity = f"approval-{notice.reference}"
    payload = {"words": [word.disposition_id for word in words]}
    enqueue(con, compliance_delivery(settings, notice, identity, first.document_number, payload), at)


def facts_of(con: DuckDBPyConnection, number: str) -> DocumentFacts | None:
    """What is said of a document in a notice."""
    return next((DocumentFacts.of(one.document) for one in current_documents(con, [number], passages=False)), None)


def compliance_delivery(
    settings: Settings, notice: Notice, delivery_id: str, document_number: str | None, more: dict[str, Any]
) -> list[Delivery]:
    """A notice to the compliance group, on Slack if it can, else by e-mail; none where it has no address."""
    reach, address = channels(settings), directory(settings).compliance
    slack = slack_address(address.slack) if Channel.SLACK in reach else ""
    email = email_address(address.email) if Channel.EMAIL in reach else ""
    if not slack and not email:
        return []
    channel = "slack" if slack else "email"
    if slack:
        payload: dict[str, Any] = {"messages": [notice_message(notice, answerable=answerable(settings))]}
    else:
        payload = {"mail": asdict(render_mail("notice", notice=notice)), "name": "Compliance"}
    return [
        Delivery(
            delivery_id=delivery_id,
            kind=f"notice: {notice.kind.value}",
            channel=channel if configured(settings, channel) else "preview",
            recipient=f"{RecipientKind.COMPLIANCE}:{email.casefold() or slack}",
            address=slack or email,
            payload=payload | more,
            document_number=document_number,
        )
    ]
