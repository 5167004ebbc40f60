"""The watchdog: each trouble is told to the operator when it begins, daily while it lasts, and when it is over."""

from __future__ import annotations

import datetime as dt
import email
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from pipeline.operations import listener_process, watchdog_looks
from pipeline.operations.watchdog import Watchdog
from pipeline.settings import Settings
from tests.pipeline.conftest import COMMAND
from tests.servers.airflow_health import AirflowHealth
from tests.servers.mail import MailServer
from tests.servers.slack import DISCONNECT_STORED, Fault, SlackServer
from tests.servers.slack_limits import texts_of
from warehouse.catalog import Lake
from warehouse.lake import write
from warehouse.runs import finish_run, start_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

pytestmark = pytest.mark.timeout(120)
CHANNEL, ADDRESS = "C0OPERATE", "operator@example.com"
FAILED = "file failed after 0 publication(s): <!channel> no such folder\x1b[31m"
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


class Operator:
    """An operator with a Slack channel and a mailbox, and a home that is watched for them."""

    def __init__(self, home: Path, slack: SlackServer, mail: MailServer) -> None:
        self.home, self.slack, self.mail = home, slack, mail
        self.given: dict[str, object] = {
            "home": home, "source": str(home / "documents"), "inventory": home / "assets.csv",
            "operator_slack": CHANNEL, "slack_token": "xoxb-test", "slack_url": slack.base_url,
            "operator_mail": ADDRESS, "smtp_host": "127.0.0.1", "smtp_port": mail.port, "smtp_starttls": False,
        }  # fmt: skip

    def settings(self, **more: object) -> Settings:
        """The settings, with these on top."""
        return Settings(**self.given | more)  # type: ignore[arg-type]

    def environment(self, **more: object) -> dict[str, str]:
        """The same as the environment of a process."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ICTS_WATCH_")}
        return clean | {f"ICTS_WATCH_{name.upper()}": str(value) for name, value in (self.given | more).items()}

    def ran(self, stage: str, at: dt.datetime, error: str | None = None, *failed: str) -> None:
        """A stage ran at this time."""

        def work(con: DuckDBPyConnection) -> None:
            counts = {"sources": ["file"], "failed": list(failed)}
            finish_run(con, start_run(con, stage, at), counts, at, error=error)

        write(Lake.under(self.home), "test", "a run", work)

    def well(self, at: dt.datetime) -> None:
        """Everything was asked and taken in."""
        self.ran("poll", at)
        self.ran("sync", at)

    def slacks(self) -> list[str]:
        """The words of each message in the channel, which Slack takes as they are: plain text mentions nobody."""
        kinds = {block["text"]["type"] for one in self.slack.workspace.messages for block in one["blocks"]}
        assert kinds <= {"plain_text"}
        return ["\n".join(texts_of(one["blocks"])) for one in self.slack.workspace.messages]

    def mails(self) -> list[tuple[str, str]]:
        """Subject and text of each e-mail."""
        parsed = [email.message_from_bytes(raw, policy=default) for raw in self.mail.taken]
        return [
            (str(one["Subject"]).removeprefix("ICTS Watch: "), one.get_body(("plain",)).get_content()) for one in parsed
        ]  # type: ignore[union-attr]


@pytest.fixture
def operator(prepared_home: Path, tmp_path: Path) -> Iterator[Operator]:
    """An operator; the home is well at NOON."""
    home = tmp_path / "home"
    shutil.copytree(prepared_home, home)
    (home / "documents").mkdir()
    (home / "assets.csv").write_text("item_id,name\nA-1,Router\n")
    os.utime(home / "assets.csv", (0, 0))
    with SlackServer() as slack, MailServer() as mail:
        one = Operator(home, slack, mail)
        one.well(NOW - MINUTE)
        yield one


NOW = dt.datetime.now(dt.UTC)


def test_each_trouble_is_told_when_it_begins_daily_and_when_it_is_over(operator: Operator) -> None:
    """On both channels, once each, however many rounds and processes see it; outside text is shown, never obeyed."""

    def rounds(at: dt.datetime, times: int = 1) -> list[bool]:
        return [bool(Watchdog(operator.settings(), 300).round(at + count * MINUTE)) for count in range(times)]

    assert rounds(NOW) == [False]
    operator.ran("poll", NOW + MINUTE, None, FAILED)
    assert rounds(NOW + 2 * MINUTE) == [True]
    assert operator.slacks() == []  # it may pass
    rounds(NOW + 7 * MINUTE, 2)
    (told,) = operator.slacks()
    assert told.startswith("Something is wrong: source file\n")
    assert "<!channel> no such folder [31m" in told
    assert "What to do: icts-watch doctor --live asks it at once" in told
    ((subject, text),) = operator.mails()
    assert subject == "Something is wrong: source file"
    assert "<!channel> no such folder [31m" in " ".join(text.split())
    rounds(NOW + 7 * MINUTE + DAY)
    (_, told_again) = operator.slacks()
    assert told_again.startswith("Still wrong, since ")
    operator.well(NOW + DAY + 10 * MINUTE)
    rounds(NOW + DAY + 11 * MINUTE)
    assert len(operator.slacks()) == 2  # it may come back
    rounds(NOW + DAY + 16 * MINUTE, 2)
    assert [one.split("\n")[0] for one in operator.slacks()[2:]] == ["Over: source file"]
    assert [subject.split(":")[0].split(",")[0] for subject, _ in operator.mails()] == [
        "Something is wrong", "Still wrong", "Over",
    ]  # fmt: skip
    assert json.loads((operator.home / "watchdog.json").read_text()) == {"troubles": []}


def test_one_round_says_by_its_status_whether_all_is_well(operator: Operator) -> None:
    """As cron, systemd or a monitoring system runs it: 0, or 1 with the reason; what was told before is not told again."""

    def once() -> subprocess.CompletedProcess[str]:
        words = [str(COMMAND), "watchdog", "--once"]
        return subprocess.run(words, env=operator.environment(), capture_output=True, text=True, timeout=60)

    done = once()
    assert (done.returncode, done.stderr) == (0, "all is well\n")
    operator.ran("assess", NOW, "out of memory")
    Watchdog(operator.settings(), 0).round(NOW)
    done = once()
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("stage assess: failed ")
    assert len(operator.slacks()) == len(operator.mails()) == 1


def test_when_slack_is_what_fails_mail_goes_out(operator: Operator) -> None:
    """The trouble and Slack's failing are mailed; Slack is told once it takes a message again, each thing once."""
    operator.ran("poll", NOW, None, FAILED)
    operator.slack.workspace.inactive.add("xoxb-test")
    watchdog = Watchdog(operator.settings(), 0)
    for minute in range(3):
        assert "operator channel" in [one.area for one in watchdog.round(NOW + minute * MINUTE)]
    assert [subject for subject, _ in operator.mails()] == [
        "Something is wrong: source file", "Something is wrong: operator channel slack",
    ]  # fmt: skip
    operator.slack.workspace.inactive.clear()
    for minute in range(3, 6):
        watchdog.round(NOW + minute * MINUTE)
    assert operator.slacks()[0].split("\n")[0] == "Something is wrong: source file"
    assert sum("source file" in one for one in operator.slacks()) == 1
    assert [subject for subject, _ in operator.mails()][2:] == ["Over: operator channel slack"]


