"""Embeddings: a text's vector is computed once for each model and kept here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.relation import listed, scalar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    import numpy as np
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray


def load_embeddings(
    con: DuckDBPyConnection, model: str, text_hashes: Sequence[str], vectors: NDArray[np.float32], at: dt.datetime
) -> int:
    """Keeps the vectors (texts x dimensions) of texts not kept yet; returns how many those were."""
    import numpy as np

    # As columns the numbers need not become Python objects, which would take minutes for 100,000 texts.
    columns = {
        name: np.ascontiguousarray(vectors[:, index]) for index, name in enumerate(_dimensions(vectors.shape[1]))
    }
    con.register("arriving", {"text_hash": np.array(text_hashes, dtype=object), **columns})
    row = con.execute(
        f"insert into lake.embeddings select $model, text_hash, [{', '.join(columns)}]::float[], $at from arriving new "
        "where not exists (from lake.embeddings old where old.model = $model and old.text_hash = new.text_hash) "
        "qualify row_number() over (partition by text_hash) = 1",
        {"model": model, "at": at},
    ).fetchone()
    con.unregister("arriving")
    return int(row[0]) if row else 0


def embeddings(con: DuckDBPyConnection, model: str, text_hashes: Iterable[str]) -> dict[str, NDArray[np.float32]]:
    """The vectors that are kept for these texts, by text hash."""
    import numpy as np

    wanted = listed(con, "texts", text_hashes)
    size = scalar(con, "select len(vector) from lake.embeddings where model = ? limit 1", [model])
    if not size:
        return {}
    numbers = ", ".join(f"vector[{index + 1}] as {name}" for index, name in enumerate(_dimensions(size)))
    found = con.execute(
        f"select text_hash, {numbers} from lake.embeddings semi join {wanted} on text_hash = id where model = ?",
        [model],
    ).fetchnumpy()
    matrix = np.column_stack([np.asarray(found[name], dtype=np.float32) for name in _dimensions(size)])
    return dict(zip(found["text_hash"].tolist(), matrix, strict=True))


def _dimensions(size: int) -> list[str]:
    return [f"d{index}" for index in range(size)]
