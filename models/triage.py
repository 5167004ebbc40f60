"""Whether a document belongs to the ICTS programme, to a regime beside it, or to neither, and by which phrase."""

from __future__ import annotations

import functools
import importlib.resources
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.document import Stage
from models.typography import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extract.document import CfrReference, Document

ICTS, OTHER = "icts", "other"
# The part that carries the ICTS rules: 791 since July 2024, 7 before. No other rule of Commerce stands in either.
ICTS_PARTS = {(15, "7"), (15, "791")}
CASES = {Stage.INITIAL_DETERMINATION, Stage.FINAL_DETERMINATION, Stage.GENERAL_AUTHORIZATION}
_OFFICE = re.compile(r"\bOICTS\b|\bICTS-\d{4}-\d+|Bureau of Industry and Security")
NO_PHRASE = "no phrase of the ICTS programme or of a regime beside it"


@dataclass(frozen=True, slots=True)
class Triage:
    """What a document is to an ICTS officer.

    `relevance` is "icts", "adjacent" or "other"; `score` orders documents between 1 (surely ICTS) and 0 (nothing to do
    with it), adjacent ones lying in the middle; `reason` names the phrase that decided.
    """

    relevance: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table in triage_rules.toml: phrases, where they are looked for, what they say of a document."""

    where: str
    relevance: str
    score: float
    because: str
    phrases: re.Pattern[str]
    anyone: bool = False
    once: bool = False

    def found(self, text: str, *, once: bool = False) -> str | None:
        """The phrase as it stands in the text. A whole text must hold it twice, unless `once`: once may be a citation."""
        hits = self.phrases.finditer(text)
        first = next(hits, None)
        if first is None or (self.where == "text" and not once and next(hits, None) is None):
            return None
        return first.group(0)


@functools.cache
def rules() -> tuple[Rule, ...]:
    """The table, in its order."""
    table = tomllib.loads(importlib.resources.files("models").joinpath("triage_rules.toml").read_text("utf-8"))
    return tuple(
        Rule(
            row["where"],
            row["relevance"],
            row["score"],
            row["because"],
            re.compile("|".join(row["phrases"]), re.IGNORECASE),
            row.get("anyone", False),
            row.get("once", False),
        )
        for row in table["rule"]
    )


def _of_the_programme(agencies: Iterable[str]) -> bool:
    """Whether BIS speaks, or the Secretary, or the President, who gives them their orders; no other bureau of Commerce."""
    named = [agency.casefold() for agency in agencies]
    if any(word in agency for agency in named for word in ("industry and security", "office of the president")):
        return True
    return all("commerce" in agency or "office of the secretary" in agency for agency in named)


def triage(
    title: str,
    abstract: str | None = None,
    *,
    text: str | None = None,
    agencies: Iterable[str] = (),
    cfr_references: Iterable[CfrReference] = (),
    **_other: object,
) -> Triage:
    """Place a document by what is known of it; other fields of an API answer may be passed and are not read.

    `text` decides only where title and abstract say nothing. But for the programme's own name in a title, only Commerce's
    and the President's documents are ICTS: other agencies cite the programme, or use its words, without belonging to it.
    """
    parts = ICTS_PARTS & {(reference.title, reference.part) for reference in cfr_references}
    if parts:
        number, part = max(parts)
        return Triage(ICTS, 0.99, f"concerns {number} CFR part {part}")
    places = {"title": plain(title), "abstract": plain(abstract or ""), "text": plain(text or "")}
    agencies = list(agencies)
    own = _of_the_programme(agencies)
    # What BIS says in passing of its own programme still concerns it: "General Authorization No. 1; Extension".
    office = any("industry and security" in agency.casefold() for agency in agencies)
    office = office or (not agencies and _OFFICE.search(places["text"]) is not None)  # a page by hand
    for rule in rules():
        if rule.relevance == ICTS and not (own or rule.anyone):
            continue
        phrase = rule.found(places[rule.where], once=rule.once or (office and rule.relevance == ICTS))
        if phrase:
            return Triage(rule.relevance, rule.score, f'{rule.because}: "{phrase[:100]}" in the {rule.where}')
    return Triage(OTHER, 0.02, NO_PHRASE)


def triage_document(document: Document) -> Triage:
    """Place a document that has been read, by all that it says.

    A determination or general authorization is one of the programme's cases, or its stage would be another.
    """
    if document.stage in CASES:
        return Triage(ICTS, 0.95, f"a {document.stage.value} of the ICTS programme")
    return triage(
        document.title,
        document.abstract,
        text="\n".join(passage.text for passage in document.passages),
        agencies=document.agencies,
        cfr_references=document.cfr_references,
    )
