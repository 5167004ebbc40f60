"""The stage of a document, told from what is printed above its text."""

from __future__ import annotations

import pytest

from extract.document import Passage, Stage
from extract.printed import Printed
from extract.stages import stage

ACTIONS = {
    "RULE": {
        "Final rule.": Stage.FINAL_RULE,
        "Final rule; correction.": Stage.CORRECTION,
        "Correcting amendment.": Stage.CORRECTION,
        "Final rule; official interpretation; correction.": Stage.CORRECTION,
        "Interim final rule with request for comments.": Stage.INTERIM_FINAL_RULE,
        "Interim rule; request for comments.": Stage.INTERIM_FINAL_RULE,
        "Affirmation of interim rule as final rule.": Stage.FINAL_RULE,
        "Final rule; confirmation of effective date.": Stage.FINAL_RULE,
        "Final rule; delay of effective date.": Stage.DELAY_OF_EFFECTIVE_DATE,
        "Final rule; change of effective date.": Stage.DELAY_OF_EFFECTIVE_DATE,
        "Interim final rule; delay of effective date.": Stage.DELAY_OF_EFFECTIVE_DATE,
        "Final rule; extension of compliance date.": Stage.DELAY_OF_EFFECTIVE_DATE,
        "Interim final rule; extension of comment period.": Stage.COMMENT_PERIOD_EXTENSION,
        "Withdrawal of direct final rule.": Stage.WITHDRAWAL,
        "Final rule; rescission.": Stage.FINAL_RULE,
        "Final rule; lifting of stay.": Stage.FINAL_RULE,
        "Direct final rule.": Stage.FINAL_RULE,
        "Temporary rule.": Stage.FINAL_RULE,
        "Temporary final rule.": Stage.FINAL_RULE,
        "Supplemental final rule; official staff commentary.": Stage.FINAL_RULE,
        "Interpretive rule.": Stage.GUIDANCE,
        "Policy statement.": Stage.GUIDANCE,
        "Notice of deviation from drawbridge regulation.": Stage.NOTICE,
    },
    "PRORULE": {
        "Proposed rule; request for comments.": Stage.NPRM,
        "Notice of proposed rulemaking.": Stage.NPRM,
        "Notice of proposed rulemaking and notice of public hearing.": Stage.NPRM,
        "Proposed rule; proposed delay of effective date.": Stage.NPRM,
        "Proposed rule; extension of comment and reply comment periods; and correction.": Stage.COMMENT_PERIOD_EXTENSION,
        "Advance notice of proposed rulemaking.": Stage.ANPRM,
        "Advanced notice of proposed rulemaking; request for comment.": Stage.ANPRM,
        "Supplemental notice of proposed rulemaking.": Stage.SUPPLEMENTAL_NPRM,
        "Supplemental notice of proposed rulemaking; reopening of comment period.": Stage.SUPPLEMENTAL_NPRM,
        "Further notice of proposed rulemaking.": Stage.SUPPLEMENTAL_NPRM,
        "Proposed rule; extension of comment period.": Stage.COMMENT_PERIOD_EXTENSION,
        "Advance notice of proposed rulemaking; extension of comment period.": Stage.COMMENT_PERIOD_EXTENSION,
        "Proposed rule; reopening of comment period.": Stage.COMMENT_PERIOD_REOPENING,
        "Notice of withdrawal.": Stage.WITHDRAWAL,
        "Proposed rule; withdrawal.": Stage.WITHDRAWAL,
        "Notice of proposed rulemaking; correction.": Stage.CORRECTION,
        "Request for information.": Stage.REQUEST_FOR_INFORMATION,
        "Intent to establish a negotiated rulemaking committee.": Stage.NOTICE,
        "Notification of public hearing.": Stage.NOTICE,
    },
    "NOTICE": {
        "Notice.": Stage.NOTICE,
        "Notice; correction.": Stage.CORRECTION,
        "Notice; extension of comment period.": Stage.COMMENT_PERIOD_EXTENSION,
        "Extension of a currently approved collection.": Stage.NOTICE,
        "Notice; request for information.": Stage.REQUEST_FOR_INFORMATION,
        "Notice; request for input.": Stage.REQUEST_FOR_INFORMATION,
        "Notice; request for public input.": Stage.REQUEST_FOR_INFORMATION,
        "Notice; request for comments.": Stage.NOTICE,
        "Notice of withdrawal of approval of application.": Stage.NOTICE,
        "Notice of proposed withdrawal.": Stage.NOTICE,
        "Notice of availability; request for comments.": Stage.NOTICE,
    },
}


