"""Slack's client goes to the configured address and nowhere else, and takes no more than it can hold."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from alerts import slack_web
from alerts.failures import Unreachable
from alerts.slack import SlackSender
from alerts.slack_web import belongs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.slack import SlackServer


class Elsewhere(BaseHTTPRequestHandler):
    """Sends every caller on, or answers without end."""

    location = ""
    body = b""

    def do_POST(self) -> None:
        """Any call."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(302 if self.location else 200)
        self.send_header("Location", self.location)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""


@contextmanager
def answering(**what: object) -> Iterator[str]:
    """The address of a server that answers so."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Elsewhere,), what))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api/"
    server.shutdown()
    server.server_close()


def test_a_redirect_is_not_followed(slack: SlackServer) -> None:
    """The token goes to the address that was configured, never to one that it points to."""
    with (
        answering(location=slack.base_url + "auth.test") as address,
        pytest.raises(Unreachable, match="redirect"),
    ):
        SlackSender("xoxb-test", base_url=address).check()
    assert slack.workspace.calls == []


def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than the bound is not read."""
    monkeypatch.setattr(slack_web, "MAX_BYTES", 1000)
    with answering(body=b"x" * 1001) as address, pytest.raises(Unreachable, match="more than 1000 bytes"):
        SlackSender("xoxb-test", base_url=address).check()


@pytest.mark.parametrize(
    ("url", "api", "ours"),
    [
        ("wss://wss-primary.slack.com/link/?ticket=1", "https://slack.com/api/", True),
        ("wss://slack.com/link", "https://slack.com/api/", True),
        ("ws://wss-primary.slack.com/link", "https://slack.com/api/", False),
        ("wss://slack.com.example.net/link", "https://slack.com/api/", False),
        ("wss://notslack.com/link", "https://slack.com/api/", False),
        ("wss://169.254.169.254/link", "https://slack.com/api/", False),
        ("ws://127.0.0.1:9/link", "http://127.0.0.1:8/api/", True),
    ],
)
def test_a_websocket_is_opened_to_slack_only(url: str, api: str, *, ours: bool) -> None:
    """Its address comes from Slack's answer; another host than the configured one, or a plain line, is refused."""
    assert belongs(url, api) is ours
