"""Firms in tables, columns, definitions, lists of what is covered, and lists of applications; firms that are only recalled."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from extract.document import Passage, Stage
from models.adversaries import adversaries
from models.clauses import clauses
from models.doubts import firms_not_taken
from models.parties import named_parties
from models.scope import NamedParty, Relation, read_scope


def names(document) -> list[str]:
    """The parties in the document's order, recalled ones left out."""
    return [party.name for party in named_parties(document) if not party.recalled]


def in_table(document, rows, *, kind="text", table="", columns=(), section=""):
    """The document with the rows of a table behind its text."""
    start = len(document.passages) + 1
    more = tuple(
        Passage(section, start + at, None, row, kind, table=table, columns=columns) for at, row in enumerate(rows)
    )
    return replace(document, passages=document.passages + more)


def test_the_entries_that_a_list_rule_prints_are_its_parties(written):
    """Country, entity with aliases and address, licence terms; the country stands only where it changes."""
    rule = written(
        "Additions of Entities to the Entity List",
        "# Additions\n\nThe Committee decided on the entities below. Tessaline Instruments, Inc., helped.",
        Stage.FINAL_RULE,
        "RULE",
    )
    rows = [
        "* * * * *",
        (
            "CHINA, PEOPLE'S REPUBLIC OF | Anlu Photonics Research Institute, a.k.a., the following two aliases: —API Photonics; "
            "and—Anlu 47.No. 88 West Road, Hefei, China. | For all items. | Presumption of denial."
        ),
        "| Ruiqian Micro Co., Ltd., a.k.a., the following one alias: —Ruiqian Semi.Building 6, Chengdu, China. | For all items.",
        "TÜRKIYE | Karaca Savunma Sanayi ve Ticaret Limited Sirketi, 1354 Cadde No. 92, Ankara, Türkiye. | For all items.",
    ]
    parties = named_parties(in_table(rule, rows, kind="regulation", section="Supplement No. 4 to Part 744"))
    assert {party.name: party.aliases for party in parties} == {
        "Anlu Photonics Research Institute": ("API Photonics", "Anlu 47"),
        "Ruiqian Micro Co., Ltd.": ("Ruiqian Semi",),
        "Karaca Savunma Sanayi ve Ticaret Limited Sirketi": (),
    }


def test_an_entry_that_is_revised_is_a_party_and_a_removed_one_is_not(written):
    """In prose, where no table prints the entry."""
    rule = written(
        "Removal of an Entity From the Entity List and Revision of an Entry",
        """The Committee decided to remove Penang Wafer Sdn. Bhd. from the Entity List. It also decided to revise the entry under
        China for Guangzhou Delian Import and Export Co., Ltd., which was added in 2024.""",
        Stage.FINAL_RULE,
        "RULE",
    )
    assert names(rule) == ["Guangzhou Delian Import and Export Co., Ltd."]


def test_a_table_of_additions_names_firms_under_its_head(written):
    """Under "Company" of a table of additions, not of one of commenters; "each entry includes affiliates" holds for all."""
    notice = written(
        "Bureau Announces Additions to the List of Equipment and Services Covered by Section 2",
        "The Bureau adds what the table shows. Each entry includes the subsidiaries and affiliates of the company named.",
    )
    heads = ("Covered equipment", "Company", "Basis")
    rows = ["Backhaul radios | Tianqiao Microwave Co., Ltd | First.", "Short messages | OOO Kvant Mobile | Second."]
    added = in_table(notice, rows, table="Additions to Covered List", columns=heads)
    assert [(party.name, party.affiliates) for party in named_parties(added)] == [
        ("Tianqiao Microwave Co., Ltd", True),
        ("OOO Kvant Mobile", True),
    ]
    assert names(in_table(notice, rows, table="Comments received", columns=("Subject", "Company", "Summary"))) == []