@pytest.mark.parametrize(
    ("type_", "action", "expected"),
    [(kind, action, told) for kind, actions in ACTIONS.items() for action, told in actions.items()],
)
def test_the_action_tells_the_stage(type_: str, action: str, expected: Stage) -> None:
    """What a document does to another comes before what the other one was."""
    assert stage(Printed(type_, action=action, title="Some Title"), "2024-00001") == expected


@pytest.mark.parametrize(
    ("type_", "expected"), [("RULE", "final rule"), ("PRORULE", "NPRM"), ("NOTICE", "notice"), ("PRESDOCU", "notice")]
)
def test_without_an_action_the_type_decides(type_: str, expected: str) -> None:
    """A bare rule is final, a bare proposal proposes, anything else is a notice."""
    assert stage(Printed(type_, title="Some Title"), "2024-00001") == expected


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Final Determination: Case No. ICTS-2021-002, Kaspersky Lab, Inc.", "", Stage.FINAL_DETERMINATION),
        ("Initial Determination: Case No. ICTS–2025–001, X", "", Stage.INITIAL_DETERMINATION),
        (
            "Final Determination Concerning Example Ltd.",
            "Under Executive Order 13873, the Department finds.",
            Stage.FINAL_DETERMINATION,
        ),
        (
            "Final Determination Concerning Example Ltd.",
            "Under 15 CFR part 791, the Department finds.",
            Stage.FINAL_DETERMINATION,
        ),
        ("General Authorization No. 1 Under the Connected Vehicles Rule", "", Stage.GENERAL_AUTHORIZATION),
        (
            "General Authorization No. 1: Infusion Pumps of X Co., Ltd.",
            "Authorizations Branch, Office of Information and Communications Technology and Services.",
            Stage.GENERAL_AUTHORIZATION,
        ),
        ("General Authorization No. 1 Under the Final Determination in ICTS-2031-4", "", Stage.GENERAL_AUTHORIZATION),
        (
            "Mattresses From Ruritania: Final Determination of Sales at Less Than Fair Value",
            "15 CFR 351.205",
            Stage.NOTICE,
        ),
        ("Certain Devices; Final Initial Determination", "Under section 337 of 19 CFR 210", Stage.NOTICE),
        ("Final Determination: Case No. ICTS-2021-002; Correction", "", Stage.CORRECTION),
        ("Widgets; Draft Guidance for Industry; Availability", "", Stage.GUIDANCE),
        ("Enforcement Guidance Bulletin 2031-02: Widgets", "", Stage.GUIDANCE),
        ("Conflicts of Districts: Final Determination", "Of restricted districts.", Stage.NOTICE),
    ],
)
def test_only_icts_determinations_are_determinations(title: str, text: str, expected: Stage) -> None:
    """A determination printed as a notice without ACTION is told by its case number or its authority."""
    assert stage(Printed("NOTICE", title=title, passages=[Passage("", 1, None, text)]), "2024-00001") == expected


@pytest.mark.parametrize(
    "what", ["Change of Date of Public Hearing", "Rescheduled Hearing", "Cancellation of Public Meeting"]
)
def test_what_only_moves_a_hearing_proposes_nothing(what: str) -> None:
    """Its ACTION line may repeat the proposal's own words; the title tells."""
    action = "Supplemental notice of proposed rulemaking; notice of public hearing."
    assert (
        stage(Printed("PRORULE", action=action, title=f"Connected Applications; {what}"), "2026-00001") == Stage.NOTICE
    )
    announced = Printed("PRORULE", action=action, title="Connected Applications; Public Hearing")
    assert stage(announced, "2026-00001") == Stage.SUPPLEMENTAL_NPRM


