"""Class of an item against a scope: the lexicon, definitions, conditions of exclusions, limits in figures, makers' trades."""

from __future__ import annotations

import pytest

from extract.document import Document, Stage
from extract.inventory import Item
from models.classes import classes_of_phrase, lexicon, profile, steps
from models.decision import Fit
from models.fit import ScopeClasses
from models.measures import figures, limits
from models.scope import DefinedTerm, Relation, Scope, ScopeItem


def pieces(*texts: str) -> tuple[ScopeItem, ...]:
    """Pieces of a scope with these texts."""
    return tuple(ScopeItem(text, "", text, 0) for text in texts)


def fit(item: Item, covered: tuple[ScopeItem, ...], *excluded: str, **more: object) -> Fit:
    """The item's fit to a rule that covers and leaves out these."""
    document = Document("2099-1", "RULE", Stage.FINAL_RULE, str(more.pop("title", "A rule")))
    scope = Scope(**{"relation": Relation.ADVERSARY_NEXUS, "covered": covered, "exclusions": pieces(*excluded)} | more)  # type: ignore[arg-type]
    return ScopeClasses(document, scope).fit(item).fit


def hardware(name: str, category: str = "", description: str = "", vendor: str = "") -> Item:
    """A row of hardware."""
    return Item("A-1", name, vendor, kind="hardware", category=category, description=description)


@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [
        ("Broadband gateway GX-1", "hardware", "router"),
        ("Mesh unit", "hardware", "router"),
        ("Ceiling access point", "hardware", "access_point"),
        ("PoE switch 8 ports", "hardware", "network_switch"),
        ("Security appliance 40", "hardware", "firewall_appliance"),
        ("Core router", "hardware", "carrier_equipment"),
        ("Turret camera", "hardware", "camera"),
        ("Video encoder", "hardware", "video_recorder"),
        ("Door station", "hardware", "access_control"),
        ("Ship-to-shore crane 4", "hardware", "crane"),
        ("Hybrid inverter 10 kW", "hardware", "inverter"),
        ("Battery energy storage cabinet", "hardware", "battery_storage"),
        ("GPU server", "hardware", "ai_server"),
        ("Rack server 2U", "hardware", "server"),
        ("Remote management controller", "hardware", "server_part"),
        ("BMC firmware", "software", "server_software"),
        ("Storage array", "hardware", "storage_array"),
        ("Hypervisor", "software", "virtualization"),
        ("GPS tracker", "hardware", "tracker"),
        ("LTE router", "hardware", "cellular_gateway"),
        ("Unmanaged switch", "hardware", "unmanaged_switch"),
        ("USB wireless adapter", "hardware", "network_adapter"),
        ("Keyboard driver", "software", "driver"),
        ("Laser scanner", "hardware", "lidar"),
        ("5G module", "hardware", "cellular_module"),
        ("Video management software", "software", "video_software"),
        ("Photo editor", "software", "photo_app"),
        ("Managed Kubernetes", "service", "cloud_runtime"),
        ("Cloud TPU", "service", "ai_capacity"),
        ("Object storage", "service", "cloud_storage"),
        ("Managed database", "service", "cloud_database"),
        ("Managed DNS", "service", "dns"),
        ("Cloud reseller", "service", "cloud_reseller"),
    ],
)
def test_the_lexicon_knows_the_trade(name: str, kind: str, key: str) -> None:
    """One row of each kind of thing that rules of this programme may reach."""
    assert key in profile(Item("A-1", name, kind=kind))


def test_every_class_it_refers_to_is_in_the_lexicon() -> None:
    """Wider classes and the devices that software operates."""
    for entry in lexicon().values():
        assert {*entry.is_a, *entry.operates} <= lexicon().keys(), entry.key
        assert steps(entry.key)[entry.key] == 0


def test_common_words_of_rows_say_nothing_in_a_rule() -> None:
    """ "Network equipment" is no cloud network, "management software" no console of a cloud."""
    assert set(classes_of_phrase("routers and other network equipment")) == {"router", "network_device"}
    assert classes_of_phrase("covered management software") == ()


def test_a_term_without_a_class_takes_those_of_its_definition() -> None:
    """Software that sets up devices is the software of those devices."""
    quote = "Covered program means an application whose purpose is to set up small network equipment."
    terms = (DefinedTerm("Covered program", (), quote, 0),)
    omada = Item("A-1", "Omada Controller", kind="software")
    assert fit(omada, pieces("Covered program"), defined_terms=terms) is Fit.DIRECT
    assert (
        fit(Item("A-2", "Spreadsheet", kind="software"), pieces("Covered program"), defined_terms=terms)
        is not Fit.DIRECT
    )


