"""Publications: what sources gave us, kept byte for byte, and which of it nobody has read yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse import record
from warehouse.relation import fetched, insert_new

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from extract.publication import Publication

COLUMNS = "source, key, url, media_type, content, fetched_at, metadata"


def load_publications(
    con: DuckDBPyConnection, publications: Iterable[Publication], at: dt.datetime, *, notify: bool = True
) -> list[str]:
    """Keeps the publications that are new, puts them on the record, and returns their hashes.

    Without `notify` they are marked as a backfill's: nobody is told of what they mean for the items of today.
    """
    rows = [
        {
            "sha256": publication.sha256,
            "source": publication.source,
            "key": publication.key,
            "url": publication.url,
            "media_type": publication.media_type,
            "content": publication.content,
            "metadata": publication.metadata,
            "fetched_at": publication.fetched_at,
        }
        for publication in publications
    ]
    new = [row["sha256"] for row in insert_new(con, "publications", rows, ("sha256",))]
    if new:
        record.append(con, "publication", "publications", new, {"count": len(new)}, at)
    if new and not notify:
        insert_new(
            con,
            "backfilled",
            [{"publication_sha256": one, "backfilled_at": at} for one in new],
            ("publication_sha256",),
        )
    return new


def publication(con: DuckDBPyConnection, sha256: str) -> Publication | None:
    """One publication by its hash."""
    return next(iter(_publications(con, "where sha256 = ?", [sha256])), None)


def documents_to_read(con: DuckDBPyConnection, reader_version: str, limit: int = 200) -> list[Publication]:
    """The publications that this version of the reader has not read, oldest first: the read stage's work list."""
    return _publications(
        con,
        "where sha256 not in (select publication_sha256 from lake.readings where reader_version = ?) "
        "order by fetched_at, sha256 limit ?",
        [reader_version, limit],
    )


def known_keys(con: DuckDBPyConnection, source: str) -> dict[str, dt.datetime]:
    """What was fetched from a source so far: each key, with the time of its newest publication."""
    query = "select key, max(fetched_at) from lake.publications where source = ? group by key"
    return dict(con.execute(query, [source]).fetchall())


def _publications(con: DuckDBPyConnection, rest: str, parameters: list[object]) -> list[Publication]:
    from extract.publication import Publication

    rows = fetched(con, f"select {COLUMNS} from lake.publications {rest}", parameters)
    return [Publication(**row) for row in rows]
