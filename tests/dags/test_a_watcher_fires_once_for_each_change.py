"""A watcher fires once when something new stands at its source, never while it stays so, and survives failures."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.servers.documents import FIRST_DAY, write_document
from tests.servers.federal_register import FederalRegisterServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.dags.conftest import StateStore, Watching

    Watch = Callable[[str, StateStore], Watching]


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FederalRegisterServer]:
    """A Federal Register without documents, which the settings name."""
    served = tmp_path / "served"
    served.mkdir()
    with FederalRegisterServer(served, max_age=0) as server:
        monkeypatch.setenv("ICTS_WATCH_FEDERAL_REGISTER_URL", server.api)
        yield server


def display(register: FederalRegisterServer, number: str, title: str = "A filing") -> None:
    """Put a document on public inspection."""
    path = register.folder.parent / f"{number}.json"
    path.write_text(
        json.dumps({"document_number": number, "title": title, "filed_at": "2025-01-13T08:45:00.000-05:00"})
    )
    register.display(path)


def recent(register: FederalRegisterServer, days_ago: int, **fields: Any) -> str:
    """Publish an invented document of some days ago; its number."""
    serial = (dt.datetime.now(dt.UTC).date() - FIRST_DAY).days - days_ago
    return write_document(register.folder, serial, **fields)


def test_the_trigger_comes_back_from_the_database_as_it_went() -> None:
    """Class path and arguments, encoded as Airflow stores them, give a trigger that watches the same source."""
    from airflow.sdk.module_loading import import_string
    from airflow.serialization.decoders import smart_decode_trigger_kwargs
    from airflow.serialization.encoders import encode_trigger

    from dags.triggers import SourceTrigger

    trigger = SourceTrigger("federal_register")
    stored = json.loads(json.dumps(encode_trigger(trigger)))
    arguments = {key: smart_decode_trigger_kwargs(value) for key, value in stored["kwargs"].items()}
    again = import_string(stored["classpath"])(**arguments)
    assert type(again) is SourceTrigger
    assert again.serialize() == trigger.serialize() == ("dags.triggers.SourceTrigger", {"source": "federal_register"})


def test_a_change_fires_once_and_a_steady_state_never(
    watch: Watch, store: StateStore, register: FederalRegisterServer
) -> None:
    """What stands there at first is told once; then only what comes, and what changes; what goes tells nobody."""

    async def scene() -> None:
        display(register, "2025-00001")
        display(register, "2025-00002")
        watching = watch("public_inspection", store)
        first = await watching.event()
        assert first == {"source": "public_inspection", "new": ["2025-00001", "2025-00002"], "count": 2}
        await watching.no_event()
        display(register, "2025-00003")
        assert (await watching.event())["new"] == ["2025-00003"]
        await watching.no_event()
        display(register, "2025-00001", title="Another title")
        assert (await watching.event())["new"] == ["2025-00001"]
        (register.folder / "public-inspection" / "2025-00002.json").unlink()
        await watching.no_event()
        await watching.end()

    asyncio.run(scene())


def test_an_empty_source_tells_nothing(watch: Watch, store: StateStore, register: FederalRegisterServer) -> None:
    """Nothing on display is no news."""

    async def scene() -> None:
        watching = watch("public_inspection", store)
        await watching.no_event()
        await watching.end()

    asyncio.run(scene())


def test_the_federal_register_is_watched_by_document_number(
    watch: Watch, store: StateStore, register: FederalRegisterServer
) -> None:
    """A document that several queries find is told once; one request per query; old documents are the sweep's."""

    async def scene() -> None:
        recent(register, days_ago=20)
        number = recent(register, days_ago=1)
        watching = watch("federal_register", store)
        assert (await watching.event())["new"] == [number]
        asked = register.paths("documents.json")
        assert len(asked) == 8, asked
        await watching.no_event(looks=2)
        later = recent(register, days_ago=0)
        assert (await watching.event())["new"] == [later]
        await watching.end()

    asyncio.run(scene())


def test_a_watcher_that_starts_again_remembers(
    watch: Watch, store: StateStore, register: FederalRegisterServer
) -> None:
    """The watermark is in the asset's state: another triggerer takes over, and tells only what came meanwhile."""

    async def scene() -> None:
        display(register, "2025-00001")
        before = watch("public_inspection", store)
        await before.event()
        await before.no_event(looks=1)
        await before.end()
        display(register, "2025-00002")
        after = watch("public_inspection", store)
        assert (await after.event())["new"] == ["2025-00002"]
        await after.end()

    asyncio.run(scene())


def test_a_triggerer_that_dies_with_the_event_in_hand_fires_again(
    watch: Watch, store: StateStore, register: FederalRegisterServer
) -> None:
    """Only after the event was handed over is it remembered: twice is a wake-up for nothing, never would be a loss."""

    async def scene() -> None:
        display(register, "2025-00001")
        dying = watch("public_inspection", store)
        await dying.event()
        await dying.end()
        assert store.kept == {}
        heir = watch("public_inspection", store)
        assert (await heir.event())["new"] == ["2025-00001"]
        await heir.end()

    asyncio.run(scene())


