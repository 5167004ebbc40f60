"""A mail server on this machine: aiosmtpd with TLS and login if asked for, refusals and broken lines on demand."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
from typing import TYPE_CHECKING, Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiosmtpd.smtp import Envelope, LoginPassword, Session

HOST = "127.0.0.1"


class MailServer:
    """Takes mail in its own thread and keeps it in `taken`; a context manager.

    `refusals` maps an address to the server's answer to RCPT; `verdicts` are the answers to the next messages: None
    breaks the connection off before the answer, and before the message is kept unless `keep_broken`. Where none waits,
    `weather` gives the answer; `hang` seconds pass before a connection is broken off.
    """

    def __init__(
        self, *, starttls: Path | None = None, tls: Path | None = None, login: tuple[str, str] | None = None
    ) -> None:
        self.taken: list[bytes] = []
        self.refusals: dict[str, str] = {}
        self.verdicts: list[str | None] = []
        self.keep_broken = False
        self.hang = 0.0
        self.weather: Callable[[], str | None] = lambda: "250 OK"
        self._login = login
        settings: dict[str, Any] = {"authenticator": self._authenticate, "auth_required": True} if login else {}
        settings |= {"auth_require_tls": bool(starttls)} if login else {}
        settings |= {"tls_context": _server_context(starttls), "require_starttls": True} if starttls else {}
        context = _server_context(tls) if tls else None
        self._controller = Controller(self, hostname=HOST, port=_free_port(), ssl_context=context, **settings)

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return int(self._controller.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Takes or refuses a recipient."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Takes or refuses a message, or breaks off."""
        verdict = self.verdicts.pop(0) if self.verdicts else self.weather()
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        if (verdict or "").startswith("250") or (verdict is None and self.keep_broken):
            self.taken.append(content)
        if verdict is None and server.transport is not None:
            await asyncio.sleep(self.hang)
            if server.transport is not None:  # the other side may have gone meanwhile
                server.transport.abort()
        return verdict or "421 gone"

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: LoginPassword
    ) -> AuthResult:
        right = (data.login.decode(), data.password.decode()) == self._login
        return AuthResult(success=right, handled=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def write_certificate(path: Path) -> Path:
    """Writes a key and a certificate for 127.0.0.1 that signs itself, good for an hour, and returns the path."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(hours=1)
        )
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + certificate.public_bytes(pem))
    return path
