"""Previews: everything that would be sent, as files to look at, safe to open."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from alerts.envelope import MailSender, mime
from alerts.mail import render_mail
from alerts.preview import preview_index, preview_mail, preview_slack
from alerts.slack_blocks import slack_messages
from alerts.slack_html import UnknownBlock, messages_html, mrkdwn_html
from tests.alerts.samples import OWNER, STAMP, alerts, digests

if TYPE_CHECKING:
    from pathlib import Path

SENDER = MailSender("icts-watch@example.com")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a preview of every sample."""
    for name, alert in alerts().items():
        preview_slack(tmp_path / "previews", f"slack:{name}", alert.recipient.slack, slack_messages(alert))
    for name, digest in digests().items():
        message = mime(render_mail("weekly_digest", digest=digest), name, SENDER, OWNER.email, date=STAMP)
        preview_mail(tmp_path / "previews", f"mail:{name}", message)
    return tmp_path / "previews"


def test_the_index_lists_everything_and_says_that_nothing_was_sent(folder: Path) -> None:
    """Each message has its row, each link leads to a file that is there."""
    page = BeautifulSoup(preview_index(folder).read_text(), "lxml")
    assert page.select_one(".note").get_text() == "Preview: nothing was sent."  # type: ignore[union-attr]
    links = {str(link["href"]) for link in page.find_all("a")}
    assert len(page.find_all("tr")) == 1 + len(alerts()) + len(digests())
    assert links | {"index.html"} == {path.name for path in folder.iterdir()}


def test_a_second_run_adds_nothing(folder: Path) -> None:
    """The same deliveries are the same files with the same content."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name, alert in alerts().items():
        preview_slack(folder, f"slack:{name}", alert.recipient.slack, slack_messages(alert))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_slack_page_shows_every_word_of_the_message(folder: Path) -> None:
    """The page has all texts of the payload, which lies beside it as it would be sent."""
    alert = alerts()["2024-13532-new"]
    (kept,) = [json.loads(path.read_text()) for path in folder.glob("slack-2024-13532-new-*.json")]
    assert kept["messages"] == slack_messages(alert)
    (page,) = [BeautifulSoup(path.read_text(), "lxml") for path in folder.glob("slack-2024-13532-new-*.html")]
    words = re.sub(r"\s+", " ", page.get_text(" "))
    passage = alert.groups[0].passage
    assert passage is not None
    for expected in (alert.headline, alert.document.title, alert.groups[0].lines[0].name, passage.quote, "Snooze"):
        assert expected in words


def test_the_mail_is_there_in_three_forms(folder: Path) -> None:
    """The message as it would go out, its HTML and its text."""
    assert {path.suffix for path in folder.glob("mail-busy-*")} == {".eml", ".html", ".txt"}
    (raw,) = folder.glob("mail-busy-*.eml")
    assert b"Message-ID: <" in raw.read_bytes()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/absolute", "a" * 500, "", "con\n\0\u202e", ".hidden", "a/b", "a-b"]
)
def test_file_names_are_safe_and_their_own(tmp_path: Path, name: str) -> None:
    """Whatever a delivery is called, its files lie in the folder, under names of their own."""
    messages = slack_messages(alerts()["2024-13532-new"])
    page = preview_slack(tmp_path / "p", name, "C0COMPLY1", messages)
    other = preview_slack(tmp_path / "p", name + ".", "C0COMPLY1", messages)
    assert page != other
    assert [path.parent for path in tmp_path.rglob("*.html")] == [tmp_path / "p"] * 2
    assert re.fullmatch(r"[A-Za-z0-9.-]{1,110}", page.name)
    assert not page.name.startswith(".")


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("*bold* &lt;!channel&gt;", '<div class="line"><b>bold</b> &lt;!channel&gt;</div>'),
        ("> “quote”", '<div class="quote">“quote”</div>'),
        ("*<https://a.example/?x=1&amp;y=2|T>*", '<div class="line"><b><a href="https://a.example/?x=1&amp;y=2">T</a></b></div>'),
        ("<javascript:alert(1)|T>", '<div class="line">T</div>'),
        ("<script>alert('1')</script>", '<div class="line">&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;</div>'),
        ("a*b and c*d", '<div class="line">a*b and c*d</div>'),
    ],
)  # fmt: skip
def test_slack_markup_as_html(text: str, page: str) -> None:
    """Bold, quotes and web links are shown as Slack shows them; all else is escaped."""
    assert mrkdwn_html(text) == page


def test_a_block_it_cannot_show_is_named() -> None:
    """A kind of block that the page does not know is an error, not a gap in the preview."""
    with pytest.raises(UnknownBlock, match="image"):
        messages_html([{"text": "x", "blocks": [{"type": "image"}]}])
