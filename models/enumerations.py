"""The numbered lists of a document, each with the words that introduce it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document, Passage

_MARK = re.compile(r"^\((?P<mark>\d{1,2}|[a-z]{1,5}|[A-Z]{1,2})\)\s+(?=\S)|^(?P<bullet>[•·●▪*-])\s+(?=\S)")
_INLINE = re.compile(r"(?<!paragraph)(?<!paragraphs)(?<!section)(?:^|[\s;,:(])\((\d|[a-z]|i{1,3}|iv)\)\s+")
_ROMAN = {
    mark: at
    for at, mark in enumerate(
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"], 1
    )
}


@dataclass(frozen=True, slots=True)
class Member:
    """One numbered member: its words without the mark, typography levelled, and the passage it stands in."""

    text: str
    passage: int


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list: `intro` is the sentence that opens it, `before` the whole paragraph of that sentence up to the list."""

    intro: str
    before: str
    members: tuple[Member, ...]
    passage: int
    section: str
    kind: str


def _rank(mark: str) -> dict[str, int]:
    """What kinds of mark it may be and which number in its row; "i" and "v" are letters or Roman."""
    if mark.isdigit():
        return {"1": int(mark)}
    ranks = {"i": _ROMAN[mark]} if mark in _ROMAN else {}
    if len(mark) == 1:
        ranks["a" if mark.islower() else "A"] = ord(mark.casefold()) - 96
    return ranks


def _ranks(found: re.Match[str], before: int) -> dict[str, int]:
    return {"bullet": before + 1} if found.group("bullet") else _rank(found.group("mark"))


def _members(passages: list[Passage], start: int) -> list[Member]:
    """The members that follow the passage `start`, deeper lists left out, until their row ends."""
    style = ""
    deeper: set[str] = set()
    members: list[Member] = []
    for index in range(start + 1, len(passages)):
        text = passages[index].text
        found = _MARK.match(text)
        ranks = _ranks(found, len(members)) if found else {}
        style = style or next((style for style, number in ranks.items() if number == 1), "")
        if found is None or not style or passages[index].section != passages[start].section:
            break
        if ranks.get(style) == len(members) + 1:
            members.append(Member(text[found.end() :], index))
        elif passages[index - 1].text.endswith(":"):
            deeper |= ranks.keys()
        elif not deeper & ranks.keys():
            break  # a mark of this row out of order, or of the row above: the list is over
    return members


def _inline(text: str) -> tuple[str, list[str]] | None:
    """Intro and members of a list within one paragraph: "those involving: (1) any ...; and (2) any ..."."""
    marks: list[re.Match[str]] = []
    for found in _INLINE.finditer(text):
        if len(marks) + 1 in _rank(found.group(1)).values():
            marks.append(found)
    if len(marks) < 2 or marks[0].start() == 0:
        return None
    ends = [*(mark.start() for mark in marks), len(text)][1:]
    members = [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    return text[: marks[0].start() + 1], [*members[:-1], *split(members[-1])[:1]]


@functools.lru_cache(maxsize=2)  # several readers of a scope ask for them
def enumerations(document: Document) -> tuple[Enumeration, ...]:
    """All lists in reading order: numbered paragraphs after a colon, and numbered members within a paragraph."""
    return tuple(_found(document))


def _found(document: Document) -> Iterator[Enumeration]:
    passages = list(document.passages)
    for index, passage in enumerate(passages):
        text = passage.text
        inline = _inline(_MARK.sub("", text))
        members = _members(passages, index) if text.endswith((":", "that", "to", "if", "-")) else []
        if inline:
            before, members = inline[0], [Member(member, index) for member in inline[1]]
        elif members:
            before = text
        else:
            continue
        intro = split(before)[-1] if split(before) else before
        yield Enumeration(intro, before, tuple(members), index, passage.section, passage.kind)
