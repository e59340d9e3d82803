"""Every word that could change a number has an effect or is said not to be understood: a bike hire's questions."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sqlglot
from sqlglot import exp

from bot.planners.offline import chosen_sql
from bot.turn import Ask, Decline, Draft, PriorTurn
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.parse import parse_query
from semantic_layer.query import SemanticQuery
from tests.unit.offline.company import OCTOBER, YEAR, Company

LAST_YEAR = "period BETWEEN DATE '2025-01-01' AND DATE '2025-12-31'"
FARES = "MEASURE(fares)"
PART = f"{FARES} FILTER (WHERE rides.pass = '单次')"
YOY = f"{FARES}, PRIOR_YEAR({FARES}) AS p, {FARES} / PRIOR_YEAR({FARES}) - 1 AS g"
FELL = f"HAVING {FARES} < PRIOR_YEAR({FARES})"


BIKES = Company("bikes")
context, plan, canonical, drafted = BIKES.context, BIKES.plan, BIKES.canonical, BIKES.drafted
answered = BIKES.answered


def lost(text: str, history: Sequence[PriorTurn] = ()) -> str:
    made = plan(text, history)
    assert isinstance(made, (Decline, Ask)), f"{text}: {made}"
    found = made.issues[0] if isinstance(made, Decline) else made.issue
    assert found.code in {IssueCode.NOT_UNDERSTOOD, IssueCode.NOT_IN_LAYER}, found
    return str(found.params["words"])


RIGHT = [
    (
        "上月各换乘点车费收入",
        f"SELECT docks.dock_name, {FARES} FROM bikes WHERE {OCTOBER} AND docks.kind = '换乘点' GROUP BY 1",
    ),
    (
        "单次和月卡上月收入各是多少",
        f"SELECT rides.pass, {FARES} FROM bikes WHERE {OCTOBER} AND rides.pass IN ('单次', '月卡') GROUP BY 1",
    ),
    (
        "今年前两个月收入各是多少",
        f"SELECT DATE_TRUNC('month', period) AS m, {FARES} FROM bikes WHERE period BETWEEN DATE '2026-01-01' AND "
        "DATE '2026-02-28' GROUP BY 1 ORDER BY 1 ASC NULLS LAST",
    ),
    (
        "top 2 docks by fare income last month",
        f"SELECT docks.dock_name, {FARES} AS fares FROM bikes WHERE {OCTOBER} AND docks.dock_name IS NOT NULL "
        "GROUP BY 1 ORDER BY fares DESC NULLS LAST LIMIT 2",
    ),
    (
        "单次占收入的比重，按会员层看，上月",
        f"SELECT riders.tier, {PART} AS p, {PART} / {FARES} AS s FROM bikes WHERE {OCTOBER} GROUP BY 1",
    ),
    ("Single share of fare income by tier last month", None),
    ("Single as a share of fare income by tier last month", None),
    (
        "去年收入同比下降的骑手",
        f"SELECT riders.rider_name, {YOY} FROM bikes WHERE {LAST_YEAR} GROUP BY 1 {FELL}",
    ),
    ("riders whose fare income declined year over year last year", None),
    (
        "去年哪个城市收入同比下降最多",
        f"SELECT docks.city, {YOY}, {FARES} - PRIOR_YEAR({FARES}) AS d FROM bikes WHERE {LAST_YEAR} "
        f"AND docks.city IS NOT NULL GROUP BY 1 {FELL} ORDER BY d ASC NULLS LAST LIMIT 1",
    ),
    (
        "去年哪个城市收入同比下降幅度最大",
        f"SELECT docks.city, {YOY} FROM bikes WHERE {LAST_YEAR} AND docks.city IS NOT NULL GROUP BY 1 {FELL} "
        "ORDER BY g ASC NULLS LAST LIMIT 1",
    ),
    (
        "top 2 cities by fare income decline year over year last year",
        f"SELECT docks.city, {YOY} FROM bikes WHERE {LAST_YEAR} AND docks.city IS NOT NULL GROUP BY 1 {FELL} "
        "ORDER BY g ASC NULLS LAST LIMIT 2",
    ),
    (
        "fare income vs cost plan last month",
        f"SELECT {FARES}, MEASURE(cost_plan) FROM bikes WHERE {OCTOBER}",
    ),
    (
        "income plan vs fare income last month",
        f"SELECT MEASURE(income_plan), {FARES} FROM bikes WHERE {OCTOBER}",
    ),
    ("前三季度收入，去年", f"SELECT {FARES} FROM bikes WHERE period BETWEEN DATE '2025-01-01' AND DATE '2025-09-30'"),
    (
        "fare income in July, 2025",
        f"SELECT {FARES} FROM bikes WHERE period BETWEEN DATE '2025-07-01' AND DATE '2025-07-31'",
    ),
    (
        "fare income same quarter last year",
        f"SELECT {FARES} FROM bikes WHERE period BETWEEN DATE '2025-10-01' AND DATE '2025-12-31'",
    ),
    (
        "fare income month over month this year",
        f"SELECT DATE_TRUNC('month', period) AS m, {FARES}, PRIOR_PERIOD({FARES}, month) AS p, "
        f"{FARES} / PRIOR_PERIOD({FARES}, month) - 1 AS g FROM bikes WHERE {YEAR} GROUP BY 1 "
        "ORDER BY 1 ASC NULLS LAST",
    ),
    ("average fare income per day last month", f"SELECT {FARES} / 31 AS d FROM bikes WHERE {OCTOBER}"),
]


def test_each_wording_comes_to_its_query():
    """A wording without SQL of its own says the same as the one before it."""
    expected = ""
    for text, sql in RIGHT:
        expected = sql or expected
        assert _values(drafted(text)) == _values(canonical(expected)), text


def _values(sql: str) -> str:
    """Canonical SQL without names of columns and order of equal meaning: what is computed, of what, by what."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    named = {item.alias: item.this for item in tree.find_all(exp.Alias)}

    def bare(node: exp.Expr) -> exp.Expr:
        ordered = isinstance(node.parent, exp.Ordered) and isinstance(node, exp.Column)
        if ordered and node.name in named:
            return named[node.name].copy()
        return node.this if isinstance(node, exp.Alias) else node

    return tree.transform(bare).sql("duckdb")


