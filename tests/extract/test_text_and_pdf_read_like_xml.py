"""Documents in govinfo's text, in HTML pages, in a PDF, in Markdown or in a plain letter."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import default
from html import escape
from typing import TYPE_CHECKING

import pytest

from extract.reader import read
from extract.text_layout import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from extract.document import Document

DAY = "Monday, June 24, 2024"
TAIL = """from this action are to be sent to the docket
before the meeting takes place.
Dated: June 18, 2024.
John Roe,
Director.
[FR Doc. 2024–13500 Filed 6–21–24; 8:45 am]
BILLING CODE 6560–50–P
"""
SAME = (
    "document_number", "type", "stage", "title", "action", "agencies", "rins", "agency_dockets", "regulations_dot_gov_docket",
    "cfr_references", "corrects", "extends", "comments_close_on", "effective_on",
)  # fmt: skip


@pytest.fixture(scope="module")
def rules(shared: Path) -> list[bytes]:
    """The development documents' XML."""
    return [path.read_bytes() for path in sorted((shared / "data" / "rules").glob("*.xml"))]


def alike(one: Document, other: Document) -> None:
    """Both readings give the same facts."""
    for field in SAME:
        assert getattr(other, field) == getattr(one, field), (one.document_number, field)
    assert {(fact.kind, fact.date) for fact in other.dates} == {(fact.kind, fact.date) for fact in one.dates}, (
        one.document_number
    )


def test_govinfo_text_gives_the_same_facts_as_xml(
    rules: list[bytes], as_govinfo_text: Callable[[bytes, str, int, int], str]
) -> None:
    """Fixed lines, typewritten quotation marks and a masthead: same facts, with publication date and citation known."""
    for xml in rules:
        (expected,) = read(xml, "x.xml").documents
        text = as_govinfo_text(xml, DAY, 89, 52434)
        (document,) = read(text.encode(), "x.txt").documents
        alike(expected, document)
        assert (str(document.publication_date), document.citation) == ("2024-06-24", "89 FR 52434")
        page = f"<html><head><title>Federal Register</title></head><body><pre>\n{escape(text)}</pre></body></html>"
        alike(document, read(page.encode(), "x.htm").documents[0])


def test_a_pdf_gives_the_same_facts_as_xml(rules: list[bytes], as_pdf: Callable[..., bytes]) -> None:
    """Narrow lines without blanks between, en dashes, running heads and press marks, after the end of another document."""
    for xml in rules:
        (expected,) = read(xml, "x.xml").documents
        reading = read(as_pdf(xml, DAY, 89, 52434, TAIL), "x.pdf")
        (document,) = reading.documents
        assert not reading.quarantined
        alike(expected, document)
        assert (str(document.publication_date), document.citation) == ("2024-06-24", "89 FR 52434")
        assert "left out" in document.problems[0]
        assert "2024-13500" in document.problems[0]
        assert not any(
            "VerDate" in passage.text or "Federal Register /" in passage.text for passage in document.passages
        )


def test_sections_and_pages_survive_the_loss_of_markup(
    rules: list[bytes], as_govinfo_text: Callable[[bytes, str, int, int], str]
) -> None:
    """Headings are found again in text: the paths are those of the XML."""
    xml = next(content for content in rules if b"2024-13532" in content)
    (expected,) = read(xml, "x.xml").documents
    (document,) = read(as_govinfo_text(xml, DAY, 89, 52434).encode(), "x.txt").documents
    assert [(passage.section, passage.kind) for passage in document.passages] == [
        (passage.section, passage.kind) for passage in expected.passages
    ]


