"""Slack's client, bound: it speaks to the configured address only, follows no redirect, and reads answers of a bounded size."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, build_opener, proxy_bypass

if TYPE_CHECKING:
    from urllib.request import Request

    from slack_sdk import WebClient

MAX_BYTES = 16 * 1024 * 1024
"""Of one answer; a page of 200 messages with their metadata is well below."""


class StrangeAnswer(OSError):
    """Slack's address answered with what is not taken from it."""


class _NoRedirects(HTTPRedirectHandler):
    """The standard library would send the token on to wherever a redirect points."""

    def redirect_request(self, *_: object) -> None:
        raise StrangeAnswer("a redirect, which is not followed, for the token would go with it")


def web_client(base_url: str, *, token: str = "", timeout: int = 15, handlers: list[Any] | None = None) -> WebClient:
    """A client of Slack's Web API at this address; `handlers` say what is tried again (None: the SDK's own choice)."""
    client: WebClient = _bounded()(
        token or None, base_url=base_url.rstrip("/") + "/", timeout=timeout, retry_handlers=handlers
    )
    if direct(base_url):
        client.proxy = None  # the SDK reads the proxy from the environment, but not the exceptions to it
    return client


def direct(base_url: str) -> bool:
    """Whether the environment says that this address is reached without its proxy."""
    return bool(proxy_bypass(urlsplit(base_url).hostname or ""))


def belongs(url: str, base_url: str) -> bool:
    """Whether a WebSocket's address is on the host of the Web API, or below it, and as well encrypted."""
    socket, api = urlsplit(url), urlsplit(base_url)
    same = socket.hostname == api.hostname or (socket.hostname or "").endswith(f".{api.hostname}")
    return same and socket.scheme in ({"wss"} if api.scheme == "https" else {"ws", "wss"})


@cache
def _bounded() -> type[WebClient]:
    from slack_sdk import WebClient

    class BoundedClient(WebClient):
        """The SDK's client with an opener of our own."""

        def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:  # noqa: ARG002 - the SDK's
            proxies = [ProxyHandler({"http": self.proxy, "https": self.proxy})] if self.proxy else []
            opener = build_opener(_NoRedirects, HTTPSHandler(context=self.ssl), *proxies)
            with opener.open(req, timeout=self.timeout) as answer:
                body = answer.read(MAX_BYTES + 1)
            if len(body) > MAX_BYTES:
                raise StrangeAnswer(f"more than {MAX_BYTES} bytes")
            charset = answer.headers.get_content_charset() or "utf-8"
            return {"status": answer.status, "headers": answer.headers, "body": body.decode(charset)}

    return BoundedClient
