"""What the words around a printed day make of it."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from extract.calendar_days import Starts
from extract.deadlines import Occasion, dated_facts, sentences
from extract.document import Passage, Stage

PUBLISHED = dt.date(2024, 3, 1)
STARTS = Starts(signed=dt.date(2024, 2, 27), filed=dt.date(2024, 2, 28))


def told(
    text: str,
    kind: str = "dates",
    *,
    type_: str = "NOTICE",
    stage: Stage = Stage.NOTICE,
    action: str = "",
    section: str = "",
    programme: bool = False,
) -> list[str]:
    """The facts of one paragraph as "kind date" lines, "~" marking computed days."""
    occasion = Occasion(type_, stage, action, "", PUBLISHED, PUBLISHED, starts=STARTS, programme=programme)
    facts = dated_facts([Passage(section, 1, None, text, kind)], occasion)
    return [f"{fact.kind} {fact.date}{'~' if fact.computed else ''}" for fact in facts]


EXTENSIONS = [
    (
        "The comment period for the proposed rule published November 26, 2023 (88 FR 67379), is extended from December 27, 2023, "
        "to April 11, 2024."
    ),
    (
        "The comment period for the notice published at 88 FR 67379 (November 26, 2023), which was to close on March 27, 2024, "
        "now closes on April 11, 2024."
    ),
    (
        "Comments on the rule proposed at 88 FR 65316 (November 27, 2023) must arrive by close of business on April 11, 2024, "
        "the new end of the comment period."
    ),
    "The deadline for comments, originally March 27, 2024, is extended until April 11, 2024.",
    "The comment period is extended by 15 days. Comments are now due on April 11, 2024, instead of March 27, 2024.",
    "The comment period on the advance notice of January 19, 2024, is extended. Comments will be accepted until April 11, 2024.",
    "The Department extends the deadline for public comment from March 27, 2024 until April 11, 2024.",
    "The comment period for the proposed rule that closed on January 28, 2024, is reopened until April 11, 2024.",
    "The comment due date of March 27, 2024 is hereby extended to April 11, 2024.",
    "The comment period, which would have ended March 27, 2024, is extended through April 11, 2024.",
]


@pytest.mark.parametrize("text", EXTENSIONS)
def test_an_extension_gives_only_its_new_deadline(text: str) -> None:
    """The deadline that was replaced, and the other document's date, are no facts of an extension."""
    assert told(text, type_="PRORULE", stage=Stage.COMMENT_PERIOD_EXTENSION) == ["comments_close 2024-04-11"]


RULES = [
    ("The rule is effective on March 17, 2024.", ["effective 2024-03-17"]),
    ("Effective March 17, 2024.", ["effective 2024-03-17"]),
    ("March 17, 2024.", ["effective 2024-03-17"]),
    ("This rule takes effect March 17, 2024.", ["effective 2024-03-17"]),
    ("The rule corrected here takes effect on March 17, 2024.", ["effective 2024-03-17"]),
    ("This final rule goes into effect on March 17, 2024, at 12:01 a.m. Eastern Time.", ["effective 2024-03-17"]),
    (
        "This correction is effective July 7, 2024, and applicable as of June 24, 2024.",
        ["effective 2024-07-07", "applicability 2024-06-24"],
    ),
    (
        "This rule is effective March 1, 2024, and is applicable beginning February 1, 2024.",
        ["effective 2024-03-01", "applicability 2024-02-01"],
    ),
    ("This rule is effective 30 days after publication.", ["effective 2024-03-31~"]),
    ("This rule is effective upon publication in the Federal Register.", ["effective 2024-03-01~"]),
    (
        "This rule is effective on January 1, 2025, except for amendatory instruction 3, which is effective June 1, 2024.",
        ["effective 2025-01-01", "effective 2024-06-01"],
    ),
    (
        "The interim final rule is effective April 1, 2024. Comments must be received on or before April 1, 2024.",
        ["effective 2024-04-01", "comments_close 2024-04-01"],
    ),
    (
        "Effective date: April 1, 2024. Compliance date: Compliance with this rule is required beginning October 1, 2024.",
        ["effective 2024-04-01", "compliance 2024-10-01"],
    ),
    (
        "This rule is effective April 1, 2024. Affected parties must comply by October 1, 2024.",
        ["effective 2024-04-01", "compliance 2024-10-01"],
    ),
    (
        (
            "The effective date of the rule published at 89 FR 1000 on January 5, 2024, is delayed from March 4, 2024, until May "
            "3, 2024."
        ),
        ["effective 2024-05-03"],
    ),
    (
        "As of March 4, 2024, the effective date of the final rule is delayed to May 3, 2024.",
        ["other 2024-03-04", "effective 2024-05-03"],
    ),
    (
        "This temporary rule is effective from 7:30 a.m. on April 30, 2024, until 3 p.m. on June 11, 2024.",
        ["effective 2024-04-30", "expiration 2024-06-11"],
    ),
    ("This rule is effective from 7:30 a.m. until 3 p.m. on April 30, 2024.", ["effective 2024-04-30"]),
    (
        "This rule is effective March 17, 2024. The general license expires on September 30, 2024.",
        ["effective 2024-03-17", "expiration 2024-09-30"],
    ),
    (
        (
            "This rule is effective April 15, 2024. Submit written objections and requests for a hearing by May 16, 2024. "
            "The Director of the "
            "Federal Register approves the incorporation by reference of certain publications as of April 16, 2024."
        ),
        ["effective 2024-04-15", "other 2024-05-16", "other 2024-04-16"],
    ),
    (
        (
            "The interim rule of January 19, 2021, became final on a date of its own. This rule is effective on March 17, "
            "2024. For the dates on "
            "which particular prohibitions begin, see § 791.308."
        ),
        ["effective 2024-03-17"],
    ),
    (
        (
            "In addition this rule changes the effective date from May 10, 2024, to May 1, 2024, for the amendments published "
            "February 15, 2023, at 78 FR 11280."
        ),
        ["effective 2024-05-01"],
    ),
]


