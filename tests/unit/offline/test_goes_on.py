"""Follow-ups that take away, point at one member, ask of those or of now; and what an unanswered turn leaves."""

from __future__ import annotations

import pytest

from bot.turn import Decline, Draft, PriorTurn
from semantic_layer.issues import IssueCode
from tests.unit.offline.firm import OCTOBER, YEAR, answered, asked, canonical, choices, declined, draft, drafted, plan

ZONES = (("城北", "300.5"), ("城南", "1000.25"), ("河西", "90"), (None, "7"))


def sql(select: str, where: str = YEAR, rest: str = "") -> str:
    return canonical(f"SELECT {select} FROM parcels WHERE {where} {rest}")


# ---- taking away


@pytest.mark.parametrize(
    ("first", "text", "same"),
    [
        ("10月运费收入和赔付金额", "去掉赔付金额", "10月运费收入"),
        ("今年各片区每个季度的运费收入", "去掉季度", "今年各片区的运费收入"),
    ],
)
def test_a_metric_or_a_grain_taken_away_is_not_shown(first: str, text: str, same: str):
    assert drafted(text, [answered(first)]) == drafted(same)


@pytest.mark.parametrize("text", ["去掉赔付金额", "去掉月份", "去掉客户"])
def test_what_is_not_there_is_not_taken_away(text: str):
    assert isinstance(plan(text, [answered("今年各片区的运费收入")]), Decline)


# ---- one member


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("最高的那个按月看看", "城南"),
        ("最低的一个按月看", "河西"),
        ("monthly trend of the largest one", "城南"),
        ("排第一的那个按月看", "城北"),
    ],
)
def test_the_member_pointed_at_is_followed(text: str, zone: str):
    if "第一" in text:
        rows = (("城北", "9"), ("城南", "5"), ("河西", "2"))
        history = [answered("今年运费收入最高的三个片区", rows)]
    else:
        rows = (("城北", "300.5"), ("城南", "1000.25"), ("河西", "90"))
        history = [answered("今年各片区的运费收入", rows)]
    assert drafted(text, history) == sql(
        "DATE_TRUNC('month', period) AS period_start, MEASURE(freight_revenue) AS freight_revenue",
        f"{YEAR} AND depots.zone = '{zone}'",
        "GROUP BY DATE_TRUNC('month', period) ORDER BY period_start ASC NULLS LAST",
    )


@pytest.mark.parametrize(
    "rows", [(), (("城北", "5"), ("城南", "5")), ((None, "9"), ("城南", "5"))], ids=["no rows", "a tie", "no name"]
)
def test_a_member_that_is_not_one_stops(rows: tuple):
    assert isinstance(plan("最高的那个按月看看", [answered("今年各片区的运费收入", rows)]), Decline)


def test_the_first_of_what_has_no_order_stops():
    assert isinstance(plan("第一个按月看看", [answered("今年各片区的运费收入", ZONES)]), Decline)


@pytest.mark.parametrize(
    ("text", "zone", "metric"),
    [
        ("第二名的赔付金额", "城南", "claims_paid"),
        ("第一个片区呢", "城北", "freight_revenue"),
        ("第3个", "河西", "freight_revenue"),
        ("the first one", "城北", "freight_revenue"),
        ("the second zone's claims paid", "城南", "claims_paid"),
        ("what about the third one", "河西", "freight_revenue"),
    ],
)
def test_the_nth_row_is_one_member(text: str, zone: str, metric: str):
    history = [answered("今年运费收入最高的三个片区", (("城北", "9"), ("城南", "5"), ("河西", "2")))]
    assert drafted(text, history) == sql(f"MEASURE({metric}) AS {metric}", f"{YEAR} AND depots.zone = '{zone}'")


@pytest.mark.parametrize("text", ["第二个客户呢", "第五名呢", "第一名和第二名", "the second client"])
def test_a_row_or_a_noun_that_is_not_there_is_no_member(text: str):
    history = [answered("今年运费收入最高的三个片区", (("城北", "9"), ("城南", "5"), ("河西", "2")))]
    assert not isinstance(plan(text, history), Draft)


@pytest.mark.parametrize("text", ["第一名的运费收入", "the first one by month"])
def test_a_row_of_nothing_is_refused(text: str):
    assert declined(text).code is IssueCode.NOTHING_TO_FOLLOW


def test_a_superlative_with_its_own_measure_ranks():
    made = draft("今年运费收入最高的那个片区")
    assert made.semantic_sql.endswith("LIMIT 1")


# ---- of those


@pytest.mark.parametrize("text", ["其中空运的有多少单", "其中空运的有多少", "and how many were Air?"])
def test_of_those_keeps_the_period_and_the_measure(text: str):
    history = [answered("10月运单数")]
    assert drafted(text, history) == sql(
        "MEASURE(shipment_count) AS shipment_count", f"{OCTOBER} AND shipments.service = '空运'"
    )


