"""A bakery's open things and nameless kinds: 没裱花, 还有多少没收回来, 各类预订额, wages, names that sound alike."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.company import OCTOBER, Company

BAKERY = Company("bakery")


@pytest.mark.parametrize("text", ["还有多少预订没裱花", "还有多少预订挂着没裱花"])
def test_what_is_open_is_so_whenever_it_began(text: str):
    sql = BAKERY.sql(text)
    assert sql == "SELECT MEASURE(bookings_made) AS bookings_made FROM bakery WHERE bookings.state = '未裱花'"


def test_of_a_period_it_is_what_began_then():
    assert BAKERY.sql("10月没裱花的预订数").endswith(f"WHERE {OCTOBER} AND bookings.state = '未裱花'")


@pytest.mark.parametrize("text", ["还有多少预订没烤", "没裱的预订数", "还有多少小票"])
def test_a_deed_that_no_state_knows_is_named(text: str):
    assert not isinstance(BAKERY.plan(text), Draft)


@pytest.mark.parametrize("text", ["还有多少钱没收回来", "还有多少没回款", "还有多少钱没收到"])
def test_what_did_not_come_in_is_owed(text: str):
    assert BAKERY.sql(text).startswith("SELECT MEASURE(receivables) AS receivables FROM bakery WHERE period <=")


@pytest.mark.parametrize(
    "text",
    [
        "8月还有多少钱没收回来",  # of what was billed in August, or as of its end?
        "还有多少钱没付出去",  # nothing here is owed by us
        "10月流水额多少没收回来",
    ],
)
def test_elsewhere_what_did_not_come_in_is_named(text: str):
    assert not isinstance(BAKERY.plan(text), Draft)


def test_wages_are_paid_out_and_goods_are_not():
    assert BAKERY.sql("10月工资发了多少").endswith(f"FROM bakery WHERE {OCTOBER}")
    assert not isinstance(BAKERY.plan("10月面粉款发了多少"), Draft)


def test_which_rows_count_is_asked_where_their_number_leaves_some_out():
    made = BAKERY.options("没有团购收款的团购账单有多少")
    assert set(made) == {"团购账单数", "全部团购账单（不论状态）"}
    assert ["MEASURE(bill_count)" in sql for sql in made.values()] == [True, False]
    assert "MEASURE(bill_count)" in BAKERY.sql("没有团购收款的团购账单数")


# ---- kinds


@pytest.mark.parametrize("text", ["10月各类蛋糕预订额", "10月蛋糕预订额花在哪几类上", "10月每种蛋糕预订额"])
def test_the_kind_that_bears_the_name_of_the_measure(text: str):
    assert "GROUP BY bookings.cake" in BAKERY.sql(text)


@pytest.mark.parametrize("text", ["10月不同类型的店流水额", "10月各类店流水额"])
def test_the_kind_of_the_members_named(text: str):
    assert BAKERY.sql(text).endswith("GROUP BY shops.shop_type")


def test_a_field_with_a_name_of_its_own_is_grouped_by_itself():
    assert "GROUP BY sales.pay_way" in BAKERY.sql("10月哪种支付方式流水额最高")


@pytest.mark.parametrize("text", ["10月开销预算花了多少", "开销预算10月用了多少", "10月花了多少开销预算"])
def test_what_was_spent_of_a_plan_is_not_the_plan(text: str):
    made = BAKERY.sql(text)
    assert "MEASURE(outlay) AS outlay, MEASURE(outlay_budget) AS outlay_budget" in made
    assert "MEASURE(outlay) - MEASURE(outlay_budget)" in made


def test_a_plan_of_sales_is_not_spent():
    assert not isinstance(BAKERY.plan("10月流水目标花了多少"), Draft)


def test_two_questions_about_a_plan_are_not_answered_with_one():
    assert not isinstance(BAKERY.plan("10月流水目标定了多少,完成了多少"), Draft)


def test_of_several_kinds_none_is_taken():
    assert set(BAKERY.options("10月各类预订数")) == {
        "蛋糕预订 · 蛋糕类别",
        "蛋糕预订 · 自取类型",
        "面包店 · 店类",
    }


@pytest.mark.parametrize("text", ["10月各类工资", "10月各种面粉款"])
def test_a_measure_without_kinds_is_named(text: str):
    assert not isinstance(BAKERY.plan(text), Draft)


# ---- fell, and by how much each


def test_by_how_much_each_of_those_fell():
    sql = BAKERY.sql("哪些店10月流水额比9月跌了,各跌了多少")
    assert "MEASURE(takings) - PRIOR_PERIOD(MEASURE(takings), month) AS takings_mom_change" in sql
    assert sql.endswith("HAVING MEASURE(takings) < PRIOR_PERIOD(MEASURE(takings), month)")
    assert not isinstance(BAKERY.plan("哪些店10月流水额比9月跌了,各涨了多少"), Draft)


# ---- a name that sounds alike


def test_one_homophone_in_a_long_name_is_taken():
    assert BAKERY.sql("塔乔西街店10月流水额").endswith("shops.shop_name = '塔桥西街店'")


@pytest.mark.parametrize("text", ["塔乔10月流水额", "麦乡店10月流水额"])
def test_in_a_short_name_it_is_asked_about(text: str):
    assert len(BAKERY.options(text)) == 1


def test_a_character_that_sounds_otherwise_is_no_slip():
    assert not isinstance(BAKERY.plan("塔山西街店10月流水额"), Draft)


# ---- of the measure just answered


def test_how_far_what_was_shown_is_attained():
    for before in ("10月流水额多少", "10月流水目标是多少"):
        sql = BAKERY.sql("完成了百分之几", [BAKERY.answered(before)])
        assert sql == f"SELECT MEASURE(attained) AS attained FROM bakery WHERE {OCTOBER}"


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("10月面粉款多少", "完成了百分之几"),  # no plan is set against it
        ("10月流水额多少", "完成了多少"),  # so much, or so many percent?
    ],
)
def test_of_another_measure_the_words_are_named(before: str, text: str):
    assert not isinstance(BAKERY.plan(text, [BAKERY.answered(before)]), Draft)


def test_who_owes_what_was_shown():
    sql = BAKERY.sql("都是哪几家店欠的", [BAKERY.answered("10月底应收款多少")])
    assert sql.startswith("SELECT shops.shop_name, MEASURE(receivables) AS receivables")
