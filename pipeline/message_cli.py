"""The commands about messages: what could not be delivered, what would be sent, the calendars."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

deliveries_app = typer.Typer(help="What is not sent, why, and another round for it.", no_args_is_help=True)

Home = Annotated[Path | None, typer.Option("--home", help="Where everything a run keeps lies.")]


@deliveries_app.command("list")
def deliveries_list(
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False, home: Home = None
) -> None:
    """What waits in the outbox and what is dead, with the last error."""
    from pipeline.guard import guarded

    with guarded():
        from pipeline import delivery_desk
        from pipeline.settings import settings

        delivery_desk.show(settings(home=home), as_json=as_json)


@deliveries_app.command("resend")
def deliveries_resend(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Dead letters, by id.")] = None,
    all_dead: Annotated[bool, typer.Option("--all-dead", help="Every dead letter.")] = False,
    home: Home = None,
) -> None:
    """Try dead letters again; what may be out already is looked for first."""
    from pipeline.console import bad_input
    from pipeline.guard import guarded

    if bool(ids) == all_dead:
        bad_input("deliveries resend: name dead letters by id, or give --all-dead")
    with guarded():
        from pipeline import delivery_desk
        from pipeline.settings import settings

        delivery_desk.resend(settings(home=home), ids or [], all_dead=all_dead)


def calendar(home: Home = None) -> None:
    """Bring the calendar files of owners, units and compliance up to date; which changed, as JSON lines."""
    from pipeline.guard import guarded

    with guarded():
        from pipeline import console, stages
        from pipeline.calendars import write_calendars
        from pipeline.settings import settings

        console.emit(write_calendars(settings(home=home), stages.now()))
