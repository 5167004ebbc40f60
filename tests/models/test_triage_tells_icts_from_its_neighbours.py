"""A document's relevance from the phrases of its title, abstract and text."""

from __future__ import annotations

import gzip
import json

import pytest

from extract.document import CfrReference, Stage
from models.triage import triage, triage_document

SUPPLY_CHAIN = "Securing the Information and Communications Technology and Services Supply Chain"
CYBER_EMERGENCY = "the National Emergency With Respect to Significant Malicious Cyber- Enabled Activities"


@pytest.mark.parametrize(
    "title",
    [
        SUPPLY_CHAIN,
        f"{SUPPLY_CHAIN}; Corrections",
        f"Continuation of the National Emergency With Respect to {SUPPLY_CHAIN}",
        f"Redesignation of Regulations for {SUPPLY_CHAIN}",
        "Final Determination: Case No. ICTS-2027-004, Example Router Co., Ltd.",
        f"Taking Additional Steps To Address {CYBER_EMERGENCY}",
        "Protecting Americans’ Sensitive Data From Foreign Adversaries",
        "Customer Identification by Infrastructure as a Service Providers",
        "Addressing the Threat Posed by Applications and Other Software of Foreign Companies",
        "Identification of Prohibited Transactions With Lantern Software Limited",
    ],
)
def test_icts_documents_are_known_by_title(title):
    """Rules, cases, orders, corrections and continuations, without an abstract or a CFR part."""
    assert triage(title).relevance == "icts"


@pytest.mark.parametrize(
    "title",
    [
        "Protecting Against National Security Threats to the Communications Supply Chain Through FCC Programs",
        "Federal Acquisition Regulation: Federal Acquisition Supply Chain Security Act Orders",
        "Prohibition on Contracting for Certain Telecommunications and Video Surveillance Services or Equipment",
        "Federal Acquisition Regulation: Prohibition on Unmanned Aircraft Systems From Covered Foreign Entities",
        "Notice of Availability of Designation of Chinese Military Companies",
        "Federal Acquisition Regulation: Use of Products and Services of Kaspersky Lab",
        "Defense Acquisition: Identification of Unmanned Aircraft Systems of Covered Foreign Entities",
        "Access to Bulk Sensitive Personal Data and Government-Related Data by Countries of Concern",
        "Extending the TikTok Enforcement Delay",
        "Establishing a Committee on Foreign Participation in the United States Telecommunications Services Sector",
        "Protecting Americans' Data From Foreign Adversaries Act; Guidance",
    ],
)
def test_neighbouring_regimes_are_adjacent(title):
    """FCC lists, procurement bans, military companies, bulk data and divestiture stand beside the programme."""
    assert triage(title).relevance == "adjacent"


def test_other_agencies_may_use_the_programme_s_words() -> None:
    """An investigation of patents in cloud platforms is none of Commerce's; nobody known speaks for Commerce."""
    title = "Certain Infrastructure-as-a-Service Platforms; Institution of an Inquiry"
    assert triage(title, agencies=["International Trade Commission"]).relevance == "other"
    assert triage(title, agencies=["Commerce Department"]).relevance == triage(title).relevance == "icts"


@pytest.mark.parametrize(
    "title",
    [
        "Restricts on Conflicts in School Districts",
        "Additions to the Entity List",
        "Adoption of the Section 232 Automobile Parts Tariff Inclusions Process",
        "Continuation of the National Emergency With Respect to Yemen",
        "Information and Communications Policy Division Stakeholder Briefing",
        "Drug Supply Chain Security Act; Draft Guidance for Industry",
        "Notice of Rescission of Unmanned Aircraft Systems Remote Identification Declaration of Compliance",
        "",
    ],
)
def test_like_words_fool_nobody(title):
    """Substrings, export control, tariffs, other emergencies and other supply chains are neither."""
    assert triage(title).relevance == "other"


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Connected Vehicle General Authorization No. 3", None),
        ("Declarations for Trucks", "BIS explains declarations for VCS hardware under 15 CFR 791.305."),
        (
            "Prohibited Transactions in Port Cranes",
            "The Bureau of Industry and Security bars cranes supplied by persons owned by or subject to a foreign adversary.",
        ),
    ],
)
def test_icts_documents_are_known_without_the_programme_s_name(title, abstract):
    """By the rule's own terms, its sections, and what Commerce says of foreign adversaries' supplies."""
    assert triage(title, abstract).relevance == "icts"


