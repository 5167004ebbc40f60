"""`icts-watch up` leaves with a message and status 1 where Airflow cannot be, and leaves no process behind."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import psutil
import pytest
from filelock import FileLock

from tests.dags.airflow_processes import UP

if TYPE_CHECKING:
    from pathlib import Path


def up(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command's end."""
    command = os.environ | {"ICTS_WATCH_HOME": str(home)} | environment
    return subprocess.run(UP, env=command, capture_output=True, text=True, timeout=100)


def test_one_home_holds_one_airflow(tmp_path: Path) -> None:
    """Two schedulers on one SQLite file would fight: the second is refused."""
    (tmp_path / "airflow").mkdir()
    with FileLock(tmp_path / "airflow" / "up.lock"):
        done = up(tmp_path)
    assert done.returncode == 1
    assert "is up already" in done.stderr


@pytest.mark.airflow
def test_an_airflow_that_cannot_start_is_told_with_its_last_words(tmp_path: Path) -> None:
    """A database that cannot be opened: the end of Airflow's log, where the whole of it is, and nothing left running."""
    done = up(tmp_path, AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{tmp_path}/no/such/folder/airflow.db")
    assert done.returncode == 1
    assert "unable to open database file" in done.stderr
    assert str(tmp_path / "airflow" / "airflow.log") in done.stderr
    assert [one for one in psutil.process_iter() if str(tmp_path) in " ".join(_words(one))] == []


def _words(process: psutil.Process) -> list[str]:
    try:
        return [*process.cmdline(), *process.environ().values()]
    except psutil.Error:
        return []
