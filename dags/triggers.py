"""What wakes the DAGs: a watcher that looks at one source again and again and fires when something new stands there.

The triggerer imports this module from the installed package, it does not load the DAG folder.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING, Any, cast

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pydantic import JsonValue

    from pipeline.watching.watch import Marker, Watermark

WATERMARK = "watermark"  # the key in the asset's state store
NAMED = 50  # names in an event; the count beside them is of all


class SourceTrigger(BaseEventTrigger):
    """Fires once for each change of a source, and never while it stays as it is; for a watcher of one asset.

    An event is a wake-up and names what is new; it holds no work list. `handover` are the seconds between firing and
    remembering: a triggerer that dies in between wakes everybody twice, which costs little, and never forgets to.
    """

    handover = 5.0

    def __init__(self, source: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Airflow's own
        self.source = source

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """How the triggerer makes this trigger anew; settings are read where it runs, so no secret is stored."""
        return ("dags.triggers.SourceTrigger", {"source": self.source})

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Look, fire on news, wait; a look that fails is logged and never ends the loop."""
        from pipeline.watching.rhythm import pause

        while True:
            failure: Exception | None = None
            try:
                before = await self._remembered()
                look = await asyncio.to_thread(self._look)
                self._report(look)
                if news := look.news(before):
                    yield self._event(news)
                    await asyncio.sleep(self.handover)
                await self._remember(look.watermark(before), before)
                await asyncio.to_thread(self._sign, None)
            except Exception as error:  # noqa: BLE001 - a watcher that ends is a source that nobody watches
                self.log.warning("%s: the look failed: %s: %s", self.source, type(error).__name__, error)
                failure = error
                await asyncio.to_thread(self._sign, error)
            await asyncio.sleep(pause(self.source, dt.datetime.now(dt.UTC), failure))

    def _event(self, news: tuple[str, ...]) -> TriggerEvent:
        payload = {"source": self.source, "new": list(news[:NAMED]), "count": len(news)}
        return TriggerEvent(payload)  # type: ignore[no-untyped-call] # Airflow's own

    def _look(self) -> Marker:
        from pipeline.settings import settings
        from pipeline.watching.watch import marker

        return marker(self.source, settings())

    def _sign(self, failure: Exception | None) -> None:
        """Leave a sign of life for the watchdog; without one it raises the alarm, so nothing is hidden by going on."""
        from pipeline.settings import settings
        from pipeline.watching.look_signs import note_look

        try:
            note_look(settings().home, self.source, dt.datetime.now(dt.UTC), failure)
        except Exception as error:  # noqa: BLE001 - as above
            self.log.warning("%s: no sign of life could be left: %s", self.source, error)

    def _report(self, look: Marker) -> None:
        for problem in look.problems:
            self.log.warning("%s: a part could not be looked at: %s", self.source, problem)

    async def _remembered(self) -> Watermark:
        if self.asset_state_store is None:
            raise WithoutMemory(self.source)
        return cast("Watermark", await self.asset_state_store.aget(WATERMARK, {}))

    async def _remember(self, watermark: Watermark, before: Watermark) -> None:
        if watermark != before and self.asset_state_store is not None:
            await self.asset_state_store.aset(WATERMARK, cast("dict[str, JsonValue]", watermark))


class WithoutMemory(RuntimeError):
    """The trigger of this source was started without the state of an asset, so it cannot tell what is new."""
