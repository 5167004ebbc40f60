"""Scopes of short documents in drafting styles that differ: definitions, tables, questions, orders, letters."""

from __future__ import annotations

import pytest

from extract.document import Stage
from models.scope import Relation, read_scope

SUPPLY_CHAIN = "Securing the Information and Communications Technology and Services Supply Chain"
RULE, PROPOSAL, INQUIRY = (
    (Stage.FINAL_RULE, "RULE"),
    (Stage.NPRM, "PRORULE"),
    (Stage.ANPRM, "PRORULE"),
)

INVERTERS = """# SUMMARY

BIS proposes a rule on inverters that connect to the grid and come from persons owned by, controlled by, or subject to
the jurisdiction or direction of a foreign adversary.

# § 791.1001 Definitions.

*Grid-connected inverter* means equipment that changes direct current into alternating current and includes string
inverters, central inverters, and microinverters, together with their data loggers, but does not include an inverter
built into a vehicle.

# § 791.1002 Prohibition.

Beginning 18 months after publication of the final rule, no utility may connect a grid-connected inverter.

# § 791.1003 Exceptions.

This subpart does not restrict:

(1) Inverters rated below 1 kilowatt; or

(2) Monitors, fuses, and switches."""

CRANES = """# SUMMARY

The Department asks about cranes made by companies with ties to the People's Republic of China.

# Appendix A - Equipment of interest

Item 1. Ship-to-shore gantry cranes.

Item 2. Programmable logic controllers, drives, and remote maintenance modems of cranes.

# Appendix B - Equipment not of interest

Item 1. Forklifts and hand trucks.

Item 2. Spreaders without electronics."""

LIDAR = """# SUMMARY

BIS requests comments on LiDAR from persons of the People's Republic of China.

# Questions and Answers

Q: What is BIS looking at?

A: Laser ranging sensors, their processing units, and the perception software that comes with them.

Q: Are radar and ultrasonic sensors part of this?

A: No. Neither are cameras.

Q: What about laser levels and barcode readers?

A: They are outside the inquiry. A rangefinder held in the hand is too.

Q: Will safety scanners in factories be covered?

A: BIS has not decided."""

MODELS = """# SUMMARY

BIS prohibits the use of artificial intelligence models hosted by persons subject to the jurisdiction of the People's
Republic of China.

# § 791.1201 What the words mean.

(a) “Covered model” is a large language model, image generator, or speech model whose weights a covered developer tuned.

(b) “Sensitive system” is a computer that holds personal data of more than 10,000 persons.

# § 791.1202 What is prohibited.

Nobody subject to this subpart may deploy a covered model on a sensitive system.

# § 791.1203 What is left alone.

Left alone are models with published weights; research papers and data sets; and spelling checkers."""

CABLES = """# SUMMARY

BIS adopts a rule on submarine line equipment from persons owned by, controlled by, or subject to the jurisdiction or
direction of the PRC.

# III. What changed

The proposed rule would have covered maintenance ships and cable-laying ploughs. The final rule does not. Two
associations asked that landing station buildings be exempted. BIS agrees. Spare fibre is covered only as part of a
finished cable. A repeater that merely carries a foreign brand is not covered for that reason.

# § 791.1402 Definition.

Submarine line equipment includes, but is not limited to, repeaters, branching units, and power feed equipment. It
excludes: vessels, remotely operated vehicles, and fibre that is not yet cabled."""

ROBOTS = """# SUMMARY

BIS seeks comment on robots from foreign adversary suppliers.

# Scope of the inquiry

Category I: articulated arms and delta robots. Category II: autonomous mobile robots. Robot vacuum cleaners and toys
belong to none of the categories. Exoskeletons may or may not fall in Category II."""

MODULES = """# SUMMARY

This final rule prohibits the sale of cellular modules by companies controlled by the PRC.

# § 791.1601 Definitions.

Cellular module means an assembly that connects a product to a mobile network.

Host product means any finished product, other than a telephone, tablet, or laptop computer, in which a cellular module
is installed: for example, a payment terminal, an alarm panel, or a router.

# § 791.1602 Prohibitions.

No importer shall import a host product containing a cellular module.

# § 791.1603 Carve-outs.

Section 791.1602 has no application to medical implants, emergency call boxes, and equipment on loan for tests."""

PUMPS = """# SUMMARY

This final rule bars clinics from buying networked devices from manufacturers controlled by the PRC.

# II. What the table shows

Table 1—Covered Devices

Patient monitors | Yes | With or without telemetry

Infusion pumps | Yes | If networked

Hospital beds | No | All"""


