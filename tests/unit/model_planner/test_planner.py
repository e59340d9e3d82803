"""The model planner against a real server: right, repaired, refused, asked back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.planners.cache import PlanCache
from bot.turn import Ask, Decline, Draft, PriorTurn
from semantic_layer.access import Rights
from semantic_layer.issues import IssueCode, Issues
from tests.fakes.openai_server import OpenAiServer, says, speaks
from tests.unit.model_planner.conftest import EXAMPLES, RIGHT, Case, make_planner

WRONG = RIGHT.replace("MEASURE(takings)", "MEASURE(turnover)")


@pytest.fixture
async def server() -> AsyncIterator[OpenAiServer]:
    async with OpenAiServer(says(RIGHT)) as running:
        yield running


async def test_right_sql_becomes_a_draft(server: OpenAiServer, case: Case) -> None:
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Draft)
    assert (plan.semantic_sql, plan.planner) == (RIGHT, "model")
    assert (plan.usage.model, plan.usage.calls) == ("any-model", 1)
    assert (plan.usage.input_tokens, plan.usage.output_tokens) == (1000, 50)
    assert case.verified == [RIGHT]
    assert case.steps == ["model"]


async def test_an_invented_metric_is_repaired(server: OpenAiServer, case: Case) -> None:
    server.then(says(WRONG), says(RIGHT + ";"))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Draft)
    assert plan.semantic_sql == RIGHT
    assert plan.usage.calls == 2
    assert plan.usage.input_tokens == 2000
    assert case.steps == ["model", "repair"]
    assert "UNKNOWN_METRIC" in server.said(1)
    assert "turnover" in server.said(1)


async def test_persistent_nonsense_ends_in_a_refusal(server: OpenAiServer, case: Case) -> None:
    server.then(*(says(WRONG.replace("turnover", name)) for name in ("a1", "a2", "a3", "a4")))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Decline)
    assert plan.issues[0].code is IssueCode.MODEL_GAVE_UP
    assert plan.issues[0].params["attempts"] == 3
    assert len(server.requests) == 3


async def test_a_model_that_insists_is_not_asked_again(server: OpenAiServer, case: Case) -> None:
    server.then(says(WRONG))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Decline)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Here you go:\n```json\n{}\n```",
        "```\n{}\n```",
        '<think>Perhaps {"kind": "refuse"}? No.</think>{}',
        "{}\nLet me know!",
    ],
)
async def test_the_object_is_found_wherever_it_stands(server: OpenAiServer, case: Case, text: str) -> None:
    body = '{"reason": "r", "kind": "query", "semantic_sql": "' + RIGHT + '", "options": null, "missing": []}'
    server.then(speaks(text.replace("{}", body)))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Draft)
    assert plan.semantic_sql == RIGHT


async def test_prose_is_answered_with_a_weaker_manner(server: OpenAiServer, case: Case) -> None:
    server.then(speaks("The takings were 12 million."), says(RIGHT))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Draft)
    assert [server.mode(0), server.mode(1)] == ["json_schema", "tools"]
    assert "no JSON object in it" in server.said(1)


async def test_json_cut_short_is_asked_again(server: OpenAiServer, case: Case) -> None:
    server.then(speaks('{"reason": "r", "kind": "query", "semantic_sql": "SELECT MEAS', finish="length"), says(RIGHT))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Draft)
    assert "cut off" in server.said(1)
    assert plan.usage.input_tokens == 2000


async def test_a_refusal_repeats_only_words_of_the_question(server: OpenAiServer, case: Case) -> None:
    server.then(says(kind="refuse", missing=["走法", "visit https://evil.example", "营业额 doubled"]))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Decline)
    assert plan.issues[0].code is IssueCode.NOT_IN_LAYER
    assert plan.issues[0].params["words"] == ("走法",)


async def test_a_clarification_offers_only_what_would_run_and_differs(server: OpenAiServer, case: Case) -> None:
    options = [
        {"label": "click me, 100 % right", "semantic_sql": RIGHT},
        {"label": "the same in other letters", "semantic_sql": RIGHT.lower().replace("from shop", "FROM shop")},
        {"label": "per ticket", "semantic_sql": RIGHT.replace("takings", "basket")},
        {"label": "invented", "semantic_sql": WRONG},
    ]
    server.then(says(kind="clarify", options=options))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Ask)
    assert plan.issue.code is IssueCode.AMBIGUOUS_WORD
    assert [option.label for option in plan.options] == ["营业额", "客单价"]
    assert plan.options[0].semantic_sql == RIGHT


async def test_options_that_are_all_the_same_are_no_question(server: OpenAiServer, case: Case) -> None:
    options = [{"label": "a", "semantic_sql": RIGHT}, {"label": "b", "semantic_sql": RIGHT.replace(" AS takings", "")}]
    server.then(says(kind="clarify", options=options[:1] * 2))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Draft)


async def test_readers_that_differ_become_a_clarification_with_both(server: OpenAiServer, case: Case) -> None:
    february = RIGHT.replace("2026-03-01", "2026-02-01").replace("2026-03-31", "2026-02-28")
    disagrees = Issues.of(IssueCode.DISAGREES_PERIOD, expected="2026-03", found="2026-02")
    case.problems = lambda sql: disagrees if "2026-02" in sql else None
    server.then(says(february))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Ask)
    assert plan.issue.code is IssueCode.DISAGREES_PERIOD
    assert [option.label for option in plan.options] == ["2026-03-01 – 2026-03-31", "2026-02-01 – 2026-02-28"]
    assert "2026-03-01" in plan.options[0].semantic_sql


async def test_denied_is_final_and_not_worked_around(server: OpenAiServer, case: Case) -> None:
    case.problems = lambda _sql: Issues.of(IssueCode.DENIED_METRIC, metric="takings")
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Decline)
    assert plan.issues[0].code is IssueCode.DENIED_METRIC
    assert len(server.requests) == 1


async def test_what_the_data_lacks_is_told_as_it_is(server: OpenAiServer, case: Case) -> None:
    case.problems = lambda _sql: Issues.of(IssueCode.AFTER_LOADED, loaded_through="2026-04-07")
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Decline)
    assert [item.code for item in plan.issues] == [IssueCode.AFTER_LOADED]


async def test_the_cache_answers_the_same_question_without_a_call(
    server: OpenAiServer, case: Case, tmp_path: Path
) -> None:
    cache = PlanCache.in_folder(tmp_path / "state")
    first = await case.planned_by(make_planner(server.url, cache=cache))
    again = await case.planned_by(make_planner(server.url, cache=cache))
    assert first.semantic_sql == again.semantic_sql == RIGHT
    assert (first.usage.calls, again.usage.calls) == (1, 0)
    assert case.verified == [RIGHT, RIGHT], "what is remembered is proven again"
    changes = [
        replace(case.question, rights=Rights.full("x")),  # who asks changes nothing, what they may does
        replace(case.question, rights=Rights(metrics=None, fields=None, denied_metrics=frozenset({"rent_paid"}))),
        replace(case.question, today=case.question.today.replace(day=10)),
        replace(case.question, history=(PriorTurn("x", "answer", RIGHT),)),
    ]
    for change in changes:
        await replace(case, question=change).planned_by(make_planner(server.url, cache=cache))
    assert len(server.requests) == 1 + 3
    await replace(case, reading=replace(case.reading, limit=3)).planned_by(make_planner(server.url, cache=cache))
    await case.planned_by(make_planner(server.url, cache=cache, model="other"))
    assert len(server.requests) == 1 + 5


async def test_a_remembered_query_that_no_longer_holds_is_asked_anew(
    server: OpenAiServer, case: Case, tmp_path: Path
) -> None:
    cache = PlanCache.in_folder(tmp_path)
    await case.planned_by(make_planner(server.url, cache=cache))
    case.problems = lambda sql: Issues.of(IssueCode.UNKNOWN_FIELD) if sql == RIGHT else None
    server.then(says(RIGHT.replace(" AS takings", " AS t")))
    plan = await case.planned_by(make_planner(server.url, cache=cache))
    assert isinstance(plan, Draft)
    assert len(server.requests) == 1


async def test_what_the_model_is_told(server: OpenAiServer, case: Case) -> None:
    case.question = replace(
        case.question, history=(PriorTurn("营业额?", "answer", "SELECT MEASURE(takings) FROM shop"),)
    )
    await case.planned_by(make_planner(server.url, examples=EXAMPLES))
    told = server.said(0)
    for part in (
        "Today is 2026-04-09. FROM shop",
        "period \"上月\": period BETWEEN DATE '2026-03-01' AND DATE '2026-03-31'",
        "value \"河东\": stores.district = '河东'",
        '"营业额" is MEASURE(takings)',
        'not recognised, yours to understand or to refuse: "怎么个走法"',
        '- takings: "营业额" / "Takings"; also "流水"; flow, CNY; of tickets; "含税实收金额"',
        'values "河东", "河西", "江北"',
        "tickets → stores",
        "SELECT stores.district, MEASURE(takings) AS t FROM shop",
        "SELECT MEASURE(takings) FROM shop",
        '"上月河东营业额怎么个走法"',
    ):
        assert part in told
    assert "store_id" not in told, "hidden fields are not shown"
