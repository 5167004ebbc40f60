"""E-mails as mail programs show them: enough contrast in light and dark, and never so long that Gmail cuts them off."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from alerts.deadlines import document_deadlines
from alerts.digest import Decided, ListChange, News, OpenDecision, SourceHealth
from alerts.digest_mail import digest_mail
from alerts.impact_alert import DocumentFacts, Event
from alerts.mail import TEMPLATES, Mail, render_mail
from models.impact import Level
from tests.alerts.samples import DRONES, alerts, digests

LEGIBLE = 4.5  # WCAG 2.2, level AA, for text of this size
GMAIL_CUTS_AT = 102_000
BASE = (TEMPLATES / "_base" / "body.html").read_text(encoding="utf-8")
RULE = re.compile(r"\.([a-z-]+) \{ ([^}]*)\}")
MAILS: list[Mail] = [
    *(render_mail("impact_alert", alert=alert) for alert in alerts().values()),
    *(digest_mail(digest) for digest in digests().values()),
]


def luminance(colour: str) -> float:
    """Of "#rrggbb", as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Between two colours: 1 (the same) to 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def dark() -> dict[str, dict[str, str]]:
    """What the dark scheme sets, by class: background-color and color."""
    scheme = BASE.partition("prefers-color-scheme: dark) {")[2].partition("\n}")[0]
    return {
        name: dict(re.findall(r"(?<![\w-])(background-color|color): (#[0-9a-f]{6})", body))
        for name, body in RULE.findall(scheme)
    }


@pytest.mark.parametrize("ground", ["card", "panel"])
@pytest.mark.parametrize("text", ["ink", "soft", "link", "number-affected", "number-review"])
def test_dark_text_is_legible_on_each_ground(ground: str, text: str) -> None:
    """Every colour of text stands out from the card and from the panels on it."""
    assert contrast(dark()[text]["color"], dark()[ground]["background-color"]) >= LEGIBLE


@pytest.mark.parametrize("pill", ["affected", "review", "calm"])
def test_dark_pills_are_legible(pill: str) -> None:
    """A pill's words stand out from the pill."""
    assert contrast(dark()[pill]["color"], dark()[pill]["background-color"]) >= LEGIBLE


@pytest.mark.parametrize("mail", MAILS)
def test_light_text_is_legible_where_it_stands(mail: Mail) -> None:
    """Each text's inline colour stands out from the nearest ground around it; and each has a class that dark mode knows."""
    page = BeautifulSoup(mail.html, "lxml")
    assert page.body
    checked = 0
    for text in page.body.find_all(string=True):
        if not text.strip() or "display:none" in str(text.parent.get("style") or ""):
            continue
        styles = [
            (str(one.get("style") or ""), one.get("class") or []) for one in text.parents if one.name != "[document]"
        ]
        ink, names = next((re.search(r"(?<![\w-])color:(#[0-9a-f]{6})", style), classes) for style, classes in styles
                          if re.search(r"(?<![\w-])color:#", style))  # fmt: skip
        ground = next(
            found[1] for style, _ in styles if (found := re.search(r"background-color:(#[0-9a-f]{6})", style))
        )
        assert ink
        assert contrast(ink[1], ground) >= LEGIBLE, f"{text.strip()!r}: {ink[1]} on {ground}"
        assert set(names) & dark().keys() or ground == "#12294a", f"{text.strip()!r} keeps its light colour in the dark"
        checked += 1
    assert checked > 10


@pytest.mark.parametrize("piece", ["word ", "<&\"'", "\U0001f600\u4e2d"])
def test_the_largest_digest_is_not_cut_off(piece: str) -> None:
    """However much there is and whatever it is called, the HTML stays below what Gmail shows; the rest is counted."""
    long = piece * 500
    facts = replace(
        DocumentFacts.of(DRONES), title=long, citation=long, number=long, url="https://a.example/" + "x" * 200
    )
    day = dt.date(2025, 1, 15)
    deadlines = tuple(replace(document_deadlines(DRONES, "r")[0], title=long, document_number=long) for _ in range(60))
    digest = replace(
        digests()["busy"],
        news=(News(Event.CHANGED, facts, 9, 9, changes=(long,) * 60),) * 60,
        open_decisions=(OpenDecision(facts, Level.REVIEW, 999, (long,) * 3, day),) * 60,
        decided=(Decided(facts, "not affected", 999, (long,) * 3, long, day, long, long),) * 60,
        deadlines=deadlines,
        list_changes=(ListChange(long, day, "added", 999, (long,) * 3),) * 60,
        sources=(SourceHealth(long, day, long),) * 9,
    )
    mail = digest_mail(digest)
    assert len(mail.html.encode()) < GMAIL_CUTS_AT
    shown = [re.findall(r">and (\d+) more<", mail.html), re.findall(r"^\* and (\d+) more$", mail.text, re.MULTILINE)]
    assert shown[0] == shown[1] == shown[0][:1] * 5
    named = 60 - int(shown[0][0])
    assert named >= 3
    assert mail.html.count("and 57 more changes") == mail.text.count("and 57 more changes") == named
