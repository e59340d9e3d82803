"""Where a query that passes every check may still not be what was meant: then it is offered, not run.

Role: guesses that neither reader can confirm. A word of several metrics, of which the model took one; a phrase of time
that the calendar does not resolve; a filter that a follow-up drops without a word; and in a question with unknown
words, something counted that no metric defines, a value or a number that nobody spoke of.
Errors: none; None where nothing is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot import exp

from bot.planners.model.choices import by_other_ways, is_own_choice, own_groups
from bot.planners.model.dropped import shape_in, with_what_was_lost
from bot.planners.model.examples import metrics_in
from bot.planners.model.forms import rows_looked_for, with_dated_rows
from bot.planners.model.likeness import units
from bot.planners.model.options import different_options, label_options
from bot.planners.model.unsaid import unsaid, unused_numbers
from bot.planners.offline.queries.reach import leaves_rows_out
from bot.planners.offline.questions_back.options import records_label
from bot.ports import PlanContext, Verify
from bot.read.intent import MetricSaid
from bot.read.wording.compounds import compounds
from bot.read.wording.plan_names import is_plan
from bot.read.wording.unread import is_slip, says_not, shows_not
from bot.turn import Ask, Option, Question, Reading
from semantic_layer.issues import IssueCode, Issues, issue
from semantic_layer.model import Layer, Metric, MetricKind, SemanticModel
from semantic_layer.parse import parse_query

_WORD = re.compile(r"\w+")
_DATED = re.compile(r"\bDATE\s+'", re.IGNORECASE)


async def doubted(sql: str, question: Question, reading: Reading, context: PlanContext, verify: Verify) -> Ask | None:
    """The question back that a guess makes necessary."""
    others = await _other_metrics(sql, reading, verify, context.layer.model)
    if others is not None:
        word, queries = others
        options = different_options([sql, *queries], context, question)
        if options:
            labels = tuple(option.label for option in options)
            return Ask(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=labels), options)
    dated = with_dated_rows(sql, context.layer.model) if reading.periods else ""
    if dated and await verify(dated) is None:
        options = different_options([dated, sql], context, question)
        if options:
            return Ask(issue(IssueCode.AMBIGUOUS_WORD, candidates=tuple(option.label for option in options)), options)
    sure = _unconfirmed(sql, question, reading, context)
    if sure is not None:
        return sure
    if _names_no_metric(reading) and metrics_in(sql):
        options = label_options([sql], context, question)
        return Ask(issue(IssueCode.AMBIGUOUS_WORD, candidates=tuple(option.label for option in options)), options)
    kept = with_what_was_lost(sql, question, reading, context.layer.model)
    if kept and await verify(kept) is None:
        options = different_options([kept, sql], context, question)
        if options:
            return Ask(issue(IssueCode.AMBIGUOUS_WORD, candidates=tuple(option.label for option in options)), options)
    if says_not(reading) and not _leaves_out(sql, reading, context.layer.model):
        options = label_options([sql], context, question)
        return Ask(issue(IssueCode.NOT_UNDERSTOOD, words=tuple(reading.unexplained)), options)
    ways = by_other_ways(sql, reading, question.text, context.layer.model)
    if ways:
        runnable = [query for query in ways if await verify(query) is None]
        options = label_options([sql, *runnable], context, question)
        return Ask(issue(IssueCode.AMBIGUOUS_WORD, candidates=tuple(option.label for option in options)), options)
    chosen = own_groups(sql, reading, question.text, context.layer.model)
    if chosen or is_own_choice(sql, reading, context.layer.model):
        options = label_options([sql], context, question)
        return Ask(issue(IssueCode.NOT_UNDERSTOOD, words=tuple(reading.unexplained) or chosen), options)
    unresolved = [piece.text for piece in reading.intent.unresolved] if reading.intent is not None else []
    if unresolved and _DATED.search(sql):
        options = label_options([sql], context, question)
        return Ask(issue(IssueCode.UNRESOLVED_PERIOD, words=", ".join(unresolved)), options)
    if reading.unexplained and _is_guess(sql, question, reading, context.layer):
        options = label_options([sql], context, question)
        return Ask(issue(IssueCode.NOT_UNDERSTOOD, words=tuple(reading.unexplained)), options)
    return None


def _names_no_metric(reading: Reading) -> bool:
    """Every word is understood, and none says what is counted."""
    intent = reading.intent
    if intent is None or intent.metrics or intent.counted or reading.metrics or reading.is_follow_up:
        return False
    return not reading.unexplained and bool(intent.values)


def _unconfirmed(sql: str, question: Question, reading: Reading, context: PlanContext) -> Ask | None:
    """Rows that must not be there, where a void one may not count as one; a value that is only like the word."""
    model = context.layer.model
    for name, absent in rows_looked_for(sql, model):
        if leaves_rows_out(model, name):
            label = records_label(name, absent, question.lang, model)
            word = ", ".join(reading.unexplained)
            found = issue(IssueCode.AMBIGUOUS_WORD, **({"word": word} if word else {}), candidates=(label,))
            return Ask(found, (Option(label, semantic_sql=sql),))
    slips = [one for one in (reading.intent.values if reading.intent is not None else ()) if is_slip(one)]
    if reading.unexplained and any(f"'{text}'" in sql for one in slips for _, text in one.targets):
        return Ask(
            issue(IssueCode.NOT_UNDERSTOOD, words=tuple(reading.unexplained)), label_options([sql], context, question)
        )
    return None


def _leaves_out(sql: str, reading: Reading, model: SemanticModel) -> bool:
    """A "not" that the reader did not read shows in the query: something is kept out, a value said is not held, or the
    metric that the model chose is one of what is not."""
    said = reading.intent.values if reading.intent is not None else ()
    named = {name for one in (reading.intent.metrics if reading.intent is not None else ()) for name in one.names}
    if any(not any(f"'{text}'" in sql for _, text in one.targets) for one in said if one.targets):
        return True
    return shows_not(sql, [name for name in metrics_in(sql) if name not in named], model)


def _is_guess(sql: str, question: Question, reading: Reading, layer: Layer) -> bool:
    """Beside unknown words: what is counted or a condition has no word; a metric or a number of the question stands in
    the query only as a part of something else, or not at all. The metric may be the model's own choice: the answer
    then says which words a model read, and as what (READ_BY_MODEL)."""
    if not metrics_in(sql) and not _is_list(sql, layer.model):
        return True
    if unsaid(sql, question, reading, layer) or unused_numbers(sql, question, reading):
        return True
    said = reading.intent.metrics if reading.intent is not None else ()
    parts = [one for one in said if one.names and not set(one.names) & set(metrics_in(sql))]
    return any(not _is_base_of_percent(one, sql, reading, layer.model) for one in parts)


def _is_base_of_percent(said: MetricSaid, sql: str, reading: Reading, model: SemanticModel) -> bool:
    """ "Over 115% of their budget hours": the one ratio over what is named, bounded by a percentage of it."""
    intent = reading.intent
    if intent is None or not any(one.number and one.number.unit == "percent" for one in intent.thresholds):
        return False
    over = {name for name, metric in model.metrics.items() if _is_over(metric, said.names)}
    return len(over) == 1 and bool(over & set(metrics_in(sql)))


def _is_over(metric: Metric, names: Sequence[str]) -> bool:
    """A ratio with one of these under its line."""
    under = metric.expression.rpartition("/")[2] if metric.kind is MetricKind.RATIO and not metric.hidden else ""
    return bool(set(re.findall(r"\w+", under)) & set(names))


async def _other_metrics(
    sql: str, reading: Reading, verify: Verify, model: SemanticModel
) -> tuple[str, list[str]] | None:
    """The same query with the other metrics that a word may name, where they would run as well."""
    used = set(metrics_in(sql))
    words = [said.word for said in reading.intent.metrics] if reading.intent is not None else []
    for said in reading.intent.metrics if reading.intent is not None else ():
        kinds = [str(link.target) for link in said.piece.aside if said.piece.verb and link.kind == "metric"]
        taken = [name for name in (*said.names, *kinds) if name in used]
        alike = [name for name in compounds(said.word, words, model) if name not in used]
        names = (*said.names, *alike, *(name for name in kinds if name in taken))
        if not taken and not used & set(
            compounds(said.word, words, model)
        ):  # another plan than the one that the word is taken for
            known = (
                {name for one in reading.intent.metrics for name in one.names} if reading.intent is not None else set()
            )
            taken = [name for name in sorted(used - known) if name in model.metrics and is_plan(model.metrics[name])]
            taken = taken if any(is_plan(model.metrics[name]) for name in names) else []
        if len({*names, *taken}) < 2 or len(taken) != 1 or _is_told(taken[0], names, reading, model):
            continue
        others = [swapped(sql, taken[0], name) for name in names if name != taken[0]]
        queries = [query for query in others if await verify(query) is None]
        if queries:
            return said.word, queries
    return None


def _is_told(taken: str, names: Sequence[str], reading: Reading, model: SemanticModel) -> bool:
    """The words that the reader did not know tell the metric taken from all the others: they stand in its names. Of
    several plans it is told by the metric named beside it, which is planned by this one alone."""
    if _is_plan_at_hand(taken, names, reading, model):
        return True
    unknown = frozenset().union(*(units(word) for word in reading.unexplained))
    shared = {name: unknown & _called(model.metrics[name]) for name in names if name in model.metrics}
    return bool(shared.get(taken)) and all(one < shared[taken] for name, one in shared.items() if name != taken)


def _is_plan_at_hand(taken: str, names: Sequence[str], reading: Reading, model: SemanticModel) -> bool:
    """ "Sales against budget": the layer has a measure of sales and the sales budget, and none of sales and another."""
    intent = reading.intent
    plans = [name for name in names if name in model.metrics and is_plan(model.metrics[name])]
    if intent is None or len(plans) < len(names):
        return False
    beside = {one.names[0] for one in intent.metrics if len(one.names) == 1 and one.names[0] not in plans}
    parts = [set(_WORD.findall(metric.expression)) for metric in model.metrics.values()]
    return [plan for plan in plans if any(plan in part and part & beside for part in parts)] == [taken]


def _called(metric: Metric) -> frozenset[str]:
    texts = (metric.label.zh, metric.label.en, *metric.synonyms)
    return frozenset().union(*(units(text) for text in texts))


def swapped(sql: str, old: str, new: str) -> str:
    """Another metric in its place, and in the name of its column; strings and fields stay.

    >>> swapped("SELECT MEASURE(a) AS a FROM m WHERE a.x = 'a' ORDER BY a", "a", "b")
    "SELECT MEASURE(b) AS b FROM m WHERE a.x = 'a' ORDER BY b"
    """
    parts = re.split(r"('(?:[^']|'')*')", sql)
    name = re.compile(rf"(?<![\w.]){re.escape(old)}(?![\w.])")
    parts[::2] = [name.sub(new, part) for part in parts[::2]]
    return "".join(parts)


def _is_list(sql: str, model: SemanticModel) -> bool:
    shape = shape_in(sql, model)
    if shape is not None:
        return shape.detail
    parsed = parse_query(sql, model)
    if isinstance(parsed, Issues) or metrics_in(sql):
        return False
    return parsed.tree.find(exp.Group, exp.AggFunc, exp.Window, exp.CTE) is None
