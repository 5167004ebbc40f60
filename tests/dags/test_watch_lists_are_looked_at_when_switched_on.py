"""A look at a watch list moves when the list says something else, and nobody looks at a list that is off."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extract.failures import ShapeChanged
from extract.sources import WATCH_LISTS
from pipeline.settings import Settings
from pipeline.watching.watch import marker
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.pages import PagesServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.faulty_http import FaultyServer

EXAMPLES = Path(__file__).parents[1] / "extract" / "examples"
FILES = {"fcc": "supplychain/coveredlist.html", "dod": "2026-90010.xml", "trade": "consolidated.csv"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example lists in a folder that a test may change."""
    for name in WATCH_LISTS:
        shutil.copytree(EXAMPLES / name / "served", tmp_path / "served", dirs_exist_ok=True)
    return tmp_path / "served"


@pytest.fixture
def servers(folder: Path) -> Iterator[tuple[PagesServer, FederalRegisterServer]]:
    """The publishers of the lists."""
    with PagesServer(folder) as pages, FederalRegisterServer(folder) as register:
        yield pages, register


def settings_of(servers: tuple[PagesServer, FederalRegisterServer], *names: str) -> Settings:
    """Settings with these lists switched on."""
    pages, register = servers
    return Settings(
        source="live",
        watch_lists=list(names),  # type: ignore[arg-type] # names of lists
        fcc_url=f"{pages.url}/supplychain/coveredlist",
        trade_url=f"{pages.url}/consolidated.csv",
        federal_register_url=register.api,
    )


def asked(servers: tuple[FaultyServer, ...]) -> int:
    """How many requests the publishers have had."""
    return sum(len(server.requests) for server in servers)


@pytest.mark.parametrize("name", sorted(WATCH_LISTS))
def test_a_list_that_says_something_else_is_news(
    name: str, folder: Path, servers: tuple[PagesServer, FederalRegisterServer]
) -> None:
    """A changed entry is one piece of news; white space, or the page around the table, is none."""
    settings, file = settings_of(servers, name), folder / FILES[name]
    first = marker(name, settings)
    assert len(first.news({})) == 1
    if name != "trade":
        file.write_text(file.read_text().replace("<P>", "<P> ").replace("About the FCC", "About us"))
    assert marker(name, settings).news(first.watermark({})) == ()
    file.write_text(
        file.read_text().replace("AO Kaspersky", "AO Example").replace("Hesai", "Xample").replace("EXAMPLE S", "X")
    )
    assert len(marker(name, settings).news(first.watermark({}))) == 1


@pytest.mark.parametrize("name", sorted(WATCH_LISTS))
def test_nobody_looks_at_a_list_that_is_off(name: str, servers: tuple[PagesServer, FederalRegisterServer]) -> None:
    """Its watcher sees nothing, and nothing is asked of its publisher."""
    look = marker(name, settings_of(servers))
    assert look.news({}) == ()
    assert asked(servers) == 0


def test_a_list_in_another_layout_fails_the_look(
    folder: Path, servers: tuple[PagesServer, FederalRegisterServer]
) -> None:
    """The look raises, so the watcher logs it and remembers what it knew."""
    (folder / FILES["fcc"]).write_text("<html><body><h1>Moved</h1></body></html>")
    with pytest.raises(ShapeChanged):
        marker("fcc", settings_of(servers, "fcc"))
