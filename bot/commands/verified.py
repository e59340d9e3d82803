"""`askfin verified`: approve an answer as a verified query, in a named person's name.

Role: turns a recorded answer into an entry of `verified/approved.yml`. A period in the question becomes the parameter
`{period}`, so that "last month" stays last month; SQL that would keep a date of today is not accepted.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.app import App
from bot.commands.arguments import add_common, open_app
from bot.planners.verified_files import add_verified
from bot.read import read_question
from semantic_layer.access import Rights
from semantic_layer.errors import OperatorError
from semantic_layer.periods import Period

_DATE = re.compile(r"DATE '\d{4}-\d{2}-\d{2}'")


def register(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("verified", help="list verified queries, or add one from an answer")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="the verified queries of the workspace")
    add_common(listing)
    listing.set_defaults(run=run_list)
    add = actions.add_parser("add", help="approve an answer: its question will be answered by the same query")
    add_common(add)
    add.add_argument("id", help="the id on the answer's card")
    add.add_argument("--name", required=True)
    add.add_argument("--owner", required=True, help="who answers for it")
    add.set_defaults(run=run_add)


def run_list(arguments: argparse.Namespace) -> int:
    """Print name, owner, date and patterns."""
    with open_app(arguments, "offline") as app:
        for query in app.verified.queries:
            print(f"{query.name}  {query.owner}, {query.date}  {' | '.join(query.patterns)}")
    return 0


def run_add(arguments: argparse.Namespace) -> int:
    """Append the answer's question and query to verified/approved.yml."""
    with open_app(arguments, "offline") as app:
        turn = app.store.find(arguments.id)
        if turn is None or not turn["semantic_sql"]:
            raise OperatorError(f"There is no answer {arguments.id}.", "The id stands on the answer's card.")
        pattern, sql, has_period = as_pattern(app, turn)
        target = app.workspace.folder / "verified" / "approved.yml"
        if not any(Path(pattern_of).match("verified/*.yml") for pattern_of in app.workspace.settings.verified):
            raise OperatorError("askfin.yaml names no verified queries.", "Add to it: verified: [verified/*.yml]")
        today = datetime.now(UTC).date()
        add_verified(target, arguments.name, pattern, sql, arguments.owner, today)
        if has_period:
            declare_period(target, arguments.name)
        app.store.note(arguments.owner, "verified", {"turn": arguments.id, "name": arguments.name})
        print(f"{target}: {pattern}")
    return 0


def as_pattern(app: App, turn: Mapping[str, Any]) -> tuple[str, str, bool]:
    """The question and its query with the period as a parameter; whether there is one. OperatorError where the query
    holds a date that the question does not name: it would be wrong tomorrow."""
    question = app.question(turn["question"], Rights.full("verified"), lang=turn["lang"])
    reading = read_question(question, app.context)
    spans = [span for span in reading.spans if span.kind == "period" and isinstance(span.target, Period)]
    pattern, sql = turn["question"], turn["semantic_sql"]
    if len(spans) == 1 and isinstance(period := spans[0].target, Period):
        pattern = pattern[: spans[0].start] + "{period}" + pattern[spans[0].end :]
        for day, name in ((period.start, "start"), (period.end, "end")):
            sql = sql.replace(_literal(day), f"{{period.{name}}}")
    if _DATE.search(sql):
        raise OperatorError(
            "The query holds dates that its question does not name, so it would be wrong on another day.",
            "Ask again with the period in the question, or write the entry by hand (docs/asking.md).",
        )
    return pattern, sql, "{period." in sql


def declare_period(path: Path, name: str) -> None:
    """Add the parameter's declaration to the entry just written."""
    text = path.read_text(encoding="utf-8")
    head, entry = text.rsplit(f"  - name: {name}\n", 1)
    entry = entry.replace("    sql: |\n", "    parameters: {period: period}\n    sql: |\n", 1)
    path.write_text(f"{head}  - name: {name}\n{entry}", encoding="utf-8")


def _literal(day: date) -> str:
    return f"DATE '{day.isoformat()}'"
