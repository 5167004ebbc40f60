"""The commands of people who review: what a document covers, who a supplier is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.options import Home

scope_app = typer.Typer(help="What a document covers, and a reviewer's amendments of it.", no_args_is_help=True)
suppliers_app = typer.Typer(
    help="The supplier register: files, reports, and what compliance says of them.", no_args_is_help=True
)

Document = Annotated[str, typer.Argument(metavar="DOCUMENT", help="The document's number.")]
By = Annotated[str, typer.Option("--by", help="Who says so.")]
Note = Annotated[str, typer.Option("--note", help="Why.")]
Texts = list[str] | None


@scope_app.command("show")
def scope_show(
    document: Document,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line, which `scope amend` takes back.")] = False,
    home: Home = None,
) -> None:
    """Parties, covered things, exclusions, dates, each with its passage; who amended it, and when."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.review import scope_desk
        from pipeline.settings import settings

        scope_desk.show(settings(home=home), document, as_json=as_json)


@scope_app.command("amend")
def scope_amend(
    document: Document,
    by: By,
    note: Note,
    file: Annotated[Path | None, typer.Argument(help="What `scope show --json` printed, edited.")] = None,
    add_party: Annotated[
        Texts, typer.Option(help="A firm the document names, with its affiliates; repeatable.")
    ] = None,
    drop_party: Annotated[Texts, typer.Option(help="A named party to leave out; repeatable.")] = None,
    add_covered: Annotated[Texts, typer.Option(help="A class of things it covers; repeatable.")] = None,
    drop_covered: Annotated[Texts, typer.Option(help="A covered class to leave out; repeatable.")] = None,
    add_exclusion: Annotated[Texts, typer.Option(help="A class of things it leaves out; repeatable.")] = None,
    drop_exclusion: Annotated[Texts, typer.Option(help="An exclusion to take away; repeatable.")] = None,
    quote: Annotated[str, typer.Option(help="The document's words behind what is added, if they are others.")] = "",
    revert: Annotated[bool, typer.Option("--revert", help="Take the amendment back.")] = False,
    home: Home = None,
) -> None:
    """Amend what a document covers: kept as a decision, and every item meets it again."""
    from pipeline.commands.console import bad_input
    from pipeline.commands.guard import guarded

    add = {"named_parties": add_party, "covered": add_covered, "exclusions": add_exclusion}
    drop = {"named_parties": drop_party, "covered": drop_covered, "exclusions": drop_exclusion}
    wanted = (
        {field: texts for field, texts in add.items() if texts},
        {field: texts for field, texts in drop.items() if texts},
    )
    if revert == bool(file or any(wanted)):
        bad_input("scope amend: give a file, something to add or drop, or --revert")
    with guarded():
        from pipeline.review import scope_desk
        from pipeline.settings import settings

        chosen = settings(home=home)
        if revert:
            scope_desk.revert(chosen, document, by=by, note=note)
        else:
            scope_desk.amend(chosen, document, file, *wanted, quote, by=by, note=note)


@suppliers_app.command("import")
def suppliers_import(
    file: Annotated[Path, typer.Argument(help="A CSV in the register's columns.")],
    origin: Annotated[str, typer.Option(help="Whose facts these are; the file's name without its ending.")] = "",
    home: Home = None,
) -> None:
    """Take in a register file; a new version of the same origin takes the place of the one before."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.review import register_desk
        from pipeline.settings import settings

        register_desk.import_file(settings(home=home), file, origin or file.stem)


@suppliers_app.command("list")
def suppliers_list(
    origin: Annotated[str, typer.Option(help="Only the facts of this origin; all but ours where none is named.")] = "",
    home: Home = None,
) -> None:
    """The facts that hold, as JSON lines with their ids."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.review import register_desk
        from pipeline.settings import settings

        register_desk.list_facts(settings(home=home), origin)


@suppliers_app.command("report")
def suppliers_report(
    name: Annotated[str, typer.Argument(help="The supplier, as the inventory writes it.")],
    country: Annotated[str, typer.Option(help="Where it is said to sit: ISO 3166 alpha-2.")],
    by: By,
    note: Note,
    home: Home = None,
) -> None:
    """Report what you heard of a supplier: nobody has checked it, so it only brings items to review."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.review import register_desk
        from pipeline.settings import settings

        register_desk.report(settings(home=home), name, country, by=by, note=note)


@suppliers_app.command("confirm")
def suppliers_confirm(
    fact: Annotated[str, typer.Argument(help="The report's id, as `suppliers list` prints it.")],
    by: By,
    source: Annotated[str, typer.Option(help="Where it can be looked up.")],
    home: Home = None,
) -> None:
    """Compliance has checked a report: from now on it is a fact with this source."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.review import register_desk
        from pipeline.settings import settings

        register_desk.settle(settings(home=home), fact, by=by, source=source)


@suppliers_app.command("reject")
def suppliers_reject(
    fact: Annotated[str, typer.Argument(help="The report's id, as `suppliers list` prints it.")],
    by: By,
    note: Note,
    home: Home = None,
) -> None:
    """Compliance has checked a report and does not believe it."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.review import register_desk
        from pipeline.settings import settings

        register_desk.settle(settings(home=home), fact, by=by, note=note)
