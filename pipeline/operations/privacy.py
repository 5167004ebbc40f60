"""Whether others on this machine can read what is not theirs: the settings file with secrets in it, and the home."""

from __future__ import annotations

import stat
import tomllib
from typing import TYPE_CHECKING

from pydantic import SecretStr

from pipeline.operations.finding import Finding, note, wrong
from warehouse.catalog import hide_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.settings import Settings

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""The rights of everybody but the owner."""


def privacy_findings(settings: Settings, file: Path) -> Iterator[Finding]:
    """A settings file that holds secrets and a home, where others may read them."""
    if file.is_file() and file.stat().st_mode & OTHERS and (names := _secrets_in(file, settings)):
        words = f"holds {', '.join(names)} and can be read by others on this machine"
        yield wrong("settings", file.name, words, f"chmod 600 {file}, and change what others may have read")
    home = settings.home.resolve()
    if home.is_dir() and home.stat().st_mode & OTHERS:
        words = "others on this machine can look into it: inventory, messages, what was decided"
        yield note("home", "privacy", words, f"chmod 700 {home}, unless that is meant")


def _secrets_in(file: Path, settings: Settings) -> list[str]:
    """The settings in the file whose values are secrets."""
    given = tomllib.loads(file.read_text(encoding="utf-8"))
    return [
        name
        for name, value in given.items()
        if (isinstance(getattr(settings, name, None), SecretStr) and value)
        or (name == "catalog" and hide_secrets(str(value)) != str(value))
    ]