def test_a_definition_names_firms_whatever_it_calls_them(written):
    """ "Named entity means X, Y, or Z", and "the following are listed providers:" before a list with countries in brackets."""
    rule = written(
        "Prohibition on Certain Equipment",
        """# § 1.1 Definitions

        *Named entity* means Hangshan Video Digital Company, Dalian Vision Company, or ZKT Corporation, or any subsidiary or
        affiliate of one of them.""",
        Stage.FINAL_RULE,
        "RULE",
    )
    assert names(rule) == ["Hangshan Video Digital Company", "Dalian Vision Company", "ZKT Corporation"]
    listed = written(
        "Connected Software Applications of Listed Providers",
        """# § 1.2 Listed providers

        (a) The following are listed providers:

        (1) Nanhe Interactive Co., Ltd. (PRC); and

        (2) AO Severnaya Svyaz (Russia).""",
        Stage.INTERIM_FINAL_RULE,
        "RULE",
    )
    assert [(party.name, party.aliases) for party in named_parties(listed)] == [
        ("Nanhe Interactive Co., Ltd.", ()),
        ("AO Severnaya Svyaz", ()),
    ]


def test_makers_after_a_dash_may_lack_a_legal_form(written):
    """ "Produced or provided by—" opens a list as a colon does; beside a firm with a legal form one without counts."""
    proposal = written(
        "Prohibition on Certain Semiconductor Products",
        """# § 40.401 Definitions

        *Covered semiconductor* means a semiconductor product, if it is designed, produced, or provided by—

        (1) Pudong Manufacturing International Corporation (or any subsidiary of such entity);

        (2) ChangYu Memory Technologies or Jiangtou Memory Technologies Corp. (or any affiliate of either); or

        (3) An entity that is the subject of a determination.""",
        Stage.NPRM,
        "PRORULE",
    )
    assert names(proposal) == [
        "Pudong Manufacturing International Corporation",
        "ChangYu Memory Technologies",
        "Jiangtou Memory Technologies Corp.",
    ]


def test_whom_a_list_holds_is_meant_where_the_rule_acts_on_the_list(written):
    """The rule's text speaks of the list, its preamble says whose equipment is on it; elsewhere such words say nothing."""
    text = """# Background

        At this time the list consists of telecommunications equipment produced by Huashan Technologies Company or ZKT
        Corporation, in each case with subsidiaries and affiliates.

        # § 2.903 Prohibition

        {} may not be authorized."""
    acting = written("Equipment Authorization", text.format("Equipment on the Covered List"), Stage.FINAL_RULE, "RULE")
    assert names(acting) == ["Huashan Technologies Company", "ZKT Corporation"]
    other = written("Equipment Authorization", text.format("Equipment that interferes"), Stage.FINAL_RULE, "RULE")
    assert names(other) == []


def test_the_parties_of_a_case_are_told_in_one_paragraph(written):
    """ "These three companies are the parties"; another determination's firm is background; a person is a party, too."""
    case = written(
        "Initial Determination; Case No. ICTS-2026-001, Remote Monitoring Software for Control Systems",
        """In June 2024 it prohibited certain transactions in the software of Kaspersky Lab, Inc. (89 FR 52434).

        Uralpribor Telematika AO makes units. Sales go through Uralpribor Europe GmbH, of Linz. The module comes from Polyus
        Navigation OOO, of Chelyabinsk. These three companies are the parties to this case.

        One trade publication has mentioned a product of Marrow Bay Engineering Company.

        It is directed to the following persons:

        (1) Ostrovia Cloud FZ-LLC, formerly Uralpribor Middle East FZ-LLC; and

        (2) Pavel Andreyevich Strunin, a citizen of the Russian Federation.""",
        Stage.INITIAL_DETERMINATION,
    )
    case = replace(case, publication_date=dt.date(2026, 9, 1))
    assert names(case) == [
        "Uralpribor Telematika AO",
        "Uralpribor Europe GmbH",
        "Polyus Navigation OOO",
        "Ostrovia Cloud FZ-LLC",
        "Pavel Andreyevich Strunin",
    ]


def test_an_authorization_s_title_may_end_with_its_firm(written):
    """And only an authorization's: an ordinary notice about a firm's goods is directed at nobody."""
    title = "General Authorization No. 2: Maintenance of Certain Inverters of Jinhe Power (Wuxi) Co., Ltd."
    assert names(written(title, "It is issued.", Stage.GENERAL_AUTHORIZATION)) == ["Jinhe Power (Wuxi) Co., Ltd."]
    assert names(written(title.replace("General Authorization No. 2", "Workshop"), "It is held.")) == []


