"""Whom a document is directed at, under which names, and who is merely mentioned."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

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
            "Final Determination: Case No. ICTS-2026-003, Lanqiao Router Co., Ltd.; Haoyun Chip LLC; and Beidou Cloud Corp.",
            FINAL,
            "The Department of Commerce issues this determination. The firms sit in Shenzhen, China.",
            ["Lanqiao Router Co., Ltd.", "Haoyun Chip LLC", "Beidou Cloud Corp."],
        ),
        (
            "Final Determinations: Case Nos. ICTS-2026-003 and ICTS-2026-004; Lanqiao Router Inc. and Haoyun Chip Co., Ltd.",
            FINAL,
            "The Department of Commerce issues these determinations.",
            ["Lanqiao Router Inc.", "Haoyun Chip Co., Ltd."],
        ),
        (
            "Final Determination: Case No. ICTS-2026-009, Lanqiao Router Co., Ltd.",
            FINAL,
            (
                "The companies Haoyun Chip Co., Ltd., Beidou Cloud Corp., and 77 Signal Systems Co., Ltd. are among its "
                "subsidiaries. Bosch GmbH is a competitor."
            ),
            ["Lanqiao Router Co., Ltd.", "Haoyun Chip Co., Ltd.", "Beidou Cloud Corp.", "77 Signal Systems Co., Ltd."],
        ),
        (
            "Notice of Final Determination",
            FINAL,
            (
                "This is a determination concerning the following persons: Lanqiao Router LLC; Haoyun Chip Co., Ltd.; and Beidou "
                "Cloud Corporation."
            ),
            ["Lanqiao Router LLC", "Haoyun Chip Co., Ltd.", "Beidou Cloud Corporation"],
        ),
        (
            "Final Determination: Case No. ICTS-2026-003, Lanqiao Router Co., Ltd.; Notice of Availability",
            FINAL,
            "The Department of Commerce publishes the determination on Lanqiao Router Co., Ltd.",
            ["Lanqiao Router Co., Ltd."],
        ),
        (
            "Final Determination: Case No. ICTS-2026-003, Lanqiao Router Co., Ltd.",
            FINAL,
            """
            The Department of Commerce issues the determination on Lanqiao Router Co., Ltd. and the firms of Appendix A.

            # Appendix A

            1. Lanqiao Router USA, Inc.

            2. Lanqiao Cloud LLC, Delaware
            """,
            ["Lanqiao Router Co., Ltd.", "Lanqiao Router USA, Inc.", "Lanqiao Cloud LLC"],
        ),
        (
            "Final Determination: Case No. ICTS-2026-003, Lanqiao Router Co., Ltd.",
            FINAL,
            """
            The Department of Commerce issues the determination on Lanqiao Router Co., Ltd. and the firms of Appendix A.

            # Appendix A: Affiliates

            Lanqiao Networks (Wuxi) Co., Ltd. (a/k/a Lanqiao Net), Wuxi, Jiangsu, China

            iBridge Systems GmbH, Munich, Germany

            bridge Router Communication Co., Ltd.
            """,
            [
                "Lanqiao Router Co., Ltd.",
                "Lanqiao Networks (Wuxi) Co., Ltd.",
                "iBridge Systems GmbH",
                "bridge Router Communication Co., Ltd.",
            ],
        ),
        (
            "Notice of Designation of Chinese Military Company",
            Stage.NOTICE,
            """
            The Deputy Secretary has determined that the following entity qualifies as a “Chinese military company”:

            Lidan Technology Co., Ltd. (Lidan Technology)

            Dated: October 17, 2099.
            """,
            ["Lidan Technology Co., Ltd."],
        ),
        (
            "Notice of Availability of Designation of Chinese Military Companies",
            Stage.NOTICE,
            """
            The Deputy Secretary has determined that the entities listed below qualify under section 1260H.

            # Entities Identified as Chinese Military Companies

            Rotor Engine Corporation of China (REC)

            Autan Robotics Co., Ltd.

            Heliang Technologies
            """,
            ["Rotor Engine Corporation of China", "Autan Robotics Co., Ltd.", "Heliang Technologies"],
        ),
        (
            "Initial Determination Regarding Drones Supplied by Lanqiao Flight Co., Ltd.",
            INITIAL,
            "The Department of Commerce has looked at drones supplied by Lanqiao Flight Co., Ltd.",
            ["Lanqiao Flight Co., Ltd."],
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
            "In the Matter of: Lotus Cloud Holdings Limited, Shenzhen, China; Order",
            Stage.NOTICE,
            "The order binds from the day of its publication.",
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


INTRODUCED = [
    (
        "Final Determination: Case No. ICTS-2025-003, Tianqi Cloud Computing Ltd. and Affiliates",
        FINAL,
        (
            "The Department prohibits covered ICTS transactions by Tianqi Cloud Computing Ltd., headquartered in "
            "Hangzhou, China, and any entity that it owns 50 percent or more. Amazon Web Services, Inc., asked "
            "for a longer transition."
        ),
        {"Tianqi Cloud Computing Ltd.": set()},
    ),
    (
        "Final Determination Regarding Volga Antivirus JSC (d/b/a VolgaGuard)",
        FINAL,
        (
            "Volga Antivirus JSC, which does business in the United States as VolgaGuard, may not offer new "
            "licenses from March 1, 2027. The Federal Security Service of Russia can compel it."
        ),
        {"Volga Antivirus JSC": {"VolgaGuard"}},
    ),
    (
        ("Notice of Final Determination; ICTS-2025-014; Skylark Drones Technology Co., Ltd., and Skylark Europe B.V."),
        FINAL,
        (
            "This notice tells of the Final Determination against Skylark Drones Technology Co., Ltd. (“Skylark”) "
            "and its Dutch subsidiary, Skylark Europe B.V. The Department consulted the Department of Defense."
        ),
        {"Skylark Drones Technology Co., Ltd.": {"Skylark"}, "Skylark Europe B.V.": set()},
    ),
    (
        "Final Determination: Case No. ICTS-2026-001, Hongtai Group",
        FINAL,
        (
            "“Hongtai Group” means Hongtai Holdings Limited, Hongtai Electronic Co., Ltd., and every company "
            "under their common control. Hongtai Group companies are organized under the law of the People's "
            "Republic of China."
        ),
        {"Hongtai Group": set(), "Hongtai Holdings Limited": set(), "Hongtai Electronic Co., Ltd.": set()},
    ),
    (
        "Final Determination: Prohibition of Transactions Involving Rosvideo LLC",
        FINAL,
        (
            "The Respondent in this case, Rosvideo LLC (formerly Rosvideo Surveillance Systems LLC), sells "
            "cameras. The Secretary finds that Rosvideo is subject to the jurisdiction of the Russian Federation. "
            "Its distributor in Texas, Lonestar Security Supply, Inc., stopped its sales in 2025 and is not a "
            "party."
        ),
        {"Rosvideo LLC": {"Rosvideo Surveillance Systems LLC"}},
    ),
    (
        (
            "Initial Determination: Case No. ICTS-2026-005, Blue Harbor Telematics, Inc. (a Subsidiary of Guangfu "
            "Automotive Co., Ltd.)"
        ),
        INITIAL,
        (
            "The Department served this Initial Determination on Blue Harbor Telematics, Inc., a Delaware "
            "corporation, and on its parent, Guangfu Automotive Co., Ltd., of Guangzhou."
        ),
        {"Blue Harbor Telematics, Inc.": set(), "Guangfu Automotive Co., Ltd.": set()},
    ),
    (
        "Kaspersky Lab, Inc.; Final Determination",
        FINAL,
        (
            "Kaspersky Lab, Inc., its affiliates, subsidiaries and parent companies (together, Kaspersky) may not "
            "supply updates."
        ),
        {"Kaspersky Lab, Inc.": {"Kaspersky"}},
    ),
    (
        "Final Determination: Case No. ICTS-2025-021, China Harbor Crane Software Co., Ltd.",
        FINAL,
        (
            "China Harbor Crane Software Co., Ltd. (CHCS), and its affiliates, including CHCS America Corp., are "
            "prohibited from providing remote access services. The Port of Oakland and the Port of Savannah use "
            "the software."
        ),
        {"China Harbor Crane Software Co., Ltd.": {"CHCS"}, "CHCS America Corp.": set()},
    ),
    (
        "Final Determination Concerning Certain Transactions With Mirny Hosting",
        FINAL,
        (
            "Mirny Hosting is the trade name of OOO Mirny Data, a company in Kazan, Russia. OOO Mirny Data and "
            "its affiliates may not lease servers to U.S. persons as of June 1, 2027."
        ),
        {"OOO Mirny Data": {"Mirny Hosting"}},
    ),
    (
        "Additions to the List of Named Suppliers Under the Connected Vehicle Rule",
        Stage.NOTICE,
        (
            "BIS names the following companies: (1) Jinlun Telematics Co., Ltd.; (2) Xinghe Automotive Software "
            "Co., Ltd. (a.k.a. Galaxy Auto); and (3) NavRus JSC. Each of them and its subsidiaries is a person "
            "owned by a foreign adversary."
        ),
        {
            "Jinlun Telematics Co., Ltd.": set(),
            "Xinghe Automotive Software Co., Ltd.": {"Galaxy Auto"},
            "NavRus JSC": set(),
        },
    ),
    (
        "Revocation of Specific Authorization Granted to Nordstern Cars AB",
        Stage.NOTICE,
        (
            "BIS revokes the specific authorization issued to Nordstern Cars AB on May 4, 2026. The company is a "
            "subsidiary of Zhenhua Auto Group Co., Ltd."
        ),
        {"Nordstern Cars AB": set()},
    ),
    (
        "Final Determination: Case No. ICTS-2024-010, Multiple Parties",
        FINAL,
        (
            "The parties are: Alfa Router OAO (Moscow); Beta Router OAO, also known as BetaNet (Perm); and Gamma "
            "Trading FZE, doing business as GT Networks (Dubai)."
        ),
        {"Alfa Router OAO": set(), "Beta Router OAO": {"BetaNet"}, "Gamma Trading FZE": {"GT Networks"}},
    ),
]


@pytest.mark.parametrize(("title", "stage", "text", "expected"), INTRODUCED)
def test_other_names_are_kept_with_their_firm(written, title, stage, text, expected):
    """However a document introduces parties, trade names and former names; buyers, resellers and agencies are none."""
    found = {party.name: set(party.aliases) for party in read_scope(written(title, text, stage)).named_parties}
    assert set(found) <= {name for firm, others in expected.items() for name in (firm, *others)}
    said = {name for firm, others in found.items() for name in (firm, *others)}
    assert {name for firm, others in expected.items() for name in (firm, *others)} <= said


def test_affiliates_named_in_passing_are_parties_and_entries_of_past_years_are_not(written):
    """ "... of one of those entities, including Ikon": named without a legal form; what was listed in 2021 is only recalled."""
    written_up = written(
        "Modules Added to the Covered List",
        """The Bureau adds to the Covered List equipment as follows.

        Modules produced by Lanqiao Wireless Co., Ltd. (Lanqiao), or by any subsidiary or affiliate of one of those entities,
        including Ikonek and Rolling Radio S.à r.l.; and associated firmware.

        Telecommunications equipment of Haoyun Technologies Company was placed on the Covered List on March 12, 2021.""",
        Stage.NOTICE,
    )
    document = replace(written_up, publication_date=dt.date(2026, 10, 30))
    parties = read_scope(document).named_parties
    assert {one.name for one in parties if not one.recalled} == {
        "Lanqiao Wireless Co., Ltd.",
        "Ikonek",
        "Rolling Radio S.à r.l.",
    }
    assert [one.name for one in parties if one.recalled] == ["Haoyun Technologies Company"]


def test_whom_a_determination_leaves_out_is_no_party(written):
    """A firm named after "does not extend to" is not acted on."""
    document = written(
        "Notice of Initial Determination: Heliang Cloud Ltd.",
        """The Department served an Initial Determination on Heliang Cloud Ltd. It does not extend to payment services of
        Haoyun Pay Co., Ltd.""",
        INITIAL,
    )
    assert names(read_scope(document)) == ["Heliang Cloud Ltd."]


def test_a_covered_entity_is_defined_by_name(written):
    """ "Covered entity means (1) Example Lab; (2) any successor": no legal form, and a rule; a common word defines nobody."""
    text = """The rule bars articles of Volna Lab.

    # § 52.204 Definitions

    *Covered article* means any hardware, software, or service that is developed or provided by a covered entity.

    *Covered entity* means—

    (1) Volna Lab;

    (2) Any successor entity to Volna Lab; or

    (3) Any entity that controls, is controlled by, or is under common control with Volna Lab."""
    scope = read_scope(written("Use of Products and Services", text, Stage.INTERIM_FINAL_RULE, "RULE"))
    assert [(one.name, one.affiliates) for one in scope.named_parties] == [("Volna Lab", True)]
    assert scope.relation is Relation.PARTY
    common = text.replace("(1) Volna Lab", "(1) Hospitals").replace("Volna Lab", "hospitals")
    assert read_scope(written("Use of Products", common, Stage.INTERIM_FINAL_RULE, "RULE")).named_parties == ()


def test_an_order_may_name_applications_instead_of_firms(written):
    """The applications stand for whoever develops them."""
    text = """The following actions shall be prohibited: any transaction with persons that develop or control the following
    Chinese connected software applications, or with their subsidiaries: Qianpay, ScanAll, HU Wallet, and WorkSuite."""
    document = written("Threat Posed by Applications", text, Stage.EXECUTIVE_ORDER, "PRESDOCU")
    assert names(read_scope(document)) == ["Qianpay", "ScanAll", "HU Wallet", "WorkSuite"]


def test_a_list_of_firms_goes_on_over_a_name_without_a_form_and_leaves_out_whom_it_removes(written):
    """Lists print short names in brackets, a subsidiary by its place, and whom they no longer hold."""
    document = written(
        "Notice of Availability of Designation of Chinese Military Companies",
        """# Entities Identified

        The following entities are identified as Chinese military companies:

        Lanqiao Memory Technologies Co., Ltd. (Brightcore)

        Haoyun International Corporation (HIC)

        HIC, Americas

        Beidou Camera Technology Co., Ltd.

        # Entities Removed

        The following no longer meet the requirements, and they are removed: Heliang Vision Co., Ltd.; and Volna Rail Limited.""",
    )
    scope = read_scope(document)
    assert names(scope) == [
        "Lanqiao Memory Technologies Co., Ltd.",
        "Haoyun International Corporation",
        "HIC, Americas",
        "Beidou Camera Technology Co., Ltd.",
    ]
    assert scope.named_parties[0].aliases == ("Brightcore",)


def test_makers_in_a_preamble_s_list_are_parties_where_it_says_what_is_covered(written):
    """A procurement rule may define by its makers before its regulation does."""
    text = """Under section 889(f)(3), covered telecommunications equipment or services are:

    (1) Telecommunications equipment produced by Lanqiao Technologies Company or Haoyun Corporation, or an affiliate of either;

    (2) Video surveillance equipment produced by Beidou Camera Company."""
    scope = read_scope(written("Prohibition on Contracting", text, Stage.INTERIM_FINAL_RULE, "RULE"))
    assert names(scope) == ["Lanqiao Technologies Company", "Haoyun Corporation", "Beidou Camera Company"]


def test_additions_to_a_list_may_be_told_in_prose(written):
    """The Entity List's rules name the parties by their destination."""
    text = """The Committee determined to add AO Volna Lab and OOO Volna Group, under the destination of Russia, and Volna Labs
    Limited, under the destination of the United Kingdom."""
    scope = read_scope(written("Additions to the Entity List", text, Stage.FINAL_RULE, "RULE"))
    assert names(scope) == ["AO Volna Lab", "OOO Volna Group", "Volna Labs Limited"]


