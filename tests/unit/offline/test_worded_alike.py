"""A value beside a measure, where both words together name another measure: asked, unless both are one number."""

from __future__ import annotations

import pytest

from tests.unit.offline.company import OCTOBER, Company

TAXI = Company("taxi")


@pytest.mark.parametrize("text", ["10月租赁归属的车费"])
def test_the_two_numbers_are_asked_between(text: str):
    first, second = TAXI.options(text).values()
    assert first == f"SELECT MEASURE(fuel) AS fuel FROM taxi WHERE {OCTOBER} AND rides.owner = '租赁'"
    assert second == f"SELECT MEASURE(leased) AS leased FROM taxi WHERE {OCTOBER}"


@pytest.mark.parametrize("text", ["10月自有归属的车费", "10月自有的车费"])
def test_one_number_by_two_names_is_answered(text: str):
    TAXI.draft(text)


def test_a_measure_that_says_more_is_meant():
    TAXI.draft("ride cost of leased in October")
