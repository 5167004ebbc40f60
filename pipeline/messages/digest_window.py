"""The week that a digest tells of, in its reader's own time zone, whatever the clocks do in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts.routing import RecipientKind
from pipeline.messages.zones import zone_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from alerts.routing import Recipient
    from extract.inventory import Item
    from pipeline.settings import Settings

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Window:
    """From just after `since` to `until`, both in the reader's zone: what one digest tells, and no other."""

    since: dt.datetime
    until: dt.datetime

    @property
    def first_day(self) -> dt.date:
        """The reader's day on which it begins."""
        return self.since.date()

    @property
    def last_day(self) -> dt.date:
        """The reader's day on which it ends."""
        return self.until.date()

    @property
    def name(self) -> str:
        """The ISO week of its last day, such as "2026-W11": there is one digest for each."""
        year, week, _ = self.last_day.isocalendar()
        return f"{year}-W{week:02}"

    def holds(self, moment: dt.datetime) -> bool:
        """Whether something of this (aware) moment is told in this digest."""
        since, until = self.since.astimezone(dt.UTC), self.until.astimezone(dt.UTC)
        return since < moment.astimezone(dt.UTC) <= until

    def day(self, moment: dt.datetime) -> dt.date:
        """The reader's day at this (aware) moment."""
        return moment.astimezone(self.until.tzinfo).date()


def window(at: dt.datetime, zone: ZoneInfo, last: dt.datetime | None) -> Window:
    """The window that ends at this (aware) moment: from the last digest on, or from a week before by the reader's clock."""
    until = at.astimezone(zone)
    # Arithmetic on a time with a ZoneInfo is that of the clock on the wall: a week has 167, 168 or 169 hours.
    return Window(last.astimezone(zone) if last else until - WEEK, until)


def reader_zone(settings: Settings, reader: Recipient, items: Iterable[Item]) -> ZoneInfo:
    """The reader's zone: an owner's own, that of the one unit of the owner's items, a unit's own, or the company's."""
    if reader.kind is RecipientKind.COMPLIANCE:
        return zone_of(settings, [], [])
    people = [reader.email, reader.slack] if reader.kind is RecipientKind.OWNER else []
    return zone_of(settings, people, [item.business_unit for item in items])
