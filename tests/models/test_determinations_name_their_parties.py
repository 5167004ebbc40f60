"""Whom a document is directed at, under which names, and who is merely mentioned."""

from __future__ import annotations

import pytest

from extract.document import Stage
from models.scope import Relation, read_scope

FINAL, INITIAL = Stage.FINAL_DETERMINATION, Stage.INITIAL_DETERMINATION


def names(scope):
    """The names of the parties in the document's order."""
    return [party.name for party in scope.named_parties]


def test_a_determination_names_the_firm_its_brand_and_its_affiliates(written):
    """The name in brackets becomes an alias, and "together with all affiliates" takes the affiliates in."""
    document = written(
        "Final Determination: Case No. ICTS-2024-007, Heliang Networks Co., Ltd.",
        """The Department of Commerce has reviewed transactions involving routers supplied by Heliang Networks Co.,
        Ltd. (together with all affiliates, subsidiaries, and parent companies, “Heliang”) and its subsidiary
        Heliang USA LLC.

        The Federal Bureau of Investigation warned of attacks. Cisco Systems, Inc. also sells routers. The Department
        served Heliang with an Initial Determination. Heliang is headquartered in Shenzhen, China.""",
        FINAL,
    )
    scope = read_scope(document)
    assert names(scope) == ["Heliang Networks Co., Ltd.", "Heliang USA LLC"]
    assert "Heliang" in scope.named_parties[0].aliases
    assert scope.named_parties[0].affiliates
    assert scope.relation is Relation.PARTY
    assert "Heliang Networks" in document.passages[scope.named_parties[0].passage].text


@pytest.mark.parametrize(
    ("title", "stage", "text", "expected"),
    [
        (
            "Initial Determination Regarding Volna",
            INITIAL,
            "In this document the name “Volna” takes in AO Volna Telematika and every affiliate. Bosch GmbH commented.",
            ["AO Volna Telematika"],
        ),
        (
            "Notice of Final Determination Against Sever Software AO",
            FINAL,
            "The Department issues this determination against Sever Software AO. It is seated in Russia.",
            ["Sever Software AO"],
        ),
        (
            "In the Matter of Lotus Cloud Holdings Limited; Order",
            Stage.NOTICE,
            "The order is directed to Lotus Cloud Holdings Limited (Lotus Cloud) and to all of its affiliates.",
            ["Lotus Cloud Holdings Limited"],
        ),
        (
            "Final Determination: Case No. ICTS-2025-011, Quill Systems Inc. and Quill Corporation PTE. Ltd.",
            FINAL,
            "“Quill” means Quill Systems Inc., Quill Corporation PTE. Ltd., and every affiliate.",
            ["Quill Systems Inc.", "Quill Corporation PTE. Ltd."],
        ),
        (
            "Final Determination: Case No. ICTS-2024-009, Aerolux",
            FINAL,
            "“Aerolux” means Shenzhen Aero Innovations Sciences and Technologies Company Limited and its affiliates.",
            ["Shenzhen Aero Innovations Sciences and Technologies Company Limited"],
        ),
    ],
)
def test_firms_are_found_however_they_are_introduced(written, title, stage, text, expected):
    """Title, quoted brand, "against", "directed to", two firms in one case, and a name with "and" in it."""
    found = names(read_scope(written(title, text, stage)))
    assert [name for name in found if name in expected] == expected
    assert len(found) <= len(expected) + 1  # the brand of the title may stand beside the firm


def test_a_numbered_list_of_entities_is_a_list_of_parties(written):
    """A list that is introduced as entities names each of them."""
    scope = read_scope(
        written(
            "Additions to the Covered List",
            """The List contains equipment produced or provided by the following entities:

            (1) Harbin Voice Technologies Company, and its subsidiaries and affiliates;

            (2) Tula Radio PJSC; and

            (3) Pacific Mobile International USA Inc.""",
        )
    )
    assert names(scope) == [
        "Harbin Voice Technologies Company",
        "Tula Radio PJSC",
        "Pacific Mobile International USA Inc.",
    ]


def test_a_rule_for_a_class_names_nobody(written):
    """Commenters, examples, agencies, officials and contact persons are no parties."""
    scope = read_scope(
        written(
            "Securing the Information and Communications Technology and Services Supply Chain: Grid Inverters",
            """# SUMMARY

            BIS proposes to prohibit imports of grid inverters supplied by persons owned by, controlled by, or
            subject to the jurisdiction or direction of the People's Republic of China.

            # Comments

            Volvo Car USA LLC and its affiliates asked for more time. Enphase Energy, Inc. commented. Makers such as
            Sunway Power Co., Ltd. would be reached. The Secretary of Commerce consulted the Department of Energy.

            # CONTACT

            Jane Roe, Bureau of Industry and Security.""",
            Stage.NPRM,
            "PRORULE",
        )
    )
    assert scope.named_parties == ()


def test_a_determinations_adversary_is_the_partys_jurisdiction(written):
    """The regulation's list of six, and other countries in passing, do not count; a country in a name does not."""
    scope = read_scope(
        written(
            "Final Determination: Case No. ICTS-2024-001, China Sever Software AO",
            """The adversaries are China, Cuba, Iran, North Korea, Russia, and the Maduro regime. China Sever
            Software AO is organized under the laws of the Russian Federation. Offices in Cuba play no part.""",
            FINAL,
        )
    )
    assert scope.adversaries == ("RU",)
