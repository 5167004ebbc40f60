"""Airflow on three hosts without a shared disk: one decides what is to be done, two workers do it, by Celery.

Everything is from Debian's and Python's packages. By hand (as root): python -m tests.cluster FOLDER
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from pipeline.operations.airflow_environment import OURS, exported
from pipeline.settings import Settings
from tests.cluster.hosts import HERE, Host
from tests.cluster.services import PASSWORD, POSTGRES_PORT, object_store, postgres, redis

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

API_PORT = 18_080
HOSTS = ("icts-control", "icts-w1", "icts-w2")
PARTS = (("api-server",), ("scheduler",), ("dag-processor",), ("triggerer",))
NOTICED = 40
"""Seconds without a heartbeat after which a task counts as lost; it then begins again on a worker that answers."""

AIRFLOW = {
    "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
    "AIRFLOW__CORE__DAGS_FOLDER": str(files("dags")),
    "AIRFLOW__CORE__PARALLELISM": "16",  # tasks of a host that vanished count until they are given up
    "AIRFLOW__CELERY__WORKER_CONCURRENCY": "2",
    "AIRFLOW__CELERY__WORKER_ENABLE_REMOTE_CONTROL": "False",
    "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "86400",
    "AIRFLOW__API__HOST": "0.0.0.0",
    "AIRFLOW__API__PORT": str(API_PORT),
    "AIRFLOW__API__WORKERS": "1",
    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
    "AIRFLOW__API_AUTH__JWT_SECRET": "a word of sixty-four letters that all parts of this Airflow know",
    "AIRFLOW__CORE__FERNET_KEY": "Y29tcGxpYW5jZS10ZWFtcy1sZWFybi1pbi10aW1lLi4=",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": str(NOTICED),
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": str(NOTICED),  # taken from the queue by a host that then vanished
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "10",
    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "30",
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
} | OURS


@dataclass(frozen=True, slots=True)
class Fleet:
    """Airflow at work on its hosts."""

    control: Host
    workers: tuple[Host, ...]
    settings: Settings
    environment: Mapping[str, str]

    def ask(self, path: str, **parameters: object) -> Any:
        """What Airflow's API answers."""
        with httpx.Client(base_url=f"http://{self.control.address}:{API_PORT}", trust_env=False, timeout=60) as client:
            token = client.get("/auth/token").raise_for_status().json()["access_token"]
            headers = {"Authorization": f"Bearer {token}"}
            return client.get(f"/api/v2/{path}", headers=headers, params=parameters).raise_for_status().json()

    def tasks(self, state: str = "", host: str = "", dag: str = "~") -> list[dict[str, Any]]:
        """Attempts of tasks in this state, on this host, of this DAG."""
        found = self.ask(f"dags/{dag}/dagRuns/~/taskInstances", limit=1000, **({"state": state} if state else {}))
        return [one for one in found["task_instances"] if host in (one["hostname"] or "")]

    def is_up(self) -> bool:
        """Whether every part says that it is well."""
        with suppress(httpx.HTTPError, KeyError):
            parts = self.ask("monitor/health")
            return all(parts[name]["status"] == "healthy" for name in ("scheduler", "triggerer", "dag_processor"))
        return False


@contextmanager
def fleet(control: Host, *workers: Host, inventory: Path, **given: str) -> Iterator[Fleet]:
    """Airflow with the CeleryExecutor, PostgreSQL, Redis and an object store, once all parts have said that they are well.

    The hosts have disks of their own; what is on them stays, and the parts' logs beside it. `given` are more of the
    product's settings.
    """
    assert control.disk
    disk, folder = control.disk, control.disk.parent
    with ExitStack() as stack:
        database = stack.enter_context(postgres("airflow", "lake"))
        broker = stack.enter_context(redis())
        store = stack.enter_context(object_store())
        settings = Settings(
            home=disk / "home", inventory=disk / "inventory.csv", catalog=database.replace("/postgres", "/lake"),
            **store | given,
        )  # fmt: skip
        environment = _environment(settings, control, broker)
        for host in (control, *workers):
            shutil.copy(inventory, host.own_disk / "inventory.csv")
        for words in (("airflow", "db", "migrate"), ("python", "-m", "dags.pools")):
            _once(control, environment, folder, *words)
        for host, *words in [
            *((control, *part) for part in PARTS),
            *((one, "celery", "worker", "--celery-hostname", one.name, "--skip-serve-logs") for one in workers),
        ]:
            stack.enter_context(_running(host, environment, folder, *words))
        found = Fleet(control, tuple(workers), settings, environment)
        ends = time.monotonic() + 240
        while not found.is_up():
            assert time.monotonic() < ends, "Airflow is not up"
            time.sleep(1)
        yield found


def _environment(settings: Settings, control: Host, broker: str) -> dict[str, str]:
    """The same for every part on every host."""
    airflow = f"{HERE}:{POSTGRES_PORT}/airflow"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ICTS_WATCH_", "AIRFLOW"))}
    here = clean | exported(settings) | AIRFLOW
    return here | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
        "AIRFLOW_HOME": str(settings.home.with_name("airflow")),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg2://watch:{PASSWORD}@{airflow}",
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+postgresql+psycopg2://watch:{PASSWORD}@{airflow}",
        "AIRFLOW__CELERY__BROKER_URL": broker,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://{control.address}:{API_PORT}/execution/",
        "AIRFLOW__API__BASE_URL": f"http://{control.address}:{API_PORT}",
        "NO_PROXY": "*",
    }


def _once(host: Host, environment: Mapping[str, str], folder: Path, *words: str) -> None:
    done = subprocess.run(host.command(*words), env=environment, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


@contextmanager
def _running(host: Host, environment: Mapping[str, str], folder: Path, *words: str) -> Iterator[None]:
    """A part of Airflow on a host; its words are kept beside the disks. The host takes its processes with it."""
    with (folder / f"{host.name}-{words[0]}.log").open("wb") as said:
        process = host.popen("airflow", *words, env=environment, cwd=folder, stdout=said, stderr=said)
        try:
            yield
        finally:
            process.kill()
            process.wait()
