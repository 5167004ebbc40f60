"""Document numbers, RINs, dockets, CFR parts, citations and agencies in the spelling that the rest of the world uses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from extract import identifiers
from extract.agencies import agencies, known_agency
from extract.document import CfrReference

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("filing", "number", "filed"),
    [
        ("[FR Doc. 2024-13532 Filed 6-21-24; 8:45 am]", "2024-13532", "2024-06-21T08:45:00-04:00"),
        ("[FR Doc. 2024–15258 Filed 7–17–24; 4:15 pm]", "2024-15258", "2024-07-17T16:15:00-04:00"),
        ("[FR Doc. C1–2026–16628 Filed 1–2–26; 8:45 am]", "C1-2026-16628", "2026-01-02T08:45:00-05:00"),
        ("[FR Doc. 2016-08970 Filed 4-14-16; 11:15 a.m.]", "2016-08970", "2016-04-14T11:15:00-04:00"),
        ("[FR Doc. E9-1234", "E9-1234", None),
        ("[FR Doc. 93-32104 Filed 12-31-93; 8:45 am]", "93-32104", "1993-12-31T08:45:00-05:00"),
        ("[FR Doc No: 2019-10538]", "2019-10538", None),
        ("[FR Doc. 2024-13532 Filed 13-45-24; 8:45 am]", "2024-13532", None),
        ("nothing", None, None),
    ],
)
def test_filing_lines_give_number_and_time(filing: str, number: str | None, filed: str | None) -> None:
    """Dashes of every kind, old numbers and corrections are understood; an impossible day is no time."""
    moment = identifiers.filed_at(filing)
    assert (identifiers.document_number(filing), moment.isoformat() if moment else None) == (number, filed)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("RIN 0694–AJ56", ("0694-AJ56",)),
        ("RIN 7100-AD 90", ("7100-AD90",)),
        ("RIN 7100-ZA-09", ("7100-ZA09",)),
        ("RIN 0648-XE570", ("0648-XE570",)),
        ("RINs 1557-AD64; 7100-AE15, and 3064-AE10", ("1557-AD64", "7100-AE15", "3064-AE10")),
        ("OMB 3060-1190", ()),
    ],
)
def test_rins_come_out_as_oira_writes_them(printed: str, expected: tuple[str, ...]) -> None:
    """Four digits, a dash, two letters and digits, whatever dashes and blanks are printed."""
    assert identifiers.rins([printed]) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("[Docket No. 250107–0005]", ("250107-0005",)),
        ("[Docket Number: 230125-0025]", ("230125-0025",)),
        ("[EPA-R09-OAR-2014-0636; FRL-9944-93-Region 9]", ("EPA-R09-OAR-2014-0636", "FRL-9944-93-Region 9")),
        ("[EPA-R09-OAR-2016-0105 FRL-9944-94-Region 9]", ("EPA-R09-OAR-2016-0105", "FRL-9944-94-Region 9")),
        ("[Docket No. 240119-0020 210113-0009]", ("240119-0020", "210113-0009")),
        ("[Docket Nos. FDA-2012-F-0480 and FDA-2013-N-0500]", ("FDA-2012-F-0480", "FDA-2013-N-0500")),
        ("[Docket ID: DOD-2016-OS-0043]", ("DOD-2016-OS-0043",)),
        ("[WC Docket No. 18-89; FCC 22-84]", ("WC Docket No. 18-89", "FCC 22-84")),
        (
            "[Release No. 34-77583; File No. SR-BatsEDGA-2016-04]",
            ("Release No. 34-77583", "File No. SR-BatsEDGA-2016-04"),
        ),
        ("[OMB 3060-0179 and 3060-0500]", ("OMB 3060-0179 and 3060-0500",)),
        ("[167D0102DM DS61100000 DX61101]", ("167D0102DM DS61100000 DX61101",)),
        ("[Docket No. FR- 5921-N-05]", ("FR-5921-N-05",)),
        ("[Case No. ICTS-2021-002]", ("ICTS-2021-002",)),
        ("[A-570-979, C-570-980]", ("A-570-979", "C-570-980")),
        ("[Docket No. 250107-0005, RIN 0694-AJ56]", ("250107-0005",)),
    ],
)
def test_dockets_in_one_bracket_are_told_apart(printed: str, expected: tuple[str, ...]) -> None:
    """Semicolons always part numbers, blanks and "and" only where both sides are dockets."""
    assert identifiers.agency_dockets([printed]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at https://www.regulations.gov, docket number BIS-2024-0005, or by mail", "BIS-2024-0005"),
        ("docket DOC–2019–0005", "DOC-2019-0005"),
        ("FDA-2014-D-0044", "FDA-2014-D-0044"),
        ("EPA-HQ-OPP-2016-0198", "EPA-HQ-OPP-2016-0198"),
        ("comment BIS-2024-0005-0012", "BIS-2024-0005"),
        ("by CVE-2021-44228 or in case ICTS-2021-002", None),
        ("Docket No. 250107-0005", None),
        ("FWS-R4-ES-2016-N063", None),
        ("[Docket No: ABCIS 2030–0013]", "ABCIS-2030-0013"),
        ("The identification number for this rulemaking is BIS 2030-0024", "BIS-2030-0024"),
        ("identified by Docket BIS 2030-0024 or FAR Case 2030-010", "BIS-2030-0024"),
        ("Docket 2030-0010, Sequence 1", None),
        ("Re: Specific Authorization No. CV-SA-2026-0009", None),
        ("[Docket No. 2030-0010]; the docket of May 2030-0024", None),
        ("a study of NHTSA 2030-0013", None),
    ],
)
def test_the_regulations_gov_docket_is_not_the_agency_s(text: str, expected: str | None) -> None:
    """Letters, a year and a serial number, and no other register's number of that look."""
    assert identifiers.regulations_docket([text]) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("15 CFR Part 791", [(15, "791")]),
        ("15 CFR 791", [(15, "791")]),
        ("15 CFR 7 and 791", [(15, "7"), (15, "791")]),
        ("15 CFR 791.2", []),
        ("12 CFR Parts 1002, 1024, and 1026", [(12, "1002"), (12, "1024"), (12, "1026")]),
        ("34 CFR Chapter II", []),
        ("41 CFR Parts 60-1 and 102-3", [(41, "60-1"), (41, "102-3")]),
        ("48 CFR Parts 1 and 52 [FAC 2024-05]", [(48, "1"), (48, "52")]),
        ("15 CFR Part 744, 47 CFR Part 2", [(15, "744"), (47, "2")]),
        ("40 CFR Part 63, Subpart A", [(40, "63")]),
    ],
)
def test_cfr_headings_name_parts(line: str, expected: list[tuple[int, str]]) -> None:
    """Every part of a heading is one reference, a chapter none."""
    assert identifiers.cfr_references([line]) == tuple(CfrReference(*pair) for pair in expected)


