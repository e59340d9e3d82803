"""`askfin show`: an earlier answer again, by the short id that stands on its card."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from bot.channels.json_turn import printed
from bot.commands.arguments import add_common, open_app
from bot.compose.escape import for_terminal
from bot.stores import may_still_see
from semantic_layer.errors import OperatorError


def register(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("show", help="show an earlier answer")
    add_common(parser)
    parser.add_argument("id", help="the id on the answer's card")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print a recorded turn. With an access file, people see only their own, while their rights still reach as far."""
    with open_app(arguments, "offline") as app:
        rights = app.workspace.rights_in_terminal(arguments.user)
        found = app.store.find(arguments.id) if arguments.id.isascii() else None
        if found is None or (app.workspace.policy is not None and found["asker"] != arguments.user):
            raise OperatorError(
                f"There is no answer {arguments.id} of yours here.", "The id stands on the answer's card."
            )
        if app.workspace.policy is not None and not may_still_see(found["body"], rights):
            raise OperatorError(f"Your rights have changed since the answer {arguments.id}.", "Ask the question again.")
        hidden = () if rights.sql else ("semantic_sql", "sql")
        body = {key: value for key, value in found["body"].items() if key != "rights"}
        shown: dict[str, Any] = {**found, **dict.fromkeys(hidden, ""), "body": body}
        if arguments.json:
            print(printed(shown))
        else:
            print(for_terminal(_as_text(shown)))
    return 0


def _as_text(turn: Mapping[str, Any]) -> str:
    lines = [f"{turn['asked_at']:%Y-%m-%d %H:%M} {turn['asker']}: {turn['question']}", "", turn["text"], ""]
    lines += [f"{heading}: {text}" for heading, text in turn["body"].get("card", ())]
    lines += [f"\n{turn[key]}" for key in ("semantic_sql", "sql") if turn[key]]
    return "\n".join(lines)
