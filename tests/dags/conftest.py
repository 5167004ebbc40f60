"""Airflow with a home of its own, imported late, and watchers that can be asked step by step."""

from __future__ import annotations

import asyncio
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dags.triggers import SourceTrigger


@pytest.fixture(scope="session", autouse=True)
def airflow_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home that Airflow may write to; it is read when Airflow is imported, so tests import it inside."""
    home = tmp_path_factory.mktemp("airflow")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW_HOME", str(home))
        patch.setenv("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
        patch.setenv("AIRFLOW__CORE__DAGS_FOLDER", str(files("dags")))
        yield home


class StateStore:
    """The state of one asset in memory, with the interface of Airflow's; values are JSON and never None, as there."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.is_down = False

    async def aget(self, key: str, default: Any = None) -> Any:
        """The value under the key."""
        self._check()
        return json.loads(self.kept[key]) if key in self.kept else default

    async def aset(self, key: str, value: Any) -> None:
        """Keep a value."""
        self._check()
        assert value is not None
        self.kept[key] = json.dumps(value)

    def _check(self) -> None:
        if self.is_down:
            raise ConnectionError("the state store is down")


class Watching:
    """A watcher at work: `event` waits for its next event, `no_event` lets it look a few times and finds none."""

    def __init__(self, trigger: SourceTrigger, store: StateStore) -> None:
        trigger.asset_state_store = store  # type: ignore[assignment]
        self.looks = 0
        self._look = trigger._look
        trigger._look = self._counted  # type: ignore[method-assign]
        self._run = trigger.run()
        self._waiting: asyncio.Task[Any] | None = None

    def _counted(self) -> Any:
        self.looks += 1
        return self._look()

    def _next(self) -> asyncio.Task[Any]:
        if self._waiting is None:
            self._waiting = asyncio.create_task(anext(self._run))  # type: ignore[arg-type]
        return self._waiting

    async def event(self, within: float = 20) -> dict[str, Any]:
        """The payload of the next event."""
        event = await asyncio.wait_for(self._next(), within)
        self._waiting = None
        return event.payload

    async def no_event(self, looks: int = 3, within: float = 20) -> None:
        """Wait until so many further looks have begun and the one before the last has told nothing."""
        wanted, task = self.looks + looks, self._next()
        async with asyncio.timeout(within):
            while self.looks < wanted:
                assert not task.done(), task
                await asyncio.sleep(0.01)

    async def end(self) -> None:
        """Stop as the triggerer does: the task is cancelled."""
        if self._waiting is not None:
            self._waiting.cancel()
            await asyncio.gather(self._waiting, return_exceptions=True)
        await self._run.aclose()


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, StateStore], Watching]:
    """Starts a watcher of a source that looks all the time and remembers at once."""
    from dags.triggers import SourceTrigger

    monkeypatch.setenv("ICTS_WATCH_POLL_SECONDS", "0.02")
    monkeypatch.setenv("ICTS_WATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(SourceTrigger, "handover", 0.0)
    return lambda source, store: Watching(SourceTrigger(source), store)


@pytest.fixture
def store() -> StateStore:
    """An empty state store."""
    return StateStore()
