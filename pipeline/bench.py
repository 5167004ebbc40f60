"""Speed as ratios, both sides measured in one run on one machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from extract.folder import publications
from extract.reader import read
from models.register import Register, starting_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from extract.inventory import Item

PASSAGES, DIMENSIONS = 600, 384
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


def matching(items: Sequence[Item], count: int) -> Iterator[dict[str, Any]]:
    """Embedding, the passages-by-items product, and names, at a size of `count` items."""
    yield embedding([f"{item.name}. {item.category}. {item.description}" for item in items])
    yield product(count)
    yield names([item.vendor for item in items if item.vendor], count)


def embedding(texts: list[str]) -> dict[str, Any]:
    """Ours beside SentenceTransformer.encode with its defaults on the same texts, and how far the vectors differ."""
    from sentence_transformers import SentenceTransformer

    from models.embedding import ModelChoice, checked, embed

    plain = SentenceTransformer(checked(ModelChoice()), device="cpu")
    embed(texts[:8])
    ours = seconds(lambda: embed(texts))
    theirs = seconds(lambda: plain.encode(texts, show_progress_bar=False), tries=1)
    want = plain.encode(texts[:200], normalize_embeddings=True, show_progress_bar=False)
    worst = float((embed(texts[:200]) * want).sum(axis=1).min())
    return {
        "what": f"embedding {len(texts)} texts",
        "seconds": round(ours, 2),
        "beside": "SentenceTransformer.encode",
        "ratio": round(theirs / ours, 2),
        "lowest cosine": round(worst, 5),
    }


def product(count: int) -> dict[str, Any]:
    """One rule of 600 passages against many items, beside sentence_transformers.util.semantic_search."""
    import torch
    from sentence_transformers.util import semantic_search

    from models.embedding import best_cosines

    rng = np.random.default_rng(791)
    items = _unit(rng.standard_normal((count, DIMENSIONS), dtype=np.float32))
    passages = _unit(rng.standard_normal((PASSAGES, DIMENSIONS), dtype=np.float32))
    ours = seconds(lambda: best_cosines(items, passages), tries=2)
    theirs = seconds(lambda: semantic_search(torch.from_numpy(items), torch.from_numpy(passages), top_k=1), tries=1)
    return {
        "what": f"{PASSAGES} passages x {count:,} items",
        "seconds": round(ours, 2),
        "beside": "semantic_search",
        "ratio": round(theirs / ours, 2),
    }


def _unit(table: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    unit: npt.NDArray[np.float32] = table / np.linalg.norm(table, axis=1, keepdims=True)
    return unit


def names(vendors: Sequence[str], count: int) -> dict[str, Any]:
    """The vendors of `count` items against the whole register."""
    register = Register(starting_facts())
    asked = [vendors[number % len(vendors)] for number in range(count)]

    def screen() -> None:
        for vendor in asked:
            register.resolve(vendor)

    return {
        "what": f"names of {count:,} items",
        "seconds": round(seconds(screen, tries=1), 2),
        "firms": len(register.facts),
    }