def test_labels_that_a_reader_displaced_are_put_right() -> None:
    """A PDF's reader left "AGENCY:" behind its value, ran title and agency together, and lost all line breaks."""
    text = (
        "jbell on DSKJLSW7X2PROD with RULES\nFederal Register / Vol. 85, No. 170 / Tuesday, September 1, 2020 / Rules and "
        "Regulations\n"
        "expires on August 31, 2023. [FR Doc. 2020–19351 Filed 8–28–20; 4:15 pm] BILLING CODE 6560–50–P OFFICE OF MANAGEMENT "
        "AND BUDGET "
        "41 CFR Part 201 Supply Chain Security Office of Management and Budget, OMB. ACTION: Interim final rule with request "
        "for comments. "
        "jbell on DSKJLSW7X2PROD with RULES AGENCY: SUMMARY: The Council issues rules. DATES: This interim final rule is "
        "effective "
        "October 1, 2020. Comments must be received on or before November 2, 2020. SUPPLEMENTARY INFORMATION: Text follows. "
        "[FR Doc. 2020–18939 Filed 8–31–20; 8:45 am] BILLING CODE 3110–01–P"
    )
    (document,) = read(text.encode(), "2020-18939.html").documents
    assert (document.document_number, document.type, document.stage) == ("2020-18939", "RULE", "interim final rule")
    assert (document.title, document.agencies) == ("Supply Chain Security", ("Management and Budget Office",))
    assert (str(document.effective_on), str(document.comments_close_on)) == ("2020-10-01", "2020-11-02")
    assert document.abstract == "The Council issues rules."


def test_labels_after_both_values_are_put_right() -> None:
    """ "AGENCY: ACTION:" after both values, and every later label after its text."""
    summary = "The Bureau asks about drones, their makers and their parts. " * 8
    text = (
        "DEPARTMENT OF COMMERCE\nBureau of Industry and Security\n15 CFR Part 791\n[Docket No. 241213–0327]\nRIN 0694–AJ72\n"
        "Unmanned Aircraft Systems\nBureau of Industry and Security, U.S. Department of Commerce.\nAdvance notice of "
        "proposed rulemaking.\n"
        f"AGENCY:\nACTION:\n{summary}\nSUMMARY:\nComments are due no later than March 4, 2025.\nDATES:\n"
        "SUPPLEMENTARY INFORMATION:\nI. Background\nText.\n[FR Doc. 2024–30209 Filed 1–2–25; 8:45 am]\n"
    )
    (document,) = read(text.encode(), "x.txt").documents
    assert (document.title, document.action) == ("Unmanned Aircraft Systems", "Advance notice of proposed rulemaking.")
    assert (document.type, document.stage, str(document.comments_close_on)) == ("PRORULE", "ANPRM", "2025-03-04")
    assert document.abstract == " ".join(summary.split())


def test_a_label_in_the_middle_of_its_text_moves_no_other() -> None:
    """The page broke within the summary and left "SUMMARY:" there; DATES stays with its own text."""
    summary = "The Bureau takes back its proposal on widgets. " * 8
    text = (
        "Federal Register / Vol. 99, No. 12 / Monday, January 20, 2031 / Proposed Rules\nDEPARTMENT OF COMMERCE\n"
        "Bureau of Industry and Security\n15 CFR Part 30\nWidgets\nBureau of Industry and Security, Commerce.\n"
        f"ACTION: Notice of withdrawal.\nAGENCY:\n{summary}The Bureau’s\nSUMMARY:\nplans for gadgets stand.\n"
        "DATES: The proposal is withdrawn on February 3, 2031.\nFOR FURTHER INFORMATION CONTACT: Jane Roe, 202-555-0100.\n"
        "SUPPLEMENTARY INFORMATION:\nBackground\nText.\n[FR Doc. 2031–00001 Filed 1–17–31; 8:45 am]\n"
    )
    (document,) = read(text.encode(), "x.txt").documents
    assert (document.stage, document.action) == ("withdrawal", "Notice of withdrawal.")
    assert [str(fact.date) for fact in document.dates] == ["2031-02-03"]
    assert document.abstract is not None
    assert document.abstract.endswith("The Bureau’s plans for gadgets stand.")


