"""Airflow as `icts-watch up` starts it, in processes of its own, and none of them left afterwards."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

UP = [str(Path(sys.executable).parent / "icts-watch"), "up"]
LAST = 6_000  # characters of each log that are shown


class Airflow:
    """Airflow at work under a home: what `up` has said, what its API knows."""

    def __init__(self, home: Path, process: subprocess.Popen[bytes], said: Path) -> None:
        self.home, self._process, self._said = home, process, said

    def address(self) -> str:
        """Where Airflow is, once `up` says that it is; blank before."""
        assert self._process.poll() is None, f"`up` ended: {self.said()}"
        line = next((line for line in self.said().splitlines() if line.startswith("Airflow is up: ")), "")
        return line.removeprefix("Airflow is up: ").split(" ")[0]

    def said(self) -> str:
        """What `up` has told the terminal."""
        return self._said.read_text()

    def runs(self, dag_id: str) -> list[str]:
        """States of a DAG's runs; none while the DAG processor has not met it."""
        answer = self._ask("GET", dag_id)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return []
        return [run["state"] for run in answer.raise_for_status().json()["dag_runs"]]

    def trigger(self, dag_id: str, **conf: object) -> httpx.Response:
        """Asks for a run as a person does in the form; Airflow's answer."""
        return self._ask("POST", dag_id, json={"logical_date": None, "conf": conf})

    def overdue(self) -> int:
        """Lets the time of all runs that are at work be over; how many deadlines that are."""
        with closing(sqlite3.connect(self.home / "airflow" / "airflow.db", timeout=30)) as database, database:
            past = "update deadline set deadline_time = '2020-01-01 00:00:00.000000' where not missed"
            return database.execute(past).rowcount

    def _ask(self, method: str, dag_id: str, **more: Any) -> httpx.Response:
        with httpx.Client(base_url=self.address(), trust_env=False, timeout=60) as client:
            token = client.get("/auth/token").json()["access_token"]
            authorized = {"Authorization": f"Bearer {token}"}
            return client.request(method, f"/api/v2/dags/{dag_id}/dagRuns", headers=authorized, **more)

    def logs(self) -> str:
        """The ends of all logs, the tasks' own last."""
        paths = [
            self._said,
            self.home / "airflow" / "airflow.log",
            *sorted(self.home.glob("airflow/logs/dag_id=*/**/*.log")),
        ]
        return "\n".join(f"===== {path}\n{path.read_text()[-LAST:]}" for path in paths if path.is_file())


@contextmanager
def airflow_up(home: Path, environment: dict[str, str]) -> Iterator[Airflow]:
    """Run `up` until the end of the block; with an error in it the logs are shown. Afterwards no process is left."""
    said = home.parent / "up.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(UP, env=environment, stdout=output, stderr=output)
    airflow = Airflow(home, process, said)
    try:
        yield airflow
    except BaseException:
        print(airflow.logs())
        raise
    finally:
        left = _end(process)
    assert left == [], "processes that `up` left behind"


def until(condition: Callable[[], object], seconds: float, what: str) -> float:
    """Wait for a condition; how long it took. Fails after so many seconds."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"not within {seconds:g} s: {what}"
        time.sleep(0.1)
    return time.monotonic() - began


def _end(process: subprocess.Popen[bytes]) -> list[str]:
    """End `up` as an operator would, then whatever is left of its sessions; what that was."""
    family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    sessions = {session for child in family if (session := _session(child.pid))} - {os.getsid(0)}
    process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(40)
    left = [one for one in psutil.process_iter() if one.pid == process.pid or _session(one.pid) in sessions]
    names = [repr(one) for one in left if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    for one in left:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    process.wait(10)
    return names


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return 0
