"""The eCFR's versioner API: parts of the Code of Federal Regulations as they stood on each day on which they changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from extract.failures import (
    ListingIncomplete,
    NotFound,
    PollIncomplete,
    ShapeChanged,
    SourceError,
    TooManyRequests,
    Unreachable,
)
from extract.json_shape import canonical, list_of_objects, text
from extract.publication import Publication
from extract.wire import Format

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from extract.addresses import SourceSettings
    from extract.web import Web

NOT_YET = b"most recent issue date"  # in the 404 for a day that the eCFR has not reached


class PartVersion(NamedTuple):
    """A part from a day on: the numbers of the sections that changed or were removed then, whether anything is left."""

    title: int
    part: str
    date: dt.date
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    stands: bool

    @property
    def key(self) -> str:
        """What we call it: "15 CFR 791 as of 2025-02-04"."""
        return f"{self.title} CFR {self.part} as of {self.date}"


@dataclass(frozen=True, slots=True)
class Ecfr:
    """The source: one publication per part and day on which it changed; content is the part's XML as of that day.

    Metadata is JSON with title, part, date, and the sections changed and removed on it.
    """

    settings: SourceSettings
    name: str = "ecfr"

    def poll(self, web: Web, since: dt.date) -> Iterator[Publication]:
        """Versions from `since` on, and the last one before it. What fails alone is named by PollIncomplete at the end.

        A part that the publisher does not have (part 7 of title 15 since July 2024) is no failure beside one that it has.
        """
        parts = self.settings.cfr_parts if self.settings.ecfr else ()
        failures: list[SourceError] = []
        known = 0
        for title, part in parts:
            try:
                versions = fetch_versions(web, self.settings.ecfr, title, part)
                known += len(versions)
                for version in _due(versions, since):
                    yield from self._publications(web, version, failures)
            except (Unreachable, TooManyRequests):
                raise
            except SourceError as error:
                failures.append(error)
        if parts and not known and not failures:
            names = ", ".join(f"{title} CFR {part}" for title, part in parts)
            failures.append(ShapeChanged(self.settings.ecfr, f"no version of any of {names}"))
        if failures:
            raise PollIncomplete(tuple(failures))

    def _publications(self, web: Web, version: PartVersion, failures: list[SourceError]) -> Iterator[Publication]:
        """The version's text: one, or none while the eCFR has not reached its day."""
        url = f"{self.settings.ecfr}/full/{version.date}/title-{version.title}.xml"
        try:
            answer = web.fetch(url, [("part", version.part)], Format.XML)
        except (Unreachable, TooManyRequests):
            raise
        except SourceError as error:
            if not (isinstance(error, NotFound) and NOT_YET in error.content):
                failures.append(error)
            return
        facts = {"title": version.title, "part": version.part, "date": version.date.isoformat()}
        yield Publication(
            source=self.name,
            key=version.key,
            url=answer.url,
            media_type=answer.media_type,
            content=answer.content,
            fetched_at=answer.fetched_at,
            metadata=canonical({**facts, "changed": version.changed, "removed": version.removed}),
        )


def fetch_versions(web: Web, api: str, title: int, part: str) -> list[PartVersion]:
    """The days on which a part changed, oldest first; none where the publisher does not have the part."""
    url = f"{api}/versions/title-{title}.json"
    try:
        answer = web.fetch_json(url, [("part", part)])
    except NotFound:
        return []
    return parse_versions(answer, f"{url}?part={part}", title, part)


def parse_versions(answer: Mapping[str, object], where: str, title: int, part: str) -> list[PartVersion]:
    """The days of a versions answer, oldest first.

    Raises ListingIncomplete when fewer rows came than are counted, ShapeChanged when a row is not as documented.
    """
    rows = list_of_objects(answer, "content_versions", where)
    meta = answer.get("meta")
    count = meta.get("result_count") if isinstance(meta, dict) else None
    if not str(count).isdigit():
        raise ShapeChanged(where, f"meta.result_count is {count!r} instead of a number")
    if len(rows) != int(str(count)):
        raise ListingIncomplete(where, f"{len(rows)} of {count} versions came")
    by_day: dict[dt.date, dict[str, bool]] = {}
    for row in rows:
        if text(row, "part", where) != part:
            raise ShapeChanged(where, f"a section of part {row['part']}")
        removed = row.get("removed")
        if not isinstance(removed, bool):
            raise ShapeChanged(where, f"removed is {removed!r} instead of true or false")
        by_day.setdefault(_day(row, where), {})[text(row, "identifier", where)] = removed
    return list(_versions(by_day, title, part))


def _versions(by_day: Mapping[dt.date, Mapping[str, bool]], title: int, part: str) -> Iterator[PartVersion]:
    standing: set[str] = set()
    for day in sorted(by_day):
        removed = {number for number, gone in by_day[day].items() if gone}
        changed = by_day[day].keys() - removed
        standing = (standing | changed) - removed
        yield PartVersion(title, part, day, tuple(sorted(changed)), tuple(sorted(removed)), bool(standing))


def _day(row: Mapping[str, object], where: str) -> dt.date:
    value = text(row, "date", where)
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise ShapeChanged(where, f"date is {value!r} instead of a day") from error


def _due(versions: list[PartVersion], since: dt.date) -> list[PartVersion]:
    """Those from the day on and the last one before it, the baseline; not those that left nothing of the part."""
    earlier = [version for version in versions if version.date < since]
    return [version for version in (*earlier[-1:], *versions[len(earlier) :]) if version.stands]