def test_text_that_lost_its_lines_is_read() -> None:
    """A determination run together into one line: masthead, agencies, the title up to its end, and the days it sets."""
    text = (
        "[Federal Register Volume 89, Number 121 (Monday, June 24, 2024)] [Notices] [Pages 52434-52437] From the Federal "
        "Register Online "
        f"via the Government Publishing Office [www.gpo.gov] [FR Doc No: 2024-13532] [[Page 52434]] {'=' * 71} {'-' * 71} "
        f"DEPARTMENT OF "
        "COMMERCE Bureau of Industry and Security Final Determination: Case No. ICTS-2021-002, Kaspersky Lab, Inc. Under the "
        "powers given "
        "in Executive Order 13873 and 15 CFR part 7, the Department has reviewed transactions. As of 12:00 a.m. Eastern "
        "Daylight Time "
        "(EDT) on July 20, 2024, Kaspersky may not make new agreements. [FR Doc. 2024-13532 Filed 6-21-24; 8:45 am] BILLING "
        "CODE 3510-33-P"
    )
    (document,) = read(text.encode(), "x.txt").documents
    assert document.title == "Final Determination: Case No. ICTS-2021-002, Kaspersky Lab, Inc."
    assert (document.stage, document.citation) == ("final determination", "89 FR 52434")
    assert document.agencies == ("Commerce Department", "Industry and Security Bureau")
    assert (document.rins, document.agency_dockets, document.cfr_references) == ((), (), ())
    assert [f"{fact.kind} {fact.date}" for fact in document.dates] == ["compliance 2024-07-20"]


def test_the_register_s_own_page_is_read() -> None:
    """Labels set as headings, the title above them, and whatever else a page shows before the document."""
    page = (
        "<html><body><div>Skip to Content</div><h1>Securing Supply Chains</h1><p>Information about this "
        "document.</p><h2>AGENCY:</h2>"
        "<p>U.S. Department of Commerce.</p><h2>ACTION:</h2><p>Proposed rule; extension of comment period.</p><h2>DATES:</h2>"
        "<p>The comment period for the proposed rule published on November 27, 2019 (84 FR 65316), is extended. Comments and "
        "information "
        "must be received by close of business on January 10, 2020.</p></body></html>"
    )
    (document,) = read(
        page.encode(), "https://www.federalregister.gov/documents/2019/12/23/2019-27596/securing"
    ).documents
    assert (document.document_number, document.title) == ("2019-27596", "Securing Supply Chains")
    assert (document.type, document.stage, document.action) == (
        "PRORULE",
        "comment period extension",
        "Proposed rule; extension of comment period.",
    )
    assert [f"{fact.kind} {fact.date}" for fact in document.dates] == ["comments_close 2020-01-10"]


def test_a_presidential_document_in_text_is_told_by_its_heading() -> None:
    """Title, number and pages of an order in govinfo's text, whose lines are all indented."""
    text = (
        "[Federal Register Volume 84, Number 96 (Friday, May 17, 2019)]\n[Presidential Documents]\n[Pages 22689-22692]\n"
        "[FR Doc No: 2019-10538]\n\n                        Presidential Documents\n\nTitle 3--\nThe "
        "President\n\n[[Page 22689]]\n\n"
        "                Executive Order 13873 of May 15, 2019\n\n                \nSecuring the Information and "
        "Communications Technology \n"
        "                and Services Supply Chain\n\n                By the authority vested in me as President by the \n"
        "                Constitution it is ordered:\n\n[[Page 22690]]\n\n                Section 1. Acts are prohibited.\n\n"
        "                THE WHITE HOUSE,\n\n                    May 15, 2019.\n\n[FR Doc. 2019-10538 Filed 5-16-19; 11:15 am]\n"
    )
    (document,) = read(text.encode(), "x.txt").documents
    assert (document.document_number, document.stage, document.citation) == (
        "2019-10538",
        "executive order",
        "84 FR 22689",
    )
    assert document.title == "Securing the Information and Communications Technology and Services Supply Chain"
    assert [(passage.page, passage.text[:14]) for passage in document.passages] == [
        ("22689", "By the authori"),
        ("22690", "Section 1. Act"),
    ]


