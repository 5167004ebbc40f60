"""Mutated documents never crash or hang the reader, and never lose a document silently.

The suite runs a few hundred inputs; ICTS_WATCH_FUZZ_INPUTS sets another number, ICTS_WATCH_FUZZ_SEED another start.
"""

from __future__ import annotations

import json
import os
import random
import re
import time
from typing import TYPE_CHECKING

import pytest

from extract.reader import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INPUTS = int(os.environ.get("ICTS_WATCH_FUZZ_INPUTS", "300"))
SEED = int(os.environ.get("ICTS_WATCH_FUZZ_SEED", "20241206"))
LONGEST = 20.0  # seconds for one input on a slow machine
DAY = "Friday, December 6, 2024"

OWN = b"""<NOTICE><PREAMB><AGENCY TYPE="N">DEPARTMENT OF COMMERCE</AGENCY><SUBAGY>Bureau of Industry and Security</SUBAGY>
<DEPDOC>[Docket No. 270101-0001]</DEPDOC><RIN>RIN 0694-ZZ99</RIN>
<SUBJECT>Final Determination: Case No. ICTS-2026-001, Example Ltd.</SUBJECT>
<SUM><HD SOURCE="HED">SUMMARY:</HD><P>Sales of Example cameras end.<SU>1</SU><FTREF/></P>
<FTNT><P><SU>1</SU> See 15 CFR 791.4.</P></FTNT></SUM>
<DATES><HD SOURCE="HED">DATES:</HD><P>Comments are due by May 3, 2027.</P></DATES><HD SOURCE="HD1">A. Terms</HD>
<P><E T="03">Camera</E> means a device.<PRTPAGE P="12"/> As of June 1, 2027, no person may sell one.</P>
</PREAMB><FRDOC>[FR Doc. 2027-00001 Filed 1-4-27; 8:45 am]</FRDOC><BILCOD>BILLING CODE 3510-33-P</BILCOD></NOTICE>"""
JSON = json.dumps(
    {
        "count": 2,
        "results": [
            {
                "document_number": "2027-00002",
                "title": "A rule",
                "type": "Rule",
                "dates": "Effective May 3, 2027.",
                "agencies": [{"raw_name": "X"}],
            },
            {
                "document_number": "2027-00003",
                "title": "A notice",
                "type": "Notice",
                "effective_on": "2027-05-03",
                "correction_of": None,
            },
        ],
    }
).encode()
MARKDOWN = b"---\ntitle: A: B\ntype: NOTICE\nrins: [0694-ZZ99]\n---\n# Head\n\n"
MARKDOWN += b"Comments are due by *May 3, 2027*.\n\n- one\n- two\n"
SPLINTERS = (
    b"<", b">", b"&", b"&#0;", b"&lol;", b"</P>", b"<P>", b"<NOTICE>", b"</NOTICE>", b"<FRDOC>", b"<!--", b"-->",
    b"<![CDATA[", b"\x00", b"\xff\xfe", b"\xe2\x80", b'<!DOCTYPE x [<!ENTITY lol "lol">]>', b"{", b"]", b'"',
    b"[[Page 9]]", b"AGENCY:", b"DATES:", b"May 32, 2027", b"(" * 50, b"2027-99-99", b" 60 days after publication ",
    b"\n\n\n\n", b"from May 1, 2027 to ", b'<E T="03">', b'<PRTPAGE P="x"/>',
)  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content after one to four changes: bytes replaced, cut, doubled, moved, cut off, or splinters put in."""
    for _ in range(chance.randint(1, 4)):
        size = len(content)
        start = chance.randrange(size + 1)
        end = min(size, start + chance.choice((1, 3, 20, 200, 2000)))
        match chance.randrange(7):
            case 0:
                content = (
                    content[:start] + bytes(chance.randrange(256) for _ in range(end - start))[:40] + content[end:]
                )
            case 1:
                content = content[:start] + content[end:]
            case 2:
                content = content[:end] + content[start:end] * chance.randint(1, 3) + content[end:]
            case 3:
                other = chance.randrange(size + 1)
                piece = content[start:end]
                rest = content[:start] + content[end:]
                content = rest[:other] + piece + rest[other:]
            case 4:
                content = content[:start] if chance.random() < 0.3 else content
            case _:
                content = content[:start] + chance.choice(SPLINTERS) * chance.choice((1, 1, 1, 30)) + content[start:]
    return content


def numbers_in(content: bytes) -> set[str]:
    """The document numbers that a plain look finds in filing elements and in the API's records."""
    marks = re.findall(rb"<FRDOC>\[FR Doc\. (\d{4}-\d{5}) Filed", content)
    marks += re.findall(rb'"document_number": "(\d{4}-\d{5})"', content)
    return {mark.decode() for mark in marks}


def check(content: bytes, name: str) -> None:
    """Reading ends in time, raises nothing, gives whole values, and every number is in a document or in quarantine."""
    began = time.monotonic()
    reading = read(content, name)
    assert time.monotonic() - began < LONGEST
    kept = b"\n".join(item.content for item in reading.quarantined)
    found = {document.document_number for document in reading.documents}
    for document in reading.documents:
        assert document.type
        assert document.text is not None
        assert all(fact.quote and fact.date.year > 1000 for fact in document.dates)
    lost = {number for number in numbers_in(content) - found if number.encode() not in kept}
    assert not lost, f"{name}: {lost} neither read nor quarantined"
    assert reading.documents or reading.quarantined or re.search(rb'"count"\s*:\s*0\b|^\s*\[\s*\]', content)


