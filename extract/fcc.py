"""The FCC: its Covered List of communications equipment and services (47 CFR 1.50002), a table on a web page.

An entry is a sentence, and a maker stands inside it: "equipment produced by NAME, including ...". Entries for a class
of goods ("routers produced in a foreign country") name no firm; they are counted and left aside, and the scope of the
documents that make them covers their substance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Tag

from extract.failures import LayoutChanged
from extract.suppliers import SupplierFact
from extract.watch_list import Listing, Reading, clean, published
from extract.wire import Format

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from extract.addresses import SourceSettings
    from extract.publication import Publication
    from extract.web import Web

LIST = "FCC Covered List"
HEADINGS = ("covered equipment or services", "date of inclusion")
A_CLASS = "a class of goods, no firm named"

_CLASS = re.compile(
    r"\bforeign[- ]produced\b|\bproduced (?:in a foreign country|abroad)\b|\blisted in section\b", re.IGNORECASE
)
_BY = re.compile(
    r"\b(?:produced|provided|supplied|manufactured|developed)(?:,[^,]{0,40},)? by (?P<maker>.+)", re.IGNORECASE
)
_LEGAL = r"(?:Inc|Ltd|LLC|Co|Corp|Corporation|Company|Limited|LP|PLC|GmbH|AG|S\.A)\b\.?"
_SUBSIDIARY = re.compile(r" and its (?:wholly[- ]owned )?subsidiar(?:y|ies),? ")
_NEXT = re.compile(r"(?<=(?:Corp|pany|ited|.Inc|.Ltd|.LLC|tion))\.?,? (?:and|or) (?=[A-Z\d])")  # after a legal form
_END = re.compile(
    rf",? \(?(?:including|to the extent|subject to|or any|and any|or its|and its|when|if|that|which|as)\b"
    rf"|[,;:] (?!{_LEGAL})|\. (?=[A-Z])"
)
_NAME = re.compile(r"(?=[A-Z\d])[\w&.,()'’/+ -]{2,120}")


@dataclass(frozen=True, slots=True)
class Fcc:
    """The source: one publication, the page as it is."""

    settings: SourceSettings
    name: str = "fcc"

    def poll(self, web: Web, since: dt.date) -> Iterator[Publication]:  # noqa: ARG002 - a list has no days
        """The page as it stands."""
        url = self.settings.covered_list
        yield published(self.name, web.fetch(url, wanted=Format.HTML, fresh=True), url)

    def read(self, publication: Publication) -> Listing:
        """The firms in its table."""
        return parse_covered_list(publication.content, publication.key)


def parse_covered_list(content: bytes, url: str) -> Listing:
    """The entries of the page's table. Raises LayoutChanged where there is no such table or nothing in it."""
    reading = Reading(url)
    for number, row in enumerate(_table(content, url), start=1):
        cells = row.find_all("td", recursive=False)
        text = _words(row)
        if len(cells) != len(HEADINGS):
            reading.problem(number, "row", f"has {len(cells)} cells, the table {len(HEADINGS)}", text)
            continue
        entry, since = _words(cells[0]), reading.date(number, "date of inclusion", _words(cells[1]))
        if firms := list(makers(entry)):
            for name, parent in firms:
                fact = SupplierFact(name, parent=parent, list=LIST, source=url, as_of=since)
                reading.firm(number, text, replace(fact, relation="owned by") if parent else fact)
        elif _CLASS.search(entry):
            reading.aside(number, A_CLASS, text)
        else:
            reading.problem(number, HEADINGS[0], "names a maker in no form that is known", text)
    return reading.listing()


def makers(entry: str) -> Iterator[tuple[str, str]]:
    """The firms that an entry names as makers, each with the parent that it names, or blank."""
    named = _BY.search(entry)
    parent = ""
    for position, part in enumerate(_SUBSIDIARY.split(named["maker"]) if named else ()):
        names = [name for words in _NEXT.split(part) if (name := _name(words))]
        for name in names:
            yield name, parent
        if position == 0 and names:
            parent = names[0]


def _name(words: str) -> str:
    """The name that stands at the start of these words; blank where none does."""
    name = _END.split(words, maxsplit=1)[0].strip()
    if name.endswith(".") and not re.search(rf"\b{_LEGAL}$", name):
        name = name[:-1]
    return name if _NAME.fullmatch(name) else ""


def _table(content: bytes, url: str) -> list[Tag]:
    """The rows under the one table's headings."""
    soup = BeautifulSoup(content, "lxml")
    for found in soup.find_all("table"):
        entries = list(found.find_all("tr"))
        words = [_words(cell).casefold() for cell in entries[0].find_all(["th", "td"])] if entries else []
        if len(words) == len(HEADINGS) and all(head in word for head, word in zip(HEADINGS, words, strict=True)):
            if not entries[1:]:
                raise LayoutChanged(url, "an entry in the table")
            return entries[1:]
    raise LayoutChanged(url, f"a table with the headings {' / '.join(HEADINGS)}")


def _words(tag: Tag) -> str:
    """The tag's words; markup may part a name from its full stop."""
    return re.sub(r" (?=[.,;:])", "", clean(tag.get_text(" ")))
