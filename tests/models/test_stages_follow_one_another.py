"""What stands in a rulemaking, in which state it is, and which dates hold after its amendments."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from extract.document import DatedFact, DateKind, Document, Passage, Stage
from models.amendments import amended
from models.succession import State, Why, next_dates, standings, state

TODAY = dt.date(2026, 3, 2)


def document(number: str, stage: Stage, day: str, *dates: tuple[DateKind, str], **fields: object) -> Document:
    """A document of a stage, published on a day."""
    facts = tuple(DatedFact(kind, dt.date.fromisoformat(date), f"on {date}") for kind, date in dates)
    known = {"type": "RULE", "title": "A title", "publication_date": dt.date.fromisoformat(day), "dates": facts}
    return Document(document_number=number, stage=stage, **{**known, **fields})  # type: ignore[arg-type]


CONSULTATION = document("1", Stage.ANPRM, "2025-01-10", (DateKind.COMMENTS_CLOSE, "2025-03-10"))
PROPOSAL = document("2", Stage.NPRM, "2025-06-10", (DateKind.COMMENTS_CLOSE, "2025-07-10"), citation="90 FR 200")
EXTENSION = document(
    "3", Stage.COMMENT_PERIOD_EXTENSION, "2025-07-01", (DateKind.COMMENTS_CLOSE, "2025-08-10"), extends="90 FR 200"
)
RULE = document("4", Stage.FINAL_RULE, "2026-02-10", (DateKind.EFFECTIVE, "2026-04-10"))
DELAY = document("5", Stage.DELAY_OF_EFFECTIVE_DATE, "2026-03-01", (DateKind.EFFECTIVE, "2026-06-10"))
WITHDRAWAL = document("6", Stage.WITHDRAWAL, "2025-09-01", withdraws="2")


def standing(*documents: Document, today: dt.date = TODAY) -> dict[str, tuple[str, Why]]:
    """What gives way to what in one rulemaking."""
    found = standings(documents, {one.document_number: "RIN" for one in documents}, today)
    return {number: (one.gives_way_to, one.why) for number, one in found.items()}


def where(*documents: Document, today: dt.date = TODAY) -> tuple[State, str]:
    """The state of one rulemaking and the document that says so."""
    gone = standings(documents, {one.document_number: "RIN" for one in documents}, today)
    found, speaking = state(documents, gone, today)
    return found, speaking.document_number


def test_a_later_stage_takes_the_place_of_the_earlier_ones() -> None:
    """The consultation ends with the proposal, both with the rule; extension and delay are parts of what they change."""
    assert standing(CONSULTATION) == {}
    assert standing(CONSULTATION, PROPOSAL) == {"1": ("2", Why.SUPERSEDED)}
    assert standing(CONSULTATION, PROPOSAL, EXTENSION, RULE, DELAY) == {
        "1": ("4", Why.SUPERSEDED),
        "2": ("4", Why.SUPERSEDED),
        "3": ("2", Why.AMENDS),
        "5": ("4", Why.AMENDS),
    }


def test_nothing_gives_way_to_another_rulemaking() -> None:
    """A final rule of another family leaves a proposal pending."""
    assert standings([PROPOSAL, RULE], {"2": "RIN A", "4": "RIN B"}, TODAY) == {}


def test_a_withdrawn_proposal_leaves_nothing_pending() -> None:
    """The proposal gives way to the withdrawal; a rule that is withdrawn takes nothing's place."""
    assert standing(PROPOSAL, WITHDRAWAL) == {"2": ("6", Why.WITHDRAWN)}
    assert where(PROPOSAL, WITHDRAWAL)[0] is State.WITHDRAWN
    unnamed = document("6", Stage.WITHDRAWAL, "2025-09-01")
    assert standing(CONSULTATION, PROPOSAL, unnamed)["2"] == ("6", Why.WITHDRAWN)


def test_an_interim_rule_holds_until_the_final_one_takes_effect() -> None:
    """On the day before both stand; from that day on the final one alone."""
    interim = document("0", Stage.INTERIM_FINAL_RULE, "2024-01-10", (DateKind.EFFECTIVE, "2024-03-10"))
    assert standing(interim, RULE, today=dt.date(2026, 4, 9)) == {}
    assert standing(interim, RULE, today=dt.date(2026, 4, 10)) == {"0": ("4", Why.SUPERSEDED)}