@pytest.mark.parametrize(("text", "facts"), RULES)
def test_the_dates_of_a_rule_keep_their_kinds(text: str, facts: list[str]) -> None:
    """Effective, compliance, applicability and expiration days are told apart, and another document's days are none."""
    assert told(text, type_="RULE", stage=Stage.FINAL_RULE) == facts


NOTICES = [
    (
        "The meeting will be held May 2, 2024, and June 16, 2024, from 11 a.m.",
        ["hearing 2024-05-02", "hearing 2024-06-16"],
    ),
    ("The public hearings will be held May 9-11, 2024.", ["hearing 2024-05-09", "hearing 2024-05-11"]),
    (
        "BIS will hold a public hearing on May 9, 2024, at 10 a.m. Requests to speak must be received by May 2, 2024.",
        ["hearing 2024-05-09", "other 2024-05-02"],
    ),
    (
        "The task force will meet on Wednesday, May 4, 2024; 8 a.m. to 5 p.m. on Thursday, May 5, 2024.",
        ["hearing 2024-05-04", "hearing 2024-05-05"],
    ),
    ("Applications are due May 20, 2024.", ["other 2024-05-20"]),
    ("Written nominations must be received on or before May 16, 2024.", ["other 2024-05-16"]),
    (
        "Comments must be received by May 16, 2024. Reply comments are due on or before May 31, 2024.",
        ["comments_close 2024-05-16", "comments_close 2024-05-31"],
    ),
    (
        "Comments will be accepted on or before May 16, 2024. This action will be effective the day following.",
        ["comments_close 2024-05-16"],
    ),
    (
        "The revised system becomes effective on May 25, 2024, unless comments necessitate otherwise.",
        ["effective 2024-05-25"],
    ),
    ("The period of support is September 30, 2023 through September 29, 2024.", []),
]


@pytest.mark.parametrize(("text", "facts"), NOTICES)
def test_the_dates_of_a_notice_keep_their_kinds(text: str, facts: list[str]) -> None:
    """Hearings, comment deadlines and other deadlines of a DATES section are told apart."""
    assert told(text) == facts


