"""Block Kit pieces: small functions that make one block, within Slack's limits.

Role: blocks as plain dicts. What stands in them is escaped here, unless the name says mrkdwn.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.slack.mrkdwn import SECTION, cut, split
from bot.compose.escape import for_terminal

Block = dict[str, Any]
BUTTON_TEXT, BUTTON_VALUE = 75, 2_000
CONTEXT_TEXT = 2_000
TABLE_COLUMNS, TABLE_ROWS, TABLE_CELLS = 20, 100, 8_000


def plain_text(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": cut(" ".join(for_terminal(text).split()), most) or "…", "emoji": False}


def sections(mrkdwn: str) -> list[Block]:
    """One section for each part that fits."""
    return [{"type": "section", "text": {"type": "mrkdwn", "text": part}} for part in split(mrkdwn, SECTION)]


def header(text: str) -> Block:
    return {"type": "header", "text": plain_text(text, 150)}


def divider() -> Block:
    return {"type": "divider"}


def context(mrkdwn: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(mrkdwn, CONTEXT_TEXT)}]}


def image(file_id: str, alt: str) -> Block:
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": cut(for_terminal(alt), 2_000) or "…"}


def actions(elements: Sequence[Block], block_id: str = "") -> Block:
    made: Block = {"type": "actions", "elements": list(elements)[:25]}
    return made | {"block_id": block_id} if block_id else made


def button(text: str, action: str, value: Mapping[str, Any], style: str = "", confirm: Block | None = None) -> Block:
    """A button. Its value is JSON; one that does not fit is a defect."""
    packed = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if len(packed) > BUTTON_VALUE:
        raise ValueError("the value of a button is too long")
    made: Block = {"type": "button", "text": plain_text(text, BUTTON_TEXT), "action_id": action, "value": packed}
    if style:
        made["style"] = style
    if confirm:
        made["confirm"] = confirm
    return made


def select(placeholder: str, action: str, options: Sequence[tuple[str, str]], chosen: str = "") -> Block:
    """A menu of (text, value); `chosen` is the value shown first."""
    entries = [{"text": plain_text(text, 75), "value": value} for text, value in options]
    made: Block = {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain_text(placeholder, 150),
        "options": entries,
    }
    first = next((entry for entry in entries if entry["value"] == chosen), None)
    return made | {"initial_option": first} if first else made


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[int]) -> Block | None:
    """A table block; None where it would not fit."""
    cells = sum(len(cell) for row in (headings, *rows) for cell in row)
    if len(headings) > TABLE_COLUMNS or len(rows) + 1 > TABLE_ROWS or cells > TABLE_CELLS:
        return None
    return {
        "type": "table",
        "rows": [[_cell(cell) for cell in row] for row in (headings, *rows)],
        "column_settings": [
            {"align": "right" if place in numeric else "left", "is_wrapped": place not in numeric}
            for place in range(len(headings))
        ],
    }


def _cell(text: str) -> Block:
    return {"type": "raw_text", "text": " ".join(for_terminal(text).split()) or "–"}


def feedback(up: str, down: str, action: str, value: str) -> Block:
    """Slack's own thumbs."""
    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": action,
                "positive_button": {"text": plain_text(up, 75), "value": f"up:{value}"},
                "negative_button": {"text": plain_text(down, 75), "value": f"down:{value}"},
            }
        ],
    }


def modal(
    title: str, close: str, blocks: Sequence[Block], submit: str = "", callback: str = "", kept: str = ""
) -> Block:
    """A view over the conversation, for one person."""
    view: Block = {
        "type": "modal",
        "title": plain_text(title, 24),
        "close": plain_text(close, 24),
        "blocks": list(blocks)[:100],
    }
    if submit:
        view |= {"submit": plain_text(submit, 24), "callback_id": callback, "private_metadata": kept}
    return view


def code(text: str) -> list[Block]:
    """Sections that hold code, fenced, split at the limit."""
    safe = for_terminal(text).replace("`", "ˋ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    parts = split(safe, SECTION - 10)
    return [{"type": "section", "text": {"type": "mrkdwn", "text": f"```\n{part}\n```"}} for part in parts]


def text_of(blocks: Sequence[Block], most: int = 3_900) -> str:
    """The notification text of a message: its sections in one."""
    texts = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    return cut("\n".join(texts), most) or "…"
