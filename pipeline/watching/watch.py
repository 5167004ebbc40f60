"""A cheap look at a source, which shows whether there is anything new; the warehouse stays closed.

A source is looked at in parts (a query, a page, a feed, a file). A part that fails alone is left as it was: it hides
nothing that is new in the others, and wakes nobody when it comes back unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extract.failures import SourceError, TooManyRequests, Unreachable
from extract.web import Web, WebSettings
from pipeline.sources import addresses, pace_folder
from pipeline.watching.looks import LOOKS, documents_folder, first_day, parts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pipeline.settings import Settings
    from pipeline.watching.looks import Entries

WATCHED = tuple(LOOKS)

Watermark = dict[str, list[str]]  # part -> tokens, as it is stored between looks


@dataclass(frozen=True, slots=True)
class Marker:
    """What one look saw: the entries of each part (None where it could not be looked at) and what went wrong there."""

    parts: Mapping[str, Entries | None]
    problems: tuple[str, ...] = ()

    def news(self, watermark: Watermark) -> tuple[str, ...]:
        """Names of the entries that are new or changed since the watermark, each once, in the source's order."""
        fresh: dict[str, None] = {}
        for part, entries in self.parts.items():
            known = set(watermark.get(part, ()))
            fresh |= {name: None for token, name in (entries or {}).items() if token not in known}
        return tuple(fresh)

    def watermark(self, before: Watermark) -> Watermark:
        """What to remember; a part that could not be looked at is remembered as it was."""
        return {
            part: sorted(before.get(part, ()) if entries is None else entries) for part, entries in self.parts.items()
        }


def marker(source: str, settings: Settings) -> Marker:
    """Look at a source. Raises SourceError when it is down or throttles us, or when no part of it can be read."""
    seen: dict[str, Entries | None] = {}
    failures: list[SourceError] = []
    # Nothing cached, few attempts: the next look is never far, and a look must not wait for a sick server.
    origins, pace = addresses(settings).origins, pace_folder(settings)
    with Web(WebSettings(origins, pace=pace, attempts=2, timeout=10.0, deadline=30.0)) as web:
        for part in parts(source, settings, web):
            try:
                seen[part.name] = part.look()
            except (Unreachable, TooManyRequests):
                raise
            except SourceError as error:
                seen[part.name] = None
                failures.append(error)
    if failures and len(failures) == len(seen):
        raise failures[0]
    return Marker(seen, tuple(map(str, failures)))


def poll_news(settings: Settings, woken_by: Collection[str]) -> dict[str, Any]:
    """Poll the sources that woke us, as far back as their watchers look; all of them when nobody did."""
    from pipeline import stages

    if not woken_by:
        return stages.poll(settings)
    live = None if documents_folder(settings) else sorted(woken_by)
    return stages.poll(settings, sources=live, since=first_day())
