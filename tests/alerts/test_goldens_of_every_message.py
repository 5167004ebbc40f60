"""Every kind of message looks as its golden file says."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from alerts.calendar_feed import feed
from alerts.deadline_calendar import calendar
from alerts.deadlines import document_deadlines
from alerts.exposure_chart import exposure_chart, specification
from alerts.mail import TEMPLATES, events, render_mail
from alerts.notice import notice_message
from alerts.slack_answered import answered
from alerts.slack_blocks import slack_messages
from alerts.slack_dialogs import ASSIGN, NOT_AFFECTED, SNOOZE, dialog, report_dialog
from alerts.slack_interactions import Origin
from tests.alerts.samples import ANSWERS, DRONES, HITS, NO_LISTENER, STAMP, alerts, digests, notices

if TYPE_CHECKING:
    from collections.abc import Callable


MAILS = {"impact_alert": ("alert", alerts()), "weekly_digest": ("digest", digests()), "notice": ("notice", notices())}
ORIGIN = Origin("D024BE7LH", "1719835200.000100", "alert-1")


@pytest.mark.parametrize("name", alerts())
def test_slack_alert(name: str, golden: Callable[[str, str], None]) -> None:
    """The Slack messages of each kind of alert are the golden ones."""
    messages = slack_messages(alerts()[name], answerable=name not in NO_LISTENER)
    golden(f"{name}.slack.json", json.dumps(messages, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("name", notices())
def test_slack_notice(name: str, golden: Callable[[str, str], None]) -> None:
    """The Slack message of each kind of notice to compliance is the golden one."""
    message = notice_message(notices()[name], answerable=True)
    golden(f"{name}.slack.json", json.dumps(message, ensure_ascii=False, indent=1) + "\n")


def test_an_answered_alert(golden: Callable[[str, str], None]) -> None:
    """The message that was answered, with an answer of each kind."""
    message = answered(slack_messages(alerts()["2024-13532-new"])[0], ANSWERS, 3)
    golden("2024-13532-answered.slack.json", json.dumps(message, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("kind", [NOT_AFFECTED, SNOOZE, ASSIGN, "report"])
def test_dialog(kind: str, golden: Callable[[str, str], None]) -> None:
    """The dialog behind each button, and the shortcut's, are the golden ones."""
    items = [(f"{number:032}", f"{item.name} ({item.item_id})") for number, (_, item) in enumerate(HITS)]
    view = report_dialog() if kind == "report" else dialog(kind, ORIGIN, items)
    golden(f"{kind}.dialog.json", json.dumps(view, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize(("event", "name"), [(event, name) for event, (_, kinds) in MAILS.items() for name in kinds])
@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_mail(event: str, name: str, part: str, golden: Callable[[str, str], None]) -> None:
    """Subject, text and HTML of each kind of e-mail are the golden ones."""
    fact, kinds = MAILS[event]
    ending = {"subject": "subject.txt", "text": "txt", "html": "html"}[part]
    golden(f"{name}.{event}.{ending}", getattr(render_mail(event, **{fact: kinds[name]}), part).rstrip("\n") + "\n")


@pytest.mark.parametrize("name", ["2024-13532-new", "2024-13532-withdrawn"])
def test_calendar(name: str, golden: Callable[[str, str], None]) -> None:
    """The calendar of an alert is the golden one."""
    golden(f"{name}.ics", calendar(alerts()[name].deadlines, stamp=STAMP).decode().replace("\r\n", "\n"))


def test_calendar_feed(golden: Callable[[str, str], None]) -> None:
    """The feed with an entry that moved and one that was cancelled is the golden one."""
    first = [*alerts()["2024-13532-new"].deadlines, *document_deadlines(DRONES, "0694-AJ72")]
    moved = [replace(first[0], date=dt.date(2024, 8, 1)), first[1]]
    before = feed(first, b"", stamp=STAMP, today=dt.date(2024, 7, 1))
    after = feed(moved, before, stamp=STAMP + dt.timedelta(days=1), today=dt.date(2024, 7, 2))
    golden("feed.ics", after.decode().replace("\r\n", "\n"))


@pytest.mark.parametrize("name", digests())
def test_chart(name: str, golden: Callable[[str, str], None]) -> None:
    """What the digest's chart draws is the golden specification; its picture is a PNG that follows from it alone."""
    trend = digests()[name].trend
    golden(f"{name}.weekly_digest.chart.json", json.dumps(specification(trend), indent=1) + "\n")
    assert exposure_chart(trend) == exposure_chart(trend)


def test_every_folder_of_templates_has_a_message_here() -> None:
    """A new e-mail must be added to the goldens: each folder holds the same three files and stands in MAILS."""
    assert set(events()) == set(MAILS)
    for event in events():
        assert sorted(path.name for path in (TEMPLATES / event).iterdir()) == ["body.html", "body.txt", "subject.txt"]


def test_a_missing_golden_fails(golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A message without a golden file is an error, not a new golden."""
    monkeypatch.delenv("UPDATE_GOLDENS", raising=False)
    with pytest.raises(pytest.fail.Exception, match="no golden nowhere"):
        golden("nowhere.txt", "text")
