"""Rules 1-11: ranges, effective ends, dense buckets, shifted and cumulated periods."""

from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest

from semantic_layer.model import CalendarSpec
from tests.soundness.tiny import Books, books, metric, period, table


@pytest.fixture(scope="module")
def shop() -> Books:
    """One fact from November 2024 to 10 November 2026, with a month without sales (February 2026)."""
    sales = table(
        "sales",
        "sale_id:id day:date pay_day:date shop:text buyer:id amount:amount",
        """
        1 | 2024-11-05 | 2024-11-30 | A | 1 | 10
        2 | 2025-01-31 | 2025-02-10 | A | 1 | 100
        3 | 2025-02-28 | 2025-03-10 | B | 2 | 70
        4 | 2025-10-05 | 2025-10-30 | A | 1 | 40
        5 | 2025-10-20 | 2025-11-05 | A | 2 | 60
        6 | 2025-11-20 | 2025-12-05 | B | 2 | 90
        7 | 2026-01-15 | 2026-02-01 | A | 1 | 200
        8 | 2026-03-31 | 2026-04-01 | B | 2 | 50
        9 | 2026-10-05 | 2026-10-06 | A | 1 | 30
        10 | 2026-10-31 | 2026-11-02 | A | 3 | 5
        11 | 2026-11-10 | 2026-11-10 | A | 3 | 8
        """,
        key="sale_id",
        time="day",
    )
    return books(
        [sales],
        metrics=[
            metric("sales", "SUM(sales.amount)"),
            metric("buyers", "COUNT(DISTINCT sales.buyer)", "distinct"),
            metric("paid", "SUM(sales.amount)", time_field="sales.pay_day"),
            metric("deals", "COUNT(sales)"),
        ],
    )


def test_period_is_half_open_and_inclusive(shop: Books):
    # 30 on the 5th and 5 on the 31st: the last day counts.
    assert shop.value(f"SELECT MEASURE(sales) FROM m WHERE {period('2026-10-01', '2026-10-31')}") == 35
    assert shop.value("SELECT MEASURE(sales) FROM m WHERE period >= DATE '2026-10-31'") == 13
    assert shop.value("SELECT MEASURE(sales) FROM m WHERE period > DATE '2026-10-31'") == 8
    assert shop.value("SELECT MEASURE(sales) FROM m WHERE period < DATE '2025-01-31'") == 10


@pytest.mark.parametrize(
    "condition",
    [
        "period = DATE '2026-10-01' OR period = DATE '2026-11-01'",
        "NOT period = DATE '2026-10-01'",
        "DATE_TRUNC('month', period) = DATE '2026-10-01'",
        "period IN (DATE '2026-10-01', DATE '2026-10-02')",
        "period >= DATE '2026-11-01' AND period <= DATE '2026-10-01'",
        "period <> DATE '2026-10-01'",
    ],
)
def test_period_must_be_one_range(shop: Books, condition: str):
    assert "PERIOD_NOT_RANGE" in shop.codes(f"SELECT MEASURE(sales) FROM m WHERE {condition}")


def test_a_metric_is_counted_by_its_own_date(shop: Books):
    # By pay day only the 30 of 6 October falls in; by day 30 + 5.
    where = period("2026-10-01", "2026-10-31")
    assert shop.rows(f"SELECT MEASURE(sales), MEASURE(paid) FROM m WHERE {where}") == [(35, 30)]


def test_other_dates_are_ordinary_fields(shop: Books):
    where = f"{period('2026-10-01', '2026-10-31')} AND sales.pay_day >= DATE '2026-11-01'"
    assert shop.value(f"SELECT MEASURE(sales) FROM m WHERE {where}") == 5


def test_ranges_outside_the_data_are_refused_with_the_date(shop: Books):
    found = shop.issue(f"SELECT MEASURE(sales) FROM m WHERE {period('2026-11-11', '2026-11-30')}")
    assert str(found["loaded_through"]) == "2026-11-10"
    assert shop.codes(f"SELECT MEASURE(sales) FROM m WHERE {period('2023-01-01', '2023-12-31')}") == ["BEFORE_FIRST"]


