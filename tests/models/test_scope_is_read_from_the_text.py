"""What a document that nobody has seen covers, leaves out, forbids, and from when."""

from __future__ import annotations

import pytest

from extract.document import Stage
from models.scope import Relation, read_scope

NEXUS = "persons owned by, controlled by, or subject to the jurisdiction or direction of a foreign adversary"
SUPPLY_CHAIN = "Securing the Information and Communications Technology and Services Supply Chain"


def texts(items):
    """The phrases of covered or excluded items."""
    return [item.text for item in items]


@pytest.fixture
def inverters(written):
    """A proposal for a class of products, with definitions, exclusions and a date."""
    return written(
        f"{SUPPLY_CHAIN}: Grid Inverters and Storage Controllers",
        """# SUMMARY

        BIS proposes to prohibit certain imports of grid inverters designed, developed, manufactured, or supplied
        by persons owned by, controlled by, or subject to the jurisdiction or direction of the People's Republic of
        China.

        # Scope

        The proposed rule would reach string inverters, battery storage controllers, and data loggers. BIS leaves
        out solar panels, racking, and wiring. Meters that only measure would fall outside the rule. A fixed
        camera, a telephone, or a laptop is not of concern unless it forms part of an inverter.

        # § 791.400 Definitions.

        *Grid inverter* means a power-conversion device with a communication interface, including string inverters,
        central inverters, and microinverters. It does not include:

        (1) Firmware, meaning software written for one device; or

        (2) An inverter whose only role is to serve a vehicle, for example a traction inverter.

        *Grid inverter importer* means a U.S. person that imports grid inverters.

        *Model year* means the year by which a manufacturer designates a model.

        # § 791.401 Prohibited inverter transactions.

        A grid inverter importer must not knowingly import a grid inverter supplied by a person owned by,
        controlled by, or subject to the jurisdiction or direction of the PRC.

        # § 791.402 Exemptions.

        The prohibition in § 791.401 does not apply to units imported before January 1, 2028.""",
        Stage.NPRM,
        "PRORULE",
    )


def test_the_class_and_its_members_are_covered(inverters):
    """The defined class stands first, then each member of its definition, then the classes of the preamble."""
    scope = read_scope(inverters)
    found = texts(scope.covered)
    assert found[0] == "Grid inverter"
    assert {"string inverters", "central inverters", "microinverters", "battery storage controllers"} <= set(found)
    assert "Model year" not in found
    members = [item for item in scope.covered if item.text == "central inverters"]
    assert members[0].under == "Grid inverter"


def test_every_piece_quotes_the_passage_it_names(inverters):
    """A quote's last words stand in the passage that the piece points at."""
    scope = read_scope(inverters)
    for piece in (*scope.covered, *scope.exclusions, *scope.prohibitions, *scope.phases, *scope.defined_terms):
        last = piece.quote.split(" … ")[-1]
        assert last in inverters.passages[piece.passage].text


def test_exclusions_are_found_in_the_regulation_and_in_the_preamble(inverters):
    """Lists, single sentences and conditions, each as a phrase of its own with the condition kept in the quote."""
    scope = read_scope(inverters)
    found = texts(scope.exclusions)
    assert {"solar panels", "racking", "wiring", "Meters that only measure"} <= set(found)
    assert {"fixed camera", "telephone", "laptop"} <= set(found)
    assert "Firmware" in found
    assert "traction inverter" in found
    camera = next(item for item in scope.exclusions if item.text == "fixed camera")
    assert "unless it forms part of an inverter" in camera.quote


def test_an_exemption_by_date_is_a_phase_and_no_exclusion(inverters):
    """What is exempt until a date binds from then on, and stays covered."""
    scope = read_scope(inverters)
    assert [phase.when for phase in scope.phases] == ["2028-01-01"]
    assert "Prohibited inverter transactions" in scope.phases[0].what
    assert not any("units imported" in text for text in texts(scope.exclusions))