def test_firms_that_share_a_short_name_are_parties_together(written):
    """ "X and Y (together, Z)" in a determination whose title names X alone."""
    text = "The Department amends its determination on routers of Heliang Co., Ltd. and Heliang USA, Inc. (together, Heliang)."
    document = written("Final Determination: Case No. ICTS-2026-007, Heliang Co., Ltd.; Amendment", text, FINAL)
    assert names(read_scope(document)) == ["Heliang Co., Ltd.", "Heliang USA, Inc."]


def test_additions_to_a_list_may_stand_by_country(written):
    """ "Russia: X and Y." after the words that open the additions; another matter's paragraphs add nobody."""
    text = """This rule adds the following three entities to the Entity List:

    Russia: AO Volna Lab and OOO Volna Group.

    United Kingdom: Volna Labs Limited.

    # License Requirements

    Note: Haoyun Holdings Limited commented."""
    scope = read_scope(written("Additions to the Entity List", text, Stage.FINAL_RULE, "RULE"))
    assert names(scope) == ["AO Volna Lab", "OOO Volna Group", "Volna Labs Limited"]


def test_whom_the_order_forbids_something_is_a_party_under_a_short_name_too(written):
    """A landlord of the respondent's staff, told of in the facts; who mended the landlord's roof is none."""
    text = """Respondent is Heliang Co., Ltd. Its staff live in a house rented by Lotus Bridge Services Co., Ltd. ("Lotus
    Bridge"). Prairie Homes, Inc. mended its roof.

    From March 2, 2035, Heliang and Lotus Bridge, their officers and agents, must not supply software to a U.S. person."""
    found = read_scope(written("Final Determination: Heliang Co., Ltd.", text, FINAL))
    assert names(found) == ["Heliang Co., Ltd.", "Lotus Bridge Services Co., Ltd."]


