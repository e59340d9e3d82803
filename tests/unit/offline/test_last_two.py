"""By how much the last two answers differ; and the bounds that a correction or another bound takes the place of."""

from __future__ import annotations

import pytest

from bot.turn import Decline
from semantic_layer.issues import IssueCode
from tests.unit.offline.firm import OCTOBER, canonical, declined, drafted, plan, told

FREIGHT = "MEASURE(freight_revenue)"
AUGUST = "period BETWEEN DATE '2026-08-01' AND DATE '2026-08-31'"
SEPTEMBER = "period BETWEEN DATE '2026-09-01' AND DATE '2026-09-30'"


def apart(later: str, earlier: str, metric: str = "freight_revenue", where: str = "") -> str:
    return canonical(
        f"WITH later AS (SELECT MEASURE({metric}) AS {metric} FROM parcels WHERE {later}{where}), "
        f"earlier AS (SELECT MEASURE({metric}) AS {metric} FROM parcels WHERE {earlier}{where}) "
        f"SELECT later.{metric} AS {metric}_later, earlier.{metric} AS {metric}_earlier, "
        f"later.{metric} - earlier.{metric} AS {metric}_difference FROM later CROSS JOIN earlier"
    )


@pytest.mark.parametrize(
    "turns",
    [
        ["8月城北的运费收入", "10月呢", "差多少"],
        ["10月城北的运费收入", "8月呢", "两个月差多少"],  # the later less the earlier, whichever was asked first
        ["freight revenue of North in August", "and October?", "how much more is that?"],
        ["freight revenue of North in August", "and October?", "what's the difference between the two months?"],
    ],
    ids=lambda turns: turns[-1],
)
def test_two_periods(turns: list[str]):
    assert drafted(*told(turns)) == apart(OCTOBER, AUGUST, where=" AND depots.zone = '城北'")


def test_two_month_ends_are_those_shown():
    at = [
        "period BETWEEN DATE '2026-10-31' AND DATE '2026-10-31'",
        "period BETWEEN DATE '2026-09-30' AND DATE '2026-09-30'",
    ]
    assert drafted(*told(["10月底应收账款", "9月底呢", "两个月底差多少"])) == apart(*at, metric="receivables")
    made = plan(*told(["10月运费收入", "9月呢", "两个月底差多少"]))
    assert isinstance(made, Decline)
    assert made.issues[0].code is IssueCode.ASK_IN_FULL


def test_neighbours_are_set_apart_as_they_were_answered():
    turns = ["9月运费收入", "10月呢", "相差多少"]
    assert drafted(*told(turns)) == apart(OCTOBER, SEPTEMBER)


def test_a_year_that_has_begun_is_set_against_the_same_days():
    turns = ["freight revenue this year", "and same period last year?", "so how much more is that"]
    this, before = (f"period BETWEEN DATE '{year}-01-01' AND DATE '{year}-11-03'" for year in (2026, 2025))
    assert drafted(*told(turns)) == apart(this, before)


def test_two_days_of_a_balance():
    turns = ["8月底应收", "9月底呢", "差多少"]
    first, second = (f"period BETWEEN DATE '{day}' AND DATE '{day}'" for day in ("2026-08-31", "2026-09-30"))
    assert drafted(*told(turns)) == apart(second, first, "receivables")


@pytest.mark.parametrize(
    "turns",
    [
        ["上月城北的运费收入", "城南呢", "差多少"],
        ["freight revenue of North last month", "and South?", "what is the difference?"],
    ],
    ids=lambda turns: turns[-1],
)
def test_two_values_the_second_less_the_first(turns: list[str]):
    north, south = (f"{FREIGHT} FILTER (WHERE depots.zone = '{zone}')" for zone in ("城北", "城南"))
    assert drafted(*told(turns)) == canonical(
        f"SELECT {south} AS freight_revenue_1, {north} AS freight_revenue_2, "
        f"{south} - {north} AS freight_revenue_difference FROM parcels WHERE {OCTOBER}"
    )


@pytest.mark.parametrize(
    "turns",
    [
        ["10月运费收入", "差多少"],  # from what?
        ["10月城北的运费收入", "城南呢", "两个月差多少"],  # they differ in the zone
        ["10月城北的运费收入", "赔付金额呢", "差多少"],  # two measures
        ["10月城北的运费收入", "9月城南的运费收入", "差多少"],  # a period and a value
        ["10月运费收入", "10月城北的运费收入", "差多少"],  # a whole and its part
        ["今年运费收入", "10月呢", "差多少"],  # one range within the other
        ["10月运费收入", "本月呢", "差多少"],  # a month begun
        ["10月各片区运费收入", "9月呢", "差多少"],  # a list
        ["10月运费收入和赔付金额", "9月呢", "差多少"],
    ],
    ids=lambda turns: " / ".join(turns),
)
def test_of_anything_else_it_is_to_be_asked_in_full(turns: list[str]):
    assert isinstance(plan(*told(turns)), Decline)


def test_months_are_gone_through_where_no_difference_is_asked():
    turns = ["9月城北运费收入", "10月呢", "今年每个月呢"]
    assert "DATE_TRUNC('MONTH', period)" in drafted(*told(turns))


# ---- all of a period; bounds


@pytest.mark.parametrize(
    ("turns", "same"),
    [
        (
            ["freight revenue by zone last month", "sorry, I meant the whole year so far"],
            "freight revenue by zone this year so far",
        ),
        (["freight revenue by zone last month", "I meant the whole of 2026"], "2026年各片区运费收入"),
        (["上月各片区运费收入", "不对,我要的是整个9月"], "9月各片区运费收入"),
        (["freight revenue by zone last month", "for the entire company in September"], "9月运费收入"),
        (["freight revenue by zone last month", "I meant the total"], "上月运费收入"),
        (["上月运费收入超过100万的片区", "不对,我要的是低于50万的"], "上月运费收入低于50万的片区"),
        (["上月运费收入超过100万的片区", "no, I meant below 3 million"], "上月运费收入低于300万的片区"),
        (["上月运费收入超过100万的片区", "超过50万的呢"], "上月运费收入超过50万的片区"),
        (["上月运费收入超过100万的片区", "低于100万的呢"], "上月运费收入低于100万的片区"),
        (["上月赔付率超过10%的片区", "超过5%的呢"], "上月赔付率超过5%的片区"),
    ],
    ids=lambda turns: turns[-1] if isinstance(turns, list) else "",
)
def test_it_says_the_same_as_the_whole_question(turns: list[str], same: str):
    assert drafted(*told(turns)) == drafted(same)


def test_a_bound_on_the_other_side_narrows_only_where_it_points_back():
    turns = ["上月运费收入超过100万的片区", "其中低于300万的"]
    assert drafted(*told(turns)).endswith(
        "HAVING MEASURE(freight_revenue) < 3000000 AND MEASURE(freight_revenue) > 1000000"
    )
    turns[-1] = "低于300万的呢"
    assert declined(*told(turns)).code is IssueCode.ASK_IN_FULL
