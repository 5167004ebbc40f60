"""What lists of prohibitions and consultations reach, whose goods are left out, and what a row's own words narrow down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.document import Document, Stage
from extract.inventory import Item
from extract.suppliers import GENERAL_KNOWLEDGE, SupplierFact
from models.classes import classes_of_phrase, profile
from models.decision import Fit
from models.fit import ScopeClasses
from models.nexus import State, judge
from models.register import Register
from models.scope import DefinedTerm, NamedParty, Relation, Scope, ScopeItem, read_scope
from models.standing import RelationJudge

DETERMINATION = """# Meaning of terms

“Covered alarm equipment” means a device that (1) receives signals, such as a panel or a keypad; or (2) extends them,
such as a repeater.

# What is prohibited

%s

(1) any transaction by which Veskar supplies covered alarm equipment to a U.S. person; and

(2) the resale of that equipment.

# What is not covered

The prohibitions do not apply to:

(1) Detectors that send nothing, such as smoke alarms. The Department may look at these later;

(2) Batteries and cables."""

INQUIRY = """# SUMMARY

BIS seeks comment on weather radars supplied by persons owned by, controlled by, or subject to the jurisdiction of the PRC.

# Working definitions

*Weather radar* would mean a device that measures rain.

*Radar processor* would mean a device that turns echoes into maps.

# Matters left alone

BIS has no present intention to cover:

(1) Marine radars; and

(2) Speed cameras."""

CHINA = frozenset({"CN"})
REGISTER = Register(
    [
        SupplierFact("Veskar Alarms", alias="Veskar", country="CN", source="a list", as_of="2026-01-02"),
        SupplierFact("Hollis Supply", country="US", source=GENERAL_KNOWLEDGE, as_of="2026-01-02"),
        SupplierFact("Ambrane Guard", country="US", source=GENERAL_KNOWLEDGE, as_of="2026-01-02"),
    ]
)
PARTY = NamedParty("Veskar Alarms", ("Veskar",), affiliates=True, quote="Veskar and its affiliates", passage=0)


def pieces(*texts: str) -> tuple[ScopeItem, ...]:
    """Pieces of a scope with these texts."""
    return tuple(ScopeItem(text, "", text, 0) for text in texts)


def fit(item: Item, covered: tuple[str, ...], excluded: tuple[str, ...] = (), **more: object) -> Fit:
    """The item's fit to a rule that covers and leaves out these."""
    relation = more.pop("relation", Relation.ADVERSARY_NEXUS)
    document = Document("2099-1", "RULE", Stage.FINAL_RULE, str(more.pop("title", "A rule")))
    scope = Scope(relation=relation, covered=pieces(*covered), exclusions=pieces(*excluded), **more)  # type: ignore[arg-type]
    return ScopeClasses(document, scope).fit(item).fit


def hardware(name: str, category: str = "", description: str = "", **more: str) -> Item:
    """A row of hardware."""
    return Item("A-1", name, kind="hardware", category=category, description=description, **more)


def software(name: str, category: str = "", description: str = "", **more: str) -> Item:
    """A row of software."""
    return Item("A-1", name, kind="software", category=category, description=description, **more)


@pytest.mark.parametrize(
    "opening",
    [
        "The Department determines that the following are prohibited:",
        "The Bureau prohibits the following transactions:",
    ],
)
def test_a_list_of_prohibitions_names_the_defined_class(written, opening: str) -> None:
    """Whatever sentence opens the list, its acts are forbidden, and the term they name is covered with its members."""
    title = "Final Determination: Case No. ICTS-2099-1, Veskar Alarms Co., Ltd."
    scope = read_scope(written(title, DETERMINATION % opening, Stage.FINAL_DETERMINATION))
    assert len(scope.prohibitions) == 2
    covered = {item.text for item in scope.covered}
    assert {"Covered alarm equipment", "panel", "keypad", "repeater"} <= covered


def test_a_remark_after_a_listed_exclusion_takes_nothing_from_it(written) -> None:
    """ "The Department may look at these later" follows the class left out, and does not turn it into a sentence."""
    scope = read_scope(written("A determination", DETERMINATION % "These are prohibited:", Stage.FINAL_DETERMINATION))
    assert "smoke alarms" in {item.text for item in scope.exclusions}


