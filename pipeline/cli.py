"""The icts-watch command: the face for people and for tests; every stage is a command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline import console

app = typer.Typer(
    name="icts-watch",
    help="From the Federal Register to the owner of an affected ICTS asset. No legal advice.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

Suppliers = Annotated[list[Path] | None, typer.Option("--suppliers", help="A supplier register (CSV), added to ours; repeatable.")]


@app.command()
def parse(files: Annotated[list[Path], typer.Argument(help="Documents, or folders of them.")]) -> None:
    """Read documents and print each as a JSON line. Needs no warehouse."""
    from pipeline import offline

    console.emit(offline.parsed(document) for document in offline.documents(files))


@app.command()
def triage(file: Annotated[Path, typer.Argument(help="JSON lines with title, abstract and whatever else is known.")]) -> None:
    """Say of each title how relevant it is: icts, adjacent or other. Needs no warehouse."""
    from pipeline import offline

    console.emit(offline.triaged(file))


@app.command()
def screen(
    names: Annotated[list[str] | None, typer.Argument(help="Company names, screened against the register.")] = None,
    pairs: Annotated[Path | None, typer.Option("--pairs", help="A CSV with the columns left and right.")] = None,
    suppliers: Suppliers = None,
) -> None:
    """Compare company names with the register, or the pairs of a CSV with each other. Needs no warehouse."""
    from pipeline import offline

    if pairs is not None:
        console.emit(offline.screened_pairs(pairs))
    elif names:
        console.emit(offline.screened(names, offline.register_of(suppliers or [])))
    else:
        console.bad_input("screen: name a company, or give --pairs FILE")


@app.command("what-if")
def what_if(
    rule: Annotated[list[Path], typer.Option("--rule", help="A document or a folder of documents; repeatable.")],
    inventory: Annotated[Path, typer.Option("--inventory", help="The inventory (CSV).")],
    suppliers: Suppliers = None,
    as_final: Annotated[bool, typer.Option("--as-final", help="Take proposals as if they were final.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Print items that are not touched, too.")] = False,
) -> None:
    """What documents would mean for an inventory, as JSON lines. Nothing is kept, nobody is told."""
    from pipeline import offline

    console.emit(offline.what_if(rule, inventory, suppliers or [], as_final=as_final, everything=everything))


def main() -> None:
    """Run the command."""
    app()