@pytest.mark.parametrize("kind", ["status", "challenge", "truncated"])
def test_a_failed_look_is_told_in_the_log_and_the_next_one_follows(
    kind: str, watch: Watch, store: StateStore, register: FederalRegisterServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither a refusal nor a page for people nor half an answer ends the loop, is news, or is forgotten news."""

    async def scene() -> None:
        display(register, "2025-00001")
        watching = watch("public_inspection", store)
        await watching.event()
        await watching.no_event(looks=1)
        register.fail(kind, "current.json", times=4)
        await watching.no_event(looks=3)
        display(register, "2025-00002")
        assert (await watching.event())["new"] == ["2025-00002"]
        await watching.end()

    asyncio.run(scene())
    assert "public_inspection: the look failed" in capsys.readouterr().out


def test_one_query_that_fails_hides_nothing_of_the_others(
    watch: Watch, store: StateStore, register: FederalRegisterServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """The part is remembered as it was: no event when it fails or is back, and news elsewhere come through."""

    async def scene() -> None:
        first = recent(register, days_ago=2)
        watching = watch("federal_register", store)
        assert (await watching.event())["new"] == [first]
        await watching.no_event(looks=1)
        register.fail("challenge", "commerce-department", times=2)
        await watching.no_event(looks=2)
        register.fail("challenge", "commerce-department", times=1)
        second = recent(register, days_ago=1)
        assert (await watching.event())["new"] == [second]
        await watching.end()

    asyncio.run(scene())
    assert "a part could not be looked at" in capsys.readouterr().out


def test_a_state_store_that_is_down_ends_nothing(
    watch: Watch, store: StateStore, register: FederalRegisterServer
) -> None:
    """Without its memory a watcher waits, since it could not tell what is new."""

    async def scene() -> None:
        store.is_down = True
        display(register, "2025-00001")
        watching = watch("public_inspection", store)
        with pytest.raises(TimeoutError):
            await watching.event(within=0.5)
        await watching.end()
        store.is_down = False
        watching = watch("public_inspection", store)
        assert (await watching.event())["new"] == ["2025-00001"]
        await watching.end()

    asyncio.run(scene())


def test_each_look_leaves_a_sign_of_life_for_the_watchdog(
    watch: Watch, store: StateStore, register: FederalRegisterServer, tmp_path: Path
) -> None:
    """A good look its time, a failed one its reason beside the time of the last good one; a sign that cannot be left
    ends nothing."""
    sign = tmp_path / "home" / "looks" / "public_inspection.json"

    async def until(holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while not (sign.is_file() and holds(row := json.loads(sign.read_text()))):
                await asyncio.sleep(0.01)
        return row

    async def scene() -> None:
        display(register, "2025-00001")
        watching = watch("public_inspection", store)
        await watching.event()
        await watching.no_event(looks=1)
        assert (await until(lambda row: bool(row["good"])))["failure"] == ""
        register.fail("status", "current.json", times=4)
        watching._next()
        failed = await until(lambda row: bool(row["failure"]))
        assert failed["failure"].startswith("ServerFailed: ")
        later = await until(lambda row: not row["failure"])
        assert failed["begun"] == later["begun"] <= failed["good"] < later["good"]
        sign.with_suffix(".new").mkdir()
        display(register, "2025-00002")
        assert (await watching.event())["new"] == ["2025-00002"]
        await watching.no_event()
        await watching.end()

    asyncio.run(scene())


def aged(path: Path, content: str, seconds: float = 60) -> None:
    """Write a file that was last changed so long ago."""
    path.write_text(content)
    moment = dt.datetime.now(dt.UTC).timestamp() - seconds
    os.utime(path, (moment, moment))


def test_a_company_file_is_watched_by_its_content(
    watch: Watch, store: StateStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file rewritten as it was is no news; a changed one is, but not while it may still be being written."""
    inventory = tmp_path / "inventory.csv"
    monkeypatch.setenv("ICTS_WATCH_INVENTORY", str(inventory))
    monkeypatch.setattr(
        "pipeline.watching.looks.SETTLED", 20.0
    )  # so that a busy machine cannot let the half-written file age

    async def scene() -> None:
        aged(inventory, "item_id,name\n1,router\n")
        watching = watch("inventory", store)
        assert await watching.event() == {"source": "inventory", "new": ["inventory.csv"], "count": 1}
        aged(inventory, "item_id,name\n1,router\n", seconds=30)
        await watching.no_event()
        aged(inventory, "item_id,name\n1,router\n2,swi", seconds=0)
        await watching.no_event()
        aged(inventory, "item_id,name\n1,router\n2,switch\n")
        assert (await watching.event())["new"] == ["inventory.csv"]
        inventory.unlink()
        await watching.no_event()
        await watching.end()

    asyncio.run(scene())


def test_a_file_written_while_it_is_read_is_looked_at_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read between two states of a file stands for neither, so it is no news."""
    from pipeline.watching import looks

    inventory = tmp_path / "inventory.csv"
    aged(inventory, "item_id,name\n1,router\n")
    digest = hashlib.file_digest

    def digest_and_write(*arguments: Any) -> Any:
        aged(inventory, "item_id,name\n1,router\n2,switch\n", seconds=30)
        return digest(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(hashlib, "file_digest", digest_and_write)
        assert looks._file(inventory) is None
    assert list((looks._file(inventory) or {}).values()) == ["inventory.csv"]


def test_the_register_that_comes_with_us_is_watched_beside_the_companys(
    watch: Watch, store: StateStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upgrade that brings other supplier facts wakes the DAG as a change of the company's own file does."""
    own = tmp_path / "own.csv"
    aged(own, "name,alias\n")
    monkeypatch.setenv("ICTS_WATCH_SUPPLIERS", str(own))

    async def scene() -> None:
        watching = watch("suppliers", store)
        new = (await watching.event())["new"]
        assert {"own.csv", "makers-1.csv"} <= set(new)
        aged(own, "name,alias\nA,B\n")
        assert (await watching.event())["new"] == ["own.csv"]
        await watching.end()

    asyncio.run(scene())
