"""Orders, proclamations and notices of the President, which have no preamble."""

from __future__ import annotations

import pytest

from extract.reader import read

SUPPLY_CHAIN = "Securing the Information and Communications Technology and Services Supply Chain"
ORDER = """<PRESDOCU><{form}><TITLE3>Title 3—</TITLE3><PRES>The President<PRTPAGE P="{page}"/></PRES>{name}
<HD SOURCE="HED">{title}</HD>{text}<PSIG> </PSIG><PLACE>THE WHITE HOUSE,</PLACE><DATE>May 8, 2024.</DATE>
<FRDOC>[FR Doc. {number}</FRDOC><FILED>Filed 5-9-24; 8:45 am]</FILED>
<BILCOD>Billing code 3395-F4-P</BILCOD></{form}></PRESDOCU>"""


@pytest.mark.parametrize(
    ("form", "name", "title", "text", "stage", "continues"),
    [
        (
            "EXECORD",
            "<EXECORDR>Executive Order 14999 of May 8, 2024</EXECORDR>",
            "Taking Steps",
            "<FP>It is ordered.</FP>",
            "executive order",
            None,
        ),
        (
            "PRNOTICE",
            "<PNOTICE>Notice of May 8, 2024</PNOTICE>",
            f"Continuation of the National Emergency With Respect to {SUPPLY_CHAIN}",
            "<FP>On May 15, 2019, by Executive Order 13873, an emergency was declared.</FP>",
            "continuation of emergency",
            "Executive Order 13873",
        ),
        (
            "PROCLA",
            "<PROC>Proclamation 10999 of May 8, 2024</PROC>",
            "Some Day, 2024",
            "<FP>A proclamation.</FP>",
            "notice",
            None,
        ),
    ],
)
def test_presidential_documents_are_told_by_their_form(
    form: str, name: str, title: str, text: str, stage: str, continues: str | None
) -> None:
    """Orders, continuations and the rest: number, title, first page and what is continued, without any PREAMB."""
    content = ORDER.format(form=form, name=name, title=title, text=text, page=40355, number="2024-10394").encode()
    (document,) = read(content, "x.xml").documents
    assert (document.document_number, document.type, document.stage) == ("2024-10394", "PRESDOCU", stage)
    assert (document.title, document.citation, document.continues) == (title, "89 FR 40355", continues)
    assert document.agencies == ("Executive Office of the President",)
