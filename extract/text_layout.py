"""Text that has lost its markup made plain again: HTML, Markdown, govinfo's fixed lines, lines taken from a PDF.

Each step is a total function from text to text; `plain_text` runs them in order. Page breaks come out as
"[[Page 52434]]" wherever they stood, headings as lines that begin with "#".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag

_RUNNING_HEAD = re.compile(
    r"^[ \t]*(?:(\d{1,6})[ \t]+)?Federal Register[ \t]*/[ \t]*Vol\.[ \t]*(\d+)[ \t]*,[ \t]*No\.[ \t]*\d+[ \t]*/[ \t]*"
    r"(\w+day, \w+ \d{1,2}, \d{4})[ \t]*/[ \t]*([A-Z][A-Za-z ]+?)[ \t]*(\d{1,6})?[ \t]*$",
    re.MULTILINE,
)
# Production marks at the foot and the edge of a printed page; a reader may run them into a line of text.
_PRODUCTION = re.compile(
    r"VerDate\b[^\n]{0,200}?(?:\.SGM\b(?: +\d{2}[A-Z]{3}\w{1,4}\b)?|$)|\b\w+ on DSK\w+ with [A-Z]+\d*\b|"
    r"Jkt \d{6} PO \d{5}[^\n]{0,80}?Sfmt \d{4}",
    re.MULTILINE,
)
_QUOTES = ((re.compile(r"``"), "“"), (re.compile(r"''"), "”"))
_HYPHENATED = re.compile(r"(?<=[a-z])[-\u00ad]\n[ \t]*(?=[a-z])")
_BROKEN_NUMBER = re.compile(r"(?<=[A-Z\d]-)\n[ \t]*(?=\d{4}|[A-Z]{2}\d{2}\b)")  # "Docket No. BIS-" and "2026-0044"
_SEPARATOR = re.compile(r"^[ \t]*[=_-]{5,}[ \t]*$|[=_-]{20,}", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\u200b-\u200d\u2060\ufeff]")


def settle_lines(text: str) -> str:
    """One kind of line end, few blank lines, no control characters, tabs, blanks at line ends or idle soft hyphens."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\t", "    ").replace("\xa0", " ")
    text = text.replace("\u2010", "-").replace("\u2011", "-")
    text = "\n".join(line.rstrip(" ") for line in _CONTROL.sub("", text).split("\n"))
    return re.sub(r"\u00ad(?!\n)", "", re.sub(r"\n{4,}", "\n\n\n", text))


def mark_pages(text: str) -> str:
    """Running heads of printed pages become page marks; the rest of what they say is read from the masthead."""
    return _RUNNING_HEAD.sub(lambda head: f"[[Page {head[1] or head[5]}]]" if head[1] or head[5] else "", text)


def drop_production_marks(text: str) -> str:
    """What a press puts at the foot and the edge of each page is no text."""
    return _PRODUCTION.sub("", text)


def join_hyphenated(text: str) -> str:
    """A word broken at a line's end is one word, a number too; a page mark between its halves follows it."""
    text = re.sub(r"(?<=[a-z])-\n+(\[\[Page \d+\]\])\n+(?=([a-z]))", r"\1", text)
    return _BROKEN_NUMBER.sub("", _HYPHENATED.sub("", text))


def curl_quotes(text: str) -> str:
    """``Typewriter'' quotation marks as they are printed."""
    for pattern, mark in _QUOTES:
        text = pattern.sub(mark, text)
    return text


def drop_separators(text: str) -> str:
    """Rows of dashes or equals signs only separate."""
    return _SEPARATOR.sub("\n", text)


_STEPS = (settle_lines, mark_pages, drop_production_marks, join_hyphenated, curl_quotes, drop_separators)


def plain_text(text: str) -> str:
    """The text after every step."""
    for step in _STEPS:
        text = step(text)
    return text


def running_heads(text: str) -> list[tuple[str, str, str, str]]:
    """(page or "", volume, day, section) of every running head, before the heads are replaced."""
    return [
        (head[1] or head[5] or "", head[2], head[3], head[4].strip())
        for head in _RUNNING_HEAD.finditer(settle_lines(text))
    ]


_NOT_CONTENT = ("script", "style", "nav", "header", "footer", "noscript", "form", "svg", "template")
_BLOCKS = ("p", "li", "td", "th", "dd", "dt", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "title")


def html_text(content: bytes | str) -> str:
    """A page's text: the contents of <pre> as they stand, or its blocks, with "#" for headings and "*" for emphasis."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(content, "lxml")
    prepared = soup.find("pre")
    if prepared is not None:
        return str(prepared.get_text())
    for element in soup(_NOT_CONTENT):
        element.decompose()
    blocks = [
        _block_text(element) for element in soup(_BLOCKS) if element.find(_BLOCKS) is None and element.name != "title"
    ]
    return "\n\n".join(filter(None, blocks)) or str(soup.get_text("\n"))


def _block_text(element: Tag) -> str:
    for run in element(("em", "i", "strong", "b")):
        if (text := run.get_text().strip()) and "*" not in text:
            run.replace_with(run.get_text().replace(text, f"*{text}*"))
    text = " ".join(element.get_text().split())
    return f"{'#' * int(element.name[1])} {text}" if text and re.fullmatch(r"h\d", element.name) else text
