"""Hosts without hardware: network namespaces on a bridge, each with a name and an address, one of which can be cut off."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BRIDGE, NETWORK = "icts-watch0", "10.79.113"
HERE = f"{NETWORK}.1"
"""This machine's address on the bridge: databases, broker and API server listen there."""


@dataclass(frozen=True, slots=True)
class Host:
    """A host on the bridge. `disk` is the folder at which each host sees one of its own."""

    name: str
    number: int
    disk: Path | None = None

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"{NETWORK}.{self.number}"

    def command(self, *words: str) -> list[str]:
        """A command as it is run there, under the host's own name, and with its own disk where all hosts have theirs."""
        named = ["unshare", "--uts", "sh", "-c", 'hostname "$0"; exec "$@"', self.name, *words]
        if self.disk:
            mounted = 'mount --bind "$0" "$1" && shift && exec "$@"'
            named = ["sh", "-c", mounted, str(self.own_disk), str(self.disk), *named]
        return ["ip", "netns", "exec", self.name, *named]

    @property
    def own_disk(self) -> Path:
        """Where everybody else sees what it has on its disk."""
        assert self.disk
        return self.disk.with_name(f"{self.disk.name}-of-{self.name}")

    def popen(self, *words: str, **options: Any) -> subprocess.Popen[Any]:
        """A process there."""
        return subprocess.Popen(self.command(*words), **options)

    def cut_off(self) -> None:
        """Takes the line away: nobody gets a goodbye."""
        _ip("link", "set", f"{self.name}-up", "down")

    def reconnect(self) -> None:
        """Gives the line back."""
        _ip("link", "set", f"{self.name}-up", "up")

    def processes(self) -> list[psutil.Process]:
        """What runs there."""
        found = subprocess.run(["ip", "netns", "pids", self.name], check=True, capture_output=True, text=True)
        alive = []
        for pid in found.stdout.split():
            with suppress(psutil.NoSuchProcess):
                alive.append(psutil.Process(int(pid)))
        return alive


@contextmanager
def hosts(*names: str, disk: Path | None = None) -> Iterator[list[Host]]:
    """Hosts of these names (12 characters at most) on a bridge; no process, namespace or interface of theirs is left."""
    if os.geteuid() != 0:
        raise PermissionError("network namespaces need root")
    for program in ("ip", "unshare"):
        if not shutil.which(program):
            raise FileNotFoundError(f"{program} is missing: `make cluster` installs iproute2 and util-linux on Debian")
    made = [Host(name, 11 + place, disk) for place, name in enumerate(names)]
    for host in made if disk else ():
        host.own_disk.mkdir()
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("address", "add", f"{HERE}/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for host in made:
            _join(host)
        yield made
    finally:
        for host in made:
            _remove(host)
        subprocess.run(["ip", "link", "delete", BRIDGE], capture_output=True)


def _join(host: Host) -> None:
    up, inside = f"{host.name}-up", "eth0"
    _ip("netns", "add", host.name)
    _ip("link", "add", up, "type", "veth", "peer", "name", inside, "netns", host.name)
    _ip("link", "set", up, "master", BRIDGE, "up")
    _ip("-n", host.name, "address", "add", f"{host.address}/24", "dev", inside)
    for device in ("lo", inside):
        _ip("-n", host.name, "link", "set", device, "up")


def _remove(host: Host) -> None:
    if subprocess.run(["ip", "netns", "pids", host.name], capture_output=True).returncode == 0:
        for process in host.processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()
    subprocess.run(["ip", "netns", "delete", host.name], capture_output=True)
    subprocess.run(["ip", "link", "delete", f"{host.name}-up"], capture_output=True)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr.strip()}"
