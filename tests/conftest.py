"""Fixtures that every room's tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from warehouse.catalog import Lake
from warehouse.migrate import prepare

SHARED = Path(__file__).parents[2] / "shared"
ROOMS_OF_LONG_TESTS = ["torture", "pipeline", "dags"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes starts first, so that no worker is left alone with it at the end."""
    rooms = {room: place for place, room in enumerate(ROOMS_OF_LONG_TESTS)}
    tests = Path(__file__).parent
    items.sort(key=lambda item: rooms.get(item.path.relative_to(tests).parts[0], len(rooms)))


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose warehouse was prepared once and holds nothing; tests work on copies."""
    home = tmp_path_factory.mktemp("prepared")
    prepare(Lake.under(home))
    return home


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and labels beside the checkout; continuous integration must have it."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the shared data must be there in continuous integration")
        pytest.skip("the shared data is not beside this checkout")
    return SHARED