def test_the_effective_end_is_where_the_data_ends(shop: Books):
    checked = shop.checked(f"SELECT MEASURE(sales) FROM m WHERE {period('2026-11-01', '2026-11-30')}")
    (found,) = checked.periods
    assert (str(found.end), found.complete) == ("2026-11-10", False)
    assert "DATA_ENDS_EARLIER" in [note.code for note in checked.notes]


def test_time_groups_are_dense(shop: Books):
    # February has no sale; November runs to the data's end and there is no December.
    rows = shop.rows(
        f"SELECT DATE_TRUNC('month', period) AS month, MEASURE(sales) FROM m "
        f"WHERE {period('2026-01-01', '2026-12-31')} GROUP BY 1"
    )
    assert len(rows) == 11
    assert rows[:3] == [("2026-01-01", 200), ("2026-02-01", None), ("2026-03-01", 50)]
    assert rows[-1] == ("2026-11-01", 8)


def test_dense_groups_are_crossed_with_buckets(shop: Books):
    rows = shop.rows(
        f"SELECT sales.shop, DATE_TRUNC('quarter', period) AS q, MEASURE(sales) AS s FROM m "
        f"WHERE {period('2026-01-01', '2026-06-30')} GROUP BY 1, 2 ORDER BY 1, 2"
    )
    assert rows == [
        ("A", "2026-01-01", 200),
        ("A", "2026-04-01", None),
        ("B", "2026-01-01", 50),
        ("B", "2026-04-01", None),
    ]


def test_prior_year_keeps_groups_missing_in_one_year(shop: Books):
    # October 2026: A 35; October 2025: A 100. November 2025: B 90 only.
    rows = shop.rows(
        f"SELECT sales.shop, MEASURE(sales) AS s, PRIOR_YEAR(MEASURE(sales)) AS p FROM m "
        f"WHERE {period('2026-10-01', '2026-11-30')} GROUP BY 1"
    )
    # The effective end is 10 November, so last year's sale of 20 November does not count: B is in neither.
    assert rows == [("A", 43, 100)]


def test_prior_year_of_month_ends(shop: Books):
    # February 2026 (28 days) compares with February 2025; the end stays a month end.
    assert shop.value(f"SELECT PRIOR_YEAR(MEASURE(sales)) FROM m WHERE {period('2026-02-01', '2026-02-28')}") == 70


def test_prior_year_by_month(shop: Books):
    rows = shop.rows(
        f"SELECT DATE_TRUNC('month', period) AS m, PRIOR_YEAR(MEASURE(sales)) AS p, "
        f"MEASURE(sales) - PRIOR_YEAR(MEASURE(sales)) AS d FROM m WHERE {period('2026-10-01', '2026-11-30')} GROUP BY 1"
    )
    # November is compared up to the 10th: nothing sold in 2025 by then; an absent operand counts 0.
    assert rows == [("2026-10-01", 100, -65), ("2026-11-01", None, 8)]


def test_prior_period_of_a_whole_unit_and_of_a_part(shop: Books):
    assert shop.value(f"SELECT PRIOR_PERIOD(MEASURE(sales)) FROM m WHERE {period('2026-11-01', '2026-11-30')}") == 30
    explicit = f"SELECT PRIOR_PERIOD(MEASURE(sales), month) FROM m WHERE {period('2026-11-01', '2026-11-10')}"
    assert shop.value(explicit) == 30  # 1-10 October: the 30 of the 5th, not the 5 of the 31st
    assert shop.codes(f"SELECT PRIOR_PERIOD(MEASURE(sales)) FROM m WHERE {period('2026-10-03', '2026-10-20')}") == [
        "NEEDS_GRAIN"
    ]


