"""Sends one e-mail over SMTP, encrypted and to a verified server unless the settings say otherwise."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from alerts.failures import MessageRefused, RateLimited, RecipientRefused, Refused, SenderRefused, TryAgain, Unreachable

if TYPE_CHECKING:
    from email.message import EmailMessage

TEMPORARY = range(400, 500)


class Security(StrEnum):
    """How the connection is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """The server that takes our e-mail; no login without a username; `ca_file` names certificates of your own."""

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20
    ca_file: str = ""


def send_mail(delivery_id: str, message: EmailMessage, server: SmtpServer) -> None:
    """Hands the e-mail over. Raises Refused or TryAgain.

    Where the connection breaks after the message was handed over it may arrive twice, under one Message-ID.
    """
    try:
        client = _connected(server)
    except (OSError, smtplib.SMTPException) as error:
        raise _failure(delivery_id, error) from error
    try:
        if server.username:
            client.login(server.username, server.password)
        client.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        client.close()
        raise _failure(delivery_id, error) from error
    with contextlib.suppress(OSError, smtplib.SMTPException):  # the message is taken: a rude goodbye changes nothing
        client.quit()


def check_server(server: SmtpServer) -> None:
    """Connects, encrypts, logs in and leaves, for `doctor`; sends nothing. Raises Refused or TryAgain."""
    try:
        client = _connected(server)
        with client:
            if server.username:
                client.login(server.username, server.password)
            client.noop()
    except (OSError, smtplib.SMTPException) as error:
        raise _failure("smtp check", error) from error


def _connected(server: SmtpServer) -> smtplib.SMTP:
    if server.security is Security.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=_trusted(server.ca_file))
    client = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        if server.security is Security.STARTTLS:
            client.starttls(context=_trusted(server.ca_file))
    except BaseException:
        client.close()
        raise
    return client


@cache
def _trusted(ca_file: str) -> ssl.SSLContext:
    """The certificates to check against; reading the system's takes 30 ms."""
    return ssl.create_default_context(cafile=ca_file or None)


def _failure(delivery_id: str, error: OSError | smtplib.SMTPException) -> Refused | TryAgain:
    """What the server's answer means for the delivery; RFC 5321: 4yz may do later, 5yz will not."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            code, reason = next(iter(recipients.values()))
            return _answered(delivery_id, code, reason, RecipientRefused)
        case smtplib.SMTPDataError():
            return _answered(delivery_id, error.smtp_code, error.smtp_error, MessageRefused)
        case smtplib.SMTPResponseException():
            return _answered(delivery_id, error.smtp_code, error.smtp_error, SenderRefused)
        case smtplib.SMTPServerDisconnected():
            return Unreachable(delivery_id, type(error).__name__, str(error))
        case smtplib.SMTPException() | ssl.SSLCertVerificationError():
            return SenderRefused(delivery_id, type(error).__name__, str(error))
        case _:
            return Unreachable(delivery_id, type(error).__name__, str(error))


def _answered(delivery_id: str, code: int, reason: bytes | str, refused: type[Refused]) -> Refused | TryAgain:
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    return (RateLimited if code in TEMPORARY else refused)(delivery_id, f"SMTP {code}", text)
