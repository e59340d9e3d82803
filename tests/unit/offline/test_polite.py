"""Ok, thanks, great before a follow-up are said of the answer before: the follow-up still goes on from it."""

from __future__ import annotations

import pytest

from bot.turn import Define
from tests.unit.offline.firm import answered, drafted, plan, told

BEFORE = "freight revenue by zone in September"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ok, by depot", "freight revenue by depot in September"),
        ("great, and in August?", "freight revenue by zone in August"),
        ("thanks. and claims paid?", "claims paid by zone in September"),
        ("ok and how many shipments there?", "number of shipments by zone in September"),
        ("perfect. top 2", "top 2 zones by freight revenue in September"),
        ("好的,赔付金额呢", "claims paid by zone in September"),
        ("ok freight revenue in October", "freight revenue in October"),  # a question of its own
    ],
)
def test_it_goes_on_from_the_answer(text: str, same: str):
    assert drafted(*told([BEFORE, text])) == drafted(same)


@pytest.mark.parametrize("text", ["thanks", "ok thanks", "ok, how is the claim ratio calculated"])
def test_alone_it_is_answered_as_such(text: str):
    assert isinstance(plan(text, [answered(BEFORE)]), Define)
