"""Words that change what a number is: attainment beside a plan, the whole of a share, 合计 beside a ranking."""

from __future__ import annotations

import pytest

from bot.turn import Decline, Draft
from tests.unit.offline.company import Company
from tests.unit.offline.firm import YEAR, canonical, draft, drafted, left_out, plan

WHOLE = "MEASURE(freight_revenue)"


THEATRE = Company("theatre")
staged = THEATRE.plan


def measured(text: str) -> str:
    return THEATRE.sql(text).split(" AS ", 1)[0]


# ---- attainment


@pytest.mark.parametrize(
    "text",
    [
        "上月票房目标完成了百分之多少",
        "上月票房目标完成了多少",
        "今年票房目标的完成情况",
        "票房目标达成率",
        "how much of the takings target has been achieved this year",
        "takings target attainment",
        "have we met the takings target last month",
    ],
)
def test_a_plan_attained_is_the_actual_over_it(text: str):
    assert measured(text) == "SELECT MEASURE(takings_rate)"


def test_a_plan_without_its_rate_is_no_answer():
    assert isinstance(staged("今年观众预算完成了多少"), Decline)
    assert isinstance(staged("how much of the visitor budget has been achieved"), Decline)


def test_the_plan_alone_is_the_plan():
    assert measured("今年票房目标是多少") == "SELECT MEASURE(takings_target)"


def test_a_verb_before_money_only_leads_to_it():
    assert measured("上月完成票房多少") == "SELECT MEASURE(takings)"
    assert isinstance(staged("上月完成的售票数"), Decline)  # tickets that are completed?


def test_one_measure_worked_out_by_another_is_neither():
    assert isinstance(staged("按票房目标算的售票数"), Decline)
    assert isinstance(staged("按票房和售票数看各剧场"), Draft)


# ---- with or without tax


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("上月票房(不含税)", "takings"),
        ("上月不含税票款", "takings"),
        ("上月票款，含税", "door_cash"),
        ("takings excluding VAT last month", "takings"),
        ("door cash last month, VAT included", "door_cash"),
    ],
)
def test_a_basis_is_that_of_the_metric(text: str, metric: str):
    assert measured(text) == f"SELECT MEASURE({metric})"


@pytest.mark.parametrize("text", ["上月含税票房", "上月不含税售票数", "takings with VAT last month"])
def test_another_basis_is_no_answer(text: str):
    assert not isinstance(staged(text), Draft)


# ---- shares


@pytest.mark.parametrize(
    "text",
    [
        "除城北以外的片区占今年运费收入的比重",
        "今年除城北外其他片区的运费收入占比",
        "share of freight revenue this year from zones other than North",
    ],
)
def test_the_share_of_all_but_one_is_of_the_whole(text: str):
    rest = f"{WHOLE} FILTER (WHERE depots.zone IS DISTINCT FROM '城北')"
    assert drafted(text) == canonical(
        f"SELECT {rest} AS freight_revenue_part, {rest} / {WHOLE} AS freight_revenue_share FROM parcels WHERE {YEAR}"
    )


def test_shares_of_each_of_the_others_are_open():
    assert isinstance(plan("今年各片区的运费收入占比,不含城北"), Decline)


def test_rows_without_a_name_count_in_the_whole_of_a_ranking():
    made = drafted("今年运费收入占比前3的客户")
    inner, outer = made.split("FROM members")
    assert "IS NOT NULL" not in inner.upper().replace("NOT NULL IS", "")
    assert "IS NULL" in outer.upper() or "IS NOT NULL" in outer.upper()


@pytest.mark.parametrize(
    "text",
    [
        "今年运费收入前3的客户合计",
        "今年前3大客户的总运费收入",
        "total freight revenue of the top 3 clients this year",
        "top 3 clients by freight revenue this year combined",
    ],
)
def test_the_first_ones_combined_are_one_figure(text: str):
    made = draft(text)
    assert made.semantic_sql.endswith("LIMIT 3\n)\nSELECT SUM(freight_revenue) AS freight_revenue\nFROM ranked")
    assert not left_out(text)


def test_their_share_is_one_figure_too():
    made = draft("今年运费收入前三大客户合计占百分之多少")
    assert "SUM(freight_revenue) / MAX(freight_revenue_whole) AS freight_revenue_share" in made.semantic_sql


@pytest.mark.parametrize("text", ["top 3 clients by total freight revenue this year", "今年总运费收入前3的客户"])
def test_a_total_that_is_ranked_by_combines_nothing(text: str):
    assert drafted(text) == drafted("今年运费收入前3的客户")


@pytest.mark.parametrize("text", ["今年赔付率前3的客户合计", "今年运费收入前3的客户和合计"])
def test_what_does_not_add_up_is_not_combined(text: str):
    assert isinstance(plan(text), Decline)


# ---- every word shows


def test_a_percentage_is_asked_for():
    assert left_out("今年空运运费收入是百分之多少") == ["是百分之多少"]
    assert left_out("what percent is freight revenue this year") == ["what percent"]
    assert not left_out("今年赔付率是百分之多少")
    assert not left_out("今年运费收入同比增长了百分之多少")
