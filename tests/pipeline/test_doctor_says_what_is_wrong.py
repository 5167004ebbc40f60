"""`icts-watch doctor`: every fault of settings, home, sources, stages, quarantine and outbox is a line with a remedy."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from typer.testing import CliRunner

from extract.inventory import Item
from pipeline import stages
from pipeline.cli import app
from pipeline.operations import doctor
from pipeline.operations.finding import Finding, State
from pipeline.operations.health import warehouse_findings
from pipeline.settings import Settings
from pipeline.sources import SAMPLE
from pipeline.watching.look_signs import note_look
from warehouse.catalog import Lake
from warehouse.items import sync_items
from warehouse.lake import open_warehouse
from warehouse.outbox import Delivery, claim, enqueue, settle_failed
from warehouse.publications import load_publications
from warehouse.quarantine import Rejected, load_quarantine
from warehouse.runs import finish_run, start_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyConnection

FRIDAY = dt.datetime(2026, 3, 6, 15, 0, tzinfo=dt.UTC)
NAMES = ("federal_register", "public_inspection", "bis", "feeds", "ecfr")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without a settings file."""
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    """A home with an empty warehouse."""
    shutil.copytree(prepared_home, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def con(home: Path) -> Iterator[DuckDBPyConnection]:
    """A transaction on its warehouse, taken back afterwards."""
    with open_warehouse(Lake.under(home)) as warehouse:
        warehouse.con.execute("begin")
        yield warehouse.con
        warehouse.con.execute("rollback")


def found(options: dict[str, object]) -> list[Finding]:
    """All findings without asking anybody."""
    return list(doctor.findings(options, live=False))


def about(findings: list[Finding], area: str, subject: str = "") -> Finding:
    """The one finding about this thing."""
    (one,) = [each for each in findings if each.area == area and (not subject or each.subject == subject)]
    return one


def asked(con: DuckDBPyConnection, at: dt.datetime, *names: str, failed: tuple[str, ...] = ()) -> None:
    """A poll of these sources that ended well, but for what failed."""
    counts = {"sources": list(names), "failed": list(failed)}
    finish_run(con, start_run(con, "poll", at), counts, at)


def source(con: DuckDBPyConnection, name: str, now: dt.datetime, **settings: object) -> Finding:
    """What is said of one source at a time."""
    return about(list(warehouse_findings(con, Settings(**settings), now)), "source", name)  # type: ignore[arg-type]


def test_a_machine_on_which_nothing_ran_yet_is_told_what_to_do(tmp_path: Path) -> None:
    """No home and no warehouse: two lines that name them and the command, status 1, and nothing is made."""
    done = CliRunner().invoke(app, ["doctor", "--home", str(tmp_path / "none")])
    assert done.exit_code == 1, done.output
    assert "icts-watch run makes it" in " ".join(done.stdout.split())
    assert not (tmp_path / "none").exists()
    for area in ("home", "warehouse"):
        assert about(found({"home": tmp_path / "none"}), area).state is State.WRONG


def test_all_is_well_where_every_stage_ran_on_good_input(home: Path, tmp_path: Path) -> None:
    """A folder of documents and a full inventory, polled, read and synced: status 0, and each line is JSON."""
    inventory = tmp_path / "assets.csv"
    inventory.write_text(
        "item_id,name,vendor,country_of_origin,owner,owner_email\nA-1,Router,Cisco,US,Ann,ann@example.com\n"
    )
    options = {"home": home, "inventory": inventory, "source": str(SAMPLE / "notices/2024-13532.xml")}
    settings = Settings(**options)  # type: ignore[arg-type]
    for stage in (stages.poll, stages.read, stages.sync):
        stage(settings)
    assert [one for one in found(options) if one.state is State.WRONG] == []
    arguments = ["doctor", "--home", str(home), "--inventory", str(inventory), "--json"]
    done = CliRunner().invoke(app, arguments, env={"ICTS_WATCH_SOURCE": options["source"]})  # type: ignore[dict-item]
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"area", "subject", "state", "words", "do"} == set(lines[0])
    assert all(line["do"] for line in lines if line["state"] == "wrong")


