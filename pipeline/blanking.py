"""`icts-watch blank`: a person who has left is named no longer, and the record still verifies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.console import FAILED, bad_input, emit, say
from pipeline.stages import lake_of, now
from warehouse.blanking import Blanking, RecordBroken, StillNeeded, blank, blank_authors
from warehouse.lake import open_warehouse, write
from warehouse.migrate import prepare
from warehouse.turn import writers_turn

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pipeline.settings import Settings

SHORTEST = 4
"""Characters: a shorter word would be found where nobody is meant."""


def blank_person(settings: Settings, person: Sequence[str], before: dt.datetime, *, dry: bool) -> None:
    """Blanks every spelling of a person in what is older than `before`, and says what it did, or would do."""
    if short := [one for one in person if len(one.strip()) < SHORTEST]:
        bad_input(f"blank: {', '.join(map(repr, short))}: too short to tell a person by")
    by_setting = {*settings.compliance, settings.compliance_mail, settings.slack_channel}
    by_setting |= {name for unit in settings.units.values() for name in unit.values()}
    known = {part.strip().casefold() for text in by_setting for part in text.replace("=", ",").split(",")}
    if named := [one for one in person if one.strip().casefold() in known]:
        bad_input(f"blank: {', '.join(named)}: still named in the settings (compliance, units)")
    lake = lake_of(settings)
    prepare(lake)
    try:
        if dry:
            with open_warehouse(lake) as warehouse:
                warehouse.con.execute("begin")
                done = blank(warehouse.con, person, before, now())
                warehouse.con.execute("rollback")
            authors = 0
        else:
            done = write(lake, "blank", "a person is blanked", lambda con: blank(con, person, before, now()))
            with open_warehouse(lake) as warehouse, writers_turn(lake, warehouse.con):
                authors = blank_authors(warehouse.con, person, before, done.token)
    except StillNeeded as wrong:
        bad_input(f"blank: {wrong}: hand over what is theirs, and let what waits go out first")
    except RecordBroken:
        say("icts-watch: blank: the record is not whole, and blanking would hide where: see icts-watch verify")
        raise SystemExit(FAILED) from None
    _say(done, authors, dry=dry)


def _say(done: Blanking, authors: int, *, dry: bool) -> None:
    emit([{"token": "" if dry else done.token, "rows": done.rows, "payloads": done.payloads, "commits": authors,
           "named_still": done.left, "dry_run": dry}])  # fmt: skip
    if dry:
        say("Nothing was changed (--dry-run).")
    if done.left:
        say(
            "Named still, being newer or not to be changed: "
            + ", ".join(f"{n} in {table}" for table, n in done.left.items())
        )
    say("Older snapshots, files under home, logs, exports and backups are another matter: docs/operations.md")
