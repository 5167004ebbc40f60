"""A rulemaking's dates as deadlines, each with a key under which it is found again when it moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts.wording import DATE_WORDS
from extract.document import DateKind

if TYPE_CHECKING:
    import datetime as dt

    from extract.document import Document


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date of a rulemaking. `key` names it within the rulemaking ("comments_close", "compliance-2") and survives a
    change of the date; `revision` counts the changes; `cancelled` says that the date no longer stands.
    """

    rulemaking: str
    key: str
    kind: DateKind
    date: dt.date
    title: str
    document_number: str
    citation: str = ""
    url: str = ""
    quote: str = ""
    revision: int = 0
    cancelled: bool = False

    @property
    def what(self) -> str:
        """What happens on the day, in a few words."""
        return DATE_WORDS[self.kind]

    @property
    def asks_for_comments(self) -> bool:
        """Whether the company has to decide if it files comments."""
        return self.kind is DateKind.COMMENTS_CLOSE


def document_deadlines(
    document: Document, rulemaking: str, *, revision: int = 0, cancelled: bool = False
) -> tuple[Deadline, ...]:
    """The document's dates in order of time, one per kind and day; the second of a kind has the key "kind-2"."""
    first = {(fact.kind, fact.date): fact for fact in reversed(document.dates)}
    found: list[Deadline] = []
    for (kind, date), fact in sorted(first.items(), key=lambda entry: (entry[0][1], entry[0][0])):
        earlier = sum(other.kind is kind for other in found)
        found.append(
            Deadline(
                rulemaking=rulemaking,
                key=f"{kind}-{earlier + 1}" if earlier else str(kind),
                kind=kind,
                date=date,
                title=document.title,
                document_number=document.document_number,
                citation=document.citation or "",
                url=document.url or "",
                quote=fact.quote,
                revision=revision,
                cancelled=cancelled,
            )
        )
    return tuple(found)
