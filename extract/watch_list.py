"""What the lists of firms have in common: entries read into supplier facts, and each other entry accounted for."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from extract.failures import ShapeChanged
from extract.publication import Publication
from extract.suppliers import SupplierFact
from extract.tables import RowProblem, UnreadableFile, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.web import Answer, Web

LONGEST_NAME = 300  # characters; what is longer is no name but a text
UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})  # Unicode categories: controls, formats, private use, surrogates
DATE_FORMATS = ("%Y-%m-%d", "%B %d, %Y", "%b %d, %Y", "%m/%d/%Y", "%m/%d/%y")
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b[A-Z][a-z]{2,8} \d{1,2}, \d{4}\b|\b\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})\b")


class LeftAside(NamedTuple):
    """An entry that was read and names no firm for the register: its row, why, its words."""

    row: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One version of a list. Every entry of it gave facts, was left aside, or is one of the fatal problems."""

    facts: tuple[SupplierFact, ...]
    left_aside: tuple[LeftAside, ...]
    problems: tuple[RowProblem, ...]

    @property
    def firms(self) -> Counter[str]:
        """How many firms stand on each list that it carries."""
        return Counter(name for name, _ in {(fact.list, fact.name) for fact in self.facts})

    @property
    def unreadable(self) -> tuple[RowProblem, ...]:
        """The entries that could not be read."""
        return tuple(problem for problem in self.problems if problem.fatal)


class WatchList(Protocol):
    """A publisher of a list: `poll` fetches its newest version, `read` makes facts of it."""

    @property
    def name(self) -> str:
        """The publisher's module name: a publication's `source` and a fact's origin."""
        ...

    def poll(self, web: Web, since: dt.date) -> Iterator[Publication]:
        """The list as it stands now, whatever `since` is; raises nothing but a SourceError."""
        ...

    def read(self, publication: Publication) -> Listing:
        """Its entries. Raises ShapeChanged, and never gives an empty listing: that would take every firm off."""
        ...


class Reading:
    """Collects what becomes of the entries of one list; `where` names the list in messages."""

    def __init__(self, where: str) -> None:
        self.where = where
        self._facts: dict[SupplierFact, None] = {}
        self._left_aside: list[LeftAside] = []
        self._problems: list[RowProblem] = []

    def firm(self, row: int, text: str, fact: SupplierFact, aliases: Iterable[str] = ()) -> None:
        """One fact for each alias, or one alone; an entry whose name is none is a problem instead."""
        if reason := no_name(fact.name):
            self.problem(row, "name", reason, text)
            return
        kept = []
        for alias in dict.fromkeys(filter(None, map(clean, aliases))):
            if reason := no_name(alias):
                self.problem(row, "alias", reason, text, fatal=False)
            elif alias != fact.name:
                kept.append(alias)
        values = {column: getattr(fact, column) for column in SupplierFact.__dataclass_fields__}
        for alias in kept or [""]:
            self._facts[SupplierFact(**values | {"alias": alias})] = None

    def aside(self, row: int, reason: str, text: str) -> None:
        """An entry that names no firm for the register."""
        self._left_aside.append(LeftAside(row, reason, clean(text)))

    def problem(self, row: int, column: str, reason: str, text: str, *, fatal: bool = True) -> None:
        """An entry that cannot be read, or (not fatal) a field of one that is read without it."""
        self._problems.append(RowProblem(self.where, row, column, reason, fatal, text))

    def date(self, row: int, column: str, text: str) -> str:
        """The first date in a field, ISO; blank without one, which is a problem where the field says something."""
        found = parse_date(text)
        if found is None and text.strip():
            self.problem(row, column, f"{clean(text)[:80]!r} is no date", text, fatal=False)
        return found.isoformat() if found else ""

    def listing(self) -> Listing:
        """All of it. Raises ShapeChanged where no entry names a firm."""
        if not self._facts:
            raise ShapeChanged(self.where, "no entry that names a firm")
        return Listing(tuple(self._facts), tuple(self._left_aside), tuple(self._problems))


def clean(text: str) -> str:
    """The text on one line, without characters that nobody sees: controls, marks of direction, zero widths."""
    visible = (
        " " if mark.isspace() else mark for mark in text if mark.isspace() or unicodedata.category(mark) not in UNSEEN
    )
    return " ".join("".join(visible).split())


def no_name(text: str) -> str:
    """Why this is no firm's name; blank where it may be one."""
    if not text:
        return "is empty"
    if not any(mark.isalpha() for mark in text):
        return f"{text[:80]!r} holds no letter"
    if len(text) > LONGEST_NAME:
        return f"has {len(text)} characters, a name at most {LONGEST_NAME}"
    return ""


def parse_date(text: str) -> dt.date | None:
    """The first date in a text."""
    for printed in DATE.findall(clean(text)):
        for form in DATE_FORMATS:
            try:
                return dt.datetime.strptime(printed, form).date()  # noqa: DTZ007 - a date has no zone
            except ValueError:
                continue
    return None


def rows(content: bytes, reading: Reading, required: frozenset[str]) -> Iterator[tuple[int, dict[str, str], str]]:
    """A CSV's rows by column with their number and text; a row of another width is a problem.

    Raises ShapeChanged where it is no CSV or lacks a required column.
    """
    try:
        header, lines = table(content, reading.where)
        if missing := sorted(required - set(header)):
            raise ShapeChanged(reading.where, f"no column {', '.join(missing)}")
        for number, cells in lines:
            text = ",".join(cells)
            if len(cells) == len(header):
                yield number, dict(zip(header, cells, strict=True)), text
            else:
                reading.problem(number, "row", f"has {len(cells)} fields, the header {len(header)}", text)
    except UnreadableFile as error:
        raise ShapeChanged(error.file, error.reason) from error


def published(name: str, answer: Answer, key: str, metadata: bytes = b"") -> Publication:
    """A fetched list as a publication."""
    return Publication(name, key, answer.url, answer.media_type, answer.content, answer.fetched_at, metadata)
