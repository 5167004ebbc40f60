"""Fixtures that every room's tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and labels beside the checkout; continuous integration must have it."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the shared data must be there in continuous integration")
        pytest.skip("the shared data is not beside this checkout")
    return SHARED
