"""The second opinion on class: items whose row names no class that the lexicon knows, by closeness in meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.classes import classes_of_phrase, lexicon
from models.decision import Fit
from models.embedding import best_cosines
from models.fit import Fitting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from extract.inventory import Item
    from models.fit import ScopeClasses
    from models.scope import ScopeItem

    Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]

CLOSE = 0.55
"""Cosine from which a row and a covered phrase speak of one thing; below it chance resemblances begin (seen on the catalogue)."""

MARGIN = 0.10
"""By so much a covered phrase must be closer than every excluded one."""


def item_text(item: Item) -> str:
    """What is embedded of a row: what the thing is, not who made it."""
    return ". ".join(part for part in (item.name, item.category, item.description[:120]) if part)


def nearest(items: Sequence[Item], fits: Sequence[Fitting], classes: ScopeClasses, embed: Embed) -> list[Fitting]:
    """The fits again; a row close in meaning to a covered phrase, and to no excluded one, is covered in a certain use.

    Rows whose class is not clear are held against every covered phrase, rows of another class against those phrases only
    that the lexicon does not know.
    """
    found = list(fits)
    groups = [
        ([place for place, fitting in enumerate(fits) if fitting.fit is fit], pieces)
        for fit, pieces in ((Fit.UNCLEAR, classes.pieces), (Fit.OTHER, classes.unmapped))
    ]
    groups = [(places, pieces) for places, pieces in groups if places and pieces]
    texts = [item_text(items[place]) for places, _ in groups for place in places]
    phrases = [piece.text for _, pieces in groups for piece in pieces]
    left_out = [piece.text for piece in classes.left_out]
    vectors = dict(zip(every := [*texts, *phrases, *left_out], embed(every), strict=True)) if groups else {}
    for places, pieces in groups:
        rows = np.stack([vectors[item_text(items[place])] for place in places])
        close, which = best_cosines(rows, np.stack([vectors[piece.text] for piece in pieces]))
        against = best_cosines(rows, np.stack([vectors[text] for text in left_out]))[0] if left_out else close * 0
        for place, cosine, piece, other in zip(places, close, which, against, strict=True):
            if cosine >= CLOSE and cosine - other >= MARGIN and _possible(items[place], pieces[piece]):
                found[place] = Fitting(Fit.CONDITIONAL, None, pieces[piece], note=f"is close in meaning ({cosine:.2f})")
    return found


def _possible(item: Item, piece: ScopeItem) -> bool:
    """The item's kind is one that the phrase's class can have."""
    kinds = [lexicon()[key].kinds for key in classes_of_phrase(piece.text)]
    kind = item.kind.casefold()
    return not kind or not kinds or any(not allowed or kind in allowed for allowed in kinds)
