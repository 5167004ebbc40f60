"""`icts-watch up`: all parts of Airflow, the Slack listener and the watchdog, until Ctrl-C, and none of them afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

from pipeline.commands.console import FAILED, say
from pipeline.operations.airflow_environment import airflow_environment
from pipeline.operations.listener_process import listening, tell_at_once, watching
from warehouse.catalog import make_private

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Settings

STARTS_WITHIN = 180.0  # seconds until every part of Airflow has answered
STOPS_WITHIN = 20.0  # seconds for tasks to come to their end
LAST_LINES = 30  # of the log, shown when Airflow ends by itself


def up(settings: Settings) -> None:
    """Run Airflow with the DAGs switched on until Ctrl-C or SIGTERM; any other end of it leaves with status 1."""
    from filelock import FileLock, Timeout

    environment = airflow_environment(settings, os.environ)
    home = Path(environment["AIRFLOW_HOME"])
    make_private(home)
    try:
        with FileLock(home / "up.lock", timeout=0), _interruptible():
            _run(settings, environment, home / "airflow.log")
    except KeyboardInterrupt:
        say("Airflow is down")
    except Timeout:
        say(f"icts-watch: Airflow is up already with this home: {home}")
        raise SystemExit(FAILED) from None


def _run(settings: Settings, environment: dict[str, str], log: Path) -> NoReturn:
    address = environment["AIRFLOW__API__BASE_URL"]
    say(f"Airflow is starting, which takes half a minute. Its log: {log}")
    with (
        log.open("ab") as output,
        log.with_name("listen.log").open("ab") as heard,
        log.with_name("watchdog.log").open("ab") as watched,
        watching(settings, environment, watched),
        _airflow(environment, output) as airflow,
        listening(settings, environment, heard),
    ):
        if _answers(airflow, address):
            say(f"Airflow is up: {address} (Ctrl-C ends it)")
            airflow.wait()
    tell_at_once(settings, environment)
    last = log.read_text(errors="replace").splitlines()[-LAST_LINES:]
    say("\n".join([*last, f"icts-watch: Airflow did not start, or ended by itself. The whole log: {log}"]))
    raise SystemExit(FAILED)


@contextmanager
def _interruptible() -> Iterator[None]:
    """A SIGTERM is a Ctrl-C: both end everything in order."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _airflow(environment: dict[str, str], output: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """All of Airflow in a session of its own, which is empty afterwards, however this ends."""
    command = [sys.executable, "-m", "dags.standalone"]
    airflow = subprocess.Popen(  # noqa: S603 - our own interpreter and words
        command, env=environment, stdout=output, stderr=output, start_new_session=True
    )
    try:
        yield airflow
    finally:
        try:
            airflow.send_signal(signal.SIGINT)  # standalone passes it on and waits for its parts
            with suppress(subprocess.TimeoutExpired):
                airflow.wait(STOPS_WITHIN)
        finally:
            for process in _session(airflow.pid):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            airflow.wait()


def _session(leader: int) -> list[int]:
    """The processes of a session: tasks have process groups of their own, and orphans have lost their parent."""
    import psutil

    found = []
    for process in psutil.pids():
        with suppress(ProcessLookupError, PermissionError):
            if os.getsid(process) == leader:
                found.append(process)
    return found


def _answers(airflow: subprocess.Popen[bytes], address: str) -> bool:
    """Whether all parts of Airflow have said that they are well before it ended or the time was over."""
    import httpx

    ends = time.monotonic() + STARTS_WITHIN
    with httpx.Client(trust_env=False, timeout=5.0) as client:
        while airflow.poll() is None and time.monotonic() < ends:
            with suppress(httpx.HTTPError, ValueError):
                parts = client.get(f"{address}/api/v2/monitor/health").json()
                if all(part["status"] == "healthy" for part in parts.values() if part["status"]):
                    return True
            time.sleep(0.5)
    return False
