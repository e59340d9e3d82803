"""Bounds on a change in percentage points."""

from __future__ import annotations

import pytest

from bot.turn import Decline
from tests.unit.offline.firm import drafted, plan


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("今年赔付率同比下降超过3个百分点的片区", "< -0.03"),
        ("赔付率比去年同期下降超过3个百分点的网点", "< -0.03"),
        ("今年赔付率同比提高3个百分点以上的片区", ">= 0.03"),
        ("zones where claim ratio declined more than 3 percentage points yoy this year", "< -0.03"),
    ],
)
def test_the_difference_is_bounded(text: str, bound: str):
    made = drafted(text)
    difference = "MEASURE(claim_ratio) - PRIOR_YEAR(MEASURE(claim_ratio))"
    assert f"HAVING {difference} {bound}" in " ".join(made.split())


@pytest.mark.parametrize(
    "text",
    [
        "今年运费收入同比下降超过3个百分点的片区",
        "今年赔付率同比变动超过3个百分点的片区",
        "今年运费收入同比变化超过10%的片区",
        "今年赔付率超过3个百分点的片区",
    ],
)
def test_points_of_money_and_changes_either_way_are_not(text: str):
    assert isinstance(plan(text), Decline)