def test_prohibition_adversary_and_who_is_bound(inverters):
    """The prohibition is found, its adversary is the document's, and the defined importer is bound."""
    scope = read_scope(inverters)
    assert len(scope.prohibitions) == 1
    assert scope.adversaries == ("CN",)
    assert scope.bound == ("Grid inverter importer",)
    assert scope.relation is Relation.ADVERSARY_NEXUS


def test_a_numbered_list_under_consideration_is_covered(written):
    """An inquiry's list gives each class and the kinds it names; conditions and questions are no classes."""
    scope = read_scope(
        written(
            f"{SUPPLY_CHAIN}: Harbor Cranes",
            f"""# SUMMARY

            BIS asks about harbor cranes supplied by {NEXUS}.

            # Components

            BIS asks for comment on each of the following systems:

            (1) Crane control computers that run the hoist;

            (2) Communications systems, including cellular modems, antennas, and radio links; and

            (3) Remote monitoring software.

            A transaction could be reviewed if:

            (1) A person subject to U.S. jurisdiction conducts it; and

            (2) A foreign national has an interest in it.

            1. Should spreaders be listed?""",
            Stage.ANPRM,
            "PRORULE",
        )
    )
    assert texts(scope.covered) == [
        "Harbor Cranes",
        "Crane control computers",
        "Communications systems",
        "cellular modems",
        "antennas",
        "radio links",
        "Remote monitoring software",
    ]
    assert scope.prohibitions == ()


def test_a_term_that_only_serves_another_definition_is_not_covered(written):
    """Software "for use on an end-point device" covers the software and not the device."""
    scope = read_scope(
        written(
            f"{SUPPLY_CHAIN}; Connected Software Applications",
            f"""# SUMMARY

            The rule concerns connected software applications supplied by {NEXUS}, and defines end-point computing
            device.

            # § 7.2 Definitions.

            *Connected software application* means software designed to be used on an end-point computing device.

            *End-point computing device* means a device that can receive or transmit data.""",
            Stage.FINAL_RULE,
            "RULE",
        )
    )
    assert texts(scope.covered) == ["Connected software application"]
    assert [term.term for term in scope.defined_terms] == [
        "Connected software application",
        "End-point computing device",
    ]
    assert scope.relation is Relation.ADVERSARY_NEXUS


def test_duties_of_us_providers_ask_for_no_adversary(written):
    """A proposal that binds U.S. providers whoever their customers are names no adversary."""
    scope = read_scope(
        written(
            "Identity of Cloud Customers",
            """# SUMMARY

            U.S. providers of Infrastructure as a Service (IaaS) products would have to verify foreign customers.

            # Scope

            The proposal is not limited to the foreign adversaries listed in § 7.4, such as China. The definition
            takes in virtual private servers, object, block, and file storage, and accelerators for rent, whether
            managed or not. Software as a service is not included.

            # § 7.301 Definitions.

            *Infrastructure as a Service (IaaS) product* means a product that supplies processing or storage.

            *U.S. IaaS provider* means a U.S. person that offers any IaaS product.

            # § 7.302 Identification.

            A U.S. IaaS provider must maintain a written program.""",
            Stage.NPRM,
            "PRORULE",
        )
    )
    assert scope.relation is Relation.US_PROVIDER
    assert scope.adversaries == ()
    assert {"virtual private servers", "object storage", "block storage", "file storage"} <= set(texts(scope.covered))
    assert "Software as a service" in texts(scope.exclusions)
    assert scope.bound == ("U.S. IaaS provider",)


def test_production_abroad_is_a_relation_of_its_own(written):
    """A list that takes in what is produced in any foreign country asks about production, not about adversaries."""
    scope = read_scope(
        written(
            "Additions to the Covered List",
            """The Bureau adds to the Covered List consumer routers produced in a foreign country.

            Consumer routers include wireless gateways, mesh nodes, and range extenders.""",
        )
    )
    assert scope.relation is Relation.FOREIGN_PRODUCED
    assert {"wireless gateways", "mesh nodes", "range extenders"} <= set(texts(scope.covered))


