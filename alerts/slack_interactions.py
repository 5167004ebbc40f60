"""What people do in Slack, as values: a button pressed, a shortcut chosen, a dialog sent; all of it is outside text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "icts_watch."
MAX_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Origin:
    """The message that an answer is about: its channel, its `ts`, and the delivery that its metadata names."""

    channel: str
    ts: str
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A button: which, by whom, in which message; `trigger` opens a dialog for three seconds."""

    action: str
    user: str
    origin: Origin
    moment: str
    trigger: str
    reference: str = ""

    @property
    def key(self) -> str:
        """The same press, however often Slack delivers it."""
        return f"press:{self.origin.channel}:{self.origin.ts}:{self.action}:{self.moment}:{self.user}"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A global shortcut."""

    name: str
    user: str
    trigger: str
    moment: str

    @property
    def key(self) -> str:
        """The same choice, however often Slack delivers it."""
        return f"shortcut:{self.name}:{self.moment}:{self.user}"


@dataclass(frozen=True, slots=True)
class Submission:
    """A dialog as it was sent: `values` by field, `chosen` the findings that were picked (none: all of them)."""

    dialog: str
    view_id: str
    user: str
    origin: Origin | None
    values: Mapping[str, str]
    chosen: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same dialog, however often Slack delivers it."""
        return f"dialog:{self.view_id}:{self.user}"


def interaction(payload: Mapping[str, Any]) -> Press | Shortcut | Submission | None:
    """What somebody did, or None where it is none of our buttons, shortcuts or dialogs."""
    try:
        match payload.get("type"):
            case "block_actions":
                return _press(payload)
            case "shortcut":
                return _shortcut(payload)
            case "view_submission":
                return _submission(payload)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None
    return None


def _press(payload: Mapping[str, Any]) -> Press | None:
    action = payload["actions"][0]
    if not action["action_id"].startswith(PREFIX):
        return None
    container, message = payload["container"], payload.get("message") or {}
    told = (message.get("metadata") or {}).get("event_payload") or {}
    value = json.loads(action.get("value") or "{}")
    return Press(
        action["action_id"].removeprefix(PREFIX),
        payload["user"]["id"],
        Origin(container["channel_id"], container["message_ts"], str(told.get("delivery", ""))),
        action["action_ts"],
        payload.get("trigger_id", ""),
        str(value.get("reference", "")),
    )


def _shortcut(payload: Mapping[str, Any]) -> Shortcut | None:
    name = payload["callback_id"]
    if not name.startswith(PREFIX):
        return None
    return Shortcut(name.removeprefix(PREFIX), payload["user"]["id"], payload["trigger_id"], payload["action_ts"])


def _submission(payload: Mapping[str, Any]) -> Submission | None:
    view = payload["view"]
    if not view["callback_id"].startswith(PREFIX):
        return None
    told = json.loads(view.get("private_metadata") or "{}")
    values: dict[str, str] = {}
    chosen: tuple[str, ...] = ()
    for block, elements in view["state"]["values"].items():
        for element in elements.values():
            if block == "items":
                chosen = tuple(one["value"] for one in element.get("selected_options") or ())
            else:
                values[block] = _value(element)
    return Submission(
        view["callback_id"].removeprefix(PREFIX),
        view["id"],
        payload["user"]["id"],
        Origin(told["channel"], told["ts"], told.get("delivery", "")) if told else None,
        values,
        chosen,
    )


def _value(element: Mapping[str, Any]) -> str:
    """What one field of a dialog holds; blank for nothing."""
    match element.get("type"):
        case "plain_text_input":
            return str(element.get("value") or "").strip()[:MAX_NOTE]
        case "static_select":
            return str((element.get("selected_option") or {}).get("value", ""))
        case "datepicker":
            return str(element.get("selected_date") or "")
        case "users_select":
            return str(element.get("selected_user") or "")
        case "checkboxes":
            return ",".join(str(one["value"]) for one in element.get("selected_options") or ())
    return ""
