"""The company's inventories, whatever their form: which files they are, and taking them into the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extract.inventory_files import SUFFIXES, parse_inventory
from extract.owners import Owners
from extract.tables import UnreadableFile
from pipeline.sources import SAMPLE
from warehouse.items import ItemsSynced, inventories, sync_items
from warehouse.quarantine import Rejected, load_quarantine, resolve_rows

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from extract.inventory import Inventory
    from extract.tables import RowProblem
    from pipeline.settings import Settings

OWN = "inventory"
"""The inventory that the settings name; files of a folder are "inventory/NAME"."""
EXAMPLE = "sample"
"""The bundled one, which gives way to any of the company's own."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One inventory file as it was read: under which name it is kept, and what is in it."""

    name: str
    file: Path
    inventory: Inventory


def inventory_files(settings: Settings) -> list[tuple[str, Path]]:
    """The name and file of each inventory that the settings name; none where they name none."""
    place = settings.inventory
    if place is None:
        return []
    if not place.is_dir():
        return [(OWN, place)]
    found = sorted(file for file in place.rglob("*") if file.is_file() and file.suffix.lower() in SUFFIXES)
    return [(f"{OWN}/{file.relative_to(place).as_posix()}", file) for file in found]


def owners_of(files: Sequence[Path]) -> Owners:
    """The mappings and directories as one. Raises UnreadableFile."""
    owners = Owners()
    for file in files:
        owners.read(file.read_bytes(), file.name)
    return owners


def read_inventories(settings: Settings, *, example: bool) -> tuple[list[Taken], Owners]:
    """What the settings name, or the bundled sample where it may stand in. Raises UnreadableFile."""
    owners = owners_of(settings.owners)
    files = inventory_files(settings)
    if settings.inventory is not None and not files:
        raise UnreadableFile(str(settings.inventory), f"holds no inventory ({', '.join(sorted(SUFFIXES))})")
    if settings.inventory is None and example:
        files = [(EXAMPLE, SAMPLE / "inventory.csv")]
    return [
        Taken(name, file, parse_inventory(file.read_bytes(), file.name, owners.fill)) for name, file in files
    ], owners


def wants_example(con: DuckDBPyConnection) -> bool:
    """Whether nothing of the company's own is there, so that the sample may show how things work."""
    return not [name for name in inventories(con) if name != EXAMPLE]


def take(con: DuckDBPyConnection, taken: Sequence[Taken], at: dt.datetime, *, whole: bool) -> ItemsSynced:
    """Loads inventories in one commit; with `whole` they are all that the settings name, and what went is retired."""
    names = {one.name for one in taken}
    done = [sync_items(con, one.inventory.items, at, inventory=one.name) for one in taken]
    gone = [
        name
        for name in inventories(con)
        if name not in names and ((name == EXAMPLE and names) or (whole and names and _is_own(name)))
    ]
    done += [sync_items(con, (), at, inventory=name) for name in gone]
    return _summed(done)


def _is_own(name: str) -> bool:
    return name == OWN or name.startswith(f"{OWN}/")


def _summed(done: Iterable[ItemsSynced]) -> ItemsSynced:
    every = list(done)

    def joined(field: str) -> tuple[str, ...]:
        return tuple(item for one in every for item in getattr(one, field))

    return ItemsSynced(
        joined("added"),
        joined("changed"),
        joined("retired"),
        sum(one.unchanged for one in every),
        joined("retired_impacts"),
    )


def set_aside(
    con: DuckDBPyConnection, source: str, found: Iterable[tuple[Path, Iterable[RowProblem]]], at: dt.datetime
) -> int:
    """Quarantines the rows that were not taken; how many that waited from earlier syncs are taken now, or gone."""
    files = [(file, list(problems)) for file, problems in found]
    rejected = [
        Rejected(source, f"{file.name}, row {problem.row}", str(problem), problem.text.encode())
        for file, problems in files
        for problem in problems
        if problem.fatal
    ]
    load_quarantine(con, rejected, at)
    return len(resolve_rows(con, source, rejected, at, by=f"sync of {', '.join(file.name for file, _ in files)}"))


def understood(inventory: Inventory) -> Iterator[str]:
    """What was made of a file, in lines for a person."""
    fatal = sum(problem.fatal for problem in inventory.problems)
    total = len(inventory.items) + fatal
    yield f"{inventory.form}: {total} rows, {len(inventory.items)} taken, {fatal} set aside"
    if inventory.passed_over:
        told = ", ".join(f"{count} {kind}" for kind, count in inventory.passed_over[:6])
        rest = sum(count for _, count in inventory.passed_over[6:])
        yield f"no assets: {told}{f', {rest} others' if rest else ''}"
    if mapped := ", ".join(f"{theirs} → {ours}" for theirs, ours in inventory.understood if theirs != ours):
        yield f"understood: {mapped}"
    if inventory.unknown_columns:
        yield f"kept as they are: {', '.join(inventory.unknown_columns)}"
    for name, lacking in findings(inventory).items():
        if lacking:
            yield f"{lacking} of {len(inventory.items)} without {name} ({lacking / len(inventory.items):.0%})"


def findings(inventory: Inventory) -> dict[str, int]:
    """How many items lack what findings and alerts depend on."""
    items = inventory.items
    return {
        "vendor": sum(not item.vendor for item in items),
        "owner": sum(not (item.owner or item.owner_email or item.owner_slack) for item in items),
        "address of the owner": sum(bool(item.owner) and not (item.owner_email or item.owner_slack) for item in items),
    }


def summary(one: Taken) -> dict[str, Any]:
    """What was made of a file, as a JSON line."""
    inventory = one.inventory
    return {
        "inventory": one.name,
        "file": one.file.name,
        "form": inventory.form,
        "rows": len(inventory.items) + sum(problem.fatal for problem in inventory.problems),
        "items": len(inventory.items),
        "set_aside": sum(problem.fatal for problem in inventory.problems),
        "passed_over": dict(inventory.passed_over),
        "understood": dict(inventory.understood),
        "kept": list(inventory.unknown_columns),
        "lacking": findings(inventory),
    }
