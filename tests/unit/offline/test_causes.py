"""Questions for a cause are answered with where the change is, on choice; never with a number that explains nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from bot.turn import Decline, Draft, PriorTurn
from semantic_layer.issues import IssueCode
from tests.unit.offline.firm import OCTOBER, answered, asked, canonical, drafted, plan

PRIOR = "PRIOR_PERIOD(MEASURE(freight_revenue), month)"


def _split(field: str, order: str, condition: str = "") -> str:
    return canonical(
        f"SELECT {field}, MEASURE(freight_revenue) AS freight_revenue, {PRIOR} AS a, "
        f"MEASURE(freight_revenue) / {PRIOR} - 1 AS b, MEASURE(freight_revenue) - {PRIOR} AS c FROM parcels "
        f"WHERE {OCTOBER}{condition} GROUP BY {field} ORDER BY c {order} NULLS LAST"
    )


def _asked(text: str, history: Sequence[PriorTurn] = ()) -> list[str]:
    made = asked(text, history)
    assert made.issue.code is IssueCode.CAUSE_UNKNOWN
    return [_plain(canonical(one.semantic_sql)) for one in made.options]


def _plain(sql: str) -> str:
    """Without the names of columns."""
    return re.sub(r" AS (?!DATE)\w+", "", sql)


@pytest.mark.parametrize(
    "text",
    [
        "为什么10月运费收入下降了",
        "10月运费收入为什么低",
        "10月运费收入下降的原因是什么",
        "why did freight revenue fall in October",
    ],
)
def test_the_change_is_offered_by_what_it_can_be_split_by(text: str):
    """What fell most comes first."""
    fields = ("shipments.service", "depots.zone", "clients.segment")
    assert _asked(text) == [_plain(_split(field, "ASC")) for field in fields]


def test_a_rise_shows_what_rose_most_first():
    assert _asked("10月运费收入为什么涨了")[0] == _plain(_split("shipments.service", "DESC"))


def test_of_an_answer_its_filters_and_period_hold():
    before = answered("10月城北的运费收入", [(1.0,)])
    condition = " AND depots.zone = '城北'"
    fields = ("shipments.service", "clients.segment")
    assert _asked("为什么比上月低", [before]) == [_plain(_split(field, "ASC", condition)) for field in fields]


def test_a_cause_of_nothing_is_declined():
    assert isinstance(plan("为什么"), Decline)
    assert isinstance(plan("why is the weather bad"), Decline)


def test_rows_that_bear_a_reason_are_shown_by_it():
    """Claims have a cause (理赔原因) of their own; freight has none."""
    want = "MEASURE(claims_paid) AS claims_paid FROM parcels WHERE " + OCTOBER + " GROUP BY claims.cause"
    for text in ("10月赔付金额主要是什么原因", "10月理赔金额的原因"):
        assert drafted(text) == canonical(f"SELECT claims.cause, {want}")
    assert _asked("为什么10月赔付金额高")  # why, and not by which reason
    assert _asked("10月赔付金额上升是什么原因")
    assert _asked("10月运费收入是什么原因")


@pytest.mark.parametrize("reply", ["按片区", "片区", "第二个", "by zone", "zone"])
def test_the_split_is_chosen_in_words(reply: str):
    text = "why did freight revenue fall in October" if reply.isascii() else "为什么10月运费收入下降了"
    made = asked(text)
    chosen = plan(reply, [PriorTurn(text, "clarification", options=made.options)])
    assert isinstance(chosen, Draft), chosen
    assert _plain(canonical(chosen.semantic_sql)) == _plain(_split("depots.zone", "ASC"))


def test_the_change_just_shown_is_the_one_split():
    before = answered("10月城北的运费收入同比", [(1.0, 2.0, 0.5)])
    assert all("PRIOR_YEAR(" in one and "PRIOR_PERIOD(" not in one for one in _asked("为什么", [before]))
    plain = answered("10月城北的运费收入", [(1.0,)])
    assert all("PRIOR_PERIOD(" in one for one in _asked("为什么", [plain]))