def test_what_brackets_deny_is_denied_of_those_within(written):
    """The seller before the bracket stays a party; a legal form of Brno ends no sentence."""
    text = """# 1. Respondent

    Vltava Flight Systems s.r.o. ("Vltava"), of Brno, sells to two makers (Kestrel Acre, Inc., and Delta Agronomy Aircraft
    Co., neither of which is a respondent)."""
    found = read_scope(written("Final Determination: Case No. ICTS-2035-002, Flight Controllers", text, FINAL))
    assert names(found) == ["Vltava Flight Systems s.r.o"]


def test_what_a_title_calls_several_firms_is_no_party(written):
    """ "the Tverdyn Group" consists of firms."""
    text = """The Tverdyn Group, for the purposes of this document, consists of the companies listed here:

    • AO Tverdyn, of Yekaterinburg; and

    • Dynbridge Inc., of Tampa, Florida."""
    found = read_scope(written("Final Determination: Case No. ICTS-2032-009, Tverdyn Group", text, FINAL))
    assert names(found) == ["AO Tverdyn", "Dynbridge Inc."]


def test_of_whom_a_determination_goes_on_to_speak_by_a_short_name_is_a_party(written):
    """Given in brackets and used, or the first word of the name used often; a role in brackets is no name."""
    text = """Taesong Software Corporation, of Pyongyang, is the respondent. Ridgemont Devworks LLC ("Ridgemont"), of Wyoming, has
    no employees. Halden Maps, Inc., of Denver, changed the code. Voss Assurance LLP, of Ohio (the "Monitor"), is engaged.

    Service on Taesong and Ridgemont was made in May. Halden did not know of the link. Halden has cooperated. The customers of
    Halden, the Monitor, and the carriers were heard. The Monitor reports."""
    found = read_scope(written("Final Determination: Case No. ICTS-2036-001, Contract Software", text, FINAL))
    assert names(found) == ["Taesong Software Corporation", "Ridgemont Devworks LLC", "Halden Maps, Inc."]


