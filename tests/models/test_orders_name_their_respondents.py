"""Orders against persons and firms, sanctions and lists: whom they name, under which names, and who is no party."""

from __future__ import annotations

import pytest

from extract.document import Stage
from models.parties import parties_of_acts
from models.scope import Scope, read_scope, scope_of
from models.triage import ICTS, OTHER, triage_document

TEXT = "The Bureau of Industry and Security has reviewed the matter."


def shown(parties):
    """Each party with its other names: "Example FZE (Example; EX)"."""
    return [f"{party.name} ({'; '.join(party.aliases)})".removesuffix(" ()") for party in parties]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "In the Matter of: Pavel Orlov-Lind, 12 Elm Road, Tulsa, OK 74101; Order Denying Export Privileges",
            ["Pavel Orlov-Lind"],
        ),
        (
            "Order Denying Export Privileges; In the Matter of: Ana de la Cruz, Inmate Number: 12345-678, FCI Norte",
            ["Ana de la Cruz"],
        ),
        (
            "In the Matter of: Otto Brandt, Jr., a/k/a Otto Lind, 3 Rue A, Lyon, France",
            ["Otto Brandt, Jr. (Otto Lind)"],
        ),
        (
            "Severavia Airlines, 1 Lenina St., Perm, Russia; Order Renewing Temporary Denial of Export Privileges",
            ["Severavia Airlines"],
        ),
        (
            "Dalny Air d/b/a D7 Airlines 630001, Omsk; U.S. Proto, Inc., 5 Dock St., Reno, NV; Order Denying Export Privileges",
            ["Dalny Air (D7 Airlines)", "U.S. Proto, Inc."],
        ),
        ("Order Relating to Meridian Microdevices, Inc.", ["Meridian Microdevices, Inc."]),
        ("Order Activating Suspended Denial Order Against Harborside Tech LLC", ["Harborside Tech LLC"]),
        ("Mara Quist: Final Debarment Order", ["Mara Quist"]),
        ("Order Temporarily Denying Export Privileges", []),
        ("Washington, DC 20230; Order Denying Export Privileges", []),
        ("In the Matter of Lakeside Power Company; Lakeside Nuclear Station; Order Approving Transfer", []),
        ("Self-Regulatory Organizations; Example Exchange LLC; Order Approving a Proposed Rule Change", []),
    ],
)
def test_a_title_names_whom_the_order_is_against(written, title, expected):
    """Names stand before, after or between the words of the order; addresses and steps of a proceeding are none."""
    assert shown(parties_of_acts(written(title, TEXT))) == expected


def test_the_operative_words_name_the_denied_persons(written):
    """Firms and persons with addresses, short forms from the text, and nobody who acts for them."""
    document = written(
        "Order Temporarily Denying Export Privileges",
        """BIS has asked for an order denying the export privileges under the Regulations of: Rosavo Logistics FZE ("Rosavo"),
        Sky Parts Trading Ltd. ("SPT"), and Dmitri Volkin ("Volkin") (collectively, "Respondents"). Boeing Company made the parts.

        First, that for a period of 180 days, Rosavo Logistics FZE, Building 6, Dubai, United Arab Emirates; Sky Parts Trading
        Ltd., a/k/a SPT Aviation, St. Peter Road, Kowloon, Hong Kong; and Dmitri Volkin, 12 Lenin Street, Moscow, Russia, when
        acting for or on their behalf, any successors or assigns (each a "Denied Person") may not take part in a transaction.""",
    )
    parties = parties_of_acts(document)
    assert shown(parties) == [
        "Rosavo Logistics FZE (Rosavo)",
        "Sky Parts Trading Ltd. (SPT; SPT Aviation)",
        "Dmitri Volkin (Volkin)",
    ]
    assert all(party.affiliates for party in parties)
    assert "Rosavo Logistics FZE" in document.passages[parties[0].passage].text


def test_an_ordinary_document_keeps_only_whom_its_order_names(written):
    """Of an order outside the programme the parties are kept, nothing else; a notice that mentions a firm has none."""
    order = written("Order Relating to Meridian Microdevices, Inc.", "*Widget* means a thing. Nobody may sell it.")
    assert scope_of(order, OTHER) == Scope(named_parties=read_scope(order).named_parties)
    notice = written(
        "Petition for Waiver", "The products of Meridian Microdevices, Inc. and its affiliates are tested."
    )
    assert scope_of(notice, OTHER) == Scope()
    sanctions = written(
        "Notice of OFAC Sanctions Actions",
        """# Entities

    1. BEIJING STARLING OPTICS CO LTD (a.k.a. "BSO"), Haidian, Beijing, China.

    2. OOO TEKHNOPROMA, Moscow, Russia.""",
    )
    assert shown(scope_of(sanctions, OTHER).named_parties) == [
        "BEIJING STARLING OPTICS CO LTD (BSO)",
        "OOO TEKHNOPROMA",
    ]


