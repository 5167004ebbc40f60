"""Another process at the same warehouse: `python -m tests.warehouse.worker HOME VERB`, run by the tests."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from tests.warehouse.samples import AT, delivery, item, publication
from warehouse.catalog import Lake
from warehouse.items import sync_items
from warehouse.lake import open_warehouse, write
from warehouse.migrate import prepare
from warehouse.outbox import claim, enqueue, settle_sent
from warehouse.publications import load_publications


def claim_all(lake: Lake) -> None:
    """Claims and settles until nothing is left, two at a time; prints what it got."""
    while claimed := write(lake, "tell", "claim", lambda con: claim(con, AT, limit=2)):
        for one in claimed:
            print(one.delivery.delivery_id, flush=True)
            write(lake, "tell", "sent", lambda con, one=one: settle_sent(con, one, {"ts": "1"}, AT))


def die_before_commit(lake: Lake) -> None:
    """Writes several tables in one transaction and is killed before the commit."""
    with open_warehouse(lake) as warehouse, warehouse.transaction("poll", "half") as con:
        load_publications(con, [publication()], AT)
        sync_items(con, [item(f"A-{number}") for number in range(50)], AT)
        enqueue(con, [delivery(number) for number in range(50)], AT)
        os.kill(os.getpid(), signal.SIGKILL)


def die_after_claim(lake: Lake) -> None:
    """Claims, and is killed between the sending and the word of it."""
    claimed = write(lake, "tell", "claim", lambda con: claim(con, AT))
    print(len(claimed), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


def hold(lake: Lake) -> None:
    """Takes the writer's turn, says so, and keeps it until it is killed."""
    with open_warehouse(lake) as warehouse, warehouse.transaction("test", "hold"):
        print("holding", flush=True)
        time.sleep(600)


def batches(lake: Lake) -> None:
    """Writes five batches of 30 publications."""
    for batch in range(5):
        rows = [publication(f"{batch}-{number}", f"{batch}-{number}".encode()) for number in range(30)]
        write(lake, "poll", f"batch {batch}", lambda con, rows=rows: load_publications(con, rows, AT))


def fork_the_record(lake: Lake) -> None:
    """Puts five publications on the record, a commit each."""
    for number in range(5):
        row = publication(f"{os.getpid()}-{number}", f"{os.getpid()}-{number}".encode())
        write(lake, "poll", "one", lambda con, row=row: load_publications(con, [row], AT))


VERBS = {
    "prepare": prepare,
    "claim_all": claim_all,
    "die_before_commit": die_before_commit,
    "die_after_claim": die_after_claim,
    "hold": hold,
    "batches": batches,
    "fork_the_record": fork_the_record,
}


if __name__ == "__main__":
    place, verb = sys.argv[1:]
    VERBS[verb](Lake(place, os.environ["DATA_PATH"]) if "://" in place else Lake.under(Path(place)))
