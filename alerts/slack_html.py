"""Slack messages as HTML that looks like Slack, for previews: the blocks that our own messages use, no others."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from alerts.outside_text import safe_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from alerts.block_kit import Block, Payload

LINK = re.compile(r"<([^<>|]*)\|([^<>]*)>")
PLACE = re.compile("\x00(\\d+)\x00")
BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")


class UnknownBlock(ValueError):
    """A block that our messages do not use and this page cannot show."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"no rendering for a block of type {kind!r}")
        self.kind = kind


def messages_html(messages: Sequence[Payload]) -> list[Markup]:
    """Each message's blocks as HTML in which nothing but our own markup is active. Raises UnknownBlock."""
    from markupsafe import Markup

    shown = ["\n".join(_block(block) for block in message["blocks"]) for message in messages]
    return [Markup(blocks) for blocks in shown]  # noqa: S704 - every text in it went through html.escape


def _block(block: Block) -> str:
    match block:
        case {"type": "header", "text": {"text": text}}:
            return f"<h1>{html.escape(text)}</h1>"
        case {"type": "section", "fields": texts}:
            cells = "".join(f"<div>{mrkdwn_html(one['text'])}</div>" for one in texts)
            return f'<div class="fields">{cells}</div>'
        case {"type": "section", "text": {"text": text}}:
            return f'<div class="section">{mrkdwn_html(text)}</div>'
        case {"type": "context", "elements": elements}:
            return f'<div class="context">{" ".join(mrkdwn_html(one["text"]) for one in elements)}</div>'
        case {"type": "divider"}:
            return "<hr>"
        case {"type": "actions", "elements": buttons}:
            shown = "".join(
                f'<span class="button {one.get("style", "")}">{html.escape(one["text"]["text"])}</span>'
                for one in buttons
            )
            return f'<div class="actions">{shown}</div>'
        case _:
            raise UnknownBlock(str(block.get("type")))


def mrkdwn_html(text: str) -> str:
    """Slack's mrkdwn as HTML: bold, quotes, links to plain web addresses; all else as the text it is."""
    links: list[str] = []

    def keep(link: re.Match[str]) -> str:
        address = safe_url(html.unescape(link[1]))
        label = _escaped(link[2])
        links.append(f'<a href="{html.escape(address)}">{label}</a>' if address else label)
        return f"\x00{len(links) - 1}\x00"

    lines = LINK.sub(keep, text.replace("\x00", "")).split("\n")
    shown = "\n".join(_line(line) for line in lines)
    return PLACE.sub(lambda place: links[int(place[1])], shown)


def _line(line: str) -> str:
    quoted = line.startswith("> ")
    text = BOLD.sub(r"<b>\1</b>", _escaped(line.removeprefix("> ")))
    depth = len(text) - len(text.lstrip(" "))
    return f'<div class="{"quote" if quoted else "line"}">{"&nbsp;" * depth}{text[depth:]}</div>'


def _escaped(text: str) -> str:
    return html.escape(html.unescape(text))
