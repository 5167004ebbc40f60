"""The commands that measure: quality against labels, speed as ratios."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import console

evaluate_app = typer.Typer(help="Quality against labels.", no_args_is_help=True)
bench_app = typer.Typer(help="Speed, as ratios measured in one run.", invoke_without_command=True)

Inventory = Annotated[Path | None, typer.Option("--inventory", help="Your inventory (CSV).")]
Suppliers = Annotated[
    list[Path] | None, typer.Option("--suppliers", help="A supplier register (CSV), added to ours; repeatable.")
]


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
    from pipeline.quality.evaluate import evaluate

    evaluate(labels, rules or [], inventory, suppliers, named or [], baselines=baselines, calibrate=calibrate)


@evaluate_app.command("reading")
def evaluate_reading(
    documents: Annotated[
        Path | None, typer.Option("--documents", help="A folder of documents and sidecars; ours where none is given.")
    ] = None,
    expected: Annotated[
        str | None, typer.Option("--expected", help="How a sidecar's name ends, such as .expected.json.")
    ] = None,
) -> None:
    """Reading against what a perfect reader would take from each document: fields, dates, parties, triage, errors."""
    from pipeline.quality.evaluate_reading import evaluate_reading as evaluate

    evaluate(documents, expected)


@bench_app.callback()
def bench(context: typer.Context) -> None:
    """Both benches, on what comes with the product."""
    if context.invoked_subcommand is None:
        bench_reading(None)
        bench_matching(None, 100_000, 5_000)


@bench_app.command("reading")
def bench_reading(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Documents or issues; the sample where none is given.")
    ] = None,
) -> None:
    """From bytes to finished documents, beside BeautifulSoup's bare parse."""
    from pipeline.quality import bench as benches
    from pipeline.sources import SAMPLE

    console.emit(benches.reading(files or [SAMPLE / "notices"]))


@bench_app.command("matching")
def bench_matching(
    inventory: Inventory = None,
    count: Annotated[int, typer.Option("--items", help="How many items product and names are made with.")] = 1_000_000,
    reassessed: Annotated[int, typer.Option("--assessed", help="How many items are assessed, and again.")] = 100_000,
) -> None:
    """Embedding, the product of passages and items, names, and assessing again what changed."""
    from pipeline.commands.offline import inventory_of
    from pipeline.quality import bench as benches
    from pipeline.sources import SAMPLE

    console.emit(benches.matching(inventory_of(inventory or SAMPLE / "inventory.csv"), count, reassessed))