def test_a_consultation_covers_every_term_it_weighs_and_leaves_out_what_it_does_not_intend(written) -> None:
    """ "X would mean" is enough in an inquiry; a list under "no present intention to cover" is left out."""
    scope = read_scope(written("Supply Chain: Weather Radars", INQUIRY, Stage.ANPRM, "PRORULE"))
    assert {"Weather radar", "Radar processor"} <= {item.text for item in scope.covered}
    left_out = {item.text for item in scope.exclusions}
    assert {"Marine radars", "Speed cameras"} <= left_out
    assert not left_out & {item.text for item in scope.covered}


def test_goods_of_other_makers_leave_the_class_itself_in() -> None:
    """A determination that spares other publishers' anti-virus software still covers its party's."""
    row = software("Guard", "antivirus")
    for spared in ("security software of other publishers", "anti-virus software of makers other than Veskar"):
        assert fit(row, ("security software",), (spared,), relation=Relation.PARTY) is Fit.DIRECT
    assert fit(row, ("security software",), ("anti-virus software",), relation=Relation.PARTY) is Fit.EXCLUDED


def test_a_definition_adds_functions_to_the_name_of_software() -> None:
    """ "Protective software" whose definition also cleans systems reaches a cleaner."""
    quote = "Security software means software that removes malicious code, cleans a system, or manages patches."
    terms = (DefinedTerm("Security software", (), quote, 0),)
    assert fit(software("PC cleaner"), ("Security software",), defined_terms=terms) is Fit.DIRECT
    assert fit(software("PC cleaner"), ("Security software",)) is not Fit.DIRECT


def test_a_description_narrows_what_the_category_says() -> None:
    """A switch that only its description calls unmanaged is one; a receiver for surveyors is no ordinary receiver."""
    plain = hardware("LX-5", "switch", "unmanaged, 5 ports")
    assert fit(plain, ("network switches",), ("Unmanaged switches",)) is Fit.EXCLUDED
    assert fit(hardware("LX-8", "switch", "8 ports"), ("network switches",), ("Unmanaged switches",)) is Fit.DIRECT
    rover = hardware("K-9", "GNSS receiver", "RTK survey rover")
    ordinary = hardware("K-1", "GNSS receiver", "for watches")
    scope = ("precise positioning and timing receivers",), ("GNSS chips and modules",)
    assert fit(rover, *scope) is Fit.DIRECT
    assert fit(ordinary, *scope) is Fit.EXCLUDED


def test_a_shelf_tells_a_spare_part_from_the_machine_it_is_for() -> None:
    """Propellers named after an aircraft are propellers; a router for a smart home routes."""
    title = "Unmanned Aircraft Systems"
    spare = hardware("Mavic low-noise propellers", "propellers")
    covered, out = ("unmanned aircraft systems",), ("motors, propellers, airframes",)
    assert fit(spare, covered, out, title=title) is Fit.EXCLUDED
    assert fit(hardware("Smart Home Router", "smart home"), ("routers",), ("smart home products",)) is Fit.DIRECT


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (hardware("Mesh node"), "router"),
        (hardware("BUC 8W"), "satellite_comms"),
        (hardware("NTP server"), "precise_gnss"),
        (hardware("Flight battery"), "aircraft_battery"),
        (hardware("Personal locator beacon"), "distress_beacon"),
        (hardware("Submarine line terminal"), "submarine_cable"),
        (software("Remote desktop"), "remote_management"),
        (software("Driver updater"), "system_utility"),
        (software("Emoji keyboard"), "keyboard_app"),
        (software("Web browser"), "browser"),
        (software("Hotel booking"), "travel_app"),
        (Item("A-1", "RTK correction", kind="service"), "gnss_correction"),
    ],
)
def test_the_lexicon_knows_more_trades(row: Item, key: str) -> None:
    """One row of each."""
    assert key in profile(row)


def test_a_receiver_of_positions_is_no_radio_of_an_aircraft() -> None:
    """The longest phrase of the trade decides."""
    assert classes_of_phrase("precise timing receivers") == ("precise_gnss",)


def test_a_named_publisher_of_consumer_software_is_not_asked_about() -> None:
    """A messenger whose row names nobody is a question to its owner; one of a firm that we do not know is not."""
    document = Document("2099-1", "RULE", Stage.FINAL_RULE, "A rule")
    classes = ScopeClasses(document, Scope(relation=Relation.ADVERSARY_NEXUS, covered=pieces("messaging")))
    assert classes.fit(software("Video call", "mobile app")).ask
    assert not classes.fit(software("Video call", "mobile app", vendor="Ostrava Talk")).ask