def test_year_to_date_ignores_the_start(shop: Books):
    # January 200 + March 50 + October 35.
    assert shop.value(f"SELECT YTD(MEASURE(sales)) FROM m WHERE {period('2026-10-01', '2026-10-31')}") == 285
    assert (
        shop.value(f"SELECT PRIOR_YEAR(YTD(MEASURE(sales))) FROM m WHERE {period('2026-10-01', '2026-10-31')}") == 270
    )
    assert shop.value(f"SELECT QTD(MEASURE(sales)) FROM m WHERE {period('2026-11-01', '2026-11-10')}") == 43
    assert shop.value(f"SELECT MTD(MEASURE(sales)) FROM m WHERE {period('2026-11-05', '2026-11-10')}") == 8


def test_year_to_date_by_month_accumulates(shop: Books):
    rows = shop.rows(
        f"SELECT DATE_TRUNC('month', period) AS m, YTD(MEASURE(sales)) AS y, YTD(MEASURE(buyers)) AS b FROM m "
        f"WHERE {period('2026-01-01', '2026-11-30')} GROUP BY 1"
    )
    assert [row[1] for row in rows] == [200, 200, 250, 250, 250, 250, 250, 250, 250, 285, 293]
    # Distinct buyers so far: never the sum of monthly counts.
    assert [row[2] for row in rows] == [1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3]


def test_trailing_covers_n_buckets_with_its_own(shop: Books):
    rows = shop.rows(
        f"SELECT DATE_TRUNC('month', period) AS m, TRAILING(MEASURE(sales), 3, month) AS t, "
        f"TRAILING(MEASURE(buyers), 3, month) AS b FROM m WHERE {period('2026-01-01', '2026-04-30')} GROUP BY 1"
    )
    # January holds Nov 90 + Jan 200; February the same without November; March 250; April March's 50.
    assert rows == [("2026-01-01", 290, 2), ("2026-02-01", 200, 1), ("2026-03-01", 250, 2), ("2026-04-01", 50, 1)]


def test_trailing_without_enough_history_is_null(shop: Books):
    # Data begins in November 2024: three months are there from January 2025 on.
    rows = shop.rows(
        f"SELECT DATE_TRUNC('month', period) AS m, TRAILING(MEASURE(sales), 3, month) AS t FROM m "
        f"WHERE {period('2024-11-01', '2025-02-28')} GROUP BY 1"
    )
    assert rows == [("2024-11-01", None), ("2024-12-01", None), ("2025-01-01", 110), ("2025-02-01", 170)]
    checked = shop.checked(
        f"SELECT DATE_TRUNC('month', period) AS m, TRAILING(MEASURE(sales), 3, month) AS t FROM m "
        f"WHERE {period('2024-11-01', '2025-02-28')} GROUP BY 1"
    )
    assert "SHORT_HISTORY" in [note.code for note in checked.notes]


def test_only_prior_of_to_date_nests(shop: Books):
    where = period("2026-10-01", "2026-10-31")
    for expression in (
        "YTD(PRIOR_YEAR(MEASURE(sales)))",
        "PRIOR_YEAR(PRIOR_YEAR(MEASURE(sales)))",
        "YTD(YTD(MEASURE(sales)))",
    ):
        assert shop.codes(f"SELECT {expression} FROM m WHERE {where}") == ["BAD_NESTING"], expression


def test_modifiers_keep_every_other_condition(shop: Books):
    where = f"{period('2026-10-01', '2026-10-31')} AND sales.buyer = 1"
    assert shop.rows(
        f"SELECT MEASURE(sales), PRIOR_YEAR(MEASURE(sales)), YTD(MEASURE(sales)) FROM m WHERE {where}"
    ) == [(30, 40, 230)]


