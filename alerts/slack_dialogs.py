"""The dialogs (Slack's modals) behind the buttons that ask for more, and what is wrong with one as it was sent."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from alerts.block_kit import plain
from alerts.outside_text import cut
from alerts.slack_interactions import PREFIX
from alerts.wording import count
from models.disposition import JUSTIFICATION_WORDS, NEXT_STAGE, Justification

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alerts.block_kit import Block
    from alerts.slack_interactions import Origin, Submission

MAX_OPTIONS, MAX_OPTION, MAX_LABEL, MAX_NOTE = 100, 75, 150, 2_000
LONGEST_SNOOZE = dt.timedelta(days=730)
NOT_AFFECTED, SNOOZE, ASSIGN, REPORT = "not_affected", "snooze", "assign", "report"
TITLES = {NOT_AFFECTED: "Not affected", SNOOZE: "Snooze", ASSIGN: "Assign", REPORT: "Report a supplier"}


def dialog(kind: str, origin: Origin, items: Sequence[tuple[str, str]]) -> Block:
    """The dialog of a button; `items` are the findings it may be about: (impact id, the asset's name and id)."""
    fields = {NOT_AFFECTED: _not_affected, SNOOZE: _snooze, ASSIGN: _assign}[kind]()
    told = {"channel": origin.channel, "ts": origin.ts, "delivery": origin.delivery}
    return _view(kind, [*fields, *_which(items)]) | {"private_metadata": json.dumps(told)}


def report_dialog() -> Block:
    """The dialog of the shortcut that reports a supplier."""
    text = {"type": "plain_text_input", "action_id": "value"}
    return _view(
        REPORT,
        [
            _input("name", "Supplier, as the inventory writes it", text | {"max_length": 200}),
            _input("country", "Where it is said to sit", text | {"min_length": 2, "max_length": 2}, hint="Such as CN"),
            _input("note", "What you heard, and where", text | {"multiline": True, "max_length": MAX_NOTE}),
        ],
    )  # fmt: skip


def _view(kind: str, blocks: Sequence[Block]) -> Block:
    title, send, leave = (plain(text, 24) for text in (TITLES[kind], "Send", "Cancel"))
    view = {"type": "modal", "callback_id": f"{PREFIX}{kind}", "title": title, "submit": send, "close": leave}
    return view | {"blocks": list(blocks)}


def _input(block_id: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    hinted = {"hint": plain(hint, MAX_LABEL)} if hint else {}
    block = {"type": "input", "block_id": block_id, "label": plain(label, MAX_LABEL), "element": element}
    return block | hinted | {"optional": optional}


def _option(text: str, value: str) -> Block:
    return {"text": plain(cut(text, MAX_OPTION) or "-", MAX_OPTION), "value": value}


def _not_affected() -> list[Block]:
    options = [_option(words, reason) for reason, words in JUSTIFICATION_WORDS.items()]
    return [
        _input("justification", "Why", {"type": "static_select", "action_id": "value", "options": options}),
        _input("note", "Note", _note(), hint="Required where the reason is another one.", optional=True),
    ]


def _snooze() -> list[Block]:
    stage = [_option("Until the rulemaking reaches its next stage", NEXT_STAGE)]
    return [
        _input("until", "Until this day", {"type": "datepicker", "action_id": "value"}, optional=True),
        _input("stage", "Or", {"type": "checkboxes", "action_id": "value", "options": stage}, optional=True),
        _input("note", "Note", _note(), optional=True),
    ]


def _assign() -> list[Block]:
    return [
        _input("assignee", "To whom", {"type": "users_select", "action_id": "value"}),
        _input("note", "Note", _note(), optional=True),
    ]


def _note() -> Block:
    return {"type": "plain_text_input", "action_id": "value", "multiline": True, "max_length": MAX_NOTE}


def _which(items: Sequence[tuple[str, str]]) -> list[Block]:
    """Which of the assets: all of them where none is chosen; with a single one there is nothing to choose."""
    if len(items) < 2:
        return []
    options = [_option(label, identity) for identity, label in items[:MAX_OPTIONS]]
    hint = f"All {count(len(items), 'asset')} of this message where you choose none."
    if len(items) > MAX_OPTIONS:
        hint += f" The first {MAX_OPTIONS} can be chosen here."
    element = {"type": "multi_static_select", "action_id": "value", "options": options}
    return [_input("items", "Which assets", element, hint=hint, optional=True)]


def problems(sent: Submission, today: dt.date) -> dict[str, str]:
    """What is wrong with a dialog as it was sent, by field; Slack shows it beside the field and keeps the dialog open."""
    check = CHECKS.get(sent.dialog)
    return check(sent.values, today) if check else {}


def _wrong_justification(values: Mapping[str, str], _: dt.date) -> dict[str, str]:
    if values.get("justification") not in list(Justification):
        return {"justification": "Choose a reason."}
    if values["justification"] == Justification.OTHER and not values.get("note"):
        return {"note": "Say which other reason."}
    return {}


def _wrong_snooze(values: Mapping[str, str], today: dt.date) -> dict[str, str]:
    day, stage = values.get("until", ""), values.get("stage", "")
    if bool(day) == bool(stage):
        return {"until": "Choose a day, or the next stage."}
    if day and not today < _day(day) <= today + LONGEST_SNOOZE:
        return {"until": "Choose a day after today, within two years."}
    return {}


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return dt.date.min


def _wrong_assignee(values: Mapping[str, str], _: dt.date) -> dict[str, str]:
    return {} if values.get("assignee") else {"assignee": "Choose somebody."}


def _wrong_report(values: Mapping[str, str], _: dt.date) -> dict[str, str]:
    found = {name: "Say what you heard." if name == "note" else "Fill this in." for name in ("name", "note")}
    found = {name: text for name, text in found.items() if not values.get(name)}
    country = values.get("country", "")
    if len(country) != 2 or not country.isascii() or not country.isalpha():
        found["country"] = "Two letters, such as CN."
    return found


CHECKS: dict[str, Callable[[Mapping[str, str], dt.date], dict[str, str]]] = {
    NOT_AFFECTED: _wrong_justification,
    SNOOZE: _wrong_snooze,
    ASSIGN: _wrong_assignee,
    REPORT: _wrong_report,
}


def refusal(found: Mapping[str, str]) -> dict[str, Any]:
    """What is answered to a dialog that is not accepted."""
    return {"response_action": "errors", "errors": dict(found)}