def test_the_seat_beside_each_party_tells_its_adversary(written):
    """However seldom a country is spoken of."""
    notice = written(
        "Additions to the Covered List",
        """The first part concerns Haiyue Cellular Corporation, of Chongqing in the People's Republic of China. Its servers are in
        China. Equipment produced by Haiyue Cellular Corporation is added; Chinese law applies to it.

        The second part concerns Borealsat Terminal JSC, of Krasnoyarsk in the Russian Federation. Equipment produced by
        Borealsat Terminal JSC or any affiliate is added to the Covered List.""",
    )
    assert set(adversaries(notice, named_parties(notice))) == {"CN", "RU"}


def test_of_a_list_of_applications_only_these_are_meant(written):
    """Each developer is a party with the applications that the order lists of it."""
    order = written(
        "Addressing the Threat Posed by Certain Connected Software Applications",
        """The following are prohibited: any transaction that involves a listed application.

        (b) The listed applications, with their developers, are:

        (i) WeChat (in Chinese Weixin), and QQ, of Tencent Holdings Limited and its subsidiaries; and

        (ii) Zapya, with Zapya Go, of Shanghai-based Dewmobile, Inc.""",
        Stage.EXECUTIVE_ORDER,
        "PRESDOCU",
    )
    assert {party.name: party.products for party in named_parties(order)} == {
        "Tencent Holdings Limited": ("WeChat", "Weixin", "QQ"),
        "Dewmobile, Inc.": ("Zapya", "Zapya Go"),
    }


def test_a_list_of_foreign_production_may_hold_named_firms_goods(written):
    """One clause for what is produced abroad, one for the firms, whatever they make."""
    notice = written(
        "Covered List Updated To Include Uncrewed Aircraft Systems Produced in a Foreign Country",
        """# SUMMARY

        The Bureau added uncrewed aircraft systems produced in a foreign country to the Covered List.

        # Entries

        The second entry covers all video surveillance equipment of Dajia Innovations Company Limited and of Autai
        Robotics, and of any subsidiary of either.""",
    )
    scope = read_scope(notice)
    assert [party.name for party in scope.named_parties] == ["Dajia Innovations Company Limited", "Autai Robotics"]
    assert [clause.relation for clause in clauses(scope)] == [Relation.FOREIGN_PRODUCED, Relation.PARTY]


def test_a_firm_of_the_summary_or_the_rule_that_was_not_read_is_said(written):
    """A person is to look; firms of the preamble, parties under any of their names, and agencies are none."""
    text = """# SUMMARY

        BIS acts with regard to the drones of Heliang Systems Co., Ltd.

        # Comments

        Tidewater Storage, Inc., commented.

        # § 1.1 Scope

        This part deals with relays that Volna Kompaniya LLC has blessed."""
    rule = written("Securing the Supply Chain", text, Stage.FINAL_RULE, "RULE")
    scope = read_scope(rule)
    assert firms_not_taken(rule, scope) == ("Heliang Systems Co., Ltd.", "Volna Kompaniya LLC")
    named = NamedParty("Heliang Systems Company Limited", ("Heliang Systems Co., Ltd.",), True, "", 0)
    assert firms_not_taken(rule, replace(scope, named_parties=(named,))) == ("Volna Kompaniya LLC",)


def test_a_firm_that_a_determination_tells_of_and_does_not_bind_is_said(written):
    """Whatever the text says of it: a party may be told of in words that nobody foresaw."""
    text = """# Respondents

        Heliang Systems Co., Ltd., of Shenzhen, is the respondent.

        # Course of the Case

        Tidewater Storage, Inc., was heard. Volna Kompaniya LLC is not a party."""
    case = written("Final Determination: Case No. ICTS-2036-001", text, Stage.FINAL_DETERMINATION)
    scope = read_scope(case)
    assert [party.name for party in scope.named_parties] == ["Heliang Systems Co., Ltd."]
    assert firms_not_taken(case, scope) == ("Tidewater Storage, Inc.", "Volna Kompaniya LLC")


