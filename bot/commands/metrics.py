"""`askfin metrics`: the governed metrics, or one of them in full."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bot.commands.arguments import add_common, open_app
from bot.compose import compose_definition
from bot.turn import Define, Lang
from semantic_layer.catalog import visible_metrics
from semantic_layer.errors import OperatorError
from semantic_layer.lineage import lineage
from semantic_layer.model import Metric
from semantic_layer.suggest import suggest


def register(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("metrics", help="list the governed metrics, or show one")
    add_common(parser)
    parser.add_argument("name", nargs="?", metavar="NAME", help="a metric's name or label")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List the metrics the asker may use, or show one with its lineage."""
    with open_app(arguments, "offline") as app:
        model = app.workspace.model
        rights = app.workspace.rights_in_terminal(arguments.user)
        allowed = visible_metrics(model, rights)
        lang: Lang = arguments.lang or app.workspace.settings.language
        chosen = [_find(arguments.name, allowed)] if arguments.name else allowed
        if arguments.json:
            print(json.dumps([_as_json(metric, rights.sql) for metric in chosen], ensure_ascii=False))
            return 0
        question = app.question(arguments.name or "", rights, asker=arguments.user or "terminal", lang=lang)
        define = Define("metric", (chosen[0].name,)) if arguments.name else Define("metrics")
        from rich.console import Console
        from rich.markup import escape

        console = Console()
        console.print(escape(compose_definition(question, define, app.workspace.layer).text))
        if arguments.name and rights.sql:
            reads = lineage(model, chosen[0].name)
            console.print(escape("← " + ", ".join(f"{column}" for column in reads.columns)), style="dim")
    return 0


def _find(name: str, allowed: list[Metric]) -> Metric:
    for metric in allowed:
        if name in (metric.name, metric.label.zh, metric.label.en) or name in metric.synonyms:
            return metric
    near = suggest(name, [m.name for m in allowed] + [m.label.zh for m in allowed] + [m.label.en for m in allowed])
    hint = f"Did you mean {', '.join(near)}? " if near else ""
    raise OperatorError(f"There is no metric {name!r}.", f"{hint}List them: askfin metrics")


def _as_json(metric: Metric, with_sql: bool) -> dict[str, Any]:
    return {
        "name": metric.name,
        "label": {"zh": metric.label.zh, "en": metric.label.en},
        "description": {"zh": metric.description.zh, "en": metric.description.en},
        "expression": metric.expression if with_sql else "",
        "kind": str(metric.kind),
        "unit": metric.unit.code or metric.unit.kind,
        "family": metric.family,
        "owner": metric.owner,
        "version": metric.version,
        "synonyms": list(metric.synonyms),
    }
