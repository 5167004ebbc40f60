"""Reading an issue needs room for its longest document, however many there are."""

from __future__ import annotations

import tracemalloc

from extract.reader import iter_documents

PARAGRAPHS = 400
DOCUMENT = """<NOTICE><PREAMB><AGENCY TYPE="N">DEPARTMENT OF COMMERCE</AGENCY><SUBJECT>Notice {number}</SUBJECT>{body}</PREAMB>
<FRDOC>[FR Doc. 2026-{number:05} Filed 1-5-26; 8:45 am]</FRDOC></NOTICE>
"""


def issue(documents: int, paragraphs: int = PARAGRAPHS) -> bytes:
    """An issue of documents that are alike and differ in every paragraph."""
    parts = (
        DOCUMENT.format(
            number=number,
            body="".join(
                f"<P>Paragraph {line} of {number} speaks of a hearing on May 3, 2027.</P>" for line in range(paragraphs)
            ),
        )
        for number in range(documents)
    )
    return f"<FEDREG><VOL>91</VOL><DATE>Monday, January 5, 2026</DATE>{''.join(parts)}</FEDREG>".encode()


def peak(content: bytes, count: int) -> int:
    """Bytes that reading took at most, beside the content itself; each document is dropped before the next."""
    tracemalloc.start()
    try:
        assert sum(1 for _ in iter_documents(content, "issue.xml")) == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_more_documents_need_no_more_memory() -> None:
    """Six times the documents, the same peak; a document eight times as long, more."""
    peak(issue(1), 1)  # what is loaded once
    small = peak(issue(4), 4)
    assert peak(issue(24), 24) < 1.2 * small
    assert peak(issue(3, 8 * PARAGRAPHS), 3) > 3 * small