def test_a_correction_of_an_extension_counts_for_the_proposal() -> None:
    """What amends an amendment gives way to the document that both are about."""
    correction = document("C1-3", Stage.CORRECTION, "2025-07-03", (DateKind.COMMENTS_CLOSE, "2025-08-12"), corrects="3")
    assert standing(PROPOSAL, EXTENSION, correction) == {"3": ("2", Why.AMENDS), "C1-3": ("2", Why.AMENDS)}


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ((CONSULTATION,), (State.CONSULTATION, "1")),
        ((CONSULTATION, PROPOSAL), (State.PROPOSED, "2")),
        ((PROPOSAL, RULE), (State.AHEAD, "4")),
        ((document("7", Stage.NOTICE, "2025-01-01"),), (State.NOTICE, "7")),
        ((document("8", Stage.FINAL_DETERMINATION, "2025-01-01"),), (State.IN_FORCE, "8")),
    ],
)
def test_the_state_is_that_of_what_stands(documents: tuple[Document, ...], expected: tuple[State, str]) -> None:
    """The furthest document that stands decides."""
    assert where(*documents) == expected
    assert where(PROPOSAL, RULE, today=dt.date(2026, 4, 10)) == (State.IN_FORCE, "4")


def test_extension_and_delay_move_the_dates_that_hold() -> None:
    """The new comment deadline and effective date take the place of the old ones; other dates stay."""
    assert amended(PROPOSAL, [EXTENSION]).comments_close_on == dt.date(2025, 8, 10)
    delayed = amended(RULE, [DELAY])
    assert [fact.date for fact in delayed.dates] == [dt.date(2026, 6, 10)]
    assert [fact.date for fact in next_dates(delayed, TODAY)] == [dt.date(2026, 6, 10)]


def test_the_day_on_which_a_delay_takes_effect_is_not_the_rules() -> None:
    """ "This rule is effective March 1. The effective date of the rule ... is delayed to June 10"."""
    own = document("5", Stage.DELAY_OF_EFFECTIVE_DATE, "2026-03-01", (DateKind.EFFECTIVE, "2026-06-10"))
    own = replace(own, dates=(*own.dates, DatedFact(DateKind.EFFECTIVE, dt.date(2026, 3, 1), "This rule is effective")))
    assert [fact.date for fact in amended(RULE, [own]).dates] == [dt.date(2026, 6, 10)]


def test_a_corrections_own_day_is_not_the_rules() -> None:
    """A correction of a rule in force takes effect itself; one of a rule to come may move its day."""
    own = document("C1-4", Stage.CORRECTION, "2026-05-01", (DateKind.EFFECTIVE, "2026-05-10"), corrects="4")
    assert amended(RULE, [own]).dates == RULE.dates
    ahead = document("C1-4", Stage.CORRECTION, "2026-03-01", (DateKind.EFFECTIVE, "2026-04-20"), corrects="4")
    assert amended(RULE, [ahead]).effective_on == dt.date(2026, 4, 20)


def test_a_corrected_paragraph_takes_the_place_of_the_one_that_begins_alike() -> None:
    """In the same section, marked as corrected; a paragraph of its own is added, the preamble is not."""
    section = "§ 791.301 Definitions."
    old = (Passage(section, 1, "5", "VCS hardware means radios above 450 MHz.", "regulation"),
           Passage(section, 2, "5", "Import means entry.", "regulation"))  # fmt: skip
    new = (Passage("Background", 1, "9", "VCS hardware means what it says.", "preamble"),
           Passage(section, 2, "9", "VCS hardware means radios above 500 MHz.", "regulation"),
           Passage(section, 3, "9", "Person means anybody.", "regulation"))  # fmt: skip
    rule = document("4", Stage.FINAL_RULE, "2026-02-10", passages=old)
    correction = document("C1-4", Stage.CORRECTION, "2026-02-20", corrects="4", passages=new, citation="91 FR 77")
    passages = amended(rule, [correction]).passages
    assert [passage.text for passage in passages] == [new[1].text, old[1].text, new[2].text]
    assert "as corrected by 91 FR 77" in rule.cite(passages[0])
    assert amended(rule, [document("C1-4", Stage.CORRECTION, "2026-02-20", passages=old)]) == rule


