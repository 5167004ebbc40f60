"""What analysts type: `icts-watch sql`, `export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[Path | None, typer.Option("--home", help="Where everything a run keeps lies.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Answer as the warehouse stood then: a day (its end), or a time."),
]


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
    from pipeline.guard import guarded

    with guarded():
        from pipeline import querying
        from pipeline.console import bad_input
        from pipeline.moments import moment_of
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
    from pipeline.guard import guarded

    with guarded():
        from pipeline import exporting
        from pipeline.moments import moment_of
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
    from pipeline.guard import guarded

    with guarded():
        from pipeline import reporting
        from pipeline.board import Filters
        from pipeline.moments import moment_of
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
    from pipeline.guard import guarded

    with guarded():
        from pipeline import desk as page
        from pipeline.settings import settings

        page.serve(settings(home=home), host, port, as_of, browser=browser)


def register(app: typer.Typer) -> None:
    """Puts these commands at the top level."""
    for command in (sql, export, report, desk):
        app.command()(command)
