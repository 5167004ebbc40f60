"""Answers given in Slack: acknowledged at once, worked after, kept once, shown in the message, and only from those who may."""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from alerts.slack_interactions import interaction
from alerts.slack_socket import Inbox
from models.disposition import Justification, State
from pipeline import stages
from pipeline.answers.listening import AnswerDesk, listener_of
from pipeline.operations import listener_process
from pipeline.settings import Settings
from tests.pipeline.passes import CORRECTION, NUMBER, Given, Passes, notice
from tests.servers.slack import INTERNAL_ERROR, SlackServer, rate_limited, timeout_stored
from tests.servers.slack_limits import texts_of
from tests.servers.slack_socket import SlackSocket
from warehouse.lake import open_warehouse, write
from warehouse.record import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.timeout(240)
ANN, BOB, CLEO, DORA, COMPLIANCE = "U0ANN0000", "U0BOB0000", "U0CLEO000", "U0DORA000", "C0COMPLY1"
INVENTORY = f"""item_id,name,vendor,kind,category,description,owner,owner_email,owner_slack
V-1,Veltrona Endpoint Shield,"Veltrona Systems, Inc.",software,anti-virus software,Runs on laptops,Ann,ann@example.com,{ANN}
V-2,Veltrona Mail Shield <!channel>,"Veltrona Systems, Inc.",software,anti-virus software,Servers,Ann,ann@example.com,{ANN}
V-3,Veltrona Shield,"Veltrona Systems, Inc.",software,anti-virus software,Runs in the plant,Bob,bob@example.com,{BOB}
"""


@dataclass
class World:
    """A home whose owners were told in Slack, and a workspace with somebody listening."""

    settings: Settings
    server: SlackServer
    socket: SlackSocket

    def rows(self, query: str) -> list[dict[str, Any]]:
        """The rows of a query on the warehouse."""
        return Passes(self.settings).rows(query)

    def message(self, channel: str, number: int = 0) -> dict[str, Any]:
        """A message as it stands in a conversation."""
        return [one for one in self.server.workspace.messages if one["channel"] == channel][number]

    def text(self, channel: str, number: int = 0) -> str:
        """Its words."""
        return "\n".join(texts_of(self.message(channel, number)["blocks"]))

    def whispers(self) -> list[tuple[str, str]]:
        """To whom something was said that nobody else sees, and what."""
        return [(one["user"], one["text"]) for one in self.server.workspace.ephemeral]

    def words(self) -> list[tuple[str, str, str]]:
        """Item, state and person of every word."""
        query = "select item_id, state, decided_by from lake.dispositions order by decided_at, item_id"
        return [tuple(row.values()) for row in self.rows(query)]  # type: ignore[misc]

    def view(self) -> dict[str, Any]:
        """The dialog that was opened last."""
        return list(self.server.workspace.views.values())[-1]


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    """Waits until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.05)


def settings_of(home: Path, **more: Any) -> Settings:
    """Slack with a listener, and a compliance group of two."""
    known: dict[str, Any] = {
        "slack_token": "xoxb-test",
        "slack_app_token": "xapp-test",
        "slack_channel": COMPLIANCE,
        "compliance": [f"cleo@example.com={CLEO}", DORA],
    }
    return Settings(home=home / "home", inventory=home / "inventory.csv", **known | more)


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which three assets were found affected and nobody has been told yet."""
    folder = tmp_path_factory.mktemp("assessed")
    (folder / "inventory.csv").write_text(INVENTORY, encoding="utf-8")
    settings = settings_of(folder)
    stages.poll(settings, [Given((notice(),))], dt.date(2099, 1, 1))
    stages.read(settings)
    stages.sync(settings)
    stages.assess(settings)
    return folder


@pytest.fixture
def told(assessed: Path, tmp_path: Path) -> Iterator[World]:
    """A copy of it in which Ann and Bob have been told, each in a message of their own; nobody listens yet."""
    home = shutil.copytree(assessed, tmp_path / "copy")
    with SlackServer() as server, SlackSocket(server.workspace) as socket:
        settings = settings_of(home, slack_url=server.base_url)
        assert stages.tell(settings)["sent"] == 2
        yield World(settings, server, socket)


