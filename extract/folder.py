"""Files and folders as a source: documents that somebody has, in the formats that the publishers use."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extract.failures import NoSuchFile
from extract.publication import Publication

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.web import Web

MEDIA_TYPES = {
    ".xml": "application/xml",
    ".json": "application/json",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
}
BY_NAME_ONLY = {".md": "text/markdown", ".markdown": "text/markdown"}  # in a folder these are notes, not documents
SIDECARS = ("*.expected.json", "*.compare.json", "readme.*", "license.txt")  # in lower case
MAX_BYTES = 256 * 1024 * 1024  # a daily issue is some 10 to 30 MB


@dataclass(frozen=True, slots=True)
class Folder:
    """The source for `--source DIR|FILE`: it polls these paths, whatever the date, and uses no network."""

    paths: tuple[Path, ...]
    name: str = "file"

    def poll(self, web: Web | None = None, since: dt.date | None = None) -> Iterator[Publication]:  # noqa: ARG002
        """All documents of the paths, in their order; each folder sorted by name."""
        for path in self.paths:
            yield from publications(path)


def publications(path: Path) -> Iterator[Publication]:
    """The documents of a file or, sorted and with its subfolders, of a folder.

    A folder's README, sidecars and files of other kinds are passed over; NUMBER.json beside NUMBER.xml is taken as that
    document's metadata. A file named by itself is taken whatever it is called. Raises NoSuchFile.
    """
    if path.is_file():
        yield _publication(path, path.name)
    elif path.is_dir():
        for file in sorted(file for file in path.rglob("*") if _is_document(file, path)):
            yield _publication(file, file.relative_to(path).as_posix())
    else:
        raise NoSuchFile(str(path))


def _is_document(file: Path, root: Path) -> bool:
    """Whether a folder's file is a document to read."""
    is_hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
    if is_hidden or file.suffix.lower() not in MEDIA_TYPES or not file.is_file():
        return False
    if any(Path(file.name.lower()).match(pattern) for pattern in SIDECARS):
        return False
    return file.suffix.lower() != ".json" or (not file.with_suffix(".xml").is_file() and _is_api_answer(file))


def _is_api_answer(file: Path) -> bool:
    """Whether a JSON file holds the API's document or listing; one that is no JSON counts, so that it is reported."""
    try:
        value = json.loads(_content(file))
    except (ValueError, RecursionError):
        return True
    return isinstance(value, dict) and ("document_number" in value or "results" in value)


def _publication(file: Path, key: str) -> Publication:
    metadata = file.with_suffix(".json")
    is_accompanied = file.suffix.lower() == ".xml" and metadata.is_file() and _is_api_answer(metadata)
    types = MEDIA_TYPES | BY_NAME_ONLY
    return Publication(
        source="file",
        key=key,
        url=file.resolve().as_uri(),
        media_type=types.get(file.suffix.lower(), "application/octet-stream"),
        content=_content(file),
        fetched_at=dt.datetime.now(dt.UTC),
        metadata=_content(metadata) if is_accompanied else b"",
    )


def _content(file: Path) -> bytes:
    try:
        if (size := file.stat().st_size) > MAX_BYTES:
            raise NoSuchFile(str(file), f"{size} bytes, more than {MAX_BYTES}")
        return file.read_bytes()
    except OSError as error:
        raise NoSuchFile(str(file), error.strerror or str(error)) from error
