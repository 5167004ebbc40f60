"""What auditors type: `icts-watch verify`, `evidence`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.options import AsOf, Home


def verify(
    head: Annotated[
        str, typer.Option("--head", help="A head that was kept elsewhere (SEQ:HASH): it must still be in the record.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line.")] = False,
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Walk the record: every link of its chain, and every row it vouches for. Status 1 where anything is not as recorded."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.commands.moments import moment_of
        from pipeline.record import auditing
        from pipeline.settings import settings

        chosen = settings(home=home)
        auditing.verify(chosen, head, moment_of(as_of, chosen.zone), as_json=as_json)


def evidence(
    document: Annotated[str, typer.Argument(help="A document's number.")],
    folder: Annotated[
        Path | None, typer.Option("--output", help="A new folder; evidence-DOCUMENT without one.")
    ] = None,
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Write what one would hand to the Department: what was published, known, decided and told, as files with checksums."""
    from pipeline.commands.guard import guarded

    with guarded():
        from pipeline.commands.moments import moment_of
        from pipeline.record import auditing
        from pipeline.settings import settings

        chosen = settings(home=home)
        auditing.evidence(chosen, document, folder, moment_of(as_of, chosen.zone))


def register(app: typer.Typer) -> None:
    """Puts these commands at the top level."""
    for command in (verify, evidence):
        app.command()(command)
