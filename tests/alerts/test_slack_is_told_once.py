"""A delivery reaches Slack once, whatever goes wrong between the call and the record of it."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from typing import TYPE_CHECKING, Any

import pytest

from alerts.failures import (
    DeliveryFailed,
    MessageRefused,
    RateLimited,
    RecipientRefused,
    SenderRefused,
    TryAgain,
    Unreachable,
)
from alerts.slack import EVENT_TYPE, SlackSender
from alerts.slack_blocks import slack_messages
from tests.alerts.samples import alerts
from tests.servers.slack import (
    DISCONNECT,
    DISCONNECT_STORED,
    INTERNAL_ERROR,
    INTERNAL_ERROR_STORED,
    SERVER_ERROR,
    Fault,
    SlackServer,
    Workspace,
    rate_limited,
    timeout_stored,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MESSAGES = slack_messages(alerts()["2025-00592-unowned"])
"""One message for the channel and one for its thread."""


def _sender(server: SlackServer, **settings: Any) -> SlackSender:
    return SlackSender("xoxb-test", **({"base_url": server.base_url, "pause": 0, "timeout": 5} | settings))


def _deliveries(server: SlackServer) -> list[tuple[str, int]]:
    payloads = [message["metadata"]["event_payload"] for message in server.workspace.messages]
    return [(payload["delivery"], payload["part"]) for payload in payloads]


def test_a_delivery_and_its_thread(slack: SlackServer) -> None:
    """The first message stands in the channel, the others in its thread, all with the delivery in their metadata."""
    receipt = _sender(slack).send("d-1", "C0COMPLY1", MESSAGES)
    main, reply = slack.workspace.messages
    assert (receipt.channel, receipt.messages) == ("C0COMPLY1", (main["ts"], reply["ts"]))
    assert (main.get("thread_ts"), reply["thread_ts"]) == (None, main["ts"])
    assert main["metadata"] == {"event_type": EVENT_TYPE, "event_payload": {"delivery": "d-1", "part": 0}}
    assert main["client_msg_id"] != reply["client_msg_id"]
    assert main["text"] == MESSAGES[0]["text"]


@pytest.mark.parametrize(
    ("address", "channel"), [("U024BE7LH", "D024BE7LH"), ("C0COMPLY1", "C0COMPLY1"), ("#fleet", "C0FLEET00")]
)
def test_users_channels_and_names(address: str, channel: str) -> None:
    """A user is told in a direct message, a channel by its id or its name, and a second attempt finds all of them."""
    workspace = Workspace(channels={"C0COMPLY1": "compliance", "C0FLEET00": "fleet"})
    with SlackServer(workspace) as server:
        first = _sender(server).send("d-1", address, MESSAGES)
        again = _sender(server).send("d-1", address, MESSAGES, perhaps_sent=True)
        assert first.channel == channel
        assert again == first
        assert _deliveries(server) == [("d-1", 0), ("d-1", 1)]


FAULTS = [
    DISCONNECT,
    DISCONNECT_STORED,
    INTERNAL_ERROR,
    INTERNAL_ERROR_STORED,
    SERVER_ERROR,
    rate_limited(0),
    timeout_stored(1.5),
]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("part", [0, 1])
def test_one_fault_doubles_nothing_and_loses_nothing(slack: SlackServer, fault: Fault, part: int) -> None:
    """Where an answer leaves open whether the message was stored, it is sent again only if it is not there."""
    sender = _sender(slack, timeout=1)
    if part:
        sender.send("d-1", "C0COMPLY1", MESSAGES[:1])
    slack.workspace.fail("chat.postMessage", fault)
    receipt = sender.send("d-1", "C0COMPLY1", MESSAGES, perhaps_sent=bool(part))
    assert _deliveries(slack) == [("d-1", 0), ("d-1", 1)]
    assert receipt.messages == tuple(message["ts"] for message in slack.workspace.messages)


def test_a_crash_between_sending_and_recording(slack: SlackServer) -> None:
    """A later process that knows only that something may have been sent finds it, and adds the rest."""
    since = dt.datetime.now(dt.UTC)
    _sender(slack).send("d-1", "C0COMPLY1", MESSAGES[:1])
    for number in range(250):
        slack.workspace.messages.append(
            {"channel": "C0COMPLY1", "ts": f"{since.timestamp() + 60 + number:.6f}", "text": "talk"}
        )
    _sender(slack).send("d-1", "C0COMPLY1", MESSAGES, perhaps_sent=True, since=since)
    assert [one for one in slack.workspace.messages if one["text"] != "talk"][1]["metadata"]["event_payload"][
        "part"
    ] == 1
    assert len(slack.workspace.messages) == 252


def test_another_delivery_with_the_same_words_is_another(slack: SlackServer) -> None:
    """The search goes by the delivery, not by the words."""
    for delivery in ("d-1", "d-2"):
        _sender(slack).send(delivery, "C0COMPLY1", MESSAGES, perhaps_sent=True)
    assert _deliveries(slack) == [("d-1", 0), ("d-1", 1), ("d-2", 0), ("d-2", 1)]


def test_an_answer_in_an_earlier_thread(slack: SlackServer) -> None:
    """A correction can stand in the thread of what it corrects, and is found there."""
    told = _sender(slack).send("d-1", "C0COMPLY1", MESSAGES[:1])
    slack.workspace.fail("chat.postMessage", INTERNAL_ERROR_STORED)
    _sender(slack).send("d-2", "C0COMPLY1", MESSAGES, thread=told.messages[0])
    assert [message.get("thread_ts") for message in slack.workspace.messages] == [None, *[told.messages[0]] * 2]


def test_a_short_rate_limit_is_waited_out_and_a_long_one_goes_back(slack: SlackServer) -> None:
    """Retry-After is honoured: here where it is short, else by whoever keeps the outbox, who is told the seconds."""
    slack.workspace.fail("chat.postMessage", rate_limited(0), rate_limited(30))
    with pytest.raises(RateLimited) as failed:
        _sender(slack, patience=1).send("d-1", "C0COMPLY1", MESSAGES)
    assert failed.value.retry_after == 30
    assert slack.workspace.messages == []


def test_a_server_that_stays_down(slack: SlackServer) -> None:
    """After the last attempt the delivery goes back to be sent again later."""
    slack.workspace.fail("chat.postMessage", *[SERVER_ERROR] * 3)
    with pytest.raises(Unreachable, match="HTTP 503"):
        _sender(slack).send("d-1", "C0COMPLY1", MESSAGES)
    assert slack.workspace.messages == []


def test_no_server_at_all() -> None:
    """Nobody listening is a reason to try again."""
    with SlackServer() as gone:
        sender = _sender(gone, attempts=1)
    with pytest.raises(Unreachable):
        sender.send("d-1", "C0COMPLY1", MESSAGES)


def _world(server: SlackServer) -> None:
    server.workspace.channels = {"C0COMPLY1": "compliance", "C0OUTSIDE": "others"}
    server.workspace.users = {"U024BE7LH"}
    server.workspace.outside = {"C0OUTSIDE"}
    server.workspace.inactive = {"xoxb-old"}


REFUSED: list[tuple[str, str, list[Any], type[DeliveryFailed], str]] = [
    ("xoxb-test", "C0NOWHERE", MESSAGES, RecipientRefused, "channel_not_found"),
    ("xoxb-test", "#nowhere", MESSAGES, RecipientRefused, "channel_not_found"),
    ("xoxb-test", "C0OUTSIDE", MESSAGES, RecipientRefused, "not_in_channel"),
    ("xoxb-test", "U0NOBODY0", MESSAGES, RecipientRefused, "user_not_found"),
    ("xoxb-old", "C0COMPLY1", MESSAGES, SenderRefused, "account_inactive"),
    ("xoxb-no", "C0COMPLY1", MESSAGES, SenderRefused, "invalid_auth"),
    ("xoxb-test", "C0COMPLY1", [{"text": "x" * 50_000}], MessageRefused, "msg_too_long"),
    ("xoxb-test", "C0COMPLY1", [{"text": "x", "blocks": [{"type": "divider"}] * 51}], MessageRefused, "invalid_blocks"),
]


@pytest.mark.parametrize(("token", "address", "messages", "failure", "code"), REFUSED)
def test_what_will_never_do_is_told_apart(
    slack: SlackServer, token: str, address: str, messages: list[Any], failure: type[DeliveryFailed], code: str
) -> None:
    """Slack's permanent answers come back under their own name, with Slack's own word, and are tried once only."""
    _world(slack)
    with pytest.raises(failure) as failed:
        SlackSender(token, base_url=slack.base_url, pause=0).send("d-1", address, messages)
    assert (failed.value.code, failed.value.delivery_id) == (code, "d-1")
    assert [method for method, _ in slack.workspace.calls].count("chat.postMessage") <= 1


def test_a_missing_scope_says_which(slack: SlackServer) -> None:
    """Where the search itself is not allowed nothing is sent again blindly."""
    body = '{"ok": false, "error": "missing_scope", "needed": "channels:history"}'
    slack.workspace.fail("conversations.history", Fault(body=body))
    with pytest.raises(SenderRefused, match="channels:history"):
        _sender(slack).send("d-1", "C0COMPLY1", MESSAGES, perhaps_sent=True)
    assert slack.workspace.messages == []


def test_an_unknown_word_is_not_taken_for_a_refusal(slack: SlackServer) -> None:
    """What Slack may invent tomorrow leads to a look and another attempt."""
    slack.workspace.fail("chat.postMessage", Fault("error_of_tomorrow"))
    _sender(slack).send("d-1", "C0COMPLY1", MESSAGES[:1])
    assert _deliveries(slack) == [("d-1", 0)]


def test_who_we_are(slack: SlackServer) -> None:
    """The check names team and user, and a wrong token is a refusal."""
    assert _sender(slack).check()["team"] == "Stand-in"
    with pytest.raises(SenderRefused):
        SlackSender("xoxb-no", base_url=slack.base_url).check()


def test_two_hundred_deliveries_with_faults_in_one_call_of_four(slack: SlackServer) -> None:
    """Each is there exactly once in the end, though attempts fail and are made again."""
    chance = random.Random(20240624)
    fault: Callable[[], Fault] = lambda: chance.choice(FAULTS[:-1])  # noqa: E731 - the time-out is slow, and tested above
    post = slack.workspace.faults["chat.postMessage"]
    for number in range(200):
        for attempt in itertools.count():
            if chance.random() < 0.25:
                post.append(fault())
            try:
                _sender(slack, attempts=1).send(f"d-{number}", f"U{number:08}", MESSAGES[:1], perhaps_sent=attempt > 0)
            except TryAgain:
                continue
            break
    assert sorted(_deliveries(slack)) == sorted((f"d-{number}", 0) for number in range(200))
