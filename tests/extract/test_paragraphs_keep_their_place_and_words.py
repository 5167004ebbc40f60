"""Passages of the Federal Register's XML: section path, paragraph number, page, kind, words and emphasis."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

from extract.reader import iter_documents, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document, Passage

NUMBERED = "<FRDOC>[FR Doc. 2024-00001 Filed 3-4-24; 8:45 am]</FRDOC>"


def passages(inner: str, root: str = "RULE") -> tuple[Passage, ...]:
    """The passages of a document with this content."""
    (document,) = read(f"<{root}>{inner}{NUMBERED}</{root}>".encode(), "x.xml").documents
    return document.passages


def texts(inner: str) -> list[str]:
    """The paragraphs' words."""
    return [passage.text for passage in passages(f"<SUPLINF>{inner}</SUPLINF>")]


def test_subscripts_and_italics_join_as_printed() -> None:
    """Subscripts stay with their word, and emphasis brings no stray blanks."""
    assert texts('<P>Of PM<E T="52">2.5</E> and CO<E T="0732">2</E>, <E T="03">et seq.;</E> 100 km<SU>2</SU>.</P>') == [
        "Of PM2.5 and CO2, et seq.; 100 km2."
    ]


def test_footnote_marks_are_no_text_and_footnotes_are_kept_apart() -> None:
    """The raised mark goes, the footnote's words stay as a passage of their own kind."""
    found = passages(
        "<SUPLINF><P>A rule.<SU>1</SU><FTREF/> It binds.</P><FTNT><P><SU>1</SU> See “X”.</P></FTNT></SUPLINF>"
    )
    assert [(passage.text, passage.kind) for passage in found] == [
        ("A rule. It binds.", "preamble"),
        ("See “X”.", "footnote"),
    ]


def test_lost_blanks_around_emphasis_are_mended() -> None:
    """Careless editing ran words together with their neighbours in italics or bold."""
    assert texts('<P>in the<E T="04">Federal Register</E>on Monday, and p<E T="03">H</E>.</P>') == [
        "in the Federal Register on Monday, and pH."
    ]


def test_pages_turn_within_a_paragraph() -> None:
    """A paragraph stands on the page it begins on; words meet across the break with one blank, hyphens without."""
    found = passages(
        '<PREAMB><PRTPAGE P="10"/><SUBJECT>T</SUBJECT></PREAMB><SUPLINF><P>One<PRTPAGE P="11"/>two.</P>'
        '<P>Three.</P><P>long-<PRTPAGE P="12"/>term.</P><P><PRTPAGE P="13"/>Four.</P></SUPLINF>'
    )
    assert [(passage.text, passage.page) for passage in found] == [
        ("One two.", "10"), ("Three.", "11"), ("long-term.", "11"), ("Four.", "13"),
    ]  # fmt: skip


def test_the_start_page_follows_from_the_first_break() -> None:
    """A break before any text begins the document; a later one ends its first page; none leaves the page unknown."""
    for inner, page in (
        ('<PREAMB><PRTPAGE P="52434"/><SUBJECT>T</SUBJECT></PREAMB>', 52434),
        ('<PREAMB><SUBJECT>T</SUBJECT><P>Words<PRTPAGE P="52434"/> words.</P></PREAMB>', 52433),
        ("<PREAMB><SUBJECT>T</SUBJECT></PREAMB>", None),
    ):
        (document,) = read(f"<NOTICE>{inner}{NUMBERED}</NOTICE>".encode(), "x.xml").documents
        assert document.start_page == page
        assert document.citation == (f"89 FR {page}" if page else None)


