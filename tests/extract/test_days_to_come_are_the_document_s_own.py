"""A document that decides, delays or amends seldom gives a day to come that is not one of its own."""

from __future__ import annotations

import datetime as dt

import pytest

from extract.deadlines import Occasion, dated_facts
from extract.document import DateKind, Passage, Stage

PUBLISHED = dt.date(2027, 3, 1)
CASE, DELAY, RULE, NPRM = Stage.FINAL_DETERMINATION, Stage.DELAY_OF_EFFECTIVE_DATE, Stage.FINAL_RULE, Stage.NPRM


def told(text: str, stage: Stage, kind: str, *, programme: bool = True) -> list[str]:
    """The facts of one paragraph as "kind date" lines."""
    occasion = Occasion(
        "RULE" if kind == "regulation" else "NOTICE", stage, "", "", PUBLISHED, PUBLISHED, programme=programme
    )
    return [f"{fact.kind} {fact.date}" for fact in dated_facts([Passage("", 1, None, text, kind)], occasion)]


OWN = [
    (
        "23. Meterhaus is directed, in addition, to certify that it has done so, by February 1, 2028.",
        CASE,
        "text",
        "compliance",
    ),
    (
        "By February 1, 2028, each provider that has bought from it since January 1, 2026, must certify that it has ceased.",
        CASE,
        "text",
        "compliance",
    ),
    (
        "General Authorization No. 2, under which display vehicles have been brought in, will end on February 1, 2028.",
        Stage.GENERAL_AUTHORIZATION,
        "text",
        "expiration",
    ),
    ("It runs through February 1, 2028.", CASE, "text", "expiration"),
    ("It files with OICTS, on or before February 1, 2028, a certificate.", CASE, "text", "compliance"),
    ("Code which a firm has written must be removed on or before February 1, 2028.", CASE, "text", "compliance"),
    ("The modification is effective on February 1, 2028.", CASE, "text", "effective"),
    ("The amendments are made under part 791, and they take effect on February 1, 2028.", CASE, "text", "effective"),
    (
        "It is made under Executive Order 13873 of May 15, 2019, and is effective on February 1, 2028.",
        CASE,
        "text",
        "effective",
    ),
    # What begins ...
    (
        "(a) Beginning on February 1, 2028, none of the four could sell a listed product to a U.S. person.",
        CASE,
        "text",
        "compliance",
    ),
    (
        "(4) From February 1, 2028, the user keeps a log of each vehicle.",
        Stage.GENERAL_AUTHORIZATION,
        "text",
        "compliance",
    ),
    ("As against the two companies in Dubai, this paragraph binds from February 1, 2028.", CASE, "text", "compliance"),
    ("DoD will apply that rule to contracts entered into on or after February 1, 2028.", CASE, "text", "compliance"),
    (
        "They remain permissive changes until February 1, 2028, under the waiver of that office.",
        CASE,
        "text",
        "expiration",
    ),
    (
        "It is made under part 791 and alters a prohibition, and is effective on February 1, 2028.",
        CASE,
        "text",
        "effective",
    ),
    ("It has effect from February 1, 2028, save for stock.", CASE, "text", "effective"),
    (
        "An importer would file a declaration in each year, the first of them by February 1, 2028.",
        NPRM,
        "preamble",
        "compliance",
    ),
    (
        "The first declarations, due once on the former date, are now due on February 1, 2028.",
        DELAY,
        "preamble",
        "compliance",
    ),
    ("The prohibition in § 791.503 begins, as published, on February 1, 2028.", DELAY, "preamble", "compliance"),
    (
        "Officers will insert the clause of section 805 in solicitations issued on or after February 1, 2028.",
        CASE,
        "text",
        "compliance",
    ),
    (
        "No agency may have such software in a system of its own on or after February 1, 2028.",
        CASE,
        "text",
        "compliance",
    ),
    ("The Office waives that prohibition until February 1, 2028, for updates.", CASE, "text", "expiration"),
    ("No option may be exercised on or after February 1, 2028.", CASE, "text", "compliance"),
    ("Who still runs it on February 1, 2028, must by that day have sent a list.", CASE, "text", "compliance"),
    ("Software that was complete before February 1, 2028, is not covered.", RULE, "preamble", "other"),
    ("(1) Has sealed the engine off from other networks by February 1, 2028;", CASE, "text", "compliance"),
    (
        "Officers will apply the bar to the firms added by this notice on and after February 1, 2028.",
        CASE,
        "text",
        "compliance",
    ),
    ("2 | February 1, 2028 | Any person | Importing covered equipment.", CASE, "text", "compliance"),
    ("It makes no change in the date, February 1, 2028, from which updates stop.", CASE, "text", "compliance"),
    ("It begins on February 1, 2028, as before.", DELAY, "preamble", "compliance"),
    (
        "The day by which it must file its first declaration is changed, and is now February 1, 2028.",
        DELAY,
        "preamble",
        "compliance",
    ),
    ("For hardware without a model year it applies from February 1, 2028.", RULE, "regulation", "compliance"),
    (
        "The prohibition on importation, which begins on February 1, 2028, was printed correctly.",
        Stage.CORRECTION,
        "preamble",
        "compliance",
    ),
    ("Cessation Day: February 1, 2028.", CASE, "text", "compliance"),
    ("The company places the source code in escrow by Tuesday, February 1, 2028.", CASE, "text", "compliance"),
    ("The new module is in use with all its customers no later than February 1, 2028;", CASE, "text", "compliance"),
    ('The words "February 1, 2028" are put in their place.', CASE, "text", "compliance"),
    # ... what ends, and where people meet.
    ("They may supply parts until the exception ends at 11:59 p.m. on February 1, 2028.", CASE, "text", "expiration"),
    ("A replacement under warranty, this exclusion expiring on February 1, 2028.", CASE, "text", "expiration"),
    ("The Office will hear the companies at a conference on February 1, 2028.", CASE, "text", "hearing"),
]


