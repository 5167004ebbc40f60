"""What this room's tests share: golden files, a stand-in for Slack, a mail server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers.mail import MailServer
from tests.servers.slack import SlackServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GOLDENS = Path(__file__).parent / "goldens"


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compares a text with its golden file; UPDATE_GOLDENS=1 writes it. A missing golden fails."""

    def check(name: str, actual: str) -> None:
        path = GOLDENS / name
        if os.environ.get("UPDATE_GOLDENS"):
            GOLDENS.mkdir(exist_ok=True)
            path.write_text(actual, encoding="utf-8")
        if not path.exists():
            pytest.fail(f"no golden {name}: look at what is new, then run with UPDATE_GOLDENS=1")
        assert actual == path.read_text(encoding="utf-8"), (
            f"{name} differs: UPDATE_GOLDENS=1 rewrites it, then look at the diff"
        )

    return check


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    """Slack's API on this machine; every well-formed channel and user exists."""
    with SlackServer() as server:
        yield server


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server without encryption or login."""
    with MailServer() as server:
        yield server
