"""Where a run takes its documents from: the live publishers, another address of the same API, files, or the bundled sample."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from extract.addresses import SourceSettings, bis_pages
from extract.folder import Folder
from extract.sources import PUBLISHERS, SOURCES, reachable
from extract.web import Web, WebSettings
from warehouse.catalog import make_private

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.sources import Source
    from pipeline.settings import Settings

SAMPLE = Path(str(resources.files("pipeline").joinpath("sample")))
API_SOURCES = ("federal_register", "public_inspection")
"""The sources that another address of the Federal Register's API can stand for."""

DAYS_BACK = 30
"""How far a first poll looks back where nobody says since when."""


class UnknownSource(Exception):
    """A source that is neither a keyword, an address, a file nor a folder."""

    def __init__(self, name: str) -> None:
        super().__init__(f"--source {name}: no such file or folder, and none of auto, live, sample, an http(s) address")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sources of a run, and one line that says which they are."""

    sources: tuple[Source, ...]
    said: str
    sample: bool = False


def addresses(settings: Settings) -> SourceSettings:
    """The publishers' addresses with those that the settings replace."""
    found = SourceSettings()
    if api := _api_address(settings):
        found = replace(found, federal_register=api.rstrip("/"), feeds=(), bis_pages=(), ecfr="")
    if settings.ecfr_url:
        found = replace(found, ecfr=settings.ecfr_url.rstrip("/"))
    if settings.bis_url:
        found = replace(found, bis_pages=bis_pages(settings.bis_url.rstrip("/")))
    return replace(
        found,
        covered_list=settings.fcc_url or found.covered_list,
        military_companies=settings.dod_url,
        screening_list=settings.trade_url or found.screening_list,
    )


def pace_folder(settings: Settings) -> Path | None:
    """Where all processes with this home keep their distance between requests; None while there is no home."""
    return settings.home / "pace" if settings.home.is_dir() else None


@contextmanager
def client(settings: Settings, at: SourceSettings) -> Iterator[Web]:
    """The HTTP client for these addresses, its cache under home."""
    cache = settings.home / "http-cache"
    make_private(cache)
    with Web(WebSettings(at.origins, cache=cache, pace=pace_folder(settings))) as web:
        yield web


def at_address(settings: Settings, names: Sequence[str]) -> Settings:
    """The settings with the address of the API that `--source` names, if it names one: nowhere else is spoken to."""
    url = next(filter(_is_address, names), settings.source)
    return settings.model_copy(update={"source": url})


def _api_address(settings: Settings) -> str:
    """Another address of the Federal Register's API, if the settings name one; blank for the real one."""
    return settings.source if _is_address(settings.source) else settings.federal_register_url


def choose(settings: Settings, names: Sequence[str]) -> Chosen:
    """The sources that `--source` names (none: the setting). Raises UnknownSource."""
    wanted = [*names] or [settings.source]
    paths = [Path(name) for name in wanted if name not in {"auto", "live", "sample"} and not _is_address(name)]
    if missing := [path for path in paths if not path.exists()]:
        raise UnknownSource(str(missing[0]))
    if paths:
        return Chosen((Folder(tuple(paths)),), "Reading " + ", ".join(map(str, paths)) + ".")
    if any(map(_is_address, wanted)):
        settings = at_address(settings, wanted)
        return Chosen(live_sources(settings), f"Polling {addresses(settings).federal_register}.")
    return _live_or_sample(settings, wanted[0])


def _live_or_sample(settings: Settings, wanted: str) -> Chosen:
    at = addresses(settings)
    with client(settings, at) as web:
        live = wanted == "live" or (wanted == "auto" and reachable(web, at))
    if live:
        return Chosen(live_sources(settings), f"Polling the live Federal Register ({at.federal_register}).")
    why = "" if wanted == "sample" else "The Federal Register cannot be reached: "
    sentence = f"{why}using the bundled sample (written for this project, no official text)."
    return Chosen((Folder((SAMPLE / "notices",)),), sentence[0].upper() + sentence[1:], sample=True)


def live_sources(settings: Settings) -> tuple[Source, ...]:
    """The sources that are switched on where the publishers themselves are polled."""
    at = addresses(settings)
    names = _api_sources(at) if _api_address(settings) else tuple(SOURCES)
    return tuple(PUBLISHERS[name](at) for name in (*names, *settings.watch_lists))


def _api_sources(at: SourceSettings) -> tuple[str, ...]:
    """What is polled of another address than the real one; others only where the settings say where their stand-ins are."""
    return (*API_SOURCES, *(["ecfr"] if at.ecfr else []), *(["bis"] if at.bis_pages else []))


def since_default() -> dt.date:
    """The first day a poll asks for where nobody says since when."""
    return dt.datetime.now(dt.UTC).date() - dt.timedelta(days=DAYS_BACK)


def reads_files(settings: Settings) -> bool:
    """Whether documents come from the sample, a file or a folder, not from an API."""
    return settings.source not in {"auto", "live"} and not _is_address(settings.source)


def _is_address(name: str) -> bool:
    return name.startswith(("http://", "https://"))
