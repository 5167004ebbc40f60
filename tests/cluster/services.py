"""The servers that hosts share, each a process of its own on the bridge's address: PostgreSQL."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.cluster.hosts import HERE, NETWORK

if TYPE_CHECKING:
    from collections.abc import Iterator

POSTGRES_PORT = 15_432
PASSWORD = "hush-hush"


def program(name: str) -> str:
    """The path of a server's program; says which package has it where it is missing."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = next((str(folder / name) for folder in folders if (folder / name).exists()), shutil.which(name))
    if not found:
        raise FileNotFoundError(f"{name} is missing: `make cluster` installs postgresql on Debian")
    return found


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server with password log-in; the address of its database `postgres`."""
    folder = Path(tempfile.mkdtemp(prefix="icts-postgres-"))
    shutil.chown(folder, "postgres")  # the server refuses to run as root
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, "user": "postgres"}
    (folder / "password").write_text(PASSWORD)
    made = [program("initdb"), "-D", folder / "data", "-A", "scram-sha-256", "-U", "watch", "--no-sync"]
    subprocess.run([*made, f"--pwfile={folder / 'password'}"], **quiet)
    with (folder / "data" / "pg_hba.conf").open("a") as access:
        access.write(f"host all all {NETWORK}.0/24 scram-sha-256\n")
    options = f"-p {POSTGRES_PORT} -h {HERE} -k {folder} -c fsync=off"
    control = [program("pg_ctl"), "-D", folder / "data"]
    try:
        subprocess.run([*control, "-o", options, "-l", folder / "log", "-w", "start"], **quiet)
        yield f"postgresql://watch:{PASSWORD}@{HERE}:{POSTGRES_PORT}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **{**quiet, "check": False})
        shutil.rmtree(folder)