MARKDOWN = """---
document_number: 2027-00001
type: NOTICE
stage: final determination
title: Final Determination: Case No. ICTS-2026-001, Exampletron Ltd.
publication_date: 2027-01-05
agencies: [Commerce Department, Industry and Security Bureau]
rins:
  - 0694-ZZ99
citation: 92 FR 100
effective_on: 2027-03-01
colour: blue
start_page: many
---
# Background

The Department reviewed *covered transactions* of **Exampletron Ltd.** and its affiliates.

## A. Prohibited

- As of 12:00 a.m. Eastern Time on March 1, 2027, Exampletron may not sell cameras.
- No person may resell them after June 1, 2027.
"""


@pytest.mark.parametrize(
    "first", ["[Rules and Regulations]", "[Docket No. 310101-0001]", "[Billing Code 0000-00-P]", ""]
)
def test_a_text_without_its_masthead_may_open_with_a_bracket(first: str) -> None:
    """A printed line in brackets makes no JSON of a text; broken JSON stays what it is."""
    text = (
        f"{first}\n[FR Doc No: 2031-00001]\n\nDEPARTMENT OF COMMERCE\n\n15 CFR Part 30\n\nWidgets; Correction\n\n"
        "AGENCY: Department of Commerce.\n\nACTION: Final rule; correction.\n\n"
        "SUMMARY: This document sets one widget right.\n\nDATES: This correction is effective May 29, 2031.\n"
    )
    (document,) = read(text.encode(), "x.txt").documents
    assert (document.document_number, str(document.effective_on)) == ("2031-00001", "2031-05-29")
    for data in (b'[true, "x"', b"[nul", b'["2031-00001"'):
        assert not read(data, "x.json").documents


def test_front_matter_states_what_the_text_does_not() -> None:
    """Known fields win over what is read, colons in a title are no trouble, unknown and bad fields are said."""
    (document,) = read(MARKDOWN.encode(), "rule.md").documents
    assert (document.document_number, document.stage, document.citation) == (
        "2027-00001",
        "final determination",
        "92 FR 100",
    )
    assert document.title == "Final Determination: Case No. ICTS-2026-001, Exampletron Ltd."
    assert (document.agencies, document.rins) == (
        ("Commerce Department", "Industry and Security Bureau"),
        ("0694-ZZ99",),
    )
    assert [f"{fact.kind} {fact.date}" for fact in document.dates] == [
        "effective 2027-03-01",
        "compliance 2027-03-01",
        "compliance 2027-06-01",
    ]
    assert document.passages[0].emphasized == ("covered transactions", "Exampletron Ltd.")
    assert document.passages[1].section == "A. Prohibited"
    assert any("unknown field colour" in problem for problem in document.problems)
    assert any("start_page is 'many'" in problem for problem in document.problems)


def test_a_letter_is_a_document_named_after_its_file() -> None:
    """A letter has no number and no title; its agency, its words and the day it sets are read."""
    text = (
        "UNITED STATES DEPARTMENT OF COMMERCE\nBureau of Industry and Security\nWashington, D.C. 20230\n\nJune 3, "
        "2026\n\nDear Counsel:\n\n"
        "The request of your client is denied.\nThe client may ask for reconsideration by July 3, 2026.\n"
    )
    (document,) = read(text.encode(), "denial-letter.txt").documents
    assert (document.document_number, document.title, document.type) == ("denial-letter", "denial-letter", "NOTICE")
    assert document.agencies == ("Commerce Department", "Industry and Security Bureau")
    assert [f"{fact.kind} {fact.date}" for fact in document.dates] == ["other 2026-07-03"]
    assert "no Federal Register document number is printed" in document.problems[0]


