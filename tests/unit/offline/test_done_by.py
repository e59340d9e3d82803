"""Members by what they did or did not do, the thing named: "customers who placed an order", 没提过理赔的客户."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Draft
from tests.unit.offline.ferry import plan


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("passengers that never had a fare", "NOT EXISTS (SELECT 1 FROM tickets)"),
        ("how many passengers have not had a single fare", "NOT EXISTS (SELECT 1 FROM tickets)"),
        ("passengers who had a fare", "EXISTS (SELECT 1 FROM tickets)"),
        ("没有过船票的会员", "NOT EXISTS (SELECT 1 FROM tickets)"),
    ],
)
def test_had_or_had_not(text: str, condition: str):
    """Void tickets are in the records and not in the numbers of the layer: it is confirmed."""
    made = plan(text)
    assert isinstance(made, Ask), made
    (only,) = made.options
    assert f"WHERE {condition}" in " ".join(only.semantic_sql.split())


@pytest.mark.parametrize(
    "text",
    [
        "passengers who cancelled a fare",
        "passengers who have not cancelled a fare",
        "passengers who have not boarded a fare",
        "没退过船票的会员",
        "fares that never had a passenger",
        "how many crews had a fare",
    ],
)
def test_another_verb_or_another_way_round_is_not_taken(text: str):
    made = plan(text)
    assert not (isinstance(made, Draft) and ("EXISTS" in made.semantic_sql or "boarded_on" in made.semantic_sql)), made