@pytest.mark.parametrize(
    ("title", "text", "stage", "covered", "left_out", "doubtful"),
    [
        ("Inverters", INVERTERS, PROPOSAL,
         {"Inverters", "Grid-connected inverter", "string inverters", "central inverters", "microinverters"},
         {"inverter built into a vehicle", "Inverters rated below 1 kilowatt", "Monitors", "fuses", "switches"}, set()),
        ("Port Equipment", CRANES, INQUIRY,
         {"Port Equipment", "Ship-to-shore gantry cranes", "Programmable logic controllers", "drives",
          "remote maintenance modems of cranes"},
         {"Forklifts and hand trucks", "Spreaders without electronics"}, set()),
        ("LiDAR", LIDAR, INQUIRY,
         {"LiDAR", "Laser ranging sensors", "processing units", "perception software"},
         {"radar", "ultrasonic sensors", "cameras", "laser levels", "barcode readers", "rangefinder held in the hand"},
         {"safety scanners in factories"}),
        ("Models", MODELS, RULE,
         {"Models", "artificial intelligence models", "Covered model", "large language model", "image generator",
          "speech model"},
         {"models with published weights", "research papers", "data sets", "spelling checkers"}, set()),
        ("Undersea Cables", CABLES, RULE,
         {"Undersea Cables", "Submarine line equipment", "repeaters", "branching units", "power feed equipment"},
         {"maintenance ships", "cable-laying ploughs", "landing station buildings", "vessels",
          "remotely operated vehicles", "fibre that is not yet cabled"}, {"Spare fibre"}),
        ("Robots", ROBOTS, INQUIRY,
         {"Robots", "articulated arms", "delta robots", "autonomous mobile robots"},
         {"Robot vacuum cleaners", "toys"}, {"Exoskeletons"}),
        ("Cellular Modules", MODULES, RULE,
         {"Cellular module", "Host product", "payment terminal", "alarm panel", "router"},
         {"telephone", "tablet", "laptop computer", "medical implants", "emergency call boxes",
          "equipment on loan for tests"}, set()),
        ("Medical Devices", PUMPS, RULE,
         {"Medical Devices", "networked devices", "Patient monitors", "Infusion pumps"}, set(), set()),
    ],
    ids=["means and includes", "appendices", "questions", "is a", "comments", "categories", "other than", "table"],
)  # fmt: skip
def test_each_style_gives_all_it_covers_and_leaves_out(written, title, text, stage, covered, left_out, doubtful):
    """Every class stands on its side and on no other, in each way of drafting; all ask for an adversary's nexus."""
    scope = read_scope(written(f"{SUPPLY_CHAIN}: {title}", text, *stage))
    said = [{item.text for item in items} for items in (scope.covered, scope.exclusions, scope.doubtful)]
    assert said == [covered, left_out, doubtful]
    assert scope.relation is Relation.ADVERSARY_NEXUS


ORDER = """# I. Findings

Tianhe Orbital Services Ltd., of Beijing, People's Republic of China, sells satellite terminals. Dongfang Star Ltd.,
which is no affiliate of it, is not covered by this order.

# II. Order

It is hereby ordered that: A. Tianhe Orbital Services Ltd. shall cease, within 90 days, to offer satellite broadband
service in the United States. B. From 60 days after this order, no person shall import, sell, or activate its user
terminals or flat-panel antennas.

# III. What may go on

Three things lie outside the order.

First, terminals on foreign ships, even where a crew rents them. The owner may keep them.

Second, receivers for television, games, and payment services.

Third, registration of call signs."""


def test_an_order_forbids_by_letters_and_leaves_out_by_ordinals(written):
    """What may not be traded is covered, each ordinal is left out, and a firm that is left out is no class of things."""
    scope = read_scope(written("Order Regarding Tianhe Orbital Services Ltd.", ORDER, Stage.FINAL_DETERMINATION))
    assert {item.text for item in scope.covered} == {
        "satellite broadband service",
        "user terminals",
        "flat-panel antennas",
    }
    assert [item.text for item in scope.exclusions] == [
        "terminals on foreign ships",
        "receivers for television, games, and payment services",
        "registration of call signs",
    ]
    assert [party.name for party in scope.named_parties] == ["Tianhe Orbital Services Ltd."]


LETTER = """# Letter

The Department determines that the supply of fleet tracking services to carriers in the United States by Kedr Fleet LLC,
by Kedr Telematika OOO (also known as Kedrotel), and by any other person that Kedr Holding JSC owns or controls, presents
an unacceptable risk.

What was reviewed, and what is called “covered tracking services” below, is the offer of positioning, geofencing, driver
scoring, and fuel analytics capacity, which Kedr runs on servers in Samara.

No carrier may take out, renew, or extend a subscription to covered tracking services."""


def test_a_letter_says_in_passing_what_it_calls_the_services_and_who_supplies_them(written):
    """A term defined in passing gives its members, and a chain of suppliers all its firms, the owner's others taken in."""
    scope = read_scope(written("Final Determination on Kedr Fleet LLC", LETTER, Stage.FINAL_DETERMINATION))
    assert [item.text for item in scope.covered] == [
        "covered tracking services",
        "positioning",
        "geofencing",
        "driver scoring",
        "fuel analytics capacity",
        "fleet tracking services",
    ]
    assert [(party.name, party.affiliates) for party in scope.named_parties] == [
        ("Kedr Fleet LLC", True),
        ("Kedr Telematika OOO", True),
        ("Kedr Holding JSC", True),
    ]