def test_a_page_gives_its_content_without_its_navigation() -> None:
    """Headings, emphasis and paragraphs of an HTML page are read, its navigation and footer are not."""
    page = (
        "<html><body><nav>Home</nav><main><h1>General Authorization No. 1</h1><p>Under 15 CFR 791.306, <em>certain "
        "transactions</em> of ICTS "
        "are authorized.</p><h2>Term</h2><p>This general authorization is effective June 11, 2025, and expires on June 10, "
        "2027.</p></main>"
        "<footer>Imprint</footer></body></html>"
    )
    (document,) = read(page.encode(), "general-authorization-1.html").documents
    assert (document.stage, document.title) == ("general authorization", "General Authorization No. 1")
    assert [f"{fact.kind} {fact.date}" for fact in document.dates] == ["effective 2025-06-11", "expiration 2027-06-10"]
    assert "Home" not in document.text
    assert "Imprint" not in document.text


def test_a_pdf_of_pictures_is_quarantined(pdf_writer: Callable[[list[list[str]]], bytes]) -> None:
    """Scanned pages have no text to read, and that is the reason given."""
    reading = read(pdf_writer([[], []]), "scan.pdf")
    assert not reading.documents
    assert "no text" in reading.quarantined[0].reason


CASE = [
    "DEPARTMENT OF COMMERCE",
    "Bureau of Industry and Security",
    "Final Determination: Case No. ICTS-2027-001, Quellwerk AO",
    "The Department of Commerce has reviewed transactions with Quellwerk AO under 15 CFR part 791. They pose an undue risk.",
    "As of July 20, 2027, Quellwerk AO may not enter into any new agreement with a person of the United States.",
    "[FR Doc. 2027-13532 Filed 6-21-27; 8:45 am]",
    "BILLING CODE 3510-20-P",
]
HEAD = "Federal Register / Vol. 92, No. 121 / Thursday, June 24, 2027 / Notices"
BOX = [
    "Notices Federal Register",
    "52434",
    "Vol. 92, No. 121",
    "Thursday, June 24, 2027",
    "This section of the FEDERAL REGISTER",
    "contains documents other than rules, decisions among them,",
    "appearing in this",
    "section.",
]


@pytest.mark.parametrize(
    ("pages", "page"),
    [
        (
            [
                [
                    f"{HEAD} 52434",
                    *CASE,
                    "DEPARTMENT OF COMMERCE",
                    "International Trade Administration",
                    "Wood: Final Results",
                ]
            ],
            52434,
        ),
        ([[f"{HEAD} 52434", "and of the whole.", "[FR Doc. C1-2027-13111 Filed 6-21-27; 8:45", "am]", *CASE]], 52434),
        ([[*BOX, *CASE[:4]], [f"{HEAD} 52435", *CASE[4:]]], 52434),
        (
            [
                [
                    "This document is scheduled to be published in the",
                    "Federal Register on 06/24/2027 and available online at",
                    "https://federalregister.gov/d/2027-13532, and on https://govinfo.gov",
                    *CASE,
                ]
            ],
            None,
        ),
    ],
    ids=["its neighbour behind it", "its neighbour before it", "a section's first", "on public inspection"],
)
def test_what_stands_around_a_document_in_a_pdf_is_not_its_own(
    pdf_writer: Callable[[list[list[str]]], bytes], pages: list[list[str]], page: int | None
) -> None:
    """The page's neighbours, the box that opens a section, and the notice on a draft, whatever name the file bears."""
    (document,) = read(pdf_writer(pages), "hand:0f3c").documents
    assert (document.document_number, document.stage) == ("2027-13532", "final determination")
    assert (document.title, document.start_page) == (CASE[2], page)
    assert [f"{fact.kind} {fact.date}" for fact in document.dates] == ["compliance 2027-07-20"]


def test_scanned_pages_behind_a_letter_are_said(pdf_writer: Callable[[list[list[str]]], bytes]) -> None:
    """A covering letter is read, the scans behind it are counted; a stamp on a scan is no text."""
    letter = ["Dear Counsel: please find enclosed a subpoena of the Bureau of Industry and Security."]
    (document,) = read(pdf_writer([letter, [], []]), "letter.pdf").documents
    assert document.problems[-1].startswith("2 of 3 pages have no text")
    stamped = read(pdf_writer([["Digitally signed by JANE ROE", "Date: 2027.06.11 10:00:00 -04'00'"]]), "scan.pdf")
    assert "hardly any" in stamped.quarantined[0].reason


