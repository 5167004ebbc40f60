"""Paragraphs, headings and page marks of plain text, as passages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.document import Passage

_PAGE = re.compile(r"\s*\[\[Page (\d+)\]\]\s*")
# A page that breaks within a sentence leaves its mark alone between blank lines.
_PAGE_IN_SENTENCE = re.compile(r"(?<![.:;?!”\")\s])\s*\n\s*\[\[Page (\d+)\]\]\s*\n\s*(?=\S)")
_FOOTNOTE_MARK = re.compile(r"\s?\\\d+\\")
_FOOTNOTE = re.compile(r"^\s*\\\d+\\\s")
_LISTED = re.compile(r"^(?:\((?:\d{1,3}|[a-z]{1,4}|[A-Z])\)|\d{1,3}\.|[•*○–-]|[A-Z]\.) \S")
_ENDS = re.compile(r"(?:[.;:?!]|—|--|[;,] (?:and|or))[”\")\]]*$")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,2})(?=\S)([^*_\n]{1,200}?)(?<=\S)\1(?![\w*])")
_LEVELS = (
    (9, re.compile(r"^(?:§+|Sec\.) ?\d[\w.-]*\s+\S.{0,140}$")),
    (6, re.compile(r"^(?:Subpart|SUBPART) [A-Z]+(?:—|--| - |\s).{3,200}$")),
    (5, re.compile(r"^PART \d+(?:—|--| - ).{3,200}$")),
    (1, re.compile(r"^[IVXL]{1,6}\. [A-Z“].{0,150}$")),
    (2, re.compile(r"^[A-Z]\. [A-Z“].{0,150}$")),
    (3, re.compile(r"^\d{1,2}\. [A-Z“].{0,100}$")),
)
_AMENDS = re.compile(
    r"^(?:\d{1,3}\. |■ ?\d*\.? ?)(?:The authority citation|Add|Amend|Revise|Remove|Redesignate|Section|In §|In part)\b"
)
_REGULATION_LEVEL = 5
_SPACED = 0.06  # share of blank or indented lines from which these, not lengths, tell paragraphs


@dataclass(slots=True)
class PassageList:
    """Passages being collected: the page and heading path the text has reached."""

    passages: list[Passage] = field(default_factory=list)
    page: str | None = None
    path: list[tuple[int, str]] = field(default_factory=list)
    regulation: bool = False

    def begin(self, *sections: str) -> None:
        """Leave every heading and stand under these."""
        self.path = [(0, section) for section in sections]
        self.regulation = False

    def add(self, text: str, kind: str) -> None:
        """Read a stretch of text: its headings move the path, its paragraphs become passages."""
        for block in blocks(text):
            level = heading_level(block)
            if level is not None:
                self._head(level, _PAGE.sub(" ", block).lstrip("# ").strip(" *_"))
            else:
                self._paragraph(block, kind)
            self._turn(block)

    def _turn(self, block: str) -> None:
        if pages := _PAGE.findall(block):
            self.page = pages[-1]

    def _head(self, level: int, title: str) -> None:
        title = re.sub(r"^Sec\. ?(?=\d)", "§ ", " ".join(title.split()))
        title = re.sub(r"^PART (\d[\w.-]*)\s*(?:—|-).*", r"Part \1", title)
        starts_regulation = level >= _REGULATION_LEVEL and not self.regulation
        self.path = [] if starts_regulation else [entry for entry in self.path if entry[0] < level]
        self.path.append((level, title.rstrip(":")))
        self.regulation = self.regulation or starts_regulation

    def _paragraph(self, block: str, kind: str) -> None:
        starts_page = _PAGE.match(block)
        page = starts_page[1] if starts_page else self.page
        footnote = _FOOTNOTE.match(block) is not None
        text = " ".join(_FOOTNOTE_MARK.sub("", _PAGE.sub(" ", block)).split())
        emphasized = tuple(found[1] for found in _EMPHASIS.findall(text))
        text = _EMPHASIS.sub(r"\2", text).lstrip("# ")
        if not text:
            return
        self.regulation = self.regulation or (kind in {"preamble", "text"} and _AMENDS.match(text) is not None)
        kind = "footnote" if footnote else "regulation" if self.regulation else kind
        section = " > ".join(title for _, title in self.path)
        self.passages.append(Passage(section, len(self.passages) + 1, page, text, kind, emphasized))


def heading_level(block: str) -> int | None:
    """How deep a heading stands; None for a paragraph."""
    text = " ".join(_PAGE.sub(" ", block).split())
    if text.startswith("#"):
        return min(len(text) - len(text.lstrip("#")), 4)
    if not text or len(text) > 220 or block.startswith("    "):
        return None
    for level, pattern in _LEVELS:
        if pattern.match(text) and (level > 3 or not text.endswith((".", ";", ":", "?", ","))):
            return level
    if len(text) > 120 or text[-1] in '.;:,?!”")—' or not text[0].isupper():
        return None
    return 1 if titled(text) else None


def titled(text: str) -> bool:
    """Whether most longer words begin with a capital, as in a title."""
    words = [word for word in re.findall(r"[A-Za-z][\w'’-]*", text) if len(word) > 3]
    capitals = sum(1 for word in words if word[:1].isupper())
    return capitals >= 0.65 * max(len(words), 1)


def blocks(text: str) -> list[str]:
    """Paragraphs and headings of text whose lines may be wrapped, indented at the start of a paragraph, or neither."""
    text = _PAGE_IN_SENTENCE.sub(r" [[Page \1]] ", text)
    lines = text.split("\n")
    lengths = sorted(len(line) for line in lines if line.strip())
    full = lengths[len(lengths) * 9 // 10] if lengths else 0
    blank = sum(not line.strip() or line.startswith("    ") for line in lines[1:-1])
    spaced = blank > _SPACED * len(lines) or len(lines) < 4
    found: list[list[str]] = []
    previous = ""
    for line in lines:
        if line.strip():
            if not found or not previous.strip() or _starts(line, previous, full, spaced):
                found.append([])
            found[-1].append(line)
        previous = line
    return [_joined(block) for block in found]


def _joined(lines: list[str]) -> str:
    indent = "    " if lines[0].startswith("    ") else ""
    return indent + " ".join(line.strip() for line in lines)


def _starts(line: str, previous: str, full: int, spaced: bool) -> bool:
    """Whether a line begins a paragraph although no blank line stands before it."""
    if line.lstrip().startswith("#") or previous.lstrip().startswith("#"):
        return True
    if len(line) - len(line.lstrip()) > len(previous) - len(previous.lstrip()) + 1:
        return True
    ended = _ENDS.search(previous.rstrip()) is not None
    if ended and (_LISTED.match(line.lstrip()) or (line.startswith("    ") and previous.startswith("    "))):
        return True  # where paragraphs are indented, a second indented line is the next one
    if spaced:
        return False
    # Lines from a PDF: a sentence that ends short of the column ends its paragraph; headings stand alone.
    if heading_level(line) is not None and ended:
        return True
    return breaks_early(previous, line, full) and (ended or heading_level(previous) is not None)


def breaks_early(previous: str, line: str, width: float) -> bool:
    """Whether a line ended although the next one's first word would have fitted: such a break is meant."""
    first = line.split(maxsplit=1)[0] if line.split() else ""
    return len(previous.rstrip()) + 1 + len(first) < 0.9 * width