def test_a_table_of_parties_may_open_with_the_numbers_of_the_cases(written):
    """The firm stands in the second cell."""
    text = """# Part II. Schedule of Parties, Products, and Days

    ICTS-2035-011 | Suzhou Haoran Photonics Co., Ltd. (a.k.a. HRP) | LiDAR units | October 6, 2036

    ICTS-2035-013 | Lanhai Terminal Systems GmbH | Crane gateways | December 1, 2036"""
    found = read_scope(written("Final Determinations: LiDAR Units and Gateways", text, FINAL))
    assert names(found) == ["Suzhou Haoran Photonics Co., Ltd.", "Lanhai Terminal Systems GmbH"]


@pytest.mark.parametrize(
    "told",
    [
        "OICTS considered whether to include NPO Radioliniya, a Russian maker of radio modules.",
        "Golestan Investment Co., of Tehran, holds 18 percent of Heliang. The Department makes no determination about it.",
        "Aduanas Consultores, S.A., of Havana, was mentioned in the press; we found no tie between it and Heliang.",
        "Heliang sold Aerolark GmbH, a subsidiary, to its managers. Aerolark is therefore taken out of the determination.",
        "Lanying Leasing and Finance Co., Ltd., a subsidiary of Heliang, was wound up in 2036 and has no successor.",
        "Four retailers cooperated. One, Prairie Sky Outfitters, Inc., of Hong Kong, recalled its stock.",
        "Prairie Sky, Inc., a company of Hong Kong, would not be bound.",
        "Oosterdok N.V., of Moscow, was named by mistake. It has no tie to Russia, and it is under no obligation.",
        "Van Rossem Holding N.V., a Dutch company without ties to Russia, acquired all shares of a subsidiary of Heliang.",
        "Tidewater Controls, Inc., of Hong Kong, formerly the sole distributor, has given the line up.",
        "Neither is Weihai Lens Works, which sells glass; BIS makes no finding about that firm.",
        "Nordlinie GmbH was named as a subsidiary. On April 30, 2040, it was sold to Harlan Dorr Industries, Inc., of Ohio.",
        "Not under review was Empresa de Telecomunicaciones de Cuba S.A., the domestic operator.",
        "Sepura Limited, a maker of radios, was owned by Heliang until 2022. It is not an affiliate.",
        "Cameras of Prairie Homes Co., Ltd., and of OOO Lanhai, are dealt with under other statutes.",
    ],
)
def test_whom_a_determination_looked_at_and_left_out_is_no_party(written, told):
    """In other words than "is not a party"."""
    text = (
        f"# Parties\n\n    Heliang Co., Ltd., of Shenzhen, is the respondent.\n\n    # Course of the Case\n\n    {told}"
    )
    assert names(read_scope(written("Final Determination: Heliang Co., Ltd.", text, FINAL))) == ["Heliang Co., Ltd."]


