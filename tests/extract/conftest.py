"""The same document in other formats than XML: as govinfo prints it, and as a PDF's pages give it."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

import pytest
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable

_SECTIONS = {"RULE": "Rules and Regulations", "PRORULE": "Proposed Rules", "NOTICE": "Notices"}
_LABELLED = ("AGY", "ACT", "SUM", "DATES", "EFFDATE", "ADD", "FURINF")


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _parts(xml: bytes) -> list[tuple[str, str]]:
    """(form, text) of everything printed, form being head, docket, title, label, paragraph, heading, page or end."""
    root = etree.fromstring(xml)
    parts: list[tuple[str, str]] = []

    def walk(element: etree._Element) -> None:
        for child in element:
            tag = child.tag
            if tag in {"AGENCY", "SUBAGY", "CFR"}:
                parts.append(("head", _text(child)))
            elif tag in {"DEPDOC", "RIN"}:
                parts.append(("docket", _text(child)))
            elif tag in _LABELLED:
                paragraphs = [_text(p) for p in child if p.tag == "P"]
                parts.append(("label", f"{_text(child.find('HD'))} {paragraphs[0]}"))
                parts.extend(("paragraph", text) for text in paragraphs[1:])
            elif tag in {"P", "AMDPAR"}:
                parts.append(("paragraph", _text(child)))
            elif tag == "HD":
                parts.append(("heading", _text(child)))
            elif tag == "SECTNO":
                parts.append(("heading", f"Sec.  {_text(child).lstrip('§ ')}  {_text(child.getnext())}"))
            elif tag == "SUBJECT" and element.tag != "SECTION":
                parts.append(("title", _text(child)))
            elif tag == "FRDOC":
                parts.append(("end", _text(child)))
            elif tag == "SIG":
                parts.extend(("heading", _text(line)) for line in child)
            elif tag not in {"SUBJECT", "PRTPAGE", "BILCOD"} and isinstance(tag, str):
                walk(child)

    walk(root)
    return parts


@pytest.fixture
def as_govinfo_text() -> Callable[[bytes, str, int, int], str]:
    """A function (xml, day, volume, page) that prints a document in govinfo's fixed lines, quotation marks typewritten."""

    def printed(xml: bytes, day: str, volume: int, page: int) -> str:
        root = etree.fromstring(xml)
        parts = _parts(xml)
        number = re.search(r"FR Doc\. ([\w-]+)", parts[-1][1])
        assert number
        lines = [
            f"[Federal Register Volume {volume}, Number 1 ({day})]",
            f"[{_SECTIONS[str(root.tag)]}]",
            f"[Pages {page}-{page + 9}]",
            "From the Federal Register Online via the Government Publishing Office [www.gpo.gov]",
            f"[FR Doc No: {number[1]}]",
            "",
            "=" * 71,
            "",
        ]
        for form, text in parts:
            indent = "    " if form == "paragraph" else ""
            lines += textwrap.wrap(text, 72, initial_indent=indent, break_on_hyphens=False)
            lines += [] if form == "docket" else [""]
        return "\n".join([*lines, "BILLING CODE 3510-33-P", ""]).replace("“", "``").replace("”", "''")

    return printed


@pytest.fixture
def as_pdf() -> Callable[..., bytes]:
    """A function (xml, day, volume, page, before) that prints a document in a PDF's narrow lines after another one's end."""

    def printed(xml: bytes, day: str, volume: int, page: int, before: str = "") -> bytes:
        root = etree.fromstring(xml)
        lines = before.splitlines()
        for _, text in _parts(xml):
            lines += textwrap.wrap(re.sub(r"(?<=\d)-(?=[\dA-Z])", "–", text), 46, break_on_hyphens=False)
        lines.append("BILLING CODE 3510–33–P")
        head = f"Federal Register / Vol. {volume}, No. 1 / {day} / {_SECTIONS[str(root.tag)]}"
        pages = [lines[start : start + 60] for start in range(0, len(lines), 60)]
        foot = "VerDate Sep<11>2014 17:15 Jun 21, 2024 Jkt 262001 PO 00000 Frm 00010 Fmt 4703 Sfmt 4703 E:\\FR\\FM\\24JNN1.SGM"
        return pdf_of([[f"{page + index} {head}", *each, foot] for index, each in enumerate(pages)])

    return printed


def pdf_of(pages: list[list[str]]) -> bytes:
    """A PDF with one line of Helvetica text below the other, as small as the format allows."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for index, lines in enumerate(pages):
        drawn = (
            b"BT /F1 8 Tf 9 TL 40 780 Td " + b" ".join(b"(" + _escaped(line) + b") Tj T*" for line in lines) + b" ET"
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents "
            f"{5 + 2 * index} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(out),
    )


def _escaped(line: str) -> bytes:
    text = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return text.encode("cp1252", errors="replace")


@pytest.fixture
def pdf_writer() -> Callable[[list[list[str]]], bytes]:
    """The writer of small PDFs."""
    return pdf_of
