"""How many different members have something of what a verb measures."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.orchard import OCTOBER, plan, sql


@pytest.mark.parametrize(
    "text", ["10月卖出了多少种品种", "how many different varieties did we sell in October", "10月卖了多少个不同的品种"]
)
def test_members_with_something_of_it(text: str):
    inner = (
        f"SELECT varieties.variety_id, MEASURE(crates_sold) AS crates_sold FROM orchard WHERE period {OCTOBER} AND "
        "varieties.variety_id IS NOT NULL GROUP BY varieties.variety_id HAVING MEASURE(crates_sold) > 0"
    )
    assert sql(text) == f"WITH members AS ( {inner} ) SELECT COUNT(*) AS varieties_count FROM members"


@pytest.mark.parametrize(
    "text",
    [
        "how many varieties did we sell in October",  # their pieces, perhaps
        "10月卖出了多少品种",
        "how many different carts did we sell in October",  # none of them has sales
        "how many different varieties did we hire in October",
    ],
)
def test_without_the_word_or_without_the_measure_it_is_not_taken(text: str):
    assert not isinstance(plan(text), Draft)


@pytest.mark.parametrize(
    "text", ["complaints awaiting reply", "complaints waiting for reply", "complaints still waiting for reply"]
)
def test_waiting_for_is_pending(text: str):
    assert "notices.notice_status = 'W'" in str(plan(f"how many {text} in October"))
