"""Whether a measure includes something is answered by its definition, never by a number."""

from __future__ import annotations

import pytest

from bot.turn import Define
from tests.unit.offline.firm import answered, plan


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("does freight revenue include returned parcels?", "freight_revenue"),
        ("is VAT included in freight revenue", "freight_revenue"),
        ("are claims deducted from freight revenue?", "freight_revenue"),
        ("what does freight revenue include", "freight_revenue"),
        ("is freight revenue net of VAT?", "freight_revenue"),
        ("does the number of shipments include cancelled ones", "shipment_count"),
        ("运费收入含税吗", "freight_revenue"),
        ("运费收入包不包括理赔", "freight_revenue"),
        ("运费收入算不算退货", "freight_revenue"),
        ("运费收入里有没有扣掉赔款", "freight_revenue"),
        ("运费收入有没有把赔款算进去", "freight_revenue"),
        ("运费收入是含税还是不含税", "freight_revenue"),
        ("赔付金额包含哪些费用", "claims_paid"),
    ],
)
def test_what_it_includes_is_its_definition(text: str, name: str):
    assert plan(text) == Define("metric", (name,))


@pytest.mark.parametrize("text", ["包不包括退货", "含税吗", "is VAT included?", "does it include returns?"])
def test_alone_it_is_of_the_answer_before(text: str):
    assert plan(text, [answered("2026年运费收入", [("12",)])]) == Define("metric", ("freight_revenue",))


@pytest.mark.parametrize(
    "text",
    [
        "包不包括退货",
        "营业外运费收入含税吗",
        "does the North include claims",
        "运费收入含空运的是多少",
        "freight revenue including Air last month",
        "does freight revenue in October include Air",
        "is freight revenue higher than last year",
    ],
)
def test_another_subject_or_a_question_of_data_is_none(text: str):
    assert not isinstance(plan(text), Define)
