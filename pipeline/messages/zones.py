"""The time zone in which a reader counts days and business hours."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.settings import Settings


def zone_of(settings: Settings, people: Iterable[str], units: Iterable[str]) -> ZoneInfo:
    """The zone set for the first of these addresses that has one, else for the unit if it is but one, else the company's."""
    zones = {name.casefold(): zone for name, zone in settings.zones.items()}
    zones |= {name.casefold(): unit["zone"] for name, unit in settings.units.items() if unit.get("zone")}
    own = {unit.casefold() for unit in units if unit}
    names = [*(name.casefold() for name in people if name), *(own if len(own) == 1 else ())]
    return ZoneInfo(next((zones[name] for name in names if name in zones), settings.zone))
