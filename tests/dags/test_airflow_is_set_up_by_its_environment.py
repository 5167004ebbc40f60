"""`icts-watch up` gives Airflow its configuration and our settings in the environment, and opens it to nobody else."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from pipeline.operations.airflow_environment import PORTS, airflow_environment, exported
from pipeline.settings import Settings, settings

ADMINS = "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"


def test_the_settings_come_back_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever gave them (an option, a file), tasks and triggers read the same, in whatever folder they run."""
    monkeypatch.chdir(tmp_path)
    given = settings(
        home=tmp_path, inventory=Path("assets.csv"), slack_token="xoxb-1", smtp_port=25, smtp_starttls=False,
        units={"Fleet": {"slack": "C1"}}, source="live",
    )  # fmt: skip
    for name in [name for name in os.environ if name.startswith("ICTS_WATCH_")]:
        monkeypatch.delenv(name)
    for name, value in exported(given).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path.parent)
    assert settings() == given.model_copy(update={"inventory": tmp_path / "assets.csv"})


def test_nothing_outside_turns_our_dags_off(tmp_path: Path) -> None:
    """Airflow settings of another project on this machine neither hide our DAGs nor share their home."""
    strange = {"AIRFLOW_HOME": "/elsewhere", "AIRFLOW__CORE__DAGS_FOLDER": "/elsewhere/dags",
               "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True", "AIRFLOW__CORE__PARALLELISM": "2"}  # fmt: skip
    environment = airflow_environment(Settings(home=tmp_path), strange)
    assert environment["AIRFLOW_HOME"] == str(tmp_path / "airflow")
    assert (Path(environment["AIRFLOW__CORE__DAGS_FOLDER"]) / "ingest_publications.py").is_file()
    assert environment["AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION"] == "False"
    assert environment["AIRFLOW__CORE__PARALLELISM"] == "2"


@pytest.mark.parametrize(
    ("host", "open_to_all", "reached_at"),
    [
        ("127.0.0.1", "True", "127.0.0.1"),
        ("localhost", "True", "localhost"),
        ("0.0.0.0", "False", "127.0.0.1"),
        ("10.1.2.3", "False", "10.1.2.3"),
        ("airflow.example", "False", "airflow.example"),
    ],
)
def test_only_this_machine_needs_no_password(host: str, open_to_all: str, reached_at: str, tmp_path: Path) -> None:
    """Everybody is an administrator only behind a loopback address, whatever else the environment asks for."""
    environment = airflow_environment(Settings(home=tmp_path), {"AIRFLOW__API__HOST": host, ADMINS: "True"})
    assert environment[ADMINS] == open_to_all
    assert environment["AIRFLOW__API__BASE_URL"] == f"http://{reached_at}:{environment['AIRFLOW__API__PORT']}"
    assert environment["ICTS_WATCH_AIRFLOW_URL"] == environment["AIRFLOW__API__BASE_URL"]  # for the watchdog


def test_a_port_that_is_taken_is_replaced(tmp_path: Path) -> None:
    """Another server on the usual port does not keep Airflow from starting; a port that was asked for is kept."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(PORTS, "AIRFLOW__API__PORT", taken)
            environment = airflow_environment(Settings(home=tmp_path), {})
        assert environment["AIRFLOW__API__PORT"] != str(taken)
    assert airflow_environment(Settings(home=tmp_path), {"AIRFLOW__API__PORT": "9999"})["AIRFLOW__API__PORT"] == "9999"
