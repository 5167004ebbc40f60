"""`icts-watch desk`: the analyst's page, read only, on loopback unless it asks for a password."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack
from dataclasses import fields, replace
from html import escape
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alerts.board_charts import bars_chart, timeline_chart, trend_chart
from alerts.outside_text import shown
from alerts.report import render_panel
from pipeline.commands.console import bad_input, say
from pipeline.commands.moments import moment_of
from pipeline.exposure import board
from pipeline.exposure.board import DIMENSIONS, Filters
from pipeline.exposure.contingency import alternatives
from pipeline.exposure.scenarios import outcome_of
from pipeline.settings import settings
from pipeline.stages import lake_of
from warehouse.lake import open_for_questions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.settings import Settings

PAGE = Path(__file__).with_name("desk_page.py")
COMMAND = Path(sys.executable).with_name("icts-watch")
HOME, AS_OF = "ICTS_WATCH_HOME", "ICTS_WATCH_DESK_AS_OF"
PASSWORD = "ICTS_WATCH_DESK_PASSWORD"  # noqa: S105 the name of the variable
ROWS = 200
"""Findings that the table holds; filters reach the others."""
PATIENCE = 600
"""Seconds that a what-if may take."""


def serve(chosen: Settings, host: str, port: int, as_of: str | None, *, browser: bool) -> None:
    """Serves the page until it is stopped. Beyond loopback it asks for the password in ICTS_WATCH_DESK_PASSWORD."""
    moment_of(as_of, chosen.zone)  # a moment that is none is said now, not in the browser
    with open_for_questions(lake_of(chosen)):
        pass
    password = os.environ.get(PASSWORD, "")
    if not _is_loopback(host) and not password:
        bad_input(f"desk: {host} is open to others: set {PASSWORD}, or leave --host away")
    login = ["--token", "--token-password-file", "-"] if password else ["--no-token"]
    command = [sys.executable, "-m", "marimo", "--quiet", "run", str(PAGE), "--host", host, "--port", str(port), *login]
    command += [] if browser else ["--headless"]
    environment = os.environ | {HOME: str(chosen.home.resolve())} | ({AS_OF: as_of} if as_of else {})
    say(f"The page: http://{host}:{port}  (Ctrl-C ends it)")
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, text=True) as page:  # noqa: S603
        if page.stdin:
            page.stdin.write(password)
            page.stdin.close()
        try:
            page.wait()
        except KeyboardInterrupt:
            page.terminate()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def asked(parameters: Mapping[str, Any]) -> Filters:
    """The filters in the address; what is none of them, or twice there, is passed over."""
    known = {field.name for field in fields(Filters)}
    said = {name: value for name, value in parameters.items() if name in known and isinstance(value, str)}
    return Filters(**said)


class Desk:
    """One reader's own connection to the warehouse, and the panels as HTML."""

    def __init__(self, chosen: Settings, as_of: str | None) -> None:
        self.moment = moment_of(as_of, chosen.zone)
        self._stack = ExitStack()
        opened = open_for_questions(lake_of(chosen), self.moment)
        self.con = self._stack.enter_context(opened).con
        self._lock = threading.Lock()  # a connection answers one question at a time
        board.hold_findings(self.con)
        self.read_at = board.moment_asked(self.con)

    @classmethod
    def from_environment(cls) -> Desk:
        """The desk that `serve` was asked for."""
        return cls(settings(), os.environ.get(AS_OF))

    def close(self) -> None:
        """Gives the connection back."""
        self._stack.close()

    def options(self, dimension: str) -> list[str]:
        """What a filter can be set to."""
        with self._lock:
            return board.values_of(self.con, dimension)

    def state(self) -> str:
        """One screen: figures, what is new, what is due, who has not answered."""
        with self._lock:
            due, unanswered = board.due(self.con), board.unanswered(self.con)
            panels = {
                "": render_panel("tiles", board.figures(self.con, due, unanswered)),
                "What is new": render_panel("new", board.new_documents(self.con), board.NEW_DAYS),
                "What is due": render_panel("due", due, board.DUE_DAYS),
                "Who has not answered": render_panel("unanswered", unanswered),
            }
        return _headed(panels)

    def exposure(self, filters: Filters) -> str:
        """Trend and breakdowns of what the filters let through; the trend knows one filter at a time."""
        told = filters.told
        one = next(iter(told.items())) if len(told) == 1 else None
        by_month = ("all", "") if not told else one if one and one[0] in DIMENSIONS else None
        charts = []
        with self._lock:
            months = board.trend(self.con, *by_month) if by_month else []
            if months:
                charts.append({"svg": trend_chart(months), "caption": "Exposed assets at each month's end"})
            for dimension in DIMENSIONS:
                rows = board.breakdown(self.con, filters, dimension)
                if rows and dimension not in told:
                    charts.append({"svg": bars_chart(rows, dimension), "caption": f"By {dimension}"})
        note = "" if by_month else '<p class="soft">The trend by month is there for one filter at a time.</p>'
        return note + render_panel("charts", charts) if charts else "<p>Nothing is exposed.</p>"

    def rulemaking(self, key: str) -> str:
        """One rulemaking from its first notice to its last correction, or all of them with where they stand."""
        with self._lock:
            found = [one for one in board.rulemakings(self.con) if key in {"", one["rulemaking"]}]
            steps = board.timeline(self.con, key) if key else []
        for one in found:
            one["svg"] = timeline_chart(steps) if steps else ""
        return render_panel("rulemakings", found) + (render_panel("steps", steps) if steps else "")

    def suppliers(self) -> str:
        """Concentration, diligence due, coverage."""
        with self._lock:
            panels = {
                "": render_panel("suppliers", board.suppliers(self.con)),
                "Diligence due": render_panel("diligence", board.diligence(self.con)),
                "Coverage": render_panel("coverage", board.coverage(self.con)),
                "Response times": render_panel("response", board.response(self.con)),
            }
        return _headed(panels)

    def proposals(self) -> dict[str, str]:
        """Documents that could be taken as final: their numbers by what a control shows."""
        with self._lock:
            return board.proposals(self.con)

    def what_if(self, final: str, supplier: str, country: str, upload: tuple[str, bytes] | None) -> str:
        """Today beside the scenario, or what is wrong with it in a sentence; nothing of it is kept.

        The command does it: a process of its own holds the model, and none of it stays in the page's.
        """
        with tempfile.TemporaryDirectory() as folder:
            options = ["--final", final] if final else []
            options += ["--supplier", f"{supplier}={country}"] if supplier or country else []
            if upload:
                file = Path(folder) / f"upload{Path(upload[0]).suffix[:10]}"
                file.write_bytes(upload[1])
                options += ["--inventory", str(file)]
            moment = ["--as-of", self.moment.isoformat()] if self.moment else []
            words = [str(COMMAND), "what-if", "--json", *options, *moment]
            done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=PATIENCE)  # noqa: S603
        if done.returncode:
            said = done.stderr.strip().splitlines()[-1:] or ["it failed"]
            return f'<p class="panel">{escape(said[0].removeprefix("icts-watch: "))}</p>'
        return render_panel("what_if", outcome_of(done.stdout.splitlines()))

    def counted(self, filters: Filters) -> dict[str, int]:
        """How many findings and items the filters let through."""
        with self._lock:
            return board.count_findings(self.con, filters)

    def findings(self, filters: Filters) -> list[dict[str, str]]:
        """The rows of the table: texts only, none of which a browser takes for an address."""
        with self._lock:
            rows = board.findings(self.con, filters, ROWS)
        return [
            {
                "level": row["level"] if row["level"] == "affected" else "to review",
                "asset": _plain(f"{row['item_name']} ({row['item_id']})"),
                "vendor": _plain(row["vendor"]),
                "document": _plain(f"{row['document_number']}: {row['title']}"),
                "stage": row["stage"] or "",
                "unit": _plain(row["business_unit"]),
                "owner": _plain(row["owner"]),
                "decision": row["state"] or "",
                "next date": str(row["next_date"] or ""),
                "finding": row["impact_id"],
            }
            for row in rows
        ]

    def finding(self, impact_id: str) -> tuple[str, Filters | None]:
        """A finding with its evidence side by side, and the filters that lead on from it; a sentence where there is none."""
        with self._lock:
            found = board.evidence(self.con, impact_id) if impact_id else None
        if found is None:
            return "<p>Choose a finding in the table to see the rule's passage beside the asset's row.</p>", None
        with self._lock:
            stand_ins = alternatives(self.con, found["item_id"])
        panels = render_panel("finding", found) + render_panel("alternatives", stand_ins)
        return panels, Filters(document=found["document_number"], item=found["item_id"])


def _headed(panels: Mapping[str, str]) -> str:
    head = '<div class="panel"><h2>{}</h2></div>'
    return "".join(f"{head.format(name) if name else ''}{panel}" for name, panel in panels.items())


def only(found: Filters, name: str) -> Filters:
    """Of a finding's two ends, one: all findings of its document, or all of its asset."""
    return replace(Filters(), **{name: getattr(found, name)})


def _plain(text: str | None) -> str:
    """Outside text on one line; the page's table makes links and pictures of addresses, and shall not."""
    return shown(text or "").replace("://", ":\u200b//")
