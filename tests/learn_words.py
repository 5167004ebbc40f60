"""Learns models/binding_words.json and extract/day_words.json from our own sets, and says how well they tell on rounds left out.

`make calibrate`. A firm of a determination counts as bound where the set's expected file names it as a party; a day as what
that file says of it, or as nothing.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from extract.day_words import told_days
from extract.learnt_words import NONE
from extract.reader import read
from models.binding_words import binding_words
from models.other_names import other_names
from models.sentences import sentences
from models.told_firms import told_firms
from models.typography import levelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extract.document import Document

TESTS = Path(__file__).parent
BINDING = TESTS.parent / "models" / "binding_words.json"
DAYS = TESTS.parent / "extract" / "day_words.json"
KINDS = ("comments_close", "effective", "compliance", "expiration", "applicability", "hearing", "other")
FORMS = {"inc", "ltd", "llc", "co", "limited", "corp", "corporation", "company", "the", "and", "of"}
DOCUMENTS = 8  # a word that fewer documents have tells more of them than of what it says
SMALL = 0.005  # a weight that moves nothing
PENALTY = 0.2
FOLDS = 8


class Told(NamedTuple):
    """Something that a document tells of: the words around it, its round and document, and what the set says that it is."""

    words: frozenset[str]
    round: str
    document: str
    what: str


def name_words(name: str) -> frozenset[str]:
    """The words by which names are compared, as the shared checks do."""
    return frozenset(re.sub(r"[^a-z0-9]+", " ", name.casefold()).split()) - FORMS


def is_one_of(name: str, parties: Iterable[frozenset[str]]) -> bool:
    """Whether a name is one of these, or a part of one."""
    own = name_words(name)
    return any(own and party and (own <= party or party <= own) for party in parties)


def read_in(folder: Path) -> Iterator[tuple[str, Document, dict[str, Any]]]:
    """The documents of a round, each with its file's name and what is expected of it."""
    for side in sorted(folder.rglob("*.expected.json")):
        path = next(one for one in side.parent.glob(side.name.replace(".expected.json", ".*")) if one != side)
        for document in read(path.read_bytes(), path.name).documents[:1]:
            yield path.name, document, json.loads(side.read_text(encoding="utf-8"))


def firms_of(folder: Path) -> Iterator[Told]:
    """The firms of a round's determinations: "bound" or none."""
    for name, printed, expected in read_in(folder):
        if "determination" in str(expected.get("stage") or "") and "named_parties" in expected:
            document = levelled(printed)
            said = sentences(document)
            told = told_firms(document, said)
            called = other_names(one.text for one in said)
            parties = [
                name_words(one["name"] if isinstance(one, dict) else one) for one in expected["named_parties"] or []
            ]
            for key, words in binding_words(told, document, said, called).items():
                yield Told(words, folder.name, name, "bound" if is_one_of(told[key].name, parties) else NONE)


def days_of(folder: Path) -> Iterator[Told]:
    """The days of a round's documents: the first of KINDS that is expected of each, or none."""
    for name, document, expected in read_in(folder):
        if "dates" in expected:
            kinds = defaultdict(set)
            for one in expected["dates"] or []:
                kinds[one["date"]].add(one["kind"])
            for day, told in told_days(document.passages, document.stage).items():
                what = next((kind for kind in KINDS if kind in kinds[day.isoformat()]), NONE)
                yield Told(frozenset(told.words), folder.name, name, what)


def learnt(told: list[Told]) -> dict[str, Any]:
    """The weights, after a word on how well they tell on rounds left out."""
    documents: dict[str, set[str]] = defaultdict(set)
    for one in told:
        for word in one.words:
            documents[word].add(f"{one.round} {one.document}")
    kept = {word for word, where in documents.items() if len(where) >= DOCUMENTS}
    table = DictVectorizer()
    words = table.fit_transform([dict.fromkeys(sorted(one.words & kept), 1) for one in told])
    words.indices, words.indptr = words.indices.astype(np.int32), words.indptr.astype(np.int32)
    what, rounds = np.array([one.what for one in told]), [one.round for one in told]
    model = LogisticRegression(C=PENALTY, max_iter=1000)
    left_out = cross_val_predict(model, words, what, groups=rounds, cv=GroupKFold(FOLDS))
    own, found = what != NONE, left_out != NONE
    both = own & found
    print(f"{len(told)} of {len(set(rounds))} rounds, {len(kept)} words; on rounds left out:", end=" ")
    print(f"recall {both.sum() / own.sum():.4f}, precision {both.sum() / found.sum():.4f}", end=", ")
    print(f"of these of the right kind {(left_out == what)[both].mean():.4f}")
    model.fit(words, what)
    logits, base = model.coef_, model.intercept_
    if len(model.classes_) == len(logits) + 1:  # of two kinds only the second has weights
        logits, base = np.vstack([np.zeros_like(logits), logits]), np.array([0, *base])
    weights = {
        word: [round(float(weight), 3) for weight in column]
        for word, column in zip(table.get_feature_names_out(), logits.T, strict=True)
        if abs(column).max() >= SMALL
    }
    return {
        "made_by": f"make calibrate: {len(told)} of {len(set(rounds))} rounds",
        "kinds": model.classes_.tolist(),
        "intercepts": [round(float(one), 3) for one in base],
        "words": weights,
    }


def main() -> None:
    """Learns, reports, and writes the files."""
    folders = [TESTS / "exam_reading", *sorted((TESTS / "exam_reading_rounds").glob("*/"))]
    for path, told_in in ((BINDING, firms_of), (DAYS, days_of)):
        found = learnt([one for folder in folders for one in told_in(folder)])
        lines = ",\n".join(
            f"{json.dumps(word, ensure_ascii=False)}: {weights}" for word, weights in found.pop("words").items()
        )
        head = json.dumps(found)[:-1]
        path.write_text(f'{head}, "words": {{\n{lines}\n}}}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
