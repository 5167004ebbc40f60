"""`icts-watch up`: Airflow under the product's own home, set up by its environment alone, and all of it gone afterwards."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.console import FAILED, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.settings import Settings

STARTS_WITHIN = 180.0  # seconds until every part of Airflow must have answered
STOPS_WITHIN = 20.0  # seconds for tasks to end by themselves
LAST_LINES = 30  # of the log, shown when Airflow ends by itself

SQLITE_PATIENCE = {"timeout": 30}
"""How the metadata database is opened: its writers wait for each other (seconds)."""

OURS = {  # AIRFLOW__SECTION__KEY: what the product depends on, whatever else is set on this machine
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
    "AIRFLOW__CORE__AUTH_MANAGER": "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
}
DEFAULTS = {  # what an operator may set otherwise
    "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
    "AIRFLOW__CORE__PARALLELISM": "4",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONNECT_ARGS": "pipeline.airflow_home.SQLITE_PATIENCE",
    "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "30",
    "AIRFLOW__API__HOST": "127.0.0.1",
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
}
PORTS = {"AIRFLOW__API__PORT": 8080, "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": 8793, "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": 8794}


def up(settings: Settings) -> int:
    """Run Airflow with the DAGs switched on until Ctrl-C or SIGTERM; the exit status, 1 when Airflow ended by itself."""
    environment = airflow_environment(settings, os.environ)
    home = Path(environment["AIRFLOW_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    address, log = environment["AIRFLOW__API__BASE_URL"], home / "airflow.log"
    say(f"Airflow is starting, which takes half a minute; its log is {log}")
    with _interruptible(), log.open("ab") as output, _running(environment, output) as airflow:
        try:
            if _answers(airflow, address):
                say(f"Airflow is up: {address} (Ctrl-C ends it)")
            airflow.wait()
        except KeyboardInterrupt:
            say("Airflow is stopping")
            return 0
    say("\n".join(["Airflow ended by itself:", *log.read_text(errors="replace").splitlines()[-LAST_LINES:]]))
    return FAILED


def airflow_environment(settings: Settings, outer: Mapping[str, str]) -> dict[str, str]:
    """The environment of all of Airflow's processes, with the settings in it, whatever gave them to us.

    Everybody is an administrator only where nobody but this machine can ask.
    """
    home = settings.home.resolve() / "airflow"
    environment = {**DEFAULTS, **outer, **OURS, **exported(settings), "AIRFLOW_HOME": str(home)}
    environment |= {key: str(_free_port(port)) for key, port in PORTS.items() if key not in outer}
    environment["AIRFLOW__CORE__DAGS_FOLDER"] = str(files("dags"))
    host = environment["AIRFLOW__API__HOST"]
    environment.setdefault("AIRFLOW__API__BASE_URL", f"http://{host}:{environment['AIRFLOW__API__PORT']}")
    environment["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"] = str(host == "localhost" or ip_address(host).is_loopback)
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), outer.get("PATH", os.defpath)])
    return environment


def exported(settings: Settings) -> dict[str, str]:
    """The settings as the environment that gives them back; paths in full, so that the current folder does not matter."""
    import json

    from pydantic import SecretStr

    given = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        if isinstance(value, Path):
            value = value.resolve()
        if value is not None:
            given[f"ICTS_WATCH_{name.upper()}"] = json.dumps(value) if isinstance(value, dict) else str(value)
    return given


@contextmanager
def _running(environment: dict[str, str], output: object) -> Iterator[subprocess.Popen[bytes]]:
    """Airflow's processes; afterwards none of them is left, the tasks neither (they have process groups of their own)."""
    import psutil

    command = [sys.executable, "-m", "airflow", "standalone"]
    airflow = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
