"""Secrets stay where they were given: whatever a pass writes, prints or sends to a failing service holds none of them.

The same passes show where the product goes: to the configured addresses, and nowhere else.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import duckdb
import pytest

from pipeline.sources import SAMPLE
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.mail import MailServer
from tests.servers.slack import SlackServer, Workspace
from warehouse.catalog import Lake
from warehouse.lake import open_warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.timeout(280)

SLACK, APP = "xoxb-canary-4d1f7a", "xapp-canary-4d1f7a"
MAIL, POSTGRES = "canary-mail-4d1f7a", "canary-postgres-4d1f7a"
KEY_ID, SECRET = "CANARYKEY4D1F7A", "canary/s3+4d1f7a"
CANARIES = (SLACK, APP, MAIL, POSTGRES, KEY_ID, SECRET)
OWNERS = 3

RECORDER = """
import os, sys

def _note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        where = arguments[1] if event != "socket.getaddrinfo" else arguments[:2]
        with open(os.environ["RECORDED"], "a") as file:
            file.write(f"{event}\\t{where!r}\\n")

sys.addaudithook(_note)
"""

COMMANDS = """
import json, os, sys
import stamina
from pipeline.cli import app

stamina.set_testing(len(sys.argv) > 2)  # a service that fails will not mend while we wait

for status, words, settings in json.loads(sys.argv[1]):
    os.environ.update(settings)
    try:
        app(words)
    except SystemExit as ended:
        assert (ended.code or 0) == status, (words, ended.code)
    for name in settings:
        del os.environ[name]
"""


class EchoHandler(BaseHTTPRequestHandler):
    """A service gone wrong: it fails, and shows in its answer what it was asked with."""

    def do_POST(self) -> None:
        """Any call."""
        asked = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = f"<html>failed: {self.headers} {asked!r}</html>".encode()
        self.send_response(500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_HEAD = do_POST  # noqa: N815 - http.server's names

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""


@dataclass
class Passed:
    """A home after its passes, everything that was printed, and where the product went."""

    home: Path
    printed: list[str] = field(default_factory=list)
    recorded: str = ""
    allowed: set[tuple[str, int]] = field(default_factory=set)


@pytest.fixture(scope="module")
def echo() -> Iterator[str]:
    """host:port of a service that fails and echoes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), EchoHandler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's rows of a few owners: few messages, so that failing services are soon through."""
    rows = list(csv.DictReader((SAMPLE / "inventory.csv").open(encoding="utf-8", newline="")))
    owners = list(dict.fromkeys(row["owner_email"] for row in rows if row["owner_slack"]))[:OWNERS]
    file = tmp_path_factory.mktemp("inventory") / "inventory.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        for row in rows:
            if row["owner_email"] in owners:  # the first is reached by e-mail, the others on Slack
                writer.writerow(row | ({"owner_slack": ""} if row["owner_email"] == owners[0] else {}))
    return file


