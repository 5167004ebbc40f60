"""Text without its typography: what two printings of the same words have in common."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.document import Document

_QUOTES = {**dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″«»", '"')}
_DASHES = {**dict.fromkeys("‐‑‒–−﹣－", "-"), **dict.fromkeys("—―", " - ")}
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SAME = str.maketrans({**_QUOTES, **_DASHES, **_LIGATURES})  # what else is a space, str.split knows
_TYPED_QUOTE, _TYPED_DASH = re.compile("''+"), re.compile("--+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
# Footnote marks: superscript digits, \12\ (govinfo text), [12], and a number glued to the end of a clause.
_FOOTNOTE_MARK = re.compile(
    "[\u00b9\u00b2\u00b3\u2070-\u2079]+"
    r"|\\\d{1,3}\\|\[\d{1,3}\]|(?<=[a-z)][.,;])\d{1,3}(?=\s|$)|(?<=[a-z][.,;][\"')])\d{1,3}(?=\s|$)"
)
_SECTION_SIGN = re.compile(
    r"(?:§ ?)+|\b(?:[Ss]ecs?\. ?|[Ss]ections? )+(?=\d)"
)  # "Sec. Sec. 791.302", as govinfo prints §§
_BROKEN_COMPOUND = re.compile(r"(?<=\w)- (?=\w)(?!(?:and|or|to)\b)")  # "Cyber- Enabled", as indexes print it


def plain(text: str) -> str:
    """The text with straight quotes, hyphens for dashes, single spaces, no invisible characters or footnote marks."""
    folded = _INVISIBLE.sub("", text).translate(_SAME)
    typed = _TYPED_DASH.sub(" - ", _TYPED_QUOTE.sub('"', folded))
    return _BROKEN_COMPOUND.sub("-", " ".join(_FOOTNOTE_MARK.sub("", typed).split()))


def levelled(document: Document) -> Document:
    """The document with title, abstract, headings, paragraphs and emphasized runs made plain; indices stay the same."""
    return replace(
        document,
        title=plain(document.title),
        abstract=plain(document.abstract) if document.abstract else None,
        passages=tuple(
            replace(
                passage,
                section=plain(passage.section),
                text=plain(passage.text),
                emphasized=tuple(plain(run) for run in passage.emphasized),
                table=plain(passage.table),
                columns=tuple(plain(head) for head in passage.columns),
            )
            for passage in document.passages
        ),
    )


def essence(text: str) -> str:
    """What two printings must share: letters and digits in lower case, and the dot of a decimal."""
    known = unicodedata.normalize("NFKC", _SECTION_SIGN.sub("sec. ", plain(text))).casefold()
    return re.sub(r"(?<!\d)\.|\.(?!\d)|[^\w.]|_", "", known)
