"""Text that has lost its markup made plain again: HTML, Markdown, govinfo's fixed lines, lines taken from a PDF.

Each step is a total function from text to text; `plain_text` runs them in order. Page breaks come out as
"[[Page 52434]]" wherever they stood, headings as lines that begin with "#".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import Tag

_RUNNING_HEAD = re.compile(
    r"^[ \t]*(?:(\d{1,6})[ \t]+)?Federal Register[ \t]*/[ \t]*Vol\.[ \t]*(\d+)[ \t]*,[ \t]*No\.[ \t]*\d+[ \t]*/[ \t]*"
    r"(\w+day, \w+ \d{1,2}, \d{4})[ \t]*/[ \t]*([A-Z][A-Za-z ]+?)[ \t]*(\d{1,6})?[ \t]*$",
    re.MULTILINE,
)
_START_PRINTED = re.compile(r"\bStart Printed Page (\d{1,6})\b")
# Production marks at the foot and the edge of a printed page; a reader may run them into a line of text.
_PRODUCTION = re.compile(
    r"VerDate\b[^\n]{0,200}?(?:\.SGM\b(?: +\d{2}[A-Z]{3}\w{1,4}\b)?|$)|\b\w+ on DSK\w+ with [A-Z]+\d*\b|"
    r"Jkt \d{6} PO \d{5}[^\n]{0,80}?Sfmt \d{4}",
    re.MULTILINE,
)
_QUOTES = ((re.compile(r"``"), "“"), (re.compile(r"''"), "”"))
# The line ends behind the word: how long lines are tells where a paragraph does.
_HYPHENATED = re.compile(r"([a-z])[-\u00ad]\n[ \t]*([a-z]\S*)([ \t]+)?")
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
    """Running heads of printed pages, and the marks of the Register's site, become page marks; the rest is the masthead's."""
    text = _RUNNING_HEAD.sub(lambda head: f"[[Page {head[1] or head[5]}]]" if head[1] or head[5] else "", text)
    return _START_PRINTED.sub(r"[[Page \1]]", text)


def drop_production_marks(text: str) -> str:
    """What a press puts at the foot and the edge of each page is no text."""
    return _PRODUCTION.sub("", text)


def join_hyphenated(text: str) -> str:
    """A word broken at a line's end is one word, a number too; a page mark between its halves follows it."""
    text = re.sub(r"(?<=[a-z])-\n+(\[\[Page \d+\]\])\n+(?=([a-z]))", r"\1", text)
    return _BROKEN_NUMBER.sub("", _HYPHENATED.sub(lambda word: word[1] + word[2] + ("\n" if word[3] else ""), text))


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
    """(page or "", volume, day, section) of every running head, before the heads are replaced.

    A section's first page bears none: above the first head of a PDF's pages the one before it stands.
    """
    heads = [
        (head[1] or head[5] or "", head[2], head[3], head[4].strip(), sheet)
        for sheet, page in enumerate(text.split("\f"))
        for head in _RUNNING_HEAD.finditer(settle_lines(page))
    ]
    for printed, volume, day, section, sheet in heads[:1]:
        if sheet == 1 and printed:
            return [(str(int(printed) - 1), volume, day, section), *(head[:4] for head in heads)]
    return [head[:4] for head in heads]


NO_CONTENT = (
    "nav, aside, script, style, noscript, template, form, iframe, svg, footer, .usa-banner, .breadcrumb, "
    ".breadcrumbs, .alert-banner, .share, .skip-link, .usa-skipnav, [role=navigation], [role=banner], [role=contentinfo], "
    "[hidden]:not(.usa-accordion__content)"  # the government's accordions hide what they fold
)
"""What surrounds a page's content."""
_RUN_ON = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike strong sub sup "
    "time tt u var wbr".split()
)
"""Elements whose text goes on with the text around them; all others begin and end a block."""
_BREAK = "\x1f"
_BREAKS = re.compile(rf"{_BREAK}\s*{_BREAK}")


def html_text(content: bytes | str) -> str:
    """A page's text: a <pre> that is most of it as it stands, or else its blocks, with "#" for headings, "*" for emphasis."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(content, "lxml")
    for element in [*soup.select(NO_CONTENT), *soup(("header", "title"))]:
        if not (element.name == "header" and element.find("h1") and element.find_parent(("article", "main"))):
            element.decompose()
    prepared = soup.find("pre")
    if prepared is not None and len(prepared.get_text()) * 2 > len(soup.get_text()):
        return str(prepared.get_text())
    for run in soup(("em", "i", "strong", "b")):
        if (text := run.get_text().strip()) and "*" not in text and run.find(_is_block) is None:
            run.replace_with(run.get_text().replace(text, f"*{text}*"))
    return "\n\n".join(_blocks(soup))


def _is_block(tag: Tag) -> bool:
    return tag.name not in _RUN_ON and tag.name != "br"


def _blocks(root: Tag) -> Iterator[str]:
    """The text between the borders of block elements, and between two line breaks in a row, each with its heading's mark."""
    from bs4 import Tag
    from bs4.element import NavigableString, PreformattedString

    pieces: list[str] = []

    def told(mark: str) -> Iterator[str]:
        text = "".join(pieces)
        pieces.clear()
        for block in _BREAKS.split(text):
            if line := " ".join(block.replace(_BREAK, " ").split()):
                yield f"{mark}{line}"

    def walk(tag: Tag, mark: str) -> Iterator[str]:
        for child in tag.children:
            if isinstance(child, Tag) and child.name == "br":
                pieces.append(_BREAK)
            elif isinstance(child, Tag) and _is_block(child):
                yield from told(mark)
                own = f"{'#' * int(child.name[1])} " if re.fullmatch(r"h[1-6]", child.name) else mark
                yield from walk(child, own)
                yield from told(own)
            elif isinstance(child, Tag):
                yield from walk(child, mark)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                pieces.append(str(child))

    yield from walk(root, "")
    yield from told("")