def test_a_consultation_does_not_come_back_when_the_proposal_after_it_is_withdrawn() -> None:
    """What ended it ended it."""
    assert standing(CONSULTATION, PROPOSAL, WITHDRAWAL)["1"] == ("2", Why.SUPERSEDED)
    assert where(CONSULTATION, PROPOSAL, WITHDRAWAL)[0] is State.WITHDRAWN


PAGES = [("5361", "Gates or cranes, or hoists, are covered."), ("5362", "Only based on a waiver."), ("5363", "or else")]


def corrected(*instructions: str) -> list[str]:
    """The paragraphs of a rule after a correction's instructions."""
    passages = tuple(Passage("", at, page, text) for at, (page, text) in enumerate(PAGES, start=1))
    rule = document("4", Stage.FINAL_RULE, "2026-02-10", passages=passages)
    said = tuple(Passage("", at, None, text) for at, text in enumerate(instructions, start=1))
    correction = document("5", Stage.CORRECTION, "2026-02-20", passages=said, corrects="4")
    return [passage.text for passage in amended(rule, [correction]).passages]


def test_a_correction_changes_the_words_at_its_place_and_no_others() -> None:
    """Whole words on the page that it names; where they stand there more than once nobody can say which is meant."""
    told = [text for _, text in PAGES]
    assert corrected("On page 5362, in the second column, “based” should read, “basket”.") == [
        told[0],
        "Only basket on a waiver.",
        told[2],
    ]
    assert corrected("On page 5361, in the 14th line, “or” should read “of”.") == told
    assert (
        corrected("On page 5361, “or” should read “of” each time it appears.")[0]
        == "Gates of cranes, of hoists, are covered."
    )
    assert corrected("On page 5361, “at” should read “it”.") == told
    assert corrected("On page 5370, “hoists” should read “lifts”.")[0] == "Gates or cranes, or lifts, are covered."
    assert corrected("On page 5363, in the first line,", "“or” should read “of”.") == [*told[:2], "of else"]


FINAL = document("4", Stage.FINAL_RULE, "2026-02-10", (DateKind.EFFECTIVE, "2026-02-20"))


def test_a_withdrawal_ends_what_it_says_from_its_day_on() -> None:
    """Not before it takes effect, not the whole where it is partial, and what a final rule ended stays ended."""
    coming = document("6", Stage.WITHDRAWAL, "2026-03-01", (DateKind.EFFECTIVE, "2026-05-01"), withdraws="4")
    assert where(PROPOSAL, FINAL, coming) == (State.IN_FORCE, "4")
    assert where(PROPOSAL, FINAL, coming, today=dt.date(2026, 5, 1))[0] is State.WITHDRAWN
    partial = document("6", Stage.WITHDRAWAL, "2026-03-01", withdraws="4", action="Notice of partial rescission.")
    assert standing(FINAL, partial) == {"6": ("4", Why.AMENDS)}


def test_a_withdrawn_proposal_takes_its_supplement_with_it() -> None:
    """A supplement only adds to the proposal; the withdrawal of the supplement leaves that alone."""
    supplement = document("2a", Stage.SUPPLEMENTAL_NPRM, "2025-08-01")
    assert set(standing(PROPOSAL, supplement, WITHDRAWAL)) == {"2", "2a"}
    assert set(standing(PROPOSAL, supplement, replace(WITHDRAWAL, withdraws="2a"))) == {"2a"}


def test_a_proposal_with_a_direct_final_rule_goes_on_when_that_is_withdrawn() -> None:
    """It came out on the same day."""
    direct = document("4", Stage.FINAL_RULE, "2025-06-10")
    assert "2" not in standing(PROPOSAL, direct, replace(WITHDRAWAL, withdraws="4"))


