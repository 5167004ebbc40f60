"""What an operator types to keep what is kept: `icts-watch backup`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.options import Home


def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder, or an earlier backup, of which the rest is added.")],
    home: Home = None,
) -> None:
    """Copy catalog and Parquet while others write, and walk the copy's record. The copy is a home itself."""
    from pipeline.guard import guarded

    with guarded():
        from pipeline import keeping
        from pipeline.settings import settings

        keeping.backup(settings(home=home), folder)


def register(app: typer.Typer) -> None:
    """Puts these commands at the top level."""
    app.command()(backup)
