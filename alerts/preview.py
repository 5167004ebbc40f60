"""Writes what would be sent into a folder to look at: Slack messages as JSON and page, e-mails as they are."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

from alerts.mail import template_environment
from alerts.slack_html import messages_html

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage
    from pathlib import Path

    from alerts.block_kit import Payload

UNSAFE = re.compile(r"[^A-Za-z0-9]+")
SLACK, MAIL = ".slack.json", ".eml"


def preview_slack(folder: Path, delivery_id: str, address: str, messages: Sequence[Payload]) -> Path:
    """Writes NAME.slack.json and NAME.slack.html into the folder; returns the page."""
    name = _name(folder, delivery_id)
    kept = {"delivery": delivery_id, "to": address, "messages": list(messages)}
    _put(folder / f"{name}{SLACK}", json.dumps(kept, ensure_ascii=False, indent=2).encode())
    page = folder / f"{name}.slack.html"
    return _write(page, "slack.html", to=address, messages=messages_html(messages), title=_first_words(messages))


def preview_mail(folder: Path, delivery_id: str, message: EmailMessage) -> Path:
    """Writes NAME.eml, NAME.mail.html and NAME.mail.txt into the folder; returns the page."""
    name = _name(folder, delivery_id)
    _put(folder / f"{name}{MAIL}", message.as_bytes())
    for kind, ending in (("plain", "txt"), ("html", "html")):
        part = message.get_body((kind,))
        if part is not None:
            text = _with_pictures(part.get_content(), message) if kind == "html" else part.get_content()
            (folder / f"{name}.mail.{ending}").write_text(text, encoding="utf-8")
    return folder / f"{name}.mail.html"


def _with_pictures(page: str, message: EmailMessage) -> str:
    """The page with the pictures of its message in it, since a browser cannot follow `cid:`."""
    for part in message.walk():  # of an EmailMessage, all of them are
        if name := str(part["Content-ID"] or "").strip("<>"):
            picture = base64.b64encode(part.get_content()).decode()
            page = page.replace(f"cid:{name}", f"data:{part.get_content_type()};base64,{picture}")
    return page


def preview_index(folder: Path) -> Path:
    """Writes index.html, which lists every preview that lies in the folder; returns it."""
    rows = [_slack_row(path) for path in sorted(folder.glob(f"*{SLACK}"))]
    rows += [_mail_row(path) for path in sorted(folder.glob(f"*{MAIL}"))]
    return _write(folder / "index.html", "index.html", rows=rows)


def _slack_row(path: Path) -> dict[str, Any]:
    kept = json.loads(path.read_text(encoding="utf-8"))
    name = path.name.removesuffix(SLACK)
    files = [("page", f"{name}.slack.html"), ("JSON", path.name)]
    return {"kind": "Slack", "to": kept["to"], "what": _first_words(kept["messages"]), "files": files}


def _mail_row(path: Path) -> dict[str, Any]:
    message = message_from_bytes(path.read_bytes(), policy=default)
    name = path.name.removesuffix(MAIL)
    files = [("page", f"{name}.mail.html"), ("text", f"{name}.mail.txt"), ("message", path.name)]
    return {"kind": "E-mail", "to": str(message["To"]), "what": str(message["Subject"]), "files": files}


def _name(folder: Path, delivery_id: str) -> str:
    """A file name that is safe whatever the delivery is called, and its own."""
    folder.mkdir(parents=True, exist_ok=True)
    readable = UNSAFE.sub("-", delivery_id).strip("-")[:80] or "delivery"
    return f"{readable}-{hashlib.sha256(delivery_id.encode()).hexdigest()[:8]}"


def _first_words(messages: Sequence[Payload]) -> str:
    """What a notification shows."""
    return html.unescape(str(messages[0]["text"]))


def _put(path: Path, content: bytes) -> None:
    """The file as a whole or not at all: a full disk must leave no half of one for the index to read."""
    whole = path.with_name(f"{path.name}.new")
    whole.write_bytes(content)
    whole.replace(path)


def _write(path: Path, template: str, **facts: object) -> Path:
    page = template_environment().get_template(f"_preview/{template}").render(facts)
    path.write_text(page, encoding="utf-8")
    return path