def test_other_names_may_follow_after_more_words(written):
    """Former names and names of business belong to the firm before them, whatever stands between."""
    document = written(
        "Final Determination: Case No. ICTS-2026-002, Tianhu Drone Technology Co., Ltd.",
        """The Department acts against Tianhu Drone Technology Co., Ltd., a company organized under the laws of China, f/k/a
        Tianhu Aviation Co., Ltd. and d/b/a SkyRivers.""",
        Stage.FINAL_DETERMINATION,
    )
    (party,) = read_scope(document).named_parties
    assert party.aliases == ("Tianhu Aviation Co., Ltd.", "SkyRivers")


def test_a_list_of_equipment_names_its_makers(written):
    """A notice that adds to a list what two firms produce acts on both."""
    document = written(
        "Bureau Announces Update to List of Covered Equipment",
        "The Bureau adds to the Covered List equipment produced by Lanqiao Networks Corp. or Haoyun Systems Co., Ltd.",
    )
    assert shown(read_scope(document).named_parties) == ["Lanqiao Networks Corp.", "Haoyun Systems Co., Ltd."]


def test_a_case_belongs_to_the_programme_by_its_stage(written):
    """A determination is of the ICTS programme even where its text cites the regulation only once."""
    case = written(
        "In the Matter of Lanqiao Networks Corp.", "This is final under 15 CFR 791.109.", Stage.FINAL_DETERMINATION
    )
    assert triage_document(case).relevance == ICTS


def test_a_short_form_for_all_is_each_ones(written):
    """A name that stands for several firms together is another name of each."""
    document = written(
        "Final Determination: Case No. ICTS-2026-012, Hikonya Digital Co., Ltd.",
        """The Department acts against Hikonya Digital Co., Ltd. (formerly known as Zhejiang Hikonya) and Hikonya USA, Inc.
        (together, Hikonya).""",
        Stage.FINAL_DETERMINATION,
    )
    assert [set(party.aliases) for party in read_scope(document).named_parties] == [
        {"Zhejiang Hikonya", "Hikonya"},
        {"Hikonya"},
    ]


def test_a_list_rule_names_whom_it_adds(written):
    """Additions with their aliases under each country; what is removed, and firms in the reasons, are no parties."""
    document = written(
        "Additions to the Entity List",
        """# Additions

        The Committee found that Oldcase Trading Ltd. helped. This rule adds the following three entities to the Entity List and
        includes, where appropriate, aliases:

        # China

        • Lihuo Optics Co., Ltd., a.k.a., the following two aliases: Lihuo Guangxue; and LHO;

        • Taiho Sensor (Suzhou) Co., Ltd.; and

        # Russia

        • AO Kvanto Systems.

        # Removal From the Entity List

        This rule removes the following entity:

        • Spring Valley Ltd.""",
        Stage.FINAL_RULE,
        "RULE",
    )
    assert shown(scope_of(document, OTHER).named_parties) == [
        "Lihuo Optics Co., Ltd. (Lihuo Guangxue; LHO)",
        "Taiho Sensor (Suzhou) Co., Ltd.",
        "AO Kvanto Systems",
    ]


def test_an_order_without_numbers_names_its_party_too(written):
    """The operative sentence may follow the words of ordering at once."""
    document = written(
        "Order Temporarily Denying Export Privileges",
        """IT IS THEREFORE ORDERED that, from the date of this Order until March 2, 2031, Harborside Tech LLC, with a last known
        address at 5 Dock Street, Newark, NJ 07101, and when acting for or on its behalf, its officers, may not participate.""",
    )
    assert shown(parties_of_acts(document)) == ["Harborside Tech LLC"]


def test_the_words_of_a_title_are_no_party(written):
    """What else a determination announces names nobody."""
    title = "Initial Determination and Notice of Proposed Prohibition: Case No. ICTS-2026-031, Gromko Telecom PAO"
    document = written(title, "Gromko Telecom PAO sits in Moscow, Russia.", Stage.INITIAL_DETERMINATION)
    assert shown(read_scope(document).named_parties) == ["Gromko Telecom PAO"]
