"""Pools: what several DAGs share. `icts-watch up` makes those that are missing; slots that an operator changed stay.

In another Airflow: `python -m dags.pools`, once, on a machine that reaches its database.
"""

from __future__ import annotations

PUBLISHERS = "publishers"
ASSESSORS = "assessors"

POOLS = {
    PUBLISHERS: (1, "Tasks that ask publishers: one at a time, so that our pauses between requests hold across DAGs."),
    ASSESSORS: (
        2,
        "Tasks that assess a share of a large piece of work: each needs a core; the other DAGs go on beside.",
    ),
}
"""By name: slots, and what the pool is for."""


def make_pools() -> list[str]:
    """Make the pools that Airflow's database lacks; their names."""
    from airflow.models.pool import Pool
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        known = set(session.scalars(select(Pool.pool)))
        missing = [name for name in POOLS if name not in known]
        for name in missing:
            slots, words = POOLS[name]
            session.add(Pool(pool=name, slots=slots, description=words, include_deferred=False))
    return missing


if __name__ == "__main__":
    print("made:", ", ".join(make_pools()) or "none, all are there")
