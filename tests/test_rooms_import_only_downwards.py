"""The import law of the rooms, read from the syntax trees."""

from __future__ import annotations

import ast
import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = {
    "extract": set(),
    "models": {"extract"},
    "warehouse": {"extract", "models"},
    "alerts": {"extract", "models"},
    "pipeline": {"extract", "models", "warehouse", "alerts"},
    "dags": {"pipeline"},
}
HEAVY = ("torch", "sentence_transformers", "airflow", "duckdb", "slack_sdk", "transformers", "bm25s")


def imported(file: Path) -> set[str]:
    """The top-level packages that a module imports anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    """No module of a room imports a room that the law does not allow."""
    wrong = {
        (file.relative_to(ROOT).as_posix(), other)
        for file in (ROOT / room).rglob("*.py")
        for other in imported(file) & (set(ALLOWED) - {room} - ALLOWED[room])
    }
    assert wrong == set()


def test_help_loads_no_heavy_library() -> None:
    """`icts-watch --help` answers without torch, Airflow, DuckDB or Slack."""
    code = (
        "import sys; from typer.testing import CliRunner; from pipeline.cli import app;"
        "result = CliRunner().invoke(app, ['--help']); assert result.exit_code == 0, result.output;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_dependency_brings_a_module_named_like_a_room() -> None:
    """Our six top-level packages are ours alone."""
    owners = importlib.metadata.packages_distributions()
    clashes = {room: owners[room] for room in ALLOWED if set(owners.get(room, [])) - {"icts-watch"}}
    assert clashes == {}