@contextmanager
def listening(world: World) -> Iterator[AnswerDesk]:
    """Somebody listens."""
    desk = AnswerDesk(world.settings)
    with listener_of(world.settings, desk, ping_seconds=0.3, wait=0.2):
        yield desk


@pytest.fixture
def world(told: World) -> Iterator[World]:
    """The told home with somebody listening."""
    with listening(told):
        yield told


def test_an_answer_is_acknowledged_kept_and_shown(world: World) -> None:
    """It concerns the reader's own items of this rulemaking and no others, and the message says who answered what."""
    envelope = world.socket.press(ANN, world.message("D0ANN0000"), "acknowledge").wait()
    assert envelope.seconds is not None
    assert envelope.seconds < 3
    until(lambda: world.server.workspace.updates)
    assert world.words() == [("V-1", "acknowledged", ANN), ("V-2", "acknowledged", ANN)]
    assert f"<@{ANN}>: acknowledged · 2 of 2 assets" in world.text("D0ANN0000")
    assert "Answers" not in world.text("D0BOB0000")
    assert world.message("D0ANN0000")["metadata"]["event_payload"]["part"] == 0
    assert world.whispers() == []
    with open_warehouse(stages.lake_of(world.settings), read_only=True) as warehouse, warehouse.one_moment() as con:
        assert not verify(con).broken


def test_the_same_answer_delivered_again_is_one_answer(world: World) -> None:
    """By the same envelope, and by another one with the same press; a second press is a second answer."""
    message = world.message("D0ANN0000")
    first = world.socket.press(ANN, message, "acknowledge", moment="1700000000.000100").wait()
    world.socket.again(first)
    world.socket.press(ANN, message, "acknowledge", moment="1700000000.000100").wait()
    world.socket.press(ANN, message, "affected", moment="1700000001.000100").wait()
    until(lambda: "affected · 2 of 2" in world.text("D0ANN0000"))
    assert [word[1] for word in world.words()] == ["acknowledged", "acknowledged", "affected", "affected"]


def test_who_may_not_decide_is_told_so_and_nothing_is_kept(world: World) -> None:
    """Another owner who finds the message; somebody of compliance may."""
    world.socket.press(BOB, world.message("D0ANN0000"), "affected").wait()
    until(world.whispers)
    assert world.whispers()[0][0] == BOB
    assert "you may not decide" in world.whispers()[0][1]
    assert world.words() == []
    world.socket.press(CLEO, world.message("D0ANN0000"), "affected").wait()
    until(lambda: f"<@{CLEO}>: affected" in world.text("D0ANN0000"))


def test_ids_in_a_payload_are_not_believed(world: World) -> None:
    """Findings of others that a dialog names, and a message that we did not send, lead to nothing."""
    world.socket.press(ANN, world.message("D0ANN0000"), "snooze").wait()
    until(lambda: world.server.workspace.views)
    (other,) = world.rows("select impact_id from lake.impacts where item_id = 'V-3'")
    sent = {"stage": ["next stage"], "items": [other["impact_id"]]}
    world.socket.submit(ANN, world.view(), sent).wait()
    until(world.whispers)
    foreign = world.message("D0ANN0000") | {"ts": "1700000000.000100"}
    world.socket.press(ANN, foreign, "affected").wait()
    until(lambda: len(world.whispers()) == 2)
    assert [text.partition(":")[0] for _, text in world.whispers()] == ["Nothing was kept"] * 2
    assert world.words() == []


