"""`icts-watch doctor`: what is configured, reachable and stale, in plain words, with what to do about each thing.

It writes nothing, shows no secret, and loads no model: weights are checked by their hash.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from rich.table import Table
from rich.text import Text

from alerts.outside_text import cut, shown
from extract.suppliers import parse_suppliers
from extract.tables import UnreadableFile
from models.embedding import ModelAltered, checked
from pipeline import settings as known_settings
from pipeline import stages
from pipeline.commands.console import FAILED, emit, output, say
from pipeline.inventories import read_inventories, wants_example
from pipeline.operations.contradictions import CONTRADICTIONS
from pipeline.operations.finding import Finding, State, note, well, wrong
from pipeline.operations.health import warehouse_findings
from pipeline.operations.open_scopes import scope_findings
from pipeline.operations.privacy import privacy_findings
from pipeline.operations.watchdog import channels_of
from pipeline.settings import Settings
from pipeline.vectors import model_of
from pipeline.watching.look_signs import watcher_findings
from warehouse.catalog import WarehouseUnreachable, hide_secrets
from warehouse.lake import open_warehouse
from warehouse.migrate import WrongSchema

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_FREE = 2**30  # bytes under home
HEARTBEAT = dt.timedelta(minutes=2)  # the longest pause between two signs of life of a part of Airflow
PARTS = {"SchedulerJob": "scheduler", "TriggererJob": "triggerer", "DagProcessorJob": "DAG processor"}
STYLES = {State.OK: "green", State.NOTE: "yellow", State.WRONG: "bold red"}


def doctor(options: dict[str, Any], *, live: bool, as_json: bool) -> None:
    """Prints every finding, as a table or as JSON lines. Leaves with status 1 where something is wrong."""
    found = list(findings(options, live=live))
    if as_json:
        emit(asdict(one) for one in found)
    else:
        _show(found)
    if any(one.state is State.WRONG for one in found):
        raise SystemExit(FAILED)


def findings(options: dict[str, Any], *, live: bool) -> Iterator[Finding]:
    """Everything that is looked at, in the order in which a person would mend it."""
    yield from _environment()
    try:
        settings = known_settings.settings(**options)
    except ValidationError as refused:
        for error in refused.errors():  # without the values: one may be a secret
            name = ".".join(map(str, error["loc"]))
            yield wrong("settings", name, str(error["msg"]), f"mend or remove it in the environment or {_file()}")
        return
    except ValueError as broken:  # of the TOML reader
        yield wrong("settings", _file().name, f"cannot be read: {cut(str(broken), 160)}", "mend the file")
        return
    yield from _settings(settings)
    yield from _home(settings)
    yield from privacy_findings(settings, _file())
    yield _model(settings)
    yield from _files(settings)
    yield from _channels(settings)
    yield from _airflow(settings)
    yield from _warehouse(settings)
    if live:
        from pipeline.operations.probes import live_findings

        yield from live_findings(settings)


def _file() -> Path:
    return Path(known_settings.SETTINGS_FILE).resolve()


def _environment() -> Iterator[Finding]:
    """Variables under our name that set nothing: a misspelt one is silently without effect otherwise."""
    known = {f"ICTS_WATCH_{name.upper()}" for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith("ICTS_WATCH_") and name.upper() not in known:
            yield wrong("settings", shown(name), "no setting has this name", "correct or unset the variable")


def _settings(settings: Settings) -> Iterator[Finding]:
    file = _file()
    given = sorted(settings.model_fields_set)
    where = f"{file} is read" if file.is_file() else f"no {file.name} in {file.parent}"
    yield well("settings", "given", f"{where}; set: {', '.join(given) or 'nothing, all defaults'}")
    for one in CONTRADICTIONS:
        if one.holds(settings):
            yield wrong("settings", "contradiction", one.words, one.do)
    source = settings.source
    if source not in {"auto", "live", "sample"} and "://" not in source and not Path(source).exists():
        yield wrong("settings", "source", f"{shown(source)}: no such file or folder", "correct it")


def _home(settings: Settings) -> Iterator[Finding]:
    home = settings.home.resolve()
    if not home.is_dir():
        yield wrong("home", str(home), "is not there yet", "icts-watch run makes it; or name another with --home")
        return
    free = shutil.disk_usage(home).free
    words = f"{free / 2**30:.1f} GiB free"
    if not os.access(home, os.W_OK):
        yield wrong("home", str(home), "cannot be written to", "give this account the right to")
    elif free < LEAST_FREE:
        yield wrong("home", str(home), words, "make room: nothing that is kept is ever deleted")
    else:
        yield well("home", str(home), words)


def _model(settings: Settings) -> Finding:
    choice = model_of(settings)
    name = shown(choice.name)
    try:
        place = checked(choice)
    except (ModelAltered, OSError, ImportError) as refused:
        return wrong("model", name, cut(str(refused), 300), "install the model's package again, or correct model")
    if choice.folder is None:
        do = "download it to a folder and name the folder, so that nothing depends on a network"
        return note("model", name, "is no folder here: it would be fetched when first used", do)
    if not choice.sha256:
        return note("model", name, f"{place}: nobody has fixed its hash", "set model_sha256")
    return well("model", name, f"{place}: the weights have the right hash")


def _wants_example(settings: Settings) -> bool:
    """Whether the sample stands in; what is wrong with a warehouse that cannot be asked is told by its own findings."""
    import duckdb

    try:
        with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
            return wants_example(warehouse.con)
    except (WarehouseUnreachable, WrongSchema, duckdb.Error):
        return True


def _files(settings: Settings) -> Iterator[Finding]:
    """The inventory and the supplier register as the next sync will find them."""
    try:
        taken, _ = read_inventories(settings, example=_wants_example(settings))
        for one in taken:
            aside = sum(problem.fatal for problem in one.inventory.problems)
            words = f"{one.inventory.form}: {len(one.inventory.items)} rows can be taken, {aside} cannot"
            if settings.inventory is None:
                do = "name yours in the setting inventory, or: icts-watch inventory import FILE"
                yield note("inventory", "file", f"the bundled sample: {words}", do)
            elif aside:
                yield wrong(
                    "inventory", one.file.name, words, "icts-watch sync names each row and what is wrong with it"
                )
            else:
                yield well("inventory", one.file.name, words)
        if settings.suppliers:
            facts, problems = parse_suppliers(settings.suppliers.read_bytes(), settings.suppliers.name)
            words = f"{len(facts)} facts can be taken, {sum(problem.fatal for problem in problems)} rows cannot"
            bad = any(problem.fatal for problem in problems)
            do = "icts-watch sync names each row and what is wrong with it"
            yield Finding(
                "register", settings.suppliers.name, State.WRONG if bad else State.OK, words, do if bad else ""
            )
    except (UnreadableFile, OSError) as refused:
        yield wrong("inventory", "file", cut(str(refused), 300), "correct the file, or its name in the settings")


def _channels(settings: Settings) -> Iterator[Finding]:
    previews = settings.home / "previews"
    if settings.slack_token.get_secret_value():
        yield well("channel", "slack", f"configured; compliance channel: {shown(settings.slack_channel) or 'none'}")
    else:
        yield note("channel", "slack", f"not configured: messages become previews in {previews}", "set slack_token")
    if settings.smtp_host:
        server = f"{shown(settings.smtp_host)}:{settings.smtp_port}"
        encrypted = settings.smtp_starttls or settings.smtp_tls
        yield well("channel", "e-mail", f"{server}, {'encrypted' if encrypted else 'not encrypted'}")
    else:
        yield note("channel", "e-mail", f"not configured: e-mails become previews in {previews}", "set smtp_host")
    if told := channels_of(settings):
        yield well("channel", "operator", f"is told by the watchdog what falls silent: {', '.join(told)}")
    else:
        words = "nobody is told when a source, a stage, the delivery or Airflow falls silent"
        yield note("channel", "operator", words, "set operator_slack or operator_mail, see docs/watchdog.md")


def _airflow(settings: Settings) -> Iterator[Finding]:
    """Whether the Airflow of `icts-watch up` runs, if it was ever used with this home, and its parts give signs of life."""
    from filelock import FileLock, Timeout

    home = settings.home / "airflow"
    if not (home / "up.lock").is_file():
        yield note("airflow", "", "not used with this home: each stage is run by command", "icts-watch up")
        return
    try:
        with FileLock(home / "up.lock", timeout=0):
            yield wrong("airflow", "", "was used with this home and is down: nobody watches", "icts-watch up")
            return
    except Timeout:
        pass
    beats = _heartbeats(home / "airflow.db")
    now = dt.datetime.now(dt.UTC)
    silent = [words for job, words in PARTS.items() if job not in beats or now - beats[job] > HEARTBEAT]
    if not beats:
        yield note("airflow", "", "is up; its database is elsewhere, so its parts are not looked at here")
    elif silent:
        words = f"is up, but there is no sign of life from: {', '.join(silent)}"
        yield wrong("airflow", "", words, f"see {home / 'airflow.log'}; end it and start it again")
    else:
        yield well("airflow", "", f"is up: {', '.join(PARTS.values())} give signs of life")
    yield from watcher_findings(settings, now)


def _heartbeats(database: Path) -> dict[str, dt.datetime]:
    """The last sign of life of each of Airflow's parts; empty where its database is not this file."""
    if not database.is_file():
        return {}
    query = "select job_type, max(latest_heartbeat) from job where latest_heartbeat is not null group by job_type"
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as con:
            rows = con.execute(query).fetchall()
    except sqlite3.Error:  # not made yet, or by another version of Airflow
        return {}
    moments = {job: dt.datetime.fromisoformat(str(at)) for job, at in rows}
    return {job: at if at.tzinfo else at.replace(tzinfo=dt.UTC) for job, at in moments.items()}


