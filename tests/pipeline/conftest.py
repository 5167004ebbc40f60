"""The command as a person types it, on a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.pipeline.passes import Passes, notice

if TYPE_CHECKING:
    from collections.abc import Callable

COMMAND = Path(sys.executable).with_name("icts-watch")
Command = "Callable[..., subprocess.CompletedProcess[str]]"


@pytest.fixture(scope="session")
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs icts-watch with these arguments; settings from outside the test are left out."""

    def run(*arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ICTS_WATCH_")}
        own = {f"ICTS_WATCH_{name.upper()}": value for name, value in settings.items()}
        words = [str(COMMAND), *map(str, arguments)]
        return subprocess.run(words, capture_output=True, text=True, env=clean | own, timeout=240)

    return run


@pytest.fixture(scope="session")
def told(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which one pass told the owner of a determination; tests work on copies (`Passes.copied`)."""
    folder = tmp_path_factory.mktemp("told")
    (alert,) = Passes.in_(folder, prepared_home).run(notice())
    assert alert["recipient"] == "owner:ann@example.com"
    return folder
