"""Spoken forms: a name taken apart by its question, a bare 高 of two, whose, excluded twice."""

from __future__ import annotations

from datetime import date

import pytest

from bot.turn import Ask, Decline, Draft
from semantic_layer.model import Horizon
from tests.unit.offline import firm
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.company import Company

CLINIC = Company("clinic")
JULY = "period BETWEEN DATE '2026-07-01' AND DATE '2026-07-31'"


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("7月新增了几位病人", "new_patients"),
        ("7月新增多少病人", "new_patients"),
        ("7月新增了多少个病人?", "new_patients"),
        ("7月退了多少费", "refunds"),
        ("7月退了多少钱费", "refunds"),
        ("7月开了多少张单", "slips"),
        ("7月开过几张单", "slips"),
        ("7月开了多少单", "slips"),
    ],
)
def test_a_name_taken_apart_by_the_question(text: str, metric: str):
    assert CLINIC.sql(text) == f"SELECT MEASURE({metric}) AS {metric} FROM clinic WHERE {JULY}"


def test_an_amount_and_a_count_of_one_verb_are_asked_between():
    made = CLINIC.asked("7月开了多少药")
    assert {option.label.split(" ")[0] for option in made.options} == {"开药金额", "开药次数"}


@pytest.mark.parametrize("text", ["7月新增了几位医生", "7月退了几位病人", "7月开了多少天单"])
def test_another_verb_or_object_is_no_such_name(text: str):
    assert isinstance(CLINIC.plan(text), Decline)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("城北和城南哪个运费收入更高", "DESC"),
        ("城北和城南谁的运费收入高?", "DESC"),
        ("城北跟城南比,谁的运费收入低", "ASC"),
        ("城北和城南运费收入哪个少一些", "ASC"),
    ],
)
def test_a_bare_adjective_compares_those_named(text: str, order: str):
    assert firm.drafted(text) == firm.canonical(
        f"SELECT depots.zone, MEASURE(freight_revenue) AS freight_revenue FROM parcels WHERE {firm.YEAR} "
        f"AND depots.zone IN ('城北', '城南') GROUP BY depots.zone ORDER BY freight_revenue {order} NULLS LAST"
    )


def test_a_bare_adjective_of_a_noun_shows_them_all_in_order():
    assert firm.drafted("哪个网点运费收入高") == firm.canonical(
        f"SELECT depots.depot_name, MEASURE(freight_revenue) AS freight_revenue FROM parcels WHERE {firm.YEAR} "
        "GROUP BY depots.depot_name ORDER BY freight_revenue DESC NULLS LAST"
    )


def test_which_of_two_zones_is_one_of_them_and_which_in_them_is_a_depot():
    assert "GROUP BY depots.zone" in firm.drafted("which of North and South has the highest freight revenue")
    assert "depots.depot_name" in firm.drafted("城北和城南里哪家运费收入最高")


def test_whose_debts_are_those_of_the_party_billed():
    assert firm.drafted("谁的逾期应收最多") == firm.canonical(
        "SELECT clients.client_name, MEASURE(overdue_receivables) AS overdue_receivables FROM parcels "
        "WHERE period <= DATE '2026-10-31' AND clients.client_name IS NOT NULL GROUP BY clients.client_name "
        "ORDER BY overdue_receivables DESC NULLS LAST LIMIT 1"
    )
    assert isinstance(firm.plan("谁的运费收入最高"), Decline)  # a client's, a depot's, a service's?


@pytest.mark.parametrize("text", ["剔除城北以外的运费收入", "不含城北之外的运费收入", "除城北外不含城南的运费收入"])
def test_left_out_twice_is_not_guessed(text: str):
    made = firm.plan(text)
    if isinstance(made, Draft):  # 除城北外不含城南: both left out
        assert "城南" in made.semantic_sql
        assert "城北" in made.semantic_sql
        assert "IS DISTINCT FROM" in made.semantic_sql or "NOT IN" in made.semantic_sql
    else:
        assert isinstance(made, Decline | Ask)


def test_a_noun_behind_by_is_no_verb_of_a_share():
    assert "shipments.service" in firm.drafted("freight revenue by service for July")


def test_an_unknown_word_is_told_whole():
    made = firm.plan("7月的差旅费")
    assert isinstance(made, Decline)
    assert made.issues[0].params["words"] == "差旅费"