def test_a_ban_on_contracting_for_a_technology_is_adjacent():
    """Whoever is named in it; a ban on contracting for something else is none."""
    title = "Federal Acquisition Regulation: Prohibition on Contracting for Certain %s Equipment"
    assert triage(title % "Networking and Server").relevance == "adjacent"
    assert triage(title % "Catering").relevance == "other"


def test_another_department_s_rule_on_foreign_adversaries_is_adjacent():
    """The words on ownership are shared by several regimes; Commerce's alone are the programme's."""
    abstract = "The FCC asks about labs owned by or subject to the jurisdiction or direction of a foreign adversary."
    assert triage("Test Laboratories", abstract).relevance == "adjacent"


def test_the_emergency_of_malicious_cyber_activity_is_adjacent():
    """The cloud rules rest on it and are ICTS; its yearly continuation changes nothing in them."""
    assert triage(f"Continuation of {CYBER_EMERGENCY}").relevance == "adjacent"
    assert triage(f"Taking Additional Steps To Address {CYBER_EMERGENCY}").relevance == "icts"


def test_the_president_s_orders_to_commerce_belong_to_the_programme():
    """An order that builds on Executive Order 13873 is ICTS by its text; its agency is the President's office."""
    text = "In view of Executive Order 13873 of May 15, 2019, the Secretary shall propose rules under Executive Order 13873."
    assert triage("Drones", text=text, agencies=["Executive Office of the President"]).relevance == "icts"


def test_the_reason_names_the_phrase():
    """A reader sees which words decided and where they stand."""
    assert '"Covered List" in the title' in triage("Additions to the Covered List").reason


def test_the_part_decides_where_it_is_known():
    """15 CFR 791, and 7 before it, hold nothing but ICTS rules; part 7 of another title does not."""
    assert triage("Amendments", cfr_references=[CfrReference(15, "791")]).relevance == "icts"
    assert triage("Amendments", cfr_references=[CfrReference(15, "7")]).relevance == "icts"
    assert triage("Amendments", cfr_references=[CfrReference(14, "7")]).relevance == "other"


def test_other_agencies_text_cites_the_programme_without_belonging_to_it():
    """The text decides for Commerce only, and needs more than one mention."""
    text = "Under 15 CFR part 791 an ICTS Transaction may be reviewed. ICTS Transactions are many."
    assert triage("Notice", text=text, agencies=["Commerce Department"]).relevance == "icts"
    assert triage("Notice", text=text, agencies=["Energy Department"]).relevance == "other"
    assert triage("Notice", text="See 15 CFR part 791.", agencies=["Commerce Department"]).relevance == "other"
    office = "Office of Information and Communications Technology and Services"
    asked = "The Bureau of Industry and Security asks about meters and suppliers with a nexus to foreign adversaries."
    assert triage("Request for Information on Meters", asked, agencies=["Commerce Department"]).relevance == "icts"
    written_out = f"Under part 791 of title 15, Code of Federal Regulations, ... Contact the {office}."
    assert triage("Notice", text=written_out, agencies=["Commerce Department"]).relevance == "icts"


