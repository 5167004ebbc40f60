"""The lists of a document, however they are laid out, each with the words that introduce it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from extract.document import CELL
from models.per_document import per_document
from models.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document, Passage

_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
_MARK = re.compile(
    rf"^(?P<ordinal>{'|'.join(_ORDINALS)}),\s+(?=\S)|"
    r"^[\"“]?\((?P<mark>\d{1,2}|[a-z]{1,5}|[A-Z]{1,2})\)\s+(?=\S)|"
    r"^(?P<bullet>[•·●▪‣◦○*-])\s+(?=\S)|"
    r"^(?:(?:Item|Category|Class|No\.) )?(?P<number>\d{1,2}|[a-k])\.\s+(?=\S)"
)
_INLINE = re.compile(r"(?<!paragraph)(?<!paragraphs)(?<!section)(?:^|[\s;,:(])\((\d|[a-z]|i{1,3}|iv)\)\s+")
_LABELLED = re.compile(r"^(?:Category|Class|Group|Family|Item|Tier) (?:[IVX]{1,5}|\d{1,2}|[A-Z])[:.]\s+(?=\S)")
_COLON = re.compile(r"^(?P<intro>[^:]{8,240}):\s+(?P<list>[^:]+;[^:]+)$")
_ROMAN = {
    mark: at
    for at, mark in enumerate(
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"], 1
    )
}
_OPENS = (":", "that", "to", "if", "-", "—", "–", "follows.", "follow.")
_NOT_LAST = (";", "; and", "; or", ", and", ", or")
_COUNT = re.compile(r"\(?(?:[A-Z]{1,2}|[a-z]|[IVXivx]{1,5}|\d{1,3}(?:\.\d{1,2})?)[.)]?")
FEWEST = 2  # members of a list that has no marks


class Layout(StrEnum):
    """How a list is laid out."""

    PARAGRAPHS = "paragraphs after an opening"
    HEADED = "paragraphs under a heading"
    TABLE = "rows of a table"
    INLINE = "numbers within a paragraph"
    COLON = "semicolons after a colon"


@dataclass(frozen=True, slots=True)
class Member:
    """One member: its words without the mark, typography levelled, and the passage it stands in."""

    text: str
    passage: int


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list: `intro` is the sentence that opens it (or the heading), `before` the whole paragraph up to the list.

    `within` is the intro of the list it continues as a deeper level.
    """

    intro: str
    before: str
    members: tuple[Member, ...]
    passage: int
    section: str
    kind: str
    layout: Layout
    within: str = ""


def unmarked(text: str) -> str:
    """A paragraph without its number or bullet."""
    return _MARK.sub("", text)


def _rank(mark: str) -> dict[str, int]:
    """What kinds of mark it may be and which number in its row; "i" and "v" are letters or Roman."""
    if mark.isdigit():
        return {"1": int(mark)}
    ranks = {"i": _ROMAN[mark]} if mark in _ROMAN else {}
    if len(mark) == 1:
        ranks["a" if mark.islower() else "A"] = ord(mark.casefold()) - 96
    return ranks


def _ranks(found: re.Match[str], before: int) -> dict[str, int]:
    if found["bullet"]:
        return {f"bullet {found['bullet']}": before + 1}
    if found["ordinal"]:
        return {"First,": _ORDINALS.index(found["ordinal"]) + 1}
    if found["number"]:
        return {f"{style}.": rank for style, rank in _rank(found["number"]).items()}
    return _rank(found["mark"])


def _members(passages: list[Passage], start: int) -> list[Member]:
    """The members from the passage `start` on, deeper lists left out, until their row ends."""
    style = ""
    deeper: set[str] = set()
    members: list[Member] = []
    for index in range(start, len(passages)):
        text = passages[index].text
        found = _MARK.match(text)
        if found is None and members and text[:1] in "—–-" and passages[index].section == passages[start].section:
            continue  # what belongs to the member above
        ranks = _ranks(found, len(members)) if found else {}
        style = style or next((style for style, number in ranks.items() if number == 1), "")
        if found is None or not style or passages[index].section != passages[start].section:
            break
        if ranks.get(style) == len(members) + 1:
            rest = text[found.end() :]
            members.append(Member(split(rest)[0] if found["ordinal"] else rest, index))
        elif passages[index - 1].text.endswith(":"):
            deeper |= ranks.keys()
        elif not deeper & ranks.keys():
            break  # a mark of this row out of order, or of the row above: the list is over
    return members


def _plain_members(passages: list[Passage], start: int) -> list[Member]:
    """Paragraphs without marks that go on after an opening, each but the last ended by a semicolon or a comma."""
    members: list[Member] = []
    for index in range(start, len(passages)):
        text = passages[index].text
        if passages[index].section != passages[start].section:
            break
        members.append(Member(text, index))
        if not text.endswith(_NOT_LAST):
            break
    return members if len(members) >= FEWEST else []


def _opened(passages: list[Passage], start: int) -> list[Member]:
    if start >= len(passages) or passages[start].section != passages[start - 1].section:
        return []
    return _members(passages, start) or _plain_members(passages, start)


