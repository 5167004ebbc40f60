"""The servers that hosts share, each a process of its own on the bridge's address: PostgreSQL, Redis, an object store."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from tests.cluster.hosts import HERE, NETWORK

if TYPE_CHECKING:
    from collections.abc import Iterator

POSTGRES_PORT, REDIS_PORT, STORE_PORT = 15_432, 16_379, 15_000
PASSWORD = "hush-hush"
BUCKET = "icts-watch"


def program(name: str, package: str) -> str:
    """The path of a server's program; says which package has it where it is missing."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = next((str(folder / name) for folder in folders if (folder / name).exists()), shutil.which(name))
    if not found:
        raise FileNotFoundError(f"{name} is missing: `make cluster` installs {package} on Debian")
    return found


@contextmanager
def postgres(*databases: str) -> Iterator[str]:
    """A PostgreSQL server with password log-in; the address of its database `postgres`, beside which it has these."""
    folder = Path(tempfile.mkdtemp(prefix="icts-postgres-"))
    shutil.chown(folder, "postgres")  # the server refuses to run as root
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, "user": "postgres"}
    (folder / "password").write_text(PASSWORD)
    made = [program("initdb", "postgresql"), "-D", folder / "data", "-A", "scram-sha-256", "-U", "watch", "--no-sync"]
    subprocess.run([*made, f"--pwfile={folder / 'password'}"], **quiet)
    with (folder / "data" / "pg_hba.conf").open("a") as access:
        access.write(f"host all all {NETWORK}.0/24 scram-sha-256\n")
    options = f"-p {POSTGRES_PORT} -h {HERE} -k {folder} -c fsync=off"
    control = [program("pg_ctl", "postgresql"), "-D", folder / "data"]
    address = f"postgresql://watch:{PASSWORD}@{HERE}:{POSTGRES_PORT}/"
    try:
        subprocess.run([*control, "-o", options, "-l", folder / "log", "-w", "start"], **quiet)
        for database in databases:
            made = [program("psql", "postgresql-client"), "-q", "-d", f"{address}postgres"]
            subprocess.run([*made, "-c", f"create database {database}"], **quiet)
        yield f"{address}postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **{**quiet, "check": False})
        shutil.rmtree(folder)


@contextmanager
def redis() -> Iterator[str]:
    """A Redis server with a password, which keeps nothing on a disk; its address."""
    words = f"--bind {HERE} --port {REDIS_PORT} --requirepass {PASSWORD} --save  --appendonly no".split(" ")
    with _running(program("redis-server", "redis-server"), *words):
        yield f"redis://:{PASSWORD}@{HERE}:{REDIS_PORT}/0"


@contextmanager
def object_store() -> Iterator[dict[str, str]]:
    """An S3-compatible server (moto's) with an empty bucket; the product's settings for it, by their names."""
    address = f"http://{HERE}:{STORE_PORT}"
    with _running(sys.executable, "-m", "moto.server", "-H", HERE, "-p", str(STORE_PORT)):
        ends = time.monotonic() + 60
        while True:
            with suppress(httpx.TransportError):
                httpx.put(f"{address}/{BUCKET}", trust_env=False).raise_for_status()
                break
            assert time.monotonic() < ends, "the object store does not answer"
            time.sleep(0.2)
        yield {
            "data_path": f"s3://{BUCKET}/lake", "s3_endpoint": f"{HERE}:{STORE_PORT}", "s3_key_id": "watch",
            "s3_secret": PASSWORD, "s3_tls": "false",
        }  # fmt: skip


@contextmanager
def _running(*words: str) -> Iterator[None]:
    """A server as a process, which is gone afterwards."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
        assert process.poll() is None, f"{words[0]} has ended by itself"
    finally:
        process.kill()
        process.wait()
