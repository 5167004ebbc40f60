"""Where a determination names firms: each with the sentences that tell of it and the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.document import CELL
from models.enumerations import enumerations
from models.expressions import phrasing
from models.firm_columns import columns, firm_at, mostly_firms, names_below
from models.other_names import bare_name
from models.party_lists import NAMED, is_firm, split_names
from models.typography import essence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document, Passage
    from models.sentences import Sentence

_SAYS, _PARTIES = phrasing("told_of"), phrasing("parties")
_FIRM, _RUN = _PARTIES["firm"], _PARTIES["row_of_names"]
_ENTERPRISE, _WORKSHOP = _SAYS["enterprise"], _SAYS["workshop"]
_NO_FIRM, _TERM, _ARTICLE = _SAYS["no_firm"], _SAYS["term"], _SAYS["article"]
_STRANGERS_COLUMN = _PARTIES["strangers_column"]
_OTHER_NAME, _OF_ONE_BEFORE, _ALIAS_COLUMN = _SAYS["other_name"], _SAYS["of_one_before"], _PARTIES["alias_column"]
_MODELS = re.compile(r"\b(?:models?|products?|devices?|part numbers?)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"^\W*[\w.]{1,4}[.)] ")
_SEATED = re.compile(r", (?:of|in) [A-Z]")
_IS_ONE = re.compile(r", an? (?:[\w-]+ ){0,3}(?:company|venture|firm|subsidiary|enterprise|affiliate|unit)\b")
_IN_BRACKETS = re.compile(r"\w\.? \((?:also )?\"?$")
WORDS = 2  # of a name without a legal form, at least
NEAR = 160  # characters before and after a firm that say what it is


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a firm is named: the sentence with its number, the place there, and the words around it (or around the row of
    names it stands in).
    """

    sentence: Sentence
    number: int
    at: int
    around: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class ToldFirm:
    """A firm as the text first names it, with all places where it does."""

    name: str
    mentions: list[Mention] = field(default_factory=list)


def told_firms(document: Document, said: tuple[Sentence, ...]) -> dict[str, ToldFirm]:
    """By the essence of their names; what the text says to be another name of a firm, or what it calls several, is none."""
    told: dict[str, ToldFirm] = {}
    terms: set[str] = set()
    short: set[str] = set()  # what stands in brackets behind a firm: "OOO Example Systems (OOO ES)"
    beside = _beside_firms(document)
    of_others = {at for _, _, at in names_below(document)}
    for number, sentence in enumerate(said):
        text = sentence.text
        if number == 0 or said[number - 1].section != sentence.section:
            for name in _headed(sentence.heading):
                mention = Mention(sentence, number, 0, (("", f". {text[:NEAR]}"),))
                told.setdefault(essence(name), ToldFirm(name)).mentions.append(mention)
        rows = [row.span() for row in _RUN.finditer(text)]
        names = list(_names(text))
        listed = beside.get(sentence.passage, "")
        if listed and (at := text.find(listed)) >= 0 and not any(start <= at < end for _, (start, end) in names):
            names.append((listed, (at, at + len(listed))))
        for name, (start, end) in names if sentence.passage not in of_others else ():
            before, key = text[max(0, start - NEAR) : start], essence(name)
            if _TERM.search(name) and _ARTICLE.search(before):
                terms.add(key)
                continue
            passage = document.passages[sentence.passage]
            head = _head(passage, text[:start].count(CELL))
            of_parts = any(map(_MODELS.search, passage.columns)) and _STRANGERS_COLUMN.search(head)
            if _ALIAS_COLUMN.search(head) or of_parts:
                continue
            # "known as X, and Y, of Yerevan", "known as X and Y, and Z, S.A., a joint venture"
            apart = _SEATED.match(text, end) or (bare_name(name) != name and _IS_ONE.match(text, end))
            if not (before.endswith((", and ", " used ")) and apart) and (
                _OTHER_NAME.search(before) or (names[0][1][0] < start and _OF_ONE_BEFORE.search(before))
            ):
                if _IN_BRACKETS.search(before):
                    short.add(key)
                continue
            if key in short and key not in told:
                continue
            # Of several in a row the words before the first tell of each; but "in Switzerland, Example AG" is no row.
            opens, ends = next((row for row in rows if row[0] <= start < row[1]), (start, end))
            around = tuple(
                (text[max(0, at - NEAR) : at], text[to : to + NEAR]) for at in {start, opens} for to in {end, ends}
            )
            told.setdefault(key, ToldFirm(name)).mentions.append(Mention(sentence, number, start, around))
    return {key: firm for key, firm in told.items() if key not in terms}


def _beside_firms(document: Document) -> dict[int, str]:
    """By passage: the name without a legal form that a member opens with, where most members open with a firm."""
    found: dict[int, str] = {}
    for row in (*enumerations(document), *columns(document)):
        for member in row.members if mostly_firms(row) else ():
            name = NAMED.match(member.text) if firm_at(member.text) is None else None
            names = list(split_names(name[0])) if name else []
            if len(names) == 1 and len(names[0].split()) >= WORDS:
                found[member.passage] = names[0]
    return found


def _headed(heading: str) -> list[str]:
    """The firm that a heading consists of: "2. OOO Example"."""
    bare = _NUMBERED.sub("", heading)
    return [name for name, _ in _names(bare) if name == bare and not _TERM.search(name)]


def _head(passage: Passage, cell: int) -> str:
    """The head of a row's cell, counted from 0; blank elsewhere."""
    return passage.columns[cell] if cell < len(passage.columns) else ""


def _names(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The names in a sentence with their places: firms by their legal forms, and enterprises that go by another word."""
    firms = list(_FIRM.finditer(text))
    for firm in firms:
        for name in split_names(firm[0]):
            if is_firm(name) and not _NO_FIRM.search(name):
                yield name, (firm.start() + max(firm[0].find(name), 0), firm.end())
    spans = [firm.span() for firm in firms if not _NO_FIRM.search(firm[0])]
    for other in (*_ENTERPRISE.finditer(text), *_WORKSHOP.finditer(text)):
        if not (_NO_FIRM.search(other[0]) or any(start < other.end() and other.start() < end for start, end in spans)):
            yield other[0], other.span()
