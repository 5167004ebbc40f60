"""What a pipeline has come to, without times and attempts: two of them can be compared row by row."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from pipeline import stages
from warehouse.lake import open_warehouse
from warehouse.record import verify

if TYPE_CHECKING:
    from pipeline.settings import Settings
    from tests.servers.slack import Workspace

QUESTIONS = {
    "publications": "select source, key, sha256(content) from lake.publications",
    "readings": "select publication_sha256, documents, problem from lake.readings",
    "documents": "select document_number, fingerprint, stage, relevance from lake.documents",
    "rulemakings": "select document_number, rulemaking from lake.rulemakings",
    "scopes": "select document_number, scope_hash from lake.scopes",
    "items": "select inventory, item_id, sync, content_hash, valid_to is null from lake.items",
    "facts": "select fact_id, removed_at is null from lake.supplier_facts",
    "impacts": "select document_number, item_id, level, timing, probability, basis, reasons, status, fingerprint, content_hash "
    "from lake.impacts",
    "assessed": "select distinct document_number, scope_hash, after_sync, through_sync from lake.assessments",
    "vectors": "select model, text_hash from lake.embeddings",
    "deliveries": "select kind, channel, recipient, document_number, findings, payload, thread != '', status "
    "from lake.deliveries",
    "decisions": "select document_number, item_id, state, note, decided_by, approval from lake.dispositions",
    "quarantine": "select source, name, reason from lake.quarantine",
    "vouched for": "select kind, about, json_array_length(facts) from lake.record where kind != 'delivery' "
    "and facts != '[]'",
}
"""Rows that must be the same, and as many, whatever happened on the way."""

IDS = re.compile(r"[0-9a-f]{32,64}")


def state(settings: Settings) -> dict[str, Counter[str]]:
    """By name, the rows with how often each is there; the record must hold."""
    with open_warehouse(stages.lake_of(settings), read_only=True) as warehouse:
        checked = verify(warehouse.con)
        assert checked.broken == (), checked.broken
        return {
            name: Counter(_plain(row) for row in warehouse.con.execute(query).fetchall())
            for name, query in QUESTIONS.items()
        }


def told(workspace: Workspace) -> Counter[str]:
    """What stands on Slack: each message with its channel, and how often it is there."""
    return Counter(
        _plain([one["channel"], bool(one.get("thread_ts")), one.get("text"), one.get("blocks")])
        for one in workspace.messages
    )


def differences(found: dict[str, Counter[str]], wanted: dict[str, Counter[str]]) -> list[str]:
    """What is missing, and what is there too often, in a line each."""
    lines = []
    for name, rows in wanted.items():
        lines += [f"{name}: lost {row[:300]} x{count}" for row, count in (rows - found[name]).items()]
        lines += [f"{name}: too many {row[:300]} x{count}" for row, count in (found[name] - rows).items()]
    return lines


def _plain(row: Any) -> str:
    return IDS.sub(lambda found: found[0][:12], json.dumps(row, default=str, sort_keys=True))
