"""What a stage did, as one sentence for whoever reads its log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alerts.outside_text import cut
from alerts.wording import count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FEW = 3
"""Failures that are named; the others are counted."""
LONGEST = 200


def sentence(stage: str, counts: Mapping[str, Any]) -> str:
    """What the stage did, from its counts; of a stage that is not known here, the counts themselves."""
    words = SENTENCES.get(stage)
    return words(counts) if words else f"{stage}: {dict(counts)}"


def _poll(counts: Mapping[str, Any]) -> str:
    failed = f"; failed: {_few(counts['failed'])}" if counts["failed"] else ""
    span = f", published {counts['since']} to {counts['until']}" if "since" in counts else ""
    return (
        f"polled {', '.join(counts['sources']) or 'no source'}: {count(counts['publications'], 'publication')}{span}, "
        f"{counts['new']:,} new{failed}"
    )


def _split(counts: Mapping[str, Any]) -> str:
    return f"split {counts['since']} to {counts['until']} into {count(len(counts['parts']), 'part')}"


def _read(counts: Mapping[str, Any]) -> str:
    lists = f"; watch lists: {', '.join(counts['lists'])}" if counts["lists"] else ""
    failed = f"; failed: {_few(counts['failed'])}" if counts["failed"] else ""
    return (
        f"read {count(counts['publications'], 'publication')}: {count(counts['documents'], 'document')}, "
        f"{counts['icts']:,} ICTS, {counts['quarantined']:,} set aside{lists}{failed}"
    )


def _sync(counts: Mapping[str, Any]) -> str:
    return (
        f"took in {count(counts['items'], 'item')}: {counts['added']:,} new, {counts['changed']:,} changed, "
        f"{counts['retired']:,} retired, {count(counts['rows_set_aside'], 'row')} set aside; "
        f"{count(counts['facts_added'], 'supplier fact')} new"
    )


def _assess(counts: Mapping[str, Any]) -> str:
    return (
        f"assessed {count(counts['assessed'], 'pair')} of document and item: {count(counts['new'], 'finding')} new, "
        f"{counts['changed']:,} changed, {counts['closed']:,} closed{_documents(counts)}"
    )


def _plan(counts: Mapping[str, Any]) -> str:
    if counts["shares"]:
        tasks = count(len(counts["shares"]), "task")
        return f"shared the work out: {count(counts['groups'], 'group')} of documents and items in {tasks}"
    if counts["groups"]:
        return _assess(counts)
    return "nothing is to be assessed" + (f"; {_end(counts)}" if counts["closed"] else "")


def _end(counts: Mapping[str, Any]) -> str:
    return f"ended {count(counts['closed'], 'finding')} of documents that no longer stand"


def _tell(counts: Mapping[str, Any]) -> str:
    return f"sent {count(counts['sent'], 'message')}; {counts['again']:,} to be tried again, {counts['dead']:,} undeliverable"


def _digest(counts: Mapping[str, Any]) -> str:
    return f"wrote {count(counts['digests'], 'weekly digest')}, sent {count(counts['sent'], 'message')}"


def _maintain(counts: Mapping[str, Any]) -> str:
    return f"merged small files: {counts['files_merged']}; nothing was deleted"


def _documents(counts: Mapping[str, Any]) -> str:
    return f" ({_few(counts['document_numbers'])})" if counts["document_numbers"] else ""


def _few(texts: list[str]) -> str:
    more = f" and {len(texts) - FEW:,} more" if len(texts) > FEW else ""
    return ", ".join(cut(text, LONGEST) for text in texts[:FEW]) + more


SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "poll": _poll,
    "poll_news": _poll,
    "poll_span": _poll,
    "split_span": _split,
    "read": _read,
    "sync": _sync,
    "plan": _plan,
    "assess": _assess,
    "assess_share": _assess,
    "end": _end,
    "tell": _tell,
    "digest": _digest,
    "maintain": _maintain,
}
"""By the stage's function."""
