"""What `doctor` finds: one line for each thing looked at, in plain words, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it stands: well; worth knowing, and perhaps meant so; wrong."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. `area` and `subject` say what was looked at ("source", "bis"), `do` what to do; no secrets in any."""

    area: str
    subject: str
    state: State
    words: str
    do: str = ""


def well(area: str, subject: str, words: str) -> Finding:
    """All is well with it."""
    return Finding(area, subject, State.OK, words)


def note(area: str, subject: str, words: str, do: str = "") -> Finding:
    """Worth knowing; it may be meant so."""
    return Finding(area, subject, State.NOTE, words, do)


def wrong(area: str, subject: str, words: str, do: str) -> Finding:
    """Wrong, and what to do about it."""
    return Finding(area, subject, State.WRONG, words, do)