@pytest.mark.parametrize(
    "text",
    [
        "今年各片区的运费收入,城北不算",
        "今年各片区的运费收入，城北不算在内",
        "今年各片区的运费收入,城北片区除外",
        "freight revenue by zone this year, North not included",
        "freight revenue by zone this year, North zone excluded",
    ],
)
def test_left_out_behind_the_value(text: str):
    assert firm.drafted(text) == firm.canonical(
        f"SELECT depots.zone, MEASURE(freight_revenue) AS freight_revenue FROM parcels WHERE {firm.YEAR} "
        "AND depots.zone IS DISTINCT FROM '城北' GROUP BY depots.zone"
    )


@pytest.mark.parametrize("text", ["城北不算城南的运费收入", "freight revenue of North not South", "运费收入不算"])
def test_what_is_left_out_is_not_turned_round(text: str):
    made = firm.plan(text)
    assert not isinstance(made, Draft) or "IS DISTINCT FROM '城南'" in made.semantic_sql
    assert not isinstance(made, Draft) or "DISTINCT FROM '城北'" not in made.semantic_sql


def test_a_thing_of_a_category_and_the_stem_of_its_field_are_part_of_the_value():
    july = "period BETWEEN DATE '2026-07-01' AND DATE '2026-07-31'"
    assert firm.drafted("7月空运货的运费收入") == firm.canonical(
        f"SELECT MEASURE(freight_revenue) AS freight_revenue FROM parcels WHERE {july} AND shipments.service = '空运'"
    )
    assert not isinstance(firm.plan("7月空运站的运费收入"), Draft)


def test_so_many_of_the_best_at_the_end():
    assert firm.drafted("freight revenue by depot this year, best 2").endswith("LIMIT 2")


ROOMS = Company("rooms")


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("7月各诊室的诊费收入", f"MEASURE(fees) AS fees FROM clinic WHERE {JULY} GROUP BY rooms.room_name"),
        (
            "7月诊室的投诉量",
            f"MEASURE(complaint_count) AS complaint_count FROM clinic WHERE {JULY} AND complaints.about = '诊室'",
        ),
        ("7月诊室人均诊费", f"MEASURE(mean_fee) AS mean_fee FROM clinic WHERE {JULY}"),
    ],
)
def test_a_noun_that_is_also_a_value_is_what_the_measure_leads_to(text: str, tail: str):
    assert ROOMS.sql(text).endswith(tail)


def test_what_a_member_contributed_is_what_it_made():
    assert firm.drafted("上月城北贡献了多少运费收入") == firm.drafted("上月城北的运费收入")
    assert "SHARE" in firm.draft("上月城北运费收入的贡献度").semantic_sql.upper()


@pytest.mark.parametrize(
    "text",
    [
        "今年前三大客户占了运费收入的百分之几",
        "今年运费收入前三的客户占总运费收入多少",
        "what percentage of freight revenue this year comes from the top 3 clients",
        "how much of freight revenue this year do the top 3 clients make up",
    ],
)
def test_those_who_make_up_a_part_are_one_figure(text: str):
    made = firm.draft(text).semantic_sql
    assert "SUM(freight_revenue) / MAX(freight_revenue_whole)" in made, made
    assert "LIMIT 3" in made


@pytest.mark.parametrize(
    "text",
    [
        "今年前三大客户各占运费收入的百分之几",
        "今年运费收入前三的客户分别占多少",
        "top 3 clients and their share of freight revenue",
    ],
)
def test_each_of_them_has_its_share(text: str):
    made = firm.plan(text)
    assert not isinstance(made, Draft) or "SUM(" not in made.semantic_sql


@pytest.mark.parametrize(
    "text", ["今年运费收入前3的客户及其客户类型", "top 3 clients by freight revenue this year and their segment"]
)
def test_theirs_is_of_the_members_named(text: str):
    assert firm.drafted(text) == firm.canonical(
        "SELECT clients.client_name, clients.segment, MEASURE(freight_revenue) AS freight_revenue FROM parcels "
        f"WHERE {firm.YEAR} AND clients.client_name IS NOT NULL GROUP BY clients.client_name, clients.segment "
        "ORDER BY freight_revenue DESC NULLS LAST LIMIT 3"
    )


