"""The operator is told on Slack and by e-mail, past the outbox; what cannot be told is logged and raises nothing."""

from __future__ import annotations

import json
import logging
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from pipeline.operations.operator_channel import tell_operator
from pipeline.settings import Settings
from tests.servers.mail import MailServer
from tests.servers.slack import Fault, SlackServer, Workspace

TEXT = "The source bis has failed for 3 hours.\nLast word: <b>502</b> *Bad* <!channel> & more"


def settings_of(**known: Any) -> Settings:
    """Settings of an operator."""
    return Settings(home=Path("unused"), **known)


def test_both_ways_carry_the_same_words_and_no_markup() -> None:
    """What a server answered is shown as it is: Slack mentions nobody, the e-mail holds no foreign tags."""
    with SlackServer() as slack, MailServer() as mail:
        settings = settings_of(
            operator_slack="#icts-ops", slack_token="xoxb-test", slack_url=slack.base_url, operator_mail="ops@example.com",
            smtp_host="127.0.0.1", smtp_port=mail.port, smtp_starttls=False,
        )  # fmt: skip
        assert tell_operator(settings, "silence:bis", TEXT)
        (message,) = slack.workspace.messages
        (taken,) = mail.taken
    blocks = message["blocks"] if isinstance(message["blocks"], list) else json.loads(message["blocks"])
    assert blocks[0]["text"] == {"type": "plain_text", "text": TEXT, "emoji": False}
    assert "<!channel>" not in message["text"]
    mail_ = message_from_bytes(taken, policy=default)
    assert (mail_["To"], mail_["Subject"]) == ("ops@example.com", "ICTS Watch: The source bis has failed for 3 hours.")
    text, page = mail_.get_body(("plain",)), mail_.get_body(("html",))
    assert text is not None
    assert page is not None
    assert text.get_content().splitlines() == TEXT.splitlines()
    assert "&lt;b&gt;502" in page.get_content()


def test_one_way_that_fails_does_not_stop_the_other(caplog: pytest.LogCaptureFixture) -> None:
    """Slack refuses, the e-mail goes out; the log says what Slack's word was."""
    workspace = Workspace()
    workspace.fail("chat.postMessage", Fault("channel_not_found"))
    with SlackServer(workspace) as slack, MailServer() as mail:
        settings = settings_of(
            operator_slack="C0NOWHERE", slack_token="xoxb-test", slack_url=slack.base_url, operator_mail="ops@example.com",
            smtp_host="127.0.0.1", smtp_port=mail.port, smtp_starttls=False,
        )  # fmt: skip
        assert tell_operator(settings, "k", TEXT)
        assert len(mail.taken) == 1
    assert "channel_not_found" in caplog.text


@pytest.mark.parametrize(
    ("known", "words", "level"),
    [
        ({}, "no operator is configured", logging.WARNING),
        ({"operator_slack": "C0OPS0001"}, "slack_token is not", logging.ERROR),
        ({"operator_mail": "ops@example.com"}, "smtp_host is not", logging.ERROR),
        ({"operator_mail": "ops", "smtp_host": "127.0.0.1"}, "no e-mail address", logging.ERROR),
    ],
)
def test_whom_nobody_told_is_in_the_log(
    known: dict[str, Any], words: str, level: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Without an operator, or a channel to reach one by, the words stand in the log with the reason."""
    assert not tell_operator(settings_of(**known), "k", TEXT)
    assert words in caplog.text
    assert "failed for 3 hours" in caplog.text
    assert {record.levelno for record in caplog.records} == {level}
