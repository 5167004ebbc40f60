"""Walks a search of the Federal Register's API to its last document, whatever its paging does on the way.

Pages silently start again at page 1 or are refused beyond 10,000 hits, counts are capped there, cursors go stale and
the results are missing when there are none: a listing that cannot be walked is split by publication date instead.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.failures import ListingIncomplete, QueryRefused, Rejected
from extract.json_shape import list_of_objects, number, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.web import Web

AHEAD = dt.timedelta(days=7)  # no document is listed earlier than this before its publication

Pairs = tuple[tuple[str, str], ...]
Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class Limits:
    """The API counts no further than `cap`; `per_page` times the 50 pages that it serves is exactly that."""

    per_page: int = 200
    cap: int = 10_000


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for and how: conditions and fields[] as the API names them."""

    api: str
    conditions: Pairs
    fields: tuple[str, ...]
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Window:
    """Publication dates, both ends included; without an end it is open."""

    start: dt.date
    end: dt.date | None = None

    @property
    def conditions(self) -> Pairs:
        """As the API asks for them."""
        start = ("conditions[publication_date][gte]", self.start.isoformat())
        return (start, ("conditions[publication_date][lte]", self.end.isoformat())) if self.end else (start,)

    def halves(self) -> tuple[Window, ...]:
        """Two windows that make up this one, or none when it is a single day."""
        end = self.end or dt.datetime.now(dt.UTC).date() + AHEAD
        if end <= self.start:
            return ()
        middle = self.start + (end - self.start) // 2
        return Window(self.start, middle), Window(middle + dt.timedelta(days=1), end)


def fetch_listing(web: Web, query: Query, window: Window) -> Iterator[Record]:
    """Every document that matches the query in the window, newest first, each at least once.

    Raises ListingIncomplete when not even a single day can be walked, QueryRefused for an unknown condition or field,
    and a WebError when the API cannot be asked.
    """
    try:
        yield from _walk(web, query, window)
    except ListingIncomplete:
        halves = window.halves()
        if not halves:
            raise
        for half in reversed(halves):
            yield from fetch_listing(web, query, half)


def parse_results(envelope: Record, where: str) -> list[Record]:
    """The documents of an answer; with nothing found the API leaves the key out."""
    if "results" not in envelope and number(envelope, "count", where) == 0:
        return []
    return list_of_objects(envelope, "results", where)


def parse_refusal(error: Rejected) -> str:
    """The reason in either of the API's error shapes: {"errors": {key: reason}} and {"status", "message"}."""
    try:
        body = json.loads(error.content)
    except ValueError:
        return str(error)
    reasons = body.get("errors") if isinstance(body, dict) else None
    if isinstance(reasons, dict):
        return "; ".join(f"{key} {reason}" for key, reason in reasons.items())
    return str(body.get("message", body)) if isinstance(body, dict) else str(body)


def _walk(web: Web, query: Query, window: Window) -> Iterator[Record]:
    envelope, url = _fetch_first(web, query, window)
    count = number(envelope, "count", url)
    if count >= query.limits.cap:
        raise ListingIncomplete(url, f"{count} documents or more since {window.start}")
    received, seen = 0, set[str]()
    while True:
        documents = parse_results(envelope, url)
        numbers = {text(document, "document_number", url) for document in documents}
        if numbers and numbers <= seen:
            raise ListingIncomplete(url, "the same page came again")
        yield from documents
        seen |= numbers
        received += len(documents)
        following = envelope.get("next_page_url")
        if not isinstance(following, str):
            break
        url = following
        envelope = _fetch_further(web, url)
    if received < count:
        raise ListingIncomplete(url, f"{received} of {count} documents came")


def _fetch_first(web: Web, query: Query, window: Window) -> tuple[Record, str]:
    url = f"{query.api}/documents.json"
    paging: Pairs = (("order", "newest"), ("per_page", str(query.limits.per_page)))
    fields = tuple(("fields[]", name) for name in query.fields)
    try:
        return web.fetch_json(url, query.conditions + window.conditions + paging + fields), url
    except Rejected as error:
        raise QueryRefused(url, parse_refusal(error)) from error


def _fetch_further(web: Web, url: str) -> Record:
    try:
        return web.fetch_json(url)
    except Rejected as error:  # a page beyond the cap, or a cursor that is no longer known
        raise ListingIncomplete(url, parse_refusal(error)) from error