def test_an_annex_and_a_numbered_addition_name_firms(written):
    """ "Producers Added to the Covered List" above a list; "(1) Modules produced by X" under a title of additions."""
    annexed = written(
        "Equipment Authorization Program",
        """# Annex—Producers Added to the Covered List

        (1) Wuhan Optical Systems Co., Ltd. (optical line terminals);

        (2) Chengdu IoT Corporation (cellular modules).""",
        Stage.FINAL_RULE,
        "RULE",
    )
    assert names(annexed) == ["Wuhan Optical Systems Co., Ltd.", "Chengdu IoT Corporation"]
    numbered = written(
        "Additions to the List of Communications Equipment and Services Covered by the Act",
        """# Additions

        (1) Cellular modules produced by Zhongke Wireless Co., Ltd., including those it supplies to others.""",
    )
    assert names(numbered) == ["Zhongke Wireless Co., Ltd."]


def test_a_case_presents_its_companies_under_their_own_heading(written):
    """A firm that opens a paragraph or presents itself there; not one that is said to be no party, nor a customer."""
    case = written(
        "Final Determination: Case No. ICTS-2031-002, Software of Haneul Systems Corporation and Related Companies",
        """# The Companies

        Haneul Systems Corporation (Haneul) has its seat in Pyongyang. Ras Relay FZ-LLC (Ras) is a free zone company.

        Prairie Staffing LLC, of Topeka, passes the work on to Tessaline Instruments, Inc.

        Oakmere Hosting LLC rents it space. It is not a party.

        # Proceedings

        Bosch GmbH has commented.""",
        Stage.FINAL_DETERMINATION,
    )
    assert names(case) == ["Haneul Systems Corporation", "Ras Relay FZ-LLC", "Prairie Staffing LLC"]


def test_additions_to_a_list_are_presented_in_prose(written):
    """With the subsidiaries that come with a firm."""
    notice = written(
        "Notice Regarding the Harbour Trade Act Entity List",
        """# III. Additions > A. A maker of printers

        Lantern Print Corporation, also known as Lantern, makes printers. Two subsidiaries are added with it. They include Anlu
        Toner Co., Ltd., and Ruiqian Chip Co., Ltd.; the website has the rest.

        # III. Additions > B. Effect

        Goods of the added entities are barred.""",
    )
    assert names(notice) == ["Lantern Print Corporation", "Anlu Toner Co., Ltd.", "Ruiqian Chip Co., Ltd."]


def test_entries_may_be_added_as_a_list(written):
    """A rule that prints no table; names without a legal form are entries, too."""
    rule = written(
        "Addition of Entities to the Entity List",
        """# § 744 Supplement

        2. Supplement No. 4 to part 744 is amended by adding in alphabetical order entries for the following:

        (1) Anlu Photonics Corporation (a.k.a. APC);

        (2) Ruiqian Semiconductor;""",
        Stage.FINAL_RULE,
        "RULE",
    )
    assert names(rule) == ["Anlu Photonics Corporation", "Ruiqian Semiconductor"]


def test_an_annex_that_the_text_refers_to_names_firms(written):
    """Its heading says no more than "Annex"; of names in other languages, and of a single firm's order."""
    text = """# Order

        No person may buy a security of any person %s.

        # Annex

        Anlu Photonics Co., Ltd., Hefei, PRC.

        Anlu do Brasil Serviços de Rede Ltda., São Paulo, Brazil."""
    order = written("Addressing Certain Securities", text % "listed in the Annex", Stage.EXECUTIVE_ORDER, "PRESDOCU")
    assert names(order) == ["Anlu Photonics Co., Ltd.", "Anlu do Brasil Serviços de Rede Ltda"]
    assert not names(written("Addressing", text % "of concern", Stage.EXECUTIVE_ORDER, "PRESDOCU"))


