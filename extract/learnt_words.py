"""Words in their order, and what learnt tables make of them: "before:shall not" speaks for one kind of thing, not for another.

A table (a JSON file beside its reader) is a logistic regression; `make calibrate` learns it.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

NONE = "none"  # the kind of what is nothing of all that a table tells

_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*|\d+|[^\w\s]")
NUMBER = "0"  # what stands for every number


class Table(NamedTuple):
    """Logits by kind: what stands without any word, and what each word adds."""

    kinds: tuple[str, ...]
    intercepts: tuple[float, ...]
    words: Mapping[str, tuple[float, ...]]

    def logits(self, words: Iterable[str]) -> dict[str, float]:
        """What the words say for each kind."""
        known = [weights for word in words if (weights := self.words.get(word))]
        return dict(zip(self.kinds, map(sum, zip(self.intercepts, *known, strict=True)), strict=True))


@cache
def table(room: str, name: str) -> Table:
    """The table that comes with this code as ROOM/NAME.json."""
    read = json.loads((resources.files(room) / f"{name}.json").read_text(encoding="utf-8"))
    return Table(tuple(read["kinds"]), tuple(read["intercepts"]), read["words"])


def in_order(text: str) -> list[str]:
    """The words and marks of a text, small where a sentence would write them small."""
    return [
        NUMBER if word.isdigit() else word if word[0].isupper() and place else word.lower()
        for place, word in enumerate(_WORD.findall(text))
    ]


def runs(place: str, words: list[str], longest: int) -> Iterator[str]:
    """Every run of one to so many words, behind the name of the place where they stand."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + longest, len(words)) + 1):
            yield f"{place}:{' '.join(words[start:end])}"