BINDING = [
    ("(b) As to radios and displays, it applies beginning January 1, 2030.", ["compliance 2030-01-01"]),
    ("(b) It applies to servers, and to racks that hold them, beginning on May 2, 2030.", ["compliance 2030-05-02"]),
    (
        (
            "As of 12:00 a.m. Eastern Daylight Time on July 20, 2024, Kaspersky may not conclude with a U.S. person any new "
            "agreement."
        ),
        ["compliance 2024-07-20"],
    ),
    ("As of 12:00 a.m. Eastern Daylight Time (EDT) on September 29, 2024:", ["compliance 2024-09-29"]),
    (
        "Beginning January 1, 2027, no person may import covered modems into the United States.",
        ["compliance 2027-01-01"],
    ),
    (
        "The unit is not associated with a model year and is imported before January 1, 2029; or",
        ["compliance 2029-01-01"],
    ),
    (
        "The hardware prohibition would begin with model year 2030, or on January 1, 2029, for units without one.",
        ["compliance 2029-01-01"],
    ),
    (
        "A subcomponent completed before March 17, 2026, is excluded if no such person alters it afterwards.",
        ["other 2026-03-17"],
    ),
    (
        "(3) Was initiated, pending, or completed on or after January 19, 2021, including an update; and",
        ["applicability 2021-01-19"],
    ),
    (
        "It was initiated, is pending, or will be completed after May 15, 2019, whenever the contract was signed.",
        ["applicability 2019-05-15"],
    ),
    ("The first report must be filed no later than June 30, 2025.", ["compliance 2025-06-30"]),
    (
        (
            "BIS published an advance notice on March 1, 2024 (89 FR 15066), and a proposed rule on September 26, 2024 (89 FR "
            "79088)."
        ),
        [],
    ),
    ("The proposal of November 27, 2024, would add part 7.", []),
    ("The prohibitions apply to vehicles manufactured from model year 2027.", []),
    ("Executive Order 14105 of August 9, 2024, directs the Secretary to act.", []),
]


@pytest.mark.parametrize(("text", "facts"), BINDING)
def test_regulation_text_gives_the_days_it_binds_from(text: str, facts: list[str]) -> None:
    """Days of prohibitions, duties, exemptions and applicability are read from binding text, background days are not."""
    assert told(text, "regulation", type_="RULE", stage=Stage.FINAL_RULE) == facts


def test_a_correction_gives_the_day_that_was_meant_and_the_comment_period_it_leaves() -> None:
    """Beside its DATES section a correction states days of the corrected rule; those it only recites are none of its own."""
    text = (
        "In FR Doc. 2024-90001, of February 2, 2024, BIS published an interim final rule. As printed, § 791.356 "
        "requires an inventory by June 28, 2024. The date that BIS had cleared is September 30, 2024. The comment period, which "
        "closes on April 2, 2024, is not changed."
    )
    occasion = Occasion("RULE", Stage.CORRECTION, "Interim final rule; correction.", "", PUBLISHED, PUBLISHED)
    parts = [Passage("", 1, None, "Effective March 1, 2024.", "dates"), Passage("", 2, None, text, "text")]
    assert [f"{fact.kind} {fact.date}" for fact in dated_facts(parts, occasion)] == [
        "effective 2024-03-01",
        "compliance 2024-09-30",
        "comments_close 2024-04-02",
    ]


def test_a_delay_says_which_days_it_leaves() -> None:
    """Beside the new effective day, the days of compliance that stay."""
    occasion = Occasion(
        "RULE", Stage.DELAY_OF_EFFECTIVE_DATE, "Final rule; delay of effective date.", "", PUBLISHED, PUBLISHED
    )
    parts = [
        Passage("", 1, None, "The effective date is delayed to May 20, 2024.", "dates"),
        Passage(
            "",
            2,
            None,
            "Light vehicles must still comply as of September 1, 2027, and heavy ones as of September 1, 2028.",
            "text",
        ),
    ]
    assert [f"{fact.kind} {fact.date}" for fact in dated_facts(parts, occasion)] == [
        "effective 2024-05-20",
        "compliance 2027-09-01",
        "compliance 2028-09-01",
    ]


@pytest.mark.parametrize(
    ("more", "days"),
    [
        ("", ["compliance 2024-12-30"]),
        # Taken out in one place alone.
        (
            "For plants the prohibition applies from June 30, 2024, as before.",
            ["compliance 2024-06-30", "compliance 2024-12-30"],
        ),
    ],
)
def test_an_amended_determination_gives_no_day_that_it_takes_out_for_good(more: str, days: list[str]) -> None:
    """ "The words ... are removed", whatever is told of that day before."""
    occasion = Occasion("NOTICE", Stage.FINAL_DETERMINATION, "Amended final determination.", "", PUBLISHED, PUBLISHED)
    told_of = "The order prohibits updates from June 30, 2024."
    removes = 'In paragraph C, the words "June 30, 2024" are removed and the words "December 30, 2024" are added.'
    parts = [Passage("", at, None, text, "text") for at, text in enumerate((told_of, removes, more)) if text]
    assert sorted(f"{fact.kind} {fact.date}" for fact in dated_facts(parts, occasion)) == days


