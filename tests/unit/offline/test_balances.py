"""Balances over time: several units said are several numbers, and no day that is still to come has one."""

from __future__ import annotations

import pytest

from tests.unit.offline.firm import canonical, draft, drafted

SERIES = (
    "SELECT DATE_TRUNC('month', period) AS m, MEASURE(receivables) AS receivables FROM parcels "
    "WHERE period BETWEEN DATE '2026-08-01' AND DATE '2026-10-31' GROUP BY 1 ORDER BY 1 ASC NULLS LAST"
)


@pytest.mark.parametrize(
    "text", ["近三个月应收款", "receivables last 3 months", "accounts receivable over the past three months"]
)
def test_several_units_of_a_balance_are_a_series(text: str):
    assert drafted(text) == canonical(SERIES.replace("AS m", "AS period_start"))


@pytest.mark.parametrize("text", ["上月应收款", "10月末应收款", "应收款最多的客户，近三个月"])
def test_one_unit_or_a_ranking_is_its_end(text: str):
    made = draft(text)
    assert "DATE_TRUNC" not in made.semantic_sql


@pytest.mark.parametrize(
    "text", ["11月末的应收款", "receivables at the end of this year", "receivables at the end of November"]
)
def test_a_day_to_come_is_left_to_the_checks(text: str):
    made = draft(text)
    assert "BETWEEN" in made.semantic_sql  # a range after the data is refused, an open one would take today's


def test_a_year_back_from_today_is_month_by_month():
    made = drafted("receivables over the last year")
    assert made == drafted("最近一年的应收款")
    assert "2025-11-01" in made
    assert "DATE_TRUNC('MONTH'" in made.upper()


@pytest.mark.parametrize("text", ["截至11月4日的应收款", "receivables as of November 4"])
def test_a_day_after_the_data_is_left_to_the_checks(text: str):
    made = draft(text)
    assert "BETWEEN DATE '2026-11-04' AND DATE '2026-11-04'" in made.semantic_sql
