"""E-mails: a folder of templates per event, rendered to subject, text and HTML, and put into one MIME message."""

from __future__ import annotations

import hashlib
import json
import textwrap
from dataclasses import asdict, dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alerts.outside_text import cut, safe_url, shown
from alerts.routing import email_address
from alerts.wording import NO_LEGAL_ADVICE, PRODUCT, count, sentence, short_date, spelled, spelled_iso

if TYPE_CHECKING:
    import datetime as dt

    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
MAX_SUBJECT = 150
WIDTH = 78
CALENDAR_NAME = "deadlines.ics"


class NoAddress(ValueError):
    """A sender or recipient that no e-mail can be addressed to."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text[:80]!r} is no e-mail address")
        self.text = text


@dataclass(frozen=True, slots=True)
class Mail:
    """A rendered e-mail, not yet addressed; `calendar` is an iCalendar attachment, blank for none."""

    subject: str
    text: str
    html: str
    calendar: str = ""

    def to_json(self) -> str:
        """As the outbox keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, payload: str) -> Mail:
        """From what `to_json` wrote."""
        return cls(**json.loads(payload))


@dataclass(frozen=True, slots=True)
class MailSender:
    """Who writes; `unsubscribe_mailto` and `unsubscribe_url` (https, one click) are blank where they are not offered."""

    address: str
    name: str = PRODUCT
    unsubscribe_mailto: str = ""
    unsubscribe_url: str = ""


def render_mail(event: str, *, calendar: bytes = b"", **facts: object) -> Mail:
    """The e-mail of one event, such as "impact_alert" (facts: alert) or "weekly_digest" (facts: digest).

    Raises jinja2.UndefinedError where the template asks for a fact that is not given.
    """
    subject, text, html = (_environment().get_template(f"{event}/{part}").render(facts) for part in PARTS)
    return Mail(cut(subject, MAX_SUBJECT), _wrapped(text), html, calendar.decode())


PARTS = ("subject.txt", "body.txt", "body.html")
"""What each event's folder holds."""


def events() -> list[str]:
    """The events that have a folder of templates."""
    return sorted(folder.name for folder in TEMPLATES.iterdir() if folder.is_dir() and not folder.name.startswith("_"))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        finalize=_one_line,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = {"cut": cut, "spelled": spelled, "short_date": short_date, "spelled_iso": spelled_iso, "sentence": sentence}
    environment.filters |= {**words, "web_address": safe_url}
    environment.globals |= {"count": count, "product": PRODUCT, "no_legal_advice": NO_LEGAL_ADVICE}
    return environment


def _one_line(value: Any) -> Any:
    """Every text that a template puts in stays on its line, without marks that steer; markup of our own macros stays."""
    return shown(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _wrapped(text: str) -> str:
    """The lines at most WIDTH wide, as deep as they began; links stay whole; no more than one blank line in a row."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        body = line.lstrip()
        deep = " " * (len(line) - len(body))
        hanging = deep + ("  " if body.startswith("* ") else "")
        wrapped = textwrap.wrap(
            body, WIDTH, initial_indent=deep, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
        )
        if wrapped or (lines and lines[-1]):
            lines += wrapped or [""]
    return "\n".join(lines) + "\n"


def mime(mail: Mail, delivery_id: str, sender: MailSender, to: str, *, date: dt.datetime, name: str = "") -> EmailMessage:
    """The e-mail as it is sent, the same bytes each time: the Message-ID follows from the delivery.

    `date` is aware: when the delivery came into being. Raises NoAddress.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(sender.name, sender.address)
    message["To"] = _address(name, to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id(delivery_id, sender)
    message["Auto-Submitted"] = "auto-generated"
    for header, value in _unsubscribe(sender).items():
        message[header] = value
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.calendar:
        message.add_attachment(mail.calendar.encode(), "text", "calendar", filename=CALENDAR_NAME)
    _fix_boundaries(message, delivery_id)
    return message


def message_id(delivery_id: str, sender: MailSender) -> str:
    """The delivery's Message-ID; mail systems show a repeated one once."""
    return f"<{_digest(delivery_id)}@{sender.address.rpartition('@')[2]}>"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _address(name: str, address: str) -> Address:
    if not email_address(address):
        raise NoAddress(address)
    return Address(display_name=cut(name, 80), addr_spec=address)


def _unsubscribe(sender: MailSender) -> dict[str, str]:
    """RFC 2369 and, where one click suffices, RFC 8058."""
    mailto = f"<mailto:{sender.unsubscribe_mailto}?subject=unsubscribe>" if email_address(sender.unsubscribe_mailto) else ""
    url = f"<{sender.unsubscribe_url}>" if safe_url(sender.unsubscribe_url) else ""
    one_click = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if url.startswith("<https:") else {}
    ways = ", ".join(way for way in (mailto, url) if way)
    return {"List-Unsubscribe": ways, **one_click} if ways else {}


def _fix_boundaries(message: EmailMessage, delivery_id: str) -> None:
    """Boundaries that follow from the delivery, so that the same message is the same bytes."""
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{_digest(f'{delivery_id}:{number}')}")
