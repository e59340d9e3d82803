"""`askfin show`: an earlier answer again, by the short id that stands on its card."""

from __future__ import annotations

import argparse
import json

from bot.commands.arguments import add_common, open_app
from semantic_layer.errors import OperatorError


def register(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("show", help="show an earlier answer")
    add_common(parser)
    parser.add_argument("id", help="the id on the answer's card")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print a recorded turn. With an access file, people see only their own."""
    with open_app(arguments, "offline") as app:
        rights = app.workspace.rights_in_terminal(arguments.user)
        found = app.store.find(arguments.id)
        if found is None or (app.workspace.policy is not None and found["asker"] != arguments.user):
            raise OperatorError(
                f"There is no answer {arguments.id} of yours here.", "The id stands on the answer's card."
            )
        if arguments.json:
            print(json.dumps(found, ensure_ascii=False, default=str))
            return 0
        print(f"{found['asked_at']:%Y-%m-%d %H:%M} {found['asker']}: {found['question']}\n\n{found['text']}\n")
        for heading, text in found["body"].get("card", ()):
            print(f"{heading}: {text}")
        if rights.sql:
            print("\n".join(part for part in ("", found["semantic_sql"], "", found["sql"]) if part))
    return 0