def test_a_message_that_may_have_arrived_is_not_doubled(operator: Operator) -> None:
    """Slack keeps it and breaks the connection off before it answers: nobody reads it twice."""
    operator.slack.workspace.fail("chat.postMessage", DISCONNECT_STORED)
    operator.ran("poll", NOW, None, FAILED)
    watchdog = Watchdog(operator.settings(operator_mail=""), 0)
    for minute in range(4):
        watchdog.round(NOW + minute * MINUTE)
    assert sum("source file" in one for one in operator.slacks()) == 1


def test_a_warehouse_that_cannot_be_opened_is_told_and_nothing_in_it_is_taken_for_over(operator: Operator) -> None:
    """A letter in the catalog's place: that is told; the source's trouble stays as it was, until it can be asked again."""
    catalog = operator.home / "catalog.sqlite"
    operator.ran("poll", NOW, None, FAILED)
    watchdog = Watchdog(operator.settings(operator_slack=""), 0)
    watchdog.round(NOW)
    whole = catalog.read_bytes()
    for suffix in ("-wal", "-shm"):
        catalog.with_name(catalog.name + suffix).unlink(missing_ok=True)
    catalog.write_bytes(b"a letter, not a database" * 100)
    for minute in range(3):
        watchdog.round(NOW + minute * MINUTE)
    catalog.unlink()
    watchdog.round(NOW + 4 * MINUTE)
    catalog.write_bytes(whole)
    watchdog.round(NOW + 5 * MINUTE)
    assert [subject for subject, _ in operator.mails()] == [
        "Something is wrong: source file",
        "Something is wrong: warehouse as a whole",
        "Over: warehouse as a whole",
    ]