def test_no_model_is_loaded_to_check_its_weights(home: Path) -> None:
    """The hash is compared without torch, and nothing heavy but the warehouse's own library is imported."""
    code = (
        "import sys; from pipeline.operations.doctor import findings;"
        f"words = [f.words for f in findings({{'home': {str(home)!r}}}, live=False) if f.area == 'model'];"
        "heavy = ('torch', 'sentence_transformers', 'transformers', 'airflow', 'slack_sdk');"
        "print(words, [name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "the weights have the right hash'] []" in done.stdout


def test_altered_weights_are_found(home: Path, tmp_path: Path) -> None:
    """A model whose file has another hash than the settings say is wrong; with the right one it is well."""
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    right = hashlib.sha256(b"weights").hexdigest()
    options = {"home": home, "model": str(tmp_path), "model_sha256": right}
    assert about(found(options), "model").state is State.OK
    altered = about(found(options | {"model_sha256": "0" * 64}), "model")
    assert (altered.state, right in altered.words) == (State.WRONG, True)
    (tmp_path / "model.safetensors").unlink()
    assert about(found(options), "model").state is State.WRONG


def test_names_that_set_nothing_are_found(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt variable is named; its value, which may be a secret, is not."""
    monkeypatch.setenv("ICTS_WATCH_SLACK_TOKNE", "xoxb-secret")
    one = about(found({"home": home}), "settings", "ICTS_WATCH_SLACK_TOKNE")
    assert one.state is State.WRONG
    assert "xoxb-secret" not in str(one)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ('slack_tokne = "xoxb-secret"\n', "slack_tokne"),
        ('smtp_port = "xoxb-secret"\n', "smtp_port"),
        ('smtp_password = "xoxb-secret\n', "icts-watch.toml"),
    ],
)
def test_a_settings_file_that_cannot_be_taken_is_named_and_no_value_shown(text: str, subject: str) -> None:
    """An unknown name, a wrong value and a broken file: status 1, which it is, and never what it says."""
    with open("icts-watch.toml", "w") as file:  # noqa: PTH123 - the working folder is the test's own
        file.write(text)
    done = CliRunner().invoke(app, ["doctor", "--json"])
    assert done.exit_code == 1, done.output
    assert subject in done.stdout
    assert "xoxb-secret" not in done.output


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"slack_channel": "#icts"}, "slack_token is not"),
        ({"compliance_mail": "icts@example.com"}, "smtp_host is not"),
        ({"operator_slack": "#operators"}, "the operator is told nothing on Slack"),
        ({"operator_mail": "operator@example.com"}, "the operator is sent no e-mail"),
        ({"slack_token": "xoxb-secret"}, "who is told of what nobody owns"),
        ({"smtp_host": "mail", "compliance_mail": "a@b.c", "smtp_user": "u"}, "only one is set"),
        (
            {"smtp_host": "mail", "compliance_mail": "a@b.c", "smtp_user": "u", "smtp_password": "xoxb-secret",
             "smtp_starttls": False}, "in the clear"
        ),
        ({"suppliers": SAMPLE / "suppliers.csv"}, "your register meets the bundled sample"),
        ({"catalog": "postgresql://u:xoxb-secret@127.0.0.1:1/x"}, "no other machine can read it"),
        ({"federal_register_url": "https://example.com/api", "source": str(SAMPLE)}, "source holds"),
        ({"slack_app_token": "xoxb-secret", "second_approver": False}, "nothing to answer to"),
        (
            {"slack_app_token": "xoxb-secret", "slack_token": "x", "slack_channel": "#icts", "compliance": ["a@b.c=U0ANN0000"]},
            "fewer than two people",
        ),
        ({"thresholds": {"email": {"level": "afected"}}}, "every alert goes out"),
        ({"thresholds": {"fax": {}}}, "every alert goes out"),
    ],
)  # fmt: skip
def test_settings_that_contradict_each_other_are_found(home: Path, given: dict[str, object], words: str) -> None:
    """Each pair is told in words, with what to do and without a secret; without it nothing is said."""
    findings = found({"home": home, **given})
    said = [one for one in findings if one.subject == "contradiction"]
    assert [words in one.words for one in said] == [True]
    assert all(one.do for one in said)
    assert "xoxb-secret" not in str(findings)


def test_secrets_are_shown_nowhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the table nor the JSON lines hold a token, a password or the password in a catalog's address."""
    for name, value in {
        "SLACK_TOKEN": "xoxb-secret",
        "SMTP_HOST": "mail.example.com",
        "SMTP_USER": "user",
        "SMTP_PASSWORD": "xoxb-secret",
        "CATALOG": "postgresql://ann:xoxb-secret@127.0.0.1:1/lake",
    }.items():
        monkeypatch.setenv(f"ICTS_WATCH_{name}", value)
    for arguments in (["doctor"], ["doctor", "--json"]):
        done = CliRunner().invoke(app, [*arguments, "--home", str(home)])
        assert done.exit_code == 1, done.output
        assert "mail.example.com:587" in done.stdout
        assert "xoxb-secret" not in done.output


def test_an_inventory_that_cannot_be_read_is_named(home: Path, tmp_path: Path) -> None:
    """A missing file, one that is no table, and one with rows that cannot be taken."""
    file = tmp_path / "assets.csv"
    for content, words in (
        (None, "assets.csv"),
        (b"\0", "NUL"),
        (b"item_id,name\nA-1,\n", "0 rows can be taken, 1 cannot"),
    ):
        if content is not None:
            file.write_bytes(content)
        lines = [
            one for one in found({"home": home, "inventory": file}) if one.area == "inventory" and words in one.words
        ]
        assert [one.state for one in lines] == [State.WRONG]


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (0, State.OK),
        (2, State.OK),  # Sunday
        (3, State.OK),  # Monday: nothing is late yet
        (4, State.WRONG),
    ],
)
def test_a_source_that_nobody_asks_is_found_after_a_business_day(
    con: DuckDBPyConnection, days: int, state: State
) -> None:
    """Asked on Friday, it is well over the weekend and on Monday; on Tuesday it is not."""
    asked(con, FRIDAY, "bis")
    assert source(con, "bis", FRIDAY + dt.timedelta(days=days)).state is state


