"""The one HTTP client: cached on disk, retried, paced, bounded, and bound to the configured origins.

What it raises is drawn as a tree in extract/failures.py.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Self

import httpx
import stamina
from stamina.instrumentation import LoggingOnRetryHook, set_on_retry_hooks

from extract.failures import (
    HostRefused,
    MalformedAnswer,
    ServerFailed,
    TooManyRequests,
    TruncatedAnswer,
    Unreachable,
)
from extract.pacing import Pace, SharedPace
from extract.wire import Format, Wire

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

MEBIBYTE = 1024 * 1024
MAX_REDIRECTS = 5
REVALIDATE = "no-cache"  # the one request directive that makes the cache ask the server whether its copy still holds

# Without this, stamina reports retries through structlog to standard output, where our JSON lines go.
set_on_retry_hooks([LoggingOnRetryHook])


def origin_of(url: str | httpx.URL) -> str:
    """Scheme, host and port of an address: "https://www.federalregister.gov"."""
    parsed = httpx.URL(url)
    return f"{parsed.scheme}://{parsed.host}" + (f":{parsed.port}" if parsed.port else "")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How we behave on the web. Times are seconds; `origins` are the only places we speak to."""

    origins: frozenset[str]
    cache: Path | None = None  # folder of the HTTP cache; None keeps nothing between requests
    pace: Path | None = None  # folder in which the processes of one home keep the interval together; None: each alone
    interval: float = 0.2  # between two requests to one host
    timeout: float = 30.0  # to connect, and between two pieces of an answer
    deadline: float = 180.0  # for one whole answer
    max_bytes: int = 64 * MEBIBYTE  # of one answer, decompressed
    attempts: int = 4
    backoff: float = 0.5  # before the first retry; doubles
    patience: float = 120.0  # the longest Retry-After that we wait out
    user_agent: str = "icts-watch/0.1 (compliance monitoring; python-httpx)"


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer. `url` is where it came from in the end, `from_cache` whether the cache's copy was good."""

    url: str
    media_type: str
    content: bytes
    fetched_at: dt.datetime
    from_cache: bool


class Web:
    """A client for all sources; use it as a context manager."""

    def __init__(self, settings: WebSettings) -> None:
        self.settings = settings
        limits = httpx.Timeout(settings.timeout)
        # The inner client is there to find the proxies that the environment names: beside a transport httpx does not.
        inner = httpx.Client(timeout=limits, follow_redirects=False, verify=_trust())
        pace = SharedPace(settings.pace, settings.interval) if settings.pace else Pace(settings.interval)
        wire = Wire(inner, pace, settings.max_bytes, settings.deadline)
        self._client = httpx.Client(
            transport=_cached(wire, settings.cache),
            timeout=limits,
            follow_redirects=True,
            max_redirects=MAX_REDIRECTS,
            headers={"user-agent": settings.user_agent},
            event_hooks={"request": [self._refuse_strangers]},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and cache."""
        self._client.close()

    def fetch(
        self,
        url: str,
        params: Sequence[tuple[str, str]] | None = None,
        wanted: Format = Format.ANY,
        *,
        fresh: bool = False,
    ) -> Answer:
        """Fetch one address. `fresh` asks the server even when the cached copy has not expired (a conditional request).

        Raises a WebError after as many attempts as the settings allow.
        """
        retries = stamina.retry_context(
            on=self._retry_in,
            attempts=self.settings.attempts,
            timeout=None,
            wait_initial=self.settings.backoff,
            wait_max=self.settings.backoff * 20,
            wait_jitter=self.settings.backoff,
        )
        for attempt in retries:
            with attempt:
                return self._fetch_once(url, params, wanted, fresh=fresh)
        raise AssertionError("unreachable: the retry context returns or raises")

    def fetch_json(
        self, url: str, params: Sequence[tuple[str, str]] | None = None, *, fresh: bool = True
    ) -> dict[str, object]:
        """Fetch a JSON object; anything else raises MalformedAnswer."""
        value = json.loads(self.fetch(url, params, Format.JSON, fresh=fresh).content)
        if not isinstance(value, dict):
            raise MalformedAnswer(url, f"a JSON {type(value).__name__} instead of an object")
        return value

    def _fetch_once(self, url: str, params: Sequence[tuple[str, str]] | None, wanted: Format, *, fresh: bool) -> Answer:
        headers = {"accept": wanted.value} | ({"cache-control": REVALIDATE} if fresh else {})
        try:
            response = self._client.get(url, params=list(params) if params else None, headers=headers)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise HostRefused(url, str(error)) from error
        except httpx.TooManyRedirects as error:
            raise MalformedAnswer(url, f"more than {MAX_REDIRECTS} redirects") from error
        except httpx.HTTPError as error:
            raise Unreachable(url, str(error)) from error
        return Answer(
            url=str(response.url),
            media_type=response.headers.get("content-type", "application/octet-stream").split(";")[0].strip().lower(),
            content=response.content,
            fetched_at=dt.datetime.now(dt.UTC),
            from_cache=bool(response.extensions.get("caching", {}).get("from_cache")),
        )

    def _refuse_strangers(self, request: httpx.Request) -> None:
        """Runs before every hop, so a redirect is checked like the first address."""
        if origin_of(request.url) not in self.settings.origins:
            raise HostRefused(str(request.url))

    def _retry_in(self, error: Exception) -> bool | float:
        """Whether to try again: False, True (in our own time) or the seconds that the server asked for."""
        if isinstance(error, Unreachable | TruncatedAnswer):
            return True
        if not isinstance(error, TooManyRequests | ServerFailed):
            return False
        if error.retry_after is None:
            return True
        return error.retry_after if error.retry_after <= self.settings.patience else False


@cache
def _trust() -> ssl.SSLContext:
    """The certificates that we trust, read once: it takes longer than a request."""
    return httpx.create_ssl_context()


def _cached(wire: Wire, folder: Path | None) -> httpx.BaseTransport:
    """The wire under an RFC 9111 cache on disk, or bare."""
    if folder is None:
        return wire
    from hishel import CacheOptions, SqliteStorage
    from hishel.httpx import CacheTransport

    storage = SqliteStorage(database_path=folder / "http-cache.db", default_ttl=90 * 86_400)
    # rfc: without it hishel 2 ignores Cache-Control and ETag altogether; a private cache may keep private answers.
    return CacheTransport(wire, storage=storage, rfc=CacheOptions(shared=False))
