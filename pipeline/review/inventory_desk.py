"""What `icts-watch inventory` does on the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extract.inventory_files import parse_inventory
from pipeline import inventories
from pipeline.commands.console import bad_input, emit, problems, say
from pipeline.inventories import Taken
from pipeline.stages import lake_of, now
from warehouse import items
from warehouse.lake import open_warehouse, write
from warehouse.migrate import prepare
from warehouse.relation import fetched

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from pipeline.settings import Settings


def import_files(settings: Settings, files: Sequence[Path], name: str, *, check: bool, as_json: bool) -> None:
    """Takes the files in, all or none, and says what was understood of each. Raises UnreadableFile."""
    if name and len(files) > 1:
        bad_input("inventory import: one name is for one file")
    owners = inventories.owners_of(settings.owners)
    problems(owners.problems, "owners")
    taken = [
        Taken(name or file.stem, file, parse_inventory(file.read_bytes(), file.name, owners.fill)) for file in files
    ]
    if doubled := {one.name for one in taken if sum(other.name == one.name for other in taken) > 1}:
        bad_input(f"inventory import: two files are called {', '.join(sorted(doubled))}; give them names of their own")
    for one in taken:
        problems(one.inventory.problems, one.file.name)
        if as_json:
            emit([inventories.summary(one)])
        else:
            say(f"{one.name} ({one.file.name})")
            for line in inventories.understood(one.inventory):
                say(f"  {line}")
    if check:
        say("Nothing was taken (--check).")
        return

    def work(con: DuckDBPyConnection) -> items.ItemsSynced:
        at = now()
        for one in taken:
            inventories.set_aside(con, f"inventory {one.name}", [(one.file, one.inventory.problems)], at)
        return inventories.take(con, taken, at, whole=False)

    lake = lake_of(settings)
    prepare(lake)
    done = write(lake, "inventory import", ", ".join(one.name for one in taken), work)
    say(
        f"{len(done.added)} items added, {len(done.changed)} changed, {len(done.retired)} retired, {done.unchanged} as "
        "they were. Next: icts-watch assess"
    )


def listed(settings: Settings) -> list[dict[str, Any]]:
    """The current inventories with their counts."""
    with open_warehouse(lake_of(settings), read_only=True) as warehouse:
        return fetched(
            warehouse.con,
            "select inventory, count(*) as items, count(*) filter (vendor = '') as without_vendor, "
            "count(*) filter (owner = '' and owner_email = '' and owner_slack = '') as without_owner, "
            "max(valid_from) as last_changed from lake.current_items group by inventory order by inventory",
        )


def remove(settings: Settings, name: str) -> str:
    """Retires all items of an inventory."""
    lake = lake_of(settings)
    if name not in (one["inventory"] for one in listed(settings)):
        bad_input(f"inventory remove: none is called {name!r}")
    done = write(lake, "inventory remove", name, lambda con: items.sync_items(con, (), now(), inventory=name))
    return f"{len(done.retired)} items retired."
