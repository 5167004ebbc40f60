"""A server on 127.0.0.1 with the eCFR's versioner: what a part says on a day, and on which days it changed."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING

from tests.servers.faulty_http import Asked, FaultyServer, Query, Reply, json_reply

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = re.compile(r"/api/versioner/v1/(?:versions|full/(?P<date>[\d-]+))/title-(?P<title>\d+)\.(?:json|xml)")
NOTHING = json_reply({"error": "No matching content found."}, 404)


class EcfrServer(FaultyServer):
    """Serves FOLDER/title-N/part-M: versions.json as it is, and of the XML files the last one not after the day asked.

    A day after `latest`, the title's latest issue, is refused.
    """

    def __init__(self, folder: Path, latest: dt.date = dt.date(2025, 6, 30), port: int = 0, max_age: int = 0) -> None:
        super().__init__(port, max_age)
        self.folder, self.latest = folder, latest
        self.api = f"{self.url}/api/versioner/v1"

    def texts(self) -> list[Asked]:
        """The requests for text so far."""
        return [asked for asked in self.requests if "/full/" in asked.path]

    def answer(self, path: str, query: Query) -> Reply:
        """The versions, or the text of a day."""
        found = ADDRESS.fullmatch(path)
        if found is None:
            return Reply(404, "text/html", b"<!DOCTYPE html><html><title>Page not found</title></html>")
        part = self.folder / f"title-{found['title']}" / f"part-{dict(query)['part']}"
        if found["date"] is None:
            listing = part / "versions.json"
            return json_reply(json.loads(listing.read_text())) if listing.is_file() else NOTHING
        if dt.date.fromisoformat(found["date"]) > self.latest:
            words = f"The requested date {found['date']} is past the title's most recent issue date of {self.latest}"
            return json_reply({"error": words}, 404)
        texts = sorted(file for file in part.glob("*.xml") if file.stem <= found["date"])
        return Reply(200, "application/xml", texts[-1].read_bytes()) if texts else NOTHING
