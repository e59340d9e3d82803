"""Files of verified queries: read, checked, and added to by a named owner.

Role: YAML ↔ VerifiedQuery. Format (docs/asking.md):

    verified:
      - name: revenue_by_branch
        owner: Finance
        date: 2026-10-31
        patterns: ["{branch}的收入 {period}", "revenue of {branch} {period}"]
        parameters: {branch: branches.name, period: period}     # a field, `period` or `number`
        sql: SELECT MEASURE(revenue) FROM m WHERE branches.name = {branch} AND period BETWEEN {period.start} AND …

Errors: ModelError with every problem found, each with file and line. Nothing is ever added without an owner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot.planners.verified import PLACEHOLDER, Parameter, VerifiedQuery, parameters_in, put_in, steps_of
from bot.read import ReadContext
from bot.turn import Question
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.errors import ModelError, OperatorError, Problem
from semantic_layer.issues import Issue, Issues
from semantic_layer.loader.read_yaml import Lines, read_yaml
from semantic_layer.model import FieldRef, SemanticModel
from semantic_layer.parse import parse_query
from semantic_layer.periods import Period

_NEEDED = ("name", "patterns", "sql", "owner", "date")
_KNOWN = frozenset({*_NEEDED, "parameters", "chart"})


def load_verified(files: Sequence[Path], model: SemanticModel) -> tuple[VerifiedQuery, ...]:
    """The verified queries of the files, in order. ModelError where any entry is malformed."""
    problems: list[Problem] = []
    found: list[VerifiedQuery] = []
    for path in files:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            problems.append(Problem(str(path), 0, "verified", f"cannot be read: {error.strerror}"))
            continue
        except UnicodeDecodeError:
            problems.append(Problem(str(path), 0, "verified", "the file is not UTF-8; save it as UTF-8"))
            continue

        def report(line: int, key: str, message: str, file: str = str(path)) -> None:
            problems.append(Problem(file, line, key, message))

        root, lines = read_yaml(text, report)
        entries = root.get("verified") if isinstance(root, Mapping) else None
        if root and not isinstance(entries, list):
            problems.append(Problem(str(path), 1, "verified", "the file must be a list under `verified:`."))
        for place, entry in enumerate(entries if isinstance(entries, list) else []):
            query = _entry(entry, str(path), lines, place, model, problems)
            if query is not None:
                found.append(query)
    problems += _repeated(found)
    if problems:
        raise ModelError(problems)
    return tuple(found)


def _entry(
    entry: Any, file: str, lines: Lines, place: int, model: SemanticModel, problems: list[Problem]
) -> VerifiedQuery | None:
    line = lines.at(("verified", place))
    before = len(problems)
    if not isinstance(entry, Mapping):
        problems.append(Problem(file, line, "verified", "an entry is a mapping with name, patterns, sql, owner, date"))
        return None
    problems += [Problem(file, line, key, "is missing") for key in _NEEDED if not entry.get(key)]
    problems += [Problem(file, line, str(key), "is not a known key") for key in entry if key not in _KNOWN]
    declared = entry.get("parameters") or {}
    if not isinstance(declared, Mapping):
        problems.append(Problem(file, line, "parameters", "is a mapping of names to a field, `period` or `number`"))
        return None
    parameters = {
        str(name): _parameter(str(name), str(kind), file, line, model, problems) for name, kind in declared.items()
    }
    approved = _date(str(entry.get("date", "")))
    if entry.get("date") and approved is None:
        problems.append(Problem(file, line, "date", f"{entry['date']} is no date (YYYY-MM-DD)"))
    patterns = entry.get("patterns") or ()
    patterns = (patterns,) if isinstance(patterns, str) else tuple(str(pattern) for pattern in patterns)
    sql = str(entry.get("sql") or "").strip()
    used = {name for pattern in patterns for name in PLACEHOLDER.findall(pattern)} | parameters_in(sql)
    problems += [
        Problem(file, line, "parameters", f"{name} is not declared") for name in sorted(used - set(parameters))
    ]
    if len(problems) > before or approved is None:
        return None
    return VerifiedQuery(
        str(entry["name"]),
        patterns,
        sql,
        str(entry["owner"]),
        approved,
        parameters,
        str(entry.get("chart") or ""),
        file,
        line,
    )


def _parameter(name: str, kind: str, file: str, line: int, model: SemanticModel, problems: list[Problem]) -> Parameter:
    if kind in {"period", "number"}:
        return Parameter(name, kind)
    dataset, _, item = kind.partition(".")
    if dataset not in model.datasets or item not in model.datasets[dataset].fields:
        problems.append(Problem(file, line, f"parameters.{name}", f"{kind} is no field, nor `period` or `number`"))
    return Parameter(name, "value", FieldRef(dataset, item))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _repeated(queries: Sequence[VerifiedQuery]) -> list[Problem]:
    seen: dict[str, VerifiedQuery] = {}
    found: list[Problem] = []
    for query in queries:
        if query.name in seen:
            found.append(
                Problem(
                    query.file, query.line, query.name, f"is already at {seen[query.name].file}:{seen[query.name].line}"
                )
            )
        seen.setdefault(query.name, query)
    return found


# ---- checks against the layer


def check_verified(
    queries: Sequence[VerifiedQuery], context: ReadContext, today: date, word: Callable[[Issue], str] = str
) -> list[Problem]:
    """What is wrong with verified queries against the layer: SQL that no longer passes, patterns that clash, that use a
    parameter the SQL leaves out, or that hold words nothing explains. `word` says an Issue in words."""
    found: list[Problem] = []
    asked = Question("", "en", today, Rights.full("model check"))
    seen: dict[tuple, VerifiedQuery] = {}
    for query in queries:
        found += _check_sql(query, context, today, word)
        for pattern in query.patterns:
            unused = set(PLACEHOLDER.findall(pattern)) ^ parameters_in(query.sql)
            if unused:
                found.append(_problem(query, f"pattern and sql do not share {', '.join(sorted(unused))}: {pattern}"))
                continue
            steps = steps_of(pattern, query, asked, context)
            unknown = [str(step[1]) for step in steps if isinstance(step, tuple) and step[0] == "unknown"]
            if unknown:
                found.append(_problem(query, f"no word of the layer: {', '.join(unknown)} in {pattern}"))
            other = seen.setdefault(_shape_of(steps), query)
            if other is not query and other.sql != query.sql:
                found.append(_problem(query, f"says the same as {other.name} with other SQL: {pattern}"))
    return found


def _shape_of(steps: tuple) -> tuple:
    return tuple((step.kind, str(step.field)) if isinstance(step, Parameter) else step for step in steps)


def _check_sql(query: VerifiedQuery, context: ReadContext, today: date, word: Callable[[Issue], str]) -> list[Problem]:
    sample = {name: _sample(parameter, context, today) for name, parameter in query.parameters.items()}
    parsed = parse_query(put_in(query.sql, sample), context.layer.model)
    result = parsed if isinstance(parsed, Issues) else check_query(parsed, context.layer, Rights.full("model check"))
    return [_problem(query, word(item)) for item in result] if isinstance(result, Issues) else []


def _sample(parameter: Parameter, context: ReadContext, today: date) -> Any:
    if parameter.kind == "number":
        return 1
    if parameter.kind == "period":
        day = min(today, context.data_through or today)
        return Period(day.replace(day=1), day)
    assert parameter.field is not None
    declared = context.layer.model.field(parameter.field).values
    indexed = context.index.values(parameter.field, 1) if context.index is not None else []
    return (list(declared) or indexed or ["x"])[0]


def _problem(query: VerifiedQuery, message: str) -> Problem:
    return Problem(query.file, query.line, f"verified {query.name}", message)


# ---- adding


def add_verified(path: Path, name: str, pattern: str, semantic_sql: str, owner: str, approved: date) -> None:
    """Append one approved query to a file, as text, so that what stands there stays as it is. OperatorError without an
    owner, or where the name is taken."""
    if not owner.strip():
        raise OperatorError("A verified query needs an owner.", "Say who approves it: --owner NAME")
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if f"name: {name}\n" in before:
        raise OperatorError(f"{path} already has a verified query {name}.", "Choose another name: --name NAME")
    lines = "\n".join(f"      {line}" for line in semantic_sql.strip().splitlines())
    entry = (
        f"  - name: {name}\n    owner: {_quoted(owner)}\n    date: {approved.isoformat()}\n"
        f"    patterns: [{_quoted(pattern)}]\n    sql: |\n{lines}\n"
    )
    head = "" if "verified:" in before else "verified:\n"
    gap = "" if not before or before.endswith("\n") else "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(before + gap + head + entry, encoding="utf-8")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
