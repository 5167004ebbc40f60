"""A server on 127.0.0.1 for pages and files of a folder, by path: /oicts answers with oicts.html."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from tests.servers.faulty_http import FaultyServer, Query, Reply


class PagesServer(FaultyServer):
    """Serves `folder`; an absolute address of ours in a page is written as {server}."""

    def __init__(self, folder: Path, port: int = 0, max_age: int = 0) -> None:
        super().__init__(port, max_age)
        self.folder = folder

    def answer(self, path: str, query: Query) -> Reply:
        """The file at the path, with .html added where it has no suffix; 404 without one."""
        relative = Path(path.lstrip("/"))
        file = self.folder / (relative if relative.suffix else relative.with_suffix(".html"))
        if ".." in relative.parts or not file.is_file():
            return Reply(404, "text/html", b"<!DOCTYPE html><html><title>Page not found</title></html>")
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return Reply(200, media_type, file.read_bytes().replace(b"{server}", self.url.encode()))
