"""A look at BIS's pages, at a feed or at a folder moves when an entry does, and with nothing else on the page."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extract.addresses import IndexPage, PageKind
from extract.failures import LayoutChanged
from pipeline import stages
from pipeline.settings import Settings
from pipeline.watching.looks import _feed, _page
from pipeline.watching.watch import Marker, poll_news
from tests.servers.clients import brisk
from tests.servers.pages import PagesServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.dags.conftest import StateStore, Watching

EXAMPLES = Path(__file__).parents[1] / "extract" / "examples"


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[PagesServer]:
    """The example pages and feed of the sources, in a folder that a test may change."""
    for example in ("bis", "feeds"):
        shutil.copytree(EXAMPLES / example / "served", tmp_path / "served", dirs_exist_ok=True)
    with PagesServer(tmp_path / "served") as server:
        yield server


def news(before: dict[str, str], after: dict[str, str]) -> tuple[str, ...]:
    """What the second look tells after the first."""
    return Marker({"part": after}).news(Marker({"part": before}).watermark({}))


def replace(pages: PagesServer, name: str, old: str, new: str) -> None:
    """Change a served file."""
    path = pages.folder / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.parametrize(
    ("kind", "path", "sentence"),
    [
        (PageKind.PRESS_RELEASE, "/news-updates", "A settlement, told"),
        (PageKind.DETERMINATION, "/oicts", "persons owned by"),
        (PageKind.GENERAL_AUTHORIZATION, "/oicts/connected-vehicles/general-authorizations", "Example text"),
    ],
)
def test_a_page_that_only_looks_different_is_no_news(
    kind: PageKind, path: str, sentence: str, pages: PagesServer
) -> None:
    """Navigation or a script that changes with every visit wakes nobody; an entry or a sentence that changes does."""
    page = IndexPage(kind, pages.url + path)
    with brisk(pages) as web:
        before = _page(web, page)
        assert before
        assert news(before, _page(web, page)) == ()
        for old in ("OICTS general", "changes-with-every-answer", "not content"):
            replace(pages, f"{path[1:]}.html", old, "changed")
        assert news(before, _page(web, page)) == ()
        replace(pages, f"{path[1:]}.html", sentence, "changed")
        assert news(before, _page(web, page))


def test_a_page_of_another_design_is_a_failure(pages: PagesServer) -> None:
    """It is told in the log, and never read as "nothing there"."""
    (pages.folder / "news-updates.html").write_text("<main><h1>News</h1><div>new design</div></main>")
    with brisk(pages) as web, pytest.raises(LayoutChanged):
        _page(web, IndexPage(PageKind.PRESS_RELEASE, f"{pages.url}/news-updates"))


def test_a_feed_is_looked_at_by_its_entries(pages: PagesServer) -> None:
    """The time at which a feed was made says nothing; an entry's title does."""
    with brisk(pages) as web:
        url = f"{pages.url}/agency.atom.xml"
        before = _feed(web, url)
        assert len(before) == 2
        replace(pages, "agency.atom.xml", "<updated>2025-01-15T14:00:00Z</updated>\n  <entry>", "<entry>")
        assert news(before, _feed(web, url)) == ()
        replace(pages, "agency.atom.xml", "Two kinds", "Three kinds")
        assert news(before, _feed(web, url)) == ("tag:agency.example,2025:news/2",)


def test_a_folder_stands_for_the_publishers(
    watch: Callable[[str, StateStore], Watching], store: StateStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the settings name a folder of documents, it is what is watched and what is polled, and nothing else is."""
    folder = tmp_path / "documents"
    shutil.copytree(EXAMPLES / "federal_register" / "served", folder)
    monkeypatch.setenv("ICTS_WATCH_SOURCE", str(folder))
    monkeypatch.setattr("pipeline.watching.looks.SETTLED", 0.0)

    async def scene() -> None:
        watching = watch("federal_register", store)
        assert "2024-13532.xml" in (await watching.event())["new"]
        (folder / "2024-13532.xml").unlink()
        assert (await watching.event())["new"] == ["documents"]
        await watching.end()
        idle = watch("bis", store)
        await idle.no_event()
        await idle.end()

    asyncio.run(scene())
    settings = Settings(home=tmp_path / "home", source=str(folder))
    polled = poll_news(settings, woken_by={"federal_register"})
    assert polled["new"] == polled["publications"] == len(list(folder.glob("*.json")))
    assert poll_news(settings, woken_by=set())["new"] == 0
    assert stages.read(settings)["documents"] == polled["new"]
