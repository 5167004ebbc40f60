"""Lists of firms are read entry by entry: each is a fact, is left aside for a reason, or is a named problem."""

from __future__ import annotations

import csv
import datetime as dt
import html
import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extract.dod import parse_military_companies, split_name
from extract.failures import LayoutChanged, ShapeChanged
from extract.fcc import makers, parse_covered_list
from extract.trade import REQUIRED, parse_screening_list
from extract.watch_list import Reading, clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from extract.watch_list import Listing

EXAMPLES = Path(__file__).parent / "examples"
TODAY = dt.date(2026, 11, 23)
ENTITY_LIST = "Entity List (EL) - Bureau of Industry and Security"


def covered(*entries: tuple[str, ...]) -> bytes:
    """The Covered List's page with these cells in its table, as text."""
    rows = ["".join(f"<td>{html.escape(cell)}</td>" for cell in entry) for entry in entries]
    heads = "<tr><th>Covered Equipment or Services*</th><th>Date of Inclusion on Covered List</th></tr>"
    return f"<table>{heads}{''.join(f'<tr>{row}</tr>' for row in rows)}</table>".encode()


def screening(*parties: dict[str, str]) -> bytes:
    """The Consolidated Screening List with these parties."""
    columns = sorted(REQUIRED)
    lines = [",".join(columns)]
    for party in parties:
        cells = ({"source": ENTITY_LIST} | party).get
        lines.append(",".join('"' + cells(column, "").replace('"', '""') + '"' for column in columns))
    return "\n".join(lines).encode()


def military(*rows: str) -> bytes:
    """The 1260H list as CSV."""
    return "\n".join(
        ["Name,Clean Name,Alias,Previous Name,Parent Name,Note,Start date,End date,Source Url", *rows]
    ).encode()


def accounted(listing: Listing) -> int:
    """How many entries became of something."""
    return len({fact.name for fact in listing.facts}) + len(listing.left_aside) + len(listing.unreadable)


def test_the_real_covered_list_is_read_entry_by_entry(shared: Path) -> None:
    """Every maker that the FCC names is a fact; what is foreign-produced is left aside and counted; nothing is unread."""
    with (shared / "data/lists/opensanctions_us_fcc_covered_list_table.csv").open(newline="") as file:
        entries = [tuple(row) for row in csv.reader(file)][1:]
    listing = parse_covered_list(covered(*entries), "https://www.fcc.gov/supplychain/coveredlist")
    assert [(fact.name, fact.parent, fact.as_of) for fact in listing.facts] == [
        ("Huawei Technologies Company", "", "2021-03-12"),
        ("ZTE Corporation", "", "2021-03-12"),
        ("Hytera Communications Corporation", "", "2021-03-12"),
        ("Hangzhou Hikvision Digital Technology Company", "", "2021-03-12"),
        ("Dahua Technology Company", "", "2021-03-12"),
        ("AO Kaspersky Lab", "", "2022-03-25"),
        ("China Mobile International USA Inc.", "", "2022-03-25"),
        ("China Telecom (Americas) Corp.", "", "2022-03-25"),
        ("Pacific Networks Corp", "", "2022-09-20"),
        ("ComNet (USA) LLC", "Pacific Networks Corp", "2022-09-20"),
        ("China Unicom (Americas) Operations Limited", "", "2022-09-20"),
        ("Kaspersky Lab, Inc.", "", "2024-07-23"),
        ("Digitalsystem Technology Inc.", "", "2026-07-07"),
    ]
    assert {fact.list for fact in listing.facts} == {"FCC Covered List"}
    assert [entry.row for entry in listing.left_aside] == [12, 13, 15, 16]
    assert listing.problems == ()


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ("Equipment produced by Huawei Technologies Company or ZTE Corporation (or any affiliate of such entities).",
         ["Huawei Technologies Company", "ZTE Corporation"]),
        ("Services provided by such entity or using such equipment.", []),
        ("Software supplied by =HYPERLINK(1) and others.", []),
        ("Cameras manufactured by Example & Sons Co., Ltd.", ["Example & Sons Co., Ltd."]),
        ("Routers granted an approval by a department, provided by Example LLC when used abroad.", ["Example LLC"]),
        ("Modems developed by Example Radio. Other equipment is not covered.", ["Example Radio"]),
    ],
)  # fmt: skip
def test_a_maker_is_taken_out_of_its_sentence(entry: str, named: list[str]) -> None:
    """The name ends where the sentence goes on; words that only point back to a maker name nobody."""
    assert [name for name, _ in makers(entry)] == named


