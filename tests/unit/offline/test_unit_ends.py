"""Month ends within a range: one balance for each unit; of a flow the words are named."""

from __future__ import annotations

import pytest

from bot.turn import Decline
from tests.unit.offline.firm import canonical, drafted, plan


def _series(grain: str, start: str, end: str) -> str:
    bucket = f"DATE_TRUNC('{grain}', period)"
    return canonical(
        f"SELECT {bucket} AS period_start, MEASURE(receivables) AS receivables FROM parcels "
        f"WHERE period BETWEEN DATE '{start}' AND DATE '{end}' GROUP BY {bucket} ORDER BY period_start ASC NULLS LAST"
    )


@pytest.mark.parametrize(
    "text",
    [
        "month-end receivables July to September",
        "7到9月月末应收",
        "月末应收 7月到9月",
    ],
)
def test_months_of_a_range(text: str):
    assert drafted(text) == _series("month", "2026-07-01", "2026-09-30")


def test_units_of_other_lengths():
    assert drafted("近三个月月末应收账款") == _series("month", "2026-08-01", "2026-10-31")
    assert drafted("quarter-end receivables 2025") == _series("quarter", "2025-01-01", "2025-12-31")
    assert drafted("year-end receivables 2024 to 2025") == _series("year", "2024-01-01", "2025-12-31")


@pytest.mark.parametrize(
    "text", ["month-end receivables for July", "7月月末应收", "month end receivables", "上月月末应收"]
)
def test_one_unit_is_one_value(text: str):
    assert "DATE_TRUNC" not in drafted(text)


@pytest.mark.parametrize("text", ["month-end freight revenue July to September", "月末运费收入 7月到9月"])
def test_a_flow_has_no_month_end(text: str):
    made = plan(text)
    assert isinstance(made, Decline), made
