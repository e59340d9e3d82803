"""How a right number is said: the name looked up, the difference asked for, shares and running totals as such."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlglot import parse_one

from bot.charts.samples import (
    LINE,
    MARGIN,
    MONTH,
    OPEN,
    PARCELS,
    SALES,
    SALES_GROWTH,
    SALES_PRIOR,
    SALES_SHARE,
    ZONE,
    Sample,
    column,
    sample,
)
from bot.compose.grounding import ungrounded_figures
from bot.turn import Answer
from semantic_layer.model import FieldRef, Unit
from semantic_layer.query import Column, DateRange, Filter, MeasurePeriod, SemanticQuery

Answered = Callable[..., Answer]
OCTOBER = DateRange(date(2026, 10, 1), date(2026, 10, 31))
KEEPER = column("keeper", "detail")
PRICE = column("price", "detail")


def with_period(result: Sample, name: str, start: date | None, end: date) -> Sample:
    """The sample with the dates that one column stands for."""
    periods = tuple(
        replace(one, start=start, end=end, asked_end=None) if one.column == name else one
        for one in result.checked.periods
    )
    return replace(result, checked=replace(result.checked, periods=periods))


def test_what_was_looked_up_is_named(answered: Answered) -> None:
    one = sample([KEEPER], [["Wu Lan"]], asked=None, kind="detail")
    assert answered(one).text.splitlines()[0] == "keeper：Wu Lan。"
    row = sample([KEEPER, PRICE], [["Wu Lan", None]], asked=None, kind="detail")
    assert answered(row, "en").text.splitlines()[0] == "keeper: Wu Lan."
    empty = sample([KEEPER], [[None]], asked=None, kind="detail")
    assert answered(empty, "en").text.splitlines()[0] == "keeper: –."
    group = sample([ZONE], [["北区"], ["南区"]], asked=None)
    assert answered(group).text.splitlines()[0] == "片区：北区、南区。"


def test_rows_in_an_order_begin_with_its_first(answered: Answered) -> None:
    rows = [["Lamp", 98], ["Desk", 55], ["Chair", 31], ["Vase", 7]]
    asked = sample([KEEPER, PRICE], rows, asked=None, kind="detail", order=(("price", True),))
    answer = answered(asked, "en")
    assert answer.text.splitlines()[0] == "4 rows of detail, by price: Lamp 98, Desk 55, Chair 31 …"
    assert ungrounded_figures(answer) == []
    by_name = answered(replace(asked, checked=replace(asked.checked, order=(("keeper", False),))), "en")
    assert by_name.text.splitlines()[0] == "4 rows of detail."


def test_a_difference_stands_beside_both_values_in_their_scale(answered: Answered) -> None:
    """¥1.30亿 less ¥1.28亿 would be ¥0.02亿: all three are shown in 万."""
    answer = answered(sample([SALES, SALES_PRIOR], [[130_004_000, 127_741_100]], asked=OCTOBER))
    assert answer.text.splitlines()[:2] == [
        "销售额：¥13,000.40万",
        "上年同期 ¥12,774.11万，增加 ¥226.29万，同比增长 1.8%（有利）。",
    ]
    assert ungrounded_figures(answer) == []
    tiny = answered(sample([SALES, SALES_PRIOR], [[130_004_000, 130_003_100]], asked=OCTOBER))
    assert tiny.text.splitlines()[0] == "销售额：¥1.30亿"
    assert "增加 ¥900，" in tiny.text
    assert ungrounded_figures(tiny) == []
    large = answered(sample([SALES, SALES_PRIOR], [[3.0e8, 2.8e8]], asked=OCTOBER), "en")
    assert "Prior year ¥280.00M, up ¥20.00M or 7.1% year on year" in large.text


def test_counts_tell_the_difference_and_rates_only_points(answered: Answered) -> None:
    before = replace(PARCELS, name="before", modifiers=("PRIOR_PERIOD",))
    counted = answered(sample([PARCELS, before], [[90, 120]], asked=OCTOBER), "en")
    assert "down 30 pieces or 25.0% on the prior period" in counted.text
    rate = replace(MARGIN, name="before", modifiers=("PRIOR_PERIOD",))
    assert "上期 14.00%，环比下降 2.00 个百分点（不利）。" in answered(sample([MARGIN, rate], [[0.12, 0.14]])).text
    same = answered(sample([PARCELS, before], [[90, 90]], asked=OCTOBER))
    assert "上期 90 件，环比持平。" in same.text


def test_an_earlier_value_says_its_own_day_or_dates(answered: Answered) -> None:
    before = replace(OPEN, name="before", modifiers=("PRIOR_PERIOD(month)",))
    stock = with_period(sample([OPEN, before], [[110.0, 100.0]], asked=OCTOBER), "before", None, date(2026, 9, 30))
    text = answered(stock).text
    assert "截至 2026-09-30 ¥100，增加 ¥10" in text
    assert "范围：上月（截至 2026-10-31）" in text, "a balance stands at a day"
    flow = sample([SALES, SALES_PRIOR], [[50.0, 40.0]], asked=OCTOBER)
    cut = with_period(flow, "sales_prior_year", date(2025, 10, 1), date(2025, 10, 19))
    assert "上年同期（2025-10-01 至 2025-10-19）¥40，增加 ¥10" in answered(cut).text
    whole = with_period(flow, "sales_prior_year", date(2025, 10, 1), date(2025, 10, 31))
    assert "上年同期 ¥40，" in answered(whole).text


def test_a_running_total_has_no_trend_and_ends_at_its_day(answered: Answered) -> None:
    rows = [[date(2026, month, 1), 10.0 * month] for month in range(1, 12)]
    to_date = replace(SALES, modifiers=("YTD",))
    answer = answered(sample([MONTH, to_date], rows, end=date(2026, 11, 3)))
    assert answer.text.splitlines()[0] == "各月销售额（年初至今）：截至 2026-11-03 ¥110。"
    for told in ("连续", "最高", "从 ", "不与完整期间比较", "期间尚未"):
        assert told not in answer.text
    whole = answered(sample([MONTH, to_date], rows[:9], end=date(2026, 9, 30))).text
    assert whole.startswith("各月销售额（年初至今）：最近一期 2026-09 ¥90。")
    assert "数据到 2026-09-30" in whole, "months that are missing are said"


def test_a_window_sum_runs_on_too(answered: Answered) -> None:
    text = "SELECT SUM(sales) OVER (ORDER BY period_start) AS so_far FROM t"
    so_far = column("so_far", "computed", metric="")
    rows = [[date(2026, month, 1), 10.0 * month] for month in range(1, 7)]
    query = SemanticQuery(text, text, parse_one(text, read="duckdb"))
    assert "连续" not in answered(sample([MONTH, so_far], rows, asked=None, query=query)).text


def test_the_latest_whole_month_is_called_whole_before_a_cut_one(answered: Answered) -> None:
    rows = [[date(2026, month, 1), 10.0] for month in range(8, 12)]
    cut = answered(sample([MONTH, SALES], rows, end=date(2026, 11, 3)), "en").text
    assert "latest whole month 2026-10 ¥10" in cut
    whole = answered(sample([MONTH, SALES], rows[:3], end=date(2026, 10, 31)), "en").text
    assert "latest 2026-10 ¥10" in whole


def test_a_share_that_was_asked_is_told_first_and_by_the_facts(answered: Answered) -> None:
    rows = [[f"n{place}", 100.0 - place, share] for place, share in enumerate((0.3, 0.25, 0.2, 0.1, 0.08, 0.05, 0.02))]
    groups = answered(sample([LINE, SALES, SALES_SHARE], rows, asked=OCTOBER))
    assert groups.text.startswith("各品类销售额占比，共 7 项：n0 30.0%（¥100）、n1 25.0%（¥99）")
    assert "前三项" not in groups.text, "the shares say it"
    months = [[date(2026, month, 1), 50.0, share] for month, share in ((7, 0.3), (8, 0.1), (9, 0.2), (10, 0.25))]
    series = answered(
        sample([MONTH, SALES, SALES_SHARE], months, asked=DateRange(date(2026, 7, 1), date(2026, 10, 31)))
    )
    assert series.text.startswith("各月销售额占比：最近一期 2026-10 25.0%（¥50）。\n环比上升 5.00 个百分点")
    assert "\n最高 2026-07 30.0%，最低 2026-08 10.0%。" in series.text
    assert ungrounded_figures(series) == []


def rate_of(rows: list[list[object]], *groups: Column) -> Sample:
    """Sales, open balance and the share that the query makes of them."""
    text = "SELECT MEASURE(sales) AS sales, MEASURE(open_balance) AS open_balance, "
    text += "MEASURE(sales) / NULLIF(MEASURE(open_balance), 0) AS sales_share FROM books"
    rate = column("sales_share", "computed", metric="", unit=MARGIN.unit, kind=None)
    query = SemanticQuery(text, text, parse_one(text, read="duckdb"))
    return sample([*groups, SALES, OPEN, rate], rows, asked=OCTOBER, query=query)  # type: ignore[arg-type]


def test_a_made_rate_stands_before_what_it_is_made_of(answered: Answered) -> None:
    answer = answered(rate_of([[10.0, 40.0, 0.25]]))
    assert answer.text.splitlines()[:3] == ["销售额占未收余额：25.00%", "销售额：¥10", "未收余额：¥40"]
    listed = answered(rate_of([["甲", 10.0, 40.0, 0.25], ["乙", 9.0, 90.0, 0.1]], LINE), "en")
    assert listed.text.splitlines()[0] == (
        "Sales as share of Open balance by Line: 甲 25.00% (Sales ¥10, Open balance ¥40), "
        "乙 10.00% (Sales ¥9, Open balance ¥90)."
    )
    assert ungrounded_figures(listed) == []


def test_a_ranking_is_called_by_what_it_is_ordered_by(answered: Answered) -> None:
    text = "SELECT goods.line, MEASURE(sales) AS sales, MEASURE(sales) / 2 AS sales_yoy FROM b ORDER BY sales_yoy DESC"
    query = SemanticQuery(text, text, parse_one(text, read="duckdb"))
    rows = [["甲", 10.0, 8.0, 0.25], ["乙", 90.0, 80.0, 0.125], ["丙", 11.0, 10.0, 0.1]]
    columns = [LINE, SALES, SALES_PRIOR, SALES_GROWTH]
    grown = answered(sample(columns, rows, asked=OCTOBER, query=query, order=(("", True),), limit=3))
    assert grown.text.startswith("各品类销售额同比最高的 3 项：甲 同比增长 25.0%（¥10）、乙 同比增长 12.5%（¥90）")
    assert "只列出了" not in grown.text
    two = [["甲", 0.1, 10.0], ["乙", 0.2, 90.0]]
    ranked = answered(sample([LINE, MARGIN, SALES], two, asked=OCTOBER, order=(("margin", False),), limit=2))
    assert ranked.text.startswith("各品类毛利率最低的 2 项：甲 毛利率 10.00%，销售额 ¥10；")


def test_the_head_of_a_list_has_no_share_of_itself_and_no_filter_of_its_own(answered: Answered) -> None:
    rows = [[f"n{place}", 100.0 - place] for place in range(6)]
    named = Filter(FieldRef("goods", "line"), "IS NOT NULL", ())
    head = sample([LINE, SALES], rows, asked=OCTOBER, order=(("sales", True),), limit=6, filters=(named,))
    text = answered(head).text
    assert "前三项" not in text
    assert "不为空" not in text
    assert "品类 不为空" in dict(answered(head).card.lines)["筛选"]
    asked = answered(sample([LINE, SALES], rows, asked=OCTOBER, filters=(named,)))
    assert "品类 不为空" in asked.text, "a condition that was asked stays"


def test_the_first_of_each_group_have_no_filter_of_their_own_either(answered: Answered) -> None:
    text = (
        "SELECT goods.line, MEASURE(sales) AS sales FROM b GROUP BY goods.line QUALIFY RANK() OVER (ORDER BY sales) < 3"
    )
    query = SemanticQuery(text, text, parse_one(text, read="duckdb"))
    named = Filter(FieldRef("goods", "line"), "IS NOT NULL", ())
    told = answered(
        sample([LINE, SALES], [["甲", 5.0], ["乙", 4.0]], asked=OCTOBER, query=query, filters=(named,))
    ).text
    assert "品类 不为空" not in told
    assert "名次 < 3" in told


def test_few_of_many_are_no_news(answered: Answered) -> None:
    rows = [[f"n{place}", 100.0 - place] for place in range(20)]
    assert "前三项" not in answered(sample([LINE, SALES], rows, asked=OCTOBER)).text


def test_columns_of_one_unit_are_read_in_one_scale(answered: Answered) -> None:
    fees = replace(SALES, name="fees", metric="fees")
    answer = answered(sample([SALES, fees], [[Decimal("1375000000"), Decimal("24061800")]], asked=OCTOBER))
    assert "¥137,500.00万" in answer.text
    assert "¥2,406.18万" in answer.text
    small = answered(sample([SALES, fees], [[77_740.5, 112.37]], asked=OCTOBER), "en")
    assert "¥77,740.50" in small.text
    assert "¥112.37" in small.text


def test_where_the_data_of_a_made_column_ends_is_said_by_what_it_is_made_of(answered: Answered) -> None:
    rate = column("rate", "computed", metric="", unit=MARGIN.unit, kind=None)
    result = sample([SALES, OPEN, rate], [[10.0, 40.0, 0.25]], asked=OCTOBER)
    ends = (("sales", 20), ("open_balance", 25), ("rate", 20))
    periods = tuple(
        MeasurePeriod(name, name, "ledger.day", OCTOBER.start, date(2026, 10, day), OCTOBER.end, False)
        for name, day in ends
    )
    text = answered(replace(result, checked=replace(result.checked, periods=periods))).text
    assert "期间尚未完整：销售额的数据到 2026-10-20，未收余额的数据到 2026-10-25。" in text


def test_a_week_is_named_as_one_and_both_cut_ends_are_said(answered: Answered) -> None:
    week = replace(MONTH, grain="week")
    rows = [[date(2026, 9, 28), 5.0], [date(2026, 10, 5), 7.0], [date(2026, 10, 12), 6.0], [date(2026, 10, 19), 2.0]]
    asked = DateRange(date(2026, 10, 1), date(2026, 10, 20))
    answer = answered(sample([week, SALES], rows, asked=asked))
    assert "最近一个完整周 2026-10-12 ¥6" in answer.text
    assert "2026-09-28 当周 只含 2026-10-01 起的数据" in answer.text
    assert "2026-10-19 当周 只含到 2026-10-20 的数据" in answer.text
    assert ungrounded_figures(answer) == []
    english = answered(sample([week, SALES], rows[1:3], asked=DateRange(date(2026, 10, 5), date(2026, 10, 18))), "en")
    assert "latest week of 2026-10-12 ¥6" in english.text


def test_a_member_with_nothing_below_it_is_a_plain_value(answered: Answered) -> None:
    for below, zh in ((0, "片区 = 甲"), (3, "片区 = 甲（含下级）")):
        within = Filter(FieldRef("shops", "zone"), "WITHIN", ("甲",))
        result = sample([SALES], [[5.0]], asked=OCTOBER, filters=(within,), probes={"below:0": ((below,),)})
        answer = answered(result)
        assert answer.text.splitlines()[1].endswith(zh)
        assert answer.checked.filters == (within,), "the query itself stays as it ran"
    without = Filter(FieldRef("shops", "zone"), "NOT WITHIN", ("甲", "乙"))
    told = answered(sample([SALES], [[5.0]], asked=OCTOBER, filters=(without,), probes={"below:0": ((0,),)}), "en")
    assert told.text.splitlines()[1].endswith("Zone not in 甲, 乙")


def test_a_change_beside_several_measures_says_whose_it_is(answered: Answered) -> None:
    rows = [[date(2026, 9, 1), 100.0, 0.5], [date(2026, 10, 1), 110.0, 0.4]]
    asked = DateRange(date(2026, 9, 1), date(2026, 10, 31))
    text = answered(sample([MONTH, SALES, MARGIN], rows, asked=asked), "en").text
    assert "Sales up 10.0% on the prior period (favourable)." in text
    assert (
        "\nUp 10.0% on the prior period"
        in answered(sample([MONTH, SALES], [r[:2] for r in rows], asked=asked), "en").text
    )


PAIR = (
    "WITH later AS (SELECT MEASURE({0}) AS x FROM books), earlier AS (SELECT MEASURE({0}) AS x FROM books) "
    "SELECT later.x AS x_later, earlier.x AS x_earlier, later.x - earlier.x AS d, "
    "later.x / NULLIF(earlier.x, 0) - 1 AS g FROM later CROSS JOIN earlier"
)


def pair_of(measure: Column, cells: list[float], *extra: Column) -> Sample:
    """A measure of September beside that of June, as two blocks of one query."""
    text = PAIR.format(measure.name)
    later, earlier = (replace(measure, name=name, metric=measure.metric) for name in ("x_later", "x_earlier"))
    query = SemanticQuery(text, text, parse_one(text, read="duckdb"))
    difference = column("d", "computed", metric=measure.metric, unit=measure.unit, kind=None)
    asked = DateRange(date(2026, 9, 1), date(2026, 9, 30))
    made = sample([later, earlier, difference, *extra], [cells], asked=asked, query=query)
    return with_period(made, "x_earlier", date(2026, 6, 1), date(2026, 6, 30))


def test_two_ranges_side_by_side_are_a_comparison(answered: Answered) -> None:
    growth = column("g", "computed", metric="sales", unit=Unit(), kind=None)
    answer = answered(pair_of(SALES, [150.0, 120.0, 30.0, 0.25], growth), "en")
    assert answer.text.splitlines()[:2] == [
        "Sales (September 2026): ¥150",
        "June 2026 ¥120, up ¥30 or 25.0% (favourable).",
    ]
    assert "June 2026 (2026-06-01 to 2026-06-30)" in answer.text.splitlines()[2]
    assert ungrounded_figures(answer) == []
    plain = answered(pair_of(SALES, [150.0, 180.0, -30.0])).text
    assert "2026年6月 ¥180，减少 ¥30（不利）。" in plain


def test_rates_of_two_ranges_differ_by_points(answered: Answered) -> None:
    text = answered(pair_of(MARGIN, [0.28, 0.25, 0.03]), "en").text
    assert "June 2026 25.00%, up 3.00 pp (favourable)." in text


def test_measures_of_two_blocks_that_differ_are_no_comparison(answered: Answered) -> None:
    text = PAIR.format("sales").replace("MEASURE(sales) AS x FROM books)", "MEASURE(open_balance) AS x FROM books)", 1)
    made = pair_of(SALES, [150.0, 120.0, 30.0])
    query = SemanticQuery(text, text, parse_one(text, read="duckdb"))
    told = answered(replace(made, checked=replace(made.checked, query=query)), "en").text
    assert "up ¥30" not in told


def test_the_best_months_are_a_ranking_and_no_series(answered: Answered) -> None:
    rows = [[date(2025, 6, 1), 90.0], [date(2025, 11, 1), 80.0], [date(2025, 7, 1), 70.0]]
    best = sample([MONTH, SALES], rows, asked=None, order=(("sales", True),), limit=3)
    text = answered(best).text
    assert text.startswith("各月销售额最高的 3 项：2025-06 ¥90、2025-11 ¥80、2025-07 ¥70")
    assert "环比" not in text
    assert "从" not in text
    series = sample([MONTH, SALES], rows, asked=None, order=((MONTH.name, False),), limit=3)
    assert "最近一期" in answered(series).text


def test_the_shares_of_a_cut_list_are_added_up(answered: Answered) -> None:
    rows = [["甲", 50.0, 0.5], ["乙", 20.0, 0.2], ["丙", 10.0, 0.1]]
    cut = answered(sample([LINE, SALES, SALES_SHARE], rows, asked=OCTOBER, order=(("sales_share", True),), limit=3))
    assert "以上合计占 80" in cut.text
    assert ungrounded_figures(cut) == []
    whole = answered(sample([LINE, SALES, SALES_SHARE], rows, asked=OCTOBER))
    assert "合计" not in whole.text


def test_rows_ordered_by_a_computed_change_begin_with_it(answered: Answered) -> None:
    change = "MEASURE(sales) - PRIOR_YEAR(MEASURE(sales))"
    text = f"SELECT goods.line, MEASURE(sales) AS sales, {change} AS sales_yoy_change FROM b ORDER BY ({change}) DESC"
    query = SemanticQuery(text, text, parse_one(text, read="duckdb"))
    grown = column("sales_yoy_change", "computed", metric="", unit=SALES.unit, kind=None)
    rows = [[name, 10.0 + place, 5.0 - place] for place, name in enumerate("甲乙丙丁戊己庚辛")]
    told = answered(sample([LINE, SALES, grown], rows, asked=OCTOBER, query=query, order=(("", True),)))
    assert "共 8 项：甲 销售额 ¥10，同比增加 ¥5；乙 销售额 ¥11，同比增加 ¥4" in told.text
