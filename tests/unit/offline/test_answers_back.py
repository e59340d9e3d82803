"""The next message as the answer to a question back: by place, by name, by definition, yes, both."""

from __future__ import annotations

import pytest

from bot.planners.offline import chosen_sql
from bot.turn import Ask, Decline, Draft, Plan, PriorTurn
from tests.unit.offline import firm
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.company import Company
from tests.unit.offline.firm import FIRM

ASKED = "上月收入"
FREIGHT, BILLED = (f"SELECT MEASURE({name}) AS {name}" for name in ("freight_revenue", "billed_amount"))


def _replied(asked: str, reply: str, company: Company = FIRM) -> Plan:
    history = [PriorTurn(asked, "clarification", options=company.asked(asked).options)]
    chosen = company.plan(reply, history)
    if isinstance(chosen, Draft):
        assert chosen.semantic_sql in chosen_sql(company.question(reply, history), company.context()), reply
    return chosen


FIRST = ["第一个", "前者", "the former", "运费那个", "1st", "是运费收入", "the freight one please"]
SECOND = ["后者", "the latter", "最后一个", "number two", "2nd", "开单的", "I meant billed amount"]


@pytest.mark.parametrize(
    ("reply", "start"),
    for_reasons(
        {
            "the first is meant": [(reply, FREIGHT) for reply in FIRST],
            "the second is meant": [(reply, BILLED) for reply in SECOND],
        }
    ),
)
def test_the_one_that_is_pointed_at_is_taken(reply: str, start: str):
    made = _replied(ASKED, reply)
    assert isinstance(made, Draft), made
    assert made.semantic_sql.startswith(start)


@pytest.mark.parametrize("reply", ["都要", "两个都要", "both", "both of them please", "all"])
def test_both_are_side_by_side(reply: str):
    made = _replied(ASKED, reply)
    assert isinstance(made, Draft), made
    assert firm.canonical(made.semantic_sql) == firm.canonical(
        f"{FREIGHT}, MEASURE(billed_amount) AS billed_amount FROM parcels WHERE {firm.OCTOBER}"
    )


@pytest.mark.parametrize("reply", ["不是第一个", "not the first one", "第五个", "yes", "是的", "第一个和第二个", "no"])
def test_what_chooses_nothing_is_no_choice(reply: str):
    assert not isinstance(_replied(ASKED, reply), Draft)


def test_both_ranges_are_no_two_measures():
    made = _replied("运费收入增长", "both")
    assert isinstance(made, Decline | Ask), made


def test_yes_takes_the_one_thing_offered():
    for reply in ("yes", "Yes please", "是的", "对"):
        made = _replied("上月破损", reply)
        assert isinstance(made, Draft), reply
        assert "claims_paid" in made.semantic_sql


# ---- by definition


THEATRE = Company("theatre")


@pytest.mark.parametrize(
    ("reply", "metric"),
    [
        ("不含税的", "takings"),
        ("含税的", "door_cash"),
        ("the one without VAT", "takings"),
        ("including VAT", "door_cash"),
        ("门口的", "door_cash"),
    ],
)
def test_a_word_of_its_definition_chooses(reply: str, metric: str):
    made = _replied("上月票款", reply, THEATRE)
    assert isinstance(made, Draft), made
    assert f"MEASURE({metric})" in made.semantic_sql


@pytest.mark.parametrize("reply", ["票款", "毛的", "没有的"])
def test_a_word_of_both_or_of_neither_chooses_none(reply: str):
    assert not isinstance(_replied("上月票款", reply, THEATRE), Draft)
