"""The paragraphs of one document in the Federal Register's XML, with section path, page and emphasized runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from extract.document import CELL, Passage
from extract.printed import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

PARAGRAPHS = frozenset({"P", "FP", "AMDPAR", "LDRFIG", "TDESC"})
_LABELLED = {
    "AGY": "action",  # header lines both: the agency's and the action's
    "ACT": "action",
    "SUM": "summary",
    "DATES": "dates",
    "EFFDATE": "dates",
    "ADD": "addresses",
    "FURINF": "contact",
    "PREAMHD": "text",
}
# Header lines are fields, not paragraphs; signatures, graphics and running matter are neither.
_PASSED_OVER = frozenset({
    "AGENCY", "SUBAGY", "CFR", "DEPDOC", "RIN", "SUBJECT", "SECTNO", "FRDOC", "FILED", "BILCOD", "GPH", "GID", "STARS",
    "MATH", "CONTENTS", "TITLE3", "PRES", "PROC", "EXECORDR", "PNOTICE", "DETERM", "PRMEMO", "NAME", "TITLE", "DATED",
    "PLACE", "DATE", "PSIG", "FTREF", "SU", "EAR", "BOXHD",
})  # fmt: skip
_REGULATION = frozenset({"REGTEXT", "PART", "SUBPART", "SECTION", "APPENDIX", "AUTH", "SUBJGRP"})
# E's type codes for italics and bold; the others are subscripts, superscripts and special sizes.
_CELLS = frozenset({"ENT", "CHED", "TTITLE"})
_RAISED = "51"
_MARK_OF_NOTE = re.compile(r"\d{1,3}|[a-z*†‡]{1,2}")
_TAKES_EXPONENT = re.compile(r"(?:^|[\d\s/·×(])(?:[kcm]?m|ft|in|yd|mi|s|10|x)$|[=×^]$")
_EMPHASIS = frozenset({"01", "02", "03", "04", "7462", "7461"})
_HEADING_LEVELS = {"HED": 0, "HD1": 1, "HD2": 2, "HD3": 3, "HD4": 4, "HD5": 5}
# Within regulation text, which stands below every heading of a preamble.
_PART_LEVELS = {"PART": 10, "SUBPART": 11, "SUBJGRP": 12, "APPENDIX": 12, "AUTH": 14}
_SECTION_LEVEL = 19
_DEEP = 20


class PassageWalk:
    """One pass over a document's tree that collects its passages in printed order."""

    __slots__ = ("_columns", "_kind", "_page", "_path", "_regulation", "_section", "_table", "body", "passages")

    def __init__(self, page: str | None, body: str) -> None:
        self.passages: list[Passage] = []
        self.body = body
        self._page = page
        self._kind = body
        self._regulation = False
        self._path: list[tuple[int, str]] = []
        self._section = ""
        self._table = ""
        self._columns: tuple[str, ...] = ()

    def walk(self, element: etree._Element) -> None:
        """Read an element's children, each by its tag; unknown containers are entered, their text is a paragraph."""
        text = element.text
        if text and not text.isspace():
            self._add(text, ())
        for child in element:
            self._readers.get(child.tag, PassageWalk.walk)(self, child)
            tail = child.tail
            if tail and not tail.isspace():
                self._add(tail, ())

    def _turn(self, element: etree._Element) -> None:
        self._page = element.get("P") or self._page

    def _pages_within(self, element: etree._Element) -> None:
        for turn in element.iter("PRTPAGE"):
            self._turn(turn)

    def _add(self, text: str, emphasized: tuple[str, ...], page: str | None = None, kind: str = "") -> None:
        text = one_line(text)
        if text:
            kind = kind or ("regulation" if self._regulation else self._kind)
            self.passages.append(
                Passage(self._section, len(self.passages) + 1, page or self._page, text, kind, emphasized)
            )

    def _leave(self, depth: int) -> None:
        """Go back to the first `depth` headings of the path."""
        del self._path[depth:]
        self._section = " > ".join(title for _, title in self._path)

    def _paragraph(self, element: etree._Element) -> None:
        if not len(element):
            self._add(element.text or "", (), kind="regulation" if element.tag == "AMDPAR" else "")
            return
        run = InlineRun(element, self._page)
        self._add(run.text, tuple(run.emphasized), run.page, "regulation" if element.tag == "AMDPAR" else "")
        self._page = run.last_page
        for block in run.blocks:
            self._readers.get(block.tag, PassageWalk.walk)(self, block)

    def _heading(self, element: etree._Element) -> None:
        run = InlineRun(element, self._page)
        self._page = run.last_page
        title = one_line(run.text).rstrip(":")
        level = _HEADING_LEVELS.get(element.get("SOURCE") or "HED", 6)
        parent = element.getparent()
        if self._regulation:
            level = _PART_LEVELS.get(str(parent.tag) if parent is not None else "", level + _DEEP)
            title = re.sub(r"^PART (\d[\w.-]*)\s*—.*", r"Part \1", title)
        elif title == "SUPPLEMENTARY INFORMATION":
            level = 1  # stands for paragraphs before the first heading only
        elif level == 1:
            self._kind = self.body
        self._head(level, title)

    def _head(self, level: int, title: str) -> None:
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        if title:
            self._path.append((level, title))
        self._leave(len(self._path))

    def _labelled(self, element: etree._Element) -> None:
        self._kind = _LABELLED[str(element.tag)]
        self._leave(0)
        self.walk(element)
        # A list of ways to comment often follows ADDRESSES outside of it; after other labels the text is body again.
        if self._kind != "addresses":
            self._kind = self.body
            self._leave(0)

    def _supplement(self, element: etree._Element) -> None:
        self._kind = self.body
        self._leave(0)
        self.walk(element)

    def _amendment(self, element: etree._Element) -> None:
        outer, path = self._regulation, list(self._path)
        self._regulation = True
        if element.tag == "REGTEXT":
            path = []
            self._leave(0)
        elif element.tag == "SECTION":
            self._head(
                _SECTION_LEVEL,
                f"{printed_text(element.find('SECTNO'))} {printed_text(element.find('SUBJECT'))}".strip(),
            )
        self.walk(element)
        self._regulation = outer
        if element.tag != "PART":  # a part's heading stands over the sections that follow it
            self._path = path
            self._leave(len(path))

    def _quoted(self, element: etree._Element) -> None:
        """What is printed as an extract; the headings in it are its own."""
        path = list(self._path)
        self.walk(element)
        self._path = path
        self._leave(len(path))

    def _list_of_subjects(self, element: etree._Element) -> None:
        self.walk(element)
        self._leave(0)  # what follows leads over to the regulation text

    def _footnote(self, element: etree._Element) -> None:
        for child in element:
            if child.tag in PARAGRAPHS:
                run = InlineRun(child, self._page, footnote=True)
                self._add(run.text, tuple(run.emphasized), run.page, "footnote")
                self._page = run.last_page
            else:
                self._pages_within(child)

    def _in_table(self, element: etree._Element) -> None:
        outer = self._table, self._columns
        self._table, self._columns = printed_text(element.find("TTITLE")), _column_heads(element.find("BOXHD"))
        self.walk(element)
        self._table, self._columns = outer

    def _row(self, element: etree._Element) -> None:
        text = one_line(CELL.join(printed_text(cell) for cell in element.iter("ENT")))
        if text:
            kind = "regulation" if self._regulation else self._kind
            number = len(self.passages) + 1
            self.passages.append(
                Passage(self._section, number, self._page, text, kind, table=self._table, columns=self._columns)
            )

    # How each element is read; any other one is entered. Bound to no walk, so that a walk is freed as soon as it ends.
    _readers: ClassVar[dict[object, Callable[[PassageWalk, etree._Element], None]]] = {
        **dict.fromkeys(PARAGRAPHS, _paragraph),
        **dict.fromkeys(_LABELLED, _labelled),
        **dict.fromkeys(_REGULATION, _amendment),
        **dict.fromkeys(_PASSED_OVER, _pages_within),
        "HD": _heading,
        "PRTPAGE": _turn,
        "SUPLINF": _supplement,
        "LSTSUB": _list_of_subjects,
        "EXTRACT": _quoted,
        "FTNT": _footnote,
        "GPOTABLE": _in_table,
        "ROW": _row,
    }