@pytest.mark.parametrize(
    "told",
    [
        "It appears in trade papers as OOO Volkhov Systems.",
        "In English it has used RPN Software and OOO Rahyab Novin.",
        "Documents call it, without any consistency, KKSC, OOO Kwangmyong Technology, and the Mangyongdae Office.",
        "Other forms of its name are Ryusong IT and OOO Ryusong.",
        "Before its reorganization in 2031 it was OOO Kontur-SCADA.",
        "The company was called Chengdu Wuyun Aircraft Co., Ltd. until 2029.",
        "It is listed as Kavir (OOO AVS). The key is held by OOO AVS, of Moscow.",
        "Its earlier name, under which some contracts still run, was ZAO NPP Vektor.",
        "It is also called Pyolmuri Soft, KPCC, and OOO Star Cluster.",
        "Until 2033 it was a company with the name OOO Severny Kurs.",
        "Its application is sold abroad (in some stores shown as OOO RPG).",
        "It is listed as Kavir (in Russian also OOO Kavir).",
    ],
)
def test_other_names_with_a_legal_form_are_no_firms_of_their_own(written, told):
    """However the text tells them."""
    text = f"# Respondents\n\n    Heliang Co., Ltd., of Shenzhen, is the respondent. {told}"
    assert names(read_scope(written("Final Determination: Case No. ICTS-2036-001", text, FINAL))) == [
        "Heliang Co., Ltd."
    ]


