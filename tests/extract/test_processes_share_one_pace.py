"""Requests to one host keep their distance across all processes that share a home, and nothing stops them for good."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from extract.pacing import SharedPace
from tests.servers.clients import brisk
from tests.servers.pages import PagesServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROCESSES, EACH, INTERVAL = 4, 4, 0.3
SLACK = 0.1  # seconds that one of a busy machine's processes may be late
HOST = "www.federalregister.gov"

CLIENT = """
import sys
from pathlib import Path
from extract.web import Web, WebSettings
url, pace, interval, count = sys.argv[1:]
settings = WebSettings(frozenset({url}), pace=Path(pace) if pace else None, interval=float(interval), attempts=1)
with Web(settings) as web:
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(int(count)):
        web.fetch(f"{url}/page")
"""


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[PagesServer]:
    """A server with one page."""
    (tmp_path / "served").mkdir()
    (tmp_path / "served" / "page.html").write_text("<html><title>News</title></html>")
    with PagesServer(tmp_path / "served") as server:
        yield server


def gaps(pages: PagesServer, pace: Path | None) -> list[float]:
    """Seconds between the requests of several processes that begin at the same moment, as the server saw them."""
    words = [sys.executable, "-c", CLIENT, pages.url, str(pace or ""), str(INTERVAL), str(EACH)]
    clients = [subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(PROCESSES)]
    for one in clients:
        assert one.stdout
        assert one.stdout.readline() == b"ready\n"
    for one in clients:
        assert one.stdin
        one.stdin.write(b"go\n")
        one.stdin.flush()
    assert [one.wait(60) for one in clients] == [0] * PROCESSES
    times = sorted(asked.at for asked in pages.requests)
    assert len(times) == PROCESSES * EACH
    return [later - earlier for earlier, later in pairwise(times)]


def test_four_processes_keep_the_interval_together(pages: PagesServer, tmp_path: Path) -> None:
    """Sixteen requests of four processes reach the server one interval apart, as one process's would."""
    measured = gaps(pages, tmp_path / "home" / "pace")
    early = [gap for gap in measured if gap < INTERVAL - SLACK]  # behind a request that the machine held up on its way
    assert len(early) <= 2, measured
    assert sum(measured) >= INTERVAL * len(measured) - 3 * SLACK, measured


def test_without_a_home_each_process_keeps_its_own(pages: PagesServer) -> None:
    """What the shared pace is for: on their own, four processes come four at a time."""
    assert sum(gap < INTERVAL / 3 for gap in gaps(pages, None)) >= EACH


def waited(folder: Path, interval: float = 0.2) -> float:
    """How long a request to the host has to wait."""
    began = time.monotonic()
    SharedPace(folder, interval).wait(HOST)
    return time.monotonic() - began


HOLDER = """
import sys
from pathlib import Path
from extract.pacing import SharedPace
pace = SharedPace(Path(sys.argv[1]), 60.0)
pace.wait(sys.argv[2])
print("asked", flush=True)
pace.wait(sys.argv[2])
"""


def test_a_killed_process_leaves_the_turn_to_the_others(tmp_path: Path) -> None:
    """Killed while it holds the host's lock: the next one waits for no more than its own interval."""
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path), HOST], stdout=subprocess.PIPE)
    assert holder.stdout
    assert holder.stdout.readline() == b"asked\n"
    time.sleep(0.3)  # it waits for its second turn now
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert waited(tmp_path) < 1.0


@pytest.mark.parametrize("content", [b"", b"\0\xff", b"nan", b"inf", b"-1e400", b"1764", b"yesterday", b"9" * 5000])
def test_whatever_stands_in_the_file_polling_goes_on(tmp_path: Path, content: bytes) -> None:
    """A torn or foreign file costs at most one interval, and is whole again afterwards."""
    (tmp_path / f"{HOST}.last").write_bytes(content)
    assert waited(tmp_path) < 0.4
    assert abs(time.time() - float((tmp_path / f"{HOST}.last").read_text())) < 5


@pytest.mark.parametrize("ahead", [0.1, 3600.0, 1e9])
def test_a_clock_that_is_set_back_costs_one_interval(tmp_path: Path, ahead: float) -> None:
    """The last request seems to lie in the future: one interval is waited for, not the whole difference."""
    (tmp_path / f"{HOST}.last").write_text(repr(time.time() + ahead))
    assert 0.19 <= waited(tmp_path) < 0.8
    assert 0.15 <= waited(tmp_path) < 0.8


def test_other_hosts_do_not_wait(tmp_path: Path) -> None:
    """One file for each host; a strange name stays inside the folder."""
    for host in ("www.bis.gov", "::1", "../../etc/passwd", "x" * 5000):
        began = time.monotonic()
        SharedPace(tmp_path / "pace", 30.0).wait(host)
        assert time.monotonic() - began < 2
    assert {file.parent for file in tmp_path.rglob("*.last")} == {tmp_path / "pace"}


@pytest.mark.parametrize("kind", ["a file in the folder's place", "a folder in the file's place"])
def test_a_folder_that_cannot_be_used_is_said_and_stops_nobody(
    tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The process then keeps its own pace."""
    folder = tmp_path / "pace"
    if kind == "a file in the folder's place":
        folder.touch()
    else:
        (folder / f"{HOST}.last").mkdir(parents=True)
    pace, began = SharedPace(folder, 0.2), time.monotonic()
    for _ in range(3):
        pace.wait(HOST)
    assert 0.4 <= time.monotonic() - began < 3
    assert "in this process only" in caplog.text


def test_a_stopped_process_does_not_hold_the_others_up_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that was stopped while it had the turn: after a while the others go on without it."""
    monkeypatch.setattr("extract.pacing.STUCK", 0.5)
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path), HOST], stdout=subprocess.PIPE)
    try:
        assert holder.stdout
        holder.stdout.readline()
        time.sleep(0.3)
        holder.send_signal(signal.SIGSTOP)
        assert 1.9 < waited(tmp_path, 0.2) < 4  # ten intervals
    finally:
        holder.kill()
        holder.wait()


def test_the_client_of_a_home_keeps_it(pages: PagesServer, tmp_path: Path) -> None:
    """Two clients with one folder, one after the other: the second waits for what is left of the interval."""
    for _ in range(2):
        with brisk(pages, interval=0.5, pace=tmp_path / "pace") as web:
            web.fetch(f"{pages.url}/page")
    first, second = (asked.at for asked in pages.requests)
    assert second - first >= 0.45
