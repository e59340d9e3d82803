"""What a question leaves to be named is offered: made up by which field, the ages of which receivables."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Draft
from tests.unit.offline.firm import asked, choices, drafted, plan


@pytest.mark.parametrize("text", ["上月运费收入构成", "freight revenue breakdown last month", "上月运费收入的结构"])
def test_parts_without_a_field_are_asked_about(text: str):
    made = asked(text)
    assert len(made.options) > 1
    groups = [option.semantic_sql.split("GROUP BY ")[1] for option in made.options]
    assert groups[0].startswith("shipments.service")
    assert len(set(groups)) == len(groups)


def test_parts_of_a_field_are_shares():
    assert drafted("上月各片区运费收入构成") == drafted("上月各片区运费收入占比")
    assert isinstance(plan("freight revenue breakdown by zone last month"), Draft)


def test_another_metric_is_offered_for_ages_and_never_taken():
    (only,) = choices("上月开单金额的账龄分布")
    assert "MEASURE(receivables)" in only
    assert only == drafted("上月应收款的账龄分布")


def test_details_of_a_measure_are_its_parts():
    made = asked("上月运费收入明细")
    assert all("GROUP BY" in option.semantic_sql for option in made.options)
    assert not isinstance(plan("上月超过100万的运费收入明细"), Ask | Draft)
