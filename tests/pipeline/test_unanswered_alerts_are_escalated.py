"""An alert that nobody answers is brought before compliance, once, when the business hours of its reader's zone are over."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from pipeline import stages
from pipeline.messages.business_time import after_business_hours
from pipeline.messages.escalating import enqueue_escalations
from pipeline.settings import Settings
from tests.pipeline.passes import INVENTORY, NUMBER, Given, notice
from tests.servers.slack import SlackServer
from warehouse.dispositions import Disposition, load_dispositions
from warehouse.lake import open_warehouse, write
from warehouse.relation import fetched

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(240)
NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")

HOURS = [
    # a Tuesday morning, within the day
    ("2026-03-03 10:00", 4, NEW_YORK, "2026-03-03 14:00"),
    # over the night, and from before opening
    ("2026-03-03 15:00", 4, NEW_YORK, "2026-03-04 11:00"),
    ("2026-03-03 03:00", 8, NEW_YORK, "2026-03-03 17:00"),
    # over a weekend on which clocks change, and over Thanksgiving, which is no day of business in any zone
    ("2026-03-06 16:00", 2, NEW_YORK, "2026-03-09 10:00"),
    ("2026-11-25 16:00", 8, NEW_YORK, "2026-11-27 16:00"),
    ("2026-03-07 12:00", 1, BERLIN, "2026-03-09 10:00"),
    ("2026-03-03 17:00", 0.5, BERLIN, "2026-03-04 09:30"),
]


@pytest.mark.parametrize(("start", "hours", "zone", "end"), HOURS)
def test_business_hours_are_counted_in_the_readers_zone(start: str, hours: float, zone: ZoneInfo, end: str) -> None:
    """Nine to five, neither on weekends nor on federal holidays, whatever clocks do in between."""
    begun, ended = (dt.datetime.fromisoformat(text).replace(tzinfo=zone) for text in (start, end))
    assert after_business_hours(begun.astimezone(dt.UTC), hours, zone) == ended


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose owner was told in Slack on Tuesday, 3 March 2026 at noon UTC."""
    folder = tmp_path_factory.mktemp("sent")
    text = INVENTORY.replace("owner_email\n", "owner_email,owner_slack,business_unit\n").replace(
        "ann@example.com\n", "ann@example.com,U0ANN0000,Plant\n"
    )
    (folder / "inventory.csv").write_text(text, encoding="utf-8")
    with SlackServer() as server:
        settings = settings_of(folder, slack_url=server.base_url, escalate_after_hours=0)
        stages.poll(settings, [Given((notice(),))], dt.date(2099, 1, 1))
        stages.read(settings)
        stages.sync(settings)
        stages.assess(settings)
        assert stages.tell(settings)["sent"] == 1
    at = "timestamptz '2026-03-03 12:00:00+00'"
    write(stages.lake_of(settings), "test", "then",
          lambda con: con.execute(f"update lake.deliveries set sent_at = {at}, enqueued_at = {at}"))  # fmt: skip
    return folder


def settings_of(folder: Path, **more: Any) -> Settings:
    """Slack with a compliance channel."""
    known: dict[str, Any] = {"slack_token": "xoxb-test", "slack_app_token": "xapp-test", "slack_channel": "C0COMPLY1"}
    return Settings(home=folder / "home", inventory=folder / "inventory.csv", **known | more)


def escalated(settings: Settings, at: str) -> list[str]:
    """What is escalated at some time (UTC)."""
    moment = dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
    return write(stages.lake_of(settings), "test", at, lambda con: enqueue_escalations(con, settings, moment))


@pytest.fixture
def home(sent: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return shutil.copytree(sent, tmp_path / "copy")


def test_compliance_is_told_once_when_the_hours_are_over(home: Path) -> None:
    """Noon UTC is seven in New York: eight business hours end at five there, which is 22:00 UTC."""
    settings = settings_of(home)
    assert escalated(settings, "2026-03-03 21:59") == []
    (one,) = escalated(settings, "2026-03-03 22:00")
    assert escalated(settings, "2026-03-03 22:00") == []
    assert escalated(settings, "2026-03-09 22:00") == []
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        (row,) = fetched(warehouse.con, "from lake.deliveries where kind = 'notice: unanswered'")
        alert = fetched(warehouse.con, "from lake.deliveries where kind like 'impact alert%'")[0]
    assert one == f"escalation-{alert['delivery_id']}"
    assert (row["channel"], row["address"], row["document_number"]) == ("slack", "C0COMPLY1", NUMBER)
    words = json.dumps(json.loads(row["payload"]))
    assert "Nobody has answered: 1 asset" in words
    assert "Ann, U0ANN0000 (slack)" in words
    assert "Veltrona Endpoint Shield" in words
    assert "07:00 EST" in words


@pytest.mark.parametrize(
    "zones",
    [
        {"zones": {"Ann@example.com": "Europe/Berlin"}},
        {"zones": {"U0ANN0000": "Europe/Berlin"}},
        {"units": {"plant": {"zone": "Europe/Berlin"}}},
        {"zone": "Europe/Berlin"},
        {"zones": {"bob@example.com": "Asia/Tokyo"}, "units": {"Plant": {"zone": "Europe/Berlin"}}},
    ],
)
def test_the_readers_zone_counts(home: Path, zones: dict[str, Any]) -> None:
    """Set for the reader, for the unit, or for the company; another reader's says nothing. Noon UTC is one in Berlin."""
    settings = settings_of(home, **zones)
    assert escalated(settings, "2026-03-04 11:59") == []
    assert len(escalated(settings, "2026-03-04 12:00")) == 1


def said(settings: Settings, state: str, **more: Any) -> None:
    """A word on the alert's item, an hour after it went out."""
    at = dt.datetime(2026, 3, 3, 13, tzinfo=dt.UTC)
    one = Disposition("w-1", NUMBER, "V-1", state, "bob@example.com", "terminal", at, **more)
    write(stages.lake_of(settings), "test", "a word", lambda con: load_dispositions(con, [one], at))


@pytest.mark.parametrize("state", ["acknowledged", "in review", "snoozed", "assigned"])
def test_a_word_of_anybody_answers_an_alert(home: Path, state: str) -> None:
    """Whatever was said, by whomever, on whichever channel."""
    settings = settings_of(home)
    said(settings, state, until="2020-01-01")
    assert escalated(settings, "2026-03-10 22:00") == []


def test_what_is_off_has_no_address_or_is_old_is_not_escalated(home: Path) -> None:
    """Nought hours switch it off; without a compliance address there is nobody to tell; months later it is too late."""
    assert escalated(settings_of(home, escalate_after_hours=0), "2026-03-10 22:00") == []
    assert escalated(settings_of(home, slack_channel=""), "2026-03-10 22:00") == []
    assert escalated(settings_of(home), "2026-06-10 22:00") == []


def test_where_compliance_has_only_an_address_it_is_told_by_mail(home: Path) -> None:
    """The same notice as an e-mail."""
    settings = settings_of(home, slack_channel="", compliance_mail="trade@example.com", smtp_host="127.0.0.1")
    assert len(escalated(settings, "2026-03-10 22:00")) == 1
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        (row,) = fetched(warehouse.con, "from lake.deliveries where kind = 'notice: unanswered'")
    assert (row["channel"], row["address"]) == ("email", "trade@example.com")
    assert json.loads(row["payload"])["mail"]["subject"].startswith("Nobody has answered: 1 asset")
