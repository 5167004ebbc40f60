"""Scopes of documents that each speak in a way of their own: one firm, an inquiry, a rule that changed after comments."""

from __future__ import annotations

import pytest

from extract.document import Stage
from models.scope import Relation, read_scope

SUPPLY_CHAIN = "Securing the Information and Communications Technology and Services Supply Chain"


def texts(items):
    """The phrases of covered, excluded or doubtful items."""
    return {item.text for item in items}


@pytest.fixture
def tunnels(written):
    """A determination against one firm and its affiliates, in short sentences, with bullets and days before months."""
    return written(
        "Final Determination Regarding Taiga Secure Networks JSC",
        """# What We Decided

        Taiga Secure Networks JSC may no longer do business in the United States with its virtual private network.
        Here “Taiga” means Taiga Secure Networks JSC, Taiga Labs OOO, and every company that either of them owns.

        # Who Taiga Is

        Taiga is organized under Russian law and has its seat in Novosibirsk.

        # What Is Banned

        Taiga must stop the following in the United States:

        - selling or renewing subscriptions to TaigaVPN, its consumer VPN application;

        - operating VPN servers and DNS resolvers for U.S. persons; and

        - licensing its tunneling engine to makers of routers, browsers, or security suites.

        No one may distribute a Taiga application through an app store after 29 September 2026. New subscriptions end
        sooner: from 20 July 2026 Taiga is forbidden to sell them.

        # What Is Not Banned

        Three Taiga products are not part of this determination. They are its password manager, its published research
        on censorship, and open-source libraries to which Taiga merely contributes. VPN applications of other companies
        remain outside it, even where Russians wrote them.""",
        Stage.FINAL_DETERMINATION,
    )


def test_a_determination_in_plain_words_gives_parties_classes_and_days(tunnels):
    """Acts are stripped from what they are done with; what stays outside is told apart; both days are found."""
    scope = read_scope(tunnels)
    assert [party.name for party in scope.named_parties] == ["Taiga Secure Networks JSC", "Taiga Labs OOO"]
    assert scope.relation is Relation.PARTY
    assert scope.adversaries == ("RU",)
    reached = {"consumer VPN application", "VPN servers", "DNS resolvers", "tunneling engine", "Taiga application"}
    assert reached <= texts(scope.covered)
    left_out = {"password manager", "published research on censorship", "VPN applications of other companies"}
    assert left_out <= texts(scope.exclusions)
    assert not any("Three" in phrase for phrase in texts(scope.exclusions))
    assert {phase.when for phase in scope.phases} == {"2026-07-20", "2026-09-29"}
    assert {"Taiga", "any person"} <= set(scope.bound)


@pytest.fixture
def data_centers(written):
    """An inquiry that lists by bullets, leaves things out by "do not have in mind", and leaves others open."""
    return written(
        f"{SUPPLY_CHAIN}: Data Centers",
        """# SUMMARY

        BIS asks about equipment in data centers that comes from companies a foreign adversary can direct.

        # What a rule could cover

        We have in mind things like these:

        • servers, server boards, and baseboard management controllers (BMCs)

        • power distribution units and other power equipment that can be switched over the network

        • cooling plant controllers, e.g., chillers' programmable logic controllers

        • optical transceivers; top-of-rack switches; and storage arrays

        We do not have in mind buildings, racks, cabling, or furniture. Nor are diesel generators without a network
        connection on our list. It is less clear what to do about network-attached locks and badge readers: they might
        be added.

        # What we would like to know

        1. Should graphics processing units or other AI accelerators be covered?

        2. What would it cost to replace the equipment named above?

        3. Is colocation a service that a rule ought to reach, or only the equipment of the operator?""",
        Stage.ANPRM,
        "PRORULE",
    )


def test_an_inquiry_covers_its_bullets_one_by_one(data_centers):
    """Each bullet gives every class it lists and every kind it names."""
    scope = read_scope(data_centers)
    assert [item.text for item in scope.covered] == [
        "Data Centers",
        "servers",
        "server boards",
        "baseboard management controllers (BMCs)",
        "power distribution units",
        "power equipment",
        "cooling plant controllers",
        "chillers' programmable logic controllers",
        "optical transceivers",
        "top-of-rack switches",
        "storage arrays",
    ]
    assert scope.relation is Relation.ADVERSARY_NEXUS


