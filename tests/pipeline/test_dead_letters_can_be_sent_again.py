"""Dead letters: seen with their reason, sent again by a command, each once; one sick message holds up no other."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from slack_sdk.http_retry.builtin_interval_calculators import BackoffRetryIntervalCalculator
from typer.testing import CliRunner

from pipeline import stages
from pipeline.cli import app
from pipeline.settings import Settings
from tests.servers.mail import HOST, MailServer, write_certificate
from tests.servers.slack import Fault, SlackServer, rate_limited, timeout_stored
from tests.warehouse.samples import delivery
from warehouse.lake import open_warehouse, write
from warehouse.outbox import MAX_ATTEMPTS, enqueue
from warehouse.record import verify
from warehouse.relation import fetched

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.outbox import Delivery

MESSAGE = {"messages": [{"text": "Hello", "blocks": []}]}
MAIL = {"mail": {"subject": "s", "text": "t", "html": "<p>t</p>"}, "name": "Ann"}


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    """A home with an empty warehouse."""
    shutil.copytree(prepared_home, tmp_path / "home")
    return tmp_path / "home"


def put(settings: Settings, *deliveries: Delivery) -> None:
    """These messages stand in the outbox."""
    write(stages.lake_of(settings), "test", "put", lambda con: enqueue(con, deliveries, stages.now()))


def outbox(settings: Settings) -> dict[str, dict[str, object]]:
    """The outbox by delivery."""
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        rows = fetched(warehouse.con, "from lake.deliveries")
        assert verify(warehouse.con).broken == ()
    return {row["delivery_id"]: row for row in rows}


def hasten(settings: Settings) -> None:
    """As if the pause before the next attempt were over."""
    past = "update lake.deliveries set next_attempt_at = enqueued_at where status = 'pending'"
    write(stages.lake_of(settings), "test", "time passes", lambda con: con.execute(past))


def by_mail(home: Path, server: MailServer) -> Settings:
    """E-mails go out through this server."""
    return Settings(home=home, smtp_host=HOST, smtp_port=server.port, smtp_starttls=False)


def by_slack(home: Path, server: SlackServer) -> Settings:
    """Messages go out to this Slack."""
    return Settings(home=home, slack_token="xoxb-test", slack_url=server.base_url)  # type: ignore[arg-type] # becomes secret


def test_a_refused_mail_is_seen_mended_and_sent(home: Path) -> None:
    """The list names id, reason and the command; after that command and a `tell` the mail is out once."""
    runner = CliRunner()
    with MailServer() as server:
        settings = by_mail(home, server)
        server.refusals["ann@example.com"] = "550 no such user"
        ann, bob = (
            delivery(number, channel="email", address=f"{name}@example.com", payload=MAIL)
            for number, name in ((1, "ann"), (2, "bob"))
        )
        put(settings, ann, bob)
        counts = stages.tell(settings)
        assert (counts["sent"], counts["dead"]) == (1, 1)
        listed = runner.invoke(app, ["deliveries", "list", "--json", "--home", str(home)])
        (row,) = [json.loads(line) for line in listed.stdout.splitlines()]
        assert (row["delivery_id"], row["status"]) == ("d-001", "dead")
        assert "550" in row["last_error"]
        assert row["resend"] == "icts-watch deliveries resend d-001"
        table = runner.invoke(app, ["deliveries", "list", "--home", str(home)])
        assert "550" in table.stdout
        assert "1 dead, 0 waiting. Mend the cause, then: icts-watch deliveries resend ID or --all-dead" in table.stderr
        server.refusals.clear()
        assert runner.invoke(app, ["deliveries", "resend", "d-001", "d-404", "--home", str(home)]).exit_code == 2
        assert outbox(settings)["d-001"]["status"] == "dead"
        again = runner.invoke(app, ["deliveries", "resend", "d-001", "--home", str(home)])
        assert (again.exit_code, json.loads(again.stdout)) == (0, {"revived": ["d-001"]})
        assert stages.tell(settings)["sent"] == 1
        assert len(server.taken) == 2
    assert {row["status"] for row in outbox(settings).values()} == {"sent"}
    empty = runner.invoke(app, ["deliveries", "resend", "--all-dead", "--home", str(home)])
    assert json.loads(empty.stdout) == {"revived": []}


@pytest.mark.parametrize("arguments", [["d-404"], [], ["d-1", "--all-dead"]])
def test_what_is_no_dead_letter_is_named(home: Path, arguments: list[str]) -> None:
    """An unknown id, no id, and ids beside --all-dead are bad usage."""
    done = CliRunner().invoke(app, ["deliveries", "resend", *arguments, "--home", str(home)])
    assert done.exit_code == 2
    assert "deliveries resend" in done.stderr


def test_a_dead_letter_that_was_out_all_the_time_is_not_doubled(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack stored it and never answered, until we gave up: sent again, it is found and not posted a second time."""
    monkeypatch.setattr(BackoffRetryIntervalCalculator, "calculate_sleep_duration", lambda *_: 0.02)  # not seconds
    with SlackServer() as server:
        settings = by_slack(home, server)
        put(settings, delivery(1, payload=MESSAGE))
        server.workspace.fail("chat.postMessage", Fault("internal_error", stored=True))
        server.workspace.fail("conversations.history", *[Fault(status=503, body="<html>")] * 60)
        for _ in range(MAX_ATTEMPTS):
            hasten(settings)
            stages.tell(settings)
        assert outbox(settings)["d-001"]["status"] == "dead"
        assert len(server.workspace.messages) == 1
        server.workspace.faults.clear()
        CliRunner().invoke(app, ["deliveries", "resend", "--all-dead", "--home", str(home)])
        assert stages.tell(settings)["sent"] == 1
        assert len(server.workspace.messages) == 1


