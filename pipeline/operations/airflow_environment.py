"""The environment of `icts-watch up`: it alone sets up Airflow, under the product's own home."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.settings import Settings

SQLITE_PATIENCE = {"timeout": 30}
"""How the metadata database is opened: its writers wait for each other (seconds)."""

OURS = {  # what the product depends on, whatever else is set on this machine
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
}
DEFAULTS = {  # what an operator may set otherwise
    "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
    "AIRFLOW__CORE__PARALLELISM": "4",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONNECT_ARGS": "pipeline.operations.airflow_environment.SQLITE_PATIENCE",
    "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "30",
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    "AIRFLOW__API__HOST": "127.0.0.1",
}
PORTS = {  # the usual ones, or any that are free
    "AIRFLOW__API__PORT": 8080,
    "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": 8793,
    "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": 8794,
}


def airflow_environment(settings: Settings, outer: Mapping[str, str]) -> dict[str, str]:
    """The environment of all of Airflow's processes: the outer one, Airflow's configuration, and the settings.

    Everybody is an administrator only where nobody but this machine can ask.
    """
    environment = {**DEFAULTS, **outer, **OURS, **exported(settings)}
    environment.setdefault("AIRFLOW__API_AUTH__JWT_SECRET", secrets.token_urlsafe(64))  # for this start only
    environment |= {key: str(_free_port(port)) for key, port in PORTS.items() if key not in outer}
    host, port = environment["AIRFLOW__API__HOST"], environment["AIRFLOW__API__PORT"]
    environment.setdefault("AIRFLOW__API__BASE_URL", f"http://{_reached_at(host)}:{port}")
    environment["ICTS_WATCH_AIRFLOW_URL"] = environment["AIRFLOW__API__BASE_URL"]  # the watchdog asks the one beside it
    environment["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"] = str(_is_loopback(host))
    environment["AIRFLOW__CORE__DAGS_FOLDER"] = str(files("dags"))
    environment["AIRFLOW_HOME"] = str(settings.home.resolve() / "airflow")
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), outer.get("PATH", os.defpath)])
    return environment


def exported(settings: Settings) -> dict[str, str]:
    """The settings as the environment variables that give them back, with paths in full."""
    given = {f"ICTS_WATCH_{name.upper()}": getattr(settings, name) for name in type(settings).model_fields}
    return {name: _written(value) for name, value in given.items() if value is not None}


def _written(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Path):
        return str(value.resolve())
    if isinstance(value, list):
        return ",".join(value)
    return json.dumps(value) if isinstance(value, dict) else str(value)


def _free_port(wanted: int) -> int:
    """The port, or one that the system chooses where somebody listens on it already."""
    for port in (wanted, 0):
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(one.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # the name of a machine
        return False


def _reached_at(host: str) -> str:
    """Where this machine reaches a server bound to the host: 0.0.0.0 is everywhere, so here, too."""
    return "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - compared, not bound
