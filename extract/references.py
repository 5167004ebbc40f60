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
    rf"(?<!ed )\bIn (?:(?:the )?(?:FR\s*Doc(?:ument)?\.?|(?:proposed |final |interim )?(?:rule|notice|"
    rf"presidential) document))\s*(?:No[.:]*\s*)?"
    rf"({NUMBER})(?![\d-])",
    re.IGNORECASE,
)
# "In the Federal Register of Monday, March 10, 2014, FR Doc. 2014-05063, on page 13308, the following correction".
_ON_PAGE = re.compile(
    rf"\bIn the Federal Register of [^.;]{{5,60}}?,? (?:in )?FR\s*Doc\.?\s*(?:No[.:]*\s*)?({NUMBER})(?![\d-])",
    re.IGNORECASE,
)
_PAGE_OF_VOLUME = re.compile(r"\bpage (\d{1,6}),? (?:of|in) volume (\d{2,3})\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"\b(?:published|appear|issued|proposed|correct|notice|rule|document|extend|delay|withdr|reopen)\w*", re.IGNORECASE
)
_EMERGENCY = re.compile(r"\bExecutive Order (?:No\. )?(\d{4,5})\b|\bE\.O\. (\d{4,5})\b")
_SENTENCES = re.compile(r"(?<![A-Z])(?<!\bNo)(?<!\bDoc)\.\s+(?=[A-Z])")
_DENIED = re.compile(r"\b(?:not|neither|nor|never)\b", re.IGNORECASE)
_EXTENDS = re.compile(r"\b(?:extend|re-?open)(?:s|ed|ing)?\b", re.IGNORECASE)
_ALSO_EXTENDS = re.compile(r"\b(?:extension|re-?opening) of (?:the )?(?:\w+ )?comment", re.IGNORECASE)
_VERBS = {
    Stage.CORRECTION: re.compile(r"\bcorrect(?:s|ed|ing)\b", re.IGNORECASE),
    Stage.COMMENT_PERIOD_EXTENSION: _EXTENDS,
    Stage.COMMENT_PERIOD_REOPENING: _EXTENDS,
    Stage.DELAY_OF_EFFECTIVE_DATE: re.compile(r"\b(?:delay|postpone|defer|stay)(?:s|ed|ing)?\b", re.IGNORECASE),
    Stage.WITHDRAWAL: re.compile(r"\b(?:withdraw|rescind|revoke|vacat(?:e|ur))(?:s|n|d|ed|ing)?\b", re.IGNORECASE),
}
_FIELD_OF_STAGE = {
    Stage.CORRECTION: "corrects",
    Stage.COMMENT_PERIOD_EXTENSION: "extends",
    Stage.COMMENT_PERIOD_REOPENING: "extends",
    Stage.DELAY_OF_EFFECTIVE_DATE: "delays",
    Stage.WITHDRAWAL: "withdraws",
}


def references(stage: Stage, number: str, passages: list[Passage], heading: str = "") -> dict[str, str]:
    """The field of `Document` that the stage fills and the other document's number, or its FR citation.

    A continuation of an emergency continues the order that declared it ("Executive Order 13873"). A correction that by its
    `heading` (action and title) also extends the comment period extends what it corrects.
    """
    if stage is Stage.CONTINUATION_OF_EMERGENCY:
        declared = next(filter(None, (_EMERGENCY.search(passage.text) for passage in passages)), None)
        return {"continues": f"Executive Order {declared[1] or declared[2]}"} if declared else {}
    field = _FIELD_OF_STAGE.get(stage)
    other = _other_document(number, passages, stage) if field else None
    if field is None or other is None:
        return {}
    extends = stage is Stage.CORRECTION and _ALSO_EXTENDS.search(heading)
    return {field: other, "extends": other} if extends else {field: other}


def _said(number: str, texts: list[str], stage: Stage) -> str | None:
    """The document that a sentence with the stage's own verb names: "This document corrects FR Doc. ..."."""
    sentences = [sentence for text in texts for sentence in _SENTENCES.split(text)]
    found = [(sentence, verb) for sentence in sentences if (verb := _VERBS[stage].search(sentence))]
    said = [(one[verb.start() :], one[: verb.start()]) for one, verb in found if not _DENIED.search(one[: verb.end()])]
    for after, before in said:
        named = [other for other in (*fr_documents(after), *numbers_alone(after)) if other != number]
        if named or (named := [other for other in fr_documents(before) if other != number][-1:]):
            return named[0]
    return next((cited[0] for after, _ in said if (cited := fr_citations([after]))), None)


def _other_document(number: str, passages: list[Passage], stage: Stage) -> str | None:
    # C1-2026-16628 corrects 2026-16628.
    if found := re.match(rf"[CR]\d-({NUMBER})$", number):
        return found[1]
    texts = [plain_dashes(passage.text) for passage in passages]
    for text in texts:
        for pattern in (_INSTRUCTION, _ON_PAGE):
            if (found := pattern.search(text)) and found[1].upper() != number:
                return found[1].upper()
    if said := _said(number, texts, stage):
        return said
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