def test_a_heading_says_what_the_days_below_it_are() -> None:
    """In a determination, "apply on" a day under "When the Prohibitions Apply" binds from it; elsewhere it says nothing."""
    text = "Items (a) and (b) of part 4 apply at noon Eastern Time on October 1, 2026."
    case = Stage.FINAL_DETERMINATION
    assert told(text, "text", stage=case, section="V. Effective Dates of the Prohibitions") == ["compliance 2026-10-01"]
    assert told(text, "text", stage=Stage.GUIDANCE, section="V. Conferences") == []


def as_printed() -> list[dict[str, str]]:
    """Sentences as agencies print or paraphrase them, with what each sets, noted by hand; "~" marks a computed day."""
    with Path(__file__).with_name("sentences_with_days.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("case", as_printed(), ids=lambda case: case["text"][:60])
def test_sentences_of_many_agencies_are_read_as_by_hand(case: dict[str, str]) -> None:
    """Each day has the kind a careful reader gives it, and background days have none."""
    facts = told(case["text"], case["kind"], type_=case["type"], stage=Stage(case["stage"]))
    assert " ".join(facts) == case["facts"]


def test_an_authorization_holds_from_a_day_through_another() -> None:
    """Both days of one sentence: from when it applies, and when it ends."""
    text = "The following transactions are authorized from June 1, 2024, through May 31, 2025:"
    assert told(text, kind="text", stage=Stage.GENERAL_AUTHORIZATION) == [
        "applicability 2024-06-01",
        "expiration 2025-05-31",
    ]


def test_what_is_published_before_may_still_bind_from_a_day() -> None:
    """The verb nearest to the day counts; a prohibition "is effective as to" some things on it."""
    for text, expected in (
        (
            "We propose that the first prohibition begin when the rule is published and the others begin on June 3, 2024.",
            "compliance 2024-06-03",
        ),
        (
            "The prohibition is effective as to extensions already installed on June 3, 2024.",
            "compliance 2024-06-03",
        ),
        ("On and after June 3, 2024:", "compliance 2024-06-03"),
        ("From 12:00 noon Eastern Standard Time on June 3, 2024:", "compliance 2024-06-03"),
        ("The firm would be required, beginning June 3, 2024, to cease the sale.", "compliance 2024-06-03"),
        ("(b) Section 791.602(b) applies, in the case of radios, beginning June 3, 2024.", "compliance 2024-06-03"),
        ("Compliance with § 791.603 of this part is required from June 3, 2024.", "compliance 2024-06-03"),
    ):
        assert told(text, kind="text", stage=Stage.INITIAL_DETERMINATION) == [expected], text


def test_what_a_party_agreed_to_do_by_a_day_is_due_then() -> None:
    """In a mitigation agreement "will" binds a party, elsewhere it tells; what the Department will do binds nobody."""
    due = "Software. Not later than June 1, 2024, Oakmere will replace every module."
    agency = "By July 1, 2024, the Department will have chosen a reviewer."
    passages = [Passage("Terms", 1, None, text, "text") for text in (due, agency)]
    found = {
        title: [(fact.kind, str(fact.date)) for fact in dated_facts(passages, occasion)]
        for title in ("Notice of Mitigation Agreement: Oakmere Lifts, LLC", "Notice of Meeting")
        for occasion in [Occasion("NOTICE", Stage.NOTICE, "", title, PUBLISHED, PUBLISHED)]
    }
    assert found == {
        "Notice of Mitigation Agreement: Oakmere Lifts, LLC": [("compliance", "2024-06-01")],
        "Notice of Meeting": [],
    }


def test_a_repeated_day_is_one_fact() -> None:
    """A day that several sentences give with one kind appears once, and "other" gives way to a kind that says more."""
    text = "The rule is effective on March 17, 2024. It takes effect on March 17, 2024."
    assert told(text, type_="RULE", stage=Stage.FINAL_RULE) == ["effective 2024-03-17"]


def test_the_quote_is_the_sentence_that_gave_the_day() -> None:
    """A fact carries the words it came from, not the whole paragraph."""
    occasion = Occasion("RULE", Stage.FINAL_RULE, "", "", PUBLISHED, PUBLISHED)
    passage = Passage("DATES", 1, None, "The rule is effective March 17, 2024. See part V.", "dates")
    assert [fact.quote for fact in dated_facts([passage], occasion)] == ["The rule is effective March 17, 2024."]


def test_without_a_publication_date_nothing_is_counted_from_it() -> None:
    """A relative deadline of a document whose publication date is unknown is no fact."""
    occasion = Occasion("RULE", Stage.FINAL_RULE, "", "", None, PUBLISHED)
    passage = Passage("DATES", 1, None, "This rule is effective 30 days after publication.", "dates")
    assert dated_facts([passage], occasion) == ()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Comments close at 5 p.m. Eastern Time on May 6, 2024. Late comments are not read.", 2),
        ("The U.S. Department of Commerce acts. It acts under E.O. 13873.", 2),
        ("See Docket No. 5 for more. Nothing else.", 2),
        ("The hearing starts at 9 a.m. Members of the public may attend.", 2),
    ],
)
def test_abbreviations_do_not_end_a_sentence(text: str, count: int) -> None:
    """Sentences end at their ends only, so that a day stays with its words."""
    assert len(list(sentences(text))) == count


