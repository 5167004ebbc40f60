"""Documents of every stage, written for these tests after the real ones' facts, are read field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from extract.reader import read

if TYPE_CHECKING:
    from extract.document import Document

_LABELS = {
    "agy": ("AGY", "AGENCY:"),
    "act": ("ACT", "ACTION:"),
    "sum": ("SUM", "SUMMARY:"),
    "dates": ("DATES", "DATES:"),
    "eff": ("EFFDATE", "DATES:"),
    "add": ("ADD", "ADDRESSES:"),
    "contact": ("FURINF", "FOR FURTHER INFORMATION CONTACT:"),
}


def printed(
    root: str,
    number: str,
    filed: str,
    *,
    head: str = "",
    subject: str = "",
    body: str = "",
    text: str = "",
    **labelled: str,
) -> bytes:
    """A document's XML from its parts; `body` stands in SUPLINF, `text` in the preamble after the labelled sections."""
    sections = "".join(
        f'<{tag}><HD SOURCE="HED">{label}</HD><P>{labelled[key]}</P></{tag}>'
        for key, (tag, label) in _LABELS.items()
        if key in labelled
    )
    supplement = f'<SUPLINF><HD SOURCE="HED">SUPPLEMENTARY INFORMATION:</HD>{body}</SUPLINF>' if body else ""
    return (
        f"<{root}><PREAMB>{head}<SUBJECT>{subject}</SUBJECT>{sections}{text}</PREAMB>{supplement}"
        f"<FRDOC>[FR Doc. {number} Filed {filed}; 8:45 am]</FRDOC><BILCOD>BILLING CODE 3510-20-P</BILCOD></{root}>"
    ).encode()


COMMERCE = '<AGENCY TYPE="N">DEPARTMENT OF COMMERCE</AGENCY>'
BIS = f"{COMMERCE}<SUBAGY>Bureau of Industry and Security</SUBAGY>"
SUPPLY_CHAIN = "Securing the Information and Communications Technology and Services Supply Chain"
RULE_791 = '<REGTEXT TITLE="15" PART="7"><AMDPAR>1. Add § 7.3.</AMDPAR><SECTION><SECTNO>§ 7.3</SECTNO><SUBJECT>Scope.</SUBJECT>'

