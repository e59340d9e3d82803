"""What is behind one number: its rows, or the number by the field that is asked for."""

from __future__ import annotations

import pytest

from bot.turn import Define, Draft
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.firm import OCTOBER, answered, canonical, draft, plan


def after(first: str, text: str) -> str:
    return canonical(draft(text, [answered(first)]).semantic_sql)


@pytest.mark.parametrize("text", ["列出来", "明细", "list them", "show me the rows behind it"])
def test_the_rows_of_a_number_add_up_to_it(text: str):
    made = after("上月城北的运费收入", text)
    assert "MEASURE(freight_revenue) AS value" in made
    assert "shipments.shipment_id" in made
    assert "depots.zone = '城北'" in made
    assert "'2026-10-01'" in made


@pytest.mark.parametrize("text", ["主要是啥原因", "什么原因", "what causes?", "what were the main causes?"])
def test_a_field_asked_for_shows_the_number_by_it(text: str):
    assert after("上月赔付金额", text) == canonical(
        f"SELECT claims.cause, MEASURE(claims_paid) AS claims_paid FROM parcels WHERE {OCTOBER} GROUP BY claims.cause"
    )


@pytest.mark.parametrize("text", ["which clients were that?", "是哪些客户"])
def test_which_members_were_that_are_those_of_which_there_is_any(text: str):
    assert after("上月赔付金额", text) == canonical(
        f"SELECT clients.client_name, MEASURE(claims_paid) AS claims_paid FROM parcels WHERE {OCTOBER} "
        "GROUP BY clients.client_name HAVING MEASURE(claims_paid) <> 0"
    )


def test_a_definition_is_still_asked_for():
    assert isinstance(plan("什么是赔付率", [answered("上月赔付金额")]), Define)
    assert isinstance(plan("what is claim ratio?", [answered("上月赔付金额")]), Define)


NAMED = (
    f"SELECT claims.cause, MEASURE(claims_paid) AS claims_paid FROM parcels WHERE {OCTOBER} "
    "AND claims.cause IS NOT NULL GROUP BY claims.cause"
)


@pytest.mark.parametrize(
    "text",
    [
        "去掉没有原因的",
        "去掉空的",
        "leave out the ones without a cause",
        "drop the blanks",
        "exclude those with no cause",
    ],
)
def test_a_list_is_shown_without_what_has_no_name(text: str):
    assert after("上月赔付金额按理赔原因", text) == canonical(NAMED)


@pytest.mark.parametrize(
    ("first", "text"),
    for_reasons(
        {
            "nothing is listed of anything else": [
                ("上月赔付率", "列出来"),  # two lists
                ("上月各片区运费收入", "列出来"),  # of which of them?
                ("上月运费收入", "什么原因"),  # no measure of such rows
                ("上月运费收入", "为什么"),
            ],
            "what is not in the list is not left out": [
                ("上月赔付金额", "去掉没有原因的"),  # no list
                ("上月各片区各服务类型运费收入", "去掉空的"),  # of which of the two?
                ("上月赔付金额按理赔原因", "leave out the ones without a client"),  # not in the list
            ],
        }
    ),
)
def test_what_is_not_there_is_neither_listed_nor_left_out(first: str, text: str):
    assert not isinstance(plan(text, [answered(first)]), Draft)
