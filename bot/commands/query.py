"""`askfin query`: semantic SQL in, rows out, through the same checks and rights as any question."""

from __future__ import annotations

import argparse
import asyncio

from bot.commands.arguments import add_common, open_app, question_from
from bot.commands.ask import show


def register(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("query", help="run semantic SQL")
    add_common(parser)
    parser.add_argument("sql", metavar="SEMANTIC_SQL", help="see docs/semantic-sql.md")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run one semantic query. Exit 0 for an answer or a refusal."""
    with open_app(arguments, "offline") as app:
        question = question_from(app, arguments, arguments.sql)
        show(asyncio.run(app.run_sql(arguments.sql, question)), None, arguments.json)
    return 0
