"""From a model's reply to a plan: everything in it is proven first, or it comes back as problems.

Role: Reply → Draft | Ask | Decline, or Unsettled with what must be mended. No word of the model's own reaches a person:
options are labelled from the layer, and of what it calls missing only words that stand in the question are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.planners.model.doubts import doubted, swapped
from bot.planners.model.forms import brought_to_form
from bot.planners.model.members import told_apart
from bot.planners.model.options import canonical, different_options, label_options
from bot.planners.model.reply import Reply
from bot.ports import PlanContext, Verify
from bot.turn import Ask, Decline, Draft, Plan, Question, Reading
from semantic_layer.issues import Issue, IssueCode, Issues, issue
from semantic_layer.model import SemanticModel
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import Condition, QueryShape

# Nothing a model should try to work around.
DENIED = frozenset(
    {IssueCode.DENIED_METRIC, IssueCode.DENIED_FIELD, IssueCode.DENIED_DATASET, IssueCode.DENIED_DETAIL}
)  # fmt: skip
# What the data does not hold: told to the asker as it is, where a model insists.
OF_THE_DATA = frozenset(
    {
        IssueCode.AFTER_LOADED, IssueCode.BEFORE_FIRST, IssueCode.NO_SNAPSHOT, IssueCode.MISSING_RATE,
        IssueCode.GRAIN_TOO_FINE, IssueCode.FIELD_NOT_SHARED, IssueCode.NO_PATH, IssueCode.NO_TIME_AXIS,
        IssueCode.AMBIGUOUS_PATH,
    }
)  # fmt: skip
DISAGREEMENTS = frozenset(
    {
        IssueCode.DISAGREES_PERIOD, IssueCode.DISAGREES_VALUE, IssueCode.DISAGREES_ORDER,
        IssueCode.DISAGREES_METRIC, IssueCode.DISAGREES_GROUP, IssueCode.DISAGREES_EXTRA,
    }
)  # fmt: skip
# Of these two readers have two opinions; an order or a limit is merely forgotten.
_OF_MEANING = frozenset({IssueCode.DISAGREES_PERIOD, IssueCode.DISAGREES_VALUE, IssueCode.DISAGREES_METRIC})


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A reply that cannot be used yet, and why. `semantic_sql` is the query concerned."""

    issues: tuple[Issue, ...]
    semantic_sql: str = ""


async def settle(
    reply: Reply, question: Question, reading: Reading, context: PlanContext, verify: Verify
) -> Plan | Unsettled:
    """What the reply comes to."""
    model = context.layer.model
    match reply.kind:
        case "query":
            return await _query(brought_to_form(reply.semantic_sql, model), question, reading, context, verify)
        case "clarify":
            return await _clarification(reply, question, reading, context, verify)
        case "refuse":
            return _refusal(reply, question)


async def _query(
    sql: str, question: Question, reading: Reading, context: PlanContext, verify: Verify
) -> Plan | Unsettled:
    found = await verify(sql)
    apart = told_apart(sql, context) if found is None else sql
    if apart != sql:
        found = await verify(apart)
    if found is None:
        doubt = await doubted(apart, question, reading, context, verify)
        compare = "yoy" if "PRIOR_YEAR" in sql.upper() else "mom" if "PRIOR_PERIOD" in sql.upper() else ""
        return doubt or Draft(apart, "model", chart=reading.chart, compare=compare)
    if any(item.code in DENIED for item in found):
        return Decline(tuple(item for item in found if item.code in DENIED))
    told = of_the_data(found.items)
    may_name_a_path = any(item.code is IssueCode.AMBIGUOUS_PATH for item in told)  # by a role
    if told and _keeps_dates(sql, reading) and not may_name_a_path:
        return Decline(told)  # the period asked about: no other query may answer
    return Unsettled(found.items, sql)