def test_a_shop_clears_nobody() -> None:
    """Who sold a thing need not have made it; a maker outside the adversaries clears."""
    assert judge(hardware("Drone", supplier="Hollis Supply"), REGISTER, CHINA).state is State.UNKNOWN
    assert judge(hardware("Drone", vendor="Hollis Supply"), REGISTER, CHINA).state is State.CLEARED
    assert judge(hardware("Drone", vendor="Ambrane Guard / Pelorus"), REGISTER, CHINA).state is State.CLEARED


def test_a_document_on_built_in_software_asks_about_what_names_no_publisher() -> None:
    """A known publisher and one that names itself are no question, unless the row says that the heart is another's."""
    quote = "a product of another publisher in which a Veskar engine is included"
    built_in = (ScopeItem("Integrated product", "", quote, 0),)
    scope = Scope(relation=Relation.PARTY, named_parties=(PARTY,), covered=built_in)
    state = {
        row: RelationJudge(scope, REGISTER).judge(row).state
        for row in (
            software("Scanner"),
            software("Scanner", vendor="Ostrava Talk"),
            software("Scanner", description="OEM engine", vendor="Ostrava Talk"),
            software("Scanner", vendor="Ambrane Guard"),
            software("Scanner", vendor="Nightowl by Veskar"),
        )
    }
    assert list(state.values()) == [State.UNKNOWN, State.CLEARED, State.UNKNOWN, State.CLEARED, State.FINDING]


def test_what_an_agency_does_not_expect_to_reach_is_left_out(written) -> None:
    """As a list, as a sentence, and as a class that raises questions of its own."""
    inquiry = written(
        "Securing the Supply Chain: Connected Consumer Applications",
        """# Working definitions

        *Connected application* means software for individuals that sends data over the internet.

        # Scope

        BIS does not expect that a proposal would reach: (1) office automation platforms; and (2) open-source libraries.

        Lamps, bulbs, and luminaires that contain no sensor, no microphone, and no hub function are not under consideration.

        Telephones raise questions of their own and would be dealt with elsewhere.""",
        Stage.ANPRM,
        "PRORULE",
    )
    scope = read_scope(inquiry)
    left_out = {piece.text for piece in scope.exclusions}
    assert {"office automation platforms", "open-source libraries", "Lamps", "Telephones"} <= left_out
    assert [piece.text for piece in scope.covered if piece.text in left_out] == []
    assert "Connected application" in {piece.text for piece in scope.covered}


def test_what_is_neither_is_one_thing_and_not_two(written) -> None:
    """ "Goods that are neither an aircraft nor a critical part" does not leave out critical parts."""
    rule = written(
        "Aircraft of Covered Entities",
        """# § 1 Definitions.

        *Critical part* means a flight controller or a radio for an unmanned aircraft.

        # § 2 Prohibition.

        No person may import a critical part made in China.

        # § 3 Items not prohibited.

        This part does not apply to goods that are neither an unmanned aircraft nor a critical part.""",
        Stage.FINAL_RULE,
        "RULE",
    )
    scope = read_scope(rule)
    assert "Critical part" in {piece.text for piece in scope.covered}
    assert "critical part" not in {piece.text for piece in scope.exclusions}


def test_cars_are_no_trucks_and_lamps_are_a_kind_of_their_own() -> None:
    """A rule on trucks leaves cars alone, one on vehicles takes in both; a lamp that is left out is no covered device."""
    car, truck = hardware("EV 5", "passenger vehicle"), hardware("Hauler 40", "heavy truck")
    assert fit(car, ("trucks", "buses")) is Fit.OTHER
    assert fit(truck, ("trucks", "buses")) is Fit.DIRECT
    assert {fit(one, ("connected vehicles",)) for one in (car, truck)} == {Fit.DIRECT}
    lamp, plug = (
        hardware("E27", "Zigbee smart-home device", "RGB led bulb"),
        hardware("Smart plug", "Zigbee smart-home device"),
    )
    assert fit(lamp, ("smart home devices",), ("lamps",)) is Fit.EXCLUDED
    assert fit(plug, ("smart home devices",), ("lamps",)) is Fit.DIRECT


def test_a_maker_of_office_software_makes_no_consumer_applications() -> None:
    """Where these are covered and office software is left out, and the row says no more than that it is software."""
    row = software("Ksoa", "application")
    assert fit(replace(row, vendor="Yonyou"), ("applications",), ("enterprise software",)) is Fit.EXCLUDED
    assert fit(replace(row, vendor="Noname"), ("applications",), ("enterprise software",)) is Fit.DIRECT
