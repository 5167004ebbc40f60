"""`icts-watch blank` and `forget`: a person who has left is named no longer; earlier snapshots are given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.commands.console import FAILED, bad_input, emit, say
from pipeline.stages import lake_of, now
from warehouse.blanking import Blanking, RecordBroken, StillNeeded, blank, blank_authors
from warehouse.forgetting import expiring, forget
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
            with open_warehouse(lake) as warehouse, warehouse.one_moment() as con:
                done = blank(con, person, before, now())
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


def forget_before(settings: Settings, before: dt.datetime, *, sure: bool) -> None:
    """Gives up the snapshots older than `before`; not sure, it says how many there are."""
    lake = lake_of(settings)
    if not sure:
        say(
            f"{expiring(lake, before):,} snapshots are older. Given up, the warehouse answers --as-of from {before:%Y-%m-%d} "
            "on only, and no evidence as of a day before can be written. Back up first; --yes does it."
        )
        return
    prepare(lake)
    done = forget(lake, before)
    emit([{"snapshots": done.snapshots, "files": done.files, "answers_since": done.since.isoformat()}])


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
