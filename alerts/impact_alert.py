"""The impact alert before it is put for any channel: what happened, which assets, why, by when, what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from alerts.deadlines import Deadline, document_deadlines
from alerts.routing import RecipientKind
from alerts.wording import (
    LEVEL_WORDS,
    SINCE_WORDS,
    TIMING_WORDS,
    TO_DO,
    count,
    sentence,
    short_date,
    spelled,
    spelled_iso,
    tally,
)
from extract.document import DateKind
from models.impact import Level, Timing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from alerts.routing import Hit, Recipient
    from extract.document import Document, Stage
    from extract.inventory import Item
    from models.impact import Impact, Obligation, RuleEvidence

MAX_TO_DO = 3
SAYS_LITTLE = {DateKind.OTHER, DateKind.HEARING}
"""Kinds of date that are nobody's deadline."""

YEAR = re.compile(r"\b\d{4}(-\d\d-\d\d)?\b")
LEVELS, TIMINGS = list(Level), list(Timing)


class Event(StrEnum):
    """What happened to the rulemaking, or to the reader's part in it: put off until now, open again, handed over."""

    NEW = "new"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    AGAIN = "again"
    ASSIGNED = "assigned"


LEADS = {Event.AGAIN: "Back to you: ", Event.ASSIGNED: "Assigned to you: "}
"""What a headline begins with where nothing happened to the rulemaking itself."""


class NothingToTell(ValueError):
    """No impact of the document is at a level that anybody is told of."""

    def __init__(self, document_number: str) -> None:
        super().__init__(f"{document_number}: no item is affected or to review")
        self.document_number = document_number


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is said of the document itself; outside text, as the source has it."""

    number: str
    title: str
    stage: Stage
    citation: str
    url: str
    published: dt.date | None

    @classmethod
    def of(cls, document: Document) -> DocumentFacts:
        """What a document says of itself."""
        return cls(
            number=document.document_number,
            title=document.title,
            stage=document.stage,
            citation=document.citation or "",
            url=document.url or "",
            published=document.publication_date,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One item in the message: `why` is a sentence, `evidence` the row's own words ("vendor: Kaspersky Lab")."""

    item_id: str
    name: str
    why: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Items of one level and timing that one passage of the document touches; `passage` None: none is quoted."""

    level: Level
    timing: Timing
    passage: RuleEvidence | None
    lines: tuple[Line, ...]

    @property
    def shared_why(self) -> str:
        """The reason, where all of several items have the same; else blank."""
        reasons = {line.why for line in self.lines}
        return self.lines[0].why if len(reasons) == 1 < len(self.lines) else ""


@dataclass(frozen=True, slots=True)
class Share:
    """A group with those of its lines that a message has room for."""

    group: Group
    lines: tuple[Line, ...]

    @property
    def left_out(self) -> int:
        """How many lines the message has no room for."""
        return len(self.group.lines) - len(self.lines)


@dataclass(frozen=True, slots=True)
class ImpactAlert:
    """One message to one recipient about one rulemaking event. Totals are exact; groups hold every item, nearest first.

    `next_date` is the nearest deadline on or after the day it was composed; `since` the latest that already binds.
    """

    event: Event
    rulemaking: str
    document: DocumentFacts
    recipient: Recipient
    affected: int
    review: int
    groups: tuple[Group, ...]
    obligations: tuple[Obligation, ...]
    deadlines: tuple[Deadline, ...]
    next_date: Deadline | None
    since: Deadline | None
    to_do: tuple[str, ...]
    changes: tuple[str, ...] = ()
    full_list: str = ""

    @property
    def total(self) -> int:
        """How many items the message is about."""
        return self.affected + self.review

    @property
    def tally(self) -> str:
        """The totals in words: "2 affected, 1 to review"."""
        return tally(self.affected, self.review, self._gone)

    @property
    def headline(self) -> str:
        """What happened, to how many of whose assets, in our own words only."""
        if self.event is Event.WITHDRAWN:
            return f"Withdrawn: what we told you about {count(self.total, 'asset')} no longer stands"
        stage = f"changed {self.document.stage}" if self.event is Event.CHANGED else self.document.stage
        number, _, rest = self.tally.partition(" ")
        whose = "unowned assets" if self.recipient.kind is RecipientKind.COMPLIANCE else "of your assets"
        return sentence(f"{LEADS.get(self.event, '')}{stage}: {number} {whose} {rest}")

    @property
    def when(self) -> str:
        """By when: the next date, else the latest that binds, else what the duties say, else that there is none."""
        if self.event is Event.WITHDRAWN:
            return "No date any more: withdrawn"
        if self.next_date:
            return f"{spelled(self.next_date.date)}: {self.next_date.what}"
        if self.since:
            return sentence(f"{SINCE_WORDS[self.since.kind]} {short_date(self.since.date)}")
        return next((spelled_iso(duty.date) for duty in self.obligations if duty.date), "The text sets no date ahead")

    def label(self, group: Group) -> str:
        """A group's heading: its level and timing, or that they are gone."""
        timing = "" if self.event is Event.WITHDRAWN else f" · {TIMING_WORDS[group.timing]}"
        return sentence(self._gone + LEVEL_WORDS[group.level]) + timing

    @property
    def _gone(self) -> str:
        return "no longer " if self.event is Event.WITHDRAWN else ""

    def shortened(self, limit: int) -> tuple[Share, ...]:
        """Each group with its first lines, `limit` lines in all, dealt out one by one to the groups in turn."""
        shares = [0] * len(self.groups)
        while limit > sum(shares) and sum(shares) < self.total:
            for place, group in enumerate(self.groups):
                shares[place] += sum(shares) < limit and shares[place] < len(group.lines)
        return tuple(Share(group, group.lines[:share]) for group, share in zip(self.groups, shares, strict=True))


