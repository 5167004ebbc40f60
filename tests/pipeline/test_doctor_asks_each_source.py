"""`icts-watch doctor --live`: each source is asked once and found as expected, unreachable, or changed, with the place."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from typer.testing import CliRunner

from extract.addresses import IndexPage, PageKind, SourceSettings
from extract.sources import PUBLISHERS
from pipeline.cli import app
from pipeline.operations.finding import Finding, State
from pipeline.operations.probes import live_findings, source_findings
from pipeline.settings import Settings
from tests.servers.clients import brisk
from tests.servers.ecfr import EcfrServer
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.mail import MailServer
from tests.servers.pages import PagesServer
from tests.servers.slack import SlackServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.faulty_http import FaultyServer

EXAMPLES = Path(__file__).parents[1] / "extract/examples"
SINCE = dt.date(2024, 1, 1)
NOTHING = "http://127.0.0.1:9"


class World(NamedTuple):
    """The publishers as their examples have them, in a folder of one's own, and what a probe says of them."""

    folder: Path
    register: FederalRegisterServer
    servers: tuple[FaultyServer, ...]
    at: SourceSettings

    def findings(self, name: str, since: dt.date = SINCE) -> list[Finding]:
        """What is said of a source that is asked now."""
        with brisk(*self.servers, attempts=1, timeout=2.0) as web:
            return list(source_findings(web, [PUBLISHERS[name](self.at)], self.at, since))


@contextmanager
def world(folder: Path, name: str) -> Iterator[World]:
    """All publishers on loopback; the Federal Register serves this source's own example if it has one."""
    for example in ("federal_register", name):
        shutil.copytree(EXAMPLES / example / "served", folder / example, dirs_exist_ok=True)
    own = folder / name
    documents = own if name in {"public_inspection", "dod"} else folder / "federal_register"
    with FederalRegisterServer(documents) as register, PagesServer(own) as pages, EcfrServer(own) as ecfr:
        at = SourceSettings(
            federal_register=register.api,
            agencies=("industry-and-security-bureau",),
            bis_pages=(
                IndexPage(PageKind.DETERMINATION, f"{pages.url}/oicts"),
                IndexPage(PageKind.PRESS_RELEASE, f"{pages.url}/news-updates"),
            ),
            feeds=(f"{register.api}/documents.rss", f"{pages.url}/agency.atom.xml"),
            ecfr=ecfr.api,
            covered_list=f"{pages.url}/supplychain/coveredlist",
            screening_list=f"{pages.url}/consolidated.csv",
        )
        yield World(folder, register, (register, pages, ecfr), at)


@pytest.mark.parametrize("name", sorted(PUBLISHERS))
def test_a_source_that_answers_as_its_example_is_well(name: str, tmp_path: Path) -> None:
    """Whatever the source, what it gives is as expected, and it takes no more than a handful of requests."""
    with world(tmp_path, name) as here:
        findings = here.findings(name)
        asked = [one.path for server in here.servers for one in server.requests]
    assert findings
    assert [one for one in findings if one.state is State.WRONG] == []
    assert any("read" in one.words for one in findings)
    assert len(asked) <= 6


@pytest.mark.parametrize("name", sorted(PUBLISHERS))
def test_a_source_that_does_not_answer_is_unreachable(name: str, tmp_path: Path) -> None:
    """Each of its lines says so, with the address."""
    with world(tmp_path, name) as here:
        pass  # the servers are there, and gone again
    findings = here.findings(name)
    assert findings
    assert {one.state for one in findings} == {State.WRONG}
    for one in findings:
        assert one.words.startswith("unreachable: no answer: http://127.0.0.1:"), one
        assert one.do


@pytest.mark.parametrize(
    ("name", "file", "old", "new", "words"),
    [
        ("federal_register", "2024-30209.json", '"docket_ids": [', '"docket_ids": "x", "was": [', "docket_ids is str"),
        (
            "public_inspection",
            "public-inspection/2025-00592.json",
            '"filed_at": "',
            '"filed_at": "soon ',
            "filed_at is",
        ),
        ("bis", "news-updates.html", "data-date", "data-day", "the page's layout has changed"),
        ("bis", "oicts.html", "main", "section", "the page's layout has changed"),
        ("feeds", "agency.atom.xml", "<entry>", "<entry", "the feed is malformed"),
        ("fcc", "supplychain/coveredlist.html", "<table", "<div", "the page's layout has changed"),
        ("trade", "consolidated.csv", "source", "origin", "shape has changed"),
    ],
)
def test_a_changed_shape_is_told_with_its_place(
    name: str, file: str, old: str, new: str, words: str, tmp_path: Path
) -> None:
    """A key, an element or a column that readers rely on and that is not as it was: which, and at what address."""
    with world(tmp_path, name) as here:
        spoiled = tmp_path / name / file
        text = spoiled.read_text()
        assert old in text
        for each in spoiled.parent.glob(f"*{spoiled.suffix}") if name == "federal_register" else [spoiled]:
            each.write_text(each.read_text().replace(old, new))
        findings = here.findings(name)
    told = [one for one in findings if one.state is State.WRONG]
    assert told
    assert all(one.words.startswith("shape changed: ") and words in one.words for one in told), told
    assert all("http://127.0.0.1:" in one.words and f"extract/{name}.py" in one.do for one in told)