class InlineRun:
    """The text of one paragraph: runs joined as printed, footnote marks left out, pages and nested blocks noted."""

    __slots__ = ("_parts", "blocks", "cell", "emphasized", "footnote", "last_page", "page")

    def __init__(
        self, element: etree._Element, page: str | None, *, footnote: bool = False, cell: bool = False
    ) -> None:
        self.page = self.last_page = page
        self.emphasized: list[str] = []
        self.blocks: list[etree._Element] = []
        self.footnote = footnote
        self.cell = cell
        self._parts: list[str] = [element.text or ""]
        self._children(element)

    @property
    def text(self) -> str:
        """The joined text; white space is the caller's to settle."""
        return "".join(self._parts)

    def _children(self, element: etree._Element) -> None:
        for child in element:
            tag = child.tag
            if tag == "E":
                self._emphasis(child)
            elif tag == "PRTPAGE":
                self._turn(child)
            elif tag == "SU":
                self._raised(child)
            elif tag == "FTREF":
                self._break_before(child.tail)
            elif tag in PARAGRAPHS or tag in {"FTNT", "HD", "GPOTABLE", "EXTRACT", "GPH", "SIG", "SECTION", "REGTEXT"}:
                self.blocks.append(child)
            elif isinstance(tag, str):
                self._parts.append(child.text or "")
                self._children(child)
            if child.tail:
                self._parts.append(child.tail)

    def _last(self) -> str:
        return next((part[-1] for part in reversed(self._parts) if part), "")

    def _break_before(self, tail: str | None) -> None:
        if tail and tail[0].isalnum() and self._last().strip():
            self._parts.append(" ")

    def _turn(self, element: etree._Element) -> None:
        self.last_page = element.get("P") or self.last_page
        if not any(part.strip() for part in self._parts):
            self.page = self.last_page
        # A page ends between words, or after a hyphen or slash that belongs to the word.
        if self._last() not in {"-", "/", "–", "—"}:
            self._break_before(element.tail)

    def _raised(self, element: etree._Element) -> None:
        following = element.getnext()
        is_mark = following is not None and following.tag == "FTREF"
        is_own_number = self.footnote and not any(part.strip() for part in self._parts)
        if not is_mark and not is_own_number and not (self.cell and self._marks_note(element)):
            self._parts.append(element.text or "")
            self._children(element)

    def _marks_note(self, element: etree._Element) -> bool:
        """Whether what is raised in a table's cell is the mark of a note below it, and no exponent: "km" and "2"."""
        raised = "".join(element.itertext()).strip()
        before = "".join(self._parts).rstrip()
        return _MARK_OF_NOTE.fullmatch(raised) is not None and _TAKES_EXPONENT.search(before) is None

    def _emphasis(self, element: etree._Element) -> None:
        if self.cell and element.get("T") == _RAISED and self._marks_note(element):
            return
        start = len(self._parts)
        self._parts.append(element.text or "")
        self._children(element)
        if element.get("T") not in _EMPHASIS:
            return
        run = "".join(self._parts[start:])
        self._mend(start, run, element)
        run = one_line(run)
        if run:
            self.emphasized.append(run)

    def _mend(self, start: int, run: str, element: etree._Element) -> None:
        """Put back blanks that careless editing lost around emphasis: "in the<E>Federal Register</E>on"."""
        before = self._parts[start - 1]  # there is one always: the paragraph's own text comes first
        if before[-2:].isalpha() and len(before) > 1 and run[:3].isalpha() and len(run) > 2 and (run[0].isupper()):
            self._parts.insert(start, " ")
        tail = element.tail or ""
        if run[-3:].isalpha() and len(run) > 2 and tail[:2].isalpha() and len(tail) > 1:
            self._parts.append(" ")


def _column_heads(box: etree._Element | None) -> tuple[str, ...]:
    """The head of each column, below the heads that span it: "Dates" over "From" and "To" gives two."""
    heads: list[str] = []
    spanning: list[tuple[int, str]] = []
    cells = list(box.iter("CHED")) if box is not None else []
    levels = [int(cell.get("H", "")) if cell.get("H", "").isdigit() else 1 for cell in cells]
    for at, (level, cell) in enumerate(zip(levels, cells, strict=True)):
        spanning = [above for above in spanning if above[0] < level]
        spanning.append((level, printed_text(cell)))
        if at + 1 == len(cells) or levels[at + 1] <= level:
            heads.append(" ".join(text for _, text in spanning if text))
    return tuple(heads)


def printed_text(element: etree._Element | None) -> str:
    """An element's text on one line, without footnote marks; empty for None."""
    if element is None:
        return ""
    if not len(element):
        return one_line(element.text or "")
    return one_line(InlineRun(element, None, cell=element.tag in _CELLS).text)