def test_without_period_flows_cover_all_data(shop: Books):
    checked = shop.checked("SELECT MEASURE(sales) FROM m")
    assert shop.value("SELECT MEASURE(sales) FROM m") == 663
    assert "ALL_LOADED" in [note.code for note in checked.notes]
    assert (str(checked.periods[0].start), str(checked.periods[0].end)) == ("2024-11-05", "2026-11-10")


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter", "half", "year", "fiscal_quarter", "fiscal_year"])
def test_every_grain_adds_up_to_the_whole(shop: Books, grain: str):
    rows = shop.rows(
        f"SELECT DATE_TRUNC('{grain}', period) AS b, MEASURE(sales) AS s FROM m "
        f"WHERE {period('2025-01-01', '2026-11-10')} GROUP BY 1"
    )
    assert sum(row[1] or 0 for row in rows) == 653
    assert rows == sorted(rows, key=lambda row: row[0])


def test_fiscal_years_and_sunday_weeks():
    sales = table(
        "sales",
        "day:date amount:amount",
        """
        2025-03-31 | 1
        2025-04-01 | 2
        2026-03-31 | 4
        2026-04-01 | 8
        2026-04-04 | 16
        2026-04-05 | 32
        """,
        time="day",
    )
    found = books(
        [sales], metrics=[metric("s", "SUM(sales.amount)")], calendar=CalendarSpec(fiscal_year_start=4, week_start=7)
    )
    rows = found.rows("SELECT DATE_TRUNC('fiscal_year', period) AS y, MEASURE(s) AS s FROM m GROUP BY 1")
    assert rows == [("2024-04-01", 1), ("2025-04-01", 6), ("2026-04-01", 56)]
    # 5 April 2026 is a Sunday: a new week.
    where = period("2026-04-01", "2026-04-11")
    rows = found.rows(f"SELECT DATE_TRUNC('week', period) AS w, MEASURE(s) AS s FROM m WHERE {where} GROUP BY 1")
    assert rows == [("2026-03-29", 24), ("2026-04-05", 32)]
    assert found.value(f"SELECT YTD(MEASURE(s)) FROM m WHERE {period('2026-03-01', '2026-03-31')}") == 6


def test_the_29th_of_february_has_no_day_a_year_before():
    sales = table(
        "sales",
        "day:date amount:amount",
        "2023-02-28 | 1\n2023-03-01 | 2\n2024-02-28 | 4\n2024-02-29 | 8\n2024-03-01 | 16",
        time="day",
    )
    found = books([sales], metrics=[metric("s", "SUM(sales.amount)")])
    rows = found.rows(
        f"SELECT DATE_TRUNC('day', period) AS d, MEASURE(s) AS s, PRIOR_YEAR(MEASURE(s)) AS p FROM m "
        f"WHERE {period('2024-02-28', '2024-03-01')} GROUP BY 1"
    )
    assert rows == [("2024-02-28", 4, 1), ("2024-02-29", 8, None), ("2024-03-01", 16, 2)]


def test_undated_rows_count_only_without_a_period():
    sales = table("sales", "day:date amount:amount", "2024-02-28 | 1\n | 2", time="day")
    found = books([sales], metrics=[metric("s", "SUM(sales.amount)")])
    assert found.value("SELECT MEASURE(s) FROM m") == 3
    assert found.value(f"SELECT MEASURE(s) FROM m WHERE {period('2024-01-01', '2024-12-31')}") == 1
    # NULL <= date is not TRUE, and a moved range is a range too.
    sales = table("sales", "day:date amount:amount", "2024-02-28 | 1\n | 2\n2025-02-28 | 4", time="day")
    found = books([sales], metrics=[metric("s", "SUM(sales.amount)")])
    assert found.value("SELECT MEASURE(s) FROM m WHERE period <= DATE '2024-12-31'") == 1
    assert found.value("SELECT PRIOR_YEAR(MEASURE(s)) FROM m WHERE period <= DATE '2025-02-28'") == 1