def test_a_warehouse_that_hangs_is_found(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look that does not end is told like one that fails, and is not begun a second time while it hangs."""
    begun: list[int] = []

    def hangs(*_: object) -> list[object]:
        begun.append(1)
        time.sleep(3)
        return []

    monkeypatch.setattr(watchdog_looks, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(watchdog_looks, "warehouse_look", hangs)
    watchdog = Watchdog(operator.settings(operator_slack=""), 0)
    for minute in range(3):
        (found,) = watchdog.round(NOW + minute * MINUTE)
        assert (found.area, "did not end" in found.words) == ("warehouse", True)
    assert (len(begun), len(operator.mails())) == (1, 1)


def test_a_defect_in_a_look_is_told(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw does not silence the watchdog; passwords in it are blanked."""

    def breaks(*_: object) -> list[object]:
        raise KeyError("postgresql://ann:secret@db/lake")

    monkeypatch.setattr(watchdog_looks, "warehouse_look", breaks)
    (found,) = Watchdog(operator.settings(operator_slack=""), 0).round(NOW)
    assert "KeyError" in found.words
    assert "secret" not in operator.mails()[0][1]


def test_a_part_of_airflow_that_falls_silent_is_told(operator: Operator) -> None:
    """The scheduler alone, then no answer at all: the scheduler's trouble is over only when its health is known again."""
    with AirflowHealth() as airflow:
        watchdog = Watchdog(operator.settings(operator_slack="", airflow_url=airflow.url), 0)
        assert watchdog.round(NOW) == []
        airflow.silent.add("scheduler")
        (found,) = watchdog.round(NOW + MINUTE)
        assert (found.area, found.subject, "unhealthy; its last sign of life: " in found.words) == (
            "airflow", "scheduler", True,
        )  # fmt: skip
        port = airflow.port
    (silent,) = watchdog.round(NOW + 2 * MINUTE)
    assert f"no word of Airflow's health from http://127.0.0.1:{port}: ConnectError" in silent.words
    with AirflowHealth() as airflow:
        Watchdog(operator.settings(operator_slack="", airflow_url=airflow.url), 0).round(NOW + 3 * MINUTE)
    assert sorted(subject for subject, _ in operator.mails()) == [
        "Over: airflow as a whole", "Over: airflow scheduler",
        "Something is wrong: airflow as a whole", "Something is wrong: airflow scheduler",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "details"),
    [
        ("status", {"status": 503}),
        ("redirect", {"location": "http://127.0.0.1:1/elsewhere"}),
        ("challenge", {}),
        ("cut", {}),
        ("padded", {"size": 100_000}),
    ],
)
def test_an_answer_that_is_no_statement_of_health_is_told(
    tmp_path: Path, fault: str, details: dict[str, object]
) -> None:
    """Nothing else is asked, nothing endless is read."""
    with AirflowHealth() as airflow:
        airflow.fail(fault, **details)
        settings = Settings(home=tmp_path, airflow_url=airflow.url + "/")
        (found,) = Watchdog(settings, 0, warehouse=False).round(NOW)
        assert (found.area, "no word of Airflow's health" in found.words) == ("airflow", True)
        assert Watchdog(settings, 0, warehouse=False).round(NOW + MINUTE) == []


def test_a_broken_state_file_costs_a_repetition_and_no_more(operator: Operator) -> None:
    """It is made anew, and what stands is told again."""
    operator.ran("poll", NOW, None, FAILED)
    for minute, content in ((0, b"{"), (1, None), (2, b"\xff\xfe"), (3, None)):
        if content is not None:
            (operator.home / "watchdog.json").write_bytes(content)
        Watchdog(operator.settings(operator_slack=""), 0).round(NOW + minute * MINUTE)
    assert [subject for subject, _ in operator.mails()] == ["Something is wrong: source file"] * 2


@pytest.mark.parametrize("scope", [True, False])
def test_killed_after_slack_took_it_the_next_one_does_not_repeat_it(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, *, scope: bool
) -> None:
    """The one killed did not remember what it told; Slack is asked, and where it does not answer it is told again."""

    class Killed(BaseException):
        """The end of the process."""

    def killed(*_: object) -> None:
        raise Killed

    operator.ran("poll", NOW, None, FAILED)
    settings = operator.settings(operator_mail="")
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.operations.watchdog_memory.Memory.note", killed)
        with pytest.raises(Killed):
            Watchdog(settings, 0).round(NOW)
    if not scope:
        operator.slack.workspace.fail("conversations.history", Fault(error="missing_scope"))
    for minute in (1, 2):
        Watchdog(settings, 0).round(NOW + minute * MINUTE)
    assert len(operator.slacks()) == (1 if scope else 2)


