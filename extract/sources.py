"""The sources by name, and polling them so that one that fails does not stop the others."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from extract.bis import Bis
from extract.dod import Dod
from extract.ecfr import Ecfr
from extract.failures import SourceError, SourceFailed
from extract.fcc import Fcc
from extract.federal_register import FederalRegister
from extract.feeds import Feeds
from extract.public_inspection import PublicInspection
from extract.trade import Trade
from extract.web import Web

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from extract.addresses import SourceSettings
    from extract.publication import Publication
    from extract.watch_list import WatchList


class Source(Protocol):
    """A publisher: `poll` gives what it published since a day, and raises nothing but a SourceError."""

    @property
    def name(self) -> str:
        """The publisher's module name, as it stands in a publication's `source`."""
        ...

    def poll(self, web: Web, since: dt.date) -> Iterator[Publication]:
        """Publications on or after `since`; the same day may be asked for again and again."""
        ...


SOURCES: dict[str, Callable[[SourceSettings], Source]] = {
    "federal_register": FederalRegister,
    "public_inspection": PublicInspection,
    "bis": Bis,
    "feeds": Feeds,
    "ecfr": Ecfr,
}
WATCH_LISTS: dict[str, Callable[[SourceSettings], WatchList]] = {"fcc": Fcc, "dod": Dod, "trade": Trade}
"""Lists of firms: polled where the settings switch them on; what they say goes into the supplier register."""

PUBLISHERS: dict[str, Callable[[SourceSettings], Source]] = {**SOURCES, **WATCH_LISTS}


def poll_sources(web: Web, sources: Iterable[Source], since: dt.date) -> Iterator[Publication | SourceFailed]:
    """Poll one source after the other; a SourceFailed stands where one broke off, after what it gave."""
    for source in sources:
        published = 0
        try:
            for publication in source.poll(web, since):
                published += 1
                yield publication
        except SourceError as error:
            yield SourceFailed(source.name, error, published)


def reachable(web: Web, settings: SourceSettings, within: float = 2.0) -> bool:
    """Whether the Federal Register's API answers within so many seconds; chooses between live and sample.

    It asks past the cache, once, in a thread of its own: looking up a name takes no time limit.
    """
    answered = threading.Event()

    def probe() -> None:
        brisk = replace(web.settings, cache=None, attempts=1, timeout=within, deadline=within, interval=0.0)
        query = [("per_page", "2"), ("fields[]", "document_number")]
        try:
            with Web(brisk) as once:
                if "count" in once.fetch_json(f"{settings.federal_register}/documents.json", query):
                    answered.set()
        except SourceError:
            return

    thread = threading.Thread(target=probe, name="reachable", daemon=True)
    thread.start()
    thread.join(within)
    return answered.is_set()
