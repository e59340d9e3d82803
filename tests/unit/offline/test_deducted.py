"""Before and after something is taken off: the layer's own formulas say which measure is meant; nothing else does."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.company import Company

FIRM = Company(
    "parcels",
    more="""
  - {name: kept_freight, expression: freight_revenue - claims_paid, label: {zh: 净运费, en: Kept freight}, unit: CNY}
  - {name: margin, expression: freight_revenue - claims_paid - collected, label: {zh: 毛利, en: Margin}, unit: CNY}
""",
)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("freight revenue net of claims paid by zone in October", "kept freight by zone in October"),
        ("freight revenue after claims paid in October", "kept freight in October"),
        ("freight revenue before claims paid in October", "freight revenue in October"),
        ("revenue before claims paid in October", "freight revenue in October"),  # billings take no claims off
        ("10月扣除赔付金额后的运费收入", "10月净运费"),
        ("10月未扣赔付金额的运费收入", "10月运费收入"),
        ("10月扣掉赔付的运费收入", "10月净运费"),
        ("10月各片区减去赔付的净运费", "10月各片区净运费"),
    ],
)
def test_it_is_the_measure_of_which_it_is_so(text: str, same: str):
    assert FIRM.drafted(text) == FIRM.drafted(same)


@pytest.mark.parametrize(
    ("turns", "same"),
    [
        (["freight revenue by zone in October", "no, I meant net of claims paid"], "kept freight by zone in October"),
        (["kept freight by zone in October", "and before claims paid?"], "freight revenue by zone in October"),
        (["10月各片区运费收入", "不对,我要的是扣掉赔付的净运费"], "10月各片区净运费"),
    ],
)
def test_it_goes_on_from_the_measure_shown(turns: list[str], same: str):
    assert FIRM.drafted(*FIRM.told(turns)) == FIRM.drafted(same)


@pytest.mark.parametrize(
    "turns",
    [
        ["billed amount net of claims paid in October"],  # nothing says so
        ["kept freight before claims paid in October"],  # it is after them
        ["margin before claims paid in October"],  # more than they is taken off
        ["freight revenue and receivables net of claims paid in October"],  # of one of them only
        ["10月扣掉赔付的毛利"],  # more than they is taken off
        ["10月扣掉赔付的运费收入和毛利"],
        ["10月去掉赔付的运费收入"],  # the amount, or the rows that have one?
        ["10月扣掉赔付的客户的运费收入"],
        ["net of claims paid"],
        ["receivables by client", "net of claims paid"],
    ],
)
def test_nothing_is_guessed(turns: list[str]):
    assert not isinstance(FIRM.plan(*FIRM.told(turns)), Draft)


def test_a_time_is_no_measure():
    assert FIRM.drafted("freight revenue after September 2026") == FIRM.drafted("freight revenue since October 1, 2026")
