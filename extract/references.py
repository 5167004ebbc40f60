"""Which other document a document corrects, extends, delays, withdraws or continues."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.document import Stage
from extract.identifiers import NUMBER, fr_citations, fr_documents, numbers_alone, plain_dashes

if TYPE_CHECKING:
    from extract.document import Passage

# "In FR Doc. 2024-28335, beginning on page 96872", "In rule document 2016-08508 appearing on pages ...".
_INSTRUCTION = re.compile(
    rf"\bIn (?:(?:the )?(?:FR\s*Doc(?:ument)?\.?|(?:proposed |final |interim )?(?:rule|notice|"
    rf"presidential) document))\s*(?:No[.:]*\s*)?"
    rf"({NUMBER})(?![\d-])",
    re.IGNORECASE,
)
_PAGE_OF_VOLUME = re.compile(r"\bpage (\d{1,6}),? (?:of|in) volume (\d{2,3})\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"\b(?:published|appear|issued|proposed|correct|notice|rule|document|extend|delay|withdr|reopen)\w*", re.IGNORECASE
)
_EMERGENCY = re.compile(r"\bExecutive Order (?:No\. )?(\d{4,5})\b|\bE\.O\. (\d{4,5})\b")
_FIELD_OF_STAGE = {
    Stage.CORRECTION: "corrects",
    Stage.COMMENT_PERIOD_EXTENSION: "extends",
    Stage.COMMENT_PERIOD_REOPENING: "extends",
    Stage.DELAY_OF_EFFECTIVE_DATE: "delays",
    Stage.WITHDRAWAL: "withdraws",
}


def references(stage: Stage, number: str, passages: list[Passage]) -> dict[str, str]:
    """The field of `Document` that the stage fills and the other document's number, or its FR citation.

    A continuation of an emergency continues the order that declared it ("Executive Order 13873").
    """
    if stage is Stage.CONTINUATION_OF_EMERGENCY:
        declared = next(filter(None, (_EMERGENCY.search(passage.text) for passage in passages)), None)
        return {"continues": f"Executive Order {declared[1] or declared[2]}"} if declared else {}
    field = _FIELD_OF_STAGE.get(stage)
    other = _other_document(number, passages) if field else None
    return {field: other} if field and other else {}


def _other_document(number: str, passages: list[Passage]) -> str | None:
    # C1-2026-16628 corrects 2026-16628.
    if found := re.match(rf"[CR]\d-({NUMBER})$", number):
        return found[1]
    texts = [plain_dashes(passage.text) for passage in passages]
    for text in texts:
        if (found := _INSTRUCTION.search(text)) and found[1].upper() != number:
            return found[1].upper()
    # Early paragraphs (summary, dates, background) tell of the other document before any third one is cited.
    for text in texts:
        named = fr_documents(text) if "Doc" in text or "document" in text else []
        if others := [other for other in named if other != number]:
            return others[0]
    about = [text for text in texts if _OF_ANOTHER.search(text)]
    for text in about:
        if others := [other for other in numbers_alone(text) if other != number]:
            return others[0]
    for text in about:
        if cited := fr_citations([text]):
            return cited[0]
        if paged := _PAGE_OF_VOLUME.search(text):
            return f"{paged[2]} FR {paged[1]}"
    return None
