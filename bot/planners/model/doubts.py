"""Where a query that passes every check may still not be what was meant: then it is offered, not run.

Role: guesses that neither reader can confirm. A word of several metrics, of which the model took one; a phrase of time
that the calendar does not resolve; a filter that a follow-up drops without a word; and in a question with unknown
words, something counted that no metric defines, a value or a number that nobody spoke of.
Errors: none; None where nothing is in doubt.
"""

from __future__ import annotations

import re

from bot.planners.model.examples import metrics_in
from bot.planners.model.history import shown_history
from bot.planners.model.options import different_options, label_options
from bot.planners.model.unsaid import unsaid, unused_numbers
from bot.ports import PlanContext, Verify
from bot.turn import Ask, Question, Reading
from semantic_layer.issues import IssueCode, Issues, issue
from semantic_layer.model import Layer, SemanticModel
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import QueryShape

_DATED = re.compile(r"\bDATE\s+'", re.IGNORECASE)


async def doubted(sql: str, question: Question, reading: Reading, context: PlanContext, verify: Verify) -> Ask | None:
    """The question back that a guess makes necessary."""
    others = await _other_metrics(sql, reading, verify)
    if others is not None:
        word, queries = others
        options = different_options([sql, *queries], context, question)
        if options:
            labels = tuple(option.label for option in options)
            return Ask(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=labels), options)
    kept = _with_what_was_lost(sql, question, reading, context.layer.model)
    if kept and await verify(kept) is None:
        options = different_options([kept, sql], context, question)
        if options:
            return Ask(issue(IssueCode.AMBIGUOUS_WORD, candidates=tuple(option.label for option in options)), options)
    unresolved = [piece.text for piece in reading.intent.unresolved] if reading.intent is not None else []
    if unresolved and _DATED.search(sql):
        options = label_options([sql], context, question)
        return Ask(issue(IssueCode.UNRESOLVED_PERIOD, words=", ".join(unresolved)), options)
    if reading.unexplained and _is_guess(sql, question, reading, context.layer):
        options = label_options([sql], context, question)
        return Ask(issue(IssueCode.NOT_UNDERSTOOD, words=tuple(reading.unexplained)), options)
    return None


def _is_guess(sql: str, question: Question, reading: Reading, layer: Layer) -> bool:
    """Beside unknown words: what is counted or a condition has no word; a metric or a number of the question stands in
    the query only as a part of something else, or not at all. The metric may be the model's own choice: the answer
    then says which words a model read, and as what (READ_BY_MODEL)."""
    if not metrics_in(sql) and not _is_list(sql, layer.model):
        return True
    if unsaid(sql, question, reading, layer) or unused_numbers(sql, question, reading):
        return True
    said = reading.intent.metrics if reading.intent is not None else ()
    return any(not set(one.names) & set(metrics_in(sql)) for one in said if one.names)


async def _other_metrics(sql: str, reading: Reading, verify: Verify) -> tuple[str, list[str]] | None:
    """The same query with the other metrics that a word may name, where they would run as well."""
    used = set(metrics_in(sql))
    for said in reading.intent.metrics if reading.intent is not None else ():
        taken = [name for name in said.names if name in used]
        if len(said.names) < 2 or len(taken) != 1:
            continue
        others = [swapped(sql, taken[0], name) for name in said.names if name != taken[0]]
        queries = [query for query in others if await verify(query) is None]
        if queries:
            return said.word, queries
    return None


def swapped(sql: str, old: str, new: str) -> str:
    """Another metric in its place, and in the name of its column; strings and fields stay.

    >>> swapped("SELECT MEASURE(a) AS a FROM m WHERE a.x = 'a' ORDER BY a", "a", "b")
    "SELECT MEASURE(b) AS b FROM m WHERE a.x = 'a' ORDER BY b"
    """
    parts = re.split(r"('(?:[^']|'')*')", sql)
    name = re.compile(rf"(?<![\w.]){re.escape(old)}(?![\w.])")
    parts[::2] = [name.sub(new, part) for part in parts[::2]]
    return "".join(parts)


def _with_what_was_lost(sql: str, question: Question, reading: Reading, model: SemanticModel) -> str:
    """The follow-up with the conditions of the last query that it dropped without a word; "" where it dropped none."""
    turns = shown_history(question, model)
    removes = reading.intent is not None and "remove" in reading.intent.follow
    if not reading.is_follow_up or removes or not turns:
        return ""
    last, now = _shape(turns[-1].semantic_sql, model), _shape(sql, model)
    if last is None or now is None:
        return ""
    measures = [item.measure for item in now.items if item.measure is not None]
    filtered = {condition.field for condition in (*now.where, *(one for m in measures for one in m.where))}
    grouped = {(ref.dataset, ref.field) for ref in now.fields}
    lost = [
        condition
        for condition in last.where
        if condition.field not in filtered and (condition.field.dataset, condition.field.field) not in grouped
        if condition.op != "IS NOT NULL"
    ]
    return now.with_(where=now.where + tuple(lost)).to_sql() if lost else ""


def _shape(sql: str, model: SemanticModel) -> QueryShape | None:
    parsed = parse_query(sql, model)
    return None if isinstance(parsed, Issues) else shape_of(parsed, model)


def _is_list(sql: str, model: SemanticModel) -> bool:
    shape = _shape(sql, model)
    return shape is not None and shape.detail