def test_a_state_that_cannot_be_written_is_told_and_not_repeated(operator: Operator) -> None:
    """A full or read-only disk: the process remembers by itself, and says that it has to."""
    (operator.home / "watchdog.new").mkdir()
    operator.ran("poll", NOW, None, FAILED)
    watchdog = Watchdog(operator.settings(operator_slack=""), 0)
    for minute in range(3):
        watchdog.round(NOW + minute * MINUTE)
    assert sorted(subject for subject, _ in operator.mails()) == [
        "Something is wrong: source file", "Something is wrong: watchdog state",
    ]  # fmt: skip
    (operator.home / "watchdog.new").rmdir()
    watchdog.round(NOW + 4 * MINUTE)
    Watchdog(operator.settings(operator_slack=""), 0).round(NOW + 5 * MINUTE)
    assert [subject for subject, _ in operator.mails()][2:] == ["Over: watchdog state"]


@contextmanager
def running(operator: Operator, *words: str, **more: object) -> Iterator[subprocess.Popen[bytes]]:
    """The command as a process, which is gone afterwards."""
    environment = operator.environment(watchdog_seconds=0.2, watchdog_patience=0, **more)
    process = subprocess.Popen([str(COMMAND), "watchdog", *words], env=environment, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    """Wait for it."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_killed_over_and_over_it_tells_once(operator: Operator) -> None:
    """A second one stands by and takes over; the last one ends with status 0 when it is asked to."""
    operator.ran("poll", NOW, None, FAILED)
    with running(operator) as first, running(operator) as second:
        until(operator.slacks)
        first.kill()
        first.wait()
        operator.ran("assess", NOW, "out of memory")
        until(lambda: len(operator.slacks()) == 2)
        second.kill()
    with running(operator) as third:
        operator.well(NOW + MINUTE)
        until(lambda: len(operator.slacks()) == 3)
        third.send_signal(signal.SIGTERM)
        assert third.wait(20) == 0
    assert [one.split("\n")[0] for one in operator.slacks()] == [
        "Something is wrong: source file", "Something is wrong: stage assess", "Over: source file",
    ]  # fmt: skip


def test_beside_airflow_it_is_started_again_and_ended_with_it(operator: Operator, tmp_path: Path) -> None:
    """`icts-watch up` keeps one where the settings say whom to tell, and none where they do not."""
    environment = operator.environment(watchdog_seconds=0.2, watchdog_patience=0)
    with (tmp_path / "watchdog.log").open("ab") as log:
        with listener_process.watching(operator.settings(), environment, log, pause=0.1):
            until(lambda: _watchdogs(operator))
            _watchdogs(operator)[0].kill()
            operator.ran("poll", NOW, None, FAILED)
            until(operator.slacks)
        assert _watchdogs(operator) == []
        with listener_process.watching(operator.settings(operator_slack="", operator_mail=""), environment, log):
            time.sleep(0.3)
            assert _watchdogs(operator) == []


UP = """
import os, subprocess, sys, time
process = subprocess.Popen([sys.argv[1], "watchdog", "--beside"])
time.sleep(60)
"""


def test_a_killed_up_leaves_one_that_tells_until_another_up_is_there(operator: Operator) -> None:
    """Left alone, it says that Airflow does not answer; it ends by itself when `up` runs again with this home."""
    (operator.home / "airflow").mkdir()
    with AirflowHealth() as airflow:
        environment = operator.environment(watchdog_seconds=0.2, watchdog_patience=0, airflow_url=airflow.url)
        up = subprocess.Popen([sys.executable, "-c", UP, str(COMMAND)], env=environment)
        until(lambda: airflow.requests)
        up.kill()
        up.wait()
    until(operator.slacks)
    assert operator.slacks()[0].startswith("Something is wrong: airflow as a whole\n")
    assert len(_watchdogs(operator)) == 1
    with FileLock(operator.home / "airflow" / "up.lock"):
        until(lambda: not _watchdogs(operator))


def _watchdogs(operator: Operator) -> list[object]:
    import psutil

    found = []
    for one in psutil.process_iter():
        try:
            ours = one.environ().get("ICTS_WATCH_HOME") == str(operator.home) and "watchdog" in one.cmdline()
            if ours and one.status() != psutil.STATUS_ZOMBIE and "-c" not in one.cmdline():
                found.append(one)
        except psutil.Error:
            continue
    return found


def test_an_up_that_ends_by_itself_has_the_last_word_told(operator: Operator) -> None:
    """A round that waits for nothing, because nobody will be there for the next one."""
    with AirflowHealth() as airflow:
        url = airflow.url
    listener_process.tell_at_once(operator.settings(), operator.environment(airflow_url=url))
    assert [subject for subject, _ in operator.mails()] == ["Something is wrong: airflow as a whole"]
