"""What no one query holds: a condition over several periods in a row, several questions in one message."""

from __future__ import annotations

import pytest

from bot.turn import Decline
from semantic_layer.issues import IssueCode
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.firm import canonical, declined, drafted, plan

IN_A_ROW = [
    "连续三个月运费收入下降的片区",
    "运费收入连续三个月下降的网点",
    "运费收入连续下降的网点有哪些",
    "近半年运费收入逐月下降的网点",
    "哪些客户运费收入持续下降",
    "zones whose freight revenue fell three months in a row",
    "which clients had two consecutive quarters of falling freight revenue",
    "depots where claims paid kept rising this year",
]
SEVERAL_QUESTIONS = [
    "8月运费收入多少?9月赔付呢?",
    "8月运费收入多少?去年呢?",  # would be August of last year alone
    "8月运费收入是多少。哪个片区最高?",
    "8月运费收入多少?空运呢?",
    "空运8月运费收入多少?城北呢?",
    "What was freight revenue in August? How many shipments in September?",
    "上月运费收入多少?有多少客户?",
]


@pytest.mark.parametrize(
    ("text", "code"),
    for_reasons(
        {
            "over several periods": [(text, IssueCode.IN_A_ROW) for text in IN_A_ROW],
            "one of two would be lost": [(text, IssueCode.SEVERAL_QUESTIONS) for text in SEVERAL_QUESTIONS],
        }
    ),
)
def test_it_is_refused_with_what_is_possible(text: str, code: IssueCode):
    assert declined(text).code is code


@pytest.mark.parametrize("text", ["运费收入同比下降的片区", "近三个月各月运费收入", "三个月运费收入走势"])
def test_one_change_and_a_series_are_not(text: str):
    made = plan(text)
    assert not isinstance(made, Decline) or made.issues[0].code.value != "IN_A_ROW"


AUGUST = "period BETWEEN DATE '2026-08-01' AND DATE '2026-08-31'"


@pytest.mark.parametrize(
    "text",
    [
        "8月运费收入多少?赔付呢?",
        "8月运费收入;赔付金额",
        "What was freight revenue in August? And claims paid?",
    ],
)
def test_more_measures_of_the_same_are_one_query(text: str):
    shown = "MEASURE(freight_revenue) AS freight_revenue, MEASURE(claims_paid) AS claims_paid"
    assert drafted(text) == canonical(f"SELECT {shown} FROM parcels WHERE {AUGUST}")


def test_another_value_of_the_same_field_is_shown_beside():
    made = (
        f"SELECT shipments.service, MEASURE(freight_revenue) AS freight_revenue FROM parcels WHERE {AUGUST} "
        "AND shipments.service IN ('空运', '陆运') GROUP BY shipments.service"
    )
    assert drafted("空运8月运费收入多少?陆运呢?") == canonical(made)


@pytest.mark.parametrize(
    "text", ["8月各片区运费收入。谢谢!", "8月运费收入?只看空运。", "运费收入多少?上月的", "8月运费收入多少?同比呢?"]
)
def test_an_addition_is_no_second_question(text: str):
    drafted(text)
