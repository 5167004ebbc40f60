"""The icts-watch command: the face for people and for tests; every stage is a command."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import analyst as analyst_cli
from pipeline.commands import console
from pipeline.commands import decisions as decision_cli
from pipeline.commands import keeping as keeping_cli
from pipeline.commands import record as record_cli
from pipeline.commands.inventory import inventory_app
from pipeline.commands.messages import calendar, deliveries_app, preview_app
from pipeline.commands.options import Home
from pipeline.commands.quality import bench_app, evaluate_app
from pipeline.commands.review import scope_app, suppliers_app

app = typer.Typer(
    name="icts-watch",
    help="From the Federal Register to the owner of an affected ICTS asset. No legal advice.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

Suppliers = Annotated[
    list[Path] | None, typer.Option("--suppliers", help="A supplier register (CSV), added to ours; repeatable.")
]


@app.command()
def parse(files: Annotated[list[Path], typer.Argument(help="Documents, or folders of them.")]) -> None:
    """Read documents and print each as a JSON line. Needs no warehouse."""
    from pipeline.commands import offline

    console.emit(offline.parsed(document) for document in offline.documents(files))


@app.command()
def triage(
    file: Annotated[Path, typer.Argument(help="JSON lines with title, abstract and whatever else is known.")],
) -> None:
    """Say of each title how relevant it is: icts, adjacent or other. Needs no warehouse."""
    from pipeline.commands import offline

    console.emit(offline.triaged(file))


@app.command()
def screen(
    names: Annotated[list[str] | None, typer.Argument(help="Company names, screened against the register.")] = None,
    pairs: Annotated[Path | None, typer.Option("--pairs", help="A CSV with the columns left and right.")] = None,
    suppliers: Suppliers = None,
) -> None:
    """Compare company names with the register, or the pairs of a CSV with each other. Needs no warehouse."""
    from pipeline.commands import offline

    if pairs is not None:
        console.emit(offline.screened_pairs(pairs))
    elif names:
        console.emit(offline.screened(names, offline.register_of(suppliers or [])))
    else:
        console.bad_input("screen: name a company, or give --pairs FILE")


Inventory = Annotated[
    Path | None, typer.Option("--inventory", help="Your inventory: a file of any export, or a folder of them.")
]
Source = Annotated[
    list[str] | None,
    typer.Option("--source", help="auto, live, sample, a file, a folder, or an API address; repeatable."),
]
Since = Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Poll from this day on.")]


@app.command()
def run(
    source: Source = None,
    inventory: Inventory = None,
    suppliers: Annotated[Path | None, typer.Option("--suppliers", help="Your supplier register (CSV).")] = None,
    since: Since = None,
    quiet_alerts: Annotated[
        bool, typer.Option("--quiet-alerts", help="Tell nobody: for a first load or a replay.")
    ] = False,
    home: Home = None,
) -> None:
    """One pass: poll, read, sync, assess, tell."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.run import run as run_once
        from pipeline.settings import settings

        chosen = settings(home=home, inventory=inventory, suppliers=suppliers)
        run_once(chosen, source or [], since.date() if since else None, quiet_alerts=quiet_alerts)


def _stage(name: str, words: str) -> None:
    """One stage as a command of its own."""

    def command(
        home: Home = None,
        inventory: Inventory = None,
        suppliers: Annotated[Path | None, typer.Option("--suppliers", help="Your supplier register (CSV).")] = None,
    ) -> None:
        from pipeline.commands.guard import guarded

        with guarded():
            from pipeline import stages
            from pipeline.settings import settings

            counts = stages.STAGES[name](settings(home=home, inventory=inventory, suppliers=suppliers))
            console.emit([counts])

    command.__doc__ = words
    app.command(name)(command)


for _name, _words in {
    "poll": "Fetch what is new and keep it byte for byte.",
    "sync": "Take in the inventory and the supplier register.",
    "assess": "Decide for every document and item that have not met yet.",
    "tell": "Send what stands in the outbox.",
    "digest": "Write and send this week's digests.",
    "maintain": "Merge small files in the warehouse; nothing is deleted.",
}.items():
    _stage(_name, _words)


