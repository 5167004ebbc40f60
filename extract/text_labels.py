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
    r"\b(AGENCY|AGENCIES|ACTION|SUMMARY|DATES|DATE|EFFECTIVE DATES?|ADDRESSES|"
    r"FOR\s+FURTHER\s+INFORMATION(?:\s+CONTACT)?|"
    r"SUPPLEMENTARY\s+INFORMATION)[ \t]*:"
)
_SAME = {
    "AGENCIES": "AGENCY",
    "DATE": "DATES",
    "EFFECTIVE DATE": "DATES",
    "EFFECTIVE DATES": "DATES",
    "FOR FURTHER INFORMATION": "FOR FURTHER INFORMATION CONTACT",
}
_LONGEST_ACTION = 300  # characters
_BODY = "SUPPLEMENTARY INFORMATION"
_PAGE = re.compile(r"\[\[Page \d+\]\]")


def labels(text: str) -> list[Label]:
    """The first printing of each label, up to SUPPLEMENTARY INFORMATION, if AGENCY, ACTION or SUMMARY is among them."""
    found: dict[str, Label] = {}
    for match in _LABEL.finditer(text):
        printed = " ".join(match[1].split())
        name = _SAME.get(printed, printed)
        found.setdefault(name, Label(name, match.start(), match.end()))
        if name == _BODY:
            break
    return list(found.values()) if {"AGENCY", "ACTION", "SUMMARY"} & set(found) else []


def read_sections(body: str, listed: list[Label], printed: Printed) -> dict[str, str]:
    """Each label's text, in printed order; fills the agency line and the action, and cuts them off a run-on title."""
    texts = [body[label.end : following.start] for label, following in pairwise(listed)]
    texts += [body[label.end :] for label in listed[-1:]]
    found = dict(zip((label.name for label in listed), texts, strict=True))
    if _labels_follow(found):
        found = dict(zip((label.name for label in listed), ["", *texts], strict=False)) | {_BODY: texts[-1]}
    elif listed and _BODY not in found:
        _cut_off_body(found, listed[-1].name)
    printed.agency_line = _one_line(found.get("AGENCY", ""))
    printed.action = _one_line(found.get("ACTION", "")) or None
    if listed and not (printed.agency_line and printed.action):
        _split_title(printed)
    return {name: text for name, text in found.items() if text.strip()}


def _one_line(text: str) -> str:
    return " ".join(_PAGE.sub(" ", text).split())


def _labels_follow(found: dict[str, str]) -> bool:
    """Whether labels follow their values: then a whole summary stands before SUMMARY, where an action is expected."""
    before_summary = found.get("ACTION") or found.get("AGENCY") or ""
    return "SUMMARY" in found and len(before_summary) > _LONGEST_ACTION and len(found["SUMMARY"]) < len(before_summary)


def _cut_off_body(found: dict[str, str], last: str) -> None:
    """Without SUPPLEMENTARY INFORMATION the last section ends at the first heading; the rest is the body."""
    paragraphs = re.split(r"\n[ \t]*\n", found[last])
    for index, paragraph in enumerate(paragraphs[1:], start=1):
        if heading_level(paragraph.strip("\n")) is not None:
            found[last] = "\n\n".join(paragraphs[:index])
            found[_BODY] = "\n\n".join(paragraphs[index:])
            return


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
