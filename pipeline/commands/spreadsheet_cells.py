"""Cells of a CSV that a spreadsheet shows as text and never takes for a formula."""

from __future__ import annotations

import datetime as dt

ACTIVE = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def shown(value: object) -> str:
    """A value as a cell: one that would begin a formula stands behind an apostrophe; times are UTC and say so."""
    if isinstance(value, dt.datetime):
        return f"{value.isoformat()}+00:00"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("'", *ACTIVE)) else text


def meant(cell: str) -> str:
    """What `shown` was given as text."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in {"'", *ACTIVE} else cell
