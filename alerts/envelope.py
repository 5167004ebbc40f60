"""E-mails as they go out: addressed, with the headers that mail systems look for, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from alerts.outside_text import cut, safe_url
from alerts.routing import email_address
from alerts.wording import PRODUCT

if TYPE_CHECKING:
    import datetime as dt

    from alerts.mail import Mail

MAX_NAME = 80
CALENDAR_NAME = "deadlines.ics"
HEADER_POLICY = SMTP.clone(max_line_length=200)
"""For the headers alone: folded at 78, Python's encoded words gain a space where the line breaks."""


class NoAddress(ValueError):
    """A sender or recipient that no e-mail can be addressed to."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text[:80]!r} is no e-mail address")
        self.text = text


@dataclass(frozen=True, slots=True)
class MailSender:
    """Who writes; `unsubscribe_mailto` and `unsubscribe_url` (https, one click) are blank where not offered.

    `{delivery}` in the URL stands for the left side of the Message-ID, by which the reader can be found.
    """

    address: str
    name: str = PRODUCT
    unsubscribe_mailto: str = ""
    unsubscribe_url: str = ""


def mime(
    mail: Mail, delivery_id: str, sender: MailSender, to: str, *, date: dt.datetime, name: str = ""
) -> EmailMessage:
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
    for header, value in _unsubscribe(sender, delivery_id).items():
        message[header] = value
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    _add_images(message, mail)
    if mail.calendar:
        message.add_attachment(mail.calendar.encode(), "text", "calendar", filename=CALENDAR_NAME)
    _fix_boundaries(message, delivery_id)
    message.policy = HEADER_POLICY
    return message


def _add_images(message: EmailMessage, mail: Mail) -> None:
    """The pictures that the HTML shows, in one multipart/related with it."""
    page = message.get_body(("html",))
    for name, image in mail.images.items():
        page.add_related(base64.b64decode(image), "image", "png", cid=f"<{name}>", disposition="inline")  # type: ignore[union-attr] # just added


def message_id(delivery_id: str, sender: MailSender) -> str:
    """The delivery's Message-ID; mail systems show a repeated one once."""
    return f"<{_digest(delivery_id)}@{sender.address.rpartition('@')[2]}>"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _address(name: str, address: str) -> Address:
    if not email_address(address):
        raise NoAddress(address)
    return Address(display_name=cut(name, MAX_NAME), addr_spec=address)


def _unsubscribe(sender: MailSender, delivery_id: str) -> dict[str, str]:
    """RFC 2369 and, where one click suffices, RFC 8058: the address must then say which message it came from."""
    address = sender.unsubscribe_url.replace("{delivery}", _digest(delivery_id))
    mailto = (
        f"<mailto:{sender.unsubscribe_mailto}?subject=unsubscribe>" if email_address(sender.unsubscribe_mailto) else ""
    )
    url = f"<{address}>" if safe_url(address) else ""
    one_click = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if url.startswith("<https:") else {}
    ways = ", ".join(way for way in (mailto, url) if way)
    return {"List-Unsubscribe": ways, **one_click} if ways else {}


def _fix_boundaries(message: EmailMessage, delivery_id: str) -> None:
    """Boundaries that follow from the delivery, so that the same message is the same bytes."""
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{_digest(f'{delivery_id}:{number}')}")