def test_a_federal_holiday_is_no_business_day(con: DuckDBPyConnection) -> None:
    """Asked on the Wednesday before Thanksgiving, a source is well on the Friday after it."""
    wednesday = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC)
    asked(con, wednesday, "bis")
    assert source(con, "bis", wednesday + dt.timedelta(days=2)).state is State.OK
    assert source(con, "bis", wednesday + dt.timedelta(days=5)).state is State.WRONG


def test_a_source_that_was_never_asked_and_one_that_is_switched_off_are_told_apart(con: DuckDBPyConnection) -> None:
    """The first is wrong; the second is named, once, and no line of its own."""
    findings = list(warehouse_findings(con, Settings(), FRIDAY))
    sources = {one.subject: one for one in findings if one.area == "source"}
    assert all(sources[name].words == "was never asked" for name in NAMES)
    assert "fcc" in sources.pop("switched off").words
    assert "fcc" not in sources


def test_a_first_poll_that_is_still_running_is_no_silence(con: DuckDBPyConnection) -> None:
    """Weeks of documents take their time; a poll that has been running for longer than any run does is none."""
    start_run(con, "poll", FRIDAY)
    assert source(con, "bis", FRIDAY + dt.timedelta(hours=1)).state is State.NOTE
    assert source(con, "bis", FRIDAY + dt.timedelta(hours=7)).state is State.WRONG


def test_the_last_failure_of_a_source_is_told_with_its_reason(con: DuckDBPyConnection) -> None:
    """It is wrong until the source has answered again; then it is mentioned for the rest of the day."""
    asked(con, FRIDAY - dt.timedelta(hours=2), "bis", "ecfr")
    asked(con, FRIDAY, "bis", "ecfr", failed=("bis failed after 0 publication(s): no answer: https://bis.example",))
    failed = source(con, "bis", FRIDAY)
    assert (failed.state, "no answer: https://bis.example" in failed.words) == (State.WRONG, True)
    assert source(con, "ecfr", FRIDAY).state is State.OK
    asked(con, FRIDAY + dt.timedelta(minutes=5), "bis")
    again = source(con, "bis", FRIDAY + dt.timedelta(hours=1))
    assert (again.state, "failed before that" in again.words) == (State.OK, True)


def test_silence_of_a_daily_publisher_is_an_alarm(con: DuckDBPyConnection) -> None:
    """It answers every day, but gave nothing new for four business days; a publisher without a timetable may be silent."""
    from extract.publication import Publication

    for name in ("federal_register", "bis"):
        one = Publication(name, "2026-1", "https://example.gov", "text/xml", name.encode(), FRIDAY)
        load_publications(con, [one], FRIDAY)
    for days, state in ((5, State.OK), (6, State.WRONG)):  # Wednesday, Thursday
        now = FRIDAY + dt.timedelta(days=days)
        asked(con, now, *NAMES)
        assert source(con, "federal_register", now).state is state
        assert source(con, "bis", now).state is State.OK


