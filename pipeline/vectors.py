"""Texts as vectors, each embedded once and kept in the warehouse."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from models.embedding import DEFAULT_MODEL, DEFAULT_SHA256, KEPT, ModelChoice, embed, keys
from warehouse.embeddings import embeddings, load_embeddings
from warehouse.lake import open_warehouse, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from pipeline.settings import Settings
    from warehouse.catalog import Lake


def model_of(settings: Settings) -> ModelChoice:
    """The model that the settings name, with the hash its weights must have."""
    bundled = settings.model == DEFAULT_MODEL and not settings.model_sha256
    return ModelChoice(settings.model, DEFAULT_SHA256 if bundled else settings.model_sha256)


@dataclass(frozen=True, slots=True)
class KeptVectors:
    """Embeds texts with one model; what was embedded before comes from memory (up to `KEPT` texts) or the warehouse."""

    lake: Lake
    choice: ModelChoice
    recent: dict[str, npt.NDArray[np.float32]] = field(default_factory=dict)

    def __call__(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimensions). Raises ModelAltered."""
        name = f"{self.choice.name}@{self.choice.sha256[:12]}"
        wanted = keys(name, texts)
        known = {key: self.recent[key] for key in wanted if key in self.recent}
        if asked := [key for key in wanted if key not in known]:
            with open_warehouse(self.lake, read_only=True) as warehouse:
                known |= embeddings(warehouse.con, name, asked)
        missing = {key: text for key, text in zip(wanted, texts, strict=True) if key not in known}
        if missing:
            fresh = embed(list(missing.values()), self.choice)
            at = dt.datetime.now(dt.UTC)
            write(self.lake, "assess", "vectors", lambda con: load_embeddings(con, name, list(missing), fresh, at))
            known |= dict(zip(missing, fresh, strict=True))
        if len(self.recent) + len(known) > KEPT:
            self.recent.clear()
        self.recent.update(known)
        return np.stack([known[key] for key in wanted]) if wanted else np.zeros((0, 0), dtype=np.float32)