def test_a_number_that_begins_with_c_or_r_is_a_correction() -> None:
    """Corrections by the Office of the Federal Register repeat title and ACTION of the original."""
    assert stage(Printed("RULE", action="Final rule."), "C1-2026-16628") == Stage.CORRECTION


def test_a_paragraph_in_the_action_field_tells_by_its_first_sentence() -> None:
    """The API sometimes puts a whole paragraph there, which may speak of other documents."""
    action = (
        "On August 2, 2017, the Board published a notice requesting comment on the extension of the survey. "
        + "The comment period ended. " * 9
    )
    assert stage(Printed("NOTICE", action=action), "2017-27451") == Stage.NOTICE


OTHERWISE_WORDED = """
RULE|Interim final rule; request for comments.|interim final rule
RULE|Interim final rule and request for comment; extension of comment period.|comment period extension
RULE|Final rule; technical correction.|correction
RULE|Final rule; correcting amendments.|correction
RULE|Final rule; correction to effective date.|correction
RULE|Final rule; delay of effective date and request for comments.|delay of effective date
RULE|Final rule; withdrawal.|withdrawal
RULE|Direct final rule; withdrawal.|withdrawal
RULE|Partial withdrawal of direct final rule.|withdrawal
RULE|Interim final rule; delay of compliance date.|delay of effective date
RULE|Final rule; stay of effectiveness.|delay of effective date
RULE|Final rule; notice of effective date.|final rule
RULE|Final rule; announcement of effective date.|final rule
RULE|Adoption of interim rule as final.|final rule
RULE|Temporary interim rule with request for comments.|interim final rule
RULE|Final rule; response to petitions for reconsideration.|final rule
RULE|Final authorization.|final rule
RULE|Determination of attainment.|final rule
RULE|Technical amendment.|final rule
RULE|Removal of regulations.|final rule
PRORULE|Advanced notice of proposed rulemaking; withdrawal.|withdrawal
PRORULE|ANPRM; reopening of comment period.|comment period reopening
PRORULE|Proposed rule; notice of public hearing.|NPRM
PRORULE|Notice of proposed rulemaking; extension of time for comments.|comment period extension
PRORULE|Proposed rule; extension of the comment period and notice of public hearing.|comment period extension
PRORULE|Notice of data availability; reopening of the comment period.|comment period reopening
PRORULE|Second supplemental notice of proposed rulemaking.|supplemental NPRM
PRORULE|Proposed rule; correction.|correction
PRORULE|Proposed rule; withdrawal and reproposal.|withdrawal
PRORULE|Termination of rulemaking.|withdrawal
PRORULE|Notice of proposed rulemaking; termination.|withdrawal
PRORULE|Proposed rule; cancellation of hearing.|NPRM
PRORULE|Proposed priorities.|NPRM
PRORULE|Notification of public meeting.|notice
PRORULE|Petition for rulemaking; denial.|notice
NOTICE|Notice; reopening of comment period.|comment period reopening
NOTICE|Notice of inquiry and request for comments.|request for information
NOTICE|Notice; request for information (RFI).|request for information
NOTICE|Notice of availability of draft guidance.|guidance
NOTICE|Notice of withdrawal of guidance.|withdrawal
NOTICE|Withdrawal of notice.|withdrawal
NOTICE|Notice of withdrawal of application.|notice
RULE|Final rule; request for comments.|final rule
RULE|Final rule; extension of compliance dates.|delay of effective date
RULE|Final rule; extension of effective period.|final rule
RULE|Notice of delayed effective date.|delay of effective date
RULE|Rule; suspension.|delay of effective date
RULE|Guidance.|guidance
NOTICE|Notice of opportunity for public comment.|notice
"""
CASES = """
Notice of final determination.|Final Determination: Case No. ICTS-2026-001, X Ltd.|final determination
Notice of initial determination.|Case No. ICTS-2026-001; Initial Determination|initial determination
|Final Determination: Case No. ICTS-2026-001, X Ltd.; Correction|correction
|Final Determinations: Case Nos. ICTS-2026-001 and ICTS-2026-002; X Ltd. and Y LLC|final determination
Notice; rescission in part.|Final Determination: Case No. ICTS-2026-001, X Ltd.|withdrawal
Notice of termination of final determination.|Final Determination: Case No. ICTS-2026-001, X Ltd.|withdrawal
Notice of vacatur.|Final Determination: Case No. ICTS-2026-001, X Ltd.|withdrawal
|Vacatur of Final Determination: Case No. ICTS-2026-001, X Ltd.|withdrawal
|Stay of Final Determination: Case No. ICTS-2026-001, X Ltd.|delay of effective date
|Final Determination: Case No. ICTS-2026-001, X Ltd.; Suspension of Effectiveness|delay of effective date
|Final Determination: Case No. ICTS-2026-001, X Ltd.; Notice of Court Decision|notice
|Final Determination: Case No. ICTS-2026-001, X Ltd.; Rescission|withdrawal
Notice of rescission.|Final Determination: Case No. ICTS-2026-001, X Ltd.|withdrawal
|Revocation of General Authorization No. 2 Under the Connected Vehicles Rule|withdrawal
Notice of delay of effective date.|Final Determination: Case No. ICTS-2026-001, X Ltd.|delay of effective date
|Withdrawal of Initial Determination: Case No. ICTS-2026-001|withdrawal
Notice; rescission.|Rescission of Final Determination: Case No. ICTS-2026-001, X Ltd.|withdrawal
Notice of general authorization.|Connected Vehicles: General Authorization No. 4|general authorization
Notice of request for public comments.|Notice of Request for Public Comments on Risks in Supply Chains|request for information
Notice; request for comments.|Request for Comments on Renewal of an Information Collection|notice
Notice.|Amendment of General Authorization No. 2 Under the Connected Vehicle Rule|general authorization
"""