def compose(
    document: Document,
    hits: Iterable[Hit],
    recipient: Recipient,
    event: Event,
    *,
    rulemaking: str,
    today: dt.date,
    changes: Sequence[str] = (),
    revision: int = 0,
    full_list: str = "",
) -> ImpactAlert:
    """The message about a document's impacts on the recipient's items.

    `hits` are those that `by_recipient` found; impacts of level none are passed over. `changes` says what moved since
    the recipient was last told, `revision` how often the rulemaking's dates moved before, `full_list` where to see all
    items should a message not hold them. A withdrawal names the items and takes all else back. Raises NothingToTell.
    """
    told = sorted((hit for hit in hits if hit[0].level is not Level.NONE), key=_nearest_first)
    if not told:
        raise NothingToTell(document.document_number)
    gone = event is Event.WITHDRAWN
    deadlines = document_deadlines(document, rulemaking, revision=revision, cancelled=gone)
    next_date, since = _around(today, deadlines)
    return ImpactAlert(
        event=event,
        rulemaking=rulemaking,
        document=DocumentFacts.of(document),
        recipient=recipient,
        affected=sum(impact.level is Level.AFFECTED for impact, _ in told),
        review=sum(impact.level is Level.REVIEW for impact, _ in told),
        groups=_groups(told, gone=gone),
        obligations=() if gone else _obligations(impact for impact, _ in told),
        deadlines=deadlines,
        next_date=next_date,
        since=since,
        to_do=() if gone else _to_do(impact for impact, _ in told),
        changes=tuple(changes),
        full_list=full_list,
    )


def _around(today: dt.date, deadlines: Sequence[Deadline]) -> tuple[Deadline | None, Deadline | None]:
    """The nearest deadline from today on, and the latest before it that binds ever since."""
    ahead = (one for one in deadlines if one.date >= today and one.kind not in SAYS_LITTLE)
    behind = (one for one in reversed(deadlines) if one.date < today and one.kind in SINCE_WORDS)
    return next(ahead, None), next(behind, None)


def _nearest_first(hit: Hit) -> tuple[int, int, float, str]:
    impact, item = hit
    return LEVELS.index(impact.level), TIMINGS.index(impact.timing), -impact.probability, item.item_id


def _groups(told: list[Hit], *, gone: bool) -> tuple[Group, ...]:
    """The hits by level, timing and first passage; the passage with most items first."""
    found: list[Group] = []
    for (level, timing), near in groupby(told, key=lambda hit: (hit[0].level, hit[0].timing)):
        passages: dict[RuleEvidence | None, list[Line]] = {}
        for impact, item in near:
            passage = impact.rule_evidence[0] if impact.rule_evidence and not gone else None
            passages.setdefault(passage, []).append(_line(impact, item, gone=gone))
        largest_first = sorted(passages.items(), key=lambda entry: -len(entry[1]))
        found += [Group(level, timing, passage, tuple(lines)) for passage, lines in largest_first]
    return tuple(found)


def _line(impact: Impact, item: Item, *, gone: bool) -> Line:
    why = impact.reasons[0] if impact.reasons else impact.basis
    evidence = tuple(f"{fact.field}: {fact.value}" for fact in impact.item_evidence)
    return Line(item.item_id, item.name, "" if gone else why, () if gone else evidence)


def _obligations(impacts: Iterable[Impact]) -> tuple[Obligation, ...]:
    """Each duty once, in order of time ("model year 2027" as 2027); those without a year last, in their own order."""
    distinct = {(duty.what, duty.date): duty for impact in impacts for duty in impact.obligations}
    return tuple(sorted(distinct.values(), key=_time))


def _time(duty: Obligation) -> tuple[bool, str]:
    year = YEAR.search(duty.date)
    return year is None, year[0] if year else ""


def _to_do(impacts: Iterable[Impact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(TO_DO[impact.level][impact.timing] for impact in impacts))[:MAX_TO_DO]
