"""How a catalog in PostgreSQL is spoken to, so that a machine that vanishes is noticed by both sides in half a minute.

A cut-off machine sends no goodbye: without this, its session would hold the writer's turn for the two hours that
TCP waits by default. What the operator writes into the address wins over what stands here.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlsplit

IDLE, BETWEEN, PROBES = 10, 5, 3
"""Seconds of silence before the first probe, seconds between probes, probes without an answer that end a session."""

NOTICED = IDLE + BETWEEN * PROBES
"""Seconds after which a machine that cannot be reached has lost its session, and with it the writer's turn."""

CLIENT = {
    "connect_timeout": str(IDLE),
    "keepalives_idle": str(IDLE),
    "keepalives_interval": str(BETWEEN),
    "keepalives_count": str(PROBES),
    "tcp_user_timeout": str(NOTICED * 1000),
}
SERVER = {
    "tcp_keepalives_idle": str(IDLE),
    "tcp_keepalives_interval": str(BETWEEN),
    "tcp_keepalives_count": str(PROBES),
    "tcp_user_timeout": str(NOTICED * 1000),
}


def watchful(address: str) -> str:
    """The address (a URI, or words such as dbname=...) with both sides' probes of a silent connection in it."""
    options = " ".join(f"-c {name}={value}" for name, value in SERVER.items())
    wanted = CLIENT | {"options": options}
    if "://" not in address:
        words = " ".join(f"{name}={_escaped(value)}" for name, value in wanted.items())
        return f"{words} {address}"  # of a word given twice libpq takes the last
    given = {name for name, _ in parse_qsl(urlsplit(address).query, keep_blank_values=True)}
    added = "&".join(f"{name}={quote(value, safe='')}" for name, value in wanted.items() if name not in given)
    return f"{address}{'&' if given else '' if address.endswith('?') else '?'}{added}" if added else address


def _escaped(value: str) -> str:
    return value.replace(" ", "\\ ")
