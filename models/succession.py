"""What stands in a rulemaking: which documents another took the place of, which are part of another, and in which state it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from extract.document import DateKind, Stage
from models.decision import CONSULTATION, PROPOSED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from extract.document import DatedFact, Document

_PARTIAL = re.compile(r"\b[Pp]artial(?:ly)?\b|\b[Ii]n [Pp]art\b(?! \d)")
FINAL = frozenset({Stage.FINAL_RULE, Stage.INTERIM_FINAL_RULE})
NEXT = {
    Stage.ANPRM: PROPOSED | FINAL,
    Stage.REQUEST_FOR_INFORMATION: PROPOSED | FINAL,
    Stage.NPRM: FINAL,
    Stage.SUPPLEMENTAL_NPRM: FINAL,
    Stage.INITIAL_DETERMINATION: frozenset({Stage.FINAL_DETERMINATION}),
    Stage.INTERIM_FINAL_RULE: frozenset({Stage.FINAL_RULE}),
}
"""Which later stages of the same rulemaking take the place of a stage. A supplemental proposal only adds to the first, a rule
amends the one before it, and an interim final rule holds until the day on which the final one takes effect."""

AMENDING = frozenset(
    {
        Stage.CORRECTION,
        Stage.COMMENT_PERIOD_EXTENSION,
        Stage.COMMENT_PERIOD_REOPENING,
        Stage.DELAY_OF_EFFECTIVE_DATE,
    }
)
"""Stages whose documents are read as part of the one they change, once that one is known."""

_CHANGES = {
    Stage.COMMENT_PERIOD_EXTENSION: CONSULTATION | PROPOSED | {Stage.INTERIM_FINAL_RULE},
    Stage.COMMENT_PERIOD_REOPENING: CONSULTATION | PROPOSED | {Stage.INTERIM_FINAL_RULE},
    Stage.DELAY_OF_EFFECTIVE_DATE: FINAL,
    Stage.WITHDRAWAL: CONSULTATION | PROPOSED,
}
"""What such a document is about where it does not say which: the newest earlier document of these stages in its rulemaking."""


class Why(StrEnum):
    """Why a document does not speak for itself."""

    RETELLS = "retells"
    AMENDS = "amends"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Standing:
    """A document that gives way to another, why, and by what that is known."""

    gives_way_to: str
    why: Why
    because: str


class State(StrEnum):
    """Where a rulemaking stands."""

    CONSULTATION = "consultation"
    PROPOSED = "proposed"
    AHEAD = "final, not yet in force"
    IN_FORCE = "in force"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    NOTICE = "announced"


def day_of(document: Document) -> dt.date | None:
    """When a document came out: published, or put on public inspection."""
    return document.publication_date or (document.filed_at.date() if document.filed_at else None)


def standings(documents: Iterable[Document], families: Mapping[str, str], today: dt.date) -> dict[str, Standing]:
    """The documents that give way to another of their rulemaking, by number; retellings are not among them.

    An amendment gives way to the document it is about in the end, so that a correction of an extension counts for the proposal.
    """
    known = sorted(documents, key=lambda one: (str(day_of(one) or "9999"), one.document_number))
    about = subjects(known, families)
    found: dict[str, Standing] = {}
    for one in known:
        if one.stage is not Stage.WITHDRAWAL or one.document_number not in about:
            continue
        if _PARTIAL.search(f"{one.action or ''} {one.title}"):
            found[one.document_number] = Standing(about[one.document_number], Why.AMENDS, "withdrawal in part")
        elif (one.effective_on or today) <= today:
            taken = about[one.document_number]
            found[taken] = Standing(one.document_number, Why.WITHDRAWN, "withdrawn")
            for other in _supplements(known, taken, families):  # they only add to the proposal
                found[other] = Standing(one.document_number, Why.WITHDRAWN, "withdrawn")
    for one in known:
        if one.stage in AMENDING and one.document_number in about and one.document_number not in found:
            found[one.document_number] = Standing(_root(one.document_number, about), Why.AMENDS, one.stage.value)
    for one in known:
        later = _successor(one, known, families, found, today) if one.document_number not in found else None
        if later:
            found[one.document_number] = Standing(later.document_number, Why.SUPERSEDED, later.stage.value)
    return found


def subjects(documents: Sequence[Document], families: Mapping[str, str]) -> dict[str, str]:
    """The known document that each correction, extension, reopening, delay or withdrawal is about, by number.

    `documents` in order of time.
    """
    numbers = {document.document_number: document for document in documents}
    cited = {document.citation: document.document_number for document in documents if document.citation}
    found: dict[str, str] = {}
    for place, one in enumerate(documents):
        named = one.acts_on
        about = cited.get(named, named) if named else None
        if named is None and one.stage in _CHANGES:
            earlier = [
                other.document_number
                for other in documents[:place]
                if other.stage in _CHANGES[one.stage]
                and families[other.document_number] == families[one.document_number]
            ]
            about = earlier[-1] if earlier else None
        if about in numbers and about != one.document_number:
            found[one.document_number] = about
    return found


def _of_another_chain(one: Document, other: Document, documents: Iterable[Document]) -> bool:
    """Whether a later document goes on with another RIN of the same docket, which an earlier one has besides it."""
    if not (one.rins and other.rins) or set(one.rins) & set(other.rins):
        return False
    return any(set(each.rins) & set(other.rins) for each in documents if each is not other)


def _supplements(documents: Iterable[Document], number: str, families: Mapping[str, str]) -> list[str]:
    """The supplemental proposals of a proposal."""
    proposals = {one.document_number for one in documents if one.stage is Stage.NPRM}
    return [
        one.document_number
        for one in documents
        if number in proposals
        and one.stage is Stage.SUPPLEMENTAL_NPRM
        and families[one.document_number] == families[number]
    ]


def _root(number: str, about: Mapping[str, str]) -> str:
    seen = {number}
    while (other := about.get(number)) and other not in seen:
        seen.add(other)
        number = other
    return number


def _successor(
    one: Document,
    documents: Sequence[Document],
    families: Mapping[str, str],
    gone: Mapping[str, Standing],
    today: dt.date,
) -> Document | None:
    """The newest later document that took the place of this one."""
    day = day_of(one)
    later = [
        other
        for other in documents
        if other.stage in NEXT.get(one.stage, ())
        and families[other.document_number] == families[one.document_number]
        and not _of_another_chain(one, other, documents)
        and (after := day_of(other)) is not None
        and (day is None or after >= day)
        # What ended a consultation or a proposal ended it, whatever becomes of that; but a proposal that came with a direct
        # final rule goes on without it.
        and (
            other.document_number not in gone
            or (one.stage in CONSULTATION | PROPOSED and day is not None and after > day)
        )
        and (one.stage not in FINAL or (other.effective_on or after) <= today)
    ]
    return later[-1] if later else None


def state(documents: Sequence[Document], gone: Mapping[str, Standing], today: dt.date) -> tuple[State, Document]:
    """Where a rulemaking stands, and the document that says so: the newest of those furthest on among what still stands.

    `documents` are the rulemaking's (at least one), with the dates that hold; `gone` what gives way.
    """
    known = sorted(documents, key=lambda one: (str(day_of(one) or "9999"), one.document_number))
    spoken = [one for one in known if one.document_number not in gone and one.stage in _STATES]
    if not spoken:
        taken_back = any(gone[one.document_number].why is Why.WITHDRAWN for one in known if one.document_number in gone)
        return (State.WITHDRAWN if taken_back else State.NOTICE), known[-1]
    furthest = max(_ORDER.index(_STATES[one.stage]) for one in spoken)
    furthest_on = [one for one in spoken if _ORDER.index(_STATES[one.stage]) == furthest]
    # What is authorized under a determination may end while that goes on.
    newest = ([one for one in furthest_on if one.stage is not Stage.GENERAL_AUTHORIZATION] or furthest_on)[-1]
    where = _STATES[newest.stage]
    if where is State.IN_FORCE:
        put_off = any(
            one.stage is Stage.DELAY_OF_EFFECTIVE_DATE
            and gone[one.document_number].gives_way_to == newest.document_number
            for one in known
            if one.document_number in gone
        )
        where = _binding(newest, today, put_off=put_off)
    return where, newest


_STATES = {
    **dict.fromkeys(CONSULTATION, State.CONSULTATION),
    **dict.fromkeys(PROPOSED, State.PROPOSED),
    **dict.fromkeys(
        (
            *FINAL,
            Stage.FINAL_DETERMINATION,
            Stage.GENERAL_AUTHORIZATION,
            Stage.EXECUTIVE_ORDER,
            Stage.CONTINUATION_OF_EMERGENCY,
        ),
        State.IN_FORCE,
    ),
}
_ORDER = (State.CONSULTATION, State.PROPOSED, State.IN_FORCE)


def _binding(document: Document, today: dt.date, *, put_off: bool) -> State:
    """Whether what is final binds already: its first binding day has come, and it has not expired.

    What was put off and has no day left was put off without a new one.
    """
    begins = [fact.date for fact in document.dates if fact.kind in {DateKind.EFFECTIVE, DateKind.COMPLIANCE}]
    ends = [fact.date for fact in document.dates if fact.kind is DateKind.EXPIRATION]
    if min(begins) > today if begins else put_off:
        return State.AHEAD
    return State.ENDED if ends and not begins and max(ends) < today else State.IN_FORCE


def next_dates(document: Document, today: dt.date) -> list[DatedFact]:
    """The dates of a document from today on, the nearest first; those of no known kind are left out."""
    ahead = (fact for fact in document.dates if fact.date >= today and fact.kind is not DateKind.OTHER)
    return sorted(ahead, key=lambda fact: (fact.date, fact.kind))
