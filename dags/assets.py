"""The assets that join the DAGs: the sources, each with its watcher, and what the stages make of them."""

from __future__ import annotations

from airflow.sdk import Asset, AssetAny, AssetWatcher

from dags.triggers import SourceTrigger


def _watched(source: str) -> Asset:
    return Asset(source, watchers=[AssetWatcher(name=f"{source}_watcher", trigger=SourceTrigger(source))])


PUBLISHERS = tuple(map(_watched, ("federal_register", "public_inspection", "bis", "feeds", "ecfr")))
WATCH_LISTS = tuple(map(_watched, ("fcc", "dod", "trade")))  # a watcher of one that is switched off sees nothing
COMPANY_FILES = tuple(map(_watched, ("inventory", "suppliers")))

DOCUMENTS = Asset("documents")
ITEMS = Asset("items")
IMPACTS = Asset("impacts")

ANY_PUBLISHER = AssetAny(*PUBLISHERS, *WATCH_LISTS)
ANY_COMPANY_FILE = AssetAny(*COMPANY_FILES)
DOCUMENTS_OR_ITEMS = AssetAny(DOCUMENTS, ITEMS)
