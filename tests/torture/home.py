"""A pipeline under torture, and what must hold of it afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.torture.mortal import STAGES, Order, settings_of, start
from tests.torture.state import differences, state, told
from tests.torture.world import World

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess

    from tests.servers.slack import SlackServer

COMMAND = Path(sys.executable).with_name("icts-watch")
LONG = bool(os.environ.get("ICTS_WATCH_TORTURE"))
WORLD = World() if LONG else World(documents=4, items=60, waves=1, owners=8)
SEED = int(os.environ.get("ICTS_WATCH_TORTURE_SEED") or (time.time_ns() % 1_000_000 if LONG else 2_847))


@dataclass
class Home:
    """A pipeline with a warehouse and a Slack of its own, and the processes that worked on it."""

    folder: Path
    world: Path
    slack: SlackServer
    settings: dict[str, str] = field(default_factory=dict)
    started: int = 0

    def order(self, wave: int, met: str = "", of: int = 1) -> Order:
        """A pass over the first so many waves; each process works an hour after the one before."""
        self.started += 1
        source = self.folder / "issue"
        for number in range(1, wave + 1):
            shutil.copytree(self.world / f"wave-{number}", source, dirs_exist_ok=True)
        given = {
            "home": str(self.folder / "home"),
            "source": str(source),
            "inventory": str(self.world / "inventory.csv"),
            "slack_token": self.slack.workspace.token,
            "slack_url": self.slack.base_url,
            "escalate_after_hours": "0",
            "compliance": "compliance@example.com",
        }
        return Order(given | self.settings, wave, self.started, met, of)

    def start(self, wave: int) -> ForkServerProcess:
        """A pass at work in a process of its own."""
        return start(self.order(wave))

    def command(self, wave: int) -> subprocess.CompletedProcess[str]:
        """A pass as a person starts it, stage by stage (`run` also sends the week's digest); the first that fails ends it."""
        given = {f"ICTS_WATCH_{name.upper()}": value for name, value in self.order(wave).settings.items()}
        for stage in STAGES:
            done = subprocess.run([COMMAND, stage], env=os.environ | given, capture_output=True, text=True)
            if done.returncode:
                break
        return done

    def finish(self, wave: int) -> None:
        """A pass that comes to its end."""
        process = self.start(wave)
        process.join()
        assert process.exitcode == 0, process.exitcode

    def holds(self, undisturbed: Home) -> None:
        """Nothing lost, nothing doubled: in the warehouse, and on Slack."""
        wanted = state(settings_of(undisturbed.order(WORLD.waves)))
        assert len(wanted["documents"]) == WORLD.documents, wanted["documents"]
        assert len(wanted["items"]) == WORLD.items
        assert wanted["impacts"]
        assert wanted["decisions"]
        amiss = differences(state(settings_of(self.order(WORLD.waves))), wanted)
        amiss += differences({"Slack": told(self.slack.workspace)}, {"Slack": told(undisturbed.slack.workspace)})
        assert not amiss, "\n".join(amiss[:20])