def _counts_on(passages: list[Passage], start: int) -> bool:
    """Whether paragraphs by ordinals begin: "Two things are left out." before "First, ..."."""
    return start < len(passages) and passages[start].text.startswith(f"{_ORDINALS[0]}, ")


def _inline(text: str) -> tuple[str, list[str]] | None:
    """Intro and members of a list within one paragraph: "those involving: (1) any ...; and (2) any ..."."""
    said = split(text)
    told = [at for at, sentence in enumerate(said) if at and (found := _MARK.match(sentence)) and found["ordinal"]]
    if len(told) >= FEWEST:  # "Two things are left out. First, ... Second, ..."
        return said[told[0] - 1], [unmarked(said[at]) for at in told]
    labelled = [at for at, sentence in enumerate(said) if _LABELLED.match(sentence)]
    if len(labelled) >= FEWEST:  # "Category I: routers and switches. Category II: ..."
        return " ".join(said[: labelled[0]]), [_LABELLED.sub("", said[at]) for at in labelled]
    start, members = _marked(text)
    return (text[: start + 1], members) if start else None


def _marked(text: str) -> tuple[int, list[str]]:
    """Where a paragraph begins to number members in a row, and these."""
    marks: list[re.Match[str]] = []
    for found in _INLINE.finditer(text):
        if len(marks) + 1 in _rank(found.group(1)).values():
            marks.append(found)
    if len(marks) < FEWEST:
        return 0, []
    ends = [*(mark.start() for mark in marks), len(text)][1:]
    members = [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    return marks[0].start(), [*members[:-1], *split(members[-1])[:1]]


@per_document  # several readers of a scope ask for them
def enumerations(document: Document) -> tuple[Enumeration, ...]:
    """All lists in reading order: numbered or bulleted paragraphs after an opening or under a heading, and lists within
    a paragraph, numbered or parted by semicolons after a colon.
    """
    inside: dict[int, str] = {}
    found: list[Enumeration] = []
    for row in _found(list(document.passages)):
        within = inside.get(row.passage, "")
        found.append(row if not within else _continued(row, within))
        if row.layout is Layout.PARAGRAPHS:
            inside |= {member.passage: row.intro for member in row.members}
    return tuple(found)


def _continued(row: Enumeration, within: str) -> Enumeration:
    return Enumeration(row.intro, row.before, row.members, row.passage, row.section, row.kind, row.layout, within)


def _found(passages: list[Passage]) -> Iterator[Enumeration]:
    for index, passage in enumerate(passages):
        text = passage.text
        if (text.endswith(_OPENS) or _counts_on(passages, index + 1)) and (members := _opened(passages, index + 1)):
            yield _row(text, members, index, passage, Layout.PARAGRAPHS)
        elif inline := _inline(unmarked(text)):
            parts = [Member(member, index) for member in inline[1]]
            headed = _row(passage.section.split(" > ")[-1], parts, index, passage, Layout.HEADED)
            yield _row(inline[0], parts, index, passage, Layout.INLINE) if inline[0] else headed
        if _is_first(passages, index):
            start, listed = _marked(text)
            within = [Member(part, index) for part in listed] if start == 0 else []  # "(a) Games; (b) libraries; ..."
            members = within or _members(passages, index) or [Member(unmarked(text), index)]
            leaf = passage.section.split(" > ")[-1]
            yield Enumeration(leaf, leaf, tuple(members), index, passage.section, passage.kind, Layout.HEADED)
        if index and CELL in text and CELL not in passages[index - 1].text and (rows := _rows(passages, index)):
            yield _row(passages[index - 1].text, rows, index - 1, passage, Layout.TABLE)
        if ";" in text and ": " in text:
            yield from _after_colons(text, index, passage)


def _rows(passages: list[Passage], start: int) -> list[Member]:
    """The rows of a table by their first cells, or by all others where the first only counts the rows ("A", "2.1").

    A row that answers "No" is none of its members.
    """
    members: list[Member] = []
    for index in range(start, len(passages)):
        first, *others = (cell.strip() for cell in passages[index].text.split(CELL))
        if not others or passages[index].section != passages[start].section:
            break
        if not any(cell.strip(" .").casefold() == "no" for cell in others):
            told = [part for cell in others for part in cell.split(";")] if _COUNT.fullmatch(first) else [first]
            members += [Member(cell.strip(" ."), index) for cell in told if cell.strip(" .")]
    return members


def _is_first(passages: list[Passage], index: int) -> bool:
    """Whether the passage is the first under its heading and carries a mark."""
    section = passages[index].section
    return bool(
        section and _MARK.match(passages[index].text) and (index == 0 or passages[index - 1].section != section)
    )


def _after_colons(text: str, index: int, passage: Passage) -> Iterator[Enumeration]:
    for sentence in split(unmarked(text)):
        found = _COLON.match(sentence.rstrip("."))
        if found and not _inline(sentence):
            members = [Member(member.strip(), index) for member in found["list"].split(";") if member.strip()]
            yield _row(f"{found['intro']}:", members, index, passage, Layout.COLON)


def _row(before: str, members: list[Member], index: int, passage: Passage, layout: Layout) -> Enumeration:
    intro = split(before)[-1] if split(before) else before
    return Enumeration(intro, before, tuple(members), index, passage.section, passage.kind, layout)
