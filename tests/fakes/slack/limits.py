"""What Slack refuses, by the name it gives: sizes of messages, blocks, views and texts."""

from __future__ import annotations

import json
from typing import Any

KNOWN = {
    "section", "header", "divider", "context", "image", "actions", "table", "markdown", "context_actions", "input",
    "rich_text",
}  # fmt: skip
_ELEMENTS = {"button", "static_select", "overflow", "feedback_buttons", "plain_text_input"}


class Refused(Exception):
    """The error Slack answers with."""


def check_message(
    args: dict[str, Any], files: dict[str, dict[str, Any]], known: set[str], update: bool = False
) -> None:
    """Raise Refused as Slack would for the content of a message."""
    text, blocks = args.get("text") or "", args.get("blocks") or []
    markdown = args.get("markdown_text") or ""
    if not text and not blocks and not markdown and not args.get("chunks"):
        raise Refused("no_text")
    if len(text) > (4_000 if update else 40_000) or len(markdown) > 12_000:
        raise Refused("msg_too_long")
    check_blocks(blocks, files, known)
    metadata = args.get("metadata")
    if metadata is not None and not (metadata.get("event_type") and isinstance(metadata.get("event_payload"), dict)):
        raise Refused("invalid_metadata_format")


def check_blocks(
    blocks: list[dict[str, Any]], files: dict[str, dict[str, Any]], known: set[str], most: int = 50
) -> None:
    if len(blocks) > most:
        raise Refused("invalid_blocks")
    if sum(1 for block in blocks if block.get("type") == "table") > 1:
        raise Refused("invalid_blocks")
    ids: set[tuple[str, object]] = set()
    for block in blocks:
        if block.get("type") not in known:
            raise Refused("invalid_blocks")
        _CHECKS.get(block["type"], _nothing)(block, files)
        for element in _interactive(block):
            action = element.get("action_id", "")
            if not action or len(action) > 255 or (action, block.get("block_id", id(block))) in ids:
                raise Refused("invalid_blocks")
            ids.add((action, block.get("block_id", id(block))))
    if len(json.dumps(_texts(blocks), ensure_ascii=False)) > 13_200 + 20 * len(blocks):
        raise Refused("msg_blocks_too_long")


def _interactive(block: dict[str, Any]) -> list[dict[str, Any]]:
    if block["type"] in ("actions", "context_actions"):
        return block["elements"]
    return [block["accessory"]] if block.get("accessory", {}).get("action_id") else []


def _texts(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [value for key, value in node.items() if key in ("text", "alt_text") and isinstance(value, str)]
        return own + [text for value in node.values() for text in _texts(value)]
    return [text for item in node for text in _texts(item)] if isinstance(node, list) else []


def _need(holds: bool) -> None:
    if not holds:
        raise Refused("invalid_blocks")


def _text(node: Any, most: int, kinds: tuple[str, ...] = ("mrkdwn", "plain_text")) -> None:
    _need(isinstance(node, dict) and node.get("type") in kinds and 0 < len(node.get("text") or "") <= most)


def _section(block: dict[str, Any], _files: Any) -> None:
    _text(block.get("text"), 3_000)


def _header(block: dict[str, Any], _files: Any) -> None:
    _text(block.get("text"), 150, ("plain_text",))


def _context(block: dict[str, Any], _files: Any) -> None:
    _need(0 < len(block.get("elements") or []) <= 10)
    for element in block["elements"]:
        _text(element, 3_000)


def _image(block: dict[str, Any], files: dict[str, dict[str, Any]]) -> None:
    _need(0 < len(block.get("alt_text") or "") <= 2_000)
    file = files.get((block.get("slack_file") or {}).get("id", ""))
    _need(file is not None and bool(file.get("mimetype")) and not file.get("refuses_blocks", 0) > 0)


def _actions(block: dict[str, Any], _files: Any) -> None:
    _need(0 < len(block.get("elements") or []) <= 25)
    for element in block["elements"]:
        _need(element.get("type") in _ELEMENTS)
        if element["type"] == "button":
            _text(element.get("text"), 75, ("plain_text",))
            _need(len(element.get("value") or "") <= 2_000)
        if element["type"] == "static_select":
            _need(0 < len(element.get("options") or []) <= 100)
            for option in element["options"]:
                _text(option.get("text"), 75, ("plain_text",))
                _need(0 < len(option.get("value") or "") <= 150)


def _context_actions(block: dict[str, Any], _files: Any) -> None:
    _need(0 < len(block.get("elements") or []) <= 5)


def _table(block: dict[str, Any], _files: Any) -> None:
    rows = block.get("rows") or []
    _need(0 < len(rows) <= 100 and all(0 < len(row) <= 20 for row in rows))
    _need(all(cell.get("type") in ("raw_text", "rich_text") for row in rows for cell in row))
    _need(all(cell.get("text") for row in rows for cell in row if cell["type"] == "raw_text"))
    _need(len({len(row) for row in rows}) == 1)


def _nothing(_block: dict[str, Any], _files: Any) -> None:
    return


_CHECKS = {
    "section": _section,
    "header": _header,
    "context": _context,
    "image": _image,
    "actions": _actions,
    "context_actions": _context_actions,
    "table": _table,
}


def check_view(view: dict[str, Any], known: set[str]) -> None:
    """A modal or a home tab."""
    if view["type"] == "modal":
        for key in ("title", "close", "submit"):
            if key in view and len(view[key]["text"]) > 24:
                raise Refused("invalid_arguments")
        if len(view.get("private_metadata") or "") > 3_000:
            raise Refused("invalid_arguments")
    check_blocks(view["blocks"], {}, known, most=100)