def test_a_stage_that_failed_or_never_ended_is_named(con: DuckDBPyConnection) -> None:
    """With the error in words, or since when it runs."""
    finish_run(con, start_run(con, "assess", FRIDAY), {}, FRIDAY, error="out of\x1b[31m memory")
    start_run(con, "read", FRIDAY)
    findings = list(warehouse_findings(con, Settings(), FRIDAY + dt.timedelta(hours=7)))
    failed = about(findings, "stage", "assess")
    assert (failed.state, "out of [31m memory" in failed.words) == (State.WRONG, True)
    assert failed.do == "mend the cause, then: icts-watch assess"
    assert "did not end" in about(findings, "stage", "read").words


def test_quarantine_is_told_by_source_with_reasons_and_newest_examples(con: DuckDBPyConnection) -> None:
    """The same fault in many rows is one reason, counted; names are shown as text, the newest first."""
    inventory = [
        Rejected("inventory", f"assets.csv, row {row}", f"assets.csv, row {row}, name: is empty", b"%d" % row)
        for row in range(2, 7)
    ]
    load_quarantine(con, inventory, FRIDAY)
    load_quarantine(con, [Rejected("bis", "https://a/old", "empty", b"1")], FRIDAY)
    load_quarantine(con, [Rejected("bis", "https://a/n\x1bew", "no text", b"2")], FRIDAY + dt.timedelta(hours=1))
    findings = list(warehouse_findings(con, Settings(), FRIDAY))
    rows = about(findings, "quarantine", "inventory")
    assert "5 waiting: 5 x is empty" in rows.words
    assert "icts-watch sync" in rows.do
    pages = about(findings, "quarantine", "bis")
    assert "newest: https://a/n ew, https://a/old" in pages.words
    assert "read --again" in pages.do


def delivery(number: str, **fields: object) -> Delivery:
    """A message."""
    return Delivery(number, "impact alert", "email", "ann@example.com", "ann@example.com", {"a": 1}, **fields)  # type: ignore[arg-type]


def test_dead_letters_and_messages_that_wait_are_found(con: DuckDBPyConnection) -> None:
    """What was given up, and what waits for more than an hour; what is meant for later waits well."""
    enqueue(con, [delivery("dead")], FRIDAY)
    (claimed,) = claim(con, FRIDAY)
    settle_failed(con, claimed, "550 no such user", FRIDAY, permanent=True)
    later = FRIDAY + dt.timedelta(days=3)
    enqueue(con, [delivery("waits"), delivery("scheduled", not_before=later)], FRIDAY)
    soon = {one.subject: one for one in warehouse_findings(con, Settings(), FRIDAY) if one.area == "outbox"}
    assert set(soon) == {"dead letters, email"}
    letters = soon["dead letters, email"]
    assert letters.words == "1 cannot be delivered: 550 no such user; newest: dead to ann@example.com"
    assert "icts-watch deliveries resend --all-dead" in letters.do
    now = FRIDAY + dt.timedelta(hours=2)
    overdue = about(list(warehouse_findings(con, Settings(), now)), "outbox", "email")
    assert (overdue.state, overdue.words.startswith("1 messages wait")) == (State.WRONG, True)


def test_gaps_in_the_inventory_and_owners_nobody_reaches_are_counted(con: DuckDBPyConnection) -> None:
    """Shares without vendor, owner and country; owners without an address, unless their unit has one."""
    sync_items(
        con,
        [
            Item("A-1", "Camera", vendor="Dahua", country_of_origin="CN", owner="Ann", owner_email="ann@example.com"),
            Item("A-2", "Camera", owner="Bob", business_unit="Plant"),
            Item("A-3", "Camera", owner="Cid"),
            Item("A-4", "Camera"),
        ],
        FRIDAY,
    )
    findings = list(warehouse_findings(con, Settings(units={"Plant": {"email": "plant@example.com"}}), FRIDAY))
    assert (
        about(findings, "inventory", "items").words
        == "4 items: 75% without vendor, 25% without owner, 75% without country"
    )
    owners = about(findings, "inventory", "owners")
    assert (owners.state, "1 owners of 1 items have no address: Cid" in owners.words) == (State.WRONG, True)
    told = list(warehouse_findings(con, Settings(compliance_mail="icts@example.com"), FRIDAY))
    assert about(told, "inventory", "owners").state is State.NOTE


def test_a_file_that_changed_and_was_not_synced_is_found(con: DuckDBPyConnection, tmp_path: Path) -> None:
    """An hour after the change it is wrong, unless a sync has run since; before that whoever watches it has time."""
    file = tmp_path / "assets.csv"
    file.write_text("item_id,name\nA-1,Router\n")
    changed = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
    for minutes, expected in ((30, []), (90, ["changed"])):
        findings = warehouse_findings(con, Settings(inventory=file), changed + dt.timedelta(minutes=minutes))
        assert [one.words.split()[0] for one in findings if one.subject == "assets.csv"] == expected
    after = changed + dt.timedelta(seconds=5)
    finish_run(con, start_run(con, "sync", after), {}, after)
    findings = warehouse_findings(con, Settings(inventory=file), changed + dt.timedelta(days=1))
    assert [one for one in findings if one.subject == "assets.csv"] == []


