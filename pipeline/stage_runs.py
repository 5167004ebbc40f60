"""What every stage begins with: the warehouse that the settings name, prepared, and a note of the stage's run in it."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from warehouse.catalog import Lake, ObjectStore
from warehouse.lake import write
from warehouse.migrate import prepare
from warehouse.runs import finish_run, start_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Settings

Counts = dict[str, Any]


def lake_of(settings: Settings) -> Lake:
    """Where the settings say the warehouse lives."""
    under = Lake.under(settings.home)
    data_path = settings.data_path or under.data_path
    key_id, secret = settings.s3_key_id.get_secret_value(), settings.s3_secret.get_secret_value()
    store = None
    if data_path.startswith("s3://"):
        store = ObjectStore(key_id, secret, settings.s3_endpoint, settings.s3_region, use_ssl=settings.s3_tls)
    return Lake(settings.catalog or under.catalog, data_path, store, encrypted=settings.encrypted)


def now() -> dt.datetime:
    """The present moment, in UTC."""
    return dt.datetime.now(dt.UTC)


@contextmanager
def run_of(lake: Lake, stage: str) -> Iterator[Counts]:
    """Prepares the warehouse and notes the stage's run in it, with its counts or its error."""
    prepare(lake)
    run_id = write(lake, stage, f"{stage} begins", lambda con: start_run(con, stage, now()))
    counts: Counts = {}
    try:
        yield counts
    except Exception as error:
        text = str(error)
        write(lake, stage, f"{stage} failed", lambda con: finish_run(con, run_id, counts, now(), error=text))
        raise
    write(lake, stage, f"{stage} ended", lambda con: finish_run(con, run_id, counts, now()))
