"""What has not happened, said by a verb: rows without those of the dataset that records it."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline, Draft
from tests.unit.offline.firm import YEAR, canonical, choices, drafted, plan


@pytest.mark.parametrize(
    "text", ["没理赔过的运单有多少", "how many shipments were not claimed", "how many shipments have never claimed"]
)
def test_counted(text: str):
    where = f"{YEAR} AND NOT EXISTS (SELECT 1 FROM claims)"
    assert drafted(text) == canonical(f"SELECT MEASURE(shipment_count) AS shipment_count FROM parcels WHERE {where}")


@pytest.mark.parametrize(
    "text",
    [
        "今年没开过票的客户",
        "哪些客户今年没开票",
        "clients not billed this year",
        "clients who haven't been billed this year",
    ],
)
def test_the_period_is_that_of_what_has_not_happened(text: str):
    made = drafted(text)
    assert "NOT EXISTS" in made
    assert "bills.billed_on BETWEEN" in made
    assert "2026-01-01" in made


@pytest.mark.parametrize(
    "text", ["没付款的账单", "没结过款的账单", "invoices not paid", "bills that have not been settled"]
)
def test_what_is_taken_off_in_parts_is_confirmed(text: str):
    (only,) = choices(text)
    assert "NOT EXISTS" in only
    assert "settlements" in only


@pytest.mark.parametrize("text", ["billed but not settled", "没退货的运单", "shipments not returned", "没付款的网点"])
def test_what_no_dataset_records_is_not_dropped(text: str):
    assert not isinstance(plan(text), Draft)


def test_a_noun_is_read_as_before():
    assert "NOT EXISTS" in drafted("没有理赔的运单")
    assert "NOT EXISTS" in drafted("没有结算的账单")


@pytest.mark.parametrize("text", ["今年没有回款", "没有开票"])
def test_nothing_named_is_no_list(text: str):
    assert isinstance(plan(text), Decline | Ask)
