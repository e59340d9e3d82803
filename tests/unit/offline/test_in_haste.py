"""A bakery asked in a hurry: half sentences, tenths, months side by side, which of its houses, words of a chat."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from semantic_layer.issues import IssueCode
from tests.unit.offline.company import OCTOBER, YEAR, Company

BAKERY = Company("bakery")
BY_SHOP = "GROUP BY shops.shop_name"


def _october(measure: str = "takings") -> str:
    return f"SELECT MEASURE({measure}) AS {measure} FROM bakery WHERE {OCTOBER}"


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("给我一个数,10月流水额", _october()),
        ("10月流水额多少呗", _october()),
        ("10月流水额 一个数就行", _october()),
        ("吐司这块10月流水额", f"{_october()} AND sales.bread = '吐司'"),
        ("扫码支付方式这块10月流水额", f"{_october()} AND sales.pay_way = '扫码'"),
        ("走扫码支付的10月流水额", f"{_october()} AND sales.pay_way = '扫码'"),
        ("女熟客10月流水额多少", f"{_october()} AND guests.gender = '女'"),
        ("10月流水目标定了多少", _october("takings_target")),
        ("10月流水目标用了几成", _october("attained")),
        ("10月流水额完成目标的百分之几", _october("attained")),
        (
            "瞅瞅10月各店流水额",
            f"SELECT shops.shop_name, MEASURE(takings) AS takings FROM bakery WHERE {OCTOBER} {BY_SHOP}",
        ),
    ],
)
def test_words_of_a_hurry_say_no_more(text: str, sql: str):
    assert BAKERY.sql(text) == sql


@pytest.mark.parametrize(
    "text",
    [
        "10月各店流水额一个数",  # one figure, or one of each?
        "走塔桥的10月流水额",  # a town is no means: from it, to it, or by way of it?
        "这块10月流水额",
        "10月流水额定了多少",  # what came in was not set
        "男塔桥10月流水额",
        "小票用了几成",
        "10月流水额上了三",
    ],
)
def test_elsewhere_they_are_named(text: str):
    assert not isinstance(BAKERY.plan(text), Draft)


# ---- tenths


@pytest.mark.parametrize(
    ("text", "having"),
    [
        ("10月利润率没到三成的店", "MEASURE(margin) < 0.3"),
        ("10月利润率三成五以上的店", "MEASURE(margin) >= 0.35"),
        ("10月利润率超过一半的店", "MEASURE(margin) > 0.5"),
        ("10月目标达成率不到九成的店", "MEASURE(attained) < 0.9"),
        ("10月流水目标完成没到九成的店有哪些", "MEASURE(attained) < 0.9"),
        ("10月流水目标完成超过九成半的店", "MEASURE(attained) > 0.95"),
    ],
)
def test_tenths_are_a_percentage(text: str, having: str):
    assert BAKERY.sql(text).endswith(f"HAVING {having}")


@pytest.mark.parametrize(
    "text", ["10月流水额不到五成的店", "一半的店10月流水额", "10月流水额的一半", "10月流水额不到目标九成的店"]
)
def test_tenths_of_nothing_that_is_a_share_are_named(text: str):
    assert BAKERY.declined(text).code == IssueCode.NOT_UNDERSTOOD


# ---- each of them, the total of them


def test_a_few_of_each_are_told_apart():
    assert BAKERY.sql("塔桥几家店10月流水额各多少").endswith(f"AND shops.town = '塔桥' {BY_SHOP}")
    assert "COUNT(" in BAKERY.sql("塔桥有几家店")


@pytest.mark.parametrize(
    ("text", "grain"),
    [("今年流水额,一个月一个数", "month"), ("今年一个季度一个数,流水额", "quarter"), ("今年流水额一天一个数", "day")],
)
def test_one_figure_for_each_unit(text: str, grain: str):
    assert f"GROUP BY DATE_TRUNC('{grain}', period)" in BAKERY.sql(text)


@pytest.mark.parametrize("text", ["8月9月10月流水额", "8月、9月、10月三个月流水额分别多少", "8月9月10月三个月的流水额"])
def test_months_side_by_side_are_a_list(text: str):
    sql = BAKERY.sql(text)
    assert "BETWEEN DATE '2026-08-01' AND DATE '2026-10-31' GROUP BY DATE_TRUNC('month', period)" in sql


@pytest.mark.parametrize(
    "text", ["8月和9月流水额合计", "8月9月两个月流水额一共多少", "takings in August and September combined"]
)
def test_months_added_up_are_one_figure(text: str):
    both = "period BETWEEN DATE '2026-08-01' AND DATE '2026-09-30'"
    assert BAKERY.sql(text) == f"SELECT MEASURE(takings) AS takings FROM bakery WHERE {both}"


@pytest.mark.parametrize("text", ["8月和10月流水额合计", "8月和9月三个月流水额"])
def test_months_that_do_not_adjoin_have_no_total_here(text: str):
    assert BAKERY.declined(text).code == IssueCode.NOT_UNDERSTOOD


def test_values_of_one_field_are_added_up():
    assert BAKERY.sql("10月房租加水电的店面开销一共多少").endswith("costs.item IN ('房租', '水电')")
    assert not isinstance(BAKERY.plan("10月房租加塔桥的店面开销一共多少"), Draft)


def test_measures_are_added_up():
    columns = "MEASURE(outlay) AS outlay, MEASURE(flour_spend) AS flour_spend, MEASURE(outlay) + MEASURE(flour_spend)"
    assert BAKERY.sql("10月店面开销加面粉款一共多少") == f"SELECT {columns} AS outlay_sum FROM bakery WHERE {OCTOBER}"
    assert "BETWEEN DATE '2026-01-01' AND DATE '2026-10-31'" in BAKERY.sql(
        "今年店面开销加面粉款合计"
    )  # as far as both go


@pytest.mark.parametrize(
    "text",
    [
        "10月流水额加利润率一共",
        "10月店面开销加开销预算一共",
        "10月店面开销加面粉款一共占流水额多少",
        "10月店面开销加面粉款合计最高的店",
        "10月店面开销加面粉款合计同比",
        "10月店面开销加面粉款",  # added up, or listed?
    ],
)
def test_what_does_not_add_up_is_named(text: str):
    assert not isinstance(BAKERY.plan(text), Draft)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("今年平均一个月流水额多少", "MEASURE(takings) / 10 AS takings_per_month"),
        ("10月平均一天流水额多少", "MEASURE(takings) / 31 AS takings_per_day"),
    ],
)
def test_the_mean_of_one_unit(text: str, column: str):
    assert column in BAKERY.sql(text)


# ---- who is first


def test_which_house_is_the_only_kind_that_the_measure_is_told_by():
    assert BAKERY.sql("10月流水额最高的是哪家").endswith(f"{BY_SHOP} ORDER BY takings DESC NULLS LAST LIMIT 1")
    assert set(BAKERY.options("10月面粉款最高的是哪家")) == {"面包店 · 面包店", "供应商 · 供应商"}


def test_the_most_profitable():
    order = f"WHERE {YEAR} AND shops.shop_name IS NOT NULL {BY_SHOP} ORDER BY"
    assert f"{order} profit DESC NULLS LAST LIMIT 3" in BAKERY.sql("今年最赚钱的三家店")
    assert f"{order} takings DESC NULLS LAST LIMIT 2" in BAKERY.sql("今年最赚钱的两家店,按流水额")


def test_the_second_from_below():
    assert "ORDER BY takings ASC" in (sql := BAKERY.sql("10月流水额倒数第二的店"))
    assert "WHERE place = 2" in sql
    assert BAKERY.sql("10月流水额倒数第一的店").endswith("ORDER BY takings ASC NULLS LAST LIMIT 1")


@pytest.mark.parametrize("text", ["10月流水额过5万的镇有几个", "10月有几个镇流水额超过5w"])
def test_the_values_of_a_field_that_meet_a_condition_are_counted(text: str):
    sql = BAKERY.sql(text)
    assert "GROUP BY shops.town HAVING MEASURE(takings) > 50000" in sql
    assert sql.endswith("SELECT COUNT(*) AS town_count FROM members")


def test_a_count_and_its_members_are_two_questions():
    assert not isinstance(BAKERY.plan("10月流水额过5万的镇有几个,各多少"), Draft)


# ---- against what


def test_how_far_from_the_target():
    assert "MEASURE(takings) - MEASURE(takings_target)" in BAKERY.sql("10月流水额离目标还差多少")


def test_up_or_not_asks_against_what():
    before = [BAKERY.answered("10月流水额多少")]
    made = BAKERY.options("涨了没", before)
    assert ["PRIOR_YEAR" in sql for sql in made.values()] == [True, False]
    assert len(BAKERY.options("10月流水额涨了没")) == 2


@pytest.mark.parametrize("text", ["比9月呢", "跟9月相比增长了多少", "和9月比呢"])
def test_against_a_month_that_is_named(text: str):
    made = BAKERY.sql(text, [BAKERY.answered("10月流水额多少")])
    assert made.endswith(f"FROM bakery WHERE {OCTOBER}")
    assert "PRIOR_PERIOD(MEASURE(takings), month) AS takings_prior_period" in made


@pytest.mark.parametrize("text", ["比7月呢", "比9月底呢"])
def test_against_a_month_that_is_no_neighbour_is_named(text: str):
    assert not isinstance(BAKERY.plan(text, [BAKERY.answered("10月流水额多少")]), Draft)


@pytest.mark.parametrize(
    ("text", "bound"), [("比9月掉的有哪些", "<"), ("比9月涨的呢", ">"), ("比9月跌了的是哪几家", "<")]
)
def test_of_those_shown_the_ones_that_rose_or_fell(text: str, bound: str):
    sql = BAKERY.sql(text, [BAKERY.answered("10月各店流水额")])
    assert sql.endswith(f"{BY_SHOP} HAVING MEASURE(takings) {bound} PRIOR_PERIOD(MEASURE(takings), month)")


@pytest.mark.parametrize("text", ["比9月差的有哪些", "比9月没涨的有哪些", "跌的有哪些"])
def test_of_those_shown_what_was_said_otherwise_is_named(text: str):
    assert not isinstance(BAKERY.plan(text, [BAKERY.answered("10月各店流水额")]), Draft)
