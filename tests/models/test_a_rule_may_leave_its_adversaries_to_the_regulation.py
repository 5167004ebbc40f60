"""A rule that speaks of foreign adversaries and names none means all of 15 CFR 791.4."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from extract.document import Stage
from extract.inventory import Item
from extract.suppliers import SupplierFact
from models.impact import Level
from models.matching import Matcher
from models.register import Register
from models.scope import Relation, read_scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from extract.document import Document

REGISTER = Register(
    [
        SupplierFact("Morning Reader Software", country="CN", source="a register"),
        SupplierFact("Mountain Notes Software", country="CH", source="a register"),
    ]
)
TEXT = """
# SUMMARY

This rule puts connected software applications under review that persons owned by, controlled by, or subject to the
jurisdiction or direction of a foreign adversary design, develop, manufacture, or supply.

# § 7.2 Definitions.

*Connected software application* means software that is designed to be used on an end-point computing device and that
collects, processes, or transmits data via the internet.
"""


@pytest.mark.parametrize(
    ("vendor", "want"), [("Morning Reader Software", Level.AFFECTED), ("Mountain Notes Software", Level.NONE)]
)
def test_no_name_is_not_nobody(written: Callable[..., Document], vendor: str, want: Level) -> None:
    """An application of a maker seated in China is affected, one of a Swiss maker is not."""
    document = written(
        "Securing the ICTS Supply Chain; Connected Software Applications", TEXT, Stage.FINAL_RULE, "RULE"
    )
    scope = read_scope(document)
    assert (scope.relation, scope.adversaries) == (Relation.ADVERSARY_NEXUS, ())
    item = Item("1", "Mobile application Reader", vendor=vendor, kind="software", category="mobile application")
    (impact,) = Matcher(document, scope, REGISTER, dt.date(2026, 11, 27), embed=None).impacts([item])
    assert impact.level is want
