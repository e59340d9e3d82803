"""`askfin model check`: model files, access file, verified queries and data, every finding in one run.

Role: puts the checks in order. A step that another one spoils is left out, never the findings before it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

from bot.app import App
from bot.commands.arguments import add_common, open_app
from semantic_layer.errors import ModelError, OperatorError, Problem
from semantic_layer.issues import Issue
from semantic_layer.model_check import Finding, FindingCode, check_model, check_rows_named, is_readable
from semantic_layer.model_check.finding import plural


def register_check(actions: argparse._SubParsersAction) -> None:
    check = actions.add_parser("check", help="find every fault of the model files, and prove them against the data")
    add_common(check)
    check.add_argument("--no-data", action="store_true", help="check the files alone")
    check.set_defaults(run=run_check)


def run_check(arguments: argparse.Namespace) -> int:
    """Print every finding; 2 if there is an error."""
    with open_app(arguments, "offline") as app:
        try:
            findings = tuple(_findings(app, not arguments.no_data))
        except ModelError as error:
            if not arguments.json:
                raise
            print(json.dumps([asdict(problem) for problem in error.problems], ensure_ascii=False))
            return 2
        model = app.workspace.model
        errors = sum(finding.severity == "error" for finding in findings)
        if arguments.json:
            print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, default=str))
        else:
            for finding in findings:
                print(finding)
            counted = f"{plural(len(model.datasets), 'dataset')}, {plural(len(model.metrics), 'metric')}"
            print(f"{counted}: {plural(errors, 'error')}, {plural(len(findings) - errors, 'warning')}.")
            if errors:
                print("→ Mend them, then run: askfin model check", file=sys.stderr)
    return 2 if errors else 0


def _findings(app: App, with_data: bool) -> Iterator[Finding]:
    """In the order of what rests on what: the model's files (ModelError), data, access, verified queries."""
    workspace = app.workspace
    model = workspace.model
    found: tuple[Finding, ...] = ()
    if with_data:
        found = check_model(model, workspace.database, _worded)
        yield from found
    readable = with_data and is_readable(found)
    yield from _access(app, readable)
    yield from _verified(app, readable)
    yield from _default_periods(app)


def _worded(item: Issue) -> str:
    """An issue as the terminal says it, by the names that the author wrote."""
    from bot.compose import word_issue

    return f"{word_issue(item, 'en')} [{item.code}]"


def _access(app: App, with_data: bool) -> Iterator[Finding]:
    workspace = app.workspace
    if workspace.settings.access is None:
        return
    try:
        policy = workspace.policy
    except OperatorError as error:
        for line in error.message.splitlines():
            place, _, said = line.partition(": ")
            yield Finding("error", FindingCode.ACCESS_FILE, place, said)
        return
    if policy is not None and not policy.people:
        place = str(workspace.folder / workspace.settings.access)
        yield Finding("warning", FindingCode.ACCESS_FILE, place, "it names no people: nobody sees anything")
    if policy is not None and with_data:
        rules = [(person.key, rule) for person in policy.people for rule in person.rights.rows]
        place = str(workspace.folder / workspace.settings.access)
        yield from check_rows_named(rules, place, workspace.model, workspace.database)


def _verified(app: App, with_data: bool) -> Iterator[Finding]:
    """Malformed files are told without data; what they ask needs it."""
    from bot.planners.verified_files import check_verified, load_verified

    workspace = app.workspace
    try:
        queries = load_verified(workspace.verified_files(), workspace.model)
    except ModelError as error:
        for problem in error.problems:
            yield _of_verified(problem)
        return
    if with_data and queries:
        today = workspace.today(app.fixed_today)
        for problem in check_verified(app.verified.queries, app.context, today, _worded):
            yield _of_verified(problem)


def _of_verified(problem: Problem) -> Finding:
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return Finding("error", FindingCode.VERIFIED_QUERY, place, f"{problem.key}: {problem.message}")


def _default_periods(app: App) -> Iterator[Finding]:
    """A default that is no period would be asked back every time, without a word of why."""
    from bot.read.periods import read_periods

    workspace = app.workspace
    model, today = workspace.model, workspace.today(app.fixed_today)
    named = [(model.default_period, _place_of(app, model.default_period), "the model's")]
    named += [(m.default_period, str(m.origin), f"the metric {m.name}'s") for m in model.metrics.values()]
    for phrase, place, whose in named:
        mentions = read_periods(phrase, "en", today, workspace.calendar).mentions if phrase else []
        said = f"{whose} default_period {phrase!r}"
        if phrase and len(mentions) != 1:
            sentence = (
                f"{said} is no period; write it as people say it: this year, 本月. For what is open now, whatever its "
                "age, give the metric a dataset without time_field"
            )
            yield Finding("error", FindingCode.DEFAULT_PERIOD, place, sentence)
        elif phrase and mentions[0].is_of_calendars:
            first = mentions[0].candidates[0]
            sentence = (
                f"{said} is taken as {first.start} to {first.end}, and the fiscal year is another; "
                "say which: this calendar year, this fiscal year"
            )
            yield Finding("warning", FindingCode.DEFAULT_PERIOD, place, sentence)


def _place_of(app: App, phrase: str) -> str:
    """File and line where the model as a whole says its default period."""
    files = app.workspace.model_files()
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
            if "default_period" in line and phrase and phrase in line:
                return f"{path}:{number}"
    return str(files[0])