CASES: list[tuple[str, bytes, dict[str, Any]]] = [
    (
        "a proposal",
        printed(
            "PRORULE",
            "2019-25554",
            "11-26-19",
            head=f"{COMMERCE}<CFR>15 CFR Part 7</CFR><DEPDOC>[Docket No. 191119–0084]</DEPDOC><RIN>RIN 0605–AA51</RIN>",
            subject=SUPPLY_CHAIN,
            agy="U.S. Department of Commerce.",
            act="Proposed rule; request for comments.",
            sum="Under the Executive order of May 15, 2019, the Department proposes procedures.",
            eff="The Department must have comments in hand by December 27, 2019.",
            add="Comments go to https://www.regulations.gov, docket DOC-2019-0005.",
            body="<P>(3) It was initiated, is pending, or will be completed after May 15, 2019.</P>",
        ),
        {
            "type": "PRORULE",
            "stage": "NPRM",
            "agencies": ("Commerce Department",),
            "rins": ("0605-AA51",),
            "agency_dockets": ("191119-0084",),
            "regulations_dot_gov_docket": "DOC-2019-0005",
            "dates": ["comments_close 2019-12-27", "applicability 2019-05-15"],
        },
    ),
    (
        "an interim final rule",
        printed(
            "RULE",
            "2021-01234",
            "1-14-21",
            head=f"{COMMERCE}<CFR>15 CFR Part 7</CFR><DEPDOC>[Docket No. 210113-0009]</DEPDOC><RIN>RIN 0605-AA51</RIN>",
            subject=SUPPLY_CHAIN,
            agy="U.S. Department of Commerce.",
            act="Interim final rule; request for comments.",
            sum="The rule follows the proposal of November 27, 2019.",
            dates="The rule takes effect on March 22, 2021. Comments on it are due by the same day, March 22, 2021.",
            contact="The docket is DOC-2019-0005.",
            body="<P>The proposed rule (84 FR 65316, November 27, 2019) drew comments until January 10, 2020.</P>"
            + RULE_791
            + "<P>(a) An ICTS Transaction initiated, pending, or completed on or after January 19, 2021.</P></SECTION></REGTEXT>",
        ),
        {
            "stage": "interim final rule",
            "dates": ["effective 2021-03-22", "comments_close 2021-03-22", "applicability 2021-01-19"],
            "cfr": [(15, "7")],
            "regulations_dot_gov_docket": "DOC-2019-0005",
        },
    ),
    (
        "an advance notice",
        printed(
            "PRORULE",
            "2021-06529",
            "3-26-21",
            head=f"{COMMERCE}<CFR>15 CFR Part 7</CFR><DEPDOC>[Docket No. 210325-0068]</DEPDOC>",
            subject=f"{SUPPLY_CHAIN}: Licensing Procedures",
            act="Advance notice of proposed rulemaking.",
            sum="The interim final rule of January 19, 2021, took effect on March 22, 2021.",
            eff="Answers are wanted by April 28, 2021.",
        ),
        {"stage": "ANPRM", "dates": ["comments_close 2021-04-28"], "rins": ()},
    ),
    (
        "an extension",
        printed(
            "PRORULE",
            "2021-27730",
            "12-22-21",
            head=f"{COMMERCE}<CFR>15 CFR Part 7</CFR><DEPDOC>[Docket No. 211217-0261]</DEPDOC>",
            subject=f"{SUPPLY_CHAIN}; Connected Software Applications",
            act="Proposed rule; extension of comment period.",
            sum="More time is given. Comments were to close on December 27, 2021.",
            eff="The comment period for the rule proposed on November 26, 2021 (86 FR 67379), is extended "
            "from December 27, 2021, to January 11, 2022.",
            body="<P>The period now runs until January 11, 2022, not until December 27, 2021.</P>",
        ),
        {"stage": "comment period extension", "dates": ["comments_close 2022-01-11"], "extends": "86 FR 67379"},
    ),
    (
        "a correction that extends",
        printed(
            "PRORULE",
            "2021-27731",
            "12-22-21",
            head=f"{COMMERCE}<CFR>15 CFR 7</CFR><DEPDOC>[Docket No. 211217-0262]</DEPDOC>",
            subject=f"{SUPPLY_CHAIN}; Connected Software Applications; Correction",
            act="Proposed rule; correction and extension of comment period.",
            sum="A proposed rule is corrected. More time is given.",
            eff="The comment period for the rule proposed on November 26, 2021, is extended to January 12, 2022.",
            body="<P>In FR Doc. 2021-25329, appearing on page 67379, correct the number of the docket.</P>",
        ),
        {
            "stage": "correction",
            "dates": ["comments_close 2022-01-12"],
            "corrects": "2021-25329",
            "extends": "2021-25329",
        },
    ),
    (
        "an extension for a rule in force",
        printed(
            "RULE",
            "2025-01899",
            "1-29-25",
            head=f"{BIS}<CFR>15 CFR Part 791</CFR><DEPDOC>[Docket No. 250127-0010]</DEPDOC><RIN>RIN 0694-AJ72</RIN>",
            subject=f"{SUPPLY_CHAIN}; Extension of Comment Period",
            act="Interim final rule; extension of comment period.",
            sum="More time is given.",
            eff="The interim final rule published on January 16, 2025, at 90 FR 5360, was effective January 16, 2025. "
            "Comments must be received on or before April 30, 2025.",
            body="<P>The bureau gives more time.</P>",
        ),
        {"stage": "comment period extension", "effective_on": None, "dates": ["comments_close 2025-04-30"]},
    ),
    (
        "a final rule that moves a part",
        printed(
            "RULE",
            "2024-15258",
            "7-17-24",
            head=f"{BIS}<CFR>15 CFR Parts 7 and 791</CFR><DEPDOC>[Docket No. 240620-0169]</DEPDOC><RIN>RIN 0694-AJ71</RIN>",
            subject="Redesignation of the Rules of the ICTS Program",
            act="Final rule.",
            dates="This rule is effective July 18, 2024.",
        ),
        {
            "stage": "final rule",
            "dates": ["effective 2024-07-18"],
            "cfr": [(15, "7"), (15, "791")],
            "agencies": ("Commerce Department", "Industry and Security Bureau"),
            "corrects": None,
        },
    ),
    (
        "an initial determination",
        printed(
            "NOTICE",
            "2026-00001",
            "3-3-26",
            head=BIS,
            subject="Initial Determination: Case No. ICTS-2025-004, Sample Drones Co., Ltd.",
            text="<P>Under Executive Order 13873 the Department proposes a prohibition.</P>"
            "<P>The parties may respond until April 3, 2026.</P>",
        ),
        {"stage": "initial determination", "dates": ["other 2026-04-03"], "action": None},
    ),
    (
        "an antidumping determination",
        printed(
            "NOTICE",
            "2024-11111",
            "5-20-24",
            head=f"{COMMERCE}<SUBAGY>International Trade Administration</SUBAGY><DEPDOC>[A-570-999]</DEPDOC>",
            subject="Mattresses From Ruritania: Final Determination of Sales at Less Than Fair Value",
            sum="Sales were made at less than fair value.",
            dates="Applicable May 21, 2024.",
        ),
        {"stage": "notice", "dates": ["applicability 2024-05-21"], "agency_dockets": ("A-570-999",)},
    ),
    (
        "a withdrawal",
        printed(
            "PRORULE",
            "2026-02000",
            "2-11-26",
            head=BIS,
            subject=f"{SUPPLY_CHAIN}: Trucks; Withdrawal",
            act="Proposed rule; withdrawal.",
            eff="The proposed rule published on January 5, 2026 (91 FR 400), is withdrawn as of February 12, 2026.",
        ),
        {"stage": "withdrawal", "dates": ["effective 2026-02-12"], "withdraws": "91 FR 400"},
    ),
    (
        "a delay",
        printed(
            "RULE",
            "2025-03000",
            "3-12-25",
            head=BIS,
            subject=f"{SUPPLY_CHAIN}: Connected Vehicles; Delay of Effective Date",
            act="Final rule; delay of effective date.",
            eff="The effective date of the rule published at 90 FR 5360 on January 16, 2025, is delayed "
            "from March 17, 2025, until May 16, 2025.",
        ),
        {"stage": "delay of effective date", "dates": ["effective 2025-05-16"], "delays": "90 FR 5360"},
    ),
    (
        "a reopening",
        printed(
            "PRORULE",
            "2025-03001",
            "3-13-25",
            head=BIS,
            subject="Drones; Reopening of Comment Period",
            act="Advance notice of proposed rulemaking; reopening of comment period.",
            dates="The comment period for the advance notice published January 3, 2025, at 90 FR 271, "
            "which closed on March 4, 2025, is reopened. "
            "Comments must be received no later than April 4, 2025, at 11:59 p.m. Eastern Time.",
        ),
        {"stage": "comment period reopening", "dates": ["comments_close 2025-04-04"], "extends": "90 FR 271"},
    ),
    (
        "a numbered correction",
        printed(
            "RULE",
            "C1–2025–00592",
            "2-3-25",
            head=BIS,
            subject=f"{SUPPLY_CHAIN}: Connected Vehicles",
            act="Final rule.",
            body="<P>In rule document 2025-00592, beginning on page 5360, make the following correction.</P>",
        ),
        {"stage": "correction", "corrects": "2025-00592", "dates": []},
    ),
    (
        "a request for information",
        printed(
            "NOTICE",
            "2021-20229",
            "9-17-21",
            head=f"{COMMERCE}<DEPDOC>[Docket No. 210910-0181]</DEPDOC><RIN>XRIN 0694-XC084</RIN>",
            subject="Risks in the ICT Supply Chain",
            act="Notice of request for information.",
            dates="Responses are due by November 4, 2021.",
            add="See docket BIS-2021-0021 on regulations.gov.",
        ),
        {
            "stage": "request for information",
            "dates": ["comments_close 2021-11-04"],
            "rins": ("0694-XC084",),
            "regulations_dot_gov_docket": "BIS-2021-0021",
        },
    ),
]


def told(document: Document, field: str) -> Any:
    """A document's field in the plain form the cases use."""
    if field == "dates":
        return [f"{fact.kind} {fact.date}" for fact in document.dates]
    if field == "cfr":
        return [(reference.title, reference.part) for reference in document.cfr_references]
    return getattr(document, field)


@pytest.mark.parametrize(("content", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_kind_of_document_is_read(content: bytes, expected: dict[str, Any]) -> None:
    """Stage, dates, numbers and references come out as a careful reader would note them."""
    reading = read(content, "document.xml")
    assert not reading.quarantined
    (document,) = reading.documents
    assert {field: told(document, field) for field in expected} == expected
