"""From use to cases: people's verdicts become candidates, which a named person approves.

Role: `askfin eval review` lists turns with a verdict (👍, 👎, a correction); `… approve TURN --owner NAME` makes one a
case in `cases/approved.yml`, or with `--as-query NAME` a verified query; `… dismiss TURN --owner NAME` takes it off the
list. Nothing becomes a case by itself. What a person liked may be its own gold; of anything else the person says what
is right. A case carries the day on which its question was asked, or "last month" would be another month.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import App
from bot.commands.arguments import open_app
from bot.commands.verified import as_pattern, declare_period
from bot.planners.verified_files import add_verified
from eval.cases import Case, load_cases
from eval.runner import Bench, RunSettings
from semantic_layer.errors import OperatorError

USAGE = "askfin eval review, askfin eval review approve ID --owner NAME, or askfin eval review dismiss ID --owner NAME"
LIKED = "up"


def review(arguments: argparse.Namespace, words: list[str]) -> int:
    """List candidates, approve one, or dismiss one."""
    with open_app(arguments, "offline") as app:
        match words:
            case []:
                for candidate in candidates(app):
                    print("\n".join(_lines(candidate)))
                return 0
            case ["approve", turn_id]:
                _needs_owner(arguments.owner)
                if arguments.as_query:
                    print(approve_query(app, turn_id, arguments.owner, arguments.as_query))
                else:
                    print(approve_case(app, turn_id, arguments.owner, gold_given(arguments)))
                return 0
            case ["dismiss", turn_id]:
                _needs_owner(arguments.owner)
                dismiss(app, turn_id, arguments.owner)
                return 0
    raise OperatorError(f"review cannot {' '.join(words)!r}.", USAGE)


def candidates(app: App) -> list[Mapping[str, Any]]:
    """Turns with a verdict that are neither a case nor dismissed, newest first."""
    path = approved_file(app)
    settled = {case.source for case in load_cases([path])} if path.exists() else set()
    settled |= (
        set(_dismissed_file(app).read_text(encoding="utf-8").split("\n")) if _dismissed_file(app).exists() else set()
    )
    found: list[Mapping[str, Any]] = []
    for verdict in reversed(app.store.feedback()):
        turn = app.store.find(verdict["turn_id"])
        if turn is not None and f"turn {verdict['turn_id']}" not in settled:
            found.append({**turn, "verdict": verdict["verdict"], "reason": verdict["reason"]})
    return found


def gold_given(arguments: argparse.Namespace) -> dict[str, Any]:
    """What the approver says is right, as keys of a case; empty if nothing."""
    names = ("gold_sql", "gold_semantic_sql", "gold_value", "kind")
    return {name: getattr(arguments, name) for name in names if getattr(arguments, name) not in ("", None)}


def approve_case(app: App, turn_id: str, owner: str, gold: Mapping[str, Any]) -> Path:
    """Append a turn to the approved cases. OperatorError where its gold is missing or broken."""
    from ruamel.yaml import YAML

    turn = _turn(app, turn_id)
    verdicts = {item["verdict"] for item in app.store.feedback() if item["turn_id"] == turn_id}
    if not gold:
        gold = _own_gold(turn, verdicts)
    body = {
        "id": f"approved-{turn_id}",
        **_asked(app, turn),
        "lang": turn["lang"],
        "today": asked_on(app, turn).isoformat(),
        **gold,
        "source": f"turn {turn_id}",
        "owner": f"{owner}, {datetime.now(UTC).date().isoformat()}",
    }
    path = approved_file(app)
    yaml = YAML()
    cases = (yaml.load(path.read_text(encoding="utf-8")) if path.exists() else None) or []
    if any(case["id"] == body["id"] for case in cases):
        raise OperatorError(f"{path} already has a case of {turn_id}.", "Change it there.")
    _check_gold(app, Case.model_validate(body))
    cases.append(body)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(cases, file)
    app.store.note(owner, "approved", {"turn": turn_id})
    return path


def approve_query(app: App, turn_id: str, owner: str, name: str) -> Path:
    """Make a turn a verified query, its period a parameter as of the day it was asked."""
    turn = _turn(app, turn_id)
    if not turn["semantic_sql"] or turn["kind"] != "answer":
        raise OperatorError(f"{turn_id} was not answered, so there is no query to verify.", "Ask again, then approve.")
    if not any(Path(p).match("verified/*.yml") for p in app.workspace.settings.verified):
        raise OperatorError("askfin.yaml names no verified queries.", "Add to it: verified: [verified/*.yml]")
    app.fixed_today = asked_on(app, turn)
    pattern, sql, has_period = as_pattern(app, turn)
    path = app.workspace.folder / "verified" / "approved.yml"
    add_verified(path, name, pattern, sql, owner, datetime.now(UTC).date())
    if has_period:
        declare_period(path, name)
    app.store.note(owner, "verified", {"turn": turn_id, "name": name})
    _settle(app, turn_id)
    return path


def dismiss(app: App, turn_id: str, owner: str) -> None:
    """Take a candidate off the list; the audit log keeps who did."""
    _turn(app, turn_id)
    _settle(app, turn_id)
    app.store.note(owner, "dismissed", {"turn": turn_id})


def asked_on(app: App, turn: Mapping[str, Any]) -> date:
    """The day that was today for the question."""
    if written := turn["body"].get("today"):
        return date.fromisoformat(written)
    if app.workspace.settings.today is not None:
        return app.workspace.settings.today
    asked: datetime = turn["asked_at"]
    aware = asked if asked.tzinfo else asked.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(app.workspace.model.calendar.time_zone)).date()


def approved_file(app: App) -> Path:
    """Where approved cases stand."""
    return app.workspace.folder / "cases" / "approved.yml"


def _dismissed_file(app: App) -> Path:
    return app.workspace.state_folder / "eval" / "settled.txt"


def _settle(app: App, turn_id: str) -> None:
    path = _dismissed_file(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"turn {turn_id}\n")


def _own_gold(turn: Mapping[str, Any], verdicts: set[str]) -> dict[str, Any]:
    """The turn's own query, where somebody liked the answer and nobody did not."""
    if verdicts - {LIKED}:
        raise OperatorError(
            f"{turn['turn_id']} was found wrong, so its own query cannot be what is right.",
            "Say what is: --gold-sql SQL, --gold-semantic-sql SQL, --gold-value N or --kind refusal",
        )
    if turn["kind"] != "answer" or not turn["semantic_sql"]:
        raise OperatorError(
            f"{turn['turn_id']} was not answered, so there is no result to approve.",
            "Say what is right: --kind refusal, or one of --gold-sql, --gold-semantic-sql, --gold-value",
        )
    return {"gold_semantic_sql": turn["semantic_sql"]}


