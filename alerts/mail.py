"""E-mails before they are addressed: a folder of templates per event, rendered to subject, text and HTML."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alerts.outside_text import cut, safe_url, shown
from alerts.wording import LEVEL_WORDS, NO_LEGAL_ADVICE, PRODUCT, count, sentence, short_date, spelled, spelled_iso

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
MAX_SUBJECT = 150
WIDTH = 78
PARTS = ("subject.txt", "body.txt", "body.html")
"""What each event's folder holds."""
FEW_NAMES, MAX_NAME = 3, 80


@dataclass(frozen=True, slots=True)
class Mail:
    """A rendered e-mail, not yet addressed, all texts.

    `calendar` is an iCalendar attachment, blank for none; `images` are PNG files in Base64 by the Content-ID under which
    the HTML shows them.
    """

    subject: str
    text: str
    html: str
    calendar: str = ""
    images: dict[str, str] = field(default_factory=dict)


def render_mail(event: str, *, calendar: bytes = b"", images: dict[str, str] | None = None, **facts: object) -> Mail:
    """The e-mail of one event, such as "impact_alert" (facts: alert) or "weekly_digest" (facts: digest).

    Raises jinja2.UndefinedError where the template asks for a fact that is not given.
    """
    subject, text, html = (template_environment().get_template(f"{event}/{part}").render(facts) for part in PARTS)
    return Mail(cut(subject, MAX_SUBJECT), _wrapped(text), html, calendar.decode(), images or {})


def events() -> list[str]:
    """The events that have a folder of templates."""
    return sorted(folder.name for folder in TEMPLATES.iterdir() if folder.is_dir() and not folder.name.startswith("_"))


@cache
def template_environment() -> Environment:
    """Our templates: escaped where they are HTML, every value on one line, an unknown name an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        finalize=_one_line,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= FILTERS
    environment.globals |= FACTS
    return environment


def _few_names(names: Sequence[str], total: int) -> str:
    """Some names, and how many there are beside them: "Router A, Router B and 7 more"."""
    few = [cut(name, MAX_NAME) for name in names[:FEW_NAMES]]
    return "; ".join(few) + (f" and {total - len(few):,} more" if total > len(few) else "")


FILTERS: dict[str, Callable[..., object]] = {
    "cut": cut,
    "few_names": _few_names,
    "level_words": LEVEL_WORDS.__getitem__,
    "sentence": sentence,
    "short_date": short_date,
    "spelled": spelled,
    "spelled_iso": spelled_iso,
    "web_address": safe_url,
}
FACTS = {
    "count": count,
    "duties": 10,
    "few": 12,
    "few_changes": 3,
    "lines": 25,
    "no_legal_advice": NO_LEGAL_ADVICE,
    "product": PRODUCT,
}
"""What every template knows; numbers are how many entries of a list are spelled out before the rest is counted."""


def _one_line(value: Any) -> Any:
    """Every text that a template puts in stays on its line, without marks that steer; markup of our macros stays."""
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
