"""Text that others wrote, made fit to be shown on one line: without the marks that steer a display."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

ELLIPSIS = "…"
MAX_URL = 1_000
MAX_READ = 100_000
"""Characters of one text that are looked at; nobody is shown more."""

INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Letters and marks that print nothing (Unicode: default ignorable) and are in no control category."""

STEERING = re.compile(r"""[\s<>"'`|\\^{}\x00-\x20\x7f-\U0010ffff]""")
"""What a link must not hold bare: it would end the link, or make it read as another."""


def shown(text: str) -> str:
    """The text on one line: white space folded; controls, bidi and zero-width marks gone; surrogates as U+FFFD."""
    text = text[:MAX_READ]
    if not text.isascii():
        text = INVISIBLE.sub("", text)
    if not text.isprintable():
        text = "".join(_printable(character) for character in text)
    return " ".join(text.split())


def _printable(character: str) -> str:
    match unicodedata.category(character):
        case "Cc" | "Zl" | "Zp" | "Zs":
            return " "
        case "Cf":
            return ""
        case "Cs":
            return "\ufffd"
        case _:
            return character


def cut(text: str, limit: int) -> str:
    """The text as `shown`, of at most `limit` characters, cut at a word and ended by an ellipsis if it was longer."""
    text = shown(text)
    return text if len(text) <= limit else clipped(text, limit - len(ELLIPSIS))


def clipped(text: str, length: int) -> str:
    """The first `length` characters, back to the last word's end where that is not too far, and an ellipsis."""
    head = text[:length]
    at_word = head.rpartition(" ")[0]
    return (at_word if len(at_word) > length // 2 else head).rstrip(" ,;:.(_") + ELLIPSIS


def safe_url(url: str | None) -> str | None:
    """The address if it is a plain web address that can stand in a link, else None (and is then shown as text)."""
    if not url or len(url) > MAX_URL or STEERING.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and host and "@" not in parts.netloc else None
