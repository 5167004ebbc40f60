"""`icts-watch inventory`: take in an inventory of whatever form, and see which there are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.console import emit, say
from pipeline.commands.options import Home

inventory_app = typer.Typer(help="The company's inventories.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="JSON lines.")]


@inventory_app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV, XLSX, CycloneDX, NetBox, ServiceNow, Snipe-IT.")],
    name: Annotated[str, typer.Option(help="What this inventory is called; its file's name without one.")] = "",
    owners: Annotated[
        list[Path] | None, typer.Option("--owners", help="Who owns which rows, or a directory of people (CSV).")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Say what would be taken, and take nothing.")] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Take in inventories: a new version of the same name takes the place of the one before, rows gone are retired."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.review import inventory_desk
        from pipeline.settings import settings

        chosen = settings(home=home, **({"owners": owners} if owners else {}))
        inventory_desk.import_files(chosen, files, name, check=check, as_json=as_json)


@inventory_app.command("list")
def list_(home: Home = None) -> None:
    """The inventories there are, with what their items lack, as JSON lines."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.review import inventory_desk
        from pipeline.settings import settings

        emit(inventory_desk.listed(settings(home=home)))


@inventory_app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="As `inventory list` calls it.")],
    home: Home = None,
) -> None:
    """Retire an inventory and all its items; what was found on them stays in the record."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.review import inventory_desk
        from pipeline.settings import settings

        say(inventory_desk.remove(settings(home=home), name))
