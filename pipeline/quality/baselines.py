"""What matching is measured against: vendor keyword, BM25, embedding cosine, and the two fused, computed in the same run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from extract.document import Document
    from extract.inventory import Item

    Scores = npt.NDArray[np.float64]

RANK_OFFSET = 60
"""The usual constant of reciprocal rank fusion."""


def item_text(item: Item) -> str:
    """What a row says of an item, as one text."""
    return ". ".join(part for part in (item.name, item.vendor, item.category, item.description[:300]) if part)


def vendor_keyword(document: Document, items: Sequence[Item]) -> Scores:
    """1 where the item's vendor stands in the document's text, as a keyword subscription would find it."""
    text = document.text.casefold()
    return np.array(
        [
            float(bool(item.vendor) and re.search(rf"\b{re.escape(item.vendor.casefold())}\b", text) is not None)
            for item in items
        ]
    )


def bm25(document: Document, items: Sequence[Item]) -> Scores:
    """The best BM25 score of any passage for the item's text."""
    import bm25s

    passages = [passage.text for passage in document.passages]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(passages, stopwords="en", show_progress=False), show_progress=False)
    asked = bm25s.tokenize([item_text(item) for item in items], stopwords="en", show_progress=False)
    _, scores = index.retrieve(asked, k=1, show_progress=False)
    return np.asarray(scores[:, 0], dtype=np.float64)


def cosine(document: Document, items: Sequence[Item]) -> Scores:
    """The best cosine of any passage with the item's text, by the embedding model."""
    from models.embedding import best_cosines, run_vectors

    embed = run_vectors()
    best, _ = best_cosines(embed([item_text(item) for item in items]), embed([p.text for p in document.passages]))
    return best.astype(np.float64)


def fused(one: Scores, other: Scores) -> Scores:
    """Reciprocal rank fusion of two scores."""
    total = np.zeros(len(one))
    for scores in (one, other):
        ranks = np.empty(len(scores))
        ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
        total += 1 / (RANK_OFFSET + 1 + ranks)
    return total


def best_over_thresholds(
    scores: Scores, truth: npt.NDArray[np.bool_], value: Callable[[int, int, int, int], float]
) -> float:
    """The best figure that any threshold gives; `value` takes true and false positives, false and true negatives."""
    order = np.argsort(-scores, kind="stable")
    hits = np.concatenate([[0], np.cumsum(truth[order])])
    cuts = [0, *(k for k in range(1, len(scores) + 1) if k == len(scores) or scores[order[k - 1]] != scores[order[k]])]
    yes = int(truth.sum())
    no = len(truth) - yes
    return max(value(int(hits[k]), k - int(hits[k]), yes - int(hits[k]), no - (k - int(hits[k]))) for k in cuts)