@pytest.mark.parametrize(("text", "stage", "kind", "expected"), OWN)
def test_a_day_to_come_begins_or_ends_something(text, stage, kind, expected):
    """In a case, where the programme makes a rule, and where it delays or corrects one."""
    assert told(text, stage, kind) == [f"{expected} 2028-02-01"]


APART = [
    (
        "The Final Determination provided that the prohibitions of section 4 would begin on February 1, 2028.",
        CASE,
        "text",
    ),
    ("Section 791.708, as published, applies to imports on and after February 1, 2028.", DELAY, "preamble"),
    ("This day takes the place of February 1, 2028, which the Final Determination had set.", CASE, "text"),
    ("The first report, which the rule called for by February 1, 2028, comes later.", DELAY, "preamble"),
    ("Archives wrote that they could not move their copies by February 1, 2028, the second date.", CASE, "text"),
    ("It set February 1, 2028, as the day on which that prohibition would begin.", CASE, "text"),
    ("C.1 The Original provided that the prohibition in this paragraph would begin on February 1, 2028.", CASE, "text"),
    (
        "It set two days on which prohibitions were to begin, February 1, 2028, for stores, and later for all.",
        CASE,
        "text",
    ),
    ("The second, which was to take place on February 1, 2028, concerns updates.", CASE, "text"),
    ("The office vacates the date of February 1, 2028, before it has come.", CASE, "text"),
    ("The maker asked that the prohibition begin on February 1, 2028.", CASE, "text"),
    ("It also ordered that gateways be disconnected by February 1, 2028.", CASE, "text"),
    ("Modules cannot be reached by February 1, 2028, the day originally set.", CASE, "text"),
    ('In paragraph C, remove "February 1, 2028".', DELAY, "regulation"),
    ("A person that on February 1, 2028, is a party to a contract.", RULE, "regulation"),
]


@pytest.mark.parametrize(("text", "stage", "kind"), APART)
def test_a_day_that_gave_way_or_was_only_wished_for_is_none(text, stage, kind):
    """What another document had set, what somebody asked for, what merely describes a person."""
    assert [fact for fact in told(text, stage, kind) if not fact.startswith("other")] == []


def test_in_a_table_of_old_and_new_days_the_new_one_counts():
    """ "Event | As published | Now"."""
    assert told("Rule takes effect | May 3, 2027 | July 31, 2027", DELAY, "preamble") == ["compliance 2027-07-31"]


def test_elsewhere_a_day_needs_words_that_say_what_it_is():
    """A rule of another agency, and a preamble, tell much of days that are not theirs."""
    text = "For hardware without a model year it applies from February 1, 2028."
    assert told(text, Stage.NOTICE, "text", programme=False) == []


def test_a_determination_printed_anew_restates_its_days():
    """What has begun still binds: "As of ◆, X may not ..." in the text as amended."""
    text = "(a) As of 12:01 a.m. Eastern Standard Time on January 4, 2027, the maker may not sell a covered aircraft."
    assert told(text, CASE, "text") == ["compliance 2027-01-04"]
    barred = "(a) Lanqiao and its seller have been barred from new transactions since January 4, 2027."
    assert told(barred, CASE, "text") == ["compliance 2027-01-04"]
    bound = "The paragraph has bound the firms in C(1) since January 4, 2027."
    assert told(bound, CASE, "text") == ["compliance 2027-01-04"]
    assert told("The first prohibition began on January 4, 2027.", CASE, "text") == []


def test_a_heading_of_a_determination_gives_a_day():
    """ "B. As of ◆" stands above the paragraphs that begin then; under "Background" an earlier document is retold."""
    occasion = Occasion("NOTICE", CASE, "", "", PUBLISHED, PUBLISHED, programme=True)
    passages = [
        Passage("Order > B. As of February 1, 2028", at, None, "No person may sell it.", "text") for at in (1, 2)
    ]
    assert [f"{fact.kind} {fact.date}" for fact in dated_facts(passages, occasion)] == ["compliance 2028-02-01"]
    retold = Passage("Background", 1, None, "The third requires removal by February 1, 2028.", "text")
    assert dated_facts([retold], occasion) == ()


