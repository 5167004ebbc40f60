"""Clients for the servers here: they wait for nothing and speak to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extract.addresses import SourceSettings
from extract.web import Web, WebSettings

if TYPE_CHECKING:
    from tests.servers.faulty_http import FaultyServer
    from tests.servers.federal_register import FederalRegisterServer


def brisk(*servers: FaultyServer, **overrides: Any) -> Web:
    """A client that may speak to these servers only and retries at once."""
    settings = {"interval": 0.0, "backoff": 0.001, "timeout": 5.0} | overrides
    return Web(WebSettings(origins=frozenset(server.url for server in servers), **settings))


def register_only(server: FederalRegisterServer, **overrides: Any) -> SourceSettings:
    """Source settings that know the given Federal Register and nothing else of the world."""
    nothing: dict[str, Any] = {"bis_pages": (), "feeds": (), "ecfr": "", "further_origins": ()}
    return SourceSettings(**{"federal_register": server.api, **nothing, **overrides})