def test_an_exclusion_of_some_applications_excludes_not_all() -> None:
    """A condition that no row can show leaves a catch-all where it was; the games among them are out."""
    exclusions = "cameras and the applications that control them", "games"
    chat = Item("A-1", "Chat", kind="software", category="Android app: Communication")
    game = Item("A-2", "Chess", kind="software", category="Android app: Game")
    assert fit(chat, pieces("software applications"), *exclusions) is Fit.DIRECT
    assert fit(game, pieces("software applications"), *exclusions) is Fit.EXCLUDED


def test_what_is_out_only_without_a_part_is_in_with_it() -> None:
    """A bare flight controller board is left out, one with a radio of its own is not."""
    covered, out = (
        pieces("unmanned aircraft systems", "data link modules"),
        "flight controller board without an integrated radio",
    )
    bare = hardware("F405 flight controller", "UAS flight controller board")
    radio = hardware("F411 flight controller", "UAS flight controller board", "USE_RX_EXPRESSLRS")
    title = "Unmanned Aircraft Systems"
    assert fit(bare, covered, out, title=title) is Fit.EXCLUDED
    assert fit(radio, covered, out, title=title) is Fit.DIRECT


def test_limits_in_figures_are_held_against_the_row() -> None:
    """Ports are counted from the interfaces, weights taken at take-off; a row without figures stays covered."""
    covered, out = pieces("routers", "Ethernet switches with no more than 16 ports"), "switches with more than 16 ports"
    small = hardware("Managed switch", description="1U; interfaces: 8x 1000base-t, 2x 1000base-x-sfp")
    large = hardware("Managed switch", description="1U; interfaces: 24x 1000base-t, 4x 1000base-x-sfp")
    assert fit(small, covered, out) is Fit.DIRECT
    assert fit(large, covered, out) is Fit.EXCLUDED
    assert fit(hardware("Managed switch"), covered, out) is Fit.DIRECT
    aircraft, weights = pieces("unmanned aircraft"), "an unmanned aircraft below 250 grams or of 25 kilograms and more"
    for weight, want in (("249 g", Fit.EXCLUDED), ("0.9 kg", Fit.DIRECT), ("47500 g", Fit.EXCLUDED)):
        assert fit(hardware("Drone", description=f"weight 100 g; max take-off {weight}"), aircraft, weights) is want
    assert figures(hardware("Drone", description="weight 1.2 kg")) == {"grams": 1200.0}


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("no more than 16 ports", 16, 17),
        ("more than 16 ports", 17, 16),
        ("less than 25 kilograms", 24_999, 25_000),
        ("at least 250 grams", 250, 249),
        ("25 kilograms and more", 25_000, 24_999),
    ],
)
def test_limits_know_their_edges(text: str, inside: float, outside: float) -> None:
    """Each wording with the figure on either side of its edge."""
    (limit,) = limits(text)
    assert limit.holds(inside)
    assert not limit.holds(outside)


def test_a_makers_trade_speaks_where_the_row_names_no_class() -> None:
    """Software of a maker of cameras may be camera software; a thing of another class of that maker is none."""
    covered = pieces("surveillance cameras", "video management software")
    assert fit(Item("A-1", "Master", "Hikvision", kind="software"), covered) is Fit.CONDITIONAL
    assert fit(hardware("Managed switch", vendor="Hikvision"), covered) is Fit.OTHER
    assert fit(Item("A-2", "Master", "Acme", kind="software"), covered) is Fit.UNCLEAR


def test_a_generic_shelf_may_hold_what_is_covered() -> None:
    """A network device of no stated kind may be one of the kinds covered."""
    assert fit(hardware("AX-9", "network/IT device type"), pieces("wireless access points")) is Fit.CONDITIONAL


def test_a_nearer_exclusion_outranks_a_wider_class() -> None:
    """Content delivery is infrastructure to some rules; where it is left out by name, it is out."""
    cdn = Item("A-1", "Edge", kind="service", category="CDN")
    covered = pieces("infrastructure as a service")
    assert fit(cdn, covered) is Fit.DIRECT
    assert fit(cdn, covered, "content delivery networks") is Fit.EXCLUDED


def test_a_duty_of_providers_reaches_services_only() -> None:
    """A firewall in a rack is no service of a provider."""
    covered = pieces("infrastructure as a service", "firewalls")
    box = hardware("Firewall appliance")
    assert fit(box, covered, relation=Relation.US_PROVIDER) is not Fit.DIRECT
    assert fit(box, covered) is Fit.DIRECT


def test_an_application_outside_a_partys_covered_services_is_no_covered_class() -> None:
    """What a named party supplies of a kind that no covered class can have goes to a person, not into alarm."""
    app = Item("A-1", "Maps", "Acme", kind="software")
    assert fit(app, pieces("object storage"), relation=Relation.PARTY) is Fit.OTHER


