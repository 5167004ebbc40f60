"""Days that no rule tells, by the words around them, as learnt from documents whose days are known.

The weights (day_words.json) come from `make calibrate`: a logistic regression over what stands before and behind a day, in its
sentences and their headings, wherever the document gives it. Only a document on ICTS is read so. Where the rules of
deadline_rules.py and its neighbours speak, they count, unless the words are sure that the day is none of the document's own;
what a DATES section says stands.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.background_rules import BACKGROUND, TAKEN_OUT
from extract.binding_rules import AGENCY_BY
from extract.calendar_days import days_in, is_bare_day, may_hold_days
from extract.document import DatedFact, DateKind
from extract.learnt_words import NONE, in_order, runs, table
from extract.marked_sentences import LONGEST_SENTENCE, OWN, mark_day, sentences, told_by

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from extract.background_rules import DayRule
    from extract.document import Passage, Stage

SURE, SURER = 0.9, 0.98
"""From this probability on that a day is one of the document's own, it is taken, or is more than "other"; chosen on rounds that
were left out.
"""
SURELY_NONE = 0.9
"""From this probability on that it is none, it is not taken from the text; of 1,340 days in four rounds that neither words nor
rules had seen, none of the document's own came to more than .82, three of six that were invented to more than .9.
"""

BEFORE, BEHIND = 8, 9
SENTENCE, HEADING = 80, 25  # words of a sentence or its heading that are looked at
MANY = 5
_NOT_OURS = [*AGENCY_BY, *BACKGROUND]  # days of others, and those by which an agency means to act
_NEVER_DOUBTED = {DateKind.OTHER, DateKind.APPLICABILITY}  # "after January 19, 2021" is said as background is
_SKIP = {"action", "addresses", "contact", "footnote"}


@dataclass(slots=True)
class ToldDay:
    """A day that a document prints: the sentences that give it, the same with the day marked, and the words around it."""

    sentences: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)

    def chances(self) -> dict[str, float]:
        """The probability of each kind, and of none."""
        odds = {kind: math.exp(logit) for kind, logit in table("extract", "day_words").logits(self.words).items()}
        return {kind: one / sum(odds.values()) for kind, one in odds.items()}


def corrected(
    facts: Collection[DatedFact],
    passages: Iterable[Passage],
    stage: Stage,
    settled: Collection[dt.date],
    of_others: Sequence[DayRule] = (),
) -> list[DatedFact]:
    """What the rules found, by the words: without days that are surely none, and with those that surely are one.

    `settled` are the days of the DATES section, `of_others` rules for days of others beside those that always are.
    """
    told = told_days(passages, stage)
    chances = {day: one.chances() for day, one in told.items() if day not in settled}
    none = {day for day, chance in chances.items() if chance[NONE] >= SURELY_NONE}
    kept = [fact for fact in facts if fact.kind in _NEVER_DOUBTED or fact.computed or fact.date not in none]
    known = {fact.date: fact.kind for fact in sorted(kept, key=lambda fact: fact.kind is not DateKind.OTHER)}
    for day, chance in chances.items():
        own = known.get(day)
        if own in {None, DateKind.OTHER} and 1 - chance[NONE] > (SURER if own else SURE):
            kept += _heard(day, told[day], chance, [*_NOT_OURS, *of_others])
    return kept


def _heard(day: dt.date, told: ToldDay, chances: dict[str, float], not_ours: list[DayRule]) -> Iterator[DatedFact]:
    said = [told_by(not_ours, marked) for marked in told.marked]
    if (True, None) in said and all(decided for decided, _ in said):
        return
    if any(told_by(TAKEN_OUT, marked)[0] for marked in told.marked):
        return
    kind = max(chances.keys() - {NONE}, key=chances.__getitem__)
    yield DatedFact(DateKind.OTHER if (True, DateKind.OTHER) in said else DateKind(kind), day, told.sentences[0])


def told_days(passages: Iterable[Passage], stage: Stage) -> dict[dt.date, ToldDay]:
    """The days that a document prints in full, in order of time."""
    told: dict[dt.date, ToldDay] = defaultdict(ToldDay)
    for passage in passages:
        if passage.kind in _SKIP or not may_hold_days(passage.text) or is_bare_day(passage.text):
            continue
        for sentence in sentences(passage.text):
            if len(sentence) <= LONGEST_SENTENCE:
                _tell(sentence, passage, told)
    for place, day in enumerate(sorted(told)):
        told[day].words |= {
            f"stage:{stage}",
            f"from first:{min(place, MANY)}",
            f"from last:{min(len(told) - 1 - place, MANY)}",
            f"sentences:{min(len(told[day].sentences), MANY - 1)}",
        }
    return {day: told[day] for day in sorted(told)}


def _tell(sentence: str, passage: Passage, told: dict[dt.date, ToldDay]) -> None:
    days = [day for day in days_in(sentence) if not day.computed]
    for own in days:
        marked = mark_day(sentence, days, own)
        words = in_order(marked)
        place = words.index(OWN)
        one = told[own.date]
        one.sentences.append(sentence)
        one.marked.append(marked)
        one.words.update(runs("before", words[max(0, place - BEFORE) : place], 3))
        one.words.update(runs("behind", words[place + 1 : place + 1 + BEHIND], 3))
        one.words.update(runs("sentence", words[:SENTENCE], 2))
        one.words.update(runs("heading", in_order(passage.section.rsplit(" > ", 1)[-1])[:HEADING], 2))
        one.words.add(f"kind:{passage.kind}")