def test_not_affected_asks_why_of_which_and_waits_for_a_second_person(world: World) -> None:
    """A reason is demanded; a chosen asset alone is decided; compliance approves by button, and the message says so."""
    world.socket.press(ANN, world.message("D0ANN0000"), "not_affected").wait()
    until(lambda: world.server.workspace.views)
    refused = world.socket.submit(ANN, world.view(), {"justification": Justification.OTHER}).wait()
    assert refused.response == {"response_action": "errors", "errors": {"note": "Say which other reason."}}
    options = next(one for one in world.view()["blocks"] if one["block_id"] == "items")["element"]["options"]
    chosen = next(one["value"] for one in options if "(V-2)" in one["text"]["text"])
    note = "<!channel> *not* <https://evil.example|ours> =1+1"
    values = {"justification": "other", "note": note, "items": [chosen]}
    accepted = world.socket.submit(ANN, world.view(), values).wait()
    assert accepted.response is None
    until(lambda: "waits for a second approver · 1 of 2 assets" in world.text("D0ANN0000"))
    assert world.words() == [("V-2", "not affected", ANN)]
    assert "A second person" in world.whispers()[0][1]
    until(lambda: [one for one in world.server.workspace.messages if one["channel"] == COMPLIANCE])
    world.socket.press(ANN, world.message(COMPLIANCE), "approve").wait()
    until(lambda: len(world.whispers()) == 2)
    assert "only the compliance group approves" in world.whispers()[1][1]
    world.socket.press(DORA, world.message(COMPLIANCE), "approve").wait()
    until(lambda: f"approved by <@{DORA}>" in world.text("D0ANN0000"))
    for channel in ("D0ANN0000", COMPLIANCE):
        assert "<!" not in world.text(channel)
        assert "<https://evil" not in world.text(channel)
        assert "&lt;!channel&gt;" in world.text(channel)
    assert world.rows("select note from lake.dispositions") == [{"note": note}]


def test_snooze_takes_a_day_or_the_next_stage(world: World) -> None:
    """One of the two, a day that lies ahead; the answer is shown."""
    world.socket.press(ANN, world.message("D0ANN0000"), "snooze").wait()
    until(lambda: world.server.workspace.views)
    for values in ({}, {"until": "2020-01-01"}, {"until": "2099-01-01", "stage": ["next stage"]}):
        refused = world.socket.submit(ANN, world.view(), values).wait()
        assert refused.response
        assert set(refused.response["errors"]) == {"until"}
    day = (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).date()
    world.socket.submit(ANN, world.view(), {"until": str(day), "note": "after the audit"}).wait()
    until(lambda: "snoozed until" in world.text("D0ANN0000"))
    assert {row["until"] for row in world.rows("from lake.dispositions")} == {str(day)}


def test_assign_tells_the_assignee_who_may_answer(world: World) -> None:
    """They get a message of their own about these assets, with buttons."""
    world.socket.press(ANN, world.message("D0ANN0000"), "assign").wait()
    until(lambda: world.server.workspace.views)
    assert world.socket.submit(ANN, world.view(), {}).wait().response is not None
    world.socket.submit(ANN, world.view(), {"assignee": "U0EVE0000"}).wait()
    until(lambda: [one for one in world.server.workspace.messages if one["channel"] == "D0EVE0000"])
    assert "Assigned to you" in world.text("D0EVE0000")
    assert "V-3" not in world.text("D0EVE0000")
    until(lambda: "assigned to <@U0EVE0000>" in world.text("D0ANN0000"))
    world.socket.press("U0EVE0000", world.message("D0EVE0000"), "affected").wait()
    until(lambda: "affected · 2 of 2 assets" in world.text("D0EVE0000"))


def test_anybody_can_report_a_supplier(world: World) -> None:
    """The shortcut's dialog becomes an unverified fact with its reporter, once, and compliance is asked to settle it."""
    world.socket.choose(BOB, "report").wait()
    until(lambda: world.server.workspace.views)
    wrong = world.socket.submit(BOB, world.view(), {"name": "Quill & Sons", "country": "7!", "note": ""}).wait()
    assert wrong.response
    assert set(wrong.response["errors"]) == {"country", "note"}
    heard = {"name": "Quill & Sons", "country": "ru", "note": "heard at a fair <!here>"}
    sent = world.socket.submit(BOB, world.view(), heard).wait()
    world.socket.again(sent)
    until(lambda: [one for one in world.server.workspace.messages if one["channel"] == COMPLIANCE])
    facts = world.rows(
        "select name, country, relation, source from lake.current_supplier_facts where origin = 'reported'"
    )
    assert facts == [
        {"name": "Quill & Sons", "country": "RU", "relation": "reported", "source": f"{BOB}: heard at a fair <!here>"}
    ]
    assert "<!here>" not in world.text(COMPLIANCE)
    assert "icts-watch suppliers confirm" in world.text(COMPLIANCE)


