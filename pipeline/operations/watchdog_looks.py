"""What the watchdog looks at, each look in its own thread and for a limited time: what hangs is found like what fails."""

from __future__ import annotations

import queue
import threading
from functools import partial
from typing import TYPE_CHECKING

from alerts.outside_text import cut
from pipeline.operations.airflow_health import NoWordOfHealth, airflow_findings
from pipeline.operations.finding import Finding, State, wrong
from pipeline.watching.look_signs import watcher_findings
from warehouse.catalog import WarehouseUnreachable, hide_secrets

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from pipeline.settings import Settings

LOOK_SECONDS = 60.0  # for one look; a warehouse or server that takes longer hangs
WIDTH = 600  # characters of what kept a look from coming about

Found = dict[str, list[Finding]]
"""What is wrong, by the look that found it; what kept a look from coming about stands under LOOKING."""

LOOKING = "watchdog"


class Looks:
    """The looks that the settings ask for: the warehouse (unless left out); Airflow and its watchers if it has an address."""

    def __init__(self, settings: Settings, *, warehouse: bool = True) -> None:
        self._looks: dict[str, Callable[[dt.datetime], list[Finding]]] = {}
        if warehouse:
            self._looks["warehouse"] = lambda now: warehouse_look(settings, now)
        if settings.airflow_url:
            self._looks["airflow"] = lambda _: list(airflow_findings(settings.airflow_url))
            self._looks["watchers"] = lambda now: list(watcher_findings(settings, now))
        self._threads: dict[str, threading.Thread] = {}

    def found(self, now: dt.datetime) -> Found:
        """All that is wrong at this (aware) time.

        A look that did not come about has no key, so that nobody takes its troubles for over.
        """
        found: Found = {LOOKING: []}
        for name, look in self._looks.items():
            try:
                found[name] = [one for one in self._within(name, partial(look, now)) if one.state is State.WRONG]
            except WarehouseClosed as closed:
                found[LOOKING].append(_kept_from(name, str(closed), closed.do))
            except NoWordOfHealth as silent:
                do = "see whether it runs and its machine can be reached; icts-watch up starts it"
                found[LOOKING].append(_kept_from(name, str(silent), do))
            except TimeoutError:
                words = f"a look at it did not end within {LOOK_SECONDS:g} s"
                found[LOOKING].append(_kept_from(name, words, "see what its machine, disk or network waits for"))
            except Exception as defect:  # noqa: BLE001 - a watchdog that falls silent over a defect would be worse
                words = f"looking at it failed: {type(defect).__name__}: {cut(hide_secrets(str(defect)), WIDTH)}"
                found[LOOKING].append(_kept_from(name, words, "icts-watch doctor shows more"))
        return found

    def _within(self, name: str, look: Callable[[], list[Finding]]) -> list[Finding]:
        """What the look finds. Raises TimeoutError where it hangs, or still hangs, and whatever it raises."""
        before = self._threads.get(name)
        if before and before.is_alive():
            raise TimeoutError
        outcome: queue.SimpleQueue[list[Finding] | Exception] = queue.SimpleQueue()

        def work() -> None:
            try:
                outcome.put(look())
            except Exception as error:  # noqa: BLE001 - raised again where it is waited for
                outcome.put(error)

        thread = self._threads[name] = threading.Thread(target=work, name=f"look at {name}", daemon=True)
        thread.start()
        try:
            done = outcome.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            raise TimeoutError from None
        if isinstance(done, Exception):
            raise done
        return done


def _kept_from(name: str, words: str, do: str) -> Finding:
    return wrong(name, "as a whole", words, do)


class WarehouseClosed(Exception):
    """The warehouse cannot be opened or read; carries what to do."""

    def __init__(self, words: str, do: str) -> None:
        super().__init__(words)
        self.do = do


def warehouse_look(settings: Settings, now: dt.datetime) -> list[Finding]:
    """What stands still, as the warehouse tells it. Raises WarehouseClosed."""
    import duckdb

    from pipeline import stages
    from pipeline.operations.health import standstill_findings
    from warehouse.lake import open_warehouse
    from warehouse.migrate import WrongSchema

    try:
        with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
            return list(standstill_findings(warehouse.con, settings, now))
    except (WarehouseUnreachable, WrongSchema) as refused:
        raise WarehouseClosed(cut(str(refused), WIDTH), "icts-watch doctor says what is wrong with it") from None
    except duckdb.Error as broken:
        words = f"cannot be read: {cut(hide_secrets(str(broken)), WIDTH)}"
        raise WarehouseClosed(words, "restore the file it names from the backup") from None
