"""The commands of people who decide: on findings, for later, for somebody else, for the second time, and from Slack."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.options import Home

decisions_app = typer.Typer(help="What people decided, as files.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="DOCUMENT|KEY", help="A document's number, or a rulemaking's key.")]
Items = Annotated[
    list[str] | None,
    typer.Option("--item", help="An item's id; repeatable. None: every one that you may decide on."),
]
By = Annotated[str, typer.Option("--by", help="Who says so: an e-mail address or a Slack id.")]
Note = Annotated[str, typer.Option("--note", help="In your own words.")]


def decide(
    document: Name,
    state: Annotated[str, typer.Argument(help='affected, "not affected", "in review", remediated, acknowledged.')],
    by: By,
    item: Items = None,
    because: Annotated[
        str,
        typer.Option(
            help='Why not affected: "not this class", "no nexus", "excluded by the rule", "not in use", '
            '"before the covered period", "sold or retired", other.'
        ),
    ] = "",
    note: Note = "",
    obligation: Annotated[str, typer.Option(help="Only on this obligation of the findings.")] = "",
    expires: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which it must be given again.")
    ] = None,
    home: Home = None,
) -> None:
    """Say how items stand to a rule; the word is carried to the final rule while its grounds are the same."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.answers import decision_desk as desk
        from pipeline.answers.deciding import Said
        from pipeline.settings import settings

        said = Said(
            desk.state_of(state),
            by,
            desk.CHANNEL,
            desk.new_key(),
            justification=because,
            note=note,
            obligation=obligation,
            expires_on=expires.date() if expires else None,
        )
        desk.keep(settings(home=home), said, document, item or [])


def snooze(
    document: Name,
    until: Annotated[str, typer.Option(metavar="DATE|next-stage", help="A day, or until the next stage.")],
    by: By,
    item: Items = None,
    note: Note = "",
    home: Home = None,
) -> None:
    """Put items off: nobody is told of them until then, and then again."""
    from pipeline.commands.guard import guarded

    with guarded():
        from models.disposition import State
        from pipeline.answers import decision_desk as desk
        from pipeline.answers.deciding import Said
        from pipeline.settings import settings

        when = until.strip().replace("next-stage", "next stage")
        said = Said(State.SNOOZED, by, desk.CHANNEL, desk.new_key(), note=note, until=when)
        desk.keep(settings(home=home), said, document, item or [])


def assign(
    document: Name,
    to: Annotated[str, typer.Option(help="To whom: an e-mail address or a Slack id.")],
    by: By,
    item: Items = None,
    note: Note = "",
    home: Home = None,
) -> None:
    """Hand items to somebody else, who is told, may decide on them, and hears how the rulemaking goes on."""
    from pipeline.commands.guard import guarded

    with guarded():
        from models.disposition import State
        from pipeline.answers import decision_desk as desk
        from pipeline.answers.deciding import Said
        from pipeline.settings import settings

        said = Said(State.ASSIGNED, by, desk.CHANNEL, desk.new_key(), note=note, assignee=to)
        desk.keep(settings(home=home), said, document, item or [])


def approve(
    document: Name,
    by: By,
    item: Annotated[list[str] | None, typer.Option("--item", help="An item's id; repeatable. None: all.")] = None,
    refuse: Annotated[bool, typer.Option("--refuse", help="Refuse instead.")] = False,
    home: Home = None,
) -> None:
    """As a second person of compliance, approve what was decided "not affected" by something final."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.answers import decision_desk as desk
        from pipeline.settings import settings

        desk.approve(settings(home=home), document, by, item or [], yes=not refuse)


def listen(home: Home = None) -> None:
    """Take answers from Slack (Socket Mode) until interrupted; needs slack_token and slack_app_token."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.answers.listening import listen as serve
        from pipeline.settings import settings

        serve(settings(home=home))


def register(app: typer.Typer) -> None:
    """Makes them commands."""
    for command in (decide, snooze, assign, approve, listen):
        app.command(command.__name__)(command)
    app.add_typer(decisions_app, name="decisions")


@decisions_app.command("export")
def decisions_export(
    file: Annotated[
        Path | None, typer.Argument(help="The CSV to write: every word; `decisions import` reads it.")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option("--labels", help="A CSV of labelled pairs; `evaluate matching --labels` reads it.")
    ] = None,
    home: Home = None,
) -> None:
    """What people decided, word by word, or as labelled pairs."""
    from pipeline.commands.console import bad_input
    from pipeline.commands.guard import guarded

    if (file is None) == (labels is None):
        bad_input("decisions export: name a file, or --labels and a file")
    with guarded():
        from pipeline.answers import decision_files, decision_labels
        from pipeline.settings import settings

        if labels:
            decision_labels.export(settings(home=home), labels)
        elif file:
            decision_files.export(settings(home=home), file)


@decisions_app.command("import")
def decisions_import(
    file: Annotated[Path, typer.Argument(help="A CSV with document_number, item_id, state and decided_by.")],
    home: Home = None,
) -> None:
    """Take in decisions from a file; rows that cannot be taken are named and set aside."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.answers import decision_files
        from pipeline.settings import settings

        decision_files.import_file(settings(home=home), file)
