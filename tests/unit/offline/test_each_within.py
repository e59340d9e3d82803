"""各 before a name of the measure that begins with the noun asked for; a word that is part of several names."""

from __future__ import annotations

import pytest

from bot.turn import Decline
from tests.unit.offline.company import OCTOBER, Company

FOUNDRY = Company("foundry")


@pytest.mark.parametrize("text", ["10月各车间费用", "10月每个车间费用", "10月按车间费用", "各车间费用10月"])
def test_the_noun_is_grouped_by(text: str):
    assert FOUNDRY.sql(text) == (
        f"SELECT costs.shop, MEASURE(cost) AS cost FROM foundry WHERE {OCTOBER} GROUP BY costs.shop"
    )


def test_without_a_word_of_grouping_it_is_one_name():
    assert "GROUP BY" not in FOUNDRY.sql("10月车间费用")


def test_what_is_left_must_name_the_same_measure():
    assert isinstance(FOUNDRY.plan("10月各车间报废损失"), Decline)


def test_a_part_of_several_names_is_asked_about():
    made = FOUNDRY.asked("那浇注呢", [FOUNDRY.answered("10月各班组费用")])
    assert [option.label for option in made.options] == ["老浇注甲", "新浇注甲"]


def test_the_part_of_one_name_is_that_value():
    assert "costs.crew = '东磨光乙'" in FOUNDRY.sql("磨光呢", [FOUNDRY.answered("10月各班组费用")])
