"""The vectors of a run: each text once, the same vectors, and no more of them in memory than fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models import embedding
from models.embedding import RunVectors, embed

if TYPE_CHECKING:
    import pytest

TEXTS = ["network camera", "router", "network camera"]


def test_known_texts_are_not_computed_again() -> None:
    """A marked vector comes back as it is kept; the others are those of the model."""
    vectors = RunVectors()
    assert np.allclose(vectors(TEXTS), embed(TEXTS), atol=1e-3)
    vectors.known["router"] = np.full(384, 0.5, dtype=np.float32)
    again = vectors([*TEXTS, "drone"])
    assert again.shape == (4, 384)
    assert (again[1] == 0.5).all()
    assert set(vectors.known) == {"network camera", "router", "drone"}


def test_no_text_has_no_vector() -> None:
    """An empty list is an empty table."""
    assert RunVectors()([]).shape == (0, 384)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit is computed, given out and forgotten."""
    monkeypatch.setattr(embedding, "KEPT", 1)
    vectors = RunVectors()
    assert vectors(TEXTS).shape == (3, 384)
    assert len(vectors.known) == 1
