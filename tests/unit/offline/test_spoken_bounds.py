"""Bounds as they are spoken: 上2万, 破亿, "north of 20k"; what is only about a number is no bound."""

from __future__ import annotations

import pytest

from bot.turn import Decline, Draft
from semantic_layer.issues import IssueCode
from tests.unit.offline.firm import canonical, drafted, plan

BOUNDS = [
    ("上月运费收入上200万的网点", ">= 2000000"),
    ("上月运费收入上亿的网点", ">= 100000000"),
    ("上月运费收入破亿的网点", "> 100000000"),
    ("上月运费收入破千万的网点", "> 10000000"),
    ("上月运费收入过万的网点", "> 10000"),
    ("上月运费收入不到百万的网点", "< 1000000"),
    ("depots with freight revenue north of 20k last month", "> 20000"),
    ("depots with freight revenue upwards of 2 million last month", "> 2000000"),
    ("depots with freight revenue over 20 grand last month", "> 20000"),
]


@pytest.mark.parametrize(("text", "bound"), BOUNDS, ids=[text for text, _ in BOUNDS])
def test_a_spoken_bound(text: str, bound: str):
    assert drafted(text) == canonical(
        "SELECT depots.depot_name, MEASURE(freight_revenue) AS freight_revenue FROM parcels "
        "WHERE period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31' GROUP BY 1 "
        f"HAVING MEASURE(freight_revenue) {bound}"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("上月运费收入两百来万的网点", "两百来万"),
        ("上月运费收入两万左右的网点", "两万左右"),
        ("上月运费收入大概200万的网点", "大概200万"),
        ("上月运费收入将近3万的网点", "将近3万"),
        ("depots with freight revenue of around 20k last month", "around 20k"),
        ("depots with freight revenue of roughly $2m last month", "roughly $2m"),
    ],
)
def test_about_a_number_is_no_bound(text: str, words: str):
    made = plan(text)
    assert isinstance(made, Decline), made
    assert made.issues[0].code is IssueCode.VAGUE_BOUND
    assert made.issues[0].params["words"] == words


@pytest.mark.parametrize("text", ["上月运费收入上三的网点", "上月上200万的网点", "运费收入上不了2万的网点", "上万"])
def test_nothing_is_bounded_without_a_measure_or_an_amount(text: str):
    assert not isinstance(plan(text), Draft)


def test_the_month_before_is_no_bound():
    assert "HAVING" not in drafted("各网点运费收入上个月")