def test_a_procurement_rule_names_sources_and_reaches_others_seated_there(written):
    """ "Covered source means any of the following", "the following entities are named", and any entity domiciled there."""
    sources = written(
        "Federal Acquisition Regulation: Prohibition on Certain Networking Equipment",
        """# § 4.2601 Definitions.

        *Covered source* means any of the following and any subsidiary or affiliate thereof:

        (1) Anlu Photonics Co., Ltd. (formerly Lu-Photon);

        (2) Vetka LLC, Moscow.""",
        Stage.INTERIM_FINAL_RULE,
        "RULE",
    )
    assert names(sources) == ["Anlu Photonics Co., Ltd.", "Vetka LLC"]
    entities = written(
        "Federal Acquisition Regulation: Unmanned Aircraft of Covered Foreign Entities",
        """# § 40.201 Definitions.

        *Covered aircraft* means an unmanned aircraft produced by any entity that is domiciled in the People's Republic of China.

        # § 40.202 Covered foreign entities.

        (a) The following entities are named: Anlu Drone Co., Ltd.; and Ruiqian Air Co., Ltd. Affiliates are included.

        # § 40.203 Prohibition.

        An agency must not procure a covered aircraft.""",
        Stage.INTERIM_FINAL_RULE,
        "RULE",
    )
    assert names(entities) == ["Anlu Drone Co., Ltd.", "Ruiqian Air Co., Ltd."]
    assert [clause.relation for clause in clauses(read_scope(entities))] == [Relation.PARTY, Relation.ADVERSARY_NEXUS]


def test_a_title_and_a_summary_may_say_whose_products_are_meant(written):
    """Of a rule, which else acts on a class."""
    use = written(
        "Federal Acquisition Regulation: Use of Products and Services of Vetka Lab",
        "# SUMMARY\n\nThe law prohibits the use of software provided by Vetka Lab or related entities.",
        Stage.FINAL_RULE,
        "RULE",
    )
    assert names(use) == ["Vetka Lab"]
    dealings = written(
        "Identification of Prohibited Transactions",
        "# SUMMARY\n\nThe Secretary identifies the transactions with Lantern Ltd. or its subsidiaries that are prohibited.",
        Stage.FINAL_RULE,
        "RULE",
    )
    assert names(dealings) == ["Lantern Ltd."]


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            """The following is added to the Covered List:

            Terminals produced by Anlu Radio Co., Ltd., of Hefei, China; by Ruiqian Micro Co., Ltd.; or by AO Radiolinii.""",
            ["Anlu Radio Co., Ltd.", "Ruiqian Micro Co., Ltd.", "AO Radiolinii"],
        ),
        (
            """As of May 4, 2028, the Covered List includes:

            (a) Routers produced by Anlu Radio Co., Ltd., sold as Anlu; and

            (b) Terminals produced or sold by Ruiqian Micro Co., Ltd.""",
            ["Anlu Radio Co., Ltd.", "Ruiqian Micro Co., Ltd."],
        ),
        (
            """The Covered List grows by equipment produced or provided by:

            (1) Anlu Radio Co., Ltd., Hefei, People's Republic of China; and

            (2) AO Radiolinii, Murmansk, Russian Federation.""",
            ["Anlu Radio Co., Ltd.", "AO Radiolinii"],
        ),
        (
            "The covered sources are Anlu Radio Co., Ltd., and Radiolinien GmbH of Trier, Germany.",
            ["Anlu Radio Co., Ltd.", "Radiolinien GmbH"],
        ),
        (
            "The order names two sources:\n\n(1) Anlu Radio AG, Zug, Switzerland; and\n\n(2) OOO Radiolinii, Perm, Russia.",
            ["Anlu Radio AG", "OOO Radiolinii"],
        ),
    ],
)
def test_whose_goods_a_neighbour_lists_is_a_party_and_its_seat_is_none(written, text, parties):
    """The Covered List of the FCC and orders under FASCSA."""
    notice = written("Additions to the Covered List", f"# Additions\n\n{text}", Stage.NOTICE)
    assert names(notice) == parties


def test_a_cell_of_other_names_is_no_party(written):
    """ "Also known as", beside "Entity"."""
    rows = ["1 | Chollima Software Corporation | Redbridge Computing Center; CSC", "2 | Anlu Radio Co., Ltd. | Anlu"]
    document = written("Final Determination: Case No. ICTS-2028-003", "Entities", Stage.FINAL_DETERMINATION)
    found = names(in_table(document, rows, columns=("No.", "Entity", "Also known as"), table="Annex Entities"))
    assert sorted(found) == ["Anlu Radio Co., Ltd.", "Chollima Software Corporation"]