@pytest.mark.parametrize("row", OTHERWISE_WORDED.split("\n")[1:-1])
def test_other_wordings_of_action_tell_the_same_stages(row: str) -> None:
    """Type, ACTION and stage, one a line."""
    type_, action, expected = row.split("|")
    assert stage(Printed(type_, title="Harbor Cranes", action=action), "2026-00001") == expected


@pytest.mark.parametrize("row", CASES.split("\n")[1:-1])
def test_what_is_done_to_a_case_is_told_by_its_title(row: str) -> None:
    """ACTION (or none), title and stage, one a line: a case corrected or withdrawn is no new determination."""
    action, title, expected = row.split("|")
    assert stage(Printed("NOTICE", title=title, action=action or None), "2026-00001") == expected


@pytest.mark.parametrize(
    ("title", "opening", "expected"),
    [
        ("Tractors (Case No. ICTS-2026-003)", "BIS publishes the text of a Final Determination.", "final determination"),
        ("Order on Radios, ICTS-2026-003", "This Order is the Final Determination of the Secretary.", "final determination"),
        ("Determination and Order; Case No. ICTS-2026-003", "This is a Final Determination in two cases.", "final determination"),
        (
            "Determination on Radios",
            "OICTS makes final its determination in Case No. ICTS-2026-003. This is a Final Determination.",
            "final determination",
        ),
        ("Survey on Radios", "Case No. ICTS-2026-003 is closed. This is a Final Determination.", "notice"),
        ("Case No. ICTS-2026-003", "The Secretary has reached an Initial Determination.", "initial determination"),
        ("Case No. ICTS-2026-003", "BIS gives guidance on the Final Determination of May.", "notice"),
        ("Determination Under 15 CFR 791.109 Regarding Game Software", "The decision is final.", "final determination"),
        ("Determination on Radios", "By this Final Determination radios are barred.", "final determination"),
        ("Determination on Radios", "The decision is made under § 791.105.", "initial determination"),
        ("Determination on Radios", "This sets out, in short, the Final Determination of May.", "final determination"),
    ],
)  # fmt: skip
def test_a_notice_on_a_case_may_say_in_its_opening_what_it_publishes(title: str, opening: str, expected: str) -> None:
    """Where neither title nor ACTION speaks of a determination."""
    said = Passage("", 1, None, f"{opening} It acts under Executive Order 13873.", "text")
    printed = Printed("NOTICE", title=title, passages=[said])
    assert stage(printed, "2026-00001") == expected


