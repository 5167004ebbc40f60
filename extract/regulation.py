"""A part of the Code of Federal Regulations in the eCFR's XML, and what differs between two versions of it.

The XML nests divisions: DIV5 part, DIV6 subpart, DIV7 subject group, DIV8 section, DIV9 appendix, each with N, HEAD and
paragraphs. What the publisher's editors add around the regulation (sources, authorities, notices of amendments to come)
changes on other days than the regulation does, and is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from extract.reading import Quarantined, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DIVISIONS = {"DIV5": "Part", "DIV6": "Subpart", "DIV7": "", "DIV8": "§", "DIV9": ""}  # what stands before the number
AROUND = frozenset({
    "HEAD", "AUTH", "SOURCE", "CITA", "SECAUTH", "PARAUTH", "EDNOTE", "EFFDNOT", "EFFDNOTP", "APPRO", "AMDDATE", *DIVISIONS,
})  # fmt: skip
INLINE = frozenset("a b br i u em strong sub sup span img I B E U SU FR AC FTREF XREF PRTPAGE".split())
RAISED = frozenset({"sup", "SU"})  # footnote marks and powers: glued to a year or a number they would make another
ROWS = frozenset({"TR", "ROW"})
PENDING = "Link to an amendment published"  # an XREF that begins so tells of a rule that is not in force yet
NUMBERED = re.compile(r"^§+\s*(\d[\w.\-–]*)\s*")
ALIKE = 0.5  # share of words from which on two paragraphs count as one, changed
MOST_PAIRS = 1_000_000  # words of one times words of the other: beyond it a paragraph is shown as replaced, to be quick


class UnreadableRegulation(ValueError):
    """Bytes that are no part of the Code of Federal Regulations; the argument says why."""


class Division(NamedTuple):
    """A part, subpart, section or appendix by its own text: `number` "§ 791.2" or "Subpart D", `heading` "Definitions."."""

    number: str
    heading: str
    paragraphs: tuple[str, ...]


class Change(StrEnum):
    """What became of a division."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Run(NamedTuple):
    """Words in a row that are in both versions ("="), in the earlier ("-") or in the later one only ("+")."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class DivisionChange:
    """A division that differs; `paragraphs` are those that do, the heading first where it does, each as its runs."""

    change: Change
    number: str
    heading: str
    paragraphs: tuple[tuple[Run, ...], ...]


def read_regulation(content: bytes, name: str) -> Reading:
    """What the read stage makes of a regulation: no documents, and nothing set aside unless it is unreadable."""
    try:
        parse_regulation(content)
    except UnreadableRegulation as error:
        return Reading((), (Quarantined(name, str(error), content),))
    return Reading((), ())


def parse_regulation(content: bytes) -> tuple[Division, ...]:
    """The divisions of a part in their order. Entities, network and oversized trees are off. Raises UnreadableRegulation."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableRegulation(f"not well-formed XML: {error}") from error
    if next(root.iter(etree.Entity), None) is not None:
        raise UnreadableRegulation("it declares entities")
    found = [_division(element) for element in root.iter(*DIVISIONS)]
    if sum(1 for _ in root.iter("DIV5")) != 1:
        raise UnreadableRegulation("not one part of the Code of Federal Regulations (DIV5)")
    return tuple(found)


def _division(element: etree._Element) -> Division:
    tag, head = str(element.tag), element.find("HEAD")
    heading = "" if head is None else _line(head)
    printed = NUMBERED.match(heading)
    number = _words((element.get("N") or "").lstrip("§ ")) or (printed[1] if printed else "")
    if not (number or heading):
        raise UnreadableRegulation(f"a {tag} without number and heading, line {element.sourceline}")
    if tag == "DIV7" or not number:  # a subject group's N is a machine's
        return Division(heading, "", tuple(_paragraphs(element)))
    named = f"{DIVISIONS[tag]} {number}".strip()
    prefix = printed.end() if printed else len(named) * heading.casefold().startswith(named.casefold())
    return Division(named, heading[prefix:].lstrip(" —–"), tuple(_paragraphs(element)))