def test_a_metric_without_a_date_has_no_time_axis():
    people = table("people", "person:id team:text", "1 | a\n2 | b", key="person")
    found = books([people], metrics=[metric("heads", "COUNT(people)")])
    assert found.value("SELECT MEASURE(heads) FROM m") == 2
    assert found.codes(f"SELECT MEASURE(heads) FROM m WHERE {period('2024-01-01', '2024-12-31')}") == ["NO_TIME_AXIS"]
    assert found.codes("SELECT DATE_TRUNC('month', period) AS x, MEASURE(heads) FROM m GROUP BY 1") == ["NO_TIME_AXIS"]


def test_timestamps_count_on_their_day():
    rows = "2026-10-31 23:59:59 | 1\n2026-11-01 00:00:00 | 2"
    sales = table("sales", "moment:stamp amount:amount", rows, time="moment")
    found = books([sales], metrics=[metric("s", "SUM(sales.amount)")])
    assert found.value(f"SELECT MEASURE(s) FROM m WHERE {period('2026-10-01', '2026-10-31')}") == 1
    rows = found.rows("SELECT DATE_TRUNC('day', period) AS d, MEASURE(s) AS s FROM m GROUP BY 1")
    assert rows == [("2026-10-31", 1), ("2026-11-01", 2)]


def test_operands_share_the_earliest_end_and_the_coarsest_grain():
    # Sales to 10 November; plans by month, dated on the first, to December.
    sales = table("sales", "day:date amount:amount", "2026-10-05 | 30\n2026-11-10 | 8", time="day")
    plans = table(
        "plans",
        "month:date amount:amount",
        "2026-10-01 | 40\n2026-11-01 | 50\n2026-12-01 | 60",
        time="month",
        time_grain="month",
    )
    found = books(
        [sales, plans],
        metrics=[
            metric("sales", "SUM(sales.amount)"),
            metric("plan", "SUM(plans.amount)"),
            metric("rate", "sales / plan", "ratio"),
        ],
    )
    where = period("2026-10-01", "2026-12-31")
    # Each column keeps its own end; the ratio stops at 31 October: 30 / 40.
    text = f"SELECT MEASURE(sales) AS s, MEASURE(plan) AS p, MEASURE(rate) AS r FROM m WHERE {where}"
    assert found.rows(text) == [(38, 150, 0.75)]
    assert [str(item.end) for item in found.checked(text).periods] == ["2026-11-10", "2026-12-31", "2026-10-31"]
    assert found.codes(f"SELECT MEASURE(plan) FROM m WHERE {period('2026-10-10', '2026-10-20')}") == ["GRAIN_TOO_FINE"]
    assert found.codes(f"SELECT DATE_TRUNC('week', period) AS w, MEASURE(plan) FROM m WHERE {where} GROUP BY 1") == [
        "GRAIN_TOO_FINE"
    ]


def test_a_week_based_fiscal_calendar():
    first_days = {2025: date(2025, 1, 27), 2026: date(2026, 1, 26), 2027: date(2027, 1, 25)}
    calendar = CalendarSpec(pattern="4-4-5", fiscal_year_first_day=first_days)
    rows = "2025-02-23 | 1\n2025-02-24 | 2\n2026-01-25 | 4\n2026-01-26 | 8\n2026-02-22 | 16\n2026-02-23 | 32"
    sales = table("sales", "day:date amount:amount", rows, time="day", loaded_through=date(2026, 3, 22))
    found = books([sales], metrics=[metric("s", "SUM(sales.amount)")], calendar=calendar)
    # The first fiscal month of 2026 has four weeks: 26 January to 22 February.
    text = (
        "SELECT DATE_TRUNC('fiscal_month', period) AS x, MEASURE(s) AS s, PRIOR_YEAR(MEASURE(s)) AS p, "
        f"YTD(MEASURE(s)) AS y FROM m WHERE {period('2026-01-26', '2026-03-22')} GROUP BY 1"
    )
    assert found.rows(text) == [("2026-01-26", 24, 1, 24), ("2026-02-23", 32, 2, 56)]
    where = period("2020-01-01", "2026-01-01")
    outside = f"SELECT DATE_TRUNC('fiscal_year', period) AS x, MEASURE(s) AS s FROM m WHERE {where} GROUP BY 1"
    assert found.codes(outside) == ["OUTSIDE_CALENDAR"]