@app.command()
def read(
    again: Annotated[bool, typer.Option("--again", help="Try once more what waits in quarantine.")] = False,
    home: Home = None,
) -> None:
    """Make documents of what nobody has read yet."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline import stages
        from pipeline.settings import settings

        console.emit([stages.read(settings(home=home), again=again)])


@app.command()
def add(
    documents: Annotated[list[str], typer.Argument(metavar="FILE|URL...", help="A letter, a PDF, a page, ...")],
    title: Annotated[str | None, typer.Option("--title", help="Its title.")] = None,
    date: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The day it was published or written.")
    ] = None,
    stage: Annotated[str | None, typer.Option("--stage", help='Such as "general authorization".')] = None,
    url: Annotated[str | None, typer.Option("--url", help="Where people read it (https).")] = None,
    reference: Annotated[
        list[str] | None, typer.Option("--reference", help="Its RIN, docket or file number; repeatable.")
    ] = None,
    icts: Annotated[
        bool | None, typer.Option("--icts/--no-icts", help="It is relevant, whatever its words; take that back.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who says so; you where nobody is named.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="What was read as JSON lines.")] = False,
    home: Home = None,
) -> None:
    """Take in documents by hand: kept byte for byte, read at once."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.review import adding
        from pipeline.settings import settings

        day = date.date() if date else None
        said = adding.statement(by, title, day, stage, url, reference or [], icts=icts)
        adding.add(settings(home=home), documents, said, as_json=as_json)


@app.command()
def changes(
    document: Annotated[str | None, typer.Argument(help="A document's number.")] = None,
    cfr: Annotated[str | None, typer.Option("--cfr", help="A part of the CFR instead, such as '15 CFR 791'.")] = None,
    start: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The part as it stood on this day.")
    ] = None,
    end: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Against how it stood on this one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False,
    home: Home = None,
) -> None:
    """What changed: in a document from version to version, and in the regulation, section by section."""
    from pipeline.commands.guard import guarded

    if (document is None) == (cfr is None) or (cfr is None and (start or end)):
        console.bad_input("changes: name a document, or a part with --cfr; --from and --to go with --cfr")
    with guarded():
        from pipeline.exposure import change_report
        from pipeline.exposure import changes as found
        from pipeline.settings import settings

        chosen = settings(home=home)
        days = [moment.date() if moment else None for moment in (start, end)]
        rows = found.of_part(chosen, cfr, *days) if cfr else found.of_document(chosen, document or "")
        if as_json:
            console.emit(rows)
        else:
            change_report.show(rows)


@app.command()
def doctor(
    live: Annotated[bool, typer.Option("--live", help="Ask each source, Slack and the mail server, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line for each finding.")] = False,
    inventory: Inventory = None,
    suppliers: Annotated[Path | None, typer.Option("--suppliers", help="Your supplier register (CSV).")] = None,
    home: Home = None,
) -> None:
    """What is configured, reachable and stale, and what to do about it. Status 1 where something is wrong."""
    from pipeline.operations.doctor import doctor as examine

    examine({"home": home, "inventory": inventory, "suppliers": suppliers}, live=live, as_json=as_json)


@app.command()
def rulemaking(
    name: Annotated[
        str | None, typer.Argument(metavar="[KEY|DOCUMENT]", help="One, by its key or a document's number.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False,
    home: Home = None,
) -> None:
    """Where each rulemaking stands and what comes next; or one with its timeline."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.exposure.rulemakings import tell_of
        from pipeline.settings import settings

        tell_of(settings(home=home), name, as_json=as_json)


@app.command()
def up(home: Home = None) -> None:
    """Start Airflow with the DAGs switched on, and beside it the Slack listener and the watchdog where they are set up."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.operations.airflow_home import up as start
        from pipeline.settings import settings

        start(settings(home=home))


@app.command()
def watchdog(
    once: Annotated[
        bool, typer.Option("--once", help="One round, told at once: status 1 where something is wrong.")
    ] = False,
    without_warehouse: Annotated[
        bool, typer.Option("--without-warehouse", help="Ask Airflow only: on a machine that has no warehouse.")
    ] = False,
    beside: Annotated[bool, typer.Option("--beside", hidden=True)] = False,
    home: Home = None,
) -> None:
    """Tell the operator, past Airflow and outbox, when a source, stage, delivery or Airflow itself is silent."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.operations.watchdog import watch, watch_once
        from pipeline.settings import settings

        chosen = settings(home=home)
        if once:
            watch_once(chosen, warehouse=not without_warehouse)
        else:
            watch(chosen, warehouse=not without_warehouse, beside=beside)


app.command()(calendar)
app.add_typer(inventory_app, name="inventory")
app.add_typer(scope_app, name="scope")
app.add_typer(suppliers_app, name="suppliers")
decision_cli.register(app)
analyst_cli.register(app)
record_cli.register(app)
keeping_cli.register(app)
app.add_typer(preview_app, name="preview")
app.add_typer(deliveries_app, name="deliveries")

app.add_typer(evaluate_app, name="evaluate")
app.add_typer(bench_app, name="bench")


def main() -> None:
    """Run the command."""
    app()