def _warehouse(settings: Settings) -> Iterator[Finding]:
    import duckdb

    lake = stages.lake_of(settings)
    try:
        with open_warehouse(lake, read_only=True) as warehouse:
            yield from warehouse_findings(warehouse.con, settings, stages.now())
            yield from scope_findings(warehouse.con)
    except (WarehouseUnreachable, WrongSchema) as refused:
        yield wrong(
            "warehouse", lake.name, cut(str(refused), 300), "icts-watch run makes or migrates it; else as it says"
        )
    except duckdb.Error as broken:
        words = f"cannot be read: {cut(hide_secrets(str(broken)), 300)}"
        yield wrong("warehouse", lake.name, words, "restore the file it names from the backup")


def _show(found: list[Finding]) -> None:
    table = Table(title="What doctor found", title_justify="left", show_lines=False)
    for heading in ("", "what", "found", "what to do"):
        table.add_column(heading, overflow="fold")
    for one in found:
        what = f"{one.area} {one.subject}".strip()
        table.add_row(Text(one.state.value, STYLES[one.state]), Text(what), Text(one.words), Text(one.do))
    output.print(table)
    count = sum(one.state is State.WRONG for one in found)
    say(f"{count} of {len(found)} things are wrong" if count else f"all is well ({len(found)} things looked at)")
