"""A ranking or a comparison without a measure: by which one?"""

from __future__ import annotations

import pytest

from bot.turn import Ask, Draft
from tests.unit.offline.firm import canonical, drafted, plan


def _options(text: str) -> list[str]:
    made = plan(text)
    assert isinstance(made, Ask), f"{text}: {made}"
    return [canonical(one.semantic_sql) for one in made.options]


@pytest.mark.parametrize(
    ("text", "with_measure"),
    [
        ("top clients", "top clients by freight revenue"),
        ("biggest zone", "zone with the highest freight revenue"),
        ("上月最大的客户", "上月运费收入最高的客户"),
        ("今年前三的网点", "今年运费收入前三的网点"),
        ("compare North and South this year", "compare freight revenue of North and South this year"),
        ("城北和城南对比", "城北和城南运费收入对比"),
    ],
)
def test_the_measures_are_offered(text: str, with_measure: str):
    options = _options(text)
    assert 1 < len(options) <= 4
    assert drafted(with_measure) in options


def test_what_goes_with_the_members_only():
    """Nothing billed is known of a depot."""
    assert not any("billed_amount" in sql for sql in _options("top depots"))


def test_a_measure_said_is_taken():
    assert isinstance(plan("top clients by billed amount"), Draft)


def test_rows_with_an_amount_are_ranked_by_it():
    assert "ORDER BY bills.gross DESC" in drafted("the largest bill")
