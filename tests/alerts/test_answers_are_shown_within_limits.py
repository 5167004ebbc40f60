"""Whatever people write in their answers, the message that shows them and the dialogs that ask keep Slack's limits."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.block_kit import MAX_BLOCKS, MAX_CHARACTERS, size
from alerts.impact_alert import Event, compose
from alerts.notice import Notice, NoticeKind, notice_message
from alerts.slack_answered import Answer, answered
from alerts.slack_blocks import slack_messages
from alerts.slack_dialogs import ASSIGN, NOT_AFFECTED, REPORT, SNOOZE, dialog, problems, report_dialog
from alerts.slack_html import messages_html
from alerts.slack_interactions import Origin, Submission, interaction
from models.disposition import State
from tests.alerts.samples import ANSWERS, HITS, KASPERSKY, OWNER, alerts
from tests.servers.slack_limits import check_message, check_view, texts_of

HOSTILE = st.sampled_from(
    ["<!channel> ", "<@U024BE7LH>", "&", '"', "\\", "*x* ", "\u202e", "\n> ", "word ", "\U0001f600"]
)
LONG = st.builds(lambda piece, times: piece * times, HOSTILE, st.sampled_from([0, 1, 40, 400]))
TODAY = dt.date(2024, 7, 1)


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(LONG, min_size=4, max_size=4),
    states=st.lists(st.sampled_from(State), max_size=12),
    full=st.booleans(),
)
def test_hostile_answers_are_only_shown(texts: list[str], states: list[State], full: bool) -> None:
    """The message keeps every limit, even one that was full before, and nothing in an answer is a mention or a link."""
    who, why, note, when = texts
    title = '"' * 900 if full else "Title"
    document = replace(KASPERSKY, title=title, citation=title)
    hits = [(replace(impact, reasons=(title,)), item) for impact, item in HITS * 9]
    alert = compose(document, hits, OWNER, Event.NEW, rulemaking="r", today=TODAY, changes=[title] * 9, full_list=title)
    answers = [Answer(who, state, 1, TODAY, why, note, when, who, "approved", who) for state in states]
    message = answered(slack_messages(alert)[0], answers, len(hits))
    check_message(message)
    assert size(message) <= MAX_CHARACTERS
    assert len(message["blocks"]) <= MAX_BLOCKS
    shown = [block for block in message["blocks"] if block.get("block_id") == "icts_watch.answered"]
    assert bool(shown) is bool(states)
    assert not re.search(r"[<>]", "\n".join(texts_of(shown)))
    messages_html([message])


def test_many_long_answers_keep_the_limit_of_a_paragraph() -> None:
    """Six of them may be longer than a section: then fewer are spelled out, in a message that has room for more."""
    names, note = "<@U024BE7LH>" * 40, "<!channel> " * 40
    answers = [Answer(names, "acknowledged", 1, TODAY, note, names, "", names, "approved", names)] * 7
    message = answered(slack_messages(alerts()["2024-13532-new"])[0], answers, 27)
    check_message(message)
    (shown,) = [block for block in message["blocks"] if block.get("block_id") == "icts_watch.answered"]
    assert "more answers" in shown["text"]["text"]


def test_answers_take_the_place_of_earlier_ones() -> None:
    """Shown again they stand there once; without any the message is as it was sent."""
    first = slack_messages(alerts()["2024-13532-new"])[0]
    once = answered(first, ANSWERS[:1], 3)
    assert answered(answered(first, ANSWERS, 3), ANSWERS[:1], 3) == once
    assert answered(once, (), 3) == first
    assert [block["type"] for block in once["blocks"]].count("actions") == 1


@settings(max_examples=40, deadline=None)
@given(text=LONG, number=st.sampled_from([0, 1, 9, 5_000]), kind=st.sampled_from(NoticeKind))
def test_hostile_notices(text: str, number: int, kind: NoticeKind) -> None:
    """A notice keeps every limit and its totals, and is only shown."""
    items = tuple((f"{text}{count}", text) for count in range(number))
    message = notice_message(Notice(kind, ((("Note"), text),), "Look.", None, items, number, text), answerable=True)
    check_message(message)
    assert size(message) <= MAX_CHARACTERS
    assert not re.search(r"[<>]", "\n".join(texts_of(message["blocks"])))


@settings(max_examples=40, deadline=None)
@given(text=LONG, number=st.sampled_from([0, 1, 2, 100, 150]), kind=st.sampled_from([NOT_AFFECTED, SNOOZE, ASSIGN]))
def test_dialogs_keep_slacks_limits(text: str, number: int, kind: str) -> None:
    """However many assets a message is about, and whatever they are called."""
    items = [(f"{count:032}", text) for count in range(number)]
    view = dialog(kind, Origin("C0COMPLY1", "1719835200.000100", "d" * 60), items)
    check_view(view)
    assert any(block["block_id"] == "items" for block in view["blocks"]) is (number > 1)


def test_the_report_dialog_keeps_slacks_limits() -> None:
    """It asks for a supplier, a country and what was heard."""
    view = report_dialog()
    check_view(view)
    assert [block["block_id"] for block in view["blocks"]] == ["name", "country", "note"]


WRONG = [
    (NOT_AFFECTED, {"justification": ""}, {"justification"}),
    (NOT_AFFECTED, {"justification": "because"}, {"justification"}),
    (NOT_AFFECTED, {"justification": "other"}, {"note"}),
    (NOT_AFFECTED, {"justification": "not in use"}, set()),
    (SNOOZE, {}, {"until"}),
    (SNOOZE, {"until": "2024-07-01"}, {"until"}),
    (SNOOZE, {"until": "2024-07-02"}, set()),
    (SNOOZE, {"until": "2034-07-02"}, {"until"}),
    (SNOOZE, {"until": "soon"}, {"until"}),
    (SNOOZE, {"stage": "next stage"}, set()),
    (ASSIGN, {}, {"assignee"}),
    (REPORT, {"name": "", "country": "Russia", "note": ""}, {"name", "country", "note"}),
    (REPORT, {"name": "Quill", "country": "ru", "note": "heard"}, set()),
]


@pytest.mark.parametrize(("kind", "values", "wrong"), WRONG)
def test_a_dialog_says_which_field_is_wrong(kind: str, values: dict[str, str], wrong: set[str]) -> None:
    """Each mistake by the field that it stands in; no mistake, nothing."""
    assert set(problems(Submission(kind, "V1", "U024BE7LH", None, values), TODAY)) == wrong


MALFORMED = [
    {},
    {"type": "block_actions"},
    {"type": "block_actions", "actions": []},
    {"type": "block_actions", "actions": [{"action_id": 7}], "user": {}},
    {"type": "block_actions", "actions": [{"action_id": "icts_watch.affected", "value": "{", "action_ts": "1"}]},
    {"type": "block_actions", "actions": [{"action_id": "others.button"}], "user": {"id": "U1"}},
    {"type": "shortcut", "callback_id": "icts_watch.report"},
    {"type": "view_submission", "view": {"callback_id": "icts_watch.snooze", "state": None}},
    {"type": "view_submission", "view": {"callback_id": "icts_watch.snooze", "private_metadata": "no"}},
    {"type": "view_closed"},
]


@pytest.mark.parametrize("payload", MALFORMED)
def test_what_is_not_ours_or_broken_is_nothing(payload: dict[str, object]) -> None:
    """It is acknowledged and passed over; nothing is raised."""
    assert interaction(payload) is None