def test_a_single_day_is_a_range_and_a_month_end_stays_one():
    days = table("sales", "day:date amount:amount", "2024-02-28 | 1\n2024-02-29 | 2\n2025-02-28 | 4", time="day")
    made = books([days], metrics=[metric("sold", "SUM(sales.amount)")])
    text = "SELECT MEASURE(sold) AS a, PRIOR_YEAR(MEASURE(sold)) AS b FROM m WHERE"
    assert made.rows(f"{text} {period('2025-02-28', '2025-02-28')}") == [(4, 2)]
    by_day = "SELECT DATE_TRUNC('day', period) AS d, PRIOR_YEAR(MEASURE(sold)) AS b FROM m WHERE"
    assert made.rows(f"{by_day} {period('2025-02-28', '2025-02-28')} GROUP BY 1") == [("2025-02-28", 1)]


def test_a_series_too_long_to_show_is_refused_at_once():
    made = books(
        [table("s", "day:date level:balance", "1000-01-01 | 1\n2026-01-01 | 2", time="day")],
        metrics=[metric("level", "SUM(s.level)", "balance"), metric("mean", "AVG_BALANCE(level, day)", "non_additive")],
    )
    by_day = "SELECT DATE_TRUNC('day', period) AS d, MEASURE(level) AS x FROM m GROUP BY 1"
    mean = f"SELECT MEASURE(mean) FROM m WHERE {period('1000-01-01', '2026-01-01')}"
    started = perf_counter()
    assert made.codes(by_day) == ["RESULT_TOO_LARGE"]
    assert made.codes(mean) == ["RESULT_TOO_LARGE"]
    assert perf_counter() - started < 60, "it was counted day by day"
    assert made.issue(by_day) == {"metric": "level", "rows": 374740, "limit": 4000}


def test_a_cell_never_cuts_through_the_unit_rows_stand_for():
    rows = "\n".join(f"2024-{month:02d}-01 | {month}" for month in range(1, 13))
    plans = table("plans", "day:date amount:amount", rows, time="day", time_grain="month")
    years = {2023: date(2023, 1, 29), 2024: date(2024, 2, 4), 2025: date(2025, 2, 2)}
    weeks = CalendarSpec(pattern="4-4-5", fiscal_year_first_day=years)
    natural, retail = (
        books([plans], metrics=[metric("planned", "SUM(plans.amount)")], calendar=calendar)
        for calendar in (None, weeks)
    )
    march = period("2024-03-01", "2024-03-31")
    # A row of 1 March stands for all of March: the last two weeks of it, or the week before, are not in the rows.
    for column in ("TRAILING(MEASURE(planned), 2, week)", "PRIOR_PERIOD(MEASURE(planned), week)"):
        assert natural.codes(f"SELECT {column} FROM m WHERE {march}") == ["GRAIN_TOO_FINE"]
    assert natural.value(f"SELECT YTD(MEASURE(planned)) FROM m WHERE {march}") == 6
    # In a 4-4-5 calendar the fiscal year begins on 4 February, and its months are no calendar months.
    assert retail.codes(f"SELECT YTD(MEASURE(planned)) FROM m WHERE {march}") == ["GRAIN_TOO_FINE"]
    by_month = f"SELECT DATE_TRUNC('fiscal_month', period) AS k, MEASURE(planned) FROM m WHERE {march} GROUP BY 1"
    assert natural.rows(by_month) == [("2024-03-01", 3)]
    assert retail.codes(by_month) == ["GRAIN_TOO_FINE"]
    assert retail.value(f"SELECT TRAILING(MEASURE(planned), 2, month) FROM m WHERE {march}") == 5