def test_the_services_pause_reaches_the_outbox(home: Path) -> None:
    """Retry-After of a limit too long to wait out is when the message is due again; others go out meanwhile."""
    with SlackServer() as server:
        settings = by_slack(home, server)
        put(settings, delivery(1, payload=MESSAGE), delivery(2, payload=MESSAGE))
        server.workspace.fail("chat.postMessage", rate_limited(900))
        before = stages.now()
        counts = stages.tell(settings)
        assert (counts["sent"], counts["again"]) == (1, 1)
        due = outbox(settings)["d-001"]["next_attempt_at"]
        assert 899 < (due - before).total_seconds() < 960  # type: ignore[operator] # a time
        assert stages.tell(settings)["sent"] == 0
        hasten(settings)
        assert stages.tell(settings)["sent"] == 1
        assert len(server.workspace.messages) == 2


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize(("security", "tls"), [("starttls", False), ("tls", True)])
def test_the_settings_reach_the_server(home: Path, tmp_path: Path, security: str, tls: bool) -> None:
    """STARTTLS or TLS, own certificates, name and password from the settings: the mail arrives; a wrong password is a reason."""
    certificate = write_certificate(tmp_path / "server.pem")
    with MailServer(login=("watch", "secret"), **{security: certificate}) as server:  # type: ignore[arg-type] # a path
        plain = {"home": home, "smtp_host": HOST, "smtp_port": server.port, "smtp_user": "watch", "smtp_tls": tls}
        settings = Settings(**plain, smtp_password="wrong", smtp_ca_file=str(certificate))  # type: ignore[arg-type] # becomes secret
        put(settings, delivery(1, channel="email", address="ann@example.com", payload=MAIL))
        assert stages.tell(settings)["dead"] == 1
        assert "SMTP 535" in str(outbox(settings)["d-001"]["last_error"])
        CliRunner().invoke(app, ["deliveries", "resend", "--all-dead", "--home", str(home)])
        right = Settings(**plain, smtp_password="secret", smtp_ca_file=str(certificate))  # type: ignore[arg-type] # becomes secret
        assert stages.tell(right)["sent"] == 1
        assert len(server.taken) == 1


def test_a_message_that_cannot_even_be_made_holds_up_no_other(home: Path) -> None:
    """A payload without a message, an address that is none: those are given up or tried later, and the rest goes out."""
    with MailServer() as server:
        settings = by_mail(home, server)
        put(
            settings,
            delivery(1, channel="email", payload={"mail": {"unknown": 1}}),
            delivery(2, channel="email", address="nobody", payload=MAIL),
            delivery(3, channel="email", address="ann@example.com", payload=MAIL),
        )
        counts = stages.tell(settings)
        assert (counts["sent"], counts["again"], counts["dead"]) == (1, 1, 1)
        assert "TypeError" in str(outbox(settings)["d-001"]["last_error"])
        assert "is no e-mail address" in str(outbox(settings)["d-002"]["last_error"])


def test_a_time_out_after_storing_is_found_in_the_same_round(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack keeps the message and the answer never comes: it is looked for, found, and settled with its `ts`."""
    from alerts import slack

    monkeypatch.setattr(slack.SlackSender.__init__, "__kwdefaults__",
                        {**slack.SlackSender.__init__.__kwdefaults__, "timeout": 1, "pause": 0})  # fmt: skip
    with SlackServer() as server:
        settings = by_slack(home, server)
        put(settings, delivery(1, payload=MESSAGE))
        server.workspace.fail("chat.postMessage", timeout_stored(1.5))
        assert stages.tell(settings)["sent"] == 1
        (message,) = server.workspace.messages
        receipt = json.loads(str(outbox(settings)["d-001"]["receipt"]))
        assert receipt["messages"] == [message["ts"]]