@pytest.mark.parametrize("stage", [Stage.CORRECTION, Stage.COMMENT_PERIOD_EXTENSION, Stage.CONTINUATION_OF_EMERGENCY])
def test_a_document_that_moves_a_date_or_a_word_asks_for_nothing(written, stage):
    """Corrections, extensions and continuations cover no product by themselves."""
    scope = read_scope(written(SUPPLY_CHAIN, f"It concerns ICTS from {NEXUS}. Only the date changes.", stage))
    assert scope.relation is Relation.NONE


def test_a_rule_of_procedure_asks_for_nothing(written):
    """A rule that says how transactions are reviewed catches no item by itself, though it lists categories."""
    scope = read_scope(
        written(
            SUPPLY_CHAIN,
            f"""# SUMMARY

            The Department makes final the procedures under which it reviews transactions.

            # § 791.3 Scope.

            (a) The Secretary may review a transaction that involves one of these categories:

            (1) Mobile networks; and

            (2) Satellite systems supplied by {NEXUS}.""",
            Stage.FINAL_RULE,
            "RULE",
        )
    )
    assert scope.relation is Relation.NONE
    assert texts(scope.covered) == ["Mobile networks", "Satellite systems"]


def test_dates_at_the_head_of_a_list_bind_each_member(written):
    """ "As of DATE:" followed by prohibitions gives each of them that date."""
    scope = read_scope(
        written(
            "Final Determination: Case No. ICTS-2024-007, Heliang Co., Ltd.",
            """As of 12:00 a.m. on July 20, 2026, Heliang may not conclude any new agreement.

            As of September 29, 2026:

            (1) Heliang may not supply updates;

            (2) no person may resell the routers of Heliang Co., Ltd.""",
            Stage.FINAL_DETERMINATION,
        )
    )
    assert [(phase.when, phase.what.split()[0]) for phase in scope.phases] == [
        ("2026-07-20", "Heliang"),
        ("2026-09-29", "Heliang"),
        ("2026-09-29", "no"),
    ]
    assert "any person" in scope.bound


def test_a_document_without_definitions_or_paragraphs_has_an_empty_scope(written):
    """Nothing to read gives nothing, without an error."""
    scope = read_scope(written("Notice", "Nothing."))
    assert (scope.covered, scope.exclusions, scope.defined_terms, scope.relation) == ((), (), (), Relation.NONE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The prohibitions of § 791.402 take effect for covered cameras beginning with the 2028 model year.",
            {("model year 2028", "The prohibitions of § 791.402")},
        ),
        (
            (
                "The prohibitions on software would take effect for Model Year 2027 and the prohibitions on hardware would take "
                "effect for Model Year 2030, or January 1, 2029 for units without a model year."
            ),
            {
                ("model year 2027", "The prohibitions on software"),
                ("model year 2030", "the prohibitions on hardware"),
                ("2029-01-01", "the prohibitions on hardware for units without a model year"),
            },
        ),
        (
            """At 12:00 a.m. Eastern Time on January 4, 2027, importers shall be prohibited from:

            (1) Selling covered routers; and

            (2) Installing covered cameras.""",
            {("2027-01-04", "Selling covered routers"), ("2027-01-04", "Installing covered cameras")},
        ),
    ],
)
def test_each_subject_of_a_sentence_keeps_its_own_day_or_model_year(written, text, expected):
    """However the year is printed, and whatever else the sentence speaks of."""
    found = read_scope(written(SUPPLY_CHAIN, f"# Compliance dates\n\n            {text}")).phases
    told = {(phase.when, phase.what.split(" take effect")[0]) for phase in found}
    assert expected <= told
    assert {when for when, _ in told} == {when for when, _ in expected}
