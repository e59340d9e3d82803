"""Why a number differs from one elsewhere: its own definition, and that of a measure named."""

from __future__ import annotations

import pytest

from bot.compose.definition import compose_definition
from bot.turn import Decline, Define, Draft
from tests.unit.offline.firm import answered, context, plan, question


@pytest.mark.parametrize(
    "text",
    [
        "这个数跟公司月报怎么对不上",
        "这个数字为什么和系统里的不一样",
        "为什么和会计账上的数不一致",
        "why does this figure not match the monthly report?",
        "why is it different from the finance dashboard",
    ],
)
def test_a_report_elsewhere(text: str):
    before = answered("上月空运的赔付金额")
    made = plan(text, [before])
    assert isinstance(made, Define)
    assert made == Define("elsewhere")
    asked = question(text, [before])
    shown = compose_definition(asked, made, context().layer).text
    assert "2026-10-01" in shown
    assert ("空运" in shown) or ("Air" in shown)


@pytest.mark.parametrize("text", ["这个数为什么和开单金额不一样", "why doesn't this match the billed amount"])
def test_a_measure_named_is_shown_beside_it(text: str):
    before = answered("上月运费收入")
    made = plan(text, [before])
    assert isinstance(made, Define)
    assert made == Define("elsewhere", ("billed_amount",))
    shown = compose_definition(question(text, [before]), made, context().layer)
    assert shown.metrics == ("billed_amount",)
    assert "2026-10-01" in shown.text


@pytest.mark.parametrize(
    "text", ["为什么运费收入和开单金额不一样", "why is freight revenue different from billed amount"]
)
def test_two_measures_named(text: str):
    assert plan(text) == Define("metric", ("freight_revenue", "billed_amount"))


@pytest.mark.parametrize(
    "text", ["为什么城北和城南的运费收入不一样", "why does freight revenue in May differ from June"]
)
def test_reasons_in_the_data_are_not_definitions(text: str):
    assert isinstance(plan(text), Decline)


@pytest.mark.parametrize(
    "text", ["how is claim ratio defined", "what is the meaning of claim ratio", "赔付率的定义是什么"]
)
def test_definitions(text: str):
    assert plan(text) == Define("metric", ("claim_ratio",))


def test_a_difference_in_numbers_is_still_computed():
    assert isinstance(plan("城北和城南的运费收入相差多少"), Draft)