SITE = """<html><body><span>Rule</span><h1>Securing the Supply Chain: Cranes</h1>
<p>A Rule by the Industry and Security Bureau on 03/16/2027</p><dl><dt>Document Citation:</dt><dd>92 FR 5360</dd></dl>
<ul><li>ACTION:</li><li>SUMMARY:</li><li>DATES:</li><li>FOR FURTHER INFORMATION CONTACT:</li>
<li>SUPPLEMENTARY INFORMATION:</li></ul>
<h2>AGENCY:</h2><p>Bureau of Industry and Security, Department of Commerce.</p><h2>ACTION:</h2><p>Final rule.</p>
<h2>SUMMARY:</h2><p>Cranes are covered.</p><h2>DATES:</h2>
<p>This rule is effective on June <span>Start Printed Page 5361</span> 17, 2027.</p>
<h2>FOR FURTHER INFORMATION CONTACT:</h2><p>The office.</p><h2>SUPPLEMENTARY INFORMATION:</h2><p>Part 791 governs this.</p>
<p>[FR Doc. 2027-00592 Filed 3-14-27; 8:45 am]</p>
<h4>Document Details</h4><p>Details that follow the text on the page.</p></body></html>"""


def test_the_register_s_page_is_read_past_its_contents_and_marks() -> None:
    """Its list of labels is no document, its marks of pages are no words, and its lines on type, day and citation are used."""
    (document,) = read(SITE.encode(), "securing.html").documents
    assert (document.document_number, document.type, document.stage) == ("2027-00592", "RULE", "final rule")
    assert (document.title, document.action) == ("Securing the Supply Chain: Cranes", "Final rule.")
    assert (str(document.publication_date), document.citation) == ("2027-03-16", "92 FR 5360")
    assert document.effective_on is not None
    assert document.effective_on.isoformat() == "2027-06-17"


def test_action_ends_where_an_unlabelled_body_begins() -> None:
    """Notices of meetings print AGENCY and ACTION alone."""
    text = """DEPARTMENT OF COMMERCE

Bureau of Industry and Security

Notice of Meeting on Cranes

AGENCY: Bureau of Industry and Security, Commerce.

ACTION: Notice.

    A meeting on cranes will be held on June 9, 2027, at 9 a.m.

[FR Doc. 2027-00593 Filed 3-14-27; 8:45 am]
"""
    (document,) = read(text.encode(), "meeting.txt").documents
    assert (document.action, [str(fact.date) for fact in document.dates]) == ("Notice.", ["2027-06-09"])


def test_a_joined_word_leaves_lines_as_long_as_they_were() -> None:
    """How long the lines of a column are tells where its paragraphs end."""
    assert (
        plain_text("the com-\npany sells goods\nand ser-\nvices\nhere")
        == "the company\nsells goods\nand services\nhere"
    )


DAYS = ["effective 2027-06-11", "expiration 2029-06-10"]
TERM = (
    "Issued under 15 CFR 791.306. This general authorization is effective June 11, 2027, and expires on June 10, 2029."
)


