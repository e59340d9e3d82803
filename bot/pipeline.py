"""The pipeline: a question becomes a turn, step by step.

    read → draft → check → agree → compile → execute → compose

Role: the one place that knows the order of the steps. Each step takes a value and returns a new one or Issues; Issues
end in a refusal or a question back. Nothing here looks at words, SQL or numbers.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice

from bot.agree import agree
from bot.charts import add_chart
from bot.compose import compose_answer, compose_ask, compose_definition, compose_refusal
from bot.compose.narration import narration_brief, with_narration
from bot.judge import judge
from bot.planners.offline import chosen_sql, plan_offline
from bot.ports import Narrator, Planner, Progress
from bot.prior import prior_of
from bot.read import ReadContext, read_question
from bot.stores import new_turn_id
from bot.turn import (
    Answer,
    Ask,
    Clarification,
    Decline,
    Define,
    Draft,
    Outcome,
    Plan,
    PlannerName,
    Question,
    Reading,
    Refusal,
    Turn,
    Usage,
)
from semantic_layer.checks import check_query
from semantic_layer.compile import compile_query
from semantic_layer.issues import IssueCode, Issues, issue
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query
from semantic_layer.periods import Period
from semantic_layer.query import CheckedQuery, CompiledSql, SemanticQuery
from semantic_layer.values import VisibleIndex
from semantic_layer.warehouse import Warehouse

SUGGESTIONS = 3

# Outcomes of the offline planner that no language model should be asked to better: they are final.
FINAL = frozenset({IssueCode.EMPTY_QUESTION, IssueCode.QUESTION_TOO_LONG, IssueCode.CHANGES_DATA})


@dataclass(frozen=True)
class Services:
    """What the steps need, opened once per workspace."""

    layer: Layer
    context: ReadContext
    warehouse: Warehouse
    planner: str = "auto"  # auto | offline | model
    model_planner: Planner | None = None
    accounting: bool = False  # negative numbers in brackets
    narrator: Narrator | None = None  # phrases the cells of an answer; off unless the workspace wants it
    verified: Callable[[Reading, Question, ReadContext], Plan | None] = lambda _reading, _question, _context: None
    suggestions: int = SUGGESTIONS  # follow-ups tried and shown; each costs about as much as a question


@dataclass
class _Clock:
    """Milliseconds by step; a step run twice adds up."""

    progress: Progress | None
    spent: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        if self.progress:
            self.progress(name)
        started = time.perf_counter()
        try:
            yield
        finally:
            self.spent[name] = round(self.spent.get(name, 0.0) + (time.perf_counter() - started) * 1000, 3)


async def answer_question(question: Question, services: Services, progress: Progress | None = None) -> Turn:
    """Answer one question. `progress` is told the name of each step as it begins. Never raises for what the asker
    wrote; OperatorError where the operator must act."""
    clock = _Clock(progress)
    services = _as_seen_by(question, services)
    with clock.step("read"):
        reading = await asyncio.to_thread(read_question, question, services.context)
    with clock.step("plan"):
        plan, planner = await _plan(question, reading, services, progress)
    outcome = await _carry_out(plan, planner, question, reading, services, clock)
    return Turn(
        question=question,
        outcome=outcome,
        turn_id=new_turn_id(),
        timings_ms=clock.spent,
        usage=_usage(getattr(plan, "usage", Usage()), outcome),
        reading=reading,
        draft=plan if isinstance(plan, Draft) else None,
    )


def _usage(planning: Usage, outcome: Outcome) -> Usage:
    """What planning and phrasing cost together."""
    phrasing = outcome.narration_usage if isinstance(outcome, Answer) else Usage()
    return Usage(
        planning.model or phrasing.model,
        planning.calls + phrasing.calls,
        planning.input_tokens + phrasing.input_tokens,
        planning.output_tokens + phrasing.output_tokens,
    )


def _as_seen_by(question: Question, services: Services) -> Services:
    """The services with the value index as the asker may see it."""
    rights, context = question.rights, services.context
    hides = rights.rows or rights.denied_fields or rights.fields is not None
    if context.index is None or not hides:
        return services
    index = VisibleIndex(context.index, services.layer, rights, services.warehouse.execute)
    return replace(services, context=replace(context, index=index))


async def run_semantic_sql(text: str, question: Question, services: Services, progress: Progress | None = None) -> Turn:
    """Answer with semantic SQL as given (`askfin query`, a clarification's option): the same checks, no reading."""
    clock = _Clock(progress)
    draft = Draft(text, "sql")
    outcome = await _run(draft, question, None, services, clock)
    return Turn(question, outcome, new_turn_id(), clock.spent, usage=_usage(Usage(), outcome), draft=draft)


def prepare(
    text: str,
    question: Question,
    reading: Reading | None,
    layer: Layer,
    given: Sequence[Period] | None = None,
) -> tuple[CheckedQuery, CompiledSql] | Issues:
    """Parse, check, agree and compile: everything short of running. `given`: the ranges a query may take where the
    question names no period; None = any."""
    parsed = parse_query(text, layer.model)
    if isinstance(parsed, Issues):
        return parsed
    checked = check_query(parsed, layer, question.rights)
    if isinstance(checked, Issues):
        return checked
    last = question.history[-1].semantic_sql if question.history else ""
    disagreement = agree(reading, checked, layer, given, last) if reading is not None else None
    if disagreement is not None:
        return disagreement
    compiled = compile_query(checked, layer, question.rights)
    return compiled if isinstance(compiled, Issues) else (checked, compiled)


async def _plan(
    question: Question, reading: Reading, services: Services, progress: Progress | None
) -> tuple[Plan, PlannerName]:
    """The first planner that can say something certain: a verified query, the offline planner, the model."""
    verified = services.verified(reading, question, services.context)
    if verified is not None and not _is_denied(verified, question, services.layer):
        return verified, "verified"
    offline = plan_offline(reading, question, services.context)
    if services.planner == "offline" or services.model_planner is None or _is_final(offline, question):
        return offline, "offline"
    offline = _if_it_holds(offline, question, reading, services.layer)
    if services.planner == "auto" and not _may_be_bettered(offline):
        return offline, "offline"

    from bot.planners.model import given_periods  # only where a model is asked: a cold start pays for every module

    given = given_periods(question, reading, services.context)

    async def verify(text: str) -> Issues | None:
        prepared = prepare(text, question, reading, services.layer, given)
        return prepared if isinstance(prepared, Issues) else None

    plan = await services.model_planner.plan(question, reading, services.context, verify, progress)
    if isinstance(plan, Decline) and _unavailable(plan):
        return _fall_back(offline, plan), "offline"
    return plan, "model"


def _if_it_holds(plan: Plan, question: Question, reading: Reading, layer: Layer) -> Plan:
    """An offline draft that would be refused is a refusal before a model is asked, so that the model may do better."""
    if not isinstance(plan, Draft):
        return plan
    prepared = prepare(plan.semantic_sql, question, reading, layer)
    return Decline(prepared.items) if isinstance(prepared, Issues) else plan


def _is_denied(plan: Plan, question: Question, layer: Layer) -> bool:
    """Whether an approved query needs what the asker may not use: then it is as if it were not there."""
    parsed = parse_query(plan.semantic_sql, layer.model) if isinstance(plan, Draft) else None
    checked = check_query(parsed, layer, question.rights) if isinstance(parsed, SemanticQuery) else None
    return isinstance(checked, Issues) and any(str(code).startswith("DENIED_") for code in checked.codes())


def _is_final(plan: Plan, question: Question) -> bool:
    """Whether no model is asked, whichever planner is preferred: texts of the layer (a definition, help), a word of
    several metrics or fields, the answer to a question asked back. A model would guess there."""
    match plan:
        case Define():
            return True
        case Ask():
            return plan.issue.code in {IssueCode.AMBIGUOUS_WORD, IssueCode.CAUSE_UNKNOWN}
        case Decline():
            return any(item.code in FINAL for item in plan.issues)
        case Draft():
            return bool(question.history) and question.history[-1].kind == "clarification"
    return False


def _may_be_bettered(plan: Plan) -> bool:
    """Whether the offline planner did not fully understand; what it understood needs no model."""
    if isinstance(plan, Ask):
        return plan.issue.code in {IssueCode.NOT_UNDERSTOOD, IssueCode.NO_METRIC, IssueCode.UNRESOLVED_PERIOD}
    return isinstance(plan, Decline)


def _unavailable(plan: Decline) -> bool:
    return any(item.code is IssueCode.MODEL_UNAVAILABLE for item in plan.issues)


def _fall_back(offline: Plan, failed: Decline) -> Plan:
    """The offline outcome, saying that the model could not be reached."""
    match offline:
        case Decline():
            return Decline(offline.issues + failed.issues, failed.usage)
        case Ask():
            return replace(offline, beside=failed.issues, usage=failed.usage)
        case _:
            return offline


async def _carry_out(
    plan: Plan, planner: PlannerName, question: Question, reading: Reading, services: Services, clock: _Clock
) -> Outcome:
    match plan:
        case Draft():
            # A choice was agreed with in the words of the question that was asked back about, not in its own few.
            spoken = None if plan.semantic_sql in chosen_sql(question, services.context) else reading
            return await _run(plan, question, spoken, services, clock)
        case Ask():
            return compose_ask(question, plan, services.layer, planner)
        case Decline():
            return compose_refusal(question, Issues(plan.issues), services.layer, planner)
        case Define():
            return compose_definition(question, plan, services.layer)


async def _run(
    draft: Draft, question: Question, reading: Reading | None, services: Services, clock: _Clock
) -> Answer | Refusal | Clarification:
    layer = services.layer
    with clock.step("check"):
        prepared = prepare(draft.semantic_sql, question, reading, layer)
    if isinstance(prepared, Issues):
        return compose_refusal(question, prepared, layer, draft.planner, draft.semantic_sql)
    checked, compiled = prepared
    if draft.planner == "model" and reading is not None and reading.unexplained:
        read = issue(IssueCode.READ_BY_MODEL, words=reading.unexplained, metrics=tuple(checked.metrics))
        checked = replace(checked, notes=(read, *checked.notes))
    with clock.step("execute"):
        table = await asyncio.to_thread(services.warehouse.execute, compiled)
    against = table if isinstance(table, Issues) else judge(checked, table)
    if against is not None or isinstance(table, Issues):
        return compose_refusal(question, against or Issues(()), layer, draft.planner, draft.semantic_sql)
    with clock.step("compose"):
        answer = compose_answer(
            question, draft, checked, compiled, table, layer, reading, accounting=services.accounting
        )
        answer = add_chart(answer, question, draft, layer)
    answer = await _narrated(answer, services, clock)
    with clock.step("suggest"):
        working = (text for text in answer.suggestions if _works(text, question, answer, services))
        return replace(answer, suggestions=tuple(islice(working, services.suggestions)))


async def _narrated(answer: Answer, services: Services, clock: _Clock) -> Answer:
    """The answer with what a model says of its cells, where one is asked to and what it says holds."""
    brief = narration_brief(answer) if services.narrator is not None else None
    if services.narrator is None or brief is None:
        return answer
    with clock.step("narrate"):
        return with_narration(answer, await services.narrator.narrate(brief))


def _works(suggestion: str, question: Question, answer: Answer, services: Services) -> bool:
    """Whether a suggested follow-up leads somewhere, for this asker, without a language model."""
    history = (*question.history, prior_of(question.text, answer))
    asked = replace(question, text=suggestion, history=history)
    reading = read_question(asked, services.context)
    match plan_offline(reading, asked, services.context):
        case Draft(semantic_sql=text):
            return not isinstance(prepare(text, asked, reading, services.layer), Issues)
        case Define():
            return True
        case _:
            return False
