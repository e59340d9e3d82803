"""Definitions, lists, help, and why two numbers differ; only what the asker may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.charts.samples import sample_layer
from bot.compose import compose_ask, compose_definition, compose_refusal, word_issue
from bot.turn import Ask, Define, Option, PriorTurn, Question
from semantic_layer.access import Rights, RowRule
from semantic_layer.issues import Issue, IssueCode, Issues, issue
from semantic_layer.model import FieldRef, Horizon, Label, Layer

Asking = Callable[..., Question]
LAYER = sample_layer()


def test_a_metric_is_defined_with_formula_kind_and_owner(ask: Asking) -> None:
    definition = compose_definition(ask(), Define("metric", ("open_balance",)), LAYER)
    assert definition.text.splitlines() == [
        "未收余额",
        "未收余额的说明",
        "公式：SUM(账.未收余额)",
        "类型：余额，取期末时点，不按期间相加",
        "越低越好",
        "版本 1；负责人：Controlling",
    ]
    assert definition.metrics == ("open_balance",)


def test_the_list_holds_only_what_the_asker_may_use(ask: Asking) -> None:
    rights = Rights(metrics=frozenset({"sales", "margin"}), fields=None)
    listed = compose_definition(ask(rights=rights), Define("metrics"), LAYER)
    assert listed.metrics == ("sales", "margin")
    assert "未收余额" not in listed.text
    hidden = compose_definition(ask(rights=rights), Define("metric", ("open_balance",)), LAYER)
    assert "没有找到" in hidden.text
    assert "SUM" not in hidden.text
    nothing = compose_definition(ask(rights=Rights()), Define("metrics"), LAYER)
    assert nothing.text == "你目前没有可用的指标。请联系数据负责人开通。"
    asked = ask(rights=Rights(), contact="财务部 小李")
    assert compose_definition(asked, Define("metrics"), LAYER).text == "你目前没有可用的指标。请联系财务部 小李开通。"


def test_values_are_those_of_the_rows_one_may_see(ask: Asking) -> None:
    everything = compose_definition(ask(), Define("field", ("goods.line",)), LAYER).text
    assert "取值：甲、乙" in everything
    rights = Rights(metrics=None, fields=None, rows=(RowRule(FieldRef("goods", "line"), ("甲",)),))
    assert "乙" not in compose_definition(ask(rights=rights), Define("field", ("goods.line",)), LAYER).text
    assert "没有找到" in compose_definition(ask(rights=rights), Define("value", ("goods.line=乙",)), LAYER).text


@pytest.mark.parametrize("topic", ["help", "greeting", "thanks", "news", "difference"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_topic_has_an_answer_in_the_askers_language(ask: Asking, topic: str, lang: str) -> None:
    text = compose_definition(ask(lang), Define(topic), LAYER).text  # type: ignore[arg-type]
    assert text
    assert any("\u4e00" <= character <= "\u9fff" for character in text) == (lang == "zh")


def test_news_tells_how_far_the_data_goes(ask: Asking) -> None:
    text = compose_definition(ask(), Define("news"), LAYER).text
    assert text.splitlines()[0] == "数据到 2026-11-03（2026-10-31 之后未结账）：账"
    assert "所有指标都是第一版口径" in text
    assert compose_definition(ask("en"), Define("news"), Layer(LAYER.model)).text.startswith("The model does not say")


def test_news_tells_changed_definitions_plans_and_only_what_one_may_see(ask: Asking) -> None:
    metrics = {**LAYER.model.metrics, "sales": replace(LAYER.model.metrics["sales"], version="3")}
    ledger, goods = LAYER.model.datasets["ledger"], LAYER.model.datasets["goods"]
    day = replace(next(iter(goods.fields.values())), dataset="ledger", name="day")
    ledger = replace(ledger, fields={**ledger.fields, "day": day})
    datasets = {
        **LAYER.model.datasets,
        "ledger": ledger,
        "plans": replace(goods, name="plans", label=Label("", "Plans")),
    }
    horizons = {**LAYER.horizons, "plans": Horizon(None, date(2027, 3, 31), None)}
    layer = Layer(replace(LAYER.model, metrics=metrics, datasets=datasets), horizons)
    lines = compose_definition(ask("en"), Define("news"), layer).text.splitlines()
    assert lines[0].startswith("Data through 2026-11-03")
    assert lines[1] == "Plans or forecasts through 2027-03-31: Plans"
    assert "Sales (version 3)" in lines[2]
    few = ask("en", rights=Rights(metrics=frozenset({"margin"}), fields=None))
    seen = compose_definition(few, Define("news"), layer).text
    assert "Plans" not in seen
    assert "Sales" not in seen
    assert "2026-11-03" in seen


def test_a_single_candidate_is_asked_about_by_name(ask: Asking) -> None:
    one = Ask(issue(IssueCode.AMBIGUOUS_WORD, word="收入", candidates=("销售额",)), (Option("销售额"),))
    assert compose_ask(ask(), one, LAYER).text == "“收入”是指销售额吗？请确认。"
    alike = Ask(issue(IssueCode.AMBIGUOUS_WORD, word="甲", candidates=("门店 (北)", "门店 (南)")))
    assert "门店 (北)、门店 (南)" in compose_ask(ask(), alike, LAYER).text, "what they differ in is told"


def test_a_denial_names_whom_to_ask(ask: Asking) -> None:
    denied = Issues((issue(IssueCode.DENIED_METRIC, metric="sales"),))
    assert "请联系数据负责人开通" in compose_refusal(ask(), denied, LAYER).text
    named = compose_refusal(ask(contact="财务部 小李"), denied, LAYER)
    assert "请联系财务部 小李开通" in named.text
    assert named.issues[0].params["contact"] == "财务部 小李"


def test_why_a_model_is_out_of_reach_is_said_in_the_askers_language() -> None:
    out = issue(IssueCode.MODEL_UNAVAILABLE, reason="server error 503", status=503)
    assert "（服务端出错 503）" in word_issue(out, "zh")
    assert "(server error 503)" in word_issue(out, "en")
    assert "（超时）" in word_issue(issue(IssueCode.MODEL_UNAVAILABLE, reason="timeout"), "zh")


def test_a_clarification_keeps_four_options(ask: Asking) -> None:
    options = tuple(Option(str(number)) for number in range(6))
    made = compose_ask(ask(), Ask(issue(IssueCode.AMBIGUOUS_WORD, word="收入"), options), LAYER)
    assert [option.label for option in made.options] == ["0", "1", "2", "3"]
    assert made.text == "“收入”可以指不止一样东西，数字不同。请写明是哪一样。"


def test_a_refusal_says_each_thing_once(ask: Asking) -> None:
    late = issue(IssueCode.AFTER_LOADED, metric="sales", loaded_through=date(2026, 11, 3))
    twice: tuple[Issue, ...] = (late, late, issue(IssueCode.CHANGES_DATA))
    refusal = compose_refusal(ask(), Issues(twice), LAYER, "model", "SELECT 1")
    assert len(refusal.text.splitlines()) == 2
    assert refusal.text.startswith("销售额的数据只到 2026-11-03")
    assert (refusal.planner, refusal.semantic_sql) == ("model", "SELECT 1")


def test_two_answers_are_compared_line_by_line(ask: Asking) -> None:
    sql = "SELECT MEASURE({m}) AS a\nFROM books\nWHERE period BETWEEN DATE '2026-{n}-01' AND DATE '2026-{n}-28'"
    history = tuple(
        PriorTurn("?", "answer", sql.format(m=metric, n=month), metrics=(metric,))
        for metric, month in (("sales", "01"), ("sales", "02"))
    )
    text = compose_definition(ask(history=history), Define("difference"), LAYER).text
    assert "指标：相同（销售额）" in text
    assert "期间：前一个是 2026-01-01 至 2026-01-28，后一个是 2026-02-01 至 2026-02-28" in text
    one = compose_definition(ask(history=history[:1]), Define("difference"), LAYER).text
    assert "期间：2026-01-01 至 2026-01-28" in one
    assert "常见原因" in one
