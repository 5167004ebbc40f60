"""What an operator types about what is kept: `icts-watch backup`, `blank`, `forget`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.options import Home


def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder, or an earlier backup, of which the rest is added.")],
    home: Home = None,
) -> None:
    """Copy catalog and Parquet while others write, and walk the copy's record. The copy is a home itself."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.record import keeping
        from pipeline.settings import settings

        keeping.backup(settings(home=home), folder)


def blank(
    person: Annotated[
        list[str], typer.Argument(metavar="NAME|E-MAIL|SLACK-ID...", help="Every spelling of one person; quote a name.")
    ],
    before: Annotated[
        datetime, typer.Option("--before", formats=["%Y-%m-%d"], help="What is older than this day (UTC).")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be blanked; change nothing.")] = False,
    home: Home = None,
) -> None:
    """Put a token in the place of a person who has left, in rows and in the record, which still verifies."""
    from datetime import UTC

    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.record.blanking import blank_person
        from pipeline.settings import settings

        blank_person(settings(home=home), person, before.replace(tzinfo=UTC), dry=dry_run)


def forget(
    before: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Snapshots older than this (UTC) are given up."),
    ],
    sure: Annotated[bool, typer.Option("--yes", help="Do it: it cannot be undone.")] = False,
    home: Home = None,
) -> None:
    """Give up earlier snapshots and remove the files that only they need. Today's rows and the record stay whole."""
    from datetime import UTC

    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.record.blanking import forget_before
        from pipeline.settings import settings

        forget_before(settings(home=home), before.replace(tzinfo=UTC), sure=sure)


def register(app: typer.Typer) -> None:
    """Puts these commands at the top level."""
    for command in (backup, blank, forget):
        app.command()(command)