@pytest.fixture(scope="module")
def specimens(shared: Path) -> list[bytes]:
    """Real documents of every format that come in, short enough to read thousands of."""
    register = shared / "data" / "federal-register"
    issue = (register / "FR-2016-04-15.xml").read_bytes()
    short = [
        piece
        for piece in re.findall(rb"<(?:NOTICE|PRORULE)>.*?</(?:NOTICE|PRORULE)>", issue, re.DOTALL)
        if len(piece) < 9_000
    ]
    together = issue[:600] + b"</CNTNTS><NOTICES>" + b"\n".join(short[:6]) + b"</NOTICES></FEDREG>"
    rules = [path.read_bytes() for path in sorted((shared / "data" / "rules").glob("*.xml"))]
    answers = [
        path.read_bytes() for path in sorted((register / "api" / "swift-federal-register-2026-09").glob("*.json"))
    ]
    return [*rules, together, *short[6:20], *(answer for answer in answers if len(answer) < 60_000)]


def test_mutated_real_documents_are_read_or_quarantined(
    specimens: list[bytes], as_govinfo_text: Callable[[bytes, str, int, int], str]
) -> None:
    """Whatever happens to the bytes of real documents, nothing crashes, hangs or goes missing."""
    rules = [content for content in specimens if content.lstrip().startswith(b"<!--")]
    texts = [as_govinfo_text(content, DAY, 89, 96872).encode() for content in rules[:3]]
    pool = [*specimens, *texts]
    chance = random.Random(SEED)
    for index in range(INPUTS):
        check(mutated(chance.choice(pool), chance), f"mutation {index} of seed {SEED}")


def test_mutated_own_documents_are_read_or_quarantined(as_pdf: Callable[..., bytes]) -> None:
    """The same holds for samples of our own, in XML, JSON, Markdown and as a PDF."""
    pool = [OWN, OWN + b"\n" + OWN.replace(b"00001", b"00004"), JSON, MARKDOWN]
    chance = random.Random(SEED + 1)
    for index in range(INPUTS):
        check(mutated(chance.choice(pool), chance), f"own mutation {index} of seed {SEED + 1}")
    pdf = as_pdf(OWN, "Tuesday, January 5, 2027", 92, 11)
    for index in range(max(10, INPUTS // 20)):
        check(mutated(pdf, chance), f"PDF mutation {index} of seed {SEED + 1}")


HOSTILE = {
    "empty": b"",
    "blank": b" \n\t",
    "billion laughs": b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><NOTICE><PREAMB><P>&c;</P></PREAMB>'
    b"<FRDOC>[FR Doc. 2027-00009 Filed</FRDOC></NOTICE>",
    "external entity": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><NOTICE><P>&f;</P></NOTICE>',
    "deep nesting": b"<NOTICE>" + b"<EXTRACT>" * 100_000 + b"</EXTRACT>" * 100_000 + b"</NOTICE>",
    "deep JSON": b"[" * 100_000,
    "deep HTML": b"<html><body>" + b"<div>" * 50_000 + b"x</div></body></html>",
    "NUL bytes": b"\x00" * 1_000,
    "NUL within XML": OWN.replace(b"cameras", b"cam\x00eras"),
    "wrong encoding": OWN.replace(b"Example", "Exémple".encode("latin-1")),
    "UTF-16": OWN.decode().encode("utf-16"),
    "UTF-32": OWN.decode().encode("utf-32"),
    "declared Latin-1": b'<?xml version="1.0" encoding="ISO-8859-1"?>'
    + OWN.replace(b"Example", "Exémple".encode("latin-1")),
    "unknown encoding": b'<?xml version="1.0" encoding="x-none"?>' + OWN,
    "truncated": OWN[: len(OWN) // 2],
    "unclosed": OWN.replace(b"</NOTICE>", b""),
    "no start": OWN.replace(b"<NOTICE>", b"<NOTIXE>"),
    "HTML instead": b"<!DOCTYPE html><html><head><title>Not found</title></head><body><p>404</p></body></html>",
    "challenge": b"<html><body><h1>Request Access</h1><form class='captcha'></form></body></html>",
    "long blank lines": b"AGENCY: x\nACTION: y\nSUMMARY: " + b"\n " * 100_000 + b"z",
    "one long line": b"Comments are due by May 3, 2027 " * 20_000,
    "capitals": b"OF THE AND " * 20_000 + b"Xx",
    "digits": b"<NOTICE><DATES><P>May 1, 2027" + b"1:" * 5_000 + b" May 2, 2027</P></DATES></NOTICE>",
    "a broken PDF": b"%PDF-1.7\n" + bytes(range(256)) * 20,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_content_ends_in_quarantine_or_in_a_document(content: bytes) -> None:
    """Bombs, nesting, wrong encodings and masquerades are answered in time, with the bytes kept where unread."""
    check(content, "hostile.xml")


def test_entities_are_never_resolved() -> None:
    """A document that needs an entity is quarantined with its bytes; no file is read and nothing is expanded."""
    reading = read(HOSTILE["external entity"], "x.xml")
    assert not reading.documents
    assert b"&f;" in reading.quarantined[0].content
    assert "root:" not in repr(reading)


def test_bytes_that_are_no_utf8_are_read_and_said_so() -> None:
    """One wrongly encoded letter costs neither the document nor the truth about it."""
    document = read(HOSTILE["wrong encoding"], "x.xml").documents[0]
    assert "Exémple" in document.title
    assert any("not valid UTF-8" in problem for problem in document.problems)


def test_a_truncated_document_is_quarantined_with_its_place() -> None:
    """The quarantined bytes are the document's, with the offset at which they stood and the reason."""
    reading = read(b"<FEDREG>" + OWN + OWN[:300], "issue.xml")
    assert [document.document_number for document in reading.documents] == ["2027-00001"]
    broken = reading.quarantined[0]
    assert broken.offset == len(b"<FEDREG>") + len(OWN)
    assert broken.content == OWN[:300]
    assert "not closed" in broken.reason