def test_a_question_says_what_the_day_of_its_answer_is():
    """DATES in the plain style: "When are comments due? On or before ◆.\""""
    asked = "When does the rule take effect? On July 10, 2027. When are comments due? On or before August 8, 2027."
    occasion = Occasion("RULE", Stage.INTERIM_FINAL_RULE, "", "", PUBLISHED, PUBLISHED, programme=True)
    facts = dated_facts([Passage("DATES", 1, None, asked, "dates")], occasion)
    assert [f"{fact.kind} {fact.date}" for fact in facts] == ["effective 2027-07-10", "comments_close 2027-08-08"]


def test_a_determination_says_of_itself_when_it_takes_effect():
    """ "This is a final determination. ... It takes effect on ◆"; of a prohibition the same words tell when it binds."""
    assert told("This is a final determination. It takes effect on February 1, 2028.", CASE, "text") == [
        "effective 2028-02-01"
    ]
    assert told("The second prohibition is wider. It takes effect on February 1, 2028.", CASE, "text") == [
        "compliance 2028-02-01"
    ]
    opening = "On May 1, 2027, the Department published a determination. It now amends it. It takes effect on February 1, 2028."
    assert told(opening, CASE, "text") == ["effective 2028-02-01"]
    assert told("They are made under 15 CFR 791.109, and take effect on February 1, 2028.", CASE, "text") == [
        "effective 2028-02-01"
    ]


def test_what_an_earlier_determination_ordered_is_retold():
    """The day that an amendment replaces; a day of the past that the amended text repeats is one of its own."""
    forbade = "The Final Determination forbade Lanhai to host data for U.S. persons after February 1, 2028."
    assert told(forbade, CASE, "text") == []
    assert told("The printed rule, printed as February 1, 2028, is wrong.", CASE, "text") == []
    again = "3.1 As of 12:01 a.m. on January 4, 2027, the persons named in paragraph 1 may not sell covered equipment."
    assert told(again, CASE, "text") == ["compliance 2027-01-04"]
    assert told(again.replace("2027", "2026"), CASE, "text") == ["compliance 2026-01-04"]


def test_conditions_may_lapse_on_the_earlier_of_two_days():
    """The one that can be named is an end."""
    text = "The conditions lapse on the earlier of the day on which OICTS certifies the sale and February 1, 2028."
    assert told(text, CASE, "text") == ["expiration 2028-02-01"]


def test_a_heading_that_refuses_comments_closes_none():
    """ "Comments Not Invited" stands above an act done before a day."""
    text = "An act done before February 1, 2028, is judged by the text as it then read."
    occasion = Occasion("NOTICE", CASE, "", "", PUBLISHED, PUBLISHED, programme=True)
    facts = dated_facts([Passage("F. Comments Not Invited; Other Rules", 1, None, text)], occasion)
    assert DateKind.COMMENTS_CLOSE not in {fact.kind for fact in facts}


def test_a_determination_tells_its_days_in_its_dates_section():
    """It takes effect with all its prohibitions on one day; or its second prohibition follows the first in one sentence."""
    effect = "This Final Determination takes effect, and all of its prohibitions apply, at noon on February 1, 2028."
    assert told(effect, CASE, "dates") == ["effective 2028-02-01"]
    effect = "The Final Determination takes effect, and every prohibition in it begins, at noon on February 1, 2028."
    assert told(effect, CASE, "dates") == ["effective 2028-02-01"]
    two = "The first prohibition applies from February 1, 2028, and the second from August 1, 2028."
    assert told(two, CASE, "dates") == ["compliance 2028-02-01", "compliance 2028-08-01"]


def test_what_is_delayed_may_be_cited_by_volume_and_page():
    """ "... published at 118 FR 33871 is delayed to ◆" does not tell of the day of publication."""
    said = "The effective date of the final rule published at 92 FR 33871 is delayed to February 1, 2028."
    assert told(said, DELAY, "dates") == ["effective 2028-02-01"]


def test_an_extension_tells_of_a_meeting_beside_its_dates():
    """In its text, where it otherwise repeats the proposal."""
    occasion = Occasion("PRORULE", Stage.COMMENT_PERIOD_REOPENING, "", "", PUBLISHED, PUBLISHED, programme=True)
    closes = Passage("DATES", 1, None, "Comments must be received by March 9, 2028.", "dates")
    meets = "BIS will hold a public meeting on February 1, 2028, in Pittsburgh."
    facts = dated_facts([closes, Passage("Public Meeting", 2, None, meets, "preamble")], occasion)
    assert [f"{fact.kind} {fact.date}" for fact in facts] == ["comments_close 2028-03-09", "hearing 2028-02-01"]
