"""The newest rounds of reading are read as well as when they were opened and mended: no mend for one text loses another."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

ROUNDS = Path(__file__).parents[1] / "exam_reading_rounds"


@pytest.mark.parametrize(
    ("name", "least"),  # fields right, days found with their exact kind, parties found, parties right
    [
        ("thirty_third", (334, 96, 114, 115)),
        ("thirty_fourth", (1_005, 249, 127, 128)),
        ("thirty_ninth", (1_333, 326, 190, 191)),
    ],
)
def test_a_round_once_opened_stays_read(
    command: Callable[..., subprocess.CompletedProcess[str]], name: str, least: tuple[int, ...]
) -> None:
    """As the command counts, which is stricter on the kinds of days than the round's table of first sights."""
    done = command("evaluate", "reading", "--documents", ROUNDS / name / "rules")
    assert done.returncode == 0, done.stderr
    line = done.stdout.splitlines()[-1]
    counts = [int(count) for count in re.findall(r"(?:right|found|recall|precision) (\d+)/", line)]
    assert len(counts) == len(least), line
    assert all(count >= bound for count, bound in zip(counts, least, strict=True)), line
    assert "invented 0;" in line, line