def test_a_text_that_cannot_be_fetched_is_not_passed_over(tmp_path: Path) -> None:
    """A poll would go on with the API's JSON; the probe says that the full text is cut off."""
    with world(tmp_path, "federal_register") as here:
        here.register.fail("cut", "full_text/xml", times=50)
        findings = here.findings("federal_register")
    wrong = [one for one in findings if one.state is State.WRONG]
    assert wrong
    assert all("the answer is truncated" in one.words for one in wrong)


def test_a_text_that_cannot_be_read_is_a_changed_shape(tmp_path: Path) -> None:
    """XML of another dialect is fetched without fault and fails in the reading."""
    with world(tmp_path, "federal_register") as here:
        for text in (tmp_path / "federal_register").glob("*.xml"):
            text.write_text("<?xml version='1.0'?><catalogue><entry>Nothing of ours</entry></catalogue>")
        wrong = [one for one in here.findings("federal_register") if one.state is State.WRONG]
    assert wrong
    assert all("markup without a document" in one.words for one in wrong)


@pytest.mark.parametrize(
    ("fault", "words"),
    [("challenge", "a challenge page came"), ("status", "the server failed"), ("truncated", "truncated")],
)
def test_a_publisher_in_trouble_is_unreachable_not_changed(fault: str, words: str, tmp_path: Path) -> None:
    """A bot check, a 503 and a broken answer say nothing of the shape."""
    with world(tmp_path, "public_inspection") as here:
        here.register.fail(fault, times=50)
        (one,) = here.findings("public_inspection")
    assert (one.state, words in one.words) == (State.WRONG, True)
    assert one.words.startswith("unreachable: ")


def test_a_quiet_month_is_no_fault(tmp_path: Path) -> None:
    """Where nothing was published since, the listing alone is compared."""
    with world(tmp_path, "federal_register") as here:
        findings = here.findings("federal_register", dt.date(2090, 1, 1))
    assert [one.state for one in findings] == [State.OK] * 3
    assert all("nothing since 2090-01-01" in one.words for one in findings)


def test_without_a_network_each_source_is_unreachable_and_the_status_is_1(tmp_path: Path) -> None:
    """The command itself, with a Federal Register that nobody serves."""
    dead = {"ICTS_WATCH_FEDERAL_REGISTER_URL": f"{NOTHING}/api/v1", "ICTS_WATCH_ECFR_URL": NOTHING}
    done = CliRunner().invoke(app, ["doctor", "--live", "--json", "--home", str(tmp_path)], env=dead)
    assert done.exit_code == 1, done.output
    lines = [line for line in map(json.loads, done.stdout.splitlines()) if line["area"] == "live"]
    assert {line["subject"].split(",")[0] for line in lines} == {"federal_register", "public_inspection", "ecfr"}
    assert all(line["words"].startswith("unreachable: ") and line["do"] for line in lines)


def test_slack_and_the_mail_server_are_asked_where_they_are_configured() -> None:
    """With the right log-in both answer, and nothing is posted or sent."""
    with SlackServer() as slack, MailServer(login=("user", "word")) as mail:
        known = settings(slack.base_url, mail.port, token=slack.workspace.token, password="word")
        found = {one.subject: one for one in live_findings(known)}
        assert [method for method, _ in slack.workspace.calls] == ["auth.test"]
        assert mail.taken == []
    assert (found["slack"].state, found["slack"].words) == (State.OK, "answers: icts-watch in Stand-in")
    assert found["mail server"].state is State.OK


def test_a_wrong_token_and_a_wrong_password_are_told_without_showing_them() -> None:
    """The service's own word, and which setting to check."""
    with SlackServer() as slack, MailServer(login=("user", "word")) as mail:
        known = settings(slack.base_url, mail.port, token="xoxb-wrong", password="secret")
        found = {one.subject: one for one in live_findings(known)}
    assert (found["slack"].state, "invalid_auth" in found["slack"].words) == (State.WRONG, True)
    assert (found["mail server"].state, "SMTP 535" in found["mail server"].words) == (State.WRONG, True)
    assert "xoxb-wrong" not in str(found)
    assert "secret" not in str(found)


def test_a_mail_server_that_is_not_there_is_told() -> None:
    """No connection: which setting to check."""
    found = {one.subject: one for one in live_findings(settings(NOTHING, 9, token="", password=""))}
    assert found["mail server"].state is State.WRONG
    assert "slack" not in found


def settings(slack: str, port: int, *, token: str, password: str) -> Settings:
    """Settings with Slack and a mail server on this machine, and a Federal Register that nobody serves."""
    return Settings(
        federal_register_url=f"{NOTHING}/api/v1",
        slack_url=slack,
        slack_token=token,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_user="user" if password else "",
        smtp_password=password,
        smtp_starttls=False,
    )