LOST = [
    ("收入按单次，上月", "按"),
    ("从临江到望海的骑行次数，上月", "从 到"),
    ("fare income per active riders last month", "per"),
    ("上月收入分别", "分别"),
    ("fare income by city vs last year in July", "vs"),
    ("单次收入占月卡收入的比例，上月", "占 比例"),
    ("上月收入最低的城市和最高的城市", "最高"),
]


@pytest.mark.parametrize(("text", "words"), LOST, ids=[text for text, _ in LOST])
def test_a_word_that_binds_to_nothing_is_named(text: str, words: str):
    assert lost(text) == words


def test_a_condition_that_the_metric_rules_out_is_refused():
    for text in ("number of Refunded rides last month", "上月退款的骑行次数"):
        made = plan(text)
        assert isinstance(made, Draft)
        parsed = parse_query(made.semantic_sql, context().layer.model)
        assert isinstance(parsed, SemanticQuery)
        found = check_query(parsed, context().layer, Rights.full("tests"))
        assert isinstance(found, Issues)
        assert [item.code for item in found] == [IssueCode.FILTER_CONTRADICTS]


CHOICES = ["the cost plan", "cost plan please", "Cost plan", "成本的", "成本计划，谢谢"]


@pytest.mark.parametrize("reply", CHOICES)
def test_the_answer_to_a_question_back_keeps_filters_and_period(reply: str):
    made = plan("2025年望海的计划数")
    assert isinstance(made, Ask)
    asked = PriorTurn("2025年望海的计划数", "clarification", options=made.options)
    expected = f"SELECT MEASURE(cost_plan) FROM bikes WHERE {LAST_YEAR} AND docks.city = '望海'"
    chosen = plan(reply, [asked])
    assert isinstance(chosen, Draft)
    assert _values(canonical(chosen.semantic_sql)) == _values(canonical(expected))
    offered = BIKES.question(reply, [asked], lang="zh")
    assert chosen.semantic_sql in chosen_sql(offered, context())


TOP = (("老周", 9), ("小陈", 7))
KEPT = "riders.rider_name IN ('老周', '小陈')"


def test_a_follow_up_keeps_the_members_of_a_ranking():
    before = answered("去年收入最高的两个骑手", TOP)
    count = f"SELECT riders.rider_name, MEASURE(ride_count) AS n FROM bikes WHERE {LAST_YEAR} AND {KEPT} GROUP BY 1"
    monthly = (
        f"SELECT DATE_TRUNC('month', period) AS m, riders.rider_name, {FARES} FROM bikes WHERE {LAST_YEAR} "
        f"AND {KEPT} GROUP BY 1, 2 ORDER BY 1 ASC NULLS LAST"
    )
    theirs = f"{count} ORDER BY n DESC NULLS LAST"
    assert _values(drafted("他们的骑行次数", [before])) == _values(canonical(theirs))
    assert _values(drafted("按月", [before])) == _values(canonical(monthly))


def test_a_share_in_a_follow_up_is_of_the_whole():
    before = answered("上月各会员层收入")
    part = f"{FARES} FILTER (WHERE riders.tier = '金卡')"
    expected = f"SELECT {part} AS p, {part} / {FARES} AS s FROM bikes WHERE {OCTOBER}"
    assert _values(drafted("金卡占多少", [before])) == _values(canonical(expected))


@pytest.mark.parametrize("text", ["一起看", "差多少"])
def test_words_that_change_nothing_are_not_passed_over(text: str):
    assert lost(text, [answered("去年收入"), answered("今年收入")]) == text


def test_a_year_after_part_of_a_year_is_asked_about():
    made = plan("same for 2025", [answered("fare income July 2026")])
    assert isinstance(made, Ask)
    assert [option.label for option in made.options] == ["2025-07-01 – 2025-07-31", "2025-01-01 – 2025-12-31"]


def test_their_share_is_of_the_whole():
    before = answered("去年收入最高的两个骑手", TOP)
    assert _values(drafted("他们占多少", [before])) == _values(drafted("占比", [before]))


def test_what_a_threshold_is_compared_with_is_asked_where_it_is_open():
    made = plan("docks with number of rides above target last year")
    assert isinstance(made, Ask)
    assert [option.label for option in made.options] == ["Income plan", "Cost plan"]
    paired = drafted("docks with fare income above target last year")  # Attainment sets it against the income plan
    assert f"{FARES} > MEASURE(income_plan)" in paired
    named = drafted("docks with fare income above income plan last year")
    assert f"{FARES} > MEASURE(income_plan)" in named
