"""What analysts type: `icts-watch sql`, `export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.options import AsOf, Home


def sql(
    query: Annotated[str, typer.Argument(help="One query; `-` reads it from standard input.")] = "",
    form: Annotated[str, typer.Option("--format", help="table, csv, json (lines) or parquet.")] = "table",
    file: Annotated[Path | None, typer.Option("--output", help="A file in place of standard output.")] = None,
    describe: Annotated[
        bool, typer.Option("--describe", help="What can be asked: the views, or the columns of the one named.")
    ] = False,
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Ask the warehouse, while the pipeline writes: read only, now or as of then."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.commands.console import bad_input
        from pipeline.commands.moments import moment_of
        from pipeline.exposure import querying
        from pipeline.settings import settings

        chosen = settings(home=home)
        if describe:
            querying.tell_what_there_is(chosen, query, moment_of(as_of, chosen.zone))
            return
        asked = typer.get_text_stream("stdin").read() if query == "-" else query
        if not asked.strip():
            bad_input("sql: a query, please; icts-watch sql --describe says what can be asked")
        querying.ask(chosen, asked, form, file, as_of)


def export(
    target: Annotated[Path, typer.Argument(help="A folder (parquet), or a file ending in .xlsx or .duckdb.")],
    view: Annotated[
        list[str] | None, typer.Option("--view", help="Only this view; repeatable. All of them without.")
    ] = None,
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Write the views as files: Parquet, a workbook, or a DuckDB file that needs nothing else."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.commands.moments import moment_of
        from pipeline.exposure import exporting
        from pipeline.settings import settings

        chosen = settings(home=home)
        exporting.export(chosen, target, view or [], moment_of(as_of, chosen.zone))


def report(
    file: Annotated[Path, typer.Argument(help="Where the page is written.")] = Path("icts-watch-report.html"),
    rulemaking: Annotated[str, typer.Option(help="Only findings of this rulemaking, as `rulemaking` names it.")] = "",
    document: Annotated[str, typer.Option(help="Only findings of this document.")] = "",
    unit: Annotated[str, typer.Option(help="Only findings of this unit.")] = "",
    owner: Annotated[str, typer.Option(help="Only findings of this owner.")] = "",
    vendor: Annotated[str, typer.Option(help="Only findings of this vendor.")] = "",
    level: Annotated[str, typer.Option(help="Only findings of this level: affected, review.")] = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Write the exposure report: one HTML file with its charts inside; nothing is fetched when it is read."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.commands.moments import moment_of
        from pipeline.exposure import reporting
        from pipeline.exposure.board import Filters
        from pipeline.settings import settings

        chosen = settings(home=home)
        filters = Filters(level=level, unit=unit, vendor=vendor, owner=owner, rulemaking=rulemaking, document=document)
        reporting.report(chosen, file, filters, moment_of(as_of, chosen.zone))


def desk(
    host: Annotated[str, typer.Option(help="Where it listens; beyond this machine it needs a password.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 2791,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = True,
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Serve the analyst's page: the report with filters, tables and drill-down; read only."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.exposure import desk as page
        from pipeline.settings import settings

        page.serve(settings(home=home), host, port, as_of, browser=browser)


def what_if(
    rule: Annotated[
        list[Path] | None, typer.Option("--rule", help="A document or a folder of them; repeatable.")
    ] = None,
    inventory: Annotated[Path | None, typer.Option("--inventory", help="An inventory of any export.")] = None,
    suppliers: Annotated[
        list[Path] | None, typer.Option("--suppliers", help="A supplier register (CSV), added to ours; repeatable.")
    ] = None,
    as_final: Annotated[bool, typer.Option("--as-final", help="Take proposals as if they were final.")] = False,
    final: Annotated[
        list[str] | None, typer.Option("--final", help="Take this document of the warehouse as final; repeatable.")
    ] = None,
    supplier: Annotated[
        list[str] | None, typer.Option("--supplier", help='Suppose a seat: "NAME=CN"; repeatable.')
    ] = None,
    beside: Annotated[
        bool, typer.Option("--beside", help="Beside today's exposure of the warehouse, what comes added to it.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Print items that are not touched, too.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Totals, and findings that would move, as JSON lines.")
    ] = False,
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """What documents would mean for an inventory, or what would change beside today. Nothing is kept, nobody is told.

    With --rule and --inventory alone: their impacts as JSON lines, without a warehouse.
    """
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.commands import console, offline
        from pipeline.exposure import what_if_desk
        from pipeline.settings import settings

        if rule and inventory and not (beside or final or supplier):
            rows = offline.what_if(rule, inventory, suppliers or [], as_final=as_final, everything=everything)
            console.emit(rows)
            return
        wanted = frozenset(final or ()) | ({"all"} if as_final else frozenset())
        what_if_desk.compare(
            settings(home=home), rule or [], inventory, suppliers or [], supplier or [], wanted, as_of, as_json=as_json
        )


def alternatives(
    item: Annotated[str, typer.Argument(help="The asset's id.")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False,
    home: Home = None,
) -> None:
    """What could stand in for an asset: things of ours of its class, and vendors, with no tie to an adversary."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.exposure import what_if_desk
        from pipeline.settings import settings

        what_if_desk.alternatives(settings(home=home), item, as_json=as_json)


def register(app: typer.Typer) -> None:
    """Puts these commands at the top level."""
    for command in (sql, export, report, desk, alternatives):
        app.command()(command)
    app.command("what-if")(what_if)