def test_an_answer_to_an_earlier_message_shows_in_all_that_told_of_the_assets(world: World) -> None:
    """The day has moved meanwhile: the change stands in the thread with buttons of its own."""
    moved = "“January 20, 2099” should read “February 20, 2099”."
    changed = notice(f"C1-{NUMBER}", published="2099-01-14", page=1400, text=CORRECTION, instruction=moved)
    stages.poll(world.settings, [Given((changed,))], dt.date(2099, 1, 1))
    stages.read(world.settings)
    stages.assess(world.settings)
    assert stages.tell(world.settings)["sent"] == 2
    first, second = (world.message("D0ANN0000", number) for number in (0, 1))
    assert second["thread_ts"] == first["ts"]
    world.socket.press(ANN, first, "affected").wait()
    until(lambda: "affected · 2 of 2" in world.text("D0ANN0000") and "affected · 2 of 2" in world.text("D0ANN0000", 1))


def test_every_envelope_is_acknowledged_in_time_under_load(world: World) -> None:
    """Twenty answers at once, while another writer holds the warehouse: the work waits, the acknowledgements do not."""

    def hold(_: object) -> None:
        envelopes.extend(
            world.socket.press(ANN, message, "acknowledge", moment=f"1700000000.{number:06}") for number in range(20)
        )
        for envelope in envelopes:
            envelope.wait()

    message = world.message("D0ANN0000")
    envelopes: list[Any] = []
    write(stages.lake_of(world.settings), "test", "a long commit", hold)
    assert max(envelope.seconds for envelope in envelopes) < 3
    assert {envelope.deliveries for envelope in envelopes} == {1}
    until(lambda: len(world.words()) == 40, 200)


def test_a_dropped_socket_is_opened_again(world: World) -> None:
    """What is delivered meanwhile arrives on the next connection, and so does what follows Slack's own request."""
    message = world.message("D0ANN0000")
    world.socket.drop()
    world.socket.press(ANN, message, "acknowledge").wait(60)
    until(lambda: world.socket.connections == 2)
    world.socket.ask_to_reconnect()
    until(lambda: world.socket.connections == 3)
    world.socket.press(ANN, message, "affected").wait()
    until(lambda: "affected · 2 of 2" in world.text("D0ANN0000"))


def test_an_answer_that_was_acknowledged_survives_its_process(told: World) -> None:
    """It lies in the home until it is worked; the next process works it, once."""
    press = {
        "type": "block_actions",
        "user": {"id": ANN},
        "trigger_id": "gone",
        "container": {"type": "message", "message_ts": told.message("D0ANN0000")["ts"], "channel_id": "D0ANN0000"},
        "actions": [{"action_id": "icts_watch.affected", "action_ts": "1700000000.000100"}],
    }
    one = interaction(press)
    assert one
    inbox = Inbox(told.settings.home / "answers")
    for _ in range(2):
        inbox.keep(one.key, press)
        with listening(told):
            until(lambda: not inbox.waiting())
    assert [word[1] for word in told.words()] == ["affected", "affected"]
    assert "affected · 2 of 2" in told.text("D0ANN0000")


def test_a_message_that_could_not_be_changed_is_changed_later(told: World) -> None:
    """The decision is kept at once; Slack's trouble leaves the change in the outbox, which the next tell sends."""
    told.server.workspace.fail("chat.update", rate_limited(60))
    with listening(told) as desk:
        told.socket.press(ANN, told.message("D0ANN0000"), "acknowledge").wait()
        until(lambda: len(told.words()) == 2)
        until(
            lambda: told.rows("from lake.deliveries where kind = 'answers shown' and attempts = 1 and claimant is null")
        )
        assert "acknowledged" not in told.text("D0ANN0000")
        write(
            stages.lake_of(told.settings), "test", "a minute later",
            lambda con: con.execute("update lake.deliveries set next_attempt_at = enqueued_at where status = 'pending'"),
        )  # fmt: skip
        desk.send()
    assert "acknowledged · 2 of 2" in told.text("D0ANN0000")