def _asked(app: App, turn: Mapping[str, Any]) -> dict[str, Any]:
    """The question, with the turns of its thread before it."""
    earlier: list[str] = []
    for prior in app.store.history(turn["thread"]) if turn["thread"] else ():
        if prior.turn_id == turn["turn_id"]:
            return {"turns": [*earlier, turn["question"]]} if earlier else {"question": turn["question"]}
        earlier.append(prior.question)
    return {"question": turn["question"]}


def _check_gold(app: App, case: Case) -> None:
    """Gold that does not run is found here and not in the next run."""
    bench = Bench(RunSettings(app.workspace.folder))
    try:
        faults = [gold.fault for gold in bench.golds.of_case(case) if gold.fault]
    finally:
        bench.close()
    if faults:
        raise OperatorError(f"The gold is broken: {'; '.join(faults)}", "Mend it and approve again.")


def _turn(app: App, turn_id: str) -> Mapping[str, Any]:
    turn = app.store.find(turn_id)
    if turn is None:
        raise OperatorError(f"There is no turn {turn_id}.", "List candidates: askfin eval review")
    return turn


def _needs_owner(owner: str) -> None:
    if not owner.strip():
        raise OperatorError("Somebody must answer for it.", "Say who: --owner NAME")


def _lines(candidate: Mapping[str, Any]) -> list[str]:
    lines = [f"{candidate['turn_id']}  {candidate['verdict']:10} {candidate['kind']:13} {candidate['question']}"]
    if candidate["reason"]:
        lines.append(f"          said: {candidate['reason']}")
    if candidate["semantic_sql"]:
        lines.append(f"          {' '.join(candidate['semantic_sql'].split())}")
    return lines
