"""What can go wrong between us and a publisher, as one tree of facts.

SourceError                 anything below; `poll` of any source raises nothing else
├── WebError                one request; carries `url`
│   ├── HostRefused         the address, or a redirect to it, is not among the configured origins; nothing was sent
│   ├── Unreachable         no connection, no name, no answer in time                                  (retried)
│   ├── TruncatedAnswer     the answer broke off                                                       (retried)
│   ├── TooLarge            more bytes than we are ready to hold
│   ├── ChallengePage       a page for people (bot check, log-in) where data was asked for
│   ├── MalformedAnswer     complete, but not in the format that was asked for
│   └── StatusError         an HTTP status other than 200; carries `status` and the start of the `content`
│       ├── NotFound        404, 410
│       ├── TooManyRequests 429; `retry_after` seconds if the server said so                           (retried)
│       ├── ServerFailed    5xx; the same                                                              (retried)
│       └── Rejected        any other status
├── ShapeChanged            the publisher answered, but not as documented; carries `where` and `what`
│   ├── LayoutChanged       a page without the places that we read
│   ├── ListingIncomplete   a search that cannot be walked to its end
│   ├── MalformedFeed       a feed that is no well-formed feed
│   └── QueryRefused        the API does not know a condition or a field that we ask for
├── NoSuchFile              a file or folder that is not there or cannot be read
├── PollIncomplete          a poll that went on after failures; carries them as `causes`
└── SourceFailed            one source's poll ended in `cause`; the other sources went on
"""

from __future__ import annotations

KEPT_CONTENT = 2_000  # bytes of a refused answer that are kept to explain it


SHOWN = 200  # characters of an address or a detail that a message shows; the exception carries all of it


def shortened(text: str) -> str:
    """The text, cut where a person has seen enough of it."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


class SourceError(Exception):
    """Anything that keeps us from a publisher's documents."""

    fact = "a source failed"

    def __str__(self) -> str:
        """The fact, then the values it is about."""
        return ": ".join([self.fact, *(shortened(str(value)) for value in self.args if value not in ("", None))])


class WebError(SourceError):
    """One request failed; `url` is the address asked, `detail` what is known beside it."""

    def __init__(self, url: str, detail: str = "") -> None:
        super().__init__(url, detail)
        self.url, self.detail = url, detail


class HostRefused(WebError):
    """The address is not among the configured origins, so nothing was sent there."""

    fact = "the address is not among the configured sources"


class Unreachable(WebError):
    """No connection, no name, no answer in time."""

    fact = "no answer"


class TruncatedAnswer(WebError):
    """The answer broke off before its end."""

    fact = "the answer is truncated"


class TooLarge(WebError):
    """The answer has more bytes than we are ready to hold."""

    fact = "the answer is too large"


class ChallengePage(WebError):
    """A page for people came where data was asked for."""

    fact = "a challenge page came instead of the answer"


class MalformedAnswer(WebError):
    """The answer is complete but not in the format asked for."""

    fact = "the answer is not in the format asked for"


class StatusError(WebError):
    """An HTTP status other than 200; `retry_after` in seconds where the server named it."""

    fact = "the server refused"

    def __init__(self, url: str, status: int, content: bytes = b"", retry_after: float | None = None) -> None:
        self.status, self.content, self.retry_after = status, content[:KEPT_CONTENT], retry_after
        super().__init__(url, f"HTTP {status}")
        self.args = (url, status, self.content, retry_after)

    def __str__(self) -> str:
        """The fact with address and status, and the answer's words if they are text."""
        words = " ".join(self.content[:200].decode(errors="replace").split())
        return f"{self.fact}: {shortened(self.url)}: HTTP {self.status}{': ' + words if words else ''}"


class NotFound(StatusError):
    """404 or 410."""

    fact = "not found"


class TooManyRequests(StatusError):
    """429: we ask too often."""

    fact = "too many requests"


class ServerFailed(StatusError):
    """5xx: the server has a fault."""

    fact = "the server failed"


class Rejected(StatusError):
    """Any other status."""


class ShapeChanged(SourceError):
    """The publisher answered, but not as documented: `where` it stood and `what` was missed or unknown."""

    fact = "the source's shape has changed"

    def __init__(self, where: str, what: str) -> None:
        super().__init__(where, what)
        self.where, self.what = where, what


class LayoutChanged(ShapeChanged):
    """A page lacks the places that we read."""

    fact = "the page's layout has changed"


class ListingIncomplete(ShapeChanged):
    """A search cannot be walked to its end."""

    fact = "the listing cannot be walked to its end"


class MalformedFeed(ShapeChanged):
    """A feed is not well formed."""

    fact = "the feed is malformed"


class QueryRefused(ShapeChanged):
    """The API does not know a condition or a field that we ask for."""

    fact = "the query was refused"


class NoSuchFile(SourceError):
    """A file or folder named as a source is not there or cannot be read."""

    fact = "cannot read"

    def __init__(self, path: str, detail: str = "no such file or folder") -> None:
        super().__init__(path, detail)
        self.path, self.detail = path, detail


class PollIncomplete(SourceError):
    """A poll went on after failures and gave what it could; `causes` are the failures."""

    fact = "the poll is incomplete"

    def __init__(self, causes: tuple[SourceError, ...]) -> None:
        super().__init__(causes)
        self.causes = causes

    def __str__(self) -> str:
        """How many failures, and each."""
        return f"{self.fact}: {len(self.causes)} failure(s): " + "; ".join(map(str, self.causes))


class SourceFailed(SourceError):
    """One source's poll ended in `cause` after giving `published` publications; the other sources went on."""

    fact = "a source failed"

    def __init__(self, source: str, cause: SourceError, published: int) -> None:
        super().__init__(source, cause, published)
        self.source, self.cause, self.published = source, cause, published

    def __str__(self) -> str:
        """The source, the cause, and how far it got."""
        return f"{self.source} failed after {self.published} publication(s): {self.cause}"
