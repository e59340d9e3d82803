"""Numbers as people read them: scale by size, units told apart, nothing shown two ways."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from bot.charts.samples import DAYS, LINE, MARGIN, MONEY, MONTH, OPEN, PERCENT, PIECES, POINTS, SALES, column
from bot.compose import choose_formats, format_cell
from bot.compose.calendar_names import bucket_name, range_name
from semantic_layer.model import CalendarSpec, Unit


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (Decimal("123456789.01"), MONEY, "¥1.23亿", "¥123.46M"),
        (1_234_567.0, MONEY, "¥123.46万", "¥1.23M"),
        (12_345, MONEY, "¥1.23万", "¥12.35K"),
        (9_999, MONEY, "¥9,999", "¥9,999"),
        (9_999.5, MONEY, "¥9,999.50", "¥9,999.50"),
        (2.5e12, MONEY, "¥2.50万亿", "¥2.50T"),
        (-1.5e9, MONEY, "-¥15.00亿", "-¥1.50B"),
        (0, MONEY, "¥0", "¥0"),
        (1e6, Unit("currency", "USD"), "$100.00万", "$1.00M"),
        (1e6, Unit("currency", "CHF"), "CHF 100.00万", "CHF 1.00M"),
        (2.1e-6, MONEY, "¥0.0000021", "¥0.0000021"),
        (-1e-9, MONEY, "-¥0.0000000010", "-¥0.0000000010"),
        (1e-15, MONEY, "¥1.00E-15", "¥1.00E-15"),
        (-0.0, MONEY, "¥0", "¥0"),
        (1e15, MONEY, "¥1,000.00万亿", "¥1,000.00T"),
        (1e22, Unit(), "10,000,000,000.00万亿", "10,000,000,000.00T"),
        (0.1234, PERCENT, "12.34%", "12.34%"),
        (0.00004, PERCENT, "0.0040%", "0.0040%"),
        (0.012, POINTS, "1.20 个百分点", "1.20 pp"),
        (45.26, DAYS, "45.3 天", "45.3 days"),
        (45, DAYS, "45 天", "45 days"),
        (3.4167, Unit("times"), "3.42 次", "3.42x"),
        (12345, PIECES, "12,345 件", "12,345 pieces"),
        (1234567, PIECES, "123.46万件", "1.23M pieces"),
        (None, MONEY, "–", "–"),
        (float("nan"), MONEY, "–", "–"),
        (True, Unit(), "是", "yes"),
        ("00123", Unit(), "00123", "00123"),
        (date(2026, 10, 1), Unit(), "2026-10-01", "2026-10-01"),
        (datetime(2026, 10, 1, 9, 30), Unit(), "2026-10-01 09:30", "2026-10-01 09:30"),
    ],
)
def test_a_single_value(value: object, unit: Unit, zh: str, en: str) -> None:
    assert format_cell(value, unit, "zh") == zh  # type: ignore[arg-type]
    assert format_cell(value, unit, "en") == en  # type: ignore[arg-type]


def test_ids_are_never_formatted() -> None:
    assert format_cell(1234567, column("no", "detail", id_like=True), "zh") == "1234567"


def test_accountants_write_negatives_in_parentheses() -> None:
    assert format_cell(-12345.6, MONEY, "en", accounting=True) == "(¥12.35K)"
    assert format_cell(12345.6, MONEY, "en", accounting=True) == "¥12.35K"


def test_a_column_keeps_one_scale() -> None:
    rows = [["a", 3.2e8], ["b", 9.1e7], ["c", -6.0e7], ["d", None]]
    fmt = choose_formats((LINE, SALES), rows, "zh")[1]
    assert [fmt.text(row[1]) for row in rows] == ["¥3.20亿", "¥0.91亿", "-¥0.60亿", "–"]


def test_a_small_value_is_not_rounded_away() -> None:
    rows = [[3.2e8], [2.9e8], [2.7e8], [2.5e8], [12_300]]
    fmt = choose_formats((SALES,), rows, "zh")[0]
    assert fmt.text(12_300) == "¥0.00012亿"
    assert fmt.text(0) == "¥0.00亿"


def test_measures_of_one_unit_share_a_scale_only_where_both_stay_legible() -> None:
    near = choose_formats((SALES, OPEN), [[2.0e8, 0.9e8]], "zh")
    assert [fmt.scale.suffix for fmt in near] == ["亿", "亿"]
    far = choose_formats((SALES, OPEN), [[2.0e8, 3.0e3]], "zh")
    assert [fmt.scale.suffix for fmt in far] == ["亿", ""]


def test_growth_shows_one_decimal_and_rates_two() -> None:
    growth = column("g", "computed", unit=PERCENT, is_growth=True)
    assert choose_formats((growth,), [[0.12], [0.34]], "zh")[0].text(0.12) == "12.0%"
    assert choose_formats((growth,), [[0.0012], [0.0034]], "zh")[0].text(0.0012) == "0.12%"
    assert choose_formats((MARGIN,), [[0.12]], "zh")[0].text(0.12) == "12.00%"


def test_a_blank_group_is_named() -> None:
    fmt = choose_formats((LINE, SALES), [[None, 1.0]], "zh")
    assert fmt[0].text(None) == "（空）"
    assert fmt[0].text("  ") == "（空白文本）", "a text of nothing is another group than no text"


def test_months_are_named_by_their_unit() -> None:
    assert choose_formats((MONTH,), [[date(2026, 10, 1)]], "zh")[0].text(date(2026, 10, 1)) == "2026-10"


@pytest.mark.parametrize(
    ("first", "grain", "name"),
    [
        (date(2026, 4, 1), "fiscal_year", "FY2027"),
        (date(2026, 4, 1), "fiscal_quarter", "FY2027 Q1"),
        (date(2027, 1, 1), "fiscal_half", "FY2027 H2"),
        (date(2027, 1, 1), "fiscal_month", "FY2027 M10"),
    ],
)
def test_fiscal_units(first: date, grain: str, name: str) -> None:
    assert bucket_name(first, grain, CalendarSpec(fiscal_year_start=4)) == name


def test_ranges_that_are_one_unit_have_a_name() -> None:
    assert range_name(date(2026, 1, 1), date(2026, 12, 31), "zh") == "2026年"
    assert range_name(date(2026, 7, 1), date(2026, 12, 31), "en") == "H2 2026"
    assert range_name(date(2026, 2, 1), date(2026, 4, 30), "en") == ""