@pytest.mark.parametrize("text", ["their segment", "top 3 clients by freight revenue and their zone", "及其客户类型"])
def test_theirs_of_nobody_is_refused(text: str):
    assert isinstance(firm.plan(text), Decline | Ask)


@pytest.mark.parametrize(
    "text",
    [
        "Is freight revenue in October higher than last year?",
        "10月运费收入低于去年同期吗",
        "10月运费收入是否高于去年同期",
    ],
)
def test_a_condition_of_one_figure_is_the_comparison(text: str):
    october = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
    assert "PRIOR_YEAR(MEASURE(freight_revenue)) AS freight_revenue_prior_year, " in firm.draft(text).semantic_sql
    assert october in firm.draft(text).semantic_sql
    assert "HAVING" not in firm.draft(text).semantic_sql


def test_a_condition_of_members_stays_one():
    assert "HAVING" in firm.draft("10月运费收入低于去年同期的网点有哪些").semantic_sql
    assert isinstance(firm.plan("10月运费收入低于去年同期"), Decline)


LOSSES = """  - {name: margin, expression: SUM(visits.fee), label: {zh: 毛利, en: Gross profit}, unit: CNY}
  - {name: income, expression: SUM(visits.fee), label: {zh: 净利润, en: Net profit}, unit: CNY}
"""
PROFITS = Company("rooms", LOSSES)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("7月亏损的诊室", ""),
        ("which rooms were loss-making in July", ""),
        ("7月亏损最多的诊室", " ORDER BY {} ASC NULLS LAST"),
    ],
)
def test_who_lost_money_is_asked_by_its_profit(text: str, order: str):
    assert sorted(PROFITS.options(text).values()) == [
        f"SELECT rooms.room_name, MEASURE({name}) AS {name} FROM clinic WHERE {JULY} GROUP BY rooms.room_name "
        f"HAVING MEASURE({name}) < 0{order.format(name)}"
        for name in ("income", "margin")
    ]


def test_a_profit_named_is_the_one_lost_and_how_much_is_no_condition():
    assert "HAVING MEASURE(income) < 0" in PROFITS.sql("7月净利润亏损的诊室")
    one = PROFITS.asked("7月亏损了吗")
    assert all("HAVING" not in option.semantic_sql for option in one.options)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("本月截至今天的运费收入", "2026-11-05"),
        ("freight revenue this month as of today", "2026-11-05"),
        ("截至9月底今年的运费收入", "2026-09-30"),
    ],
)
def test_a_unit_and_a_day_within_it_are_the_unit_so_far(text: str, end: str):
    start = "2026-11-01" if "11-05" in end else "2026-01-01"
    assert firm.drafted(text) == firm.canonical(
        "SELECT MEASURE(freight_revenue) AS freight_revenue FROM parcels "
        f"WHERE period BETWEEN DATE '{start}' AND DATE '{end}'"
    )


def test_the_largest_share_is_of_each():
    made = firm.draft("上月运费收入中占比最大的三个网点").semantic_sql
    assert "SUM(freight_revenue)" not in made
    assert "ORDER BY freight_revenue_share DESC" in made


@pytest.mark.parametrize("text", ["每年的开单金额", "yearly prescribed"])
def test_by_year_is_of_every_year_there_is(text: str):
    """Where the warehouse tells when the data begins; else of the default period."""
    assert "2026-01-01" in firm.drafted("每年的运费收入")
    known = Company("clinic", horizons={"visits": Horizon(date(2024, 1, 1), date(2026, 11, 4))})
    assert "WHERE" not in known.sql(text)
    assert "2026-01-01" in known.sql("每月的开单金额")


@pytest.mark.parametrize(
    "text",
    for_reasons(
        {
            "an adjective that nothing asks for is not passed over": [
                "运费收入高的网点",
                "城北运费收入高",
                "哪个网点运费收入高吗赔付金额",
            ],
            "which of a kind without members lists nobody": [
                "哪些电商的运费收入比去年下降了",
                "which Air had falling freight revenue this year",
            ],
            "how many of one measure in another is no pair": [
                "how many shipments of Air are in receivables",
                "how many vans of North in claims paid",
            ],
        }
    ),
)
def test_what_nothing_asks_for_is_not_answered(text: str):
    assert not isinstance(firm.plan(text), Draft)
