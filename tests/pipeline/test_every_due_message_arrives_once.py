"""Load and faults: services fail in one call of four, the sender is killed again and again, and every message arrives once.

The short form runs with the suite. `make faults` runs the long one: 1,000 owners, 200 events, 100 kills.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline import stages
from pipeline.messages import telling
from pipeline.settings import Settings
from tests.servers.mail import HOST, MailServer
from tests.servers.slack import (
    DISCONNECT,
    DISCONNECT_STORED,
    INTERNAL_ERROR,
    INTERNAL_ERROR_STORED,
    SERVER_ERROR,
    Fault,
    SlackServer,
    rate_limited,
    timeout_stored,
)
from tests.warehouse.samples import VERSIONS, impact, item, keep_document
from warehouse.assessments import pairs_to_assess
from warehouse.impacts import load_impacts
from warehouse.items import sync_items
from warehouse.lake import open_warehouse, write
from warehouse.outbox import dead_letters, revive, waiting
from warehouse.record import verify
from warehouse.relation import fetched

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROOT = Path(__file__).parents[2]
LONG = bool(os.environ.get("ICTS_WATCH_FAULTS"))
OWNERS, EVENTS, KILLS = (1_000, 200, 100) if LONG else (40, 6, 8)
TOUCHED, CALLS = ((5, 25), 40) if LONG else ((4, 10), 6)
"""How many owners an event touches, and how many calls a sender makes at most before it is killed."""

SEED = int(os.environ.get("ICTS_WATCH_FAULT_SEED") or (time.time_ns() % 1_000_000 if LONG else 791))
FAULTY = 0.25
HANG = 0.6  # seconds, longer than the sender waits
SLACK_FAULTS = [
    *[rate_limited(0), INTERNAL_ERROR, INTERNAL_ERROR_STORED, SERVER_ERROR, DISCONNECT, DISCONNECT_STORED] * 3,
    rate_limited(30),
    timeout_stored(HANG),
]
MAIL_FAULTS = ["451 try again later", "421 too many connections", "drop", "drop, kept", "hang, kept"]
ITEM = re.compile(r"Item-(\d+)-(\d+)")
EVENT = re.compile(r"2099-(\d{5})")


@dataclass
class World:
    """Owners with items, what each event touches, and the two services with their faults."""

    settings: Settings
    slack: SlackServer
    mail: MailServer
    chance: random.Random
    due: dict[tuple[int, int], set[tuple[int, int]]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)

    def slack_weather(self, method: str) -> Fault | None:
        """One call of four goes wrong."""
        self.calls["slack"] += 1
        if self.chance.random() >= FAULTY:
            return None
        fault = self.chance.choice(SLACK_FAULTS)
        kept = " after storing" if fault.stored else ""
        self.faults[("time-out" if fault.hang else "dropped" if fault.drop else fault.error or "HTTP 503") + kept] += 1
        return fault

    def mail_weather(self) -> str | None:
        """One message of four is answered wrongly, or not at all."""
        self.calls["mail"] += 1
        if self.chance.random() >= FAULTY:
            return "250 OK"
        fault = self.chance.choice(MAIL_FAULTS)
        self.faults[f"SMTP {fault}"] += 1
        self.mail.keep_broken, self.mail.hang = "kept" in fault, HANG if "hang" in fault else 0
        return fault if fault[0] == "4" else None

    def write(self, message: str, work: object) -> None:
        """A commit."""
        write(stages.lake_of(self.settings), "test", message, work)  # type: ignore[arg-type] # any work

    def event(self, number: int) -> None:
        """A rule appears that affects some owners' items; what there is to tell goes into the outbox in the same commit."""
        owners = self.chance.sample(range(OWNERS), self.chance.randint(*TOUCHED))
        name, at = f"2099-{number:05}", dt.datetime.now(dt.UTC)
        touched = [(owner, one) for owner in owners for one in range(self.chance.randint(1, 3))]
        for owner, one in touched:
            self.due.setdefault((owner, number), set()).add((owner, one))

        def work(con: DuckDBPyConnection) -> None:
            keep_document(con, name, title=f"Rule {number}", publication_date=dt.date(2026, 3, 2), at=at)
            (task,) = [each for each in pairs_to_assess(con, VERSIONS) if each.document_number == name]
            found = [impact(f"Item-{owner}-{one}", name) for owner, one in touched]
            load_impacts(con, {task: found}, VERSIONS, at)
            telling.enqueue_alerts(con, self.settings, [name], dt.date(2026, 3, 3), at)

        self.write(name, work)

    def start(self) -> subprocess.Popen[str]:
        """A sender, ready to send."""
        command = [sys.executable, "-m", "tests.pipeline.sender_process"]
        where = [str(self.settings.home), self.settings.slack_url, str(self.settings.smtp_port)]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        sender = subprocess.Popen([*command, *where], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        assert sender.stdout
        assert sender.stdout.readline() == "ready\n"
        return sender

    def wait(self, calls: int, within: float) -> None:
        """Until so many more calls have come to the services, or so many seconds have passed."""
        end, goal = time.monotonic() + within, sum(self.calls.values()) + calls
        while sum(self.calls.values()) < goal and time.monotonic() < end:
            time.sleep(0.003)

    def told_on_slack(self) -> dict[tuple[str, str], list[tuple[int, str]]]:
        """The messages that stand on Slack: by channel and delivery, each with the number of its part and its words."""
        found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for message in self.slack.workspace.messages:
            payload = message["metadata"]["event_payload"]
            words = f"{message.get('text')} {message.get('blocks')}"
            found[message["channel"], payload["delivery"]].append((payload["part"], words))
        return found

    def told_by_mail(self) -> dict[tuple[str, str], set[str]]:
        """The e-mails that arrived: by reader and Message-ID, which a mail program shows once, the words."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for taken in self.mail.taken:
            message = message_from_bytes(taken, policy=default)
            body = message.get_body(("plain",))  # type: ignore[attr-defined] # by the policy
            found[str(message["To"].addresses[0].addr_spec), str(message["Message-ID"])].add(body.get_content())
        return found


def on_slack(owner: int) -> bool:
    """Two owners of three are reached on Slack, the others by e-mail."""
    return owner % 3 != 0


def address(owner: int) -> dict[str, str]:
    """How the inventory's row names the owner."""
    reached = {"owner_slack": f"U{owner:07}", "owner_email": ""}
    return reached if on_slack(owner) else {"owner_email": f"owner-{owner}@example.com"}


@pytest.fixture
def world(prepared_home: Path, tmp_path: Path) -> object:
    """An inventory of three items for each owner; services that fail."""
    shutil.copytree(prepared_home, tmp_path / "home")
    with SlackServer() as slack, MailServer() as mail:
        settings = Settings(home=tmp_path / "home", slack_token="xoxb-test", slack_url=slack.base_url, smtp_host=HOST,
                            smtp_port=mail.port, smtp_starttls=False)  # type: ignore[arg-type] # becomes secret # fmt: skip
        found = World(settings, slack, mail, random.Random(SEED))
        slack.workspace.weather, mail.weather = found.slack_weather, found.mail_weather
        items = [
            item(f"Item-{owner}-{one}", name=f"Item-{owner}-{one}", owner=f"Owner {owner}", **address(owner))
            for owner in range(OWNERS)
            for one in range(3)
        ]
        found.write("inventory", lambda con: sync_items(con, items, dt.datetime.now(dt.UTC)))
        yield found


def _killed(world: World) -> int:
    """Senders are started, and killed at any moment of their work, while events come in; how many were killed."""
    done, events = 0, iter(range(EVENTS))
    for round_ in range(KILLS):
        for number in events:
            world.event(number)
            if number + 1 >= EVENTS * (round_ + 1 + KILLS // 2) / KILLS:  # always more to send than a sender lives for
                break
        sender = world.start()
        world.wait(world.chance.randint(0, CALLS), within=5 if LONG else 3)
        time.sleep(world.chance.uniform(0, 0.2))
        sender.send_signal(signal.SIGKILL)
        done += sender.wait() == -signal.SIGKILL
        sender.communicate()
    for number in events:
        world.event(number)
    return done


def _finished(world: World) -> int:
    """A last sender sends what is left; dead letters are given another round, as an operator would. How many there were."""
    revived = 0
    while True:
        sender = world.start()
        assert sender.wait(timeout=3_000) == 0
        with open_warehouse(stages.lake_of(world.settings), read_only=True) as warehouse:
            dead = [row["delivery_id"] for row in dead_letters(warehouse.con)]
            assert waiting(warehouse.con) == 0
        if not dead:
            return revived
        revived += len(dead)
        world.write("resend", lambda con, dead=dead: revive(con, dead, dt.datetime.now(dt.UTC)))


def _arrived(world: World) -> dict[tuple[int, int], list[set[tuple[int, int]]]]:
    """For each owner and event, the items of each message that the reader sees; nobody sees a message twice."""
    found: dict[tuple[int, int], list[set[tuple[int, int]]]] = defaultdict(list)
    for (channel, _), parts in world.told_on_slack().items():
        assert sorted(part for part, _ in parts) == list(range(len(parts))), f"a part twice, or missing, in {channel}"
        _add(found, int(channel[1:]), " ".join(words for _, words in parts))
    for (reader, _), bodies in world.told_by_mail().items():
        assert len(bodies) == 1, "one Message-ID, two messages"
        _add(found, int(reader.removeprefix("owner-").partition("@")[0]), next(iter(bodies)))
    return found


def _add(found: dict[tuple[int, int], list[set[tuple[int, int]]]], owner: int, words: str) -> None:
    (event,) = set(EVENT.findall(words))
    found[owner, int(event)].append({(int(whose), int(one)) for whose, one in ITEM.findall(words)})


@pytest.mark.timeout(5_400 if LONG else 200)
def test_every_due_message_arrives_once_and_at_its_reader(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Each owner gets one message for each event that touches the owner, with all of the own items in it and no other."""
    began = time.monotonic()
    kills = _killed(world)
    revived = _finished(world)
    took = time.monotonic() - began
    arrived = _arrived(world)
    with capsys.disabled():
        mails = len(world.told_by_mail())
        print(f"\nseed {SEED}: {OWNERS} owners, {EVENTS} events, {len(world.due)} messages due, {len(arrived)} arrived "
              f"({mails} by e-mail, {len(world.mail.taken) - mails} of them again under the same Message-ID); "
              f"{kills} kills, {sum(world.faults.values())} faults in {sum(world.calls.values())} calls, "
              f"{revived} dead letters sent again, {took:.0f} s\n{dict(sorted(world.faults.items()))}")  # fmt: skip
    assert kills == KILLS
    assert {key: [items] for key, items in world.due.items()} == arrived
    with open_warehouse(stages.lake_of(world.settings), read_only=True) as warehouse:
        rows = fetched(warehouse.con, "select status, count(*) as number from lake.deliveries group by status")
        assert rows == [{"status": "sent", "number": len(world.due)}]
        assert verify(warehouse.con).broken == ()
    assert sum(world.faults.values()) > sum(world.calls.values()) / 10