@pytest.mark.parametrize(
    "told",
    [
        "One customer, Lindgren Systems, Inc., has entered into a mitigation agreement.",
        "Polar Holdings Ltd, of Limassol, is the contracting party for users outside Russia. It is 74 percent owned by Heliang.",
        'Paragraph 1 is amended by adding an entry.\n\n    "(d) Pingtan Data Center Co., Ltd."',
        "The Equipment Group consists of Heliang Co., Ltd.; and Haoxin International Limited, which buys from it.",
        "Meridian Networks B.V. was an independent firm until Heliang bought 62 percent of its shares.",
        "# 2.3 The Host\n\n    Pictures are kept by Lavinor Hosting Limited, of Limassol, in rooms of Prairie Homes, Inc.",
        "The order reaches all persons that Heliang owns. Among those persons are Northquay Business Systems, LLC.",
        "A seller is directed by Heliang.\n\n    (iv) AEROVANE ROBOTICS SDN. BHD., of Johor Bahru, assembles for it.",
    ],
)
def test_whom_an_agreement_an_amendment_or_a_list_takes_in_is_a_party(written, told):
    """Beside the respondent, in words of many kinds."""
    text = f"# Parties\n\n    Heliang Co., Ltd., of Shenzhen, is the respondent.\n\n    {told}"
    found = names(read_scope(written("Final Determination: Heliang Co., Ltd.", text, FINAL)))
    assert len(found) == 2


def test_a_rule_may_designate_firms_in_its_text(written):
    """ "X, together with its affiliates, is initially designated as a covered company"; comments name others."""
    text = """Huawei Technologies Company, together with its affiliates, is initially designated as a covered company.

    It is further ordered that ZTE Corporation is designated under § 54.9. Haoyun Holdings Limited commented."""
    found = read_scope(written("Protecting Communications Networks", text, Stage.FINAL_RULE, "RULE"))
    assert names(found) == ["Huawei Technologies Company", "ZTE Corporation"]
