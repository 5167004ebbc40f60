"""The icts-watch command: the face for people and for tests; every stage is a command."""

from __future__ import annotations

from datetime import datetime
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

Suppliers = Annotated[
    list[Path] | None, typer.Option("--suppliers", help="A supplier register (CSV), added to ours; repeatable.")
]


@app.command()
def parse(files: Annotated[list[Path], typer.Argument(help="Documents, or folders of them.")]) -> None:
    """Read documents and print each as a JSON line. Needs no warehouse."""
    from pipeline import offline

    console.emit(offline.parsed(document) for document in offline.documents(files))


@app.command()
def triage(
    file: Annotated[Path, typer.Argument(help="JSON lines with title, abstract and whatever else is known.")],
) -> None:
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


Home = Annotated[Path | None, typer.Option("--home", help="Where everything a run keeps lies.")]
Inventory = Annotated[Path | None, typer.Option("--inventory", help="Your inventory (CSV).")]
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
    from pipeline.guard import guarded

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
        from pipeline.guard import guarded

        with guarded():
            from pipeline import stages
            from pipeline.settings import settings

            counts = stages.STAGES[name](settings(home=home, inventory=inventory, suppliers=suppliers))
            console.emit([counts])

    command.__doc__ = words
    app.command(name)(command)


for _name, _words in {
    "poll": "Fetch what is new and keep it byte for byte.",
    "read": "Make documents of what nobody has read yet.",
    "sync": "Take in the inventory and the supplier register.",
    "assess": "Decide for every document and item that have not met yet.",
    "tell": "Send what stands in the outbox.",
    "digest": "Write and send this week's digests.",
    "maintain": "Merge small files in the warehouse; nothing is deleted.",
}.items():
    _stage(_name, _words)


@app.command()
def up(home: Home = None) -> None:
    """Start Airflow with the DAGs switched on."""
    from pipeline.guard import guarded

    with guarded():
        from pipeline.airflow_home import up as start
        from pipeline.settings import settings

        start(settings(home=home))


evaluate_app = typer.Typer(help="Quality against labels.", no_args_is_help=True)
bench_app = typer.Typer(help="Speed, as ratios measured in one run.", invoke_without_command=True)
app.add_typer(evaluate_app, name="evaluate")
app.add_typer(bench_app, name="bench")


@evaluate_app.command("matching")
def evaluate_matching(
    labels: Annotated[
        Path | None, typer.Option("--labels", help="Labelled pairs (CSV); ours where none is given.")
    ] = None,
    rules: Annotated[list[Path] | None, typer.Option("--rules", help="The rules' documents; repeatable.")] = None,
    inventory: Inventory = None,
    suppliers: Suppliers = None,
    named: Annotated[
        list[str] | None, typer.Option("--as", help="rule=NUMBER for a name that labels use; repeatable.")
    ] = None,
    baselines: Annotated[bool, typer.Option(help="Compute the four baselines, too.")] = True,
    calibrate: Annotated[
        Path | None, typer.Option("--calibrate", help="Write the probabilities learnt to this file.")
    ] = None,
) -> None:
    """Matching against labelled pairs: per rule and overall, beside four baselines, with calibration and errors."""
    from pipeline.evaluate import evaluate

    evaluate(labels, rules or [], inventory, suppliers, named or [], baselines=baselines, calibrate=calibrate)


@bench_app.callback()
def bench(context: typer.Context) -> None:
    """Both benches, on what comes with the product."""
    if context.invoked_subcommand is None:
        bench_reading(None)
        bench_matching(None, 100_000)


@bench_app.command("reading")
def bench_reading(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Documents or issues; the sample where none is given.")
    ] = None,
) -> None:
    """From bytes to finished documents, beside BeautifulSoup's bare parse."""
    from pipeline import bench as benches
    from pipeline.sources import SAMPLE

    console.emit(benches.reading(files or [SAMPLE / "notices"]))


@bench_app.command("matching")
def bench_matching(
    inventory: Inventory = None,
    count: Annotated[int, typer.Option("--items", help="How many items the products are made with.")] = 1_000_000,
) -> None:
    """Embedding, the product of passages and items, and names."""
    from pipeline import bench as benches
    from pipeline.offline import inventory_of
    from pipeline.sources import SAMPLE

    console.emit(benches.matching(inventory_of(inventory or SAMPLE / "inventory.csv"), count))


def main() -> None:
    """Run the command."""
    app()
