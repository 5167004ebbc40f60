"""E-mails: two faithful parts, headers that cannot be broken into, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from dataclasses import asdict, replace
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError

from alerts.deadline_calendar import calendar
from alerts.digest_mail import digest_mail
from alerts.envelope import MailSender, NoAddress, message_id, mime
from alerts.impact_alert import Event, compose
from alerts.mail import Mail, render_mail
from alerts.wording import NO_LEGAL_ADVICE
from tests.alerts.samples import HITS, KASPERSKY, OWNER, STAMP, alerts, digests

if TYPE_CHECKING:
    from email.message import EmailMessage

SENDER = MailSender(
    "icts-watch@example.com", unsubscribe_mailto="stop@example.com", unsubscribe_url="https://a.example/u?d=1"
)
ATTACK = (
    "<script>alert(1)</script>\r\nBcc: all@example.com\n\u202e{{ 7*7 }} {% raw %} =cmd|' /C calc'!A0 <!channel> & \"q\""
)
MAILS: list[Mail] = [
    *(render_mail("impact_alert", alert=alert) for alert in alerts().values()),
    *(digest_mail(digest) for digest in digests().values()),
]


def _parsed(message: EmailMessage) -> EmailMessage:
    return message_from_bytes(message.as_bytes(), policy=default)  # type: ignore[return-value]


def _words(text: str) -> str:
    """Text as bare words, so that layout and kinds of quotes do not count."""
    return " ".join(re.findall(r"[\w,.§-]+", text))


@pytest.mark.parametrize("mail", MAILS)
def test_text_and_html_say_the_same(mail: Mail) -> None:
    """Numbers, dates, assets, totals and links of the HTML are those of the text; both end with the disclaimer."""
    page = BeautifulSoup(mail.html, "lxml")
    pictures = " ".join(str(image["alt"]) for image in page.find_all("img"))
    text, shown = _words(mail.text), _words(f"{page.body.get_text(' ') if page.body else ''} {pictures}")
    pattern = (
        r"\d{4}-\d{5}|(?:AST|TCU)-\d+|\d+ FR \d+|[A-Z][a-z]+ \d{1,2}, \d{4}|[\d,]+ (?:affected|to review|more asset)"
    )
    assert set(re.findall(pattern, shown)) == set(re.findall(pattern, text))
    assert re.findall(pattern, text)
    for part in (text, shown):
        assert _words(NO_LEGAL_ADVICE) in part
    assert {link["href"] for link in page.find_all("a")} <= set(mail.text.split())


@pytest.mark.parametrize("mail", MAILS)
def test_subject_and_text_keep_their_form(mail: Mail) -> None:
    """The subject is one line; the text part is at most 78 wide but for links and has no runs of blank lines."""
    assert len(mail.subject.splitlines()) == 1
    assert len(mail.subject) <= 150
    assert all(len(line) <= 78 or "://" in line for line in mail.text.splitlines())
    assert "\n\n\n" not in mail.text
    assert "{{" not in mail.text + mail.html


@pytest.mark.parametrize("mail", MAILS)
def test_html_is_made_for_old_and_dark_mail_programs(mail: Mail) -> None:
    """Tables and inline styles, nothing loaded or run, a dark scheme, well below the 102 kB that Gmail shows."""
    page = BeautifulSoup(mail.html, "lxml")
    assert not page.find_all(["script", "form", "iframe", "link", "object", "svg"])
    assert {image["src"] for image in page.find_all("img")} == {f"cid:{name}" for name in mail.images}
    assert all(image["alt"] and image["width"] for image in page.find_all("img"))
    assert not re.search(r"flex|grid|position:|url\(|@import", mail.html)
    assert all(table.get("role") == "presentation" for table in page.find_all("table"))
    assert all(
        cell.get("style")
        for cell in page.find_all(["td", "p", "a", "h1", "h2"])
        if cell.get_text(strip=True) and cell.name != "td"
    )
    assert "prefers-color-scheme: dark" in mail.html
    assert len(mail.html.encode()) < 80_000


def _hostile_mail(text: str) -> Mail:
    document = replace(KASPERSKY, title=text, citation=text, document_number=text, url=text)
    hits = [(replace(impact, reasons=(text,)), replace(item, name=text)) for impact, item in HITS]
    today = dt.date(2024, 7, 1)
    alert = compose(document, hits, OWNER, Event.CHANGED, rulemaking=text, today=today, changes=[text])
    return render_mail("impact_alert", alert=alert, calendar=calendar(alert.deadlines, stamp=STAMP))


def test_outside_text_is_text_in_every_part() -> None:
    """Markup, template code, formulas, line breaks and bidi marks from outside do nothing."""
    mail = _hostile_mail(ATTACK)
    page = BeautifulSoup(mail.html, "lxml")
    assert not page.find_all("script")
    assert not page.find_all("a")
    assert html.escape("<script>alert(1)</script>") in mail.html
    assert "<script>alert(1)</script> Bcc: all@example.com {{ 7*7 }}" in " ".join(mail.text.split())
    assert "\u202e" not in mail.html + mail.text + mail.subject
    message = _parsed(mime(mail, ATTACK, SENDER, OWNER.email, date=STAMP, name=ATTACK))
    assert "bcc" not in message
    assert set(message.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
        "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert [address.addr_spec for address in message["To"].addresses] == [OWNER.email]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_goes_through(text: str) -> None:
    """No text breaks a header or loses the message on its way through MIME."""
    mail = _hostile_mail(text)
    message = _parsed(mime(mail, text, SENDER, OWNER.email, date=STAMP, name=text))
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == mail.text
    assert str(message["Subject"]).strip() == mail.subject
    assert [address.addr_spec for address in message["To"].addresses] == [OWNER.email]


def test_the_parts_of_a_message() -> None:
    """Text, HTML as the alternative, the calendar attached, the fixed headers; the rendering survives JSON."""
    alert = alerts()["2024-13532-new"]
    rendered = render_mail("impact_alert", alert=alert, calendar=calendar(alert.deadlines, stamp=STAMP))
    mail = Mail(**json.loads(json.dumps(asdict(rendered))))
    message = _parsed(mime(mail, "d-1", SENDER, OWNER.email, date=STAMP, name=OWNER.name))
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"]
    assert message["Message-ID"] == message_id("d-1", SENDER)
    assert message["Date"].datetime == STAMP
    assert (
        message["List-Unsubscribe"].strip()
        == "<mailto:stop@example.com?subject=unsubscribe>, <https://a.example/u?d=1>"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_chart_travels_with_the_page_that_shows_it() -> None:
    """The digest's HTML and its picture are one multipart/related: nothing is loaded, and the same figures are the same bytes."""
    digest = digests()["busy"]
    first, again = (mime(digest_mail(digest), "d-1", SENDER, OWNER.email, date=STAMP).as_bytes() for _ in range(2))
    message = message_from_bytes(first, policy=default)
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    *_, picture = message.walk()
    assert picture["Content-ID"] == f"<{digest.chart}>"
    assert picture.get_content().startswith(b"\x89PNG")
    assert first == again
    assert len(first) < 150_000
    fewer = replace(digest, trend=digest.trend[1:])
    assert digest_mail(fewer).images.keys().isdisjoint(digest_mail(digest).images)


