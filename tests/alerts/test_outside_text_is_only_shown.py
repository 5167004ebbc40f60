"""Text that others wrote stays on its line, within its length, and is never acted on."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.block_kit import linked, shown_text
from alerts.outside_text import cut, safe_url, shown

STEERS = {"Cc", "Cf", "Cs", "Zl", "Zp"}
ATTACKS = [
    ("<!channel> and <@U024BE7LH>", "&lt;!channel&gt; and &lt;@U024BE7LH&gt;"),
    ("<https://evil.example|Click here>", "&lt;https://evil.example|Click here&gt;"),
    ("*bold* _italic_ ~gone~ `code`", "∗bold∗ ＿italic＿ ∼gone∼ ‘code‘"),
    ("part_number_7 keeps its lines", "part_number_7 keeps its lines"),
    ("AT&T &lt;b&gt;", "AT&amp;T &amp;lt;b&amp;gt;"),
    ("line one\r\nBcc: all@example.com\n> quoted", "line one Bcc: all@example.com &gt; quoted"),
    ("\u202egnp.exe\u2066 zero\u200bwidth\ufeff", "gnp.exe zerowidth"),
    (":rotating_light: at 10:30:00", "꞉rotating_light: at 10꞉30:00"),
    ("broken \ud800 half", "broken \ufffd half"),
    ("``ICTS''", "‘‘ICTS''"),
]


@pytest.mark.parametrize(("hostile", "harmless"), ATTACKS)
def test_slack_shows_it(hostile: str, harmless: str) -> None:
    """Mentions, links, Markdown, entities, newlines, bidi marks and emoji codes come out as the text they are."""
    assert shown_text(hostile, 3_000) == harmless


@given(st.text(), st.integers(1, 60))
def test_a_line_stays_a_line(text: str, limit: int) -> None:
    """No control, bidi or zero-width mark survives, the length holds, and doing it twice changes nothing."""
    for result in (shown(text), cut(text, limit)):
        assert not {unicodedata.category(character) for character in result} & STEERS
        assert result == shown(result) == " ".join(result.split())
    assert len(cut(text, limit)) <= limit


@given(st.text(alphabet=st.sampled_from('ab &<>*_~`:"\\@!|\u202e\U0001f600\n')), st.integers(1, 80))
def test_slack_text_is_inert_and_within_its_limit(text: str, limit: int) -> None:
    """No bare angle bracket, no formatting mark at a word's edge, and the length as Slack and JSON count it."""
    result = shown_text(text, limit)
    assert not re.search(r"[<>*~`]", result)
    assert not re.search(r"(?<![^\W_])_|_(?![^\W_])", result)
    assert not re.search(r"&(?!amp;|lt;|gt;)", result)
    assert len(result.encode("utf-16-le")) // 2 <= limit


def test_long_text_is_cut_at_a_word() -> None:
    """The cut falls between words and says that there was more."""
    assert cut("The prohibition extends to integrated software.", 30) == "The prohibition extends to…"
    assert cut("short", 30) == "short"
    assert cut("x" * 50, 10) == "x" * 9 + "…"


@pytest.mark.parametrize("url", ["https://www.federalregister.gov/d/2024-13532", "http://127.0.0.1:8000/a?b=c&d=e#f"])
def test_a_web_address_is_linked(url: str) -> None:
    """A plain address becomes a link under the text."""
    assert safe_url(url) == url
    assert linked("Title", url, 100) == f"<{url.replace('&', '&amp;')}|Title>"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "https://a.example|b", "https://a.example/>x", "//a.example",
        "https://", "https://user:pass@a.example/", "https://a.example/ b", "https://a.example/\u202e", "https://[::1",
        "x" * 2_000, "", None,
    ],
)  # fmt: skip
def test_anything_else_is_not_linked(url: str | None) -> None:
    """What is no plain web address, or could end the link, leaves the text without one."""
    assert safe_url(url) is None
    assert linked("Title", url or "", 100) == "Title"
