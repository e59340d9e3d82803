"""掉了, 缩水, 跌破, 多了还是少了: words of change as they are spoken, the bound behind them, and where it came to."""

from __future__ import annotations

import pytest

from tests.unit.offline.brewery import declined, drafted, options, plan

TAKINGS, BEFORE = "MEASURE(takings)", "PRIOR_PERIOD(MEASURE(takings), month)"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("10月销售额比9月掉了15%以上的酒馆", f"{TAKINGS} / {BEFORE} - 1 <= -0.15"),
        ("哪些酒馆10月销售额比9月缩水超过15%", f"{TAKINGS} / {BEFORE} - 1 < -0.15"),
        ("10月销售额比9月少了15%以上的酒馆", f"{TAKINGS} / {BEFORE} - 1 <= -0.15"),
        ("10月销售额比9月多10%以上的酒馆有哪些", f"{TAKINGS} / {BEFORE} - 1 >= 0.1"),
        ("10月销售额比9月多了2万以上的酒馆", f"{TAKINGS} - {BEFORE} >= 20000"),
        ("10月销售额比9月跌了2万以上的酒馆", f"{TAKINGS} - {BEFORE} <= -20000"),
        ("taverns whose takings slumped by more than 15% in October versus September", f"{BEFORE} - 1 < -0.15"),
    ],
)
def test_spoken_words_bound_the_change(text: str, bound: str):
    assert drafted(text).split("HAVING ")[1].endswith(bound)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("10月销售额比9月下降到10万以下的酒馆", f"{TAKINGS} <= 100000 AND {TAKINGS} < {BEFORE}"),
        ("10月销售额比9月降到10万以下的酒馆", f"{TAKINGS} <= 100000 AND {TAKINGS} < {BEFORE}"),
        ("哪些酒馆10月销售额比9月升到10万以上", f"{TAKINGS} >= 100000 AND {TAKINGS} > {BEFORE}"),
        ("10月销售额比9月增长到10万以上的酒馆", f"{TAKINGS} >= 100000 AND {TAKINGS} > {BEFORE}"),
        (
            "taverns whose takings fell below 100k in October versus September",
            f"{TAKINGS} < 100000 AND {TAKINGS} < {BEFORE}",
        ),
        (
            "taverns whose takings grew to over 100k in October versus September",
            f"{TAKINGS} > 100000 AND {TAKINGS} > {BEFORE}",
        ),
        ("10月销售额跌破10万的酒馆", f"{TAKINGS} < 100000"),
    ],
)
def test_where_it_came_to_is_no_bound_on_the_change(text: str, bound: str):
    assert drafted(text).split("HAVING ")[1] == bound


def test_a_fall_of_less_than_so_much_is_a_fall():
    bound = f"{TAKINGS} / {BEFORE} - 1 > -0.2 AND {TAKINGS} < {BEFORE}"
    for text in (
        "10月销售额比9月下降不到20%的酒馆",
        "taverns whose takings fell by less than 20% in October versus September",
    ):
        assert drafted(text).split("HAVING ")[1] == bound


@pytest.mark.parametrize(
    "text",
    [
        "哪些酒馆10月毛利率环比下降超过3%",
        "10月毛利率比9月掉了3%以上的酒馆",
        "taverns whose gross margin fell by more than 3% in October versus September",
    ],
)
def test_percent_of_a_rate_is_asked_about(text: str):
    points, rate = options(text).values()
    assert "MEASURE(gross_rate) - PRIOR_PERIOD(MEASURE(gross_rate), month) <" in points
    assert "MEASURE(gross_rate) / PRIOR_PERIOD(MEASURE(gross_rate), month) - 1 <" in rate


def test_points_of_a_rate_are_points():
    made = drafted("10月毛利率比9月掉了3个点以上的酒馆")
    assert made.endswith("MEASURE(gross_rate) - PRIOR_PERIOD(MEASURE(gross_rate), month) <= -0.03")


@pytest.mark.parametrize(
    "text",
    [
        "10月销售额比9月是多了还是少了,差多少",
        "10月销售额比9月高了还是低了,差多少",
        "10月销售额和9月比是升还是降,差多少",
    ],
)
def test_more_or_less_shows_the_change(text: str):
    made = drafted(text)
    assert f"{TAKINGS} / {BEFORE} - 1 AS takings_mom, {TAKINGS} - {BEFORE} AS takings_mom_change" in made


def test_whether_it_was_up_or_down():
    assert f"{TAKINGS} / {BEFORE} - 1 AS takings_mom" in drafted(
        "were takings in October higher or lower than in September"
    )


def test_a_base_named_beside_its_word_is_one_base():
    made = drafted("10月销售额环比9月跌得最多的是哪个酒馆")
    assert made.count("AS takings_prior_period") == 1
    assert "ORDER BY takings_mom_change ASC NULLS LAST LIMIT 1" in made


@pytest.mark.parametrize(
    ("text", "word"),
    [("10月毛利率最厉害的酒馆", "最厉害"), ("10月销售额比预算多10%以上的酒馆", "多")],
)
def test_what_finds_no_change_is_not_passed_over(text: str, word: str):
    assert word in declined(text)[1]


@pytest.mark.parametrize("text", ["10月卖掉多少酒", "10月销售额去掉广告费", "10月销售额掉"])
def test_as_part_of_another_word_it_is_no_change(text: str):
    assert "PRIOR" not in str(getattr(plan(text), "semantic_sql", ""))


@pytest.mark.parametrize(
    "text", ["10月销售额是9月的两倍以上的酒馆", "10月销售额超过2倍的酒馆", "10月销售额比9月增长2倍以上的酒馆"]
)
def test_so_many_times_is_no_amount(text: str):
    assert "倍" in declined(text)[1]


@pytest.mark.parametrize(
    "text", ["which tavern grew the most in October versus September", "哪个酒馆10月比9月增长最快"]
)
def test_without_a_measure_the_base_named_is_the_base(text: str):
    for sql in options(text).values():
        assert "PRIOR_PERIOD(" in sql
        assert "PRIOR_YEAR(" not in sql
