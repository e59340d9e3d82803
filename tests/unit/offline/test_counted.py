"""Verbs whose metric is decided by what stands around them: what was spent on, who came, what is counted in a unit."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline, Draft
from tests.unit.offline.firm import asked, canonical, drafted, plan
from tests.unit.offline.museum import measured, staged

RENT, RADIO, GOLD = "accounts.account = '房租'", "ads.medium = '广播'", "cards.level = '金卡'"

DECIDED = [
    ("how much did we spend on rent in October", "running", RENT),
    ("上月房租花了多少", "running", RENT),
    ("上个月电费交了多少", "running", "accounts.account = '电费'"),
    ("what did we spend on Radio in September", "ad_spend", RADIO),
    ("9月广播花了多少钱", "ad_spend", RADIO),
    ("上月来了多少人", "guests", ""),
    ("上月来了多少客人", "guests", ""),
    ("上午这个时段上月来了多少客人", "guests", "tickets.hour = '上午'"),
    ("how many people signed up last month", "joined", ""),
    ("how many people signed up as members last month", "joined", ""),
    ("上月每天多少张", "sold", ""),
    ("上月维修原因按单数排名", "slips", ""),
    ("repair reasons by count last month", "slips", ""),
    ("金卡会员上月消费了多少钱", "consumed", GOLD),
    ("cancelled tickets last month", "stopped", ""),
    ("labor hours last month", "stopped", ""),
]


@pytest.mark.parametrize(("text", "metric", "where"), DECIDED, ids=[text for text, _, _ in DECIDED])
def test_what_stands_around_the_verb_decides(text: str, metric: str, where: str):
    assert measured(text) == (metric, where)


OPEN = [
    "how much did we spend last month",  # of three kinds
    "how much did we spend on Publicity last month",  # an account, and a metric called so
    "上月宣传花了多少",
    "how much did we spend on Postcards last month",  # a cost of what was sold is no spending
    "上月多少件",
    "how many people were repaired last month",
    "上月维修了多少人",
    "how many members came last month",
    "上月消费了多少",
    "how many people signed up as slips last month",
    "上午这个会员上月来了多少客人",
]


@pytest.mark.parametrize("text", OPEN)
def test_nothing_is_decided_without_it(text: str):
    assert isinstance(staged(text), Ask | Decline), staged(text)


# ---- those who owe

DEBTORS = (
    "SELECT clients.client_name, MEASURE(receivables) AS receivables FROM parcels "
    "WHERE period <= DATE '2026-11-03' AND clients.client_name IS NOT NULL "
    "GROUP BY 1 ORDER BY receivables DESC NULLS LAST LIMIT 10"
)


@pytest.mark.parametrize("text", ["who are our 10 biggest debtors", "top 10 debtors", "10 largest debtors"])
def test_debtors_are_those_who_owe_most(text: str):
    assert drafted(text) == canonical(DEBTORS)


@pytest.mark.parametrize("text", ["how many debtors do we have", "debtor days in October", "average debtor days"])
def test_their_number_and_their_days_are_something_else(text: str):
    assert not isinstance(plan(text), Draft), plan(text)


def test_a_word_cut_short_is_asked_about():
    made = asked("how many shipm in October")
    assert [option.label for option in made.options][:1] == ["Shipment"]
    assert isinstance(plan("how many sh in October"), Decline)
