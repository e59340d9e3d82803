"""How cells become SQL: the cheapest exact way is chosen."""

from __future__ import annotations

from datetime import date

import pytest

from semantic_layer.checks.plan import Cell
from semantic_layer.compile.cells import floor_to, last_of, shape_of_cells


def day(text: str) -> date:
    return date.fromisoformat(text)


def cell(key: str, start: str | None, end: str) -> Cell:
    return Cell(day(key), day(start) if start else None, day(end))


MONTHS = [
    cell("2026-01-01", "2026-01-01", "2026-01-31"),
    cell("2026-02-01", "2026-02-01", "2026-02-28"),
    cell("2026-03-01", "2026-03-01", "2026-03-10"),
]
YEAR_BEFORE = [
    cell("2026-01-01", "2025-01-01", "2025-01-31"),
    cell("2026-02-01", "2025-02-01", "2025-02-28"),
    cell("2026-03-01", "2025-03-01", "2025-03-10"),
]
TO_DATE = [cell("2026-01-01", "2026-01-01", "2026-01-31"), cell("2026-02-01", "2026-01-01", "2026-02-10")]
ODD = [cell("2026-01-26", "2026-01-26", "2026-02-22"), cell("2026-02-23", "2026-02-23", "2026-03-22")]
GAP = [cell("2026-01-01", "2026-01-01", "2026-01-31"), cell("2026-03-01", "2026-03-01", "2026-03-31")]


def test_one_range_is_a_where():
    assert shape_of_cells([Cell(None, day("2026-01-01"), day("2026-01-31"))], True).way == "single"


def test_whole_units_are_truncated_even_if_the_last_is_cut():
    found = shape_of_cells(MONTHS, mergeable=False)
    assert (found.way, found.unit, found.mapped) == ("trunc", "month", ())


def test_shifted_units_are_mapped_after():
    found = shape_of_cells(YEAR_BEFORE, mergeable=False)
    assert (found.way, found.unit) == ("trunc", "month")
    assert found.mapped[0] == (day("2025-01-01"), day("2026-01-01"))


def test_gaps_are_mapped_so_that_their_rows_do_not_count():
    found = shape_of_cells(GAP, mergeable=True)
    assert found.way == "trunc"
    assert len(found.mapped) == 2


def test_overlapping_cells_are_summed_from_units_where_that_is_exact():
    assert shape_of_cells(TO_DATE, mergeable=True).way == "atoms"
    assert shape_of_cells(TO_DATE, mergeable=False).way == "rows"
    assert shape_of_cells([cell("2026-01-01", None, "2026-01-31")], mergeable=True).way == "atoms"


def test_calendars_that_are_not_natural_use_weeks_or_days():
    found = shape_of_cells(ODD, mergeable=True)
    assert (found.way, found.unit) == ("atoms", "week")
    assert shape_of_cells(ODD, mergeable=False).way == "rows"


@pytest.mark.parametrize(
    ("unit", "first", "last"),
    [
        ("day", "2026-11-18", "2026-11-18"),
        ("week", "2026-11-16", "2026-11-22"),
        ("month", "2026-11-01", "2026-11-30"),
        ("quarter", "2026-10-01", "2026-12-31"),
        ("year", "2026-01-01", "2026-12-31"),
    ],
)
def test_units_of_a_day(unit: str, first: str, last: str):
    assert (floor_to(day("2026-11-18"), unit), last_of(day("2026-11-18"), unit)) == (day(first), day(last))
