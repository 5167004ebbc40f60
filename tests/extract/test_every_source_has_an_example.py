"""Each source makes of its example what is expected: the example is served over real sockets and polled."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from extract.addresses import IndexPage, PageKind, SourceSettings
from extract.sources import SOURCES
from tests.servers.clients import brisk
from tests.servers.federal_register import FederalRegisterServer
from tests.servers.pages import PagesServer

EXAMPLES = Path(__file__).parent / "examples"
SINCE = dt.date(2024, 1, 1)


def polled(name: str) -> list[dict[str, object]]:
    """What the source gives for its example, the servers' addresses written as {register} and {server}."""
    own = EXAMPLES / name / "served"
    documents = own if name == "public_inspection" else EXAMPLES / "federal_register" / "served"
    with FederalRegisterServer(documents) as register, PagesServer(own) as pages, brisk(register, pages) as web:
        settings = SourceSettings(
            federal_register=register.api,
            bis_pages=(
                IndexPage(
                    PageKind.GENERAL_AUTHORIZATION, f"{pages.url}/oicts/connected-vehicles/general-authorizations"
                ),
                IndexPage(PageKind.DETERMINATION, f"{pages.url}/oicts"),
                IndexPage(PageKind.PRESS_RELEASE, f"{pages.url}/news-updates"),
            ),
            feeds=(f"{register.api}/documents.rss", f"{pages.url}/agency.atom.xml"),
        )

        def placed(text: str) -> str:
            return text.replace(register.url, "{register}").replace(pages.url, "{server}")

        publications = list(SOURCES[name](settings).poll(web, SINCE))
        assert all(each.source == name and each.fetched_at.utcoffset() == dt.timedelta(0) for each in publications)
        return [
            {
                "key": placed(each.key),
                "url": placed(each.url),
                "media_type": each.media_type,
                "metadata": json.loads(placed(each.metadata.decode())),
                "content": None if each.content == each.metadata else placed(each.content.decode()),
            }
            for each in publications
        ]


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_source_reads_its_example_as_expected(name: str) -> None:
    """Every source has a README, something served and an expected result, and polling gives exactly that."""
    assert (EXAMPLES / name / "README.md").is_file()
    expected = json.loads((EXAMPLES / name / "expected.json").read_text())
    assert expected, "an example that expects nothing shows nothing"
    assert polled(name) == expected


def test_no_example_is_left_without_a_source() -> None:
    """A folder of examples that no source reads is a source that was renamed or lost."""
    assert {folder.name for folder in EXAMPLES.iterdir() if (folder / "served").is_dir()} == set(SOURCES)
