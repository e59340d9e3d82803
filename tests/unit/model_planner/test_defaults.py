"""A question without a period: the default is given, anything else is an invention."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.agree import agree
from bot.planners.model import given_periods
from bot.planners.model.brief import Prompts, write_brief
from bot.planners.model.defaults import default_period
from bot.read import ReadContext, build_context, read_question
from bot.turn import PriorTurn, Question
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import Issues
from semantic_layer.model import Label, Layer
from semantic_layer.parse import parse_query
from tests.unit.agree.conftest import IN_MARCH, LAYER

TODAY = date(2026, 4, 9)


@pytest.fixture(scope="module")
def context() -> ReadContext:
    takings = replace(LAYER.model.metrics["takings"], label=Label("营业额", "Takings"))
    metrics = {**LAYER.model.metrics, "takings": takings}
    return build_context(Layer(replace(LAYER.model, metrics=metrics, default_period="this year"), LAYER.horizons))


def ask(text: str, *history: PriorTurn) -> Question:
    return Question(text, "zh", TODAY, Rights.full(), history=history)


def test_the_default_is_a_fact_of_the_brief(context: ReadContext) -> None:
    question = ask("营业额蹭蹭涨了吗")
    reading = read_question(question, context)
    default = default_period(question, context)
    assert default is not None
    assert default.start == date(2026, 1, 1)
    brief = write_brief(Prompts.load(), question, reading, context, (), default, 3_000)[1].content
    assert "no period is named: take \"this year\": period BETWEEN DATE '2026-01-01'" in brief
    assert '"营业额" is MEASURE(takings)' in brief


@pytest.mark.parametrize(
    ("where", "history", "agrees"),
    [
        ("period BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'", (), True),
        ("period BETWEEN DATE '2020-01-01' AND DATE '2022-12-31'", (), False),
        ("period BETWEEN DATE '2025-01-01' AND DATE '2025-12-31'", (), False),
        (IN_MARCH, (), False),
        (IN_MARCH, (f"SELECT MEASURE(takings) AS t FROM shop WHERE {IN_MARCH}",), True),
    ],
)
def test_a_range_that_was_neither_said_nor_given_is_an_invention(
    context: ReadContext, where: str, history: tuple[str, ...], agrees: bool
) -> None:
    question = ask("疫情那阵子营业额", *(PriorTurn("?", "answer", sql) for sql in history))
    reading = replace(read_question(question, context), is_follow_up=False)
    assert reading.periods == ()
    parsed = parse_query(f"SELECT MEASURE(takings) AS t FROM shop WHERE {where}", context.layer.model)
    assert not isinstance(parsed, Issues)
    checked = check_query(parsed, context.layer, question.rights)
    if isinstance(checked, Issues):
        assert not agrees
        return
    found = agree(reading, checked, context.layer, given_periods(question, reading, context))
    assert (found is None) == agrees
