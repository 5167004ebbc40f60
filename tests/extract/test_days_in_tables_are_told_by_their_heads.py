"""Days in a table whose cells hold nothing else: the column's head, the title or the heading above says what they are."""

from __future__ import annotations

import pytest

from extract.reader import read


def table(title: str, heads: list[str], *rows: list[str]) -> str:
    """A table as the Federal Register's XML prints it."""
    boxed = "".join(f'<CHED H="{head[0] if head[0].isdigit() else 1}">{head.lstrip("12")}</CHED>' for head in heads)
    lines = "".join(f"<ROW>{''.join(f'<ENT>{cell}</ENT>' for cell in row)}</ROW>" for row in rows)
    return f"<GPOTABLE><TTITLE>{title}</TTITLE><BOXHD>{boxed}</BOXHD>{lines}</GPOTABLE>"


def told(content: str, heading: str = "IV. More") -> list[str]:
    """The facts of a notice of 2026 with this table as "kind date" lines."""
    body = f'<HD SOURCE="HD1">{heading}</HD><P>A paragraph.</P>{content}'
    notice = (
        f"<NOTICE><PREAMB><AGENCY>DEPARTMENT OF COMMERCE</AGENCY><SUBJECT>T</SUBJECT>{body}</PREAMB>"
        "<FRDOC>[FR Doc. 2026-01234 Filed 1-20-26; 8:45 am]</FRDOC></NOTICE>"
    )
    (document,) = read(notice.encode(), "x.xml").documents
    return [f"{fact.kind} {fact.date}" for fact in document.dates]


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        (
            table(
                "Table 2—When Each Prohibition Begins",
                ["Class", "Date"],
                ["Modems", "May 4, 2026"],
                ["Radios", "5/4/2027"],
            ),
            ["compliance 2026-05-04", "compliance 2027-05-04"],
        ),
        (table("", ["Requirement", "Compliance date"], ["Reports", "July 1, 2026"]), ["compliance 2026-07-01"]),
        (
            table(
                "Schedule of Parties", ["Parties", "First Prohibition begins"], ["Example Co., Ltd.", "July 1, 2026"]
            ),
            ["compliance 2026-07-01"],
        ),
        (
            table("Phases", ["Step", "Begins", "Exemption ends"], ["1", "July 1, 2026", "January 1, 2028"]),
            ["compliance 2026-07-01", "expiration 2028-01-01"],
        ),
        (
            table("Phases", ["Step", "1Dates", "2Begins", "2Ends"], ["1", "July 1, 2026", "January 1, 2028"]),
            ["compliance 2026-07-01", "expiration 2028-01-01"],
        ),
        (table("Public Meetings", ["Date", "Place"], ["March 3, 2026", "Boise"]), ["hearing 2026-03-03"]),
        (table("Dockets", ["Docket", "Comments due"], ["1", "March 3, 2026"]), ["comments_close 2026-03-03"]),
        (table("Provisions", ["Section", "Effective date"], ["2", "March 3, 2026"]), ["compliance 2026-03-03"]),
        (
            table(
                "Table 1—Compliance Dates",
                ["Class", "Large firms", "Small firms"],
                ["Modems", "May 4, 2026", "May 4, 2027"],
            ),
            ["compliance 2026-05-04", "compliance 2027-05-04"],
        ),
        (
            table(
                "Key Dates", ["Event", "Date"], ["License expires", "May 4, 2026"], ["First report due", "July 1, 2026"]
            ),
            ["expiration 2026-05-04", "compliance 2026-07-01"],
        ),
        (table("Effective Dates of State Laws", ["State", "Effective date"], ["Ohio", "May 4, 2026"]), []),
        (table("Communities", ["Name", "Effective date"], ["A", "May 5, 1980, Reg; May 4, 2026, Susp"]), []),
        (table("Lots on Offer", ["Lot", "Date"], ["2", "March 3, 2026"]), []),
        (table("Requirements", ["Rule", "Date published"], ["2", "March 3, 2026"]), []),
        (table("Phases", ["Step", "Begins"], ["1", "March 3, 2020"]), []),
        (table("Phases", ["Step", "Begins"], ["1", "90 days after the final rule"]), []),
    ],
)
def test_the_table_says_what_its_days_are(content: str, facts: list[str]) -> None:
    """A day alone in its cell has the kind that head or title names; past days and days of another matter are none."""
    assert told(content) == facts


def test_the_heading_above_a_table_counts_as_its_title() -> None:
    """A table without title stands under a heading that says what it schedules."""
    content = table("", ["Paragraph", "From"], ["(a)", "May 4, 2026"])
    assert told(content, "V. Dates of the Restrictions") == ["compliance 2026-05-04"]
    assert told(content, "V. Travel") == []
    numbered = table("Table 1", ["Paragraph", "From"], ["(a)", "May 4, 2026"])
    assert told(numbered, "V. Dates of the Restrictions") == ["compliance 2026-05-04"]


def test_a_row_quotes_its_table() -> None:
    """The words a day comes from are the row's, after the title that gave it its kind; no passage is added for a head."""
    content = table("Prohibitions", ["Class", "Begins"], ["Modems", "May 4, 2026"])
    notice = f"<NOTICE><PREAMB>{content}</PREAMB><FRDOC>[FR Doc. 2026-01234 Filed 1-20-26; 8:45 am]</FRDOC></NOTICE>"
    (document,) = read(notice.encode(), "x.xml").documents
    assert [fact.quote for fact in document.dates] == ["Prohibitions: Modems | May 4, 2026"]
    assert [passage.text for passage in document.passages] == ["Prohibitions", "Modems | May 4, 2026"]
