"""A PostgreSQL server of our own on a free port of the loopback, from the system's packages."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = (*sorted(Path("/usr/lib/postgresql").glob("*/bin")), Path("/usr/local/bin"), Path("/usr/bin"))


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs."""
    found = next((str(folder / name) for folder in FOLDERS if (folder / name).exists()), shutil.which(name))
    if not found:
        pytest.skip("PostgreSQL's server is not installed here")
    return found


@contextmanager
def running() -> Iterator[int]:
    """The port on 127.0.0.1 where it answers, to its superuser `postgres` and to any role, without a password."""
    initdb, control = program("initdb"), program("pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix="icts-postgres-"))
    user = {"user": "postgres"} if os.geteuid() == 0 else {}  # the server refuses to run as root
    if user:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, **user}
    subprocess.run([initdb, "-D", folder / "data", "-A", "trust", "-U", "postgres", "--no-sync"], **quiet)
    options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
    subprocess.run([control, "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start"], **quiet)
    try:
        yield port
    finally:
        subprocess.run([control, "-D", folder / "data", "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder)


def psql(port: int, database: str, *arguments: str) -> str:
    """What psql prints, as the superuser; anything wrong fails the test."""
    address = f"postgresql://postgres@127.0.0.1:{port}/{database}"
    words = [program("psql"), "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", address, *arguments]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
