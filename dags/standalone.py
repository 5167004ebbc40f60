"""Airflow standalone as `icts-watch up` starts it: with our pools in its database before anything is scheduled."""

from __future__ import annotations

from airflow.configuration import write_default_airflow_configuration_if_needed

# isort: split
from airflow.cli.commands.standalone_command import StandaloneCommand

from dags.pools import make_pools


class StandaloneWithPools(StandaloneCommand):
    """Airflow's own command, and one step more."""

    def initialize_database(self) -> None:
        """Airflow's tables, then the pools that are missing: a task whose pool is not there would wait for ever."""
        super().initialize_database()  # type: ignore[no-untyped-call] # Airflow's own
        if made := make_pools():
            self.print_output("standalone", f"Pools made: {', '.join(made)}")


if __name__ == "__main__":
    write_default_airflow_configuration_if_needed()  # its parts must not each make a key to encrypt with
    StandaloneWithPools().run()  # type: ignore[no-untyped-call] # Airflow's own