def test_the_real_list_of_military_companies_is_read(shared: Path) -> None:
    """Companies that hold are facts with parents, aliases and former names; those taken off are left aside."""
    content = (shared / "data/lists/opensanctions_us_dod_chinese_milcorps_sanctions.csv").read_bytes()
    rows = len(list(csv.reader(content.decode().splitlines()))) - 1
    listing = parse_military_companies(content, "https://example.test/1260h.csv", TODAY)
    assert listing.problems == ()
    assert Counter(entry.reason for entry in listing.left_aside) == {"no longer listed": 21}
    assert listing.firms == {"DoD 1260H": 212}
    assert len({(fact.name, fact.as_of) for fact in listing.facts}) == rows - 21
    facts = {(fact.name, fact.alias, fact.parent, fact.country, fact.as_of) for fact in listing.facts}
    avic = "Aviation Industry Corporation of China, Ltd."
    assert ("AVIC Chengdu Aircraft Co., Ltd.", "ZEMIC", avic, "CN", "2026-06-08") in facts
    assert ("Yangtze Memory Technologies Co., Ltd.", "YMTC", "", "CN", "2026-06-08") in facts


@pytest.mark.parametrize(
    ("printed", "apart"),
    [
        ("360 Security Technology Inc. (Qihoo 360)*", ("360 Security Technology Inc.", ["Qihoo 360"])),
        ("A Co., Ltd. (formerly B Limited (C))", ("A Co., Ltd.", ["B Limited", "C"])),
        ("China Communications Construction Group (Limited) (CCCG)*",
         ("China Communications Construction Group (Limited)", ["CCCG"])),
        ("China Unicom (Hong Kong) Limited", ("China Unicom (Hong Kong) Limited", [])),
        ("(nothing before it)", ("(nothing before it)", [])),
        ("Unbalanced) Co.)", ("Unbalanced) Co.)", [])),
    ],
)  # fmt: skip
def test_a_printed_name_is_taken_apart(printed: str, apart: tuple[str, list[str]]) -> None:
    """Aliases and former names stand in parentheses behind a name; legal forms in parentheses belong to it."""
    assert split_name(printed) == apart


PRINTED = """Entities Identified as Chinese Military Companies Operating in the United States in accordance with
Section 1260H of the National Defense Authorization Act for Fiscal Year 2021 (Public Law 116-283)

Example Aviation Corporation of China Ltd. (EAC)
    Example Aircraft
    Co., Ltd. (formerly Example Works)
Example is indirectly owned by a commission of the state and is listed because it takes part in
a programme named Champion.
Example Memory Technologies Co., Ltd. (EMT)*
Page 1

Dated: June 8, 2026
Not A Company Ltd.
"""


@pytest.mark.parametrize("as_pdf", [False, True])
def test_the_list_is_read_as_text_and_as_pdf(
    as_pdf: bool,
    pdf_writer: Callable[[list[list[str]]], bytes],
) -> None:
    """Wrapped lines are put together, remarks are left aside, and what follows the date is not read."""
    where = "https://media.defense.gov/2026/Jun/08/1/-1/-1/1/ENTITIES.PDF"
    content = pdf_writer([PRINTED.splitlines()]) if as_pdf else PRINTED.encode()
    listing = parse_military_companies(content, where, TODAY)
    parent = "Example Aviation Corporation of China Ltd."
    assert {(fact.name, fact.alias, fact.parent, fact.as_of) for fact in listing.facts} == {
        ("Example Aviation Corporation of China Ltd.", "EAC", "", "2026-06-08"),
        ("Example Aircraft Co., Ltd.", "Example Works", parent, "2026-06-08"),
        ("Example Memory Technologies Co., Ltd.", "EMT", "", "2026-06-08"),
    }
    assert listing.problems == ()


@pytest.mark.parametrize(
    ("file", "firms", "aside"),
    [
        ("moov_watchman_internal_cslustest_testdata_consolidated.csv", 9, {"an individual": 4}),
        ("moov_watchman_test_testdata_csl.csv", 84, {"an individual": 20, "no longer in force": 5, "a vessel": 2}),
    ],
)
def test_the_real_screening_list_is_read(file: str, firms: int, aside: dict[str, int], shared: Path) -> None:
    """Firms of every list it carries become facts; people, vessels and what has ended are counted, nothing is unread."""
    listing = parse_screening_list((shared / "data/lists" / file).read_bytes(), file, TODAY)
    assert listing.firms.total() == firms
    assert Counter(entry.reason for entry in listing.left_aside) == aside
    assert listing.problems == ()
    assert all(fact.list and fact.source.startswith("http") for fact in listing.facts)