def test_the_members_of_a_list_are_read_with_the_words_that_open_it() -> None:
    """ "The prohibitions begin:" says what "(a) On August 16, 2027" is; behind the list it says nothing."""
    occasion = Occasion("RULE", Stage.FINAL_RULE, "", "", PUBLISHED, PUBLISHED)
    texts = [
        "The prohibitions of §§ 791.502 and 791.503 begin:",
        "(a) On August 16, 2027, for services under new contracts; and",
        "(b) On February 16, 2029, for every other covered service.",
        "The office was moved on March 3, 2030.",
    ]
    passages = [Passage("§ 791.505 Dates", at, None, text, "regulation") for at, text in enumerate(texts, 1)]
    facts = dated_facts(passages, occasion)
    assert [f"{fact.kind} {fact.date}" for fact in facts] == ["compliance 2027-08-16", "compliance 2029-02-16"]


def test_a_correction_gives_the_days_of_the_table_that_it_prints_anew() -> None:
    """Though its DATES section has days of its own."""
    occasion = Occasion("RULE", Stage.CORRECTION, "Final rule; correction.", "", PUBLISHED, PUBLISHED)
    heads = ("Class", "Provision", "Applies from")
    row = "Metering devices | § 791.502 | October 2, 2028"
    passages = [
        Passage("DATES", 1, None, "This correction is effective April 1, 2024.", "dates"),
        Passage("Part 791", 2, None, row, "regulation", table="Table 1 to § 791.508—Phases", columns=heads),
    ]
    facts = dated_facts(passages, occasion)
    assert [f"{fact.kind} {fact.date}" for fact in facts] == ["effective 2024-04-01", "compliance 2028-10-02"]


@pytest.mark.parametrize(
    "text",
    [
        "BIS added Acme Lab, Inc. to the Entity List; the license requirement takes effect on April 24, 2024.",
        "The FCC's rule on such cameras becomes effective May 6, 2024, and prohibits their authorization from that day.",
        "Beginning December 23, 2027, section 5949 of the National Defense Authorization Act bars agencies from buying.",
        "Under section 805, the Department of Defense is prohibited from contracting with them beginning June 30, 2026.",
    ],
)
@pytest.mark.parametrize("stage", [Stage.FINAL_DETERMINATION, Stage.FINAL_RULE])
def test_what_the_law_and_other_agencies_do_is_not_a_document_s_own(text: str, stage: Stage) -> None:
    """In a document of the programme, whatever it tells of lists, statutes and other departments."""
    type_ = "RULE" if stage is Stage.FINAL_RULE else "NOTICE"
    assert told(text, "text", type_=type_, stage=stage, programme=True) == []


def test_what_follows_an_example_goes_on_with_it() -> None:
    """The sentences of a paragraph that begins to assume something."""
    text = "Assume that an importer signs a contract. The importer must file its report by April 1, 2027."
    assert told(text, "regulation", type_="RULE", stage=Stage.FINAL_RULE) == []


@pytest.mark.parametrize(
    "text",
    [
        (
            "In consultation with the Department of Justice and the Federal Communications Commission, the Secretary determined "
            "that Acme is prohibited from entering into any new agreement beginning July 20, 2026."
        ),
        "The prohibition, on which BIS consulted the Department of Defense, takes effect on July 20, 2026.",
    ],
)
def test_a_day_is_not_another_agency_s_because_the_sentence_names_one(text: str) -> None:
    """Determinations say whom the Secretary consulted."""
    assert told(text, "text", stage=Stage.FINAL_DETERMINATION, programme=True) == ["compliance 2026-07-20"]
