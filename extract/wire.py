"""What may pass between us and a server: paced requests out, whole and bounded answers in.

This transport lies under the HTTP cache, so a broken, oversized or challenge answer is never stored: it is raised.
"""

from __future__ import annotations

import email.utils
import json
import re
import time
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx

from extract.failures import (
    ChallengePage,
    MalformedAnswer,
    NotFound,
    Rejected,
    ServerFailed,
    StatusError,
    TooLarge,
    TooManyRequests,
    TruncatedAnswer,
    Unreachable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.pacing import Pacing


class Format(StrEnum):
    """What is asked for; the value is the Accept header."""

    JSON = "application/json"
    XML = "application/xml, text/xml;q=0.9"
    FEED = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8"
    HTML = "text/html"
    ANY = "*/*"


FOR_MACHINES = frozenset({Format.JSON, Format.XML, Format.FEED})
HTML_START = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
CHALLENGE_TITLE = re.compile(
    rb"request access|just a moment|attention required|access denied|captcha|are you (?:a )?(?:human|robot)"
    rb"|human verification|unusual traffic|checking your browser",
    re.IGNORECASE,
)
CHALLENGE_HEADERS = ("cf-mitigated", "x-amzn-waf-action")
FIRST_TAG = re.compile(rb"<([A-Za-z_][\w.:-]*)")
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
MARGIN = 4096  # bytes at either end of an XML answer in which its first and last tag must stand
PASSED_ON = frozenset(
    {200, 301, 302, 303, 304, 307, 308}
)  # redirects and 304 are the client's and the cache's business
TRANSPORT_HEADERS = ("content-encoding", "content-length", "transfer-encoding")
STATUS_ERRORS: dict[int, type[StatusError]] = {404: NotFound, 410: NotFound, 429: TooManyRequests}


class Wire(httpx.BaseTransport):
    """Sends one request and gives back a complete answer of at most `max_bytes` within `deadline` seconds.

    Raises Unreachable, TruncatedAnswer, TooLarge, ChallengePage, MalformedAnswer or a StatusError.
    """

    def __init__(self, client: httpx.Client, pace: Pacing, max_bytes: int, deadline: float) -> None:
        self._client = client
        self._pace = pace
        self._max_bytes = max_bytes
        self._deadline = deadline

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The transport's one verb, as httpx calls it."""
        url = str(request.url)
        wanted = Format(request.headers.get("accept", Format.ANY))
        self._pace.wait(request.url.host)
        try:
            response = self._client.send(request, stream=True)
        except httpx.TransportError as error:
            raise Unreachable(url, str(error) or type(error).__name__) from error
        try:
            content = b"".join(self._body(response, url))
        finally:
            response.close()
        _check(response, content, wanted, url)
        headers = [(key, value) for key, value in response.headers.multi_items() if key not in TRANSPORT_HEADERS]
        return httpx.Response(response.status_code, headers=headers, content=content)

    def _body(self, response: httpx.Response, url: str) -> Iterator[bytes]:
        ends, size = time.monotonic() + self._deadline, 0
        try:
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > self._max_bytes:
                    raise TooLarge(url, f"more than {self._max_bytes} bytes")
                if time.monotonic() > ends:
                    raise Unreachable(url, f"not complete after {self._deadline:g} s")
                yield chunk
        except httpx.TimeoutException as error:
            raise Unreachable(url, "the answer stopped coming") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise TruncatedAnswer(url, str(error)) from error

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _check(response: httpx.Response, content: bytes, wanted: Format, url: str) -> None:
    status = response.status_code
    if found := _challenge(response, content, wanted):
        raise ChallengePage(url, found)
    if status not in PASSED_ON:
        is_server_fault = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        kind = STATUS_ERRORS.get(status, ServerFailed if is_server_fault else Rejected)
        raise kind(url, status, content, parse_retry_after(response.headers.get("retry-after")))
    if status == HTTPStatus.OK:
        _check_complete(content, wanted, url)


def _challenge(response: httpx.Response, content: bytes, wanted: Format) -> str | None:
    """What shows that this is a challenge page, or None."""
    for header in CHALLENGE_HEADERS:
        if header in response.headers:
            return f"{header}: {response.headers[header]}"
    is_html = "html" in response.headers.get("content-type", "") or HTML_START.match(content) is not None
    found = TITLE.search(content[:20_000]) if is_html else None
    title = found.group(1).strip() if found else b""
    # A 404 or 500 may well be an HTML page on this API: that is an error page, not a challenge.
    is_out_of_place = is_html and wanted in FOR_MACHINES and response.status_code in (200, 202, 403)
    if is_out_of_place or CHALLENGE_TITLE.search(title):
        return title.decode(errors="replace") or "an HTML page without a title"
    return None


def _check_complete(content: bytes, wanted: Format, url: str) -> None:
    """Find the cut that HTTP itself does not show, when an answer ends by closing the connection."""
    if wanted is Format.JSON:
        try:
            json.loads(content)
        except (ValueError, RecursionError) as error:
            if not content.rstrip().endswith((b"}", b"]")):
                raise TruncatedAnswer(url, f"JSON of {len(content)} bytes") from error
            raise MalformedAnswer(url, f"no JSON: {error}") from error
    elif wanted in FOR_MACHINES:
        root = FIRST_TAG.search(COMMENT.sub(b"", content[:MARGIN]))
        end = COMMENT.sub(b"", content[-MARGIN:]).rstrip()
        if not root or not end.endswith(b"</" + root.group(1) + b">"):
            raise TruncatedAnswer(url, f"XML of {len(content)} bytes without its last tag")


def parse_retry_after(value: str | None) -> float | None:
    """Seconds from now that a Retry-After header names (a number or an HTTP date); None without a readable one."""
    if not value:
        return None
    if value.strip().isdecimal() and value.isascii():
        return float(value)
    try:
        then = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, then.timestamp() - time.time())
