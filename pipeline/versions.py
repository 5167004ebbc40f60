"""Which code, register and model made a result: what stands beside every assessment in the record."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata, resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

SOURCES = (".py", ".toml", ".json")


@cache
def reader_version() -> str:
    """The version of everything that turns publications into documents and scopes."""
    return _version("extract", "models")


@cache
def code_version() -> str:
    """The version of everything that decides what a document means for an item."""
    return _version("extract", "models")


def _version(*rooms: str) -> str:
    """The product's version and a hash over the rooms' files: any change of code makes another version."""
    seen = hashlib.sha256()
    for room in rooms:
        for path, file in sorted(_files(room, resources.files(room))):
            seen.update(path.encode() + b"\0" + file)
    return f"{metadata.version('icts-watch')}+{seen.hexdigest()[:12]}"


def _files(path: str, folder: Traversable) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        inside = f"{path}/{entry.name}"
        if entry.is_dir() and entry.name not in {"__pycache__", "register"}:
            found += _files(inside, entry)
        elif entry.is_file() and entry.name.endswith(SOURCES):
            found.append((inside, entry.read_bytes()))
    return found