def test_of_those_needs_an_answer_before():
    assert declined("其中空运的有多少单").code is IssueCode.NOTHING_TO_FOLLOW


@pytest.mark.parametrize("text", ["10月运费收入多少,其中空运多少", "10月运费收入，其中空运的有多少"])
def test_a_part_beside_its_whole(text: str):
    assert drafted(text) == sql(
        "MEASURE(freight_revenue) AS freight_revenue, "
        "MEASURE(freight_revenue) FILTER (WHERE shipments.service = '空运') AS freight_revenue_part",
        OCTOBER,
    )


# ---- now


@pytest.mark.parametrize("text", ["what are their receivables now?", "他们现在的应收款"])
def test_now_is_not_the_period_before(text: str):
    history = [answered("2025年运费收入前2的客户", (("甲", "9"), ("乙", "5")))]
    made = draft(text, history)
    assert "2025" not in made.semantic_sql
    assert "clients.client_name IN ('甲', '乙')" in made.semantic_sql


def test_now_of_a_flow_is_no_period():
    assert isinstance(
        plan("and their freight revenue now?", [answered("2025年运费收入前2的客户", (("甲", "9"),))]), Decline
    )


# ---- both


def test_the_plain_and_the_cumulated():
    made = drafted("今年各月运费收入和累计运费收入")
    assert "YTD(MEASURE(freight_revenue))" in made.upper().replace(
        "MEASURE(FREIGHT_REVENUE)", "MEASURE(freight_revenue)"
    )
    assert made.count("freight_revenue") > drafted("今年各月累计运费收入").count("freight_revenue")


# ---- a turn that was not answered


@pytest.mark.parametrize("kind", ["refusal", "clarification"])
def test_after_a_turn_without_an_answer_it_is_asked_what_is_gone_on_from(kind: str):
    before = answered("10月运费收入")
    history = [before, PriorTurn("股价呢", kind)]
    made = asked("空运的", history)
    assert made.issue.code is IssueCode.LAST_NOT_ANSWERED
    assert [canonical(option.semantic_sql) for option in made.options] == [drafted("空运的", [before])]
    assert made.options[0].label == "10月运费收入 → 空运的"


def test_back_to_the_first_says_where_it_goes_on():
    history = [answered("10月运费收入"), PriorTurn("股价呢", "refusal")]
    assert isinstance(plan("回到第一个问题", history), Draft)


# ---- places and units


def test_a_place_of_what_was_shown():
    made = draft("第二大的是哪个", [answered("今年各片区的运费收入", ZONES)])
    assert "WHERE place = 2" in made.semantic_sql


@pytest.mark.parametrize("text", ["前一个月呢", "上一个月呢", "and the previous month?"])
def test_the_unit_before_that_of_the_question_before(text: str):
    assert choices(text, [answered("9月运费收入")]) == [drafted("8月运费收入"), drafted("10月运费收入")]


def test_a_measure_joined_to_the_one_ranked_is_open():
    assert isinstance(plan("今年运费收入,以及赔付金额最高的片区"), Decline)
    assert isinstance(plan("今年各片区的运费收入和赔付金额,赔付金额最高的是哪个"), Draft)


# ---- a measure and a value after one number


@pytest.mark.parametrize("text", ["城北的赔付金额", "空运的赔付金额"])
def test_a_measure_of_a_value_keeps_the_period(text: str):
    assert drafted(text, [answered("10月运费收入")]) == drafted(f"10月{text}")
    assert drafted(f"今年{text}", [answered("10月运费收入")]) == drafted(f"今年{text}")


def test_after_anything_but_one_number_it_is_a_question_of_its_own():
    for before in ("10月各服务类型的运费收入", "10月运费收入最高的三个客户", "10月空运的运费收入"):
        assert drafted("城北的赔付金额", [answered(before)]) == drafted("城北的赔付金额")


def test_one_of_the_members_that_were_listed_goes_on():
    assert drafted("城北的赔付金额", [answered("10月各片区的运费收入")]) == drafted("10月城北各片区的赔付金额")


# ---- set beside what was shown


@pytest.mark.parametrize("text", ["跟赔付金额比", "对比赔付金额", "vs claims paid", "compared with claims paid"])
def test_a_measure_to_compare_with_stands_beside_the_one_shown(text: str):
    history = [answered("10月各片区的运费收入")]
    assert drafted(text, history) == drafted("10月各片区的运费收入和赔付金额")


def test_by_how_much_it_differs_is_computed():
    made = drafted("跟赔付金额差多少", [answered("10月运费收入")])
    assert "MEASURE(freight_revenue) - MEASURE(claims_paid)" in made


@pytest.mark.parametrize("text", ["跟运费收入比", "vs"])
def test_compared_with_itself_or_nothing_is_not_told(text: str):
    assert isinstance(plan(text, [answered("10月运费收入")]), Decline)
