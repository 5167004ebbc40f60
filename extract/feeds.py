"""RSS and Atom feeds: the Federal Register's own and those of agencies."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from extract.failures import MalformedFeed, PollIncomplete, SourceError
from extract.json_shape import canonical
from extract.publication import Publication
from extract.wire import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.addresses import SourceSettings
    from extract.web import Web

# A Federal Register feed tells a document's number only in its address: /documents/2024/06/24/2024-13532/slug
FR_ADDRESS = re.compile(r"federalregister\.gov/documents/\d{4}/\d{2}/\d{2}/([A-Za-z0-9-]+)")


class FeedEntry(NamedTuple):
    """One entry. `published` is UTC or None; `document_number` is known for the Federal Register's entries only."""

    identity: str
    title: str
    url: str
    published: dt.datetime | None
    summary: str
    authors: str
    document_number: str | None


@dataclass(frozen=True, slots=True)
class Feeds:
    """The source: one publication per entry of the configured feeds; content is the entry's fields as JSON."""

    settings: SourceSettings
    name: str = "feeds"

    def poll(self, web: Web, since: dt.date) -> Iterator[Publication]:
        """Entries published on or after `since`, or without a date. Feeds that fail are named by PollIncomplete."""
        failures: list[SourceError] = []
        for url in self.settings.feeds:
            try:
                answer = web.fetch(url, wanted=Format.FEED, fresh=True)
                entries = parse_feed(answer.content, url)
            except SourceError as error:
                failures.append(error)
                continue
            for entry in entries:
                if entry.published is None or entry.published.date() >= since:
                    yield self._publication(entry, url, answer.fetched_at)
        if failures:
            raise PollIncomplete(tuple(failures))

    def _publication(self, entry: FeedEntry, feed: str, fetched_at: dt.datetime) -> Publication:
        published = entry.published.isoformat() if entry.published else None
        content = canonical({**entry._asdict(), "published": published, "feed": feed})
        return Publication(
            source=self.name,
            key=entry.document_number or entry.identity,
            url=entry.url,
            media_type="application/json",
            content=content,
            fetched_at=fetched_at,
            metadata=content,
        )


def parse_feed(content: bytes, where: str) -> list[FeedEntry]:
    """The entries of an RSS or Atom feed, in its order.

    Raises MalformedFeed when it is no feed, is not well formed (then entries would be missing), declares entities, or
    has an entry without title and link.
    """
    import feedparser

    if b"<!ENTITY" in content:
        raise MalformedFeed(where, "it declares entities")
    parsed = feedparser.parse(content)
    problem = parsed.get("bozo_exception")
    # feedparser also sets bozo for a declared encoding or media type that is merely wrong; it then reads on soundly.
    if problem and not isinstance(problem, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType):
        raise MalformedFeed(where, str(problem))
    if not parsed.get("version"):
        raise MalformedFeed(where, "neither RSS nor Atom")
    return [_entry(entry, where) for entry in parsed.entries]


def _entry(entry: dict[str, object], where: str) -> FeedEntry:
    url, title = str(entry.get("link") or ""), " ".join(str(entry.get("title") or "").split())
    identity = str(entry.get("id") or url)
    if not identity or not (title or url):
        raise MalformedFeed(where, f"an entry without a title or a link: {dict(list(entry.items())[:3])}")
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    number = FR_ADDRESS.search(url) or FR_ADDRESS.search(identity)
    return FeedEntry(
        identity=identity,
        title=title,
        url=url or identity,
        published=dt.datetime.fromtimestamp(calendar.timegm(moment), dt.UTC) if isinstance(moment, tuple) else None,
        summary=str(entry.get("summary") or ""),
        authors=str(entry.get("author") or ""),
        document_number=number.group(1) if number else None,
    )
