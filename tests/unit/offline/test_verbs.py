"""Metrics said by a verb or by their unit: one of such a name is it, several are asked about, none is refused."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline
from tests.unit.offline.firm import OCTOBER, canonical, drafted, plan

MEASURED = [
    ("上月收回了多少", "collected", OCTOBER),
    ("上个月收到多少钱", "collected", OCTOBER),
    ("how much cash did we collect last month", "collected", OCTOBER),
    ("how much money was received last month", "collected", OCTOBER),
    ("上月赔了多少钱", "claims_paid", OCTOBER),
    ("上月一共赔出去多少", None, OCTOBER),
    ("上月发了多少单", "shipment_count", OCTOBER),
    ("上月运了几单", "shipment_count", OCTOBER),
    ("10月末有多少辆", "vans", "period <= DATE '2026-10-31'"),
    ("上月开票了多少", "billed_amount", OCTOBER),
    ("how much did we invoice out last month", "billed_amount", OCTOBER),
    ("现在客户还欠我们多少", "receivables", "period <= DATE '2026-11-03'"),
    ("我们还欠多少", None, OCTOBER),
    ("上月卖了多少辆", None, OCTOBER),
    ("上月丢了多少单", None, OCTOBER),
]


@pytest.mark.parametrize(("text", "metric", "when"), MEASURED, ids=[text for text, _, _ in MEASURED])
def test_a_verb_or_a_unit_is_the_one_metric_of_that_name(text: str, metric: str | None, when: str):
    if metric is None:
        assert isinstance(plan(text), Decline | Ask), plan(text)
    else:
        assert drafted(text) == canonical(f"SELECT MEASURE({metric}) AS {metric} FROM parcels WHERE {when}")


def test_several_metrics_of_that_name_are_asked_about():
    for text in ("上月卖了多少", "how much did we sell last month"):
        made = plan(text)
        assert isinstance(made, Ask), made
        named = {option.remember[1] for option in made.options if option.remember}
        assert named == {"freight_revenue", "billed_amount"}


def test_who_owes_is_the_party_of_the_documents():
    expected = (
        "SELECT clients.client_name, MEASURE(receivables) AS receivables FROM parcels "
        "WHERE period <= DATE '2026-11-03' AND clients.client_name IS NOT NULL "
        "GROUP BY 1 ORDER BY receivables DESC NULLS LAST LIMIT 1"
    )
    for text in ("谁欠我们的钱最多", "who owes us the most?", "which client owes us the most"):
        assert drafted(text) == canonical(expected)


def test_a_verb_beside_a_metric_of_its_kind_says_nothing_more():
    assert drafted("上月收到了多少回款") == drafted("上月回款多少")
    assert isinstance(plan("上月卖了多少赔款"), Decline | Ask)


def test_a_noun_that_is_a_verb_after_its_subject_is_the_verb():
    assert drafted("how much did we bill last month") == canonical(
        f"SELECT MEASURE(billed_amount) AS billed_amount FROM parcels WHERE {OCTOBER}"
    )
    assert isinstance(plan("how much invoice last month"), Decline | Ask)


@pytest.mark.parametrize("text", ["上月有多少运单", "上月运单有多少", "上月总运单", "how many consignments last month"])
def test_the_number_of_a_noun_is_the_metric_called_so(text: str):
    assert drafted(text) == canonical(f"SELECT MEASURE(shipment_count) AS shipment_count FROM parcels WHERE {OCTOBER}")


def test_rows_are_no_answer_to_how_much():
    assert isinstance(plan("上月账单一共"), Decline | Ask)


def test_goods_and_money_only_say_what_the_verb_is_about():
    assert drafted("上月发了多少货") == drafted("上月发运量")
    assert drafted("上月收到多少钱") == drafted("上月回款")


def test_which_of_those_that_a_value_describes():
    expected = (
        "SELECT depots.depot_name, MEASURE(freight_revenue) AS freight_revenue FROM parcels "
        f"WHERE {OCTOBER} AND depots.zone = '城北' AND depots.depot_name IS NOT NULL "
        "GROUP BY 1 ORDER BY freight_revenue DESC NULLS LAST LIMIT 1"
    )
    assert drafted("城北里头上月运费收入最高的是哪家") == canonical(expected)
    assert isinstance(plan("上月运费收入最高的是哪家"), Decline | Ask)


def test_the_length_of_a_period_said_again():
    assert drafted("国庆七天运费收入") == drafted("国庆运费收入")
    assert isinstance(plan("国庆八天运费收入"), Decline)