def of_the_data(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """The issues, where each says what the data does not hold."""
    return tuple(issues) if issues and all(item.code in OF_THE_DATA for item in issues) else ()


def _keeps_dates(sql: str, reading: Reading) -> bool:
    """The query asks for the period that the question names."""
    days = [day for period in reading.periods for day in (period.end.isoformat(),)]
    return bool(days) and all(f"'{day}'" in sql for day in days)


async def _clarification(
    reply: Reply, question: Question, reading: Reading, context: PlanContext, verify: Verify
) -> Plan | Unsettled:
    """Options that would run and differ; fewer than two are no choice."""
    accepted: list[str] = []
    faults: list[Issue] = []
    failed = ""
    for option in reply.options[:6]:
        sql = brought_to_form(option.semantic_sql.strip().rstrip(";"), context.layer.model)
        if not sql:
            continue
        found = await verify(sql)
        if found is None:
            accepted.append(told_apart(sql, context))
        elif not any(item.code in DENIED for item in found):
            faults += found.items
            failed = failed or sql
    options = different_options(accepted, context, question)
    if options:
        return Ask(issue(IssueCode.AMBIGUOUS_WORD, candidates=tuple(option.label for option in options)), options)
    if (len(accepted) == 1 and not faults) or len(accepted) > 1:
        return await _query(accepted[0], question, reading, context, verify)
    if faults:
        return Unsettled(tuple({str(fault): fault for fault in faults}.values()), failed)
    return Ask(_not_understood(reading))


def _not_understood(reading: Reading) -> Issue:
    words = tuple(reading.unexplained)
    return issue(IssueCode.NOT_UNDERSTOOD, words=words) if words else issue(IssueCode.NOT_UNDERSTOOD)


def _refusal(reply: Reply, question: Question) -> Decline:
    """The layer lacks it. Only words of the question are repeated."""
    text = question.text.casefold()
    words = tuple(dict.fromkeys(word.strip() for word in reply.missing if word.strip()))
    kept = tuple(word for word in words if len(word) <= 40 and word.casefold() in text)
    return Decline((issue(IssueCode.NOT_IN_LAYER, words=kept) if kept else issue(IssueCode.NOT_IN_LAYER),))


def gave_in(made: Draft, earlier: Unsettled, question: Question, reading: Reading, context: PlanContext) -> Ask | None:
    """Beside words nobody understood, a query that took in what the rules read only when it was told to: either reader
    may be wrong, so both readings are offered. None where the repair was of something else."""
    if not reading.unexplained or not {item.code for item in earlier.issues} & _OF_MEANING:
        return None
    options = different_options([made.semantic_sql, earlier.semantic_sql], context, question)
    first = next(item for item in earlier.issues if item.code in _OF_MEANING)
    return Ask(first, options) if options and _names_metrics(earlier.issues, context.layer.model) else None


async def give_up(
    last: Unsettled, question: Question, reading: Reading, context: PlanContext, verify: Verify, attempts: int
) -> Plan:
    """After the last repair: both readings where the two readers differ, else a refusal that says why."""
    codes = {item.code for item in last.issues}
    if codes and codes <= DISAGREEMENTS and _names_metrics(last.issues, context.layer.model):
        return await _both_readings(last, question, reading, context, verify)
    if of_the_data(last.issues):
        return Decline(last.issues)
    told = tuple(item for item in last.issues if item.code in OF_THE_DATA)
    return Decline((issue(IssueCode.MODEL_GAVE_UP, attempts=attempts), *told))


def _names_metrics(issues: Sequence[Issue], model: SemanticModel) -> bool:
    """Where metrics differ, both have names: a share that is none cannot be offered."""
    said = [str(item.params["expected"]) for item in issues if item.code is IssueCode.DISAGREES_METRIC]
    return all(name in model.metrics for text in said for name in text.split(" / "))


async def _both_readings(
    last: Unsettled, question: Question, reading: Reading, context: PlanContext, verify: Verify
) -> Ask:
    """The question as the rules read it, beside the model's query, each as an option; the rules' first."""
    model, queries = context.layer.model, [last.semantic_sql]
    for mended in _mended(last, reading, model):
        if await verify(mended) is None and canonical(mended, model) != canonical(last.semantic_sql, model):
            queries.insert(0, mended)
            break
    first = last.issues[0]
    if first.code is IssueCode.DISAGREES_EXTRA:
        first = issue(first.code)  # what was found are the model's words
    return Ask(first, label_options(queries, context, question))


def _mended(last: Unsettled, reading: Reading, model: SemanticModel) -> Iterable[str]:
    """The model's query with the reading's parts put in, where it is one block."""
    parsed = parse_query(last.semantic_sql, model)
    shape = None if isinstance(parsed, Issues) else shape_of(parsed, model)
    differ = [item.params for item in last.issues if item.code is IssueCode.DISAGREES_METRIC]
    if len(differ) == 1 and len(last.issues) == 1:
        for name in str(differ[0]["expected"]).split(" / "):
            yield swapped(last.semantic_sql, str(differ[0]["found"]), name)
    if shape is None:
        return
    kept = _with_values(shape, reading)
    if reading.limit is not None:
        kept = kept.with_(limit=reading.limit)
    if reading.descending is not None and kept.order:
        kept = kept.with_(order=((kept.order[0][0], reading.descending), *kept.order[1:]))
    for period in reading.periods or (None,):
        yield (kept.with_(start=period.start, end=period.end) if period else kept).to_sql()


def _with_values(shape: QueryShape, reading: Reading) -> QueryShape:
    """The filters with what the reading linked: conditions on the same fields replaced."""
    wanted: dict[object, Condition] = {}
    for match in reading.values:
        earlier = wanted.get(match.field)
        values = (*(earlier.values if earlier else ()), match.value)
        several = len(values) > 1
        op = ("NOT IN" if several else "IS DISTINCT FROM") if match.negated else ("IN" if several else "=")
        wanted[match.field] = Condition(match.field, op, values)
    rest = tuple(condition for condition in shape.where if condition.field not in wanted)
    return replace(shape, where=rest + tuple(wanted.values()))
