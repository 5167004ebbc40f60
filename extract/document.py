"""What a publication says once it is read: the document, its dates, its passages."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


CELL = " | "
"""What stands between the cells of a table's row in a passage."""


class Stage(StrEnum):
    """Where in its life a rulemaking or a case stands with this document (the design's closed list)."""

    ANPRM = "ANPRM"
    NPRM = "NPRM"
    SUPPLEMENTAL_NPRM = "supplemental NPRM"
    INTERIM_FINAL_RULE = "interim final rule"
    FINAL_RULE = "final rule"
    INITIAL_DETERMINATION = "initial determination"
    FINAL_DETERMINATION = "final determination"
    GENERAL_AUTHORIZATION = "general authorization"
    COMMENT_PERIOD_EXTENSION = "comment period extension"
    COMMENT_PERIOD_REOPENING = "comment period reopening"
    DELAY_OF_EFFECTIVE_DATE = "delay of effective date"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    EXECUTIVE_ORDER = "executive order"
    CONTINUATION_OF_EMERGENCY = "continuation of emergency"
    REQUEST_FOR_INFORMATION = "request for information"
    GUIDANCE = "guidance"
    NOTICE = "notice"


class DateKind(StrEnum):
    """What a date in a document governs; design.md ("Kinds of date") says which is which."""

    COMMENTS_CLOSE = "comments_close"
    EFFECTIVE = "effective"
    COMPLIANCE = "compliance"
    APPLICABILITY = "applicability"
    HEARING = "hearing"
    EXPIRATION = "expiration"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A date with its kind and the words it came from; `computed` marks one counted from a relative expression."""

    kind: DateKind
    date: dt.date
    quote: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class CfrReference:
    """A part of the Code of Federal Regulations that a document concerns, such as 15 CFR part 791."""

    title: int
    part: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable paragraph: where it stands (heading path, paragraph number from 1, FR page) and its text.

    `emphasized` are the runs printed in italics or bold (rules print the terms they define so), in order.
    `kind` is "summary", "dates", "action", "addresses", "contact", "preamble", "regulation" (text that amends or would
    amend the CFR), "footnote" or "text". A row of a table ("cell | cell") has the table's title and its column heads.
    """

    section: str
    paragraph: int
    page: str | None
    text: str
    kind: str = "text"
    emphasized: tuple[str, ...] = ()
    table: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read. Absent facts are empty or None, never guessed; what could not be read is in `problems`.

    `type` is RULE, PRORULE, NOTICE or PRESDOCU; `citation` "89 FR 52434"; `agencies` names as the API spells them
    ("Commerce Department", "Industry and Security Bureau"); `corrects`, `extends`, `delays`, `withdraws` and
    `continues` hold document numbers, or FR citations where the text gives only those.
    """

    document_number: str
    type: str
    stage: Stage
    title: str
    action: str | None = None
    abstract: str | None = None
    agencies: tuple[str, ...] = ()
    publication_date: dt.date | None = None
    filed_at: dt.datetime | None = None
    citation: str | None = None
    start_page: int | None = None
    rins: tuple[str, ...] = ()
    agency_dockets: tuple[str, ...] = ()
    regulations_dot_gov_docket: str | None = None
    cfr_references: tuple[CfrReference, ...] = ()
    dates: tuple[DatedFact, ...] = ()
    corrects: str | None = None
    extends: str | None = None
    delays: str | None = None
    withdraws: str | None = None
    continues: str | None = None
    fr_citations: tuple[str, ...] = ()
    url: str | None = None
    passages: tuple[Passage, ...] = field(default=(), repr=False)
    problems: tuple[str, ...] = ()

    def _date(self, kind: DateKind) -> dt.date | None:
        return next((fact.date for fact in self.dates if fact.kind is kind), None)

    @property
    def comments_close_on(self) -> dt.date | None:
        """The day the comment period ends."""
        return self._date(DateKind.COMMENTS_CLOSE)

    @property
    def effective_on(self) -> dt.date | None:
        """The day the document says it takes effect."""
        return self._date(DateKind.EFFECTIVE)

    @property
    def acts_on(self) -> str | None:
        """The other document that this one corrects, extends, delays, withdraws or continues."""
        return self.corrects or self.extends or self.delays or self.withdraws or self.continues

    @property
    def text(self) -> str:
        """Title, abstract and all passages as one text, a paragraph a line."""
        return "\n".join([self.title, self.abstract or "", *(passage.text for passage in self.passages)])

    def cite(self, passage: Passage) -> str:
        """A passage's citation: "89 FR 52435 (2024-13532), Final Determination > D., para. 31"."""
        volume = self.citation.split(" FR ")[0] if self.citation else None
        where = (
            f"{volume} FR {passage.page} ({self.document_number})"
            if volume and passage.page
            else f"FR Doc. {self.document_number}"
        )
        return ", ".join(part for part in (where, passage.section, f"para. {passage.paragraph}") if part)
