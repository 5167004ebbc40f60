"""Learns models/binding_words.json from the determinations of our own sets, and says how well it tells on rounds left out.

`make calibrate`. A firm counts as bound where the set's expected file names it as a party.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from extract.reader import read
from models.binding_words import binding_words
from models.sentences import sentences
from models.told_firms import told_firms
from models.typography import levelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TESTS = Path(__file__).parent
WEIGHTS = TESTS.parent / "models" / "binding_words.json"
FORMS = {"inc", "ltd", "llc", "co", "limited", "corp", "corporation", "company", "the", "and", "of"}
DOCUMENTS = 8  # a word that fewer documents have tells more of them than of determinations
SMALL = 0.005  # a weight that moves nothing
PENALTY = 0.2
FOLDS = 8


class Told(NamedTuple):
    """A firm of a determination: the words around it, its round and document, and whether it is a party."""

    words: frozenset[str]
    round: str
    document: str
    bound: bool


def name_words(name: str) -> frozenset[str]:
    """The words by which names are compared, as the shared checks do."""
    return frozenset(re.sub(r"[^a-z0-9]+", " ", name.casefold()).split()) - FORMS


def is_one_of(name: str, parties: Iterable[frozenset[str]]) -> bool:
    """Whether a name is one of these, or a part of one."""
    own = name_words(name)
    return any(own and party and (own <= party or party <= own) for party in parties)


def told_in(folder: Path) -> Iterator[Told]:
    """The firms of a round's determinations."""
    for side in sorted(folder.rglob("*.expected.json")):
        expected = json.loads(side.read_text(encoding="utf-8"))
        if "determination" not in str(expected.get("stage") or "") or "named_parties" not in expected:
            continue
        path = next(one for one in side.parent.glob(side.name.replace(".expected.json", ".*")) if one != side)
        document = levelled(read(path.read_bytes(), path.name).documents[0])
        said = sentences(document)
        told = told_firms(document, said)
        parties = [name_words(one["name"] if isinstance(one, dict) else one) for one in expected["named_parties"] or []]
        for key, words in binding_words(told, document, said).items():
            yield Told(words, folder.name, path.name, is_one_of(told[key].name, parties))


def main() -> None:
    """Learns, reports, and writes the file."""
    folders = [TESTS / "exam_reading", *sorted((TESTS / "exam_reading_rounds").glob("*/"))]
    told = [one for folder in folders for one in told_in(folder)]
    documents: dict[str, set[str]] = defaultdict(set)
    for one in told:
        for word in one.words:
            documents[word].add(f"{one.round} {one.document}")
    kept = {word for word, where in documents.items() if len(where) >= DOCUMENTS}
    table = DictVectorizer()
    words = table.fit_transform([dict.fromkeys(sorted(one.words & kept), 1) for one in told])
    words.indices, words.indptr = words.indices.astype(np.int32), words.indptr.astype(np.int32)
    bound = np.array([one.bound for one in told])
    model = LogisticRegression(C=PENALTY, solver="liblinear")
    left_out = cross_val_predict(model, words, bound, groups=[one.round for one in told], cv=GroupKFold(FOLDS)) > 0
    hits = (left_out & bound).sum()
    print(f"{len(told)} firms of {len({(one.round, one.document) for one in told})} determinations, {len(kept)} words")
    print(f"rounds left out: recall {hits / bound.sum():.4f}, precision {hits / left_out.sum():.4f}")
    model.fit(words, bound)
    learnt = {
        word: round(float(weight), 3)
        for word, weight in zip(table.get_feature_names_out(), model.coef_[0], strict=True)
        if abs(weight) >= SMALL
    }
    made_by = f"make calibrate: {len(told)} firms of {len(folders)} rounds"
    content = {"made_by": made_by, "intercept": round(float(model.intercept_[0]), 3), "words": learnt}
    WEIGHTS.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