def test_a_rule_of_another_rin_ends_no_proposal_of_the_same_docket() -> None:
    """A docket may hold several rulemakings."""
    proposal = replace(PROPOSAL, rins=("0694-AK10",))
    first, technical = replace(FINAL, document_number="0", rins=("0694-AJ56",)), replace(RULE, rins=("0694-AJ56",))
    assert "2" not in standing(first, proposal, technical)
    assert "2" in standing(proposal, technical)  # an agency's prefix may change from one stage to the next
    assert "2" in standing(proposal, replace(RULE, rins=("0694-AK10", "0694-AJ56")))


def test_an_authorization_that_runs_out_does_not_end_the_case() -> None:
    """The determination goes on."""
    case = document("7", Stage.FINAL_DETERMINATION, "2025-01-10", (DateKind.COMPLIANCE, "2025-05-01"))
    permit = document("8", Stage.GENERAL_AUTHORIZATION, "2025-06-10", (DateKind.EXPIRATION, "2025-10-30"))
    assert where(case, permit) == (State.IN_FORCE, "7")


def quoted(number: str, stage: Stage, day: str, *facts: tuple[DateKind, str, str], **fields: object) -> Document:
    """A document whose facts have words of their own."""
    dates = tuple(DatedFact(kind, dt.date.fromisoformat(date), quote) for kind, date, quote in facts)
    return replace(document(number, stage, day, **fields), dates=dates)


PHASED = document(
    "4", Stage.FINAL_RULE, "2026-02-10",
    (DateKind.EFFECTIVE, "2026-04-10"), (DateKind.COMPLIANCE, "2027-01-04"), (DateKind.COMPLIANCE, "2028-01-03"),
)  # fmt: skip


def test_a_delay_of_one_day_leaves_the_others() -> None:
    """The day that its words name moves; its own effective day is not the rule's."""
    delay = quoted(
        "5", Stage.DELAY_OF_EFFECTIVE_DATE, "2026-03-01",
        (DateKind.EFFECTIVE, "2026-12-28", "This rule is effective December 28, 2026."),
        (DateKind.COMPLIANCE, "2027-07-05", "The compliance date for § 1.2 is delayed from January 4, 2027, to July 5, 2027."),
        delays="4",
    )  # fmt: skip
    assert [(fact.kind, str(fact.date)) for fact in amended(PHASED, [delay]).dates] == [
        (DateKind.EFFECTIVE, "2026-04-10"), (DateKind.COMPLIANCE, "2028-01-03"), (DateKind.COMPLIANCE, "2027-07-05")
    ]  # fmt: skip


def test_a_corrected_day_is_of_the_kind_of_the_one_that_it_replaces() -> None:
    """Whatever kind the correction alone seems to give it."""
    quote = "In the DATES section, “January 4, 2027” is corrected to read “January 11, 2027”."
    correction = quoted("5", Stage.CORRECTION, "2026-03-01", (DateKind.EFFECTIVE, "2027-01-11", quote), corrects="4")
    assert {(fact.kind, str(fact.date)) for fact in amended(PHASED, [correction]).dates} == {
        (DateKind.EFFECTIVE, "2026-04-10"), (DateKind.COMPLIANCE, "2028-01-03"), (DateKind.COMPLIANCE, "2027-01-11")
    }  # fmt: skip


def test_a_republication_restates_each_paragraph_where_it_stood() -> None:
    """Two that begin alike are told apart by the rest of their words."""
    texts = ["(2) A person subject to a duty must report.", "(2) A person subject to a ban must not resell."]
    section = "Part 1 > § 1.2 Duties"
    passages = tuple(Passage(section, at, None, text, "regulation") for at, text in enumerate(texts, start=1))
    rule = replace(FINAL, passages=passages)
    anew = document("R1-4", Stage.CORRECTION, "2026-02-20", passages=passages, corrects="4")
    assert [passage.text for passage in amended(rule, [anew]).passages] == texts
    changed = replace(passages[1], text="(2) A person subject to a ban must not resell or lend.")
    anew = replace(anew, passages=(passages[0], changed))
    assert [passage.text for passage in amended(rule, [anew]).passages] == [texts[0], changed.text]


