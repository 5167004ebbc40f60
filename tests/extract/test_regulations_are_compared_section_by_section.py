"""The eCFR's XML: divisions and paragraphs without what editors put around them, and the words that two versions differ in."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.regulation import (
    Change,
    Division,
    DivisionChange,
    Run,
    UnreadableRegulation,
    compare,
    parse_regulation,
    read_regulation,
    word_runs,
)

EXAMPLE = Path(__file__).parent / "examples" / "ecfr" / "served" / "title-15" / "part-791"
FOUNDING, AMENDED, VEHICLES = "2024-07-18", "2025-02-04", "2025-03-17"


def version(day: str) -> tuple[Division, ...]:
    """The example as of a day."""
    return parse_regulation((EXAMPLE / f"{day}.xml").read_bytes())


def section(inside: str, number: str = "791.1") -> Division:
    """A section with this in it."""
    (_, found) = parse_regulation(
        f'<DIV5 N="791"><HEAD>PART 791</HEAD><DIV8 N="{number}">{inside}</DIV8></DIV5>'.encode()
    )
    return found


def test_a_part_is_read_division_by_division() -> None:
    """Part, subparts and sections in their order, by number and heading."""
    assert [(one.number, one.heading) for one in version(VEHICLES)] == [
        ("Part 791", "SECURING THE INFORMATION AND COMMUNICATIONS TECHNOLOGY AND SERVICES SUPPLY CHAIN"),
        ("Subpart A", "General"),
        ("§ 791.1", "Purpose."),
        ("§ 791.2", "Definitions."),
        ("§ 791.4", "Foreign adversaries."),
        ("Subpart B", "Review of ICTS Transactions"),
        ("§ 791.109", "Final determination."),
        ("Subpart D", "Connected Vehicles"),
        ("§ 791.300", "Purpose."),
        ("§ 791.302", "Prohibited VCS hardware transactions."),
    ]


def test_a_table_is_read_row_by_row_and_a_raised_mark_joins_no_number() -> None:
    """The year 2029 with footnote 1 is not the year 20291."""
    assert version(VEHICLES)[-1].paragraphs[1:] == (
        "Unit | From",
        "With a model year | model year 2030",
        "Without one | January 1, 2029^1",
    )


def test_what_a_rule_changed_is_shown_word_by_word() -> None:
    """Changed definitions, a removed section, an added paragraph; citations and notices of amendments are no change."""
    definitions, removed, determination = compare(version(FOUNDING), version(AMENDED))
    assert (definitions.change, definitions.number, definitions.heading) == (Change.CHANGED, "§ 791.2", "Definitions.")
    assert definitions.paragraphs[0] == (Run("+", "Dealing in means buying, selling, licensing, or brokering."),)
    assert [run for run in definitions.paragraphs[1] if run.mark != "="] == [
        Run("+", "cloud computing,"),
        Run("+", "retrieval,"),
        Run("-", "retrieval"),
        Run("+", "communication"),
    ]
    assert len(definitions.paragraphs) == 2
    gone = (Run("-", "A decision under this part may be changed or taken back at any time."),)
    assert removed == DivisionChange(Change.REMOVED, "§ 791.6", "Changes of a decision.", (gone,))
    assert determination.paragraphs[1] == (Run("+", "(c) The Secretary may extend that time in writing."),)


def test_a_new_subpart_is_added_whole() -> None:
    """The subpart itself, then its sections; nothing else differs."""
    added = compare(version(AMENDED), version(VEHICLES))
    assert [(one.change, one.number) for one in added] == [
        (Change.ADDED, "Subpart D"),
        (Change.ADDED, "§ 791.300"),
        (Change.ADDED, "§ 791.302"),
    ]


def test_a_version_does_not_differ_from_itself_nor_from_another_layout() -> None:
    """Spaces and line ends are no words."""
    text = (EXAMPLE / f"{VEHICLES}.xml").read_text()
    assert compare(version(VEHICLES), version(VEHICLES)) == []
    spaced = parse_regulation(re.sub(r" (?=[a-z])(?![^<]*>)", " \n  ", text).encode())
    assert compare(version(VEHICLES), spaced) == []


@pytest.mark.parametrize(
    "around",
    [
        '<CITA TYPE="N">[86 FR 4923]</CITA>',
        "<AUTH><HED>Authority:</HED><PSPACE>50 U.S.C. 1701</PSPACE></AUTH>",
        "<SECAUTH>(50 U.S.C. 1701)</SECAUTH>",
        '<XREF ID="20250116" REFID="1">Link to an amendment published at 90 FR 5360, Jan. 16, 2025.</XREF>',
        "<EDNOTE><HED>Editorial Note:</HED><PSPACE>See elsewhere.</PSPACE></EDNOTE>",
        "<EFFDNOT><HED>Effective Date Note:</HED><P>At 90 FR 5360 the text changes.</P></EFFDNOT>",
        "<!-- nothing -->",
    ],
)
def test_what_editors_put_around_a_section_is_no_text_of_it(around: str) -> None:
    """It comes and goes on other days than the regulation changes."""
    assert section(f"<HEAD>§ 791.1 Purpose.</HEAD>{around}<P>Text.</P>{around}").paragraphs == ("Text.",)


@pytest.mark.parametrize(
    ("inside", "paragraphs"),
    [
        ('<P>See <XREF REFID="1">§ 791.4</XREF> too.</P>', ("See § 791.4 too.",)),
        ("<P>A<br/>B</P>", ("A B",)),
        ('<P>as in<img src="/graphics/er1.gif"/></P>', ("as in [image /graphics/er1.gif]",)),
        ('<img src="/graphics/er1.gif"/><P>x</P>', ("[image /graphics/er1.gif]", "x")),
        ("<EXTRACT><P>One</P>loose<FP>two</FP></EXTRACT>", ("One", "loose", "two")),
        ("<UNHEARD><P>Kept</P></UNHEARD>", ("Kept",)),
        ("<P>10<SU>6</SU> and CO<E T='52'>2</E></P>", ("10^6 and CO2",)),
        ("bare text", ("bare text",)),
    ],
)
def test_no_words_are_lost(inside: str, paragraphs: tuple[str, ...]) -> None:
    """Inline marks, images, loose text, elements nobody has heard of."""
    assert section(inside).paragraphs == paragraphs


@pytest.mark.parametrize(
    ("attribute", "head", "expected"),
    [
        ("§ 791.8", "§ 791.8   Title.", ("§ 791.8", "Title.")),
        ("", "§ 791.8 Title.", ("§ 791.8", "Title.")),
        ("791.8", "", ("§ 791.8", "")),
        ("791.8-791.99", "§§ 791.8-791.99 [Reserved]", ("§ 791.8-791.99", "[Reserved]")),
    ],
)
def test_a_section_has_its_number_from_either_place(attribute: str, head: str, expected: tuple[str, str]) -> None:
    """N with or without the sign, or the heading alone."""
    found = section(f"<HEAD>{head}</HEAD><P>x</P>", attribute)
    assert (found.number, found.heading) == expected


def test_two_sections_of_one_number_are_both_compared() -> None:
    """The second is told apart; neither hides the other."""
    one, other = section("<P>One.</P>"), section("<P>Other.</P>")
    (found,) = compare([one, other], [one, section("<P>Third.</P>")])
    assert found.number == "§ 791.1 (2)"


def test_a_section_that_moved_is_neither_added_nor_removed() -> None:
    """Only its words count."""
    one, two = section("<P>One.</P>", "791.1"), section("<P>Two.</P>", "791.2")
    assert compare([one, two], [two, one]) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not well-formed XML"),
        (b"<DIV5 N='791'><HEAD>x", "not well-formed XML"),
        (b"\x00\x01\x02", "not well-formed XML"),
        (b"<ECFR><P>No part.</P></ECFR>", "not one part"),
        (b"<ECFR><DIV5 N='7'/><DIV5 N='8'/></ECFR>", "not one part"),
        (b"<DIV5 N='791'><DIV8><P>x</P></DIV8></DIV5>", "a DIV8 without number"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><DIV5 N='791'><DIV8 N='1'><P>&b;</P></DIV8></DIV5>", "entities"),
        (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><DIV5 N='791'><P>&b;</P></DIV5>", "entities"),
        (b"<DIV5 N='791'>" + b"<DIV>" * 10_000 + b"</DIV>" * 10_000 + b"</DIV5>", "not well-formed XML"),
    ],
)
def test_what_is_no_regulation_is_set_aside_with_the_reason(content: bytes, reason: str) -> None:
    """Broken, hostile or of another kind: nothing is lost, nothing is fetched, nothing is made up."""
    with pytest.raises(UnreadableRegulation, match=reason):
        parse_regulation(content)
    (aside,) = read_regulation(content, "15 CFR 791 as of 2025-02-04").quarantined
    assert (aside.content, reason in aside.reason) == (content, True)


def test_a_regulation_is_read_without_documents() -> None:
    """It is kept to be compared."""
    reading = read_regulation((EXAMPLE / f"{VEHICLES}.xml").read_bytes(), "name")
    assert (reading.documents, reading.quarantined) == ((), ())


WORDS = st.lists(st.sampled_from("a vendor must not may import hardware software of the".split()), max_size=12)
TEXTS = st.lists(WORDS.map(" ".join), max_size=6)


@given(old=WORDS.map(" ".join), new=WORDS.map(" ".join))
def test_runs_hold_both_texts(old: str, new: str) -> None:
    """What both have with what went is the old text, with what came the new one."""
    runs = word_runs(old, new)
    assert " ".join(run.text for run in runs if run.mark in "=-") == old
    assert " ".join(run.text for run in runs if run.mark in "=+") == new


@given(old=TEXTS, new=TEXTS)
def test_no_changed_paragraph_is_left_out(old: list[str], new: list[str]) -> None:
    """What a comparison shows, with what it leaves out as the same, makes up each version in its order."""
    before, after = (Division("§ 1", "x", tuple(filter(None, texts))) for texts in (old, new))
    found = compare([before], [after])
    shown = found[0].paragraphs if found else ()
    for division, mark in ((before, "-"), (after, "+")):
        side = [" ".join(run.text for run in runs if run.mark in {"=", mark}) for runs in shown]
        left = list(division.paragraphs)
        for text in filter(None, side):
            left.remove(text)  # raises where something is shown that is not there
        assert all(text in before.paragraphs and text in after.paragraphs for text in left)
    assert bool(found) == (before != after)


@given(cuts=st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 60), st.binary(max_size=4)), max_size=4))
def test_damaged_bytes_are_read_or_set_aside(cuts: list[tuple[int, int, bytes]]) -> None:
    """Whatever is cut out or put in, there are divisions that can be compared or a reason, and nothing else."""
    content = (EXAMPLE / f"{VEHICLES}.xml").read_bytes()
    for start, length, put_in in cuts:
        content = content[:start] + put_in + content[start + length :]
    aside = read_regulation(content, "name").quarantined
    if aside:
        assert (aside[0].content, bool(aside[0].reason)) == (content, True)
    else:
        assert compare(parse_regulation(content), parse_regulation(content)) == []


def test_a_very_long_paragraph_is_replaced_rather_than_compared_for_ever() -> None:
    """Two paragraphs of 20,000 words each take no time."""
    old, new = ("a b " * 10_000).strip(), ("b c " * 10_000).strip()
    assert [run.mark for run in word_runs(old, new)] == ["-", "+"]


def test_the_whole_of_part_791_is_read_and_compared(shared: Path) -> None:
    """The real part, made XML of here: every section is there, and one changed word is found in its section."""
    text = (shared / "data/cfr/15-cfr-791-as-of-2025-01-27.md").read_text()
    blocks = re.split(r"\n +§ (791\.\d+) +(.+)\n", text)
    divisions = [
        f'<DIV8 N="{number}"><HEAD>§ {number}   {escape(heading)}</HEAD>'
        + "".join(f"<P>{escape(line)}</P>" for line in body.splitlines() if line.strip())
        + "</DIV8>"
        for number, heading, body in zip(blocks[1::3], blocks[2::3], blocks[3::3], strict=True)
    ]
    xml = f'<DIV5 N="791"><HEAD>PART 791</HEAD>{"".join(divisions)}</DIV5>'
    before = parse_regulation(xml.encode())
    assert len(before) == len(divisions) + 1 == 20
    assert xml.count("Democratic People's Republic of Korea") == 1
    after = parse_regulation(xml.replace("Democratic People's Republic of Korea", "Nowhere").encode())
    (found,) = compare(before, after)
    assert (found.change, found.number) == (Change.CHANGED, "§ 791.4")
    assert [run.text for run in found.paragraphs[0] if run.mark != "="] == [
        "Democratic People's Republic of Korea",
        "Nowhere",
    ]