def test_a_record_that_was_cut_off_is_found(con: DuckDBPyConnection) -> None:
    """An entry behind the head, or a head behind the entries."""
    enqueue(con, [delivery("one"), delivery("two")], FRIDAY)
    assert about(list(warehouse_findings(con, Settings(), FRIDAY)), "warehouse", "record").state is State.OK
    con.execute("delete from lake.record")
    assert about(list(warehouse_findings(con, Settings(), FRIDAY)), "warehouse", "record").state is State.WRONG


def test_a_catalog_that_is_none_is_said_and_left_alone(home: Path) -> None:
    """A letter in the catalog's place is named; nothing is written."""
    (home / "catalog.sqlite").write_bytes(b"a letter, not a database" * 100)
    one = about(found({"home": home}), "warehouse")
    assert (one.state, "not a database" in one.words) == (State.WRONG, True)
    assert (home / "catalog.sqlite").read_bytes() == b"a letter, not a database" * 100


JOBS = "create table job (id integer primary key, job_type varchar(30), state varchar(20), latest_heartbeat timestamp)"
"""The columns of Airflow 3.3's table that are looked at."""


@pytest.fixture
def airflow(home: Path) -> Callable[[dict[str, dt.timedelta]], None]:
    """Writes the signs of life of Airflow's parts, so long ago, into the database of its home."""

    def beat(ages: dict[str, dt.timedelta]) -> None:
        (home / "airflow").mkdir(exist_ok=True)
        (home / "airflow/up.lock").touch()
        with sqlite3.connect(home / "airflow/airflow.db") as database:
            database.execute("drop table if exists job")
            database.execute(JOBS)
            for job, age in ages.items():
                at = (dt.datetime.now(dt.UTC) - age).strftime("%Y-%m-%d %H:%M:%S.%f")
                database.execute("insert into job (job_type, latest_heartbeat) values (?, ?)", (job, at))

    return beat


def test_airflow_is_looked_at_where_up_was_used(home: Path, airflow: Callable[[dict[str, dt.timedelta]], None]) -> None:
    """Never used: a note; used and down: wrong; up: each part must have given a sign of life lately."""
    assert about(found({"home": home}), "airflow").state is State.NOTE
    alive = dict.fromkeys(doctor.PARTS, dt.timedelta(seconds=5))
    airflow(alive)
    down = about(found({"home": home}), "airflow")
    assert (down.state, "is down" in down.words) == (State.WRONG, True)
    with FileLock(home / "airflow/up.lock", timeout=0):
        assert about(found({"home": home}), "airflow").state is State.OK
        note_look(home, "bis", dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
        assert about(found({"home": home}), "watcher", "bis").state is State.WRONG
        airflow(alive | {"TriggererJob": dt.timedelta(minutes=10)})
        silent = about(found({"home": home}), "airflow")
    assert (silent.state, silent.words.endswith("no sign of life from: triggerer")) == (State.WRONG, True)


def test_a_settings_file_with_secrets_is_for_its_owner_only(home: Path) -> None:
    """A token or a catalog's password in a file that others can read is wrong; neither is shown."""
    file = Path("icts-watch.toml")
    file.write_text('slack_token = "xoxb-secret"\ncatalog = "postgresql://ann:hush@127.0.0.1:1/lake"\n')
    file.chmod(0o644)
    told = [one for one in found({"home": home}) if one.subject == "icts-watch.toml"]
    assert ["slack_token, catalog" in one.words and one.state is State.WRONG for one in told] == [True]
    assert "secret" not in str(told)
    file.chmod(0o600)
    assert [one for one in found({"home": home}) if one.subject == "icts-watch.toml"] == []
    file.write_text('slack_channel = "#compliance"\n')
    file.chmod(0o644)
    assert [one for one in found({"home": home}) if one.subject == "icts-watch.toml"] == []


def test_a_home_that_others_can_look_into_is_noted(home: Path) -> None:
    """It may be meant, so it is a note; a private one is not mentioned."""
    home.chmod(0o755)
    assert about(found({"home": home}), "home", "privacy").state is State.NOTE
    home.chmod(0o700)
    assert "privacy" not in {one.subject for one in found({"home": home})}