def test_section_paths_follow_headings_and_sections() -> None:
    """Headings nest by level, regulation text by part, subpart and section, and a list of subjects ends with itself."""
    found = passages(
        '<PREAMB><SUM><HD SOURCE="HED">SUMMARY:</HD><P>S.</P></SUM><ADD><HD SOURCE="HED">ADDRESSES:</HD><P>A.</P></ADD>'
        '<HD SOURCE="HD2">By Mail</HD><P>M.</P></PREAMB>'
        '<SUPLINF><HD SOURCE="HED">SUPPLEMENTARY INFORMATION:</HD><P>Lead.</P><HD SOURCE="HD1">I. Background</HD><P>B.</P>'
        '<HD SOURCE="HD2">A. Scope</HD><P>C.</P><HD SOURCE="HD1">II. More</HD><P>D.</P>'
        '<LSTSUB><HD SOURCE="HED">List of Subjects</HD><P>L.</P></LSTSUB><P>Amended as follows:</P>'
        '<REGTEXT TITLE="15" PART="791"><PART><HD SOURCE="HED">PART 791—SUPPLY CHAIN</HD></PART>'
        "<AMDPAR>1. Add subpart D.</AMDPAR>"
        '<SUBPART><HD SOURCE="HED">Subpart D—Vehicles</HD><SECTION><SECTNO>§ 791.301 </SECTNO><SUBJECT>Definitions.</SUBJECT>'
        '<P><E T="03">Item</E> means a thing.</P></SECTION></SUBPART><AMDPAR>2. Revise § 791.4.</AMDPAR></REGTEXT></SUPLINF>'
    )
    assert [(passage.section, passage.kind) for passage in found] == [
        ("SUMMARY", "summary"),
        ("ADDRESSES", "addresses"),
        ("ADDRESSES > By Mail", "addresses"),
        ("SUPPLEMENTARY INFORMATION", "preamble"),
        ("I. Background", "preamble"),
        ("I. Background > A. Scope", "preamble"),
        ("II. More", "preamble"),
        ("List of Subjects", "preamble"),
        ("", "preamble"),
        ("Part 791", "regulation"),
        ("Part 791 > Subpart D—Vehicles > § 791.301 Definitions.", "regulation"),
        ("Part 791", "regulation"),
    ]
    assert found[10].emphasized == ("Item",)


def test_marks_of_notes_in_tables_are_no_text() -> None:
    """They carry no reference there; exponents stay."""
    cells = (
        '<ENT I="01">Kaspersky Labs Limited<SU>1</SU></ENT><ENT>January 4, 2027<SU>a</SU></ENT><ENT>5 km<SU>2</SU></ENT>'
        '<ENT><SU>3</SU> 6,307</ENT><ENT>OOO Example<E T="51">12</E></ENT>'
    )
    found = passages(f"<SUPLINF><GPOTABLE><ROW>{cells}</ROW></GPOTABLE></SUPLINF>")
    assert [passage.text for passage in found] == [
        "Kaspersky Labs Limited | January 4, 2027 | 5 km2 | 6,307 | OOO Example"
    ]


def test_the_headings_of_an_extract_end_with_it() -> None:
    """What is quoted has a section path of its own, and the text after it goes on where it was."""
    quoted = '<EXTRACT><HD SOURCE="HD1">Quoted Head</HD><P>Words of a statute.</P></EXTRACT>'
    found = passages(f'<SUPLINF><HD SOURCE="HD1">I. Parties</HD><P>Before.</P>{quoted}<P>After.</P></SUPLINF>')
    assert [(passage.section, passage.text) for passage in found] == [
        ("I. Parties", "Before."),
        ("Quoted Head", "Words of a statute."),
        ("I. Parties", "After."),
    ]


def test_an_element_left_open_around_the_document_loses_nothing() -> None:
    """AGY sometimes holds everything that follows it: fields and paragraphs are found all the same."""
    content = (
        '<NOTICE><PREAMB><AGENCY>DEPARTMENT OF COMMERCE</AGENCY><SUBJECT>T</SUBJECT><AGY><HD SOURCE="HED">AGENCY:</HD>'
        '<P>Bureau of Industry and Security, Commerce.</P><ACT><HD SOURCE="HED">ACTION:</HD><P>Notice.</P></ACT>'
        '<DATES><HD SOURCE="HED">DATES:</HD><P>Comments are due May 3, 2024.</P></DATES><P>Body.</P></AGY></PREAMB>'
        + NUMBERED
        + "</NOTICE>"
    )
    (document,) = read(content.encode(), "x.xml").documents
    assert document.action == "Notice."
    assert document.agencies == ("Commerce Department", "Industry and Security Bureau")
    assert [str(fact.date) for fact in document.dates] == ["2024-05-03"]
    assert document.passages[-1].text == "Body."


