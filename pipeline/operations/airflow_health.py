"""What Airflow says of its own health over HTTP, to whoever asks: are its parts alive?"""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import TYPE_CHECKING, Any

from alerts.outside_text import cut
from pipeline.operations.finding import Finding, well, wrong
from pipeline.watching.rhythm import EASTERN
from warehouse.catalog import hide_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

PATH = "/api/v2/monitor/health"  # answers without a log-in
PARTS = {
    "metadatabase": "",
    "scheduler": "latest_scheduler_heartbeat",
    "triggerer": "latest_triggerer_heartbeat",
    "dag_processor": "latest_dag_processor_heartbeat",
}
"""The parts that we need, with where their last sign of life stands."""

PATIENCE, DEADLINE = 10.0, 20.0  # seconds for one piece of the answer, and for all of it
MAX_BYTES = 65_536
START = "see its log (airflow.log under home); icts-watch up starts it"


class NoWordOfHealth(Exception):
    """Airflow did not answer, or with something else; carries where (as it may be shown) and why."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"no word of Airflow's health from {address}: {reason}")
        self.address, self.reason = address, reason


def airflow_findings(address: str) -> Iterator[Finding]:
    """One line for each part that we need. Nothing but this address is asked. Raises NoWordOfHealth."""
    import httpx

    try:
        parts = _answer(address)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as trouble:
        kind = "" if isinstance(trouble, ValueError) else f"{type(trouble).__name__}: "
        raise NoWordOfHealth(
            cut(hide_secrets(address), 120), cut(hide_secrets(f"{kind}{trouble}"), 160)
        ) from None  # the original message may show a password
    for name, beat in PARTS.items():
        part = parts.get(name)
        state = part.get("status") if isinstance(part, dict) else None
        if state == "healthy":
            yield well("airflow", name, "healthy")
        else:
            signs = f"; its last sign of life: {_when(part.get(beat))}" if isinstance(part, dict) and beat else ""
            yield wrong("airflow", name, f"{cut(str(state or 'not there'), 40)}{signs}", START)


def _when(beat: object) -> str:
    """The time of a sign of life in Washington's clock, as everywhere here; as it came where it is none."""
    try:
        return dt.datetime.fromisoformat(str(beat)).astimezone(EASTERN).strftime("%d %b %Y %H:%M:%S %Z")
    except ValueError:
        return cut(str(beat or "never"), 40)


def _answer(address: str) -> dict[str, Any]:
    """Raises ValueError where what came is no statement of health, httpx.HTTPError where nothing came."""
    import httpx

    url, content, ends = httpx.URL(address.rstrip("/") + PATH), b"", time.monotonic() + DEADLINE
    with (
        httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=not _is_here(url)) as client,
        client.stream("GET", url) as response,
    ):
        for piece in response.iter_bytes():
            content += piece
            if len(content) > MAX_BYTES or time.monotonic() > ends:
                raise ValueError("it does not come to an end")
    if response.status_code != httpx.codes.OK:
        raise ValueError(f"HTTP status {response.status_code}")
    parts = json.loads(content)
    if not isinstance(parts, dict) or not PARTS.keys() & parts.keys():
        raise ValueError("it is no statement of Airflow's health")
    return parts


def _is_here(url: httpx.URL) -> bool:
    """Whether the address is this machine's own, which no proxy can reach."""
    return url.host in {"127.0.0.1", "localhost", "::1"}
