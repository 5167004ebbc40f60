"""Rulemakings: what joins documents, and what never does."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from extract.document import Document, Stage
from models.rulemaking import rulemakings


def document(number: str, **more: object) -> Document:
    """A document with the fields that matter here."""
    return Document(**{"document_number": number, "type": "RULE", "stage": Stage.NOTICE, "title": "A title", **more})  # type: ignore[arg-type]


def test_a_shared_rin_joins_three_stages() -> None:
    """ANPRM, NPRM and final rule with one RIN are one rulemaking, whatever the agency's dockets are."""
    found = rulemakings(
        [
            document("2024-04382", rins=("0694-AJ56",), agency_dockets=("240227-0060",)),
            document("2024-21903", rins=("0694-AJ56",), agency_dockets=("240919-0245",)),
            document("2025-00592", rins=("0694-AJ56",), agency_dockets=("250107-0005",)),
        ]
    )
    assert set(found.values()) == {"RIN 0694-AJ56"}


def test_agency_docket_and_title_join_nothing() -> None:
    """Two documents with one title and one printed docket stay apart."""
    found = rulemakings(
        [document("2099-1", agency_dockets=("990101-0001",)), document("2099-2", agency_dockets=("990101-0001",))]
    )
    assert len(set(found.values())) == 2


def test_a_docket_joins_where_there_is_no_rin() -> None:
    """The regulations.gov docket is the second key, and a document with both bridges the two."""
    found = rulemakings(
        [
            document("2099-1", regulations_dot_gov_docket="BIS-2099-0001"),
            document("2099-2", regulations_dot_gov_docket="BIS-2099-0001", rins=("0694-ZZ99",)),
        ]
    )
    assert set(found.values()) == {"RIN 0694-ZZ99"}


def test_a_correction_joins_what_it_corrects_by_number_or_citation() -> None:
    """A correction without RIN or docket still belongs to the original."""
    found = rulemakings(
        [
            document("2099-1", citation="164 FR 100", publication_date=dt.date(2099, 1, 5)),
            document("C1-2099-1", corrects="2099-1"),
            document("2099-9", extends="164 FR 100"),
        ]
    )
    assert len(set(found.values())) == 1


def test_a_rule_joins_the_proposal_without_a_number_that_it_cites() -> None:
    """A proposal that prints neither RIN nor docket is found by citation and title together, never by one of them."""
    proposal = document("2099-1", stage=Stage.NPRM, citation="164 FR 100", title="Supply Chain; Applications")
    rule = document("2099-9", stage=Stage.FINAL_RULE, title="Supply Chain; Applications", rins=("0605-ZZ62",))
    citing = replace(rule, fr_citations=("164 FR 100",))
    assert set(rulemakings([proposal, citing]).values()) == {"RIN 0605-ZZ62"}
    assert len(set(rulemakings([proposal, rule]).values())) == 2
    assert len(set(rulemakings([replace(proposal, title="Supply Chain; Cranes"), citing]).values())) == 2
    assert len(set(rulemakings([replace(proposal, rins=("0605-ZZ61",)), citing]).values())) == 2


def test_a_case_number_joins_initial_and_final_determination() -> None:
    """Determinations carry a case number and nothing else."""
    found = rulemakings(
        [
            document("2099-1", title="Initial Determination: Case No. ICTS-2098-003, Kunpeng Radio"),
            document("2099-2", title="Final Determination: Case No. ICTS-2098-003, Kunpeng Radio"),
        ]
    )
    assert set(found.values()) == {"case ICTS-2098-003"}


def test_the_rin_names_a_family_before_docket_and_citation() -> None:
    """A family with all of them is called by its RIN, one without by its docket, a correction's by what it corrects."""
    proposal = document("2099-1", citation="164 FR 100", publication_date=dt.date(2099, 1, 5))
    correction = document("C1-2099-1", corrects="164 FR 100", publication_date=dt.date(2099, 1, 9))
    assert set(rulemakings([proposal, correction]).values()) == {"document 2099-1"}
    docketed = document("2099-1", citation="164 FR 100", regulations_dot_gov_docket="BIS-2099-0001")
    assert set(rulemakings([docketed, correction]).values()) == {"docket BIS-2099-0001"}
    both = document("2099-1", citation="164 FR 100", regulations_dot_gov_docket="BIS-2099-0001", rins=("0694-ZZ99",))
    assert set(rulemakings([both, correction]).values()) == {"RIN 0694-ZZ99"}


def test_numbers_with_c1_and_r1_belong_to_what_they_correct() -> None:
    """Their number names the original, and the two corrections of two rules stay apart."""
    found = rulemakings(
        [
            document("2099-1", rins=("0694-ZZ01",)),
            document("2099-2", rins=("0694-ZZ02",)),
            document("C1-2099-1", corrects="2099-1"),
            document("R1-2099-2", corrects="2099-2"),
        ]
    )
    assert (found["C1-2099-1"], found["R1-2099-2"]) == ("RIN 0694-ZZ01", "RIN 0694-ZZ02")


def test_a_later_document_joins_two_families() -> None:
    """A rule with two RINs makes one rulemaking of two proposals, whatever order they are given in."""
    first, second = document("2099-1", rins=("0694-ZZ01",)), document("2099-2", rins=("0694-ZZ02",))
    assert len(set(rulemakings([first, second]).values())) == 2
    both = document("2099-3", rins=("0694-ZZ02", "0694-ZZ01"))
    for order in ([first, second, both], [both, second, first]):
        assert set(rulemakings(order).values()) == {"RIN 0694-ZZ01"}