def test_citations_are_gathered_in_order_once() -> None:
    """Page ranges count by their first page, repeated citations once."""
    assert identifiers.fr_citations(["See 84 FR 65316; 81 FR 3033-3038.", "84 FR 65316, 90 FR 5360"]) == (
        "84 FR 65316",
        "81 FR 3033",
        "90 FR 5360",
    )


def test_agencies_printed_in_recorded_answers_are_spelled_as_the_api_spells_them(shared: Path) -> None:
    """Every pair of printed and API name in the recorded answers comes out right."""
    pairs: dict[str, str] = {}

    def gather(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("raw_name"), str) and isinstance(value.get("name"), str):
                pairs[value["raw_name"]] = value["name"]
            for item in value.values():
                gather(item)
        elif isinstance(value, list):
            for item in value:
                gather(item)

    for path in (shared / "data" / "federal-register" / "api").rglob("*"):
        if path.is_file():
            try:
                gather(json.loads(path.read_bytes()))
            except ValueError:
                continue  # recorded error pages are no JSON
    assert len(pairs) > 70
    assert {printed: agencies([printed], "")[0] for printed in pairs} == pairs


def test_an_agency_line_fills_in_the_bureau() -> None:
    """Where the heading names only the department, the AGENCY line's bureau is added; an unknown office is not."""
    assert agencies(["DEPARTMENT OF COMMERCE"], "Bureau of Industry and Security, Department of Commerce.") == (
        "Commerce Department",
        "Industry and Security Bureau",
    )
    assert agencies(["DEPARTMENT OF ENERGY"], "Office of Environmental Management, Department of Energy.") == (
        "Energy Department",
    )
    assert agencies(["DEPARTMENT OF DEFENSE", "Office of the Secretary"], "Defense Health Agency, DoD.") == (
        "Defense Department",
        "Office of the Secretary",
    )
    assert known_agency("Board of Governors of the Federal Reserve System (Board)") == "Federal Reserve System"
