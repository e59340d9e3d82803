"""Only those of which it is true: words that choose among the members shown choose, or are named."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.company import Company
from tests.unit.offline.firm import FIRM, answered, drafted, plan, told

_OVERRUN = """
  - {name: overrun, expression: upkeep - upkeep_budget, label: {zh: 超支, en: Upkeep variance}, unit: EUR,
     synonyms: [over budget, overspend]}
  - {name: headroom, expression: upkeep_budget - upkeep, label: {zh: 余量, en: Headroom}, unit: EUR,
     synonyms: [over plan]}
"""
GARDEN = Company("nursery", more=_OVERRUN)
OVER = "HAVING MEASURE(overrun) > 0"
YOY = "freight revenue by zone in October vs last year"


@pytest.mark.parametrize(
    "text",
    [
        "which sites are over budget this year",
        "which sites went over budget this year",
        "sites over budget this year",
        "sites that are over budget this year",
        "哪些基地今年超支了",
        "今年超支的基地",
    ],
)
def test_a_measure_called_over_budget_chooses_members(text: str):
    assert OVER in GARDEN.sql(text)


@pytest.mark.parametrize(
    "text",
    ["how much are we over budget this year by site", "今年各基地超支多少", "over budget by site this year"],
)
def test_asked_how_much_it_lists_them_all(text: str):
    assert "HAVING" not in GARDEN.sql(text)


PLANNED = "upkeep by site this year vs upkeep budget"


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("only the ones that are over", ">"),
        ("which ones are under?", "<"),
        ("just those that went over budget", ">"),
        ("the ones below plan", "<"),
    ],
)
def test_beside_its_plan_a_measure_is_over_or_under_it(text: str, sign: str):
    garden = Company(
        "nursery",
        more="""
  - {name: burn, expression: upkeep / upkeep_budget, label: {zh: 执行率, en: Burn}, unit: percent}
""",
    )
    before = [garden.answered(PLANNED)]
    made = garden.sql(text, before)
    assert f"HAVING MEASURE(upkeep) {sign} MEASURE(upkeep_budget)" in made
    assert "AS upkeep_budget" in made
    assert not isinstance(garden.plan("which are over", [garden.answered("upkeep by site this year")]), Draft)


def test_what_is_made_the_other_way_round_chooses_nobody():
    assert not isinstance(GARDEN.plan("which sites are over plan this year"), Draft)


@pytest.mark.parametrize(
    ("turns", "same"),
    for_reasons(
        {
            "those that fell": [
                ([YOY, "only those that fell"], "zones whose freight revenue fell in October vs last year"),
                ([YOY, "which ones fell?"], "zones whose freight revenue fell in October vs last year"),
                (
                    ["freight revenue by zone in October", "which ones are down on last year"],
                    "zones whose freight revenue fell in October vs last year",
                ),
                (["10月各片区运费收入", "同比", "只看下降的"], "10月运费收入同比下降的片区"),
            ],
            "the total of what was shown": [
                (["freight revenue by zone in October", "whats the total"], "freight revenue in October"),
                (["freight revenue by zone in October", "add them up"], "freight revenue in October"),
                (["freight revenue by month this year", "grand total"], "freight revenue this year"),
                (["claim ratio by zone in October", "total?"], "claim ratio in October"),
            ],
            "a part of another measure": [
                (
                    ["claims paid by zone in October", "as a % of freight revenue"],
                    "claims paid as a % of freight revenue by zone in October",
                ),
                (
                    ["claims paid by zone in October", "what % of freight revenue is that"],
                    "claims paid as a % of freight revenue by zone in October",
                ),
                (
                    ["freight revenue by zone in October", "as a % of total"],
                    "share of freight revenue by zone in October",
                ),
            ],
            "a name is dropped": [
                (
                    ["freight revenue by zone in October", "drop North"],
                    "freight revenue by zone in October except North",
                ),
                (
                    ["freight revenue and claims paid by zone in October", "drop claims paid"],
                    "freight revenue by zone in October",
                ),
            ],
            "back to a measure": [
                (
                    ["freight revenue by zone in Q3", "now claims paid", "back to freight revenue but for Q2"],
                    "freight revenue by zone in Q2",
                ),
            ],
        }
    ),
)
def test_it_says_the_same_as_the_whole_question(turns: list[str], same: str):
    assert drafted(*told(turns)) == drafted(same)


@pytest.mark.parametrize(
    "turns",
    for_reasons(
        {
            "nothing to choose from": [([YOY.replace(" by zone", ""), "which fell"],)],
            "month ends have no total": [(["month-end receivables August to October", "total"],)],
            "a stock is no part of a flow": [(["receivables by client", "as a % of freight revenue"],)],
            "worst by what": [
                ([YOY, "worst first"],),
                (["freight revenue and claims paid by zone in October", "worst first"],),
            ],
            "but for Lyon leaves one out": [
                (["freight revenue by zone in October", "back to freight revenue but for North"],)
            ],
        }
    ),
)
def test_it_is_not_answered(turns: list[str]):
    assert not isinstance(plan(*told(turns)), Draft)


SHOWN = (("城北", 5.0), ("城南", 3.0))


def test_the_ones_of_a_chosen_few_are_among_those_few():
    asked = [answered("top 2 zones by freight revenue in October", rows=SHOWN)]
    made = drafted("the ones with more than 4", asked)
    assert "'城北'" in made
    assert "'城南'" in made
    whole = drafted("the ones over 4", [answered("freight revenue by zone in October", rows=SHOWN)])
    assert "'城北'" not in whole
    assert "HAVING MEASURE(freight_revenue) > 4" in whole


@pytest.mark.parametrize(
    "text",
    [
        "which ones are down on last year",
        "which are down on last year",
        "lowest first",
        "worst first",
        "哪些同比下降了",
    ],
)
def test_what_is_asked_of_the_top_few_is_among_them(text: str):
    made = drafted(text, [answered("top 2 zones by freight revenue in October", rows=SHOWN)])
    assert "depots.zone IN ('城北', '城南')" in made
    assert "LIMIT" not in made


def test_a_condition_that_chose_is_done_with_once_they_are_added_up():
    before = [answered("zones with freight revenue below 10k in October", rows=SHOWN)]
    made = FIRM.drafted("whats the total", before)
    assert "HAVING" not in made
    assert "'城北'" in made
    assert "'城南'" in made


def test_a_technical_name_that_is_a_word_of_grammar_does_not_hide_it():
    firm = Company(
        "parcels", more="\n  - {name: total, expression: SUM(bills.gross), label: {zh: 票面, en: Face}, unit: CNY}\n"
    )
    assert firm.drafted(*firm.told(["freight revenue by zone in October", "whats the total"])) == firm.drafted(
        "freight revenue in October"
    )
    assert "MEASURE(total)" in firm.sql("face in October")


def test_what_comes_from_a_member_in_percent_is_its_share():
    assert drafted("how much of our freight revenue comes from South, in %, in October") == drafted(
        "share of freight revenue from South in October"
    )
    assert "LIMIT" not in drafted("number of shipments by zone in October")


def test_who_passed_a_plan_is_shown_with_the_plan():
    garden = Company(
        "nursery",
        more="""
  - {name: burn, expression: upkeep / upkeep_budget, label: {zh: 执行率, en: Burn}, unit: percent}
""",
    )
    for text in ("which sites are over the upkeep budget this year", "今年哪些基地养护费超预算"):
        made = garden.sql(text)
        assert "MEASURE(upkeep_budget) AS upkeep_budget" in made
        assert "HAVING MEASURE(upkeep) > MEASURE(upkeep_budget)" in made