def test_a_hosted_service_is_another_kind_of_thing_than_goods() -> None:
    """Where the document names goods alone; where it speaks of services a party's service goes to a person."""
    cloud = Item("A-1", "Elastic volume", "Acme", kind="service")
    assert fit(cloud, pieces("video cameras"), relation=Relation.PARTY) is Fit.OTHER_KIND
    goods_and_services = pieces("video cameras", "video surveillance services")
    assert fit(cloud, goods_and_services, relation=Relation.PARTY) is not Fit.OTHER_KIND


def test_a_kind_left_out_for_a_purpose_is_out_only_where_the_row_shows_it() -> None:
    """ "Trackers made to be carried": one for vehicles is covered, a pet's is out, of any other a person has to find out."""
    out = "trackers made to be carried or worn by a person, or for pets"
    covered = pieces("aftermarket telematics units", "connected vehicles")
    assert fit(hardware("GPS tracker for pets"), covered, out) is Fit.EXCLUDED
    assert fit(hardware("GPS tracker GT-1"), covered, out) is Fit.CONDITIONAL
    title = "Securing the Information and Communications Technology and Services Supply Chain: Connected Vehicles"
    assert fit(hardware("Vehicle GPS tracker GT-2"), covered, out, title=title) is Fit.COMPONENT


def test_the_shelf_of_all_software_shows_no_use() -> None:
    """A party's program on it is not left out as an application of a certain use; a row that says so is."""
    shelf = Item("A-1", "Monitoring platform", "Acme", kind="software", category="NVD CPE dictionary application")
    mobile = Item("A-1", "Acme Talk", "Acme", kind="software", category="Android app")
    out = "applications that run on a telephone"
    assert fit(shelf, pieces("software and cameras"), out, relation=Relation.PARTY) is not Fit.EXCLUDED
    assert fit(mobile, pieces("cameras"), out, relation=Relation.PARTY) is Fit.EXCLUDED


def test_the_narrower_of_a_covered_and_an_excluded_class_decides() -> None:
    """A tracker is in where only telematics at large is out; an unmanaged switch is out where switches are in."""
    tracker, telematics = hardware("GPS tracker"), hardware("Telematics control unit")
    covered = pieces("tracking or telemetry terminal")
    assert fit(tracker, covered, "VCS hardware that is subject to another rule") is Fit.DIRECT
    assert fit(telematics, covered, "VCS hardware that is subject to another rule") is Fit.EXCLUDED
    assert fit(hardware("Unmanaged switch"), pieces("switches"), "unmanaged Ethernet switches") is Fit.EXCLUDED
    assert fit(hardware("Managed switch"), pieces("switches"), "unmanaged Ethernet switches") is Fit.DIRECT


def test_applications_of_excluded_devices_are_out_and_a_partys_others_are_not() -> None:
    """ "Applications that serve only those devices" speaks of the devices beside it."""
    exclusions = "smart-home devices", "applications that serve only those devices"
    bulb = Item("A-1", "Smart home app", "Acme", kind="software")
    other = Item("A-2", "Acme Tether", "Acme", kind="software")
    assert fit(bulb, pieces("routers", "firmware"), *exclusions, relation=Relation.PARTY) is Fit.EXCLUDED
    assert fit(other, pieces("routers", "firmware"), *exclusions, relation=Relation.PARTY) is Fit.UNCLEAR


def test_a_maker_whose_goods_are_left_out_by_name_is_out() -> None:
    """Another document deals with that maker; its rivals stay in."""
    covered, out = pieces("software applications"), "Acme products that are subject to an earlier determination"
    assert fit(Item("A-1", "Safe Chat", "Acme", kind="software"), covered, out) is Fit.EXCLUDED
    assert fit(Item("A-2", "Acme Chat", kind="software"), covered, out) is Fit.EXCLUDED
    assert fit(Item("A-3", "Safe Chat", "Bolt", kind="software"), covered, out) is Fit.DIRECT


def test_a_kind_of_the_covered_things_is_left_out_for_its_purpose_only() -> None:
    """ "Trackers for animals or goods": a row that shows neither is a question, where trackers are a kind of what is covered."""
    covered = pieces("telematics units")
    assert fit(hardware("GPS tracker ST-901"), covered, "trackers for animals or goods") is Fit.CONDITIONAL
    assert fit(hardware("GPS tracker for animals"), covered, "trackers for animals or goods") is Fit.EXCLUDED
    assert fit(hardware("Telematics unit 4G"), covered, "trackers for animals or goods") is Fit.DIRECT
