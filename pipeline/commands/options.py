"""Options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[Path | None, typer.Option("--home", help="Where everything a run keeps lies.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Answer as the warehouse stood then: a day (its end), or a time."),
]
