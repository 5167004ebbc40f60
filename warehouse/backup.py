"""A copy of a one-machine warehouse that is whole although others write meanwhile, and that is itself a warehouse."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.catalog import Lake, NoWarehouse, make_private

if TYPE_CHECKING:
    from collections.abc import Iterator


class OnServers(Exception):
    """The warehouse's catalog is on PostgreSQL or its Parquet on an object store: their own tools back them up."""

    def __init__(self, lake: Lake) -> None:
        super().__init__(
            f"{lake.name} is not all on this machine: use pg_dump and a copy of the bucket, as docs/operations.md says"
        )


@dataclass(frozen=True, slots=True)
class BackedUp:
    """The copy as a warehouse, and how many of its Parquet files were new to it and how many it had."""

    lake: Lake
    copied: int
    known: int


def back_up(lake: Lake, folder: Path) -> BackedUp:
    """Copies catalog and Parquet into a folder, which may hold an earlier copy: then only what is new is copied.

    The catalog is read first, in one moment, and put in its place last: a Parquet file is there before a catalog that
    names it, and is never changed afterwards. Raises OnServers or NoWarehouse.
    """
    if lake.on_postgres or lake.store:
        raise OnServers(lake)
    if not Path(lake.catalog).is_file():
        raise NoWarehouse(lake.name)
    copy = Lake.under(folder)
    make_private(Path(copy.data_path))
    part = Path(f"{copy.catalog}.part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(lake.catalog, timeout=60)) as source, closing(sqlite3.connect(part)) as target:
        source.backup(target)
    copied = known = 0
    for file in _files(Path(lake.data_path)):
        place = Path(copy.data_path) / file.relative_to(lake.data_path)
        if place.is_file() and place.stat().st_size == file.stat().st_size:
            known += 1
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_suffix(".part")
        shutil.copy2(file, half)
        half.replace(place)
        copied += 1
    for leftover in ("-wal", "-shm"):  # of the copy before: they belong to that catalog
        Path(copy.catalog + leftover).unlink(missing_ok=True)
    part.replace(copy.catalog)
    return BackedUp(copy, copied, known)


def _files(data: Path) -> Iterator[Path]:
    return (file for file in sorted(data.rglob("*.parquet")) if file.is_file())
