"""The weekly digest before it is put into an e-mail: what is new, what is open, what is due, whether all was read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts.impact_alert import Event
from alerts.routing import RecipientKind
from alerts.wording import count, short_date, tally

if TYPE_CHECKING:
    import datetime as dt

    from alerts.deadlines import Deadline
    from alerts.impact_alert import DocumentFacts
    from alerts.routing import Recipient
    from models.impact import Level


TOLD_AS = {
    RecipientKind.OWNER: "You get this digest because the inventory names you as an owner.",
    RecipientKind.UNIT: "You get this digest for your unit's assets that name no owner who can be reached.",
    RecipientKind.COMPLIANCE: "You get this digest for the whole company.",
}


@dataclass(frozen=True, slots=True)
class News:
    """A rulemaking new to the reader, changed or withdrawn in the window, with its exact totals for the reader."""

    event: Event
    document: DocumentFacts
    affected: int
    review: int
    changes: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many of the reader's items it touches."""
        return self.affected + self.review

    @property
    def tally(self) -> str:
        """The totals in words: "3 affected, 12 to review", or that they no longer are; blank where it touches nothing."""
        return tally(self.affected, self.review, "no longer " if self.event is Event.WITHDRAWN else "")


@dataclass(frozen=True, slots=True)
class OpenDecision:
    """Items of one level in one rulemaking on which nobody has decided since `since`; a few of their names."""

    document: DocumentFacts
    level: Level
    items: int
    names: tuple[str, ...]
    since: dt.date


@dataclass(frozen=True, slots=True)
class Decided:
    """Items of one rulemaking on which one person gave one word on one day, with the reason; a few of their names.

    `waits` says what the word still lacks, blank where it holds.
    """

    document: DocumentFacts
    state: str
    items: int
    names: tuple[str, ...]
    by: str
    day: dt.date
    why: str = ""
    waits: str = ""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """How many of the reader's assets were affected, and to review, at the end of a day."""

    day: dt.date
    affected: int
    review: int

    @property
    def words(self) -> str:
        """The day with both figures."""
        return f"{short_date(self.day)}: {self.affected:,} affected, {self.review:,} to review"


@dataclass(frozen=True, slots=True)
class Exposure:
    """How many assets the reader has, and how many of them are affected, to review, and without a decision."""

    assets: int
    affected: int
    review: int
    undecided: int


@dataclass(frozen=True, slots=True)
class ListChange:
    """What a watch list did to so many firms on a day: "added", "removed", "changed", or "listed" when it was first read."""

    list: str
    day: dt.date
    change: str
    firms: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """Whether a source was read in the window; `problem` says in a sentence why not, blank where all is well."""

    name: str
    last_read: dt.date | None
    problem: str = ""

    @property
    def healthy(self) -> bool:
        """It was read, and without a problem."""
        return self.last_read is not None and not self.problem


@dataclass(frozen=True, slots=True)
class Digest:
    """One window (both days included) for one reader: an owner, a unit, or compliance for the whole company."""

    recipient: Recipient
    first_day: dt.date
    last_day: dt.date
    news: tuple[News, ...]
    open_decisions: tuple[OpenDecision, ...]
    deadlines: tuple[Deadline, ...]
    exposure: Exposure
    sources: tuple[SourceHealth, ...]
    list_changes: tuple[ListChange, ...] = ()
    decided: tuple[Decided, ...] = ()
    trend: tuple[TrendPoint, ...] = ()

    @property
    def chart(self) -> str:
        """The Content-ID under which the chart of the trend stands in the e-mail: another one for other figures."""
        return f"exposure-{hashlib.sha256(self.trend_words.encode()).hexdigest()[:16]}@icts-watch"

    @property
    def trend_words(self) -> str:
        """What the chart shows, for those who do not see it."""
        return "; ".join(point.words for point in self.trend)

    @property
    def exposed(self) -> bool:
        """Whether any asset was affected or to review in the time that the trend covers."""
        return any(point.affected or point.review for point in self.trend)

    @property
    def told_as(self) -> str:
        """Why the reader gets this digest, in a sentence."""
        return TOLD_AS[self.recipient.kind]

    @property
    def unread(self) -> tuple[SourceHealth, ...]:
        """The sources that were not read as they should have been."""
        return tuple(source for source in self.sources if not source.healthy)

    @property
    def health(self) -> str:
        """In a few words, whether everything was read."""
        if not self.sources:
            return "no source is configured"
        if self.unread:
            return f"{count(len(self.unread), 'source')} of {len(self.sources)} could not be read"
        return "all sources read"

    @property
    def headline(self) -> str:
        """The week in one line."""
        if not self.news:
            return f"Nothing new, {self.health}"
        decide = f", {count(self.exposure.undecided, 'asset')} to decide" if self.exposure.undecided else ""
        return f"{count(len(self.news), 'rulemaking')} new or changed{decide}"
