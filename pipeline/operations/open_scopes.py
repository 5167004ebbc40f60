"""Documents whose scope a person should look at: firms stand where a document acts on firms, and were not taken as meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.outside_text import cut
from models.doubts import firms_not_taken
from pipeline.operations.finding import Finding, note, well
from pipeline.reading import ACTED
from warehouse.documents import current_documents
from warehouse.scopes import current_scopes
from warehouse.standings import standing_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

WIDTH = 160  # characters of names


def scope_findings(con: DuckDBPyConnection) -> Iterator[Finding]:
    """A line for each such document; one that a reviewer has amended has been looked at."""
    numbers = [one.document.document_number for one in current_documents(con, relevances=ACTED, passages=False)]
    amended = {number for number, kept in current_scopes(con, numbers).items() if kept.amended_by}
    asked = 0
    for number, (document, scope) in standing_texts(con, numbers).items():
        if number not in amended and (firms := firms_not_taken(document, scope)):
            asked += 1
            words = f"it names {cut(', '.join(firms), WIDTH)}, and they are not taken as meant"
            yield note("scope", number, words, f"icts-watch scope show {number}, and scope amend if they are")
    if not asked:
        yield well("scope", "documents", f"of {len(numbers)} ICTS documents none names a firm that was not read")