def test_a_delay_of_one_section_leaves_the_day_of_the_others() -> None:
    """Each day once, in force from the first on."""
    delay = quoted(
        "5", Stage.DELAY_OF_EFFECTIVE_DATE, "2026-03-01",
        (DateKind.EFFECTIVE, "2026-06-01", "The effective date of § 1.5 is delayed from April 10, 2026, until June 1, 2026."),
        delays="4", action="Final rule; partial delay of effective date.",
    )  # fmt: skip
    days = [str(fact.date) for fact in amended(PHASED, [delay]).dates if fact.kind is DateKind.EFFECTIVE]
    assert days == ["2026-04-10", "2026-06-01"]


def test_two_days_moved_in_one_sentence_keep_their_kinds() -> None:
    """Each new day takes the place of the one printed before it."""
    words = (
        "The effective date is delayed from April 10, 2026, to May 1, 2026, and the compliance date from January 4, 2027, to "
        "September 1, 2027."
    )
    delay = quoted(
        "5", Stage.DELAY_OF_EFFECTIVE_DATE, "2026-03-01",
        (DateKind.EFFECTIVE, "2026-05-01", words), (DateKind.EFFECTIVE, "2027-09-01", words), delays="4",
    )  # fmt: skip
    assert {(fact.kind, str(fact.date)) for fact in amended(PHASED, [delay]).dates} == {
        (DateKind.EFFECTIVE, "2026-05-01"), (DateKind.COMPLIANCE, "2027-09-01"), (DateKind.COMPLIANCE, "2028-01-03")
    }  # fmt: skip


def test_a_withdrawal_that_speaks_of_a_part_of_the_code_is_whole() -> None:
    """ "In Part 791" is no withdrawal in part."""
    whole = replace(WITHDRAWAL, title="Amendments to Procedures in Part 791; Withdrawal")
    assert standing(PROPOSAL, whole) == {"2": ("6", Why.WITHDRAWN)}


@pytest.mark.parametrize(
    "days",
    [
        (),
        (
            (
                DateKind.OTHER,
                "2026-03-02",
                "As of March 2, 2026, the effective date of the rule is delayed indefinitely.",
            ),
        ),
        (
            (
                DateKind.EFFECTIVE,
                "2026-03-02",
                "Effective March 2, 2026, the final rule published at 91 FR 400 is stayed.",
            ),
        ),
    ],
)
@pytest.mark.parametrize("was", ["2026-02-20", "2026-04-10"])
def test_a_rule_put_off_without_a_new_day_has_none_and_is_not_in_force(
    days: tuple[tuple[DateKind, str, str], ...], was: str
) -> None:
    """Whether it had taken effect or not; a day that was only put off comes in the place of the old one."""
    rule = document(
        "4", Stage.FINAL_RULE, "2026-02-10", (DateKind.EFFECTIVE, was), (DateKind.COMMENTS_CLOSE, "2026-05-01")
    )
    stay = quoted("5", Stage.DELAY_OF_EFFECTIVE_DATE, "2026-03-01", *days, delays="4")
    (left,) = amended(rule, [stay]).dates
    assert left.kind is DateKind.COMMENTS_CLOSE
    assert where(amended(rule, [stay]), stay) == (State.AHEAD, "4")
    until = quoted(
        "5", Stage.DELAY_OF_EFFECTIVE_DATE, "2026-03-01",
        (DateKind.EFFECTIVE, "2026-06-10", "Effective March 2, 2026, the rule is stayed until June 10, 2026."), delays="4",
    )  # fmt: skip
    assert [str(fact.date) for fact in amended(rule, [until]).dates] == ["2026-05-01", "2026-06-10"]


def test_a_part_put_off_without_a_new_day_leaves_the_rest() -> None:
    """The rule goes on as published for what is not delayed."""
    part = document("5", Stage.DELAY_OF_EFFECTIVE_DATE, "2026-03-01", delays="4", action="Final rule; partial stay.")
    assert amended(RULE, [part]).dates == RULE.dates
    assert where(amended(RULE, [part]), part, today=dt.date(2026, 4, 11)) == (State.IN_FORCE, "4")
