"""What people and scripts see: JSON lines on standard output, progress and messages on standard error, exit statuses."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from rich.console import Console

from warehouse.relation import well_formed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from extract.tables import RowProblem

DONE, FAILED, BAD_INPUT = 0, 1, 2
SHOWN_PROBLEMS = 10

screen = Console(stderr=True, highlight=False)
output = Console(highlight=False)
if not output.is_terminal:
    output.width = 132  # a pipe has no width of its own


def emit(rows: Iterable[Mapping[str, Any]]) -> int:
    """Each row as one JSON line; how many there were."""
    count = 0
    for row in rows:
        count += 1
        sys.stdout.write(well_formed(json.dumps(row, ensure_ascii=False, default=str)) + "\n")
    sys.stdout.flush()
    return count


def say(message: str) -> None:
    """A line for the person at the terminal; outside text in it is shown as it is, never as markup."""
    screen.print(message, markup=False, soft_wrap=True)


def bad_input(message: str) -> NoReturn:
    """Say what is wrong with the input and leave with status 2."""
    say(f"icts-watch: {message}")
    raise SystemExit(BAD_INPUT)


def problems(found: Iterable[RowProblem], what: str) -> None:
    """The rows that were not taken, the first few in words, all of them counted."""
    rows = list(found)
    for problem in rows[:SHOWN_PROBLEMS]:
        say(f"icts-watch: {problem}")
    fatal = sum(problem.fatal for problem in rows)
    if rows:
        say(f"icts-watch: {what}: {fatal} row(s) set aside, {len(rows) - fatal} taken with a doubt")


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Show that a stage is at work, on a terminal with a spinner."""
    with screen.status(f"[bold]{name}[/bold]"):
        yield