@pytest.fixture(scope="module")
def passed(
    inventory: Path,
    echo: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Passed:
    """A pass against working services, then every other command that writes, then services that fail."""
    home, beside = tmp_path_factory.mktemp("passed") / "home", tmp_path_factory.mktemp("beside")
    (beside / "sitecustomize.py").write_text(RECORDER)
    done = Passed(home)
    recorded = beside / "recorded"
    with (
        FederalRegisterServer(SAMPLE / "notices") as register,
        SlackServer(Workspace(token=SLACK)) as slack,
        MailServer(login=("watch", MAIL)) as mail,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("PYTHONPATH", str(beside))
        patch.setenv("RECORDED", str(recorded))
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            patch.delenv(name, raising=False)
        where = {
            "federal_register_url": register.api, "slack_url": slack.base_url, "slack_token": SLACK,
            "slack_app_token": APP, "slack_channel": "#compliance", "smtp_host": "127.0.0.1",
            "smtp_port": str(mail.port), "smtp_user": "watch", "smtp_password": MAIL, "smtp_starttls": "false",
            "s3_key_id": KEY_ID, "s3_secret": SECRET, "source": "live", "inventory": str(inventory),
        }  # fmt: skip

        def run(*steps: tuple[int, list[object], dict[str, str]], failing: bool = False) -> str:
            """Commands one after the other in one process, each with the status that it must end with."""
            told = [
                (status, [*map(str, words), "--home", str(home)], named(where | other))
                for status, words, other in steps
            ]
            ended = subprocess.run(
                [sys.executable, "-c", COMMANDS, json.dumps(told), *(["failing"] if failing else [])],
                capture_output=True,
                text=True,
                timeout=200,
            )
            done.printed.append(ended.stdout + ended.stderr)
            assert ended.returncode == 0, done.printed[-1]
            return done.printed[-1]

        run(
            (0, ["run", "--since", "2024-01-01"], {"encrypted": "true"}),  # later ones are not told so
            (1, ["doctor", "--live", "--json"], {}),
            (0, ["preview", "slack", "--out", beside / "previews"], {}),
            (0, ["evidence", "2025-00592", "--output", beside / "evidence"], {}),
        )
        assert slack.workspace.messages
        assert mail.taken
        done.printed.append(json.dumps(slack.workspace.messages) + repr(mail.taken))
        _send_again(home)
        bucket = {"data_path": "s3://bucket/lake", "s3_endpoint": echo, "s3_tls": "false"}
        as_words = f"postgres:dbname=lake host=127.0.0.1 port=1 user=watch password={POSTGRES}"
        said = run(
            (0, ["tell"], {"slack_url": f"http://{echo}/api/", "smtp_port": "1"}),
            (1, ["doctor", "--live"], {"slack_url": "http://127.0.0.1:1/api/", "smtp_port": "1"}),
            (1, ["tell"], {"catalog": f"postgresql://watch:{POSTGRES}@127.0.0.1:1/lake"}),
            (1, ["tell"], {"catalog": as_words}),
            (1, ["sync"], bucket | {"catalog": str(beside / "on-s3.sqlite")}),
            failing=True,
        )
        assert said.count("cannot be opened") == 3
        assert "Traceback" not in said
        ports = [urlsplit(register.api).port, urlsplit(slack.base_url).port, mail.port, 1, int(echo.split(":")[1])]
        done.allowed = {("127.0.0.1", port) for port in ports if port}
    done.recorded = recorded.read_text()
    done.printed += [file.read_text(errors="replace") for file in beside.rglob("*") if file.is_file()]
    return done


def named(settings: dict[str, str]) -> dict[str, str]:
    """The settings as environment variables."""
    return {f"ICTS_WATCH_{name.upper()}": value for name, value in settings.items()}


def _send_again(home: Path) -> None:
    """One message of each channel is to be sent again, so that there is something to fail with."""
    with open_warehouse(Lake.under(home)) as warehouse, warehouse.transaction("test", "again") as con:
        con.execute(
            "update lake.deliveries set status = 'pending', next_attempt_at = enqueued_at, attempts = 0 "
            "where delivery_id in (select max(delivery_id) from lake.deliveries group by channel)"
        )


def _history(lake: Lake) -> str:
    """Every row that any table of the warehouse has ever held, as text."""
    with open_warehouse(lake, read_only=True) as warehouse:
        last = warehouse.con.execute("select max(snapshot_id) from ducklake_snapshots('lake')").fetchall()[0][0]
        tables = warehouse.con.execute("select table_name from duckdb_tables() where database_name = 'lake'").fetchall()
        changes = "from ducklake_table_changes('lake', 'main', ?, 0, ?)"
        return "".join(str(warehouse.con.execute(changes, [name, last]).fetchall()) for (name,) in tables)


def _sqlite(file: Path) -> str:
    """Every cell of a SQLite file as text."""
    with closing(sqlite3.connect(file)) as con:
        tables = [name for (name,) in con.execute("select name from sqlite_master where type = 'table'")]
        return "".join(str(con.execute(f'select * from "{name}"').fetchall()) for name in tables)


def leaked(text: str) -> list[str]:
    """The secrets that a text holds."""
    return [canary for canary in CANARIES if canary in text]


def test_nothing_that_was_printed_sent_or_exported_holds_a_secret(passed: Passed) -> None:
    """Standard output and error of every command, the messages themselves, evidence, exports, reports and previews."""
    assert [(text[:300], found) for text in passed.printed if (found := leaked(text))] == []


def test_nothing_under_home_holds_a_secret(passed: Passed) -> None:
    """Catalog, HTTP cache, previews and whatever else lies there, and every row that the warehouse has ever held."""
    files = [file for file in passed.home.rglob("*") if file.is_file()]
    readers = {".sqlite": _sqlite, ".db": _sqlite}
    assert {file.suffix for file in files} >= {".parquet", ".sqlite", ".db"}
    found = {
        str(file): leaked(file.read_bytes().decode("latin-1") + readers.get(file.suffix, lambda _: "")(file))
        for file in files
    }
    assert {name: secrets for name, secrets in found.items() if secrets} == {}
    history = _history(Lake.under(passed.home))
    assert "sofia.marchetti@" in history
    assert leaked(history) == []


def test_an_encrypted_warehouse_has_no_readable_parquet(passed: Passed) -> None:
    """Nothing of the inventory can be read in the files; commands that are not told of the encryption still work."""
    files = list(passed.home.rglob("*.parquet"))
    assert len(files) > 5
    for file in files:
        with pytest.raises(duckdb.Error, match="encrypted"):
            duckdb.connect().execute("from read_parquet(?)", [str(file)]).fetchall()
    held = b"".join(file.read_bytes() for file in files)
    assert [word for word in (b"Quectel", b"sofia.marchetti", b"MML-0001") if word in held] == []


def test_failures_are_on_the_record_without_secrets(passed: Passed) -> None:
    """The services that failed did fail: their errors stand at the messages."""
    with open_warehouse(Lake.under(passed.home), read_only=True) as warehouse:
        errors = warehouse.con.execute(
            "select distinct last_error from lake.deliveries where last_error != ''"
        ).fetchall()
    assert errors
    assert leaked(str(errors)) == []


def test_the_product_goes_to_the_configured_addresses_and_nowhere_else(passed: Passed) -> None:
    """No connection and no look-up of a name in the DNS but those of the settings, from any process of a pass."""
    gone = [line.split("\t") for line in passed.recorded.splitlines()]
    went = {tuple(eval(where)[:2]) for event, where in gone if event != "socket.getaddrinfo" and "'/" not in where}
    asked = {eval(where)[0] for event, where in gone if event == "socket.getaddrinfo"}
    assert went
    assert went <= passed.allowed
    assert asked <= {"127.0.0.1"}


def test_the_home_is_private(passed: Passed) -> None:
    """Nobody but the account that made it can enter it."""
    assert passed.home.stat().st_mode & 0o077 == 0