TERMS = """# Meaning of Terms

A gate reader is a reader, fixed or portable, made to open a gate; a barrier camera or a plate scanner is one. Rented
capacity is equipment that a provider supplies.

# § 791.1 Definitions.

Gate service means a service, trials included, that supplies to a tenant, over a network, a door or lift controller, rented
capacity, or day, night, or guest access.

Rented capacity means badge printers or other encoders rented by the week.

# § 791.2 Prohibition.

A landlord must not newly install a gate reader, or offer a gate service on a work terminal.

# § 791.3 Exclusions.

(a) Hinges; (b) locks, handles, and keypads; and (c) the items in § 791.9."""


def test_a_service_is_what_it_supplies_and_a_place_is_nothing_covered(written):
    """Members of what is supplied, terms within terms, and a list by letters in one paragraph; no place, no reference."""
    scope = read_scope(written(f"{SUPPLY_CHAIN}: Gates", TERMS, *RULE))
    covered = {item.text for item in scope.covered}
    assert {"gate reader", "barrier camera", "plate scanner", "Gate service"} <= covered
    assert {"door or lift controller", "day access", "night access", "guest access"} <= covered
    assert {"Rented capacity", "badge printers", "encoders"} <= covered
    assert not any("terminal" in phrase for phrase in covered)
    assert [item.text for item in scope.exclusions] == ["Hinges", "locks", "handles", "keypads"]


def test_what_nobody_may_do_by_numbers_is_forbidden(written):
    """ "No person may (1) ...; (2) ..." forbids each act, and the firm may not supply what the summary says."""
    text = """# Summary

    The Secretary of Commerce prohibits Sirin Pay Co., Ltd., of Harbin, China, from supplying payment terminals to shops.

    # Prohibited transactions

    Effective May 3, 2027, no person may (1) import or sell a card reader of Sirin Pay Co., Ltd.; (2) download or update
    its terminal management software.

    # What is not prohibited

    Cash drawers are a separate matter and are not dealt with here."""
    scope = read_scope(written("Determination Regarding Sirin Pay Co., Ltd.", text, Stage.FINAL_DETERMINATION))
    covered = [item.text for item in scope.covered]
    assert covered == [
        "payment terminals to shops",
        "card reader of Sirin Pay Co., Ltd",
        "terminal management software",
    ]
    assert [item.text for item in scope.exclusions] == ["Cash drawers"]


def test_an_inquiry_speaks_of_its_own_interest(written):
    """ "Would include" defines, what the agency is most concerned with is covered, what it does not expect is not."""
    text = """# B. Technologies

    For this notice, “home hub” would include bridges and border routers that join locks to the internet. BIS is most
    concerned with hubs that hold a microphone; and door phones. BIS would not expect to include appliances such as ovens."""
    scope = read_scope(written(f"{SUPPLY_CHAIN}: Home Hubs; Advance Notice", text, *INQUIRY))
    assert {"home hub", "bridges", "border routers", "door phones"} <= {item.text for item in scope.covered}
    assert not any("Notice" in item.text for item in scope.covered)
    assert {item.text for item in scope.exclusions} == {"appliances", "ovens"}


DATA = """# SUMMARY

The Department prohibits and restricts access to data by persons owned by, controlled by, or subject to the jurisdiction of
a country of concern.

# II. Discussion

The vendor agreement is the class most will meet. Hosting, databases, and software-as-a-service supplied by a covered person
are the plain examples.

# § 202.258 Vendor agreement.

The term *vendor agreement* means any agreement in which any person provides goods or services to another person, including
cloud-computing services, in exchange for payment.

# § 202.401 Prohibition.

Except as otherwise authorized, no U.S. person may knowingly engage in a covered data transaction involving a vendor,
employment, or investment agreement with a country of concern or covered person."""


def test_what_is_supplied_under_a_forbidden_class_of_agreements_is_covered(written):
    """The agreement's definition and its plain examples name the services; the exception before "no person" hides nothing."""
    scope = read_scope(written("Preventing Access to Data by Countries of Concern", DATA, *RULE))
    assert "any U.S. person" in scope.bound
    assert {item.text for item in scope.covered} >= {
        "cloud-computing services",
        "Hosting",
        "databases",
        "software-as-a-service",
    }
    free = DATA.replace("vendor,\nemployment, or", "gift or")
    free = read_scope(written("Preventing Access to Data by Countries of Concern", free, *RULE))
    assert not any("cloud" in item.text for item in free.covered)


def test_software_for_the_things_of_a_definition_is_covered_and_likeness_leaves_nothing_out(written):
    """ "And software used to manage or view them"; "compatibility with ... does not alone make a device covered"."""
    rule = written(
        "Prohibition on Video Surveillance Equipment",
        """# § 1.1 Definitions

        *Video surveillance equipment* means cameras, recorders, and software used to manage or view them.

        # § 1.2 Scope

        No contractor may provide video surveillance equipment of a person of the PRC.

        Compatibility with the applications of a named company does not alone make a device covered.""",
        *RULE,
    )
    scope = read_scope(rule)
    assert "software used to manage or view them" in {item.text for item in scope.covered}
    assert not any("Compatib" in item.text for item in scope.exclusions)
