"""CPE names, package URLs and part numbers: read, and used for the maker and for the class."""

from __future__ import annotations

import pytest

from extract.inventory import Item
from extract.suppliers import SupplierFact
from models.classes import profile
from models.item_codes import Cpe, Purl, cpe_of, purl_of, series_of
from models.nexus import State, judge
from models.register import Register

CHINA = frozenset({"CN"})


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("cpe:2.3:a:trendmicro:antivirus\\+_2020:*:*:*:*:*:*:*:*", Cpe("a", "trendmicro", "antivirus+ 2020", "")),
        ("cpe:2.3:a:acme:forms:1.0:*:*:*:*:wordpress:*:*", Cpe("a", "acme", "forms", "wordpress")),
        ("cpe:2.3:o:a\\:b:c:*:*:*:*:*:*:*:*", Cpe("o", "a:b", "c", "")),
        ("cpe:/o:microsoft:windows_server_2016:-", Cpe("o", "microsoft", "windows server 2016", "")),
        ("cpe:/h", Cpe("h", "", "", "")),
        ("cpe:2.3:*:x", None),
        ("", None),
    ],
)
def test_cpe_names_of_both_forms_are_read(text: str, want: Cpe | None) -> None:
    """Escaped colons belong to a field; a wildcard is blank; what is no CPE is none."""
    assert cpe_of(text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("pkg:maven/org.apache.maven/aether@3.3.9?type=jar", Purl("maven", "org.apache.maven", "aether")),
        ("pkg:npm/@scope/thing@1", Purl("npm", "@scope", "thing")),
        ("pkg:pypi/django", Purl("pypi", "", "django")),
        ("nothing", None),
    ],
)
def test_package_urls_are_read(text: str, want: Purl | None) -> None:
    """Type, namespace and name; version and qualifiers are left aside."""
    assert purl_of(text) == want


def test_codes_name_a_maker_where_the_row_names_none() -> None:
    """CPE vendor, the last part of a purl's namespace, a part number's beginning, an application's package."""
    register = Register(
        [
            SupplierFact("Kunpeng Radio", country="CN", source="a register"),
            SupplierFact("Hikvision", country="CN", source="a register"),
        ]
    )
    firm = Item("1", "Thing", kind="software", cpe="cpe:2.3:a:kunpeng_radio:thing:*:*:*:*:*:*:*:*")
    package = Item("2", "Thing", kind="software", purl="pkg:github/kunpengradio/thing")
    part = Item("3", "Camera at the gate", kind="hardware", part_number="DS-2CD2042WD-I")
    application = Item("4", "Thing", kind="software", description="Android application package com.kunpengradio.thing")
    nobody = Item("5", "Camera at the gate", kind="hardware", part_number="ZZ-2CD2042WD-I")
    states = [judge(item, register, CHINA).state for item in (firm, package, part, application, nobody)]
    assert states == [State.FINDING, State.FINDING, State.LEAD, State.LEAD, State.UNKNOWN]


def test_the_longest_known_beginning_of_a_part_number_counts() -> None:
    """A maker's switch and its camera begin alike; no part number has no series."""
    camera, switch = series_of("ds-2cd2042"), series_of("DS-3E1520P")
    assert camera is not None
    assert switch is not None
    assert (camera.key, switch.key) == ("camera", "network_switch")
    assert series_of("") is None


def test_codes_put_a_row_into_classes() -> None:
    """A part number outranks a shelf; a CPE's part and target, and a purl's repository, say what software is."""
    shelf = Item("1", "Maker DS-3E1520P", kind="hardware", category="video security / access device",
                 part_number="DS-3E1520P")  # fmt: skip
    assert "network_switch" in profile(shelf)
    assert "operating_system" in profile(Item("2", "Thing", kind="software", cpe="cpe:/o:acme:thing"))
    plugin = Item("3", "Forms", kind="software", cpe="cpe:2.3:a:acme:forms:*:*:*:*:*:wordpress:*:*")
    assert "library" in profile(plugin)
    assert profile(Item("4", "thing", kind="software", purl="pkg:npm/thing@1"))["open_source"].field == "purl"
    assert "open_source" not in profile(Item("5", "thing", kind="software", purl="pkg:docker/acme/thing"))
