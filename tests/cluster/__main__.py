"""Sets up Airflow on three hosts with the bundled sample, until Ctrl-C: python -m tests.cluster FOLDER (as root)."""

from __future__ import annotations

import sys
import time
from importlib.resources import files
from pathlib import Path

from tests.cluster.fleet import API_PORT, HOSTS, fleet
from tests.cluster.hosts import hosts

if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    (folder / "disk").mkdir(parents=True)
    sample = Path(str(files("pipeline") / "sample" / "inventory.csv"))
    with hosts(*HOSTS, disk=folder / "disk") as made, fleet(*made, inventory=sample, source="sample") as found:
        print(f"Airflow is up: http://{found.control.address}:{API_PORT} (Ctrl-C ends it). Logs: {folder}", flush=True)
        try:
            while True:
                time.sleep(60)
        except KeyboardInterrupt:
            print("Airflow is down")
