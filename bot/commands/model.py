"""`askfin model check | draft | import | export | schema`: for the people who write the semantic layer."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bot.commands.arguments import add_common, open_app
from bot.commands.model_check import register_check
from semantic_layer.errors import OperatorError


def register(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("model", help="check, draft, import or export the semantic model")
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    register_check(actions)
    draft = actions.add_parser("draft", help="write a starting model from a database or a folder of files")
    draft.add_argument("--from", dest="source", type=Path, required=True, metavar="FILE|DIR")
    draft.add_argument("--out", type=Path, default=Path("workspace"), metavar="DIR")
    draft.set_defaults(run=run_draft)

    importing = actions.add_parser("import", help="read an Apache Ossie document into model files")
    importing.add_argument("document", type=Path)
    importing.add_argument("--model", default="", metavar="NAME", help="which one, where the document holds several")
    importing.add_argument("--out", type=Path, default=Path("model.yml"), metavar="FILE")
    importing.set_defaults(run=run_import)

    export = actions.add_parser("export", help="print the model as an Apache Ossie document")
    add_common(export)
    export.set_defaults(run=run_export)

    schema = actions.add_parser("schema", help="print the JSON Schema of model files, for editors")
    schema.set_defaults(run=run_schema)


def run_draft(arguments: argparse.Namespace) -> int:
    """Write a draft workspace."""
    from semantic_layer.model_check.finding import plural
    from semantic_layer.model_draft import draft_model

    if (arguments.out / "askfin.yaml").exists():
        raise OperatorError(f"{arguments.out} already is a workspace.", "Name another folder: --out DIR")
    made = draft_model(arguments.source, arguments.out)
    counts = f"{plural(made.datasets, 'dataset')}, {plural(made.metrics, 'metric')}"
    print(f"{made.model_file}: {counts}; {plural(made.questions, 'open question')}, marked '# QUESTION:'.")
    print(f"Answer them, then run: askfin model check --workspace {arguments.out}")
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """Turn an Ossie document into a model file."""
    from semantic_layer.ossie import import_ossie

    if arguments.out.exists():
        raise OperatorError(f"{arguments.out} exists.", "Name another file: --out FILE")
    text = import_ossie(arguments.document, arguments.model)
    try:
        arguments.out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OperatorError(
            f"{arguments.out} cannot be written: {error.strerror}.", "Name another file: --out FILE"
        ) from None
    print(arguments.out)
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Print the strict Ossie document."""
    from semantic_layer.ossie import export_ossie

    with open_app(arguments, "offline") as app:
        print(export_ossie(app.workspace.model), end="")
    return 0


def run_schema(_arguments: argparse.Namespace) -> int:
    """Print the JSON Schema."""
    from semantic_layer.loader import json_schema

    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
    return 0