def test_countries_are_those_that_end_an_address() -> None:
    """Each address's code counts once; a city, a postal code or a state of the union is no country."""
    parties = [
        {"name": "A", "addresses": "1 Road, Hebei, China; and 2 Road, Hebei, CN; Harbour, HK"},
        {"name": "B", "addresses": "69th Drive, Phoenix, AZ, 85043"},
        {"name": "C", "addresses": "St. Louis, MO"},
        {"name": "D", "addresses": "Rua do Campo, Macau, MO"},
        {"name": "E", "addresses": "", "nationalities": "RU; CN"},
    ]
    listing = parse_screening_list(screening(*parties), "csl", TODAY)
    countries = {fact.name: fact.country for fact in listing.facts}
    assert countries == {"A": "CN;HK", "B": "", "C": "", "D": "MO", "E": "RU;CN"}


def test_an_entry_that_cannot_be_read_is_named_and_the_rest_loads() -> None:
    """Row and field of each bad entry are said with its text; its neighbours are facts."""
    parties = [
        {"name": "Good Works"},
        {"name": ""},
        {"name": "123"},
        {"name": "Unknown Kind", "type": "Submarine"},
        {"name": "No List", "source": " "},
        {"name": "Odd Day", "start_date": "the ides of March"},
        {"name": "x" * 301},
    ]
    listing = parse_screening_list(screening(*parties), "csl.csv", TODAY)
    assert [fact.name for fact in listing.facts] == ["Good Works", "Odd Day"]
    assert [(wrong.row, wrong.column) for wrong in listing.unreadable] == [
        (3, "name"), (4, "name"), (5, "type"), (6, "source"), (8, "name"),
    ]  # fmt: skip
    assert [str(wrong) for wrong in listing.problems if not wrong.fatal] == [
        "csl.csv, row 7, start_date: 'the ides of March' is no date"
    ]
    assert "Submarine" in listing.unreadable[2].text
    assert accounted(listing) == len(parties)


def test_a_row_of_another_width_is_named() -> None:
    """A row with a cell too many or too few is a problem; the file is not refused for it."""
    listing = parse_screening_list(screening({"name": "Good Works"}) + b"\nshort,row", "csl.csv", TODAY)
    assert [str(wrong) for wrong in listing.problems] == ["csl.csv, row 3, row: has 2 fields, the header 13"]
    page = covered(("Radios produced by Example Radio Inc.", "May 1, 2026"), ("alone",))
    (wrong,) = parse_covered_list(page, "fcc").problems
    assert (wrong.row, wrong.column, wrong.fatal) == (2, "row", True)


HOSTILE = [
    ("=cmd|' /C calc'!A0 Works", "=cmd|' /C calc'!A0 Works"),
    ("<script>alert(1)</script> Ltd.", "<script>alert(1)</script> Ltd."),
    ("Exa\u202emple\u200b \x07Co.\r\n Ltd.", "Example Co. Ltd."),
    ("Robert'); drop table supplier_facts;-- Inc.", "Robert'); drop table supplier_facts;-- Inc."),
]


@pytest.mark.parametrize(("written", "kept"), HOSTILE)
def test_a_hostile_cell_is_only_text(written: str, kept: str) -> None:
    """What nobody sees is taken out of a name, so that two spellings that look the same are the same; the rest is text."""
    (fact,) = parse_screening_list(screening({"name": written}), "csl", TODAY).facts
    assert fact.name == kept
    quoted = '"' + written.replace('"', '""') + '"'
    (fact,) = parse_military_companies(military(f"{quoted},{quoted},,,,,2026-06-08,,"), "dod", TODAY).facts
    assert clean(fact.name) == fact.name


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body><p>Under construction</p></body></html>",
        b"<table><tr><th>Name</th><th>Date</th></tr><tr><td>x</td><td>y</td></tr></table>",
        covered(),
        covered(("Routers produced in a foreign country.", "March 23, 2026")),
    ],
)
def test_another_page_than_the_covered_list_is_no_empty_list(content: bytes) -> None:
    """A page without the table, or with nobody in it, raises: an empty list would take every firm off."""
    with pytest.raises(ShapeChanged):
        parse_covered_list(content, "https://www.fcc.gov/x")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"name,source\nExample,EL\n",
        screening(),
        screening({"name": "DOE, John", "type": "Individual"}),
        b"\x00\x01",
        "näme".encode("latin-1"),
        screening({"name": "Example"}) + b'\n"torn',
        b"<!DOCTYPE html><html><title>Moved</title></html>",
    ],
)
def test_another_file_than_the_screening_list_is_no_empty_list(content: bytes) -> None:
    """Missing columns, no entries, torn or binary content raise."""
    with pytest.raises(ShapeChanged):
        parse_screening_list(content, "csl", TODAY)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Name,Clean Name\nExample,Example\n",
        military(),
        military("Gone Co.,Gone Co.,,,,,2021-06-03,2025-01-07,"),
        b"%PDF-1.4\nbroken",
        b"\xff\xfe\x00",
        b"<NOTICE><P>The following entities:</P>",
        b"<NOTICE><SUPLINF><P>Some other notice of the department.</P></SUPLINF></NOTICE>",
        b"<!DOCTYPE html><html><title>Access Denied</title></html>",
        b"Example Aviation Corporation\nExample Memory Co., Ltd.\n",
    ],
)
def test_another_file_than_the_military_companies_is_no_empty_list(content: bytes) -> None:
    """Without the words that open the list, its columns or anybody on it, it is not the list."""
    with pytest.raises(ShapeChanged):
        parse_military_companies(content, "dod", TODAY)


