"""Speed as ratios, both sides measured in one run on one machine."""

from __future__ import annotations

import csv
import resource
import tempfile
import time
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from extract.folder import Folder, publications
from extract.reader import read
from models.dense import item_text
from models.register import Register, starting_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from extract.inventory import Item

PASSAGES, DIMENSIONS, PARTIES = 600, 384, 1_000
TRIES = 3


def seconds(work: Callable[[], object], tries: int = TRIES) -> float:
    """The shortest of a few tries: what the machine can do when nothing else runs."""
    best = float("inf")
    for _ in range(tries):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def reading(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """From bytes to finished documents, beside what BeautifulSoup needs merely to parse, and lxml, the limit."""
    from bs4 import BeautifulSoup
    from lxml import etree

    files = [
        (found.content, found.key) for path in paths for found in publications(path) if b"<" in found.content[:200]
    ]
    count = sum(len(read(content, key).documents) for content, key in files)
    ours = seconds(lambda: [read(content, key) for content, key in files])
    soup = seconds(lambda: [BeautifulSoup(content, "lxml-xml") for content, _ in files])
    limit = seconds(lambda: [etree.fromstring(content) for content, _ in files])
    yield {
        "what": "reading",
        "documents": count,
        "seconds": round(ours, 3),
        "beside": "BeautifulSoup parse",
        "ratio": round(soup / ours, 2),
    }
    yield {"what": "lxml parse (the limit)", "seconds": round(limit, 3)}


def matching(items: Sequence[Item], count: int, reassessed: int) -> Iterator[dict[str, Any]]:
    """Embedding, the passages-by-items product and names at a size of `count` items; re-assessment at `reassessed`."""
    yield embedding([item_text(item) for item in items])
    yield product(count)
    yield names([item.vendor for item in items if item.vendor], count)
    yield reassessment(items, reassessed)


def embedding(texts: list[str]) -> dict[str, Any]:
    """Ours beside SentenceTransformer.encode with its defaults on the same texts, and how far the vectors differ."""
    from sentence_transformers import SentenceTransformer

    from models.embedding import ModelChoice, checked, embed, precision

    plain = SentenceTransformer(checked(ModelChoice()), device="cpu")
    embed(texts[:8])
    plain.encode(texts[:8], show_progress_bar=False)
    ours = seconds(lambda: embed(texts), tries=1)
    theirs = seconds(lambda: plain.encode(texts, show_progress_bar=False), tries=1)
    want = plain.encode(texts[:200], normalize_embeddings=True, show_progress_bar=False)
    worst = float((embed(texts[:200]) * want).sum(axis=1).min())
    return {
        "what": f"embedding {len(texts):,} texts, {len(set(texts)):,} of them distinct, {precision()}",
        "seconds": round(ours, 2),
        "beside": "SentenceTransformer.encode",
        "ratio": round(theirs / ours, 2),
        "lowest cosine": round(worst, 5),
    }


def product(count: int) -> dict[str, Any]:
    """One rule of 600 passages against many items, beside semantic_search and the bare product in the same precision."""
    import torch
    from sentence_transformers.util import semantic_search

    from models.embedding import ROWS, best_cosines, precision

    rng = np.random.default_rng(791)
    items = _unit(rng.standard_normal((count, DIMENSIONS), dtype=np.float32))
    passages = _unit(rng.standard_normal((PASSAGES, DIMENSIONS), dtype=np.float32))
    ours = seconds(lambda: best_cosines(items, passages), tries=2)
    peak = _peak_gigabytes()
    kind = getattr(torch, precision())
    targets = torch.from_numpy(passages).to(kind).T.contiguous()
    slices = [torch.from_numpy(items[start : start + ROWS]).to(kind) for start in range(0, count, ROWS)]
    bare = seconds(lambda: _each(slices, targets), tries=2)
    theirs = seconds(lambda: semantic_search(torch.from_numpy(items), torch.from_numpy(passages), top_k=1), tries=1)
    return {
        "what": f"{PASSAGES} passages x {count:,} items, {precision()}",
        "seconds": round(ours, 2),
        "beside": "semantic_search",
        "ratio": round(theirs / ours, 2),
        "times the bare product": round(ours / bare, 2),
        "peak GB": peak,
    }


def _each(slices: Sequence[Any], targets: Any) -> None:
    for part in slices:
        part @ targets  # one slice after the other: a million rows' product would not fit in memory


def _peak_gigabytes() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024, 2)


def _unit(table: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    unit: npt.NDArray[np.float32] = table / np.linalg.norm(table, axis=1, keepdims=True)
    return unit


def names(vendors: Sequence[str], count: int) -> dict[str, Any]:
    """The vendors of `count` items against 1,000 parties of the register, and what a name never seen before costs."""
    facts = starting_facts()
    parties = set(np.random.default_rng(791).choice(sorted({fact.name for fact in facts}), PARTIES, replace=False))
    asked = [vendors[number % len(vendors)] for number in range(count)]

    def screen() -> None:
        register = Register(fact for fact in facts if fact.name in parties)
        for vendor in asked:
            register.resolve(vendor)

    took = seconds(screen, tries=1)
    distinct = sorted(set(vendors))
    register = Register(fact for fact in facts if fact.name in parties)
    each = seconds(lambda: [register.resolve(f"{vendor} Nova") for vendor in distinct], tries=1) / len(distinct)
    return {
        "what": f"names of {count:,} items, {len(distinct):,} of them distinct, against {PARTIES:,} parties",
        "seconds": round(took, 2),
        "microseconds a new name": round(each * 1e6),
    }


def reassessment(items: Sequence[Item], count: int) -> dict[str, Any]:
    """The stages on a warehouse of their own: all of our sample's notices against `count` items, then 1 % of them changed."""
    from pipeline import stages
    from pipeline.settings import settings
    from pipeline.sources import SAMPLE

    with tempfile.TemporaryDirectory() as folder:
        inventory = Path(folder) / "inventory.csv"
        chosen = settings(home=Path(folder) / "home", inventory=inventory, suppliers=SAMPLE / "suppliers.csv")
        _write(inventory, [items[number % len(items)] for number in range(count)], changed=0)
        stages.poll(chosen, [Folder((SAMPLE / "notices",))])
        stages.read(chosen)
        stages.sync(chosen)
        full = seconds(lambda: stages.assess(chosen, notify=False), tries=1)
        _write(inventory, [items[number % len(items)] for number in range(count)], changed=count // 100)
        stages.sync(chosen)
        again = seconds(lambda: stages.assess(chosen, notify=False), tries=1)
    return {
        "what": f"assessing {count:,} items, then the 1 % of them that changed",
        "seconds": round(full, 2),
        "seconds again": round(again, 2),
        "share": round(again / full, 4),
    }


def _write(file: Path, items: Sequence[Item], changed: int) -> None:
    """An inventory of our own; every so many rows' quantity and version are others than before."""
    every = len(items) // changed if changed else 0
    with file.open("w", newline="") as opened:
        rows = csv.writer(opened)
        columns = [field.name for field in fields(items[0]) if field.name not in {"item_id", "extra", "version"}]
        rows.writerow(["item_id", "version", *columns])
        for number, item in enumerate(items):
            version = f"{item.version} changed" if every and number % every == 0 else item.version
            rows.writerow([f"B-{number:07}", version, *(getattr(item, column) for column in columns)])
