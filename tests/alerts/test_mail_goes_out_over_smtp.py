"""SMTP: encrypted and logged in, refusals told apart from what may be tried again."""

from __future__ import annotations

import socket
import threading
import time
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

import pytest

from alerts.envelope import MailSender, message_id, mime
from alerts.failures import (
    DeliveryFailed,
    MessageRefused,
    RateLimited,
    RecipientRefused,
    Refused,
    SenderRefused,
    Unreachable,
)
from alerts.mail import render_mail
from alerts.smtp import Security, SmtpServer, send_mail
from tests.alerts.samples import OWNER, STAMP, digests
from tests.servers.mail import HOST, MailServer, write_certificate

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

SENDER = MailSender("icts-watch@example.com")
LOGIN = ("watch", "secret")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine that no authority knows."""
    return write_certificate(tmp_path_factory.mktemp("tls") / "server.pem")


def _message(delivery: str = "d-1") -> EmailMessage:
    return mime(render_mail("weekly_digest", digest=digests()["busy"]), delivery, SENDER, OWNER.email, date=STAMP)


def _plain(server: MailServer, **settings: Any) -> SmtpServer:
    return SmtpServer(HOST, server.port, Security.NONE, timeout=5, **settings)


def test_a_message_arrives(mail_server: MailServer) -> None:
    """What arrives is the message, with its Message-ID."""
    send_mail("d-1", _message(), _plain(mail_server))
    taken = message_from_bytes(mail_server.taken[0])
    assert taken["Message-ID"] == message_id("d-1", SENDER)
    assert taken["To"] == OWNER.email


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_encrypted_and_logged_in(certificate: Path, security: Security) -> None:
    """With STARTTLS or TLS from the start, a trusted certificate and the right password the message arrives."""
    with MailServer(login=LOGIN, **{security.value: certificate}) as server:
        settings = SmtpServer(HOST, server.port, security, *LOGIN, timeout=5, ca_file=str(certificate))
        send_mail("d-1", _message(), settings)
        assert len(server.taken) == 1


def test_a_wrong_password_is_a_refusal(certificate: Path) -> None:
    """The server's word comes back, and the password does not."""
    with MailServer(login=LOGIN, starttls=certificate) as server:
        settings = SmtpServer(
            HOST, server.port, username="watch", password="wrong-one", timeout=5, ca_file=str(certificate)
        )
        with pytest.raises(SenderRefused, match="SMTP 535") as failed:
            send_mail("d-1", _message(), settings)
        assert "wrong-one" not in f"{failed.value} {settings!r}"
        assert server.taken == []


def test_an_unknown_certificate_is_not_trusted(certificate: Path) -> None:
    """Without the certificate among the trusted ones nothing is sent, not even the password."""
    with MailServer(login=LOGIN, starttls=certificate) as server:
        with pytest.raises(SenderRefused, match="SSLCertVerificationError"):
            send_mail("d-1", _message(), SmtpServer(HOST, server.port, Security.STARTTLS, *LOGIN, timeout=5))
        assert server.taken == []


def test_no_encryption_no_mail(mail_server: MailServer) -> None:
    """A server that offers no STARTTLS is not written to in the clear."""
    with pytest.raises(SenderRefused, match="SMTPNotSupportedError"):
        send_mail("d-1", _message(), SmtpServer(HOST, mail_server.port, Security.STARTTLS, timeout=5))
    assert mail_server.taken == []


@pytest.mark.parametrize(
    ("answer", "failure"), [("550 no such user", RecipientRefused), ("450 greylisted, come back", RateLimited)]
)
def test_a_refused_recipient(mail_server: MailServer, answer: str, failure: type[DeliveryFailed]) -> None:
    """5yz refuses the recipient for good, 4yz asks to come back."""
    mail_server.refusals[OWNER.email] = answer
    with pytest.raises(failure, match=answer.partition(" ")[0]):
        send_mail("d-1", _message(), _plain(mail_server))
    assert mail_server.taken == []


@pytest.mark.parametrize(
    ("answer", "failure"), [("554 looks like spam", MessageRefused), ("451 disk full", RateLimited)]
)
def test_a_refused_message(mail_server: MailServer, answer: str, failure: type[DeliveryFailed]) -> None:
    """5yz refuses the message for good, 4yz asks to come back."""
    mail_server.verdicts = [answer]
    with pytest.raises(failure, match=answer.partition(" ")[0]):
        send_mail("d-1", _message(), _plain(mail_server))


def test_a_broken_connection_is_tried_again_under_the_same_message_id(mail_server: MailServer) -> None:
    """Where the line breaks after the message was taken, the second copy is the same message to the reader."""
    mail_server.verdicts, mail_server.keep_broken = [None], True
    with pytest.raises(Unreachable):
        send_mail("d-1", _message(), _plain(mail_server))
    send_mail("d-1", _message(), _plain(mail_server))
    assert len(mail_server.taken) == 2
    assert len({message_from_bytes(taken)["Message-ID"] for taken in mail_server.taken}) == 1


def test_a_line_that_breaks_before_the_message_was_taken_loses_nothing(mail_server: MailServer) -> None:
    """The message was not kept: it is to be tried again, and then arrives."""
    mail_server.verdicts = [None]
    with pytest.raises(Unreachable):
        send_mail("d-1", _message(), _plain(mail_server))
    assert mail_server.taken == []
    send_mail("d-1", _message(), _plain(mail_server))
    assert len(mail_server.taken) == 1


@pytest.mark.parametrize(
    ("greeting", "failure"),
    [
        (b"", Unreachable),  # hangs up at once
        (b"421 4.3.2 come back later\r\n", RateLimited),
        (b"554 5.7.1 you are on a list\r\n", SenderRefused),
        (b"220 ok\r\n", Unreachable),  # hangs up when we introduce ourselves
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Refused),
        (None, Unreachable),  # says nothing at all
    ],
)
def test_a_server_that_breaks_off_early(greeting: bytes | None, failure: type[DeliveryFailed]) -> None:
    """Hanging up, silence and "come back later" are tried again; a refusal of us, or no mail server, is not."""
    with socket.create_server((HOST, 0)) as listener:

        def answer() -> None:
            line, _ = listener.accept()
            with line:
                if greeting is None:
                    time.sleep(1)
                line.sendall(greeting or b"")

        thread = threading.Thread(target=answer)
        thread.start()
        server = SmtpServer(HOST, listener.getsockname()[1], Security.NONE, timeout=0.5)
        with pytest.raises(failure):
            send_mail("d-1", _message(), server)
        thread.join()


def test_no_server_at_all() -> None:
    """Nobody listening is a reason to try again, and no refusal."""
    with MailServer() as gone:
        settings = _plain(gone)
    with pytest.raises(Unreachable) as failed:
        send_mail("d-1", _message(), settings)
    assert not isinstance(failed.value, Refused)