@pytest.mark.parametrize("fault", [INTERNAL_ERROR, timeout_stored(0.2)])
def test_a_change_that_was_perhaps_made_is_made_again(world: World, fault: Any) -> None:
    """Changing a message twice is the same as changing it once."""
    world.server.workspace.fail("chat.update", fault)
    world.socket.press(ANN, world.message("D0ANN0000"), "acknowledge").wait()
    until(lambda: world.rows("from lake.deliveries where kind = 'answers shown' and attempts > 0 and claimant is null"))
    write(
        stages.lake_of(world.settings), "test", "later",
        lambda con: con.execute("update lake.deliveries set next_attempt_at = enqueued_at where status = 'pending'"),
    )  # fmt: skip
    stages.tell(world.settings)
    until(lambda: "acknowledged · 2 of 2" in world.text("D0ANN0000"))
    assert world.text("D0ANN0000").count("acknowledged ·") == 1


def test_a_dialog_asked_for_too_late_is_only_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Slack refuses a trigger it does not know; the listener goes on."""
    with caplog.at_level(logging.ERROR):
        envelope = world.socket.press(ANN, world.message("D0ANN0000"), "snooze")
        world.server.workspace.triggers.clear()
        envelope.wait()
        world.socket.press(ANN, world.message("D0ANN0000"), "acknowledge").wait()
        until(world.words)
    assert world.words()[0][1] == State.ACKNOWLEDGED


def test_without_a_listener_there_are_no_buttons(assessed: Path, tmp_path: Path) -> None:
    """Buttons would lead nowhere where no app token is set."""
    home = shutil.copytree(assessed, tmp_path / "copy")
    settings = settings_of(home, slack_app_token="")
    write(stages.lake_of(settings), "test", "nobody was told", lambda con: con.execute("delete from lake.deliveries"))
    with SlackServer() as server:
        stages.tell(settings.model_copy(update={"slack_url": server.base_url}))
        assert len(server.workspace.messages) == 2
        kinds = [block["type"] for one in server.workspace.messages for block in one["blocks"]]
    assert "actions" not in kinds


def environment_of(told: World) -> dict[str, str]:
    """The environment of a listener in a process of its own."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("ICTS_WATCH_")},
        "ICTS_WATCH_SLACK_TOKEN": "xoxb-test",
        "ICTS_WATCH_SLACK_APP_TOKEN": "xapp-test",
        "ICTS_WATCH_SLACK_URL": told.server.base_url,
        "ICTS_WATCH_HOME": str(told.settings.home),
    }


def test_beside_airflow_a_listener_that_dies_is_started_again(told: World, tmp_path: Path) -> None:
    """`icts-watch up` keeps one: the next answer is taken, and nothing is left running afterwards."""
    before = set(psutil.Process().children())

    def listeners() -> list[psutil.Process]:
        return [one for one in psutil.Process().children() if one not in before and one.is_running()]

    with (tmp_path / "listen.log").open("ab") as log:
        with listener_process.listening(told.settings, environment_of(told), log, pause=0.1):
            until(lambda: told.socket.connections == 1, 60)
            listeners()[0].kill()
            until(lambda: told.socket.connections == 2, 60)
            told.socket.press(ANN, told.message("D0ANN0000"), "acknowledge").wait(60)
            until(told.words, 60)
        assert listeners() == []


def test_the_command_listens_and_a_killed_one_loses_nothing(told: World) -> None:
    """Killed as soon as it has acknowledged, over and over; the last one works what is left, once each, and ends when asked."""
    environment = environment_of(told)
    command = [str(Path(sys.executable).with_name("icts-watch")), "listen"]
    message = told.message("D0ANN0000")
    for number, action in enumerate(("acknowledge", "affected", "acknowledge")):
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        told.socket.press(ANN, message, action, moment=f"170000000{number}.000100").wait(60)
        process.kill()
        process.wait()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    until(lambda: len(told.words()) == 6 and not Inbox(told.settings.home / "answers").waiting(), 60)
    until(lambda: not told.rows("from lake.deliveries where status = 'pending' and claimant is null"), 60)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert sorted({(item, state) for item, state, _ in told.words()}) == [
        ("V-1", "acknowledged"),
        ("V-1", "affected"),
        ("V-2", "acknowledged"),
        ("V-2", "affected"),
    ]
