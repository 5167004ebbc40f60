"""A pipeline to torture, and one that nobody disturbs to compare it with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers.slack import SlackServer
from tests.torture.home import WORLD, Home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Issues and inventory."""
    return WORLD.write(tmp_path_factory.mktemp("world") / "world")


@pytest.fixture(scope="session")
def undisturbed(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The passes, one after the other, each to its end."""
    with SlackServer() as slack:
        found = Home(tmp_path_factory.mktemp("undisturbed"), world, slack)
        for wave in range(1, WORLD.waves + 1):
            found.finish(wave)
        yield found


@pytest.fixture
def home(world: Path, tmp_path: Path) -> Iterator[Home]:
    """A new pipeline, with a Slack at which every message counts."""
    with SlackServer() as slack:
        yield Home(tmp_path, world, slack)
