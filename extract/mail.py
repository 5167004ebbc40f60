"""E-mail as a mail program saves it (RFC 5322 with MIME parts), and web pages saved as MIME archives."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from typing import TYPE_CHECKING

from extract.reading import Quarantined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import MIMEPart

_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}\r?\n")
_MIME = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_TAG = re.compile(rb"<[^>]*>")
MOST_PARTS = 200


def is_mail(content: bytes) -> bool:
    """Whether the content opens with a header of at least two fields, one of them MIME-Version."""
    header = _HEADER.match(content)
    return header is not None and _MIME.search(header[0]) is not None


def parts(content: bytes, name: str) -> Iterator[tuple[str, bytes, str] | Quarantined]:
    """(subject, decoded body or attachment, its name) of each part that may be a document; the message's own text first.

    Pictures are passed over. What cannot be decoded comes out quarantined.
    """
    message = message_from_bytes(content, policy=policy.default)
    try:
        subject = " ".join(str(message["subject"] or "").split())
        bodies = [_decoded(body) for kind in ("html", "plain") if (body := message.get_body((kind,)))]
        if bodies:  # of two that should say the same the one that says more
            yield subject, max(bodies, key=_words), name
        for count, part in enumerate(message.iter_attachments()):
            if count == MOST_PARTS:
                yield Quarantined(name, f"an e-mail with more than {MOST_PARTS} attachments", content)
                return
            if part.get_content_maintype() not in {"image", "audio", "video"} and not part.is_multipart():
                yield "", _decoded(part), f"{name}#{part.get_filename() or count + 1}"
    except (MessageError, LookupError, ValueError, TypeError, AttributeError) as error:
        yield Quarantined(name, f"e-mail cannot be read: {type(error).__name__}: {error}", content)


def _words(body: bytes) -> int:
    return len(_TAG.sub(b"", body).split())


def _decoded(part: MIMEPart) -> bytes:
    """A part's bytes; text in UTF-8, whatever its character set was."""
    if part.get_content_maintype() == "text":
        return str(part.get_content()).encode()
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
