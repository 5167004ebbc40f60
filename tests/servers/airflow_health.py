"""A stand-in for Airflow's API server, as far as it tells of its health; its parts can be made to fall silent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.servers.faulty_http import FaultyServer, Query, Reply, json_reply

PATH = "/api/v2/monitor/health"


class AirflowHealth(FaultyServer):
    """Answers as Airflow 3.3 does; `silent` names the parts that give no sign of life."""

    def __init__(self) -> None:
        super().__init__(max_age=0)
        self.silent: set[str] = set()

    def answer(self, path: str, query: Query) -> Reply:
        """The statement of health; 404 anywhere else."""
        if path != PATH:
            return json_reply({"detail": "Not Found"}, 404)
        parts: dict[str, Any] = {"metadatabase": {"status": self._status("metadatabase")}}
        for name in ("scheduler", "triggerer", "dag_processor"):
            age = dt.timedelta(minutes=10 if name in self.silent else 0)
            beat = (dt.datetime.now(dt.UTC) - age).isoformat()
            parts[name] = {"status": self._status(name), f"latest_{name}_heartbeat": beat}
        return json_reply(parts)

    def _status(self, name: str) -> str:
        return "unhealthy" if name in self.silent else "healthy"
