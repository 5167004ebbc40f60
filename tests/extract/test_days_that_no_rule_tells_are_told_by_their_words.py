"""A day of a document on ICTS that no rule knows is told by the words around it, where these are sure."""

from __future__ import annotations

import datetime as dt

import pytest

from extract.day_words import corrected, told_days
from extract.deadlines import Occasion, dated_facts
from extract.document import DatedFact, DateKind, Passage, Stage

PUBLISHED = dt.date(2044, 2, 1)
DAY = dt.date(2044, 6, 7)


def passage(text: str, section: str = "Order", kind: str = "text") -> Passage:
    """A paragraph under a heading."""
    return Passage(section, 1, None, text, kind)


def test_words_are_told_with_their_places_and_other_days_are_all_one():
    """The day itself is ◆, another ◇, a number 0; what a day's sentences say is added up."""
    told = told_days(
        [
            passage("From June 7, 2044, no person may sell 12 units."),
            passage("It begins on June 7, 2044, not on May 2, 2044."),
        ],
        Stage.FINAL_DETERMINATION,
    )
    assert list(told) == [dt.date(2044, 5, 2), DAY]
    words = told[DAY].words
    assert {
        "before:from",
        "behind:, no person",
        "sentence:sell 0",
        "before:begins on",
        "behind:, not on",
        "sentence:◆ ,",
    } <= words
    assert {
        "heading:order",
        "kind:text",
        "stage:final determination",
        "from first:1",
        "from last:0",
        "sentences:2",
    } <= words
    assert "sentence:on ◇" in words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # Sure, although none of the tables knows these words.
        (
            "At 12:00 a.m. Eastern Daylight Time on June 7, 2044, and after that, no U.S. person may use the application.",
            {(DateKind.COMPLIANCE, DAY)},
        ),
        # Days of others, and one by which the agency hopes to act.
        ("The inspectors wrote their report on June 7, 2044.", set()),
        ("The original text of this paragraph named June 7, 2044.", set()),
        (
            "From June 7, 2044, no person may sell it; the Department hopes to have a list by June 7, 2044.",
            {(DateKind.OTHER, DAY)},
        ),
    ],
)
def test_a_day_is_taken_where_the_words_are_sure(text, found):
    """With its likeliest kind."""
    facts = corrected([], [passage(text)], Stage.FINAL_DETERMINATION, set())
    assert {(fact.kind, fact.date) for fact in facts} == found


def test_what_the_rules_tell_stands():
    """A day that they have told is not told again; one that they know to be "other" is, where the words are surer."""
    text = "From June 7, 2044, no U.S. person may use the application."
    for kind in DateKind:
        found = [DatedFact(kind, DAY, "By a rule.")]
        facts = corrected(found, [passage(text)], Stage.FINAL_DETERMINATION, set())
        assert facts[:1] == found
        assert [(fact.kind, fact.quote) for fact in facts[1:]] == [(DateKind.COMPLIANCE, text)] * (
            kind is DateKind.OTHER
        )


def test_a_day_that_is_surely_none_of_the_document_s_own_is_dropped():
    """Whatever a rule made of it; not where a DATES section gives it, and not what was counted or only reaches back."""
    text = passage("The sales were made after June 7, 2044, by three firms that have since closed.", "Background")
    found = [DatedFact(kind, DAY, text.text) for kind in DateKind]
    left = corrected(found, [text], Stage.FINAL_DETERMINATION, set())
    assert {fact.kind for fact in left} == {DateKind.OTHER, DateKind.APPLICABILITY}
    assert corrected(found, [text], Stage.FINAL_DETERMINATION, {DAY}) == found
    counted = [DatedFact(DateKind.COMPLIANCE, DAY, text.text, computed=True)]
    assert corrected(counted, [text], Stage.FINAL_DETERMINATION, set()) == counted


def test_only_documents_on_icts_are_read_so():
    """In the papers of other programmes the words were never learnt."""
    text = (
        "At 12:00 a.m. Eastern Daylight Time on June 7, 2044, and after that, no U.S. person may use the application."
    )
    found = []
    for programme in (True, False):
        occasion = Occasion("RULE", Stage.NOTICE, "", "", PUBLISHED, PUBLISHED, programme=programme)
        found.append([fact.date for fact in dated_facts([passage(text, "Preamble", "preamble")], occasion)])
    assert found == [[DAY], []]
