"""The commands about messages: what could not be delivered, what would be sent, the calendars."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.options import Home

preview_app = typer.Typer(help="What would be sent now, as files to look at; nothing is sent.", no_args_is_help=True)
deliveries_app = typer.Typer(help="What is not sent, why, and another round for it.", no_args_is_help=True)


For = Annotated[str, typer.Option("--for", help="One recipient: an e-mail address, a Slack id, or a part of it.")]
Out = Annotated[Path | None, typer.Option("--out", help="The folder; previews/now under home where none is named.")]
Told = Annotated[bool, typer.Option("--told", help="What was sent already, too, as it was.")]


def _preview(kind: str, home: Path | None, reader: str, out: Path | None, *, told: bool = False) -> None:
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.messages import preview_desk
        from pipeline.settings import settings

        preview_desk.preview(settings(home=home), kind, reader, out, told=told)


@preview_app.command("slack")
def preview_slack(reader: For = "", out: Out = None, told: Told = False, home: Home = None) -> None:
    """The alerts that would go to Slack: Block Kit as JSON, and a page for each."""
    _preview("slack", home, reader, out, told=told)


@preview_app.command("mail")
def preview_mail(reader: For = "", out: Out = None, told: Told = False, home: Home = None) -> None:
    """The alerts that would go out by e-mail: the message, its HTML and its text."""
    _preview("mail", home, reader, out, told=told)


@preview_app.command("digest")
def preview_digest(reader: For = "", out: Out = None, home: Home = None) -> None:
    """This week's digests as they would be written now: the message, its HTML and its text."""
    _preview("digest", home, reader, out)


@deliveries_app.command("list")
def deliveries_list(
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False, home: Home = None
) -> None:
    """What waits in the outbox and what is dead, with the last error."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.messages import delivery_desk
        from pipeline.settings import settings

        delivery_desk.show(settings(home=home), as_json=as_json)


@deliveries_app.command("resend")
def deliveries_resend(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Dead letters, by id.")] = None,
    all_dead: Annotated[bool, typer.Option("--all-dead", help="Every dead letter.")] = False,
    home: Home = None,
) -> None:
    """Try dead letters again; what may be out already is looked for first."""
    from pipeline.commands.console import bad_input
    from pipeline.commands.guard import guarded

    if bool(ids) == all_dead:
        bad_input("deliveries resend: name dead letters by id, or give --all-dead")
    with guarded():
        from pipeline.messages import delivery_desk
        from pipeline.settings import settings

        delivery_desk.resend(settings(home=home), ids or [], all_dead=all_dead)


def calendar(home: Home = None) -> None:
    """Bring the calendar files of owners, units and compliance up to date; which changed, as JSON lines."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline import stages
        from pipeline.commands import console
        from pipeline.messages.calendars import write_calendars
        from pipeline.settings import settings

        console.emit(write_calendars(settings(home=home), stages.now()))