def test_tables_keep_their_rows() -> None:
    """A table's row is one paragraph, its cells divided by bars."""
    assert texts("<GPOTABLE><BOXHD><CHED>H</CHED></BOXHD><ROW><ENT>a</ENT><ENT>b</ENT></ROW></GPOTABLE>") == ["a | b"]


def test_a_bureau_set_as_a_title_is_an_agency() -> None:
    """Two SUBJECTs, the first of them an agency's name, are a heading and a title."""
    content = (
        "<NOTICE><PREAMB><AGENCY>DEPARTMENT OF TRANSPORTATION</AGENCY><SUBJECT>Federal Aviation Administration</SUBJECT>"
        "<SUBJECT>Notice of Request</SUBJECT></PREAMB>" + NUMBERED + "</NOTICE>"
    )
    (document,) = read(content.encode(), "x.xml").documents
    assert document.title == "Notice of Request"
    assert document.agencies == ("Transportation Department", "Federal Aviation Administration")


def _issue(count: int) -> bytes:
    document = "<NOTICE><PREAMB><SUBJECT>T</SUBJECT>" + "<P>Words of a paragraph.</P>" * 400 + "</PREAMB>"
    numbered = (f"{document}<FRDOC>[FR Doc. 2024-{index:05d} Filed 3-4-24]</FRDOC></NOTICE>" for index in range(count))
    return f"<FEDREG><VOL>89</VOL><DATE>Tuesday, March 5, 2024</DATE><NOTICES>{''.join(numbered)}</NOTICES></FEDREG>".encode()


def _peak(documents: Iterator[object]) -> int:
    tracemalloc.start()
    for _ in documents:
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_grows_with_the_longest_document_only() -> None:
    """Ten times as many documents of one size need hardly more memory while they are read one by one."""
    few, many = _issue(5), _issue(50)
    assert _peak(iter_documents(many, "many.xml")) < 2 * _peak(iter_documents(few, "few.xml"))


def test_one_broken_document_does_not_stop_the_others() -> None:
    """In an issue, what cannot be read is quarantined by itself and its neighbours are read."""
    content = _issue(3).replace(b"<PREAMB><SUBJECT>T", b"<PREAMB><SUBJECT>T &broken;", 1)
    reading = read(content, "issue.xml")
    assert [document.document_number for document in reading.documents] == ["2024-00001", "2024-00002"]
    assert b"2024-00000" in reading.quarantined[0].content


def test_documents_run_together_are_quarantined() -> None:
    """Where the mark between two documents is lost, neither is taken for the other's text."""
    reading = read(_issue(3).replace(b"</NOTICE><NOTICE>", b"", 1), "issue.xml")
    assert [document.document_number for document in reading.documents] == ["2024-00002"]
    assert reading.quarantined[0].reason == "documents run together: 2024-00000, 2024-00001"


def test_each_document_of_an_issue_knows_its_page_and_date() -> None:
    """The page an issue has reached where a document begins is its first page; the issue gives date and volume."""
    parts = _issue(3).split(b"<P>Words", 1)
    content = parts[0] + b'<P>Pages turn<PRTPAGE P="77"/> here.</P><P>Words' + parts[1]
    documents: tuple[Document, ...] = read(content, "issue.xml").documents
    assert [document.citation for document in documents] == ["89 FR 76", "89 FR 77", "89 FR 77"]
    assert {str(document.publication_date) for document in documents} == {"2024-03-05"}