def test_a_remark_never_swallows_a_company() -> None:
    """Where a remark without an end runs into the next entry, the entry is named as unreadable, not lost."""
    text = PRINTED.replace("programme named Champion.", "programme named Champion")
    (wrong,) = parse_military_companies(text.encode(), "dod", TODAY).unreadable
    assert wrong.reason == "is a remark that may hold a company's name"
    assert "Example Memory Technologies" in wrong.text


def test_a_name_of_parentheses_is_no_name() -> None:
    """Nesting without end is refused by its length and costs nothing."""
    deep = "Example " + "(" * 50_000 + ")" * 50_000
    listing = parse_military_companies(f"{PRINTED.partition('Dated')[0]}{deep}\n".encode(), "dod", TODAY)
    assert len({fact.name for fact in listing.facts}) == 3
    assert len(listing.unreadable) == 1


@pytest.mark.parametrize(
    "file",
    ["fcc/served/supplychain/coveredlist.html", "dod/served/2026-90010.xml", "trade/served/consolidated.csv", "text"],
)
def test_a_damaged_list_is_read_or_refused(file: str) -> None:
    """Bytes cut out, doubled or overwritten anywhere: firms come out or ShapeChanged, and nothing else."""
    whole = PRINTED.encode() if file == "text" else (EXAMPLES / file).read_bytes()
    chance = random.Random(f"{file} 1")
    read = refused = 0
    for _ in range(400):
        start = chance.randrange(len(whole))
        end = min(len(whole), start + chance.choice((1, 3, 40, 400)))
        kept = chance.choice((b"", whole[start:end] * 2, bytes([chance.randrange(256)]), b"\xff\x00", b'"', b"<", b"("))
        damaged = whole[:start] + kept + whole[end:]
        try:
            if file.startswith("fcc"):
                listing = parse_covered_list(damaged, "fcc")
            elif file.startswith("trade"):
                listing = parse_screening_list(damaged, "csl", TODAY)
            else:
                listing = parse_military_companies(damaged, "dod", TODAY)
        except ShapeChanged:
            refused += 1
        else:
            assert listing.facts
            read += 1
    assert read
    assert refused


def test_external_entities_of_a_notice_are_not_followed(tmp_path: Path) -> None:
    """An XML entity that points to a file brings nothing of the file into a name."""
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    notice = (
        f'<!DOCTYPE NOTICE [<!ENTITY file SYSTEM "file://{secret}">]><NOTICE><P>The following entities are:</P>'
        "<FP>Example &file; Works</FP></NOTICE>"
    )
    listing = parse_military_companies(notice.encode(), "dod", TODAY)
    assert "SECRET" not in repr(listing)


def test_a_layout_change_says_what_is_missing() -> None:
    """The message names the page and the headings that were looked for."""
    with pytest.raises(LayoutChanged, match="covered equipment or services / date of inclusion"):
        parse_covered_list(b"<table><tr><th>A</th></tr></table>", "https://www.fcc.gov/x")


def test_a_reading_without_a_firm_is_refused() -> None:
    """Whatever a list says else, one that names nobody raises."""
    reading = Reading("list")
    reading.aside(1, "a vessel", "EXAMPLE 7")
    with pytest.raises(ShapeChanged, match="no entry that names a firm"):
        reading.listing()