@pytest.mark.parametrize(
    "page",
    [
        (
            "<a class='skip-link' href='#main'>Skip to main content</a><section class='usa-banner'>An official website</section>"
            f"<main><h1>General Authorization No. 1</h1><p>Issued: May 1, 2027</p><p>{TERM}</p></main>"
        ),
        f"<main><h1>General Authorization No. 1</h1><ul><li>{TERM} It lets:<ul><li>a; or</li><li>b.</li></ul></li></ul></main>",
        f"<main><h1>General Authorization No. 1</h1><div>By the bureau.<br><br>{TERM}<br>Issued in Washington.</div></main>",
        f"<main><h1>General Authorization No. 1</h1><p>{TERM}</p><p>Questions:</p><pre>Room 1, Washington</pre></main>",
        f"<main><article><header><h1>General Authorization No. 1</h1></header><p>{TERM}</p></article></main>",
        (
            f"<main><h1>General Authorization No. 1</h1><p>{TERM}</p></main>"
            "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><form class='captcha'>News by mail</form>"
        ),
    ],
    ids=[
        "what surrounds it",
        "a list in a list",
        "line breaks",
        "an address set as it stands",
        "a header of its own",
        "a form that asks",
    ],
)
def test_a_page_s_text_is_read_however_its_blocks_nest(page: str) -> None:
    """Nothing that a reader sees in the content is lost, and no script or form makes it a bot check."""
    (document,) = read(f"<html><body>{page}</body></html>".encode(), "page.html").documents
    assert (document.stage, document.title) == ("general authorization", "General Authorization No. 1")
    assert [f"{fact.kind} {fact.date}" for fact in document.dates] == DAYS


def mail(body: bytes, subtype: str, encoding: str, *attached: bytes) -> bytes:
    """A message as a mail program saves it; the days in its header are nobody's."""
    message = EmailMessage(policy=default)
    message["Received"] = "from mx.example.com by mail.example.net; Tue, 10 Jun 2031 14:12:09 -0700"
    message["From"], message["To"] = "office@example.gov", "jane@example.com"
    message["Subject"] = "General Authorization No. 1 \u2013 of cranes"
    message.set_content(body.decode(), subtype=subtype, cte=encoding)
    for content in attached:
        message.add_attachment(content, maintype="application", subtype="pdf", filename="authorization.pdf")
    return message.as_bytes()


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "7bit"])
@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_a_saved_e_mail_is_read_by_its_parts(subtype: str, encoding: str) -> None:
    """Text and pages, however they were encoded, under the message's subject; its header gives no day."""
    body = TERM if subtype == "plain" else f"<html><body><p>Dear Ms. Roe:</p><p>{TERM}</p></body></html>"
    (document,) = read(mail(body.encode(), subtype, encoding), "letter.eml").documents
    assert (document.stage, document.title) == ("general authorization", "General Authorization No. 1 \u2013 of cranes")
    assert [f"{fact.kind} {fact.date}" for fact in document.dates] == DAYS


def test_an_e_mail_s_attachments_are_documents_too(pdf_writer: Callable[[list[list[str]]], bytes]) -> None:
    """The letter and what comes with it; what is attached and cannot be read is quarantined."""
    content = mail(
        b"Under 15 CFR 791.306: please see the attached.", "plain", "7bit", pdf_writer([CASE]), b"%PDF-1.7 broken"
    )
    reading = read(content, "letter.eml")
    assert [document.stage for document in reading.documents] == ["general authorization", "final determination"]
    assert [each.source for each in reading.quarantined] == ["letter.eml#authorization.pdf"]


def test_an_e_mail_saved_as_text_is_titled_by_its_subject() -> None:
    """Its header is neither title nor text."""
    fields = {"From": "The Office", "Sent": "Tuesday, June 10, 2031 5:12 PM", "To": "Jane Roe", "Cc": "John Doe"}
    fields["Subject"] = "General Authorization No. 1"
    head = "\n".join(f"{field}:\t{value}" for field, value in fields.items())
    (document,) = read(f"{head}\n\nDear Ms. Roe:\n\n{TERM}\n".encode(), "letter.txt").documents
    assert (document.stage, document.title) == ("general authorization", "General Authorization No. 1")
    assert [f"{fact.kind} {fact.date}" for fact in document.dates] == DAYS


def test_a_number_broken_at_a_line_s_end_is_one_number() -> None:
    """As the Register's columns and govinfo's text break dockets, document numbers and RINs."""
    text = "docket number BIS-\n2026-0044, FR Doc. 2025-\n00592, RIN 0694-\nAJ56; pages 12-\n15"
    assert plain_text(text) == "docket number BIS-2026-0044, FR Doc. 2025-00592, RIN 0694-AJ56; pages 12-\n15"