def _paragraphs(element: etree._Element) -> Iterator[str]:
    """The element's text, a block at a time; a row of a table is one block."""
    if element.tag in ROWS:
        yield " | ".join(map(_line, element))
        return
    run = element.text or ""
    for child in element:
        if child.tag in INLINE:
            run += _printed(child)
        else:
            yield from filter(None, [_words(run)])
            run = ""
            if child.tag not in AROUND:
                yield from _paragraphs(child)
        run += child.tail or ""
    yield from filter(None, [_words(run)])


def _printed(element: etree._Element) -> str:
    """The text of an element within a line."""
    if element.tag == "img":
        return f" [image {element.get('src', '')}] "
    text = (element.text or "") + "".join(_printed(child) + (child.tail or "") for child in element)
    if element.tag in RAISED and text.strip():
        return f"^{text.strip()}"
    return "" if element.tag == "XREF" and _words(text).startswith(PENDING) else text + " " * (element.tag == "br")


def _line(element: etree._Element) -> str:
    return _words(_printed(element))


def _words(text: str) -> str:
    return " ".join(text.split())


def compare(before: Sequence[Division], after: Sequence[Division]) -> list[DivisionChange]:
    """The divisions that were added, removed or changed, in the order of the later version."""
    was, now = _by_number(before), _by_number(after)
    found: list[DivisionChange] = []
    for tag, old_start, old_end, new_start, new_end in _opcodes(list(was), list(now)):
        if tag != "equal":
            gone = [number for number in list(was)[old_start:old_end] if number not in now]
            found += [_whole(Change.REMOVED, number, was[number], "-") for number in gone]
        for number in list(now)[new_start:new_end]:
            if number not in was:
                found.append(_whole(Change.ADDED, number, now[number], "+"))
            elif paragraphs := tuple(_differing(was[number], now[number])):
                found.append(DivisionChange(Change.CHANGED, number, now[number].heading, paragraphs))
    return found


def _by_number(divisions: Sequence[Division]) -> dict[str, Division]:
    """Each division by its number; of several with one number the second is "... (2)"."""
    found: dict[str, Division] = {}
    for division in divisions:
        key, count = division.number, 1
        while key in found:
            count += 1
            key = f"{division.number} ({count})"
        found[key] = division
    return found


def _whole(change: Change, number: str, division: Division, mark: str) -> DivisionChange:
    return DivisionChange(change, number, division.heading, tuple((Run(mark, text),) for text in division.paragraphs))


def _differing(old: Division, new: Division) -> Iterator[tuple[Run, ...]]:
    if old.heading != new.heading:
        yield word_runs(old.heading, new.heading)
    for tag, old_start, old_end, new_start, new_end in _opcodes(old.paragraphs, new.paragraphs):
        if tag != "equal":
            yield from _paired(old.paragraphs[old_start:old_end], new.paragraphs[new_start:new_end])


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Run, ...]]:
    """Each old paragraph beside the new one most like it, in order; what has no counterpart alone."""
    vocabularies = [set(text.split()) for text in new]
    done = 0
    for text in old:
        words = set(text.split())
        shares = [2 * len(words & other) / (len(words) + len(other)) for other in vocabularies[done:]]
        best = max(shares, default=0.0)
        if best < ALIKE:
            yield (Run("-", text),)
            continue
        counterpart = done + shares.index(best)
        yield from ((Run("+", added),) for added in new[done:counterpart])
        yield word_runs(text, new[counterpart])
        done = counterpart + 1
    yield from ((Run("+", added),) for added in new[done:])


def word_runs(old: str, new: str) -> tuple[Run, ...]:
    """Two texts word by word: their words in order, those of both once."""
    return tuple(_runs(old, new))


def _runs(old: str, new: str) -> Iterator[Run]:
    was, now = old.split(), new.split()
    together = len(was) * len(now) <= MOST_PAIRS
    opcodes = _opcodes(was, now) if together else [("replace", 0, len(was), 0, len(now))]
    for tag, old_start, old_end, new_start, new_end in opcodes:
        if tag == "equal":
            yield Run("=", " ".join(was[old_start:old_end]))
        else:
            gone, come = " ".join(was[old_start:old_end]), " ".join(now[new_start:new_end])
            yield from (run for run in (Run("-", gone), Run("+", come)) if run.text)


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
