"""What an answer says: number first, comparisons, facts, caveats; every figure traced to cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.charts.samples import (
    LINE,
    MARGIN,
    MONTH,
    OPEN,
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
from bot.turn import Answer, Draft
from semantic_layer.access import Rights, RowRule
from semantic_layer.model import FieldRef
from semantic_layer.query import DateRange, Filter

OCTOBER = DateRange(date(2026, 10, 1), date(2026, 10, 31))
CLOSED = date(2026, 10, 31)
NORTH = Filter(FieldRef("shops", "zone"), "=", ("北区",))
Answered = Callable[..., Answer]


def months(last: int, of: Callable[[int], float | None]) -> list[list[date | float | None]]:
    return [[date(2026, month, 1), of(month)] for month in range(1, last + 1)]


def test_a_balance_says_number_scope_and_as_of_date(answered: Answered) -> None:
    probes = {"as_of:open_balance": ((date(2026, 10, 30),),)}
    answer = answered(sample([OPEN], [[Decimal("123456789.01")]], asked=OCTOBER, filters=(NORTH,), probes=probes))
    assert answer.text.splitlines() == [
        "未收余额：¥1.23亿",
        "范围：上月（2026-10-01 至 2026-10-31）；片区 = 北区；截至 2026-10-30",
    ]


def test_a_balance_of_no_said_day_says_that_the_data_goes_on(answered: Answered) -> None:
    probes = {"as_of:open_balance": ((CLOSED,),)}
    asked = DateRange(None, CLOSED)
    answer = answered(sample([OPEN], [[Decimal("100.00")]], asked=asked, probes=probes))
    assert "数据已有到 2026-11-03（未结账，可问“目前”）" in answer.text


def test_growth_is_computed_where_the_query_brought_only_the_base(answered: Answered) -> None:
    result = sample([SALES, SALES_PRIOR], [[125.0, 100.0]], asked=OCTOBER)
    assert "上年同期 ¥100，增加 ¥25，同比增长 25.0%（有利）。" in answered(result).text
    assert "Prior year ¥100, up ¥25 or 25.0% year on year (favourable)." in answered(result, "en").text


def test_the_growth_that_the_query_computed_is_the_one_that_is_told(answered: Answered) -> None:
    answer = answered(sample([SALES, SALES_PRIOR, SALES_GROWTH], [[90.0, 100.0, -0.1]], asked=OCTOBER))
    assert "上年同期 ¥100，减少 ¥10，同比下降 10.0%（不利）。" in answer.text
    assert answer.text.count("%") == 1


def test_rates_move_by_percentage_points(answered: Answered) -> None:
    before = replace(MARGIN, name="before", modifiers=("PRIOR_YEAR",))
    answer = answered(sample([MARGIN, before], [[0.1234, 0.1456]], asked=OCTOBER))
    assert "上年同期 14.56%，同比下降 2.22 个百分点（不利）。" in answer.text


def test_a_base_at_or_below_zero_gives_a_difference_and_no_rate(answered: Answered) -> None:
    answer = answered(sample([SALES, SALES_PRIOR], [[50.0, -10.0]], asked=OCTOBER))
    assert "同比增加 ¥60（有利）（基数为零或为负，不计算增长率）" in answer.text
    assert "%" not in answer.text
    assert ungrounded_figures(answer) == []


def test_lower_is_better_for_a_balance(answered: Answered) -> None:
    before = replace(OPEN, name="before", modifiers=("PRIOR_PERIOD",))
    answer = answered(sample([OPEN, before], [[110.0, 100.0]], asked=OCTOBER))
    assert "上期 ¥100，增加 ¥10，环比增长 10.0%（不利）。" in answer.text


def test_a_ranking_names_its_rows(answered: Answered) -> None:
    rows = [["甲", 0.1], ["乙", 0.123], ["丙", 0.2]]
    answer = answered(sample([LINE, MARGIN], rows, asked=OCTOBER, order=(("margin", False),), limit=3))
    assert answer.text.startswith("各品类毛利率最低的 3 项：甲 10.00%、乙 12.30%、丙 20.00%。")
    assert answer.wants_chart


def test_null_is_not_zero(answered: Answered) -> None:
    assert "没有数值" in answered(sample([MARGIN], [[None]], asked=OCTOBER)).text
    assert "不等于零" in answered(sample([MARGIN], [[None]], asked=OCTOBER)).text
    zero = answered(sample([SALES], [[0]], asked=OCTOBER)).text
    assert zero.startswith("销售额：¥0\n销售额为 0")
    assert answered(sample([SALES], [], asked=OCTOBER)).text.startswith("没有符合条件的记录。")


def test_a_series_compares_whole_months_only(answered: Answered) -> None:
    rows = months(11, lambda month: 5.0 if month == 11 else 100.0 + month)
    text = answered(sample([MONTH, SALES], rows, end=date(2026, 11, 3))).text
    assert "最近一个完整月 2026-10 ¥110" in text
    assert "截至 2026-10 连续 9 个月上升。" in text
    assert "最低 2026-01" in text
    assert "2026-11 只含到 2026-11-03 的数据" in text
    assert text.count("2026-11-03") == 2, "in the scope and of the last month; not once more of the year"
    assert "2026-10-31 之后未结账" in text


def test_a_period_that_is_not_over_and_one_whose_data_is_missing_are_told_apart(answered: Answered) -> None:
    running = answered(sample([SALES], [[5.0]], end=date(2026, 11, 3))).text
    assert "期间尚未结束：数据到 2026-11-03。" in running
    assert "2026-12-31" not in running
    late = answered(sample([SALES], [[5.0]], asked=OCTOBER, end=date(2026, 10, 20))).text
    assert "期间尚未完整：数据只到 2026-10-20（问的是到 2026-10-31）。" in late


def test_the_latest_month_is_set_against_the_one_before_and_the_year_before(answered: Answered) -> None:
    rows = [[date(2025 + month // 12, month % 12 + 1, 1), 100.0 + month] for month in range(9, 22)]
    asked = DateRange(date(2025, 10, 1), date(2026, 10, 31))
    answer = answered(sample([MONTH, SALES], rows, asked=asked))
    assert "环比增长 0.83%（有利），同比增长 11.0%（有利）。" in answer.text
    assert ungrounded_figures(answer) == []
    gap = [row if row[0] != date(2026, 9, 1) else [row[0], None] for row in rows]
    assert "环比" not in answered(sample([MONTH, SALES], gap, asked=asked)).text
    ratio = answered(sample([MONTH, MARGIN], [[row[0], 0.2] for row in rows], asked=asked)).text
    assert "环比持平，同比持平。" in ratio
    to_date = replace(SALES, modifiers=("YTD",))
    assert "环比" not in answered(sample([MONTH, to_date], rows, asked=asked)).text, "a running total always rises"


def test_groups_stand_from_the_largest_and_the_first_are_named(answered: Answered) -> None:
    rows = [[f"n{position}", float(position)] for position in range(8)]
    answer = answered(sample([LINE, SALES], rows, asked=OCTOBER))
    assert answer.text.startswith("各品类销售额，共 8 项：n7 ¥7、n6 ¥6、n5 ¥5 …\n")
    assert "最低 n0 ¥0。" in answer.text
    assert "最高" not in answer.text
    assert [row[0] for row in answer.table.rows] == [f"n{position}" for position in range(7, -1, -1)]


def test_an_order_that_was_asked_and_a_cut_list_stay(answered: Answered) -> None:
    rows = [["b", 1.0], ["a", 3.0], ["c", 2.0]]
    for one in (sample([LINE, SALES], rows, order=(("line", True),)), sample([LINE, SALES], rows, truncated=True)):
        assert [row[0] for row in answered(one).table.rows] == ["b", "a", "c"]


def test_time_runs_on_and_groups_keep_one_order_in_all_of_it(answered: Answered) -> None:
    rows = [[date(2026, month, 1), zone, value] for month in (2, 1) for zone, value in (("n", 1.0), ("s", 9.0 / month))]
    rows += [[date(2026, 2, 1), "w", None], [date(2026, 1, 1), "w", 4.0]]
    answer = answered(sample([MONTH, ZONE, SALES], rows, end=date(2026, 2, 28)))
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    assert [row[:2] for row in map(tuple, answer.table.rows)] == [
        (january, "s"), (january, "w"), (january, "n"), (february, "s"), (february, "w"), (february, "n"),
    ]  # fmt: skip
    assert "最近一期 2026-02：s ¥4.50、n ¥1.00。" in answer.text


def test_bands_and_numbers_keep_their_own_order(answered: Answered) -> None:
    band = column("bucket", "group", field=FieldRef("open_items", "aging_bucket"))
    rows = [["1-30", 9.0], ["90+", 5.0], [None, 1.0], ["not_due", 2.0]]
    answer = answered(sample([band, OPEN], rows, asked=OCTOBER))
    assert "各账龄段未收余额：未到期 ¥2、1-30 天 ¥9、90+ 天 ¥5、（空） ¥1。" in answer.text
    assert ungrounded_figures(answer) == []
    terms = column("terms", "group", field=FieldRef("goods", "code"))
    numbered = answered(sample([terms, SALES], [[90, 1.0], [30, 2.0], [60, 9.0]], asked=OCTOBER))
    assert [row[0] for row in numbered.table.rows] == [30, 60, 90]


def test_an_empty_month_ends_a_streak(answered: Answered) -> None:
    values = {1: 1.0, 2: 2.0, 3: 3.0, 4: None, 5: 5.0, 6: 6.0}
    text = answered(sample([MONTH, SALES], months(6, lambda month: values[month]), end=date(2026, 6, 30))).text
    assert "连续" not in text
    assert "1 处为空" in text


def test_share_of_the_top_three_needs_an_additive_metric(answered: Answered) -> None:
    rows = [[f"n{place}", value] for place, value in enumerate((20.0, 19.0, 18.0, 13.0, 12.0, 7.0, 6.0))]
    assert "前三项占所列合计的 60.0%" in answered(sample([LINE, SALES], rows, asked=OCTOBER)).text
    assert "前三项" not in answered(sample([LINE, SALES], rows[:6], asked=OCTOBER)).text, "all six are named"
    ratios = [[name, value / 100] for name, value in rows]
    assert "前三项" not in answered(sample([LINE, MARGIN], ratios, asked=OCTOBER)).text


def test_an_outlier_is_told_with_the_median(answered: Answered) -> None:
    rows = [[f"n{position}", 100.0 + position] for position in range(8)] + [["far", 900.0]]
    text = answered(sample([LINE, SALES], rows, asked=OCTOBER)).text
    assert "far 明显偏高：¥900，中位数为 ¥104" in text


def test_ties_truncation_and_exploratory_are_said(answered: Answered) -> None:
    rows = [[f"n{position}", 10.0 - position] for position in range(3)]
    tied = answered(
        sample([LINE, SALES], rows, order=(("sales", True),), limit=3, probes={"tie": (("n9",),)}, label="exploratory")
    )
    assert "第 3 名有并列：还有 n9。" in tied.text
    assert "探索性结果" in tied.text
    assert "只取了前 3 行" in answered(sample([LINE, SALES], rows, truncated=True)).text


def test_the_card_defends_the_number(answered: Answered) -> None:
    rights = Rights(metrics=None, fields=None, rows=(RowRule(FieldRef("shops", "zone"), ("北区", "南区")),))
    draft = Draft(
        "SELECT 1", "offline", verified_by="sales by zone", carried=("metric:sales",), remembered=(("业绩", "sales"),)
    )
    answer = answered(sample([SALES], [[1.0]], asked=OCTOBER, filters=(NORTH,)), "zh", draft, rights=rights)
    lines = dict(answer.card.lines)
    assert lines["口径"] == "销售额：销售额的说明"
    assert lines["公式"] == "销售额 = SUM(账.销售额)"
    assert lines["版本与负责人"] == "版本 1，负责人 Controlling"
    assert lines["期间"] == "上月（2026-10-01 至 2026-10-31）"
    assert lines["数据截至"] == "2026-11-03，2026-10-31 及以前已结账"
    assert lines["筛选"] == "片区 = 北区"
    assert lines["你的权限"] == "片区 限于 北区、南区"
    assert lines["沿用上文"] == "指标：销售额"
    assert lines["你的选择"] == "“业绩”指销售额（你选过）；要忘掉：终端里 /forget，Slack 里 /fin forget"
    assert dict(answer.card.brief)["你的选择"] == lines["你的选择"]
    assert lines["来源表"] == "ledger"
    assert answer.label == "verified"


def test_what_rules_hide_is_said_where_it_shows(answered: Answered) -> None:
    rights = Rights(metrics=None, fields=None, rows=(RowRule(FieldRef("shops", "zone"), ("北区",)),))
    one = answered(sample([SALES], [[1.0]], asked=OCTOBER), rights=rights)
    assert one.text.splitlines()[1:] == ["范围：上月（2026-10-01 至 2026-10-31）", "你的权限：片区 限于 北区"]
    assert one.view.scope.endswith("；你的权限：片区 限于 北区"), "a chart may be forwarded alone"
    room = answered(sample([SALES], [[1.0]], asked=OCTOBER), "en", rights=rights, shared=True)
    assert "Access in this conversation: Zone limited to" in room.text
    assert "Access in this conversation" in dict(room.card.lines)
    none = answered(sample([SALES], [[None]], asked=OCTOBER), rights=rights)
    assert "在可见的范围内没有数值" in none.text
    assert "在可见的范围内没有符合条件的记录" in answered(sample([LINE, SALES], [], asked=OCTOBER), rights=rights).text


SHAPES: dict[str, Sample] = {
    "single": sample([SALES, SALES_PRIOR, SALES_GROWTH], [[3.217e8, 2.8e8, 0.148928]], end=date(2026, 11, 3)),
    "base only": sample([SALES, SALES_PRIOR], [[3.217e8, 2.8e8]], asked=OCTOBER),
    "names with digits": sample([LINE, SALES], [["3号线 2024", 5.0e7], ["90天以上", 4.1e6]], asked=OCTOBER),
    "series": sample([MONTH, SALES], months(9, lambda month: 1.1e6 * month**2), end=date(2026, 9, 30)),
    "shares": sample([LINE, SALES, SALES_SHARE], [[f"n{i}", 9.0e6 - i, 0.1] for i in range(10)], asked=OCTOBER),
    "two groups": sample([MONTH, ZONE, SALES], [[date(2026, 1, 1), z, 7.7e5] for z in "东西南北"]),
    "detail": sample(
        [column("code", "detail", id_like=True), column("amount", "detail")], [["0012", 5.5]] * 7, kind="detail"
    ),
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_is_found_in_the_cells(answered: Answered, name: str, lang: str) -> None:
    assert ungrounded_figures(answered(SHAPES[name], lang)) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [("¥3.22万", True), ("¥3.22亿", False), ("14.9%", False), ("15.9%", True), ("¥3.20亿", True), ("7 家", True)],
)
def test_a_figure_that_no_cell_holds_is_caught(answered: Answered, planted: str, found: bool) -> None:
    answer = answered(SHAPES["single"])
    spoiled = replace(answer, text=f"{answer.text}\n另外 {planted}。")
    assert bool(ungrounded_figures(spoiled)) is found


def test_a_figure_with_false_cells_is_caught(answered: Answered) -> None:
    answer = answered(SHAPES["base only"])
    figure, difference = answer.figures
    wrong = replace(figure, cells=figure.cells[::-1])
    assert ungrounded_figures(replace(answer, figures=(wrong, difference))) == ["14.9%"]
    false = replace(difference, cells=((0, 0), (0, 0)))
    assert ungrounded_figures(replace(answer, figures=(figure, false))) == ["¥0.42亿"]


def test_a_growth_without_a_base_says_why(answered: Answered) -> None:
    rows = [["北区", 5.0, None], ["南区", 15.0, 0.5]]
    probes = {"base:sales_yoy": ((1,),)}
    answer = answered(sample([ZONE, SALES, SALES_GROWTH], rows, asked=OCTOBER, probes=probes), "en")
    (told,) = [line for line in answer.text.splitlines() if "no growth rate on a base of zero or below" in line]
    assert "sales_yoy" not in told
    assert [str(note.code) for note in answer.notes] == ["RATE_WITHOUT_BASE"]
    silent = answered(sample([ZONE, SALES, SALES_GROWTH], rows, probes={"base:sales_yoy": ((0,),)}), "en")
    assert "growth rate" not in silent.text
    assert silent.notes == ()


def test_a_key_that_keeps_namesakes_apart_is_told_only_where_there_are_any(answered: Answered) -> None:
    key = column("code", "group", field=FieldRef("goods", "code"), id_like=True)
    rows = [["Lee", "105", 5.0], ["Kim", "108", 4.0], ["Lee", "211", 3.0]]
    answer = answered(sample([LINE, key, SALES], rows, asked=OCTOBER))
    assert answer.text.startswith("各品类销售额：Lee (105) ¥5、Kim ¥4、Lee (211) ¥3。")
    assert ungrounded_figures(answer) == []
    apart = answered(sample([LINE, key, SALES], rows[:2], asked=OCTOBER))
    assert apart.text.startswith("各品类销售额：Lee ¥5、Kim ¥4。")
    assert len(apart.table.columns) == 3, "tables and files keep the key"
    other = column("zone_code", "group", field=FieldRef("shops", "zone"), id_like=True)
    assert "Lee · 105" in answered(sample([LINE, other, SALES], rows, asked=OCTOBER)).text
