"""A PostgreSQL server of our own from Debian's packages, on a free port of the loopback; it can be restarted."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest

if TYPE_CHECKING:
    from types import TracebackType

FOLDERS = (*sorted(Path("/usr/lib/postgresql").glob("*/bin")), Path("/usr/local/bin"), Path("/usr/bin"))


def program(name: str) -> str:
    """The path of a program of the PostgreSQL server."""
    found = next((str(folder / name) for folder in FOLDERS if (folder / name).exists()), shutil.which(name))
    if not found:
        pytest.skip("PostgreSQL's server is not installed here (Debian: postgresql)")
    return found


class PostgresServer:
    """The server as a context manager, on 127.0.0.1 and `port`; it lets any role in, whatever its password.

    `address` is a database of its superuser `postgres`.
    """

    def __init__(self) -> None:
        self._initdb, self._control = program("initdb"), program("pg_ctl")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"postgresql://postgres:hush@127.0.0.1:{self.port}/postgres"

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="icts-postgres-"))
        user = {"user": "postgres"} if os.geteuid() == 0 else {}  # the server refuses to run as root
        if user:
            shutil.chown(self.folder, "postgres")
        self._quiet: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL, "cwd": self.folder, **user}
        self._run(self._initdb, "-A", "trust", "-U", "postgres", "--no-sync")
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._control, "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def restart(self) -> None:
        """Ends every session at once, as a crash does, and comes back after its recovery."""
        self._run(self._control, "-m", "immediate", "stop")
        self._start()

    def _start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c fsync=off"
        self._run(self._control, "-o", options, "-l", self.folder / "log", "-w", "start")

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run([program, "-D", self.folder / "data", *map(str, arguments)], **self._quiet)


def psql(port: int, database: str, *arguments: str) -> str:
    """What psql prints, as the superuser; anything wrong fails the test."""
    address = f"postgresql://postgres@127.0.0.1:{port}/{database}"
    words = [program("psql"), "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", address, *arguments]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
