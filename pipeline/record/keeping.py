"""`icts-watch backup`: a copy of the home that is a home itself, read through before it is called one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from pipeline.commands.console import FAILED, bad_input, say
from pipeline.stages import lake_of
from warehouse import record
from warehouse.backup import OnServers, back_up
from warehouse.lake import open_warehouse

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.settings import Settings

BESIDE = ("answers", "calendar")
"""What a home keeps beside the warehouse that cannot be made again: answers not yet worked, what calendars have said."""


def backup(settings: Settings, folder: Path) -> None:
    """Writes or renews the copy and walks its record; leaves with status 1 where that is not whole."""
    home, target = settings.home.resolve(), folder.resolve()
    if target == home or home in target.parents or target in home.parents:
        bad_input(f"backup: {folder} and the home {settings.home} lie within each other")
    if target.is_dir() and any(target.iterdir()) and not (target / "catalog.sqlite").is_file():
        bad_input(f"backup: {folder} holds something else; name a new folder, or an earlier backup of this home")
    try:
        done = back_up(lake_of(settings), target)
    except OnServers as elsewhere:
        bad_input(f"backup: {elsewhere}")
    for name in BESIDE:
        if (home / name).is_dir():
            shutil.copytree(home / name, target / name, dirs_exist_ok=True)
    with open_warehouse(done.lake, read_only=True) as warehouse, warehouse.one_moment() as con:
        found, (seq, digest) = record.verify(con), record.head(con)
    files = f"{done.copied:,} Parquet files copied, {done.known:,} there already"
    say(f"Written: {folder} ({files}). Head: {seq}:{digest}")
    if found.broken:
        say(f"{len(found.broken):,} things are not as recorded: icts-watch verify --home {folder} names them")
        raise SystemExit(FAILED)
    say(f"Its record is whole. It is a home itself: icts-watch verify --home {folder}")
