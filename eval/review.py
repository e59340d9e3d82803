"""From use to cases: people's verdicts become candidates, which a named person approves into cases.

Role: `askfin eval review` lists candidates (turns with a verdict); `askfin eval review approve TURN
--owner NAME` appends one to `cases/approved.yml` with its semantic SQL as gold. Nothing becomes a case by itself.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app import App
from bot.commands.arguments import open_app
from eval.cases import load_cases
from semantic_layer.errors import OperatorError


def review(arguments: argparse.Namespace, words: list[str]) -> int:
    """List candidates, or approve one."""
    with open_app(arguments, "offline") as app:
        match words:
            case []:
                for candidate in candidates(app):
                    print(f"{candidate['turn_id']}  {candidate['verdict']:10} {candidate['question']}")
                    if candidate["reason"]:
                        print(f"          {candidate['reason']}")
                return 0
            case ["approve", turn_id]:
                if not arguments.owner:
                    raise OperatorError("Somebody must answer for a case.", "Say who: --owner NAME")
                print(approve(app, turn_id, arguments.owner))
                return 0
    raise OperatorError(f"review cannot {' '.join(words)!r}.", "askfin eval review, or askfin eval review approve ID")


def candidates(app: App) -> list[Mapping[str, Any]]:
    """Turns with a verdict that are no case yet, newest first."""
    path = approved_file(app)
    known = {case.source for case in load_cases([path])} if path.exists() else set()
    found: list[Mapping[str, Any]] = []
    for verdict in reversed(app.store.feedback()):
        turn = app.store.find(verdict["turn_id"])
        if turn is not None and f"turn {verdict['turn_id']}" not in known:
            found.append({**turn, "verdict": verdict["verdict"], "reason": verdict["reason"]})
    return found


def approve(app: App, turn_id: str, owner: str) -> Path:
    """Append a turn to the approved cases: its question, and its semantic SQL as what is right."""
    from ruamel.yaml import YAML

    turn = app.store.find(turn_id)
    if turn is None:
        raise OperatorError(f"There is no turn {turn_id}.", "List candidates: askfin eval review")
    if not turn["semantic_sql"]:
        raise OperatorError(f"{turn_id} was not answered, so there is nothing to approve.", "Write the case by hand.")
    path = approved_file(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    yaml = YAML()
    cases = (yaml.load(path.read_text(encoding="utf-8")) if path.exists() else None) or []
    earlier = [prior.question for prior in app.store.history(turn["thread"]) if prior.turn_id != turn_id]
    cases.append(
        {
            "id": f"approved-{turn_id}",
            **({"turns": [*earlier, turn["question"]]} if earlier else {"question": turn["question"]}),
            "lang": turn["lang"],
            "today": app.workspace.today().isoformat(),
            "gold_semantic_sql": turn["semantic_sql"],
            "source": f"turn {turn_id}",
            "owner": f"{owner}, {datetime.now(UTC).date().isoformat()}",
        }
    )
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(cases, file)
    app.store.note(owner, "approved", {"turn": turn_id})
    return path


def approved_file(app: App) -> Path:
    """Where approved cases stand."""
    return app.workspace.folder / "cases" / "approved.yml"
