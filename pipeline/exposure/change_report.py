"""What changed, shown to a person at a terminal: what went [-so-], what came {+so+}, coloured where the terminal can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from alerts.outside_text import shown
from extract.regulation import Change, word_runs
from pipeline.commands.console import output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Row = dict[str, Any]

CONTEXT = 12  # words left standing on each side of a change


def show(rows: Iterable[Row]) -> None:
    """Print the rows of pipeline/exposure/changes.py."""
    for row in rows:
        for line in _lines(row):
            output.print(line, soft_wrap=not output.is_terminal)


def _lines(row: Row) -> Iterator[Text]:
    match row["kind"]:
        case "document":
            yield Text(shown(f"{row['document_number']}  {row['title']} ({row['stage']})"), style="bold")
        case "version" | "predecessor" | "correction":
            yield Text("\n" + _compared(row), style="bold")
            for each in row["differences"]:
                yield from _difference(each)
        case "regulation":
            counts = ", ".join(f"{row[change.value]} {change.value}" for change in Change)
            yield Text(f"\n{shown(row['part'])} as of {row['before']} and as of {row['after']}: {counts}", style="bold")
        case "section":
            yield Text(f"\n  {shown(row['section'])}  {shown(row['heading'])}  ({row['change']})", style="bold")
            for paragraph in row["paragraphs"]:
                yield _marked(paragraph["runs"])
        case "note":
            yield Text(shown(row["text"]))


def _compared(row: Row) -> str:
    old, new, count = row["before"], row["after"], len(row["differences"])
    what = f"{count} material difference{'' if count == 1 else 's'}" if count else "no material difference"
    match row["kind"]:
        case "version":
            whence = f"{old['source']}, fetched {old['fetched_at']}, and {new['source']}, fetched {new['fetched_at']}"
        case "correction":
            whence = f"What it corrects in {old['document_number']} ({old['stage']})"
        case _:
            whence = f"Since {old['document_number']} ({old['stage']})"
    return shown(f"{whence}: {what}")


def _difference(each: Row) -> Iterator[Text]:
    runs = word_runs(each["before"], each["after"])
    if sum(len(run.text) for run in runs if run.mark == "=") > max(map(len, (each["before"], each["after"]))) / 2:
        yield _marked(runs, f"  {each['field']:12} ± ")
        return
    for mark, text, style in (("-", each["before"], "red"), ("+", each["after"], "green")):
        if text:
            yield Text(f"  {each['field']:12} {mark} {shown(text)}", style=style)


def _marked(runs: Sequence[Sequence[str]], lead: str = "    ") -> Text:
    """A paragraph with its changes marked; long stretches without any are cut."""
    line = Text(lead)
    for index, (mark, text) in enumerate(runs):
        words = shown(text)
        match mark:
            case "-":
                line.append(f"[-{words}-]", style="red")
            case "+":
                line.append(f"{{+{words}+}}", style="green")
            case _:
                line.append(_cut(words.split(), first=index == 0, last=index == len(runs) - 1))
        line.append(" ")
    line.rstrip()
    return line


def _cut(words: list[str], *, first: bool, last: bool) -> str:
    if len(words) <= 2 * CONTEXT + 1:
        return " ".join(words)
    head = [] if first else words[:CONTEXT]
    tail = [] if last else words[-CONTEXT:]
    return " ".join([*head, "…", *tail])