def test_what_bis_says_once_of_its_own_programme_is_enough():
    """ "General Authorization No. 1; Extension" names it once; an entry of another list does not."""
    text = "BIS issued General Authorization No. 1 under 15 CFR 791.306 for connected vehicles."
    others = ["Commerce Department", "International Trade Administration"]
    assert triage("General Authorization No. 1; Extension", text=text, agencies=others).relevance == "other"
    agencies = ["Commerce Department", "Industry and Security Bureau"]
    assert triage("General Authorization No. 1; Extension", text=text, agencies=agencies).relevance == "icts"
    assert triage("Additions to the Entity List", text=text, agencies=agencies).relevance == "other"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Commerce Finalizes Rule to Secure Vehicle Supply Chains from Foreign Adversary Threats", ""),
        (
            "Commerce Prohibits Software",
            "It is the first decision of the Office of Information and Communications Technology and Services.",
        ),
        (
            "Bureau Asks About Drones",
            "on securing the information and communications technology and services (ICTS) supply chain",
        ),
        (
            "Inquiry Begun",
            "transactions in information and communications technology and services that are integral to vehicles",
        ),
    ],
)
def test_the_office_s_press_releases_are_icts(title, text):
    """They name the programme once, in words of their own; such words of another bureau are no more than words."""
    bis, trade = (
        ["Commerce Department", bureau]
        for bureau in ("Industry and Security Bureau", "International Trade Administration")
    )
    assert triage(title, text=text, agencies=bis).relevance == "icts"
    assert triage(title, text=text, agencies=trade).relevance != "icts"


def test_a_page_added_by_hand_is_placed_by_the_office_that_it_names():
    """Nobody tells its agency; the office's short name, or a case's number, once."""
    for text in ("OICTS will hold a webinar.", "They do not change the decision in Case No. ICTS-2027-009."):
        assert triage("Frequently Asked Questions", text=text).relevance == "icts"
    assert triage("Frequently Asked Questions", text="Districts hold webinars.").relevance == "other"


def test_an_order_under_the_emergency_is_icts_by_one_mention():
    """The President names the emergency that he acts under once."""
    text = (
        "to take further steps with respect to the national emergency declared in Executive Order 13873 of May 15, 2019"
    )
    president = ["Executive Office of the President"]
    assert triage("Protecting Federal Systems", text=text, agencies=president).relevance == "icts"
    assert triage("Protecting Federal Systems", text=text, agencies=["Treasury Department"]).relevance != "icts"


def test_another_bureau_of_commerce_does_not_speak_for_the_programme():
    """A trade mission in the sector is no rule of it; a notice of the Secretary's own is."""
    abstract = "U.S. companies in the information and communications technology and services sectors may apply."
    trade = ["Commerce Department", "International Trade Administration"]
    assert triage("Trade Mission", abstract, agencies=trade).relevance == "other"
    assert triage("Notice", abstract, agencies=["Commerce Department"]).relevance == "icts"


def test_a_whole_row_of_an_answer_can_be_passed():
    """Fields that are not read do no harm."""
    row = {"title": SUPPLY_CHAIN, "abstract": None, "document_number": "2026-00001", "rins": ["0694-AJ56"]}
    assert triage(**row).relevance == "icts"


def test_a_document_that_was_read_is_placed_by_all_it_says(written):
    """Title, summary and paragraphs of a document count together."""
    text = "Case of an ICTS Transaction. ICTS Transactions of this kind are prohibited."
    assert triage_document(written("Determination", text, Stage.FINAL_DETERMINATION)).relevance == "icts"


@pytest.mark.shared
def test_labelled_titles_are_placed_as_labelled(shared):
    """Every ICTS title of the labels is found, none of 3,000 ordinary ones is taken for one, few for adjacent."""
    with gzip.open(shared / "data/federal-register/titles.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = {row["document_number"]: row for row in map(json.loads, lines)}
    labels = {}
    for line in (shared / "data/labels/triage-dev.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        wanted = label["icts_relevant"]
        labels[label["document_number"]] = {"yes": "icts", "no": "other"}.get(wanted, wanted)
    ordinary = (shared / "data/labels/ordinary.txt").read_text("utf-8").split()
    assert {number: triage(**rows[number]).relevance for number in labels} == labels
    said = [triage(**rows[number]).relevance for number in ordinary if number in rows]
    assert said.count("icts") == 0
    assert said.count("adjacent") <= 0.02 * len(said)