def test_a_delivery_is_the_same_bytes_each_time() -> None:
    """Rendered again, a delivery is the same message with the same Message-ID; another delivery has another."""
    once, again, other = (
        mime(_hostile_mail("x"), delivery, SENDER, OWNER.email, date=STAMP).as_bytes()
        for delivery in ("d-1", "d-1", "d-2")
    )
    assert once == again != other


@pytest.mark.parametrize("address", ["", "nobody", "a@b.c\r\nBcc: all@example.com", "a@b.c, d@b.c", "\u00e4@b.c"])
def test_what_is_no_address_is_no_header(address: str) -> None:
    """Neither sender nor recipient can be anything but one bare address."""
    mail = MAILS[0]
    with pytest.raises(NoAddress):
        mime(mail, "d-1", SENDER, address, date=STAMP)
    with pytest.raises(NoAddress):
        mime(mail, "d-1", MailSender(address), OWNER.email, date=STAMP)


@pytest.mark.parametrize(
    ("ways", "headers"),
    [
        ({}, {}),
        ({"unsubscribe_mailto": "x\r\ny@b.c", "unsubscribe_url": "javascript:x"}, {}),
        ({"unsubscribe_url": "http://a.example/u"}, {"List-Unsubscribe": "<http://a.example/u>"}),
    ],
)
def test_unsubscribe_is_offered_where_it_works(ways: dict[str, Any], headers: dict[str, str]) -> None:
    """One click only over https; nothing that is no address."""
    message = _parsed(mime(MAILS[0], "d-1", MailSender("a@example.com", **ways), OWNER.email, date=STAMP))
    assert {name: value.strip() for name, value in message.items() if name.startswith("List-")} == headers


def test_one_click_says_which_message_it_came_from() -> None:
    """`{delivery}` in the address becomes the left side of the Message-ID."""
    sender = MailSender("a@example.com", unsubscribe_url="https://a.example/u/{delivery}")
    message = _parsed(mime(MAILS[0], "d-1", sender, OWNER.email, date=STAMP))
    identity = message_id("d-1", sender).strip("<>").partition("@")[0]
    assert message["List-Unsubscribe"].strip() == f"<https://a.example/u/{identity}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_missing_fact_is_an_error() -> None:
    """A template that is not given what it asks for fails instead of leaving a gap."""
    with pytest.raises(UndefinedError):
        render_mail("weekly_digest")


def test_the_quiet_week() -> None:
    """In a quiet week the digest says that there is nothing new and that all sources were read, or which was not."""
    quiet = digests()["quiet"]
    assert "Nothing new, all sources read" in render_mail("weekly_digest", digest=quiet).subject
    unread = replace(quiet, sources=digests()["busy"].sources)
    mail = render_mail("weekly_digest", digest=unread)
    assert "all sources read" not in mail.text + mail.html
    assert "BIS pages: the list of notices has another layout" in " ".join(mail.text.split())


@pytest.mark.parametrize(("items", "passages"), [(26, 1), (40, 40), (300, 30)])
def test_every_item_is_named_or_counted(items: int, passages: int) -> None:
    """However many items and passages there are, those named and those counted make up the total, in both parts."""
    impact, item = HITS[0]
    quoted = [replace(impact.rule_evidence[0], quote=f"passage {number}") for number in range(passages)]
    hits = [
        (replace(impact, rule_evidence=(quoted[number % passages],)), replace(item, item_id=f"AST-{number:05}"))
        for number in range(items)
    ]
    alert = compose(KASPERSKY, hits, OWNER, Event.NEW, rulemaking="r", today=dt.date(2024, 7, 1))
    mail = render_mail("impact_alert", alert=alert)
    for part in (mail.text, mail.html):
        counted = sum(int(number.replace(",", "")) for number in re.findall(r"([\d,]+) more assets?", part))
        assert len(set(re.findall(r"AST-\d{5}", part))) + counted == items
