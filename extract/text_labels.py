"""The labelled sections of a document in plain text ("SUMMARY:", "DATES:"), wherever a PDF's reader put the labels."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from extract.agencies import known_agency
from extract.text_paragraphs import heading_level

if TYPE_CHECKING:
    from extract.printed import Printed


class Label(NamedTuple):
    """A printed label such as "SUMMARY:" and where it stands."""

    name: str
    start: int
    end: int


KINDS = {
    "AGENCY": "action",
    "ACTION": "action",
    "SUMMARY": "summary",
    "DATES": "dates",
    "ADDRESSES": "addresses",
    "FOR FURTHER INFORMATION CONTACT": "contact",
    "SUPPLEMENTARY INFORMATION": "preamble",
}
_LABEL = re.compile(
    r"(?:^#{1,6}[ \t]*)?\b(AGENCY|AGENCIES|ACTION|SUMMARY|DATES|DATE|EFFECTIVE DATES?|ADDRESSES|"
    r"FOR\s+FURTHER\s+INFORMATION(?:\s+CONTACT)?|"
    r"SUPPLEMENTARY\s+INFORMATION)[ \t]*:",
    re.MULTILINE,
)
_SAME = {
    "AGENCIES": "AGENCY",
    "DATE": "DATES",
    "EFFECTIVE DATE": "DATES",
    "EFFECTIVE DATES": "DATES",
    "FOR FURTHER INFORMATION": "FOR FURTHER INFORMATION CONTACT",
}
_OPENING = ("AGENCY", "ACTION", "SUMMARY")
_LONGEST_ACTION = 300  # characters
_BODY = "SUPPLEMENTARY INFORMATION"
_FIRST_SENTENCE = re.compile(r"[^.]{3,200}\.(?=\s+[A-Z])")
_FEWEST_LISTED = 3
_DAY = re.compile(r"\b[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+\d{4}\b")
_PAGE = re.compile(r"\[\[Page \d+\]\]")


def labels(text: str) -> list[Label]:
    """The first printing of each label from AGENCY, ACTION or SUMMARY, whichever comes first, to SUPPLEMENTARY INFORMATION."""
    found: dict[str, Label] = {}
    for match in _printed_labels(text):
        printed = " ".join(match[1].split())
        name = _SAME.get(printed, printed)
        if found or name in _OPENING:
            found.setdefault(name, Label(name, match.start(), match.end()))
        if found and name == _BODY:
            break
    return list(found.values())


def _printed_labels(text: str) -> list[re.Match[str]]:
    """The labels of a text without those of a table of contents: several in a row with nothing between, all printed again."""
    matches = list(_LABEL.finditer(text))
    bare = [not text[one.end() : following.start()].strip(" \t\n#*-•") for one, following in pairwise(matches)]
    run = next((at for at, alone in enumerate(bare) if not alone), len(bare))
    if run < len(matches) and any(one[1] == matches[run][1] for one in matches[run + 1 :]):
        run += 1  # the last of them is followed by the page's text
    again = {one[1] for one in matches[run:]}
    contents = run >= _FEWEST_LISTED and all(one[1] in again for one in matches[:run])
    return matches[run:] if contents else matches


def read_sections(body: str, listed: list[Label], printed: Printed) -> dict[str, str]:
    """Each label's text, in printed order; fills the agency line and the action, and cuts them off a run-on title."""
    texts = [body[label.end : following.start] for label, following in pairwise(listed)]
    texts += [body[label.end :] for label in listed[-1:]]
    found = dict(zip((label.name for label in listed), texts, strict=True))
    _shift_displaced(found)
    if listed and _BODY not in found:
        _cut_off_body(found, listed[-1].name)
    printed.agency_line = _one_line(found.get("AGENCY", ""))
    printed.action = _one_line(found.get("ACTION", "")) or None
    if not printed.agency_line and printed.action:
        _split_action(printed)
    if listed and not (printed.agency_line and printed.action):
        _split_title(printed)
    return {name: text for name, text in found.items() if text.strip()}


def _one_line(text: str) -> str:
    return " ".join(_PAGE.sub(" ", text).split())


def _shift_displaced(found: dict[str, str]) -> None:
    """Put texts right whose labels stand after them: then a whole summary stands where AGENCY or ACTION has its text."""
    names = list(found)
    at = names.index("SUMMARY") if "SUMMARY" in names else 0
    if at == 0 or len(found[names[at - 1]]) <= max(_LONGEST_ACTION, len(found["SUMMARY"])):
        return
    if _DAY.search(found.get("DATES", "")) and not _DAY.search(found["SUMMARY"]):
        # DATES kept its text: only SUMMARY slid, into the middle of its own.
        found |= {"SUMMARY": f"{found[names[at - 1]]} {found['SUMMARY']}", names[at - 1]: ""}
        return
    texts = list(found.values())
    last = texts[-1]
    found |= dict(zip(names[at:], texts[at - 1 :], strict=False)) | {names[at - 1]: ""}
    found[_BODY] = last


def _cut_off_body(found: dict[str, str], last: str) -> None:
    """Without SUPPLEMENTARY INFORMATION the last section ends at the first heading; the rest is the body.

    An ACTION ends with its paragraph, or its first sentence.
    """
    paragraphs = re.split(r"\n[ \t]*\n", found[last].lstrip())
    if last == "ACTION":
        sentence = _FIRST_SENTENCE.match(paragraphs[0])
        if len(paragraphs) == 1 and sentence:
            paragraphs = [sentence[0], paragraphs[0][sentence.end() :]]
        found[last], found[_BODY] = paragraphs[0], "\n\n".join(paragraphs[1:])
        return
    for index, paragraph in enumerate(paragraphs[1:], start=1):
        if heading_level(paragraph.strip("\n")) is not None:
            found[last] = "\n\n".join(paragraphs[:index])
            found[_BODY] = "\n\n".join(paragraphs[index:])
            return


def _split_action(printed: Printed) -> None:
    """Where both labels stand above both texts: "Bureau of X, Department of Y. Final rule."."""
    line, _, action = re.sub(r"\bU\.S\.", "U\0S\0", printed.action or "").partition(". ")
    line, action = (part.replace("\0", ".") for part in (line, action))
    if action and any(known_agency(name) for name in re.split("[,;]", line)):
        printed.agency_line, printed.action = line, action


def _split_title(printed: Printed) -> None:
    """Where AGENCY or ACTION has no text, it ran into the title: "Title Bureau of X, Department of Y. Final rule."."""
    words = printed.title.split()
    for start in range(1, len(words)):
        for end in range(start + 2, min(start + 12, len(words)) + 1):
            if words[end - 1][-1] in ",.;" and known_agency(" ".join(words[start:end]).strip(",.;")):
                line, *action = re.split(r"(?<!U\.S)\.\s+", " ".join(words[start:]), maxsplit=1)
                printed.title = " ".join(words[:start])
                printed.agency_line = printed.agency_line or line
                printed.action = printed.action or " ".join(action) or None
                return
