"""What a source gave us, byte for byte, before anybody reads it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class Publication:
    """One answer of a source, kept as it came.

    `source` is the publisher's module name ("federal_register", "bis", ...), `key` what the publisher calls the thing (a
    document number, a page address, a file name), `metadata` what the source said about it beside the content (the API's
    JSON for a full-text XML, for example), `fetched_at` an aware UTC time.
    """

    source: str
    key: str
    url: str
    media_type: str
    content: bytes
    fetched_at: dt.datetime
    metadata: bytes = b""

    @property
    def sha256(self) -> str:
        """The hash of content and metadata: the publication's identity in the record."""
        return hashlib.sha256(self.content + b"\0" + self.metadata).hexdigest()