def test_what_another_program_determines_is_a_notice() -> None:
    """An antidumping determination calls itself final, too."""
    said = Passage("", 1, None, "By this Final Determination under § 735.5 a duty on steel is set.", "text")
    assert stage(Printed("NOTICE", title="Determination on Steel", passages=[said]), "2026-00001") == "notice"


@pytest.mark.parametrize(
    ("title", "docket", "section", "expected"),
    [
        ("In the Matter of Radios; Determination and Order", "[Case No. ICTS-2026-003]", "109", "final determination"),
        (
            "In the Matter of Radios; Determination and Order",
            "[Case No. ICTS-2026-003]",
            "105",
            "initial determination",
        ),
        ("In the Matter of Radios; Determination and Order", "[Docket No. 260101-0001]", "109", "notice"),
        ("In the Matter of Radios; Conference", "[Case No. ICTS-2026-003]", "109", "notice"),
    ],
)
def test_a_determination_and_order_is_told_by_its_case_and_section(title, docket, section, expected) -> None:
    """The number of the case may stand in the docket line alone."""
    said = Passage("", 1, None, f"The Secretary issues, under § 791.{section}, the order that follows.", "text")
    assert stage(Printed("NOTICE", title=title, dockets=[docket], passages=[said]), "2026-00001") == expected


def test_an_identification_of_prohibited_transactions_decides() -> None:
    """As the Department printed it among the rules; its rescission withdraws it."""
    text = Passage("", 1, None, "It acts under Executive Order 13873.", "text")
    title, action = "Identification of Prohibited Transactions: Some App", "Identification of prohibited transactions."
    printed = Printed("RULE", title=title, action=action, passages=[text])
    assert stage(printed, "2026-00001") is Stage.FINAL_DETERMINATION
    printed.action = "Rescission of identification of prohibited transactions."
    assert stage(printed, "2026-00001") is Stage.WITHDRAWAL


def test_the_action_may_name_the_regulation_of_a_case() -> None:
    """A notice of final determination is one of the ICTS program's where only its ACTION cites part 791."""
    printed = Printed(type="NOTICE", title="Notice of Final Determination in the Matter of Certain Cameras")
    printed.action = "Notice of final determination under 15 CFR part 791."
    assert stage(printed, "2026-00001") is Stage.FINAL_DETERMINATION
    printed.action = "Notice of final determination under 19 CFR part 351."
    assert stage(printed, "2026-00001") is Stage.NOTICE


@pytest.mark.parametrize(
    ("title", "heading", "expected"),
    [
        (
            "Order Prohibiting Certain ICTS Transactions; In the Matter of: X Ltd.",
            "Final Determination and Order",
            "final determination",
        ),
        ("In the Matter of: X Ltd., et al.; Final Order", "", "final determination"),
        ("Order Prohibiting Certain ICTS Transactions", "Initial Determination", "initial determination"),
        ("Order Denying Export Privileges; In the Matter of: X Ltd.", "Order", "notice"),
    ],
)
def test_an_order_that_ends_a_case_is_its_determination(title: str, heading: str, expected: str) -> None:
    """Under the name that BIS's other orders bear, by the heading of its text; those themselves are ordinary notices."""
    printed = Printed(type="NOTICE")
    printed.title = title
    of_icts = "" if "Export" in title else "Under 15 CFR part 791 an Initial Determination was served."
    printed.passages = [Passage(heading, 1, None, f"The Department has completed its review. {of_icts}", "text")]
    assert stage(printed, "2026-00001") == expected


def test_a_notice_of_inquiry_among_the_proposed_rules_asks_for_information() -> None:
    """Where ACTION asks for comments and says no more, the opening tells what asks."""
    printed = Printed("PRORULE", title="Protecting Against Threats", action="Request for comments.")
    printed.passages = [Passage("", 1, None, "This is a summary of the Commission's Notice of Inquiry.", "preamble")]
    assert stage(printed, "2026-00001") is Stage.REQUEST_FOR_INFORMATION
    printed.passages = [Passage("", 1, None, "The Commission proposes two rules.", "preamble")]
    assert stage(printed, "2026-00001") is Stage.NPRM
