"""What a rule on connected applications makes of services, of a maker's own name, and of software that is built in."""

from __future__ import annotations

from extract.document import Stage
from extract.inventory import Item
from extract.suppliers import SupplierFact
from models.classes import classes_of_phrase, profile
from models.decision import Fit
from models.fit import ScopeClasses
from models.nexus import State
from models.register import Register
from models.scope import DefinedTerm, NamedParty, Relation, Scope, ScopeItem, read_scope
from models.standing import RelationJudge

TERM = "connected software application"
QUOTE = "Connected software application means software designed for use on an end-point computing device."


def fit_of(item: Item, written, *covered: str) -> Fit:
    """How an item stands to a rule that defines the term and covers these phrases beside it."""
    pieces = tuple(ScopeItem(text, "", QUOTE, 0) for text in (TERM, *covered))
    scope = Scope(Relation.ADVERSARY_NEXUS, covered=pieces, defined_terms=(DefinedTerm(TERM, (), QUOTE, 0),))
    return ScopeClasses(written("Connected Software Applications", QUOTE, Stage.FINAL_RULE), scope).fit(item).fit


def service(name: str, category: str) -> Item:
    """A hosted service."""
    return Item("A-1", name, "Acme", kind="service", category=category)


def test_a_service_in_the_browser_is_an_application_where_the_rule_says_so_and_else_a_question(written) -> None:
    """ "Web-based applications" are covered outright; a definition of software alone leaves it open."""
    counter = service("Counter", "web technology: Analytics")
    assert fit_of(counter, written, "web-based applications") is Fit.DIRECT
    assert fit_of(counter, written) is Fit.CONDITIONAL
    assert fit_of(service("Forum", "web technology: Miscellaneous"), written) is Fit.CONDITIONAL
    assert fit_of(service("Edge", "web technology: CDN"), written, "web-based applications") is Fit.OTHER
    assert fit_of(service("Rack", "colocation"), written) is Fit.OTHER_KIND
    assert fit_of(Item("A-2", "Usb Keyboard Driver", "Acme", kind="software"), written) is Fit.OTHER
    assert "keyboard_app" not in classes_of_phrase("a wired keyboard")


def test_of_all_services_a_rule_on_drones_reaches_those_for_drones(written) -> None:
    """Cloud services and applications have no field of their own: the row has to show it."""
    title = "Unmanned Aircraft Systems"
    pieces = tuple(ScopeItem(text, "", text, 0) for text in ("unmanned aircraft systems", "cloud services"))
    scope = Scope(Relation.ADVERSARY_NEXUS, covered=pieces)
    classes = ScopeClasses(written(title, "Cloud services of unmanned aircraft systems.", Stage.ANPRM), scope)
    assert classes.fit(service("Anti-DDoS", "cloud service")).fit is Fit.OTHER
    assert classes.fit(service("Drone flight records", "cloud service")).fit is Fit.CONDITIONAL


def test_devices_on_which_applications_run_are_not_covered(written) -> None:
    """What may be considered "such as an application on a telephone" leaves no telephone open where all terms are software."""
    document = written(
        "Connected Software Applications",
        f"""# Definitions

        *{TERM.capitalize()}* means software that is designed for use on an end-point computing device.

        # Discussion

        An application on a telephone and the service behind it may be considered a covered application.""",
        Stage.FINAL_RULE,
    )
    classes = ScopeClasses(document, read_scope(document))
    assert "connected_application" in classes.covered
    assert "phone" not in classes.covered
    with_devices = written(
        "Connected Devices and Applications of Acme",
        f"""# Definitions

        *Acme connected device* means a telephone, a network router, or a camera that Acme makes.

        *{TERM.capitalize()}* means software of Acme that runs on an end-point computing device.

        # Prohibitions

        No person may import an Acme connected device or distribute a connected software application.""",
        Stage.FINAL_RULE,
    )
    covered = ScopeClasses(with_devices, read_scope(with_devices)).covered
    assert {"router", "camera", "connected_application"} <= covered.keys()


def test_a_live_chat_on_a_web_site_is_no_messenger() -> None:
    """It is a hosted service; who makes it is no question to put to an owner."""
    assert "messaging_app" not in profile(service("Boat", "web technology: Live chat"))
    assert "saas" in profile(service("Boat", "web technology: Live chat"))


def test_what_commenters_asked_in_another_sentence_leaves_no_class_open(written) -> None:
    """ "They asked if a thermostat would be one" is their question, and not the agency's."""
    document = written(
        "Connected Software Applications",
        """Commenters noted that the proposal did not say what a device is. They asked if a thermostat, a camera, or a
        vehicle would be included.

        BIS asks whether a watch should be included.""",
        Stage.NPRM,
    )
    assert [item.text for item in read_scope(document).doubtful] == ["watch"]


def test_a_maker_s_name_that_the_row_repeats_is_no_class() -> None:
    """ "Example Cloud Infrastructure Audit" audits; a virtual network of the same provider is one."""
    maker = "Example Cloud Infrastructure"
    audit = Item("A-1", f"{maker} Audit", maker, kind="service", category=f"{maker} governance")
    assert "iaas" not in profile(audit)
    network = Item("A-2", f"{maker} Virtual Network", maker, kind="service", category=f"{maker} network")
    assert "cloud_network" in profile(network)
    assert "iaas" in profile(Item("A-3", "Cloud infrastructure", "Example", kind="service"))


def test_software_that_is_built_in_is_not_in_a_power_supply() -> None:
    """A maker that builds in the party's engine: its security gateway is a question, its fan and its power supply are not."""
    register = Register(
        [
            SupplierFact("Kaspersky Lab", country="RU", source="a list"),
            SupplierFact("Torwache", country="US", source="a register"),
            SupplierFact("Torwache", relation="integrates software of Kaspersky Lab", source="a test"),
        ]
    )
    party = NamedParty("Kaspersky Lab", (), True, "Kaspersky Lab", 0)
    judge = RelationJudge(Scope(relation=Relation.PARTY, named_parties=(party,)), register).judge
    stands = {
        name: judge(Item("A-1", name, "Torwache", kind="hardware")).state
        for name in ("Security gateway router", "JX-850W")
    }
    assert stands == {"Security gateway router": State.LEAD, "JX-850W": State.CLEARED}
    assert judge(Item("A-2", "JX", "Torwache", kind="software")).state is State.LEAD
