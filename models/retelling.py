"""One action told by several sources: which page, letter or press release only retells a document that stands higher.

A retelling names the document it is about (a link, its number, its FR citation, RIN, regulations.gov docket or case number), or
has its stage, a party of its and nearly its day. Never by title alone, never by the agency's docket. It must not say another
stage than the document: what merely cites a rule, as an authorization under it does, is an action of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from extract.document import Stage
from extract.identifiers import NUMBER, fr_citations, plain_dashes, regulations_docket, rins

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from extract.document import Document


class Origin(IntEnum):
    """Who tells, in the order of precedence."""

    PUBLISHED = 0
    INSPECTION = 1
    PAGE = 2
    PRESS_RELEASE = 3


class Key(IntEnum):
    """What a retelling names its document by, the surest first."""

    LINK = 0
    NUMBER = 1
    CITATION = 2
    CASE = 3
    RIN = 4
    DOCKET = 5
    PARTY = 6


BY = {
    Key.LINK: "links to it",
    Key.NUMBER: "names its number",
    Key.CITATION: "cites it",
    Key.CASE: "has its case number",
    Key.RIN: "has its RIN",
    Key.DOCKET: "has its docket",
    Key.PARTY: "has its stage, its party and nearly its day",
}
SURE = frozenset({Key.LINK, Key.NUMBER, Key.CITATION, Key.CASE})
"""Keys that tell one document from the others of its rulemaking, so that a page without a date may be joined by them."""

NO_STAGE = frozenset({Stage.NOTICE, Stage.GUIDANCE})
"""Stages that a page is given which says none."""

NEAR = dt.timedelta(days=60)
"""A page that names its document lies no further from it: special filings are printed weeks after the announcement."""

FEW_DAYS = dt.timedelta(days=10)
"""A page that names only the party lies no further from the document."""

_NUMBER = re.compile(rf"(?<![\w-])({NUMBER})(?!\w)")
_CITED_IN_LINK = re.compile(r"/citation/(\d{2,3})[-/](?:FR[-/])?(\d{1,6})", re.IGNORECASE)
_CASE = re.compile(r"\bICTS-\d{4}-\d{3,}\b", re.IGNORECASE)
_ANNOUNCES = re.compile(
    r"\b(?:announc|issu|publish|releas)\w*\b[^.]{0,60}\b(final|initial) determination\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"\bauthori[sz]ations? (?:Nos?\. ?)?(\d{1,3})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """A document with where it comes from. `links` are the addresses a page links to, `parties` the firms its scope names
    (aliases too), `day` when it was dated; a page needs its passages, a document of the Federal Register does not.
    """

    document: Document
    origin: Origin
    day: dt.date | None = None
    links: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """The document's number."""
        return self.document.document_number


@dataclass(frozen=True, slots=True)
class Retelling:
    """A document that only retells `retells`, and what shows it."""

    retells: str
    because: str


def retellings(told: Iterable[Told]) -> dict[str, Retelling]:
    """The documents that retell another one, by number; what a page retells itself retells is named at the end of the line."""
    known = sorted(told, key=lambda one: (one.origin, one.number))
    found: dict[str, Retelling] = {}
    for page in known:
        if page.origin < Origin.PAGE:
            continue
        names = set(_names(page))
        about = [best for other in known if (best := _about(page, names, other))]
        if about:
            _, _, key, number = min(about)
            root = found.get(number)
            found[page.number] = Retelling(root.retells if root else number, BY[key])
    return found


def _about(page: Told, names: set[tuple[Key, str]], other: Told) -> tuple[bool, dt.timedelta, Key, str] | None:
    """How surely a page retells another document (least is surest); None where it does not."""
    stage = _announced(page.document) if page.document.stage in NO_STAGE else page.document.stage
    said = stage not in NO_STAGE
    if other.origin >= page.origin or (said and stage is not other.document.stage) or _apart(page, other):
        return None
    distance = _distance(page, other)
    shared = [key for key, value in names if (key, value) in set(_own(other))]
    if shared and (distance <= NEAR if distance is not None else min(shared) in SURE):
        return min(shared) not in SURE, distance or dt.timedelta(0), min(shared), other.number
    if said and distance is not None and distance <= FEW_DAYS and _tells_of(page, other.parties):
        return True, distance, Key.PARTY, other.number
    return None


def _announced(document: Document) -> Stage:
    """The determination that a page says has been issued; the page's own stage where it says none."""
    said = {found[1].casefold() for passage in document.passages for found in _ANNOUNCES.finditer(passage.text)}
    return Stage(f"{said.pop()} determination") if len(said) == 1 else document.stage


def _own(one: Told) -> Iterator[tuple[Key, str]]:
    """What a document is named by."""
    document = one.document
    yield Key.NUMBER, document.document_number
    yield Key.LINK, document.document_number
    if document.url:
        yield Key.LINK, document.url
    if document.citation:
        yield Key.CITATION, document.citation
    yield from ((Key.RIN, rin) for rin in document.rins)
    if document.regulations_dot_gov_docket:
        yield Key.DOCKET, document.regulations_dot_gov_docket
    yield from ((Key.CASE, case.upper()) for case in _CASE.findall(document.title))


def _names(page: Told) -> Iterator[tuple[Key, str]]:
    """What a page names documents by, in its text and its links."""
    document = page.document
    text = plain_dashes(document.text)
    yield from ((Key.LINK, link) for link in page.links)
    yield from ((Key.LINK, number) for link in page.links for number in _NUMBER.findall(link))
    yield from (
        (Key.CITATION, f"{cited[1]} FR {cited[2]}") for link in page.links if (cited := _CITED_IN_LINK.search(link))
    )
    yield from ((Key.NUMBER, number) for number in _NUMBER.findall(text))
    yield from ((Key.CITATION, citation) for citation in (*document.fr_citations, *fr_citations([text])))
    yield from ((Key.CASE, case.upper()) for case in _CASE.findall(text))
    yield from ((Key.RIN, rin) for rin in (*document.rins, *rins([text])))
    for docket in (document.regulations_dot_gov_docket, regulations_docket([*page.links, text])):
        if docket:
            yield Key.DOCKET, docket


def _distance(page: Told, other: Told) -> dt.timedelta | None:
    """From a page's day to the nearest of the document's: published, filed, or dated; None where one has no day."""
    filed = other.document.filed_at.date() if other.document.filed_at else None
    days = [day for day in (other.day, other.document.publication_date, filed) if day]
    return min((abs(page.day - day) for day in days), default=None) if page.day else None


def _apart(page: Told, other: Told) -> bool:
    """Whether the two are about other firms or other authorizations: then no link makes them one."""
    numbered = [set(_NUMBERED.findall(one.document.title)) for one in (page, other)]
    if all(numbered) and not numbered[0] & numbered[1]:
        return True
    return bool(page.parties and other.parties) and not _same_party(page.parties, other.parties)


def _tells_of(page: Told, parties: Collection[str]) -> bool:
    """Whether a page names one of the parties: as its own, or, where it has none of its own, in its text."""
    if page.parties:
        return _same_party(page.parties, parties)
    return any(party in page.document.text for party in parties)


def _same_party(left: Iterable[str], right: Iterable[str]) -> bool:
    from models.names import compare

    return any(compare(one, other).match for one in left for other in right)