def test_what_an_inquiry_leaves_open_is_neither_covered_nor_left_out(data_centers):
    """Questions that propose a class, and sentences of doubt, give doubtful classes, each with its words."""
    scope = read_scope(data_centers)
    open_ones = {
        "network-attached locks",
        "badge readers",
        "graphics processing units",
        "AI accelerators",
        "colocation",
    }
    assert texts(scope.doubtful) == open_ones
    assert texts(scope.exclusions) == {
        "buildings",
        "racks",
        "cabling",
        "furniture",
        "diesel generators without a network connection",
    }
    assert not texts(scope.doubtful) & (texts(scope.covered) | texts(scope.exclusions))
    for item in scope.doubtful:
        assert item.quote in data_centers.passages[item.passage].text


@pytest.fixture
def access_systems(written):
    """A final rule that answers comments, defines by a list, and denies its term to some things."""
    return written(
        f"{SUPPLY_CHAIN}: Building Access Systems",
        """# SUMMARY

        BIS adopts, with changes, its proposal on building access systems from entities with a nexus to the People's
        Republic of China.

        # III. Comments and Responses

        Comment: Several commenters argued that door closers should be excluded, because they hold no electronics.

        Response: BIS agrees and has removed door closers and hinges from the definition. BIS has also added mobile
        credential services to the list.

        One commenter wanted paper badges excluded. They are. Another asked whether turnstiles with a radio are
        reached. They are, if the radio can be addressed.

        # § 791.1301 Definitions.

        *Building access system (BAS)* means any of the following, when connected to a network:

        (1) Readers and controllers;

        (2) Electric locks, other than locks on safes; and

        (3) Access software, whether hosted in the building or elsewhere.

        *Building owner* means a person that owns or manages a commercial building.

        Intercoms and elevator dispatch panels are building access systems when they reach the internet. A mechanical
        lock and a stand-alone keypad are not.

        # § 791.1302 Prohibition.

        (a) No building owner may install a building access system made by an entity that the PRC owns or controls.

        (b) Compliance with paragraph (a) is required:

        (1) For readers, beginning May 1, 2030; and

        (2) For all else, beginning May 1, 2031.""",
        Stage.FINAL_RULE,
        "RULE",
    )


def test_answers_to_comments_settle_what_was_asked(access_systems):
    """What others wanted counts only with the answer; the agency's own changes count at once."""
    scope = read_scope(access_systems)
    assert {"door closers", "hinges", "paper badges"} <= texts(scope.exclusions)
    assert {"mobile credential services", "turnstiles with a radio"} <= texts(scope.covered)
    assert scope.doubtful == ()


def test_a_definition_goes_on_in_numbered_paragraphs(access_systems):
    """Members come under their term, an exception within a member is left out, and the term is denied to the rest."""
    scope = read_scope(access_systems)
    members = {"Readers", "controllers", "Electric locks", "Access software"}
    assert members <= texts(scope.covered)
    assert {"Intercoms", "elevator dispatch panels"} <= texts(scope.covered)
    assert {"locks on safes", "mechanical lock", "stand-alone keypad"} <= texts(scope.exclusions)
    readers = next(item for item in scope.covered if item.text == "Readers")
    assert readers.under == "Building access system (BAS)"


def test_dates_in_a_list_of_compliance_bind_each_member(access_systems):
    """ "Compliance is required: (1) for readers, beginning ...": each member has a day of its own; the owner is bound."""
    scope = read_scope(access_systems)
    assert [(phase.when, phase.what.split(",")[0]) for phase in scope.phases] == [
        ("2030-05-01", "For readers"),
        ("2031-05-01", "For all else"),
    ]
    assert scope.bound == ("Building owner",)


def test_every_quote_of_another_hand_stands_in_its_passage(tunnels, data_centers, access_systems):
    """The last words of a quote are words of the passage that the piece points at."""
    for document in (tunnels, data_centers, access_systems):
        scope = read_scope(document)
        pieces = (*scope.covered, *scope.exclusions, *scope.doubtful, *scope.prohibitions, *scope.phases)
        for piece in pieces:
            last = piece.quote.split(" … ")[-1].replace('"', "")
            assert last in document.passages[piece.passage].text.translate({0x201C: None, 0x201D: None, 0x22: None})
