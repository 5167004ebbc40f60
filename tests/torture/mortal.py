"""A pass that may be killed: in a process of its own, at a commit of the harness's choice, or whenever it likes.

The process is forked from a server that has loaded the libraries, so that a kill costs the work and not the start.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from pipeline import stages
from pipeline.answers import deciding
from pipeline.messages import sending
from pipeline.settings import Settings
from warehouse.lake import Warehouse, open_warehouse, write
from warehouse.relation import fetched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.context import ForkServerProcess

    from duckdb import DuckDBPyConnection

STAGES = ("poll", "read", "sync", "assess", "tell")
ANSWERS = 4
"""Words that people give after each wave; each arrives once more after every kill, as Slack sends it again."""

SAID_AT = dt.datetime(2027, 6, 1, 15, 0, tzinfo=dt.UTC)
"""When people said them: messages show it. It is after every clock of the harness."""

HOUSEKEEPING = ("begins", "ended", "stands", "stands today")
"""Ends of the messages of commits that a pass makes whatever there is to do: their boundaries are met in one wave."""

forked = multiprocessing.get_context("forkserver")
forked.set_forkserver_preload(["tests.torture.preloaded"])


@dataclass(frozen=True, slots=True)
class Order:
    """What a process is to do. `met` is the file of commit boundaries at which one was killed, or none: never kill itself;
    only one boundary `of` so many counts. `hours` moves the stages' clock, so that the claims of those who were killed are over.
    """

    settings: dict[str, str]
    wave: int
    hours: int
    met: str = ""
    of: int = 1
    stages: tuple[str, ...] = (*STAGES, "answer", "tell")


def start(order: Order) -> ForkServerProcess:
    """A process at work on the order."""
    process = forked.Process(target=work, args=(order,))
    process.start()
    return process


def settings_of(order: Order) -> Settings:
    """The settings, as a process would take them from its environment."""
    return Settings(**order.settings)


def work(order: Order) -> None:
    """The stages one after the other, and people's answers; status 0 when all is done."""
    if order.met:
        _mortal(order)
    started = dt.timedelta(hours=order.hours)
    stages.now = lambda: dt.datetime.now(dt.UTC) + started
    settings = settings_of(order)
    for stage in order.stages:
        if stage == "answer":
            answer(settings, order.wave)
        else:
            stages.STAGES[stage](settings)
    if order.met:
        Path(order.met).with_suffix(".done").touch()


def answer(settings: Settings, wave: int) -> None:
    """People answer what they were told, a commit each; the same word has the same key whenever it comes."""
    lake = stages.lake_of(settings)
    with open_warehouse(lake, read_only=True) as warehouse:
        query = """select distinct document_number, item_id from lake.impacts where level = 'affected'
            order by hash(document_number || item_id)"""
        found = fetched(warehouse.con, query)
    for row in found[: ANSWERS * wave]:
        write(
            lake, "answer", f"{row['document_number']} {row['item_id']}", lambda con, row=row: _say(con, settings, row)
        )


def _say(con: DuckDBPyConnection, settings: Settings, row: dict[str, str]) -> None:
    key = f"{row['document_number']} {row['item_id']}"
    said = deciding.Said(deciding.State.AFFECTED, "compliance@example.com", "slack", key, note="seen", at=SAID_AT)
    rows = [one for one in deciding.findings(con, row["document_number"]) if one["item_id"] == row["item_id"]]
    deciding.decide(con, settings, said, rows, stages.now())


def _mortal(order: Order) -> None:
    """Die at the first boundary of a commit at which nobody has died yet: right before it, or right after it."""
    real, met, count = Warehouse.transaction, Path(order.met), {}

    def die(boundary: str) -> None:
        known = met.read_text().splitlines() if met.is_file() else []
        if boundary not in known and crc32(boundary.encode()) % order.of == 0:
            with met.open("a") as file:
                file.write(f"{boundary}\n")
                file.flush()
                os.fsync(file.fileno())
            os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def transaction(self: Warehouse, author: str, message: str) -> Iterator[DuckDBPyConnection]:
        wave = "every wave" if message.endswith(HOUSEKEEPING) else f"wave {order.wave}"
        name = f"{wave}: {author}: {message}"
        count[name] = count.get(name, 0) + 1
        with real(self, author, message) as con:
            yield con
            die(f"before {name} #{count[name]}")
        die(f"after {name} #{count[name]}")

    Warehouse.transaction = transaction  # type: ignore[method-assign]
    sending.TOGETHER = dict.fromkeys(sending.TOGETHER, 5)
