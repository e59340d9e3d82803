"""A measure that was just explained is what a question without one is about."""

from __future__ import annotations

import pytest

from bot.turn import Define, Draft, PriorTurn
from tests.unit.offline.firm import answered, canonical, draft, drafted, plan

EXPLAINED = PriorTurn("赔付率怎么算?", "definition", "")


@pytest.mark.parametrize(
    ("text", "whole"),
    [("上季度呢", "上季度赔付率"), ("10月各片区的", "10月各片区的赔付率"), ("城北呢", "城北的赔付率")],
)
def test_the_measure_explained_is_meant(text: str, whole: str):
    made = draft(text, [EXPLAINED])
    assert canonical(made.semantic_sql) == drafted(whole)
    assert made.carried == ("metric:claim_ratio",)


def test_an_earlier_answer_is_not_meant():
    made = draft("上季度呢", [answered("10月运费收入", [(1.0,)]), EXPLAINED])
    assert "claim_ratio" in made.semantic_sql


def test_explained_in_passing_the_answer_goes_on():
    made = draft("城南呢", [answered("10月城北的赔付率", [(0.1,)]), EXPLAINED])
    assert canonical(made.semantic_sql) == drafted("10月城南的赔付率")


def test_a_measure_of_its_own_and_thanks_are_not_about_it():
    assert drafted("10月运费收入", [EXPLAINED]) == drafted("10月运费收入")
    assert isinstance(plan("谢谢", [EXPLAINED]), Define)
    assert isinstance(plan("谁负责", [EXPLAINED]), Define)
    assert not isinstance(plan("上季度呢", [PriorTurn("你好", "definition", "")]), Draft)
