"""Follow-ups edit the query before; a new question that happens to be short does not."""

from __future__ import annotations

import pytest

from bot.turn import Decline, Define, PriorTurn
from semantic_layer.issues import IssueCode
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.firm import answered, asked, canonical, choices, declined, draft, drafted, plan, told

ZONES = (("城北", 5), ("城南", 4), ("河西", 3))


SAME_AS = [
    (["上月城北的运费收入", "那城南呢?"], "上月城南的运费收入"),
    (["freight revenue of North last month", "what about South?"], "上月城南的运费收入"),
    (["freight revenue of North last month", "and South?"], "上月城南的运费收入"),
    (["上月城北的运费收入", "9月呢"], "9月城北的运费收入"),
    (["上月城北的运费收入", "去年同期呢"], "2025年10月城北的运费收入"),
    (["freight revenue of North in October", "and the month before?"], "9月城北的运费收入"),
    (["上月城北的运费收入", "同比呢"], "上月城北的运费收入同比"),
    (["上月城北的运费收入", "和9月比呢"], "上月城北的运费收入环比"),
    (["上月城北的运费收入", "赔付率呢"], "上月城北的赔付率"),
    (["上月城北的运费收入", "那赔付率是多少"], "上月城北的赔付率"),
    (["今年城北的运费收入", "按月呢"], "今年城北按月的运费收入"),
    (["freight revenue of North this year", "by month"], "今年城北按月的运费收入"),
    (["今年城北的运费收入", "按服务类型"], "今年城北各服务类型的运费收入"),
    (["今年各片区的运费收入", "按服务类型呢"], "今年各服务类型的运费收入"),
    (["今年各片区的运费收入", "再按服务类型展开"], "今年各片区各服务类型的运费收入"),
    (["今年各片区的运费收入", "占比呢"], "今年各片区的运费收入占比"),
    (["今年各片区的运费收入", "哪个最高"], "今年哪个片区运费收入最高"),
    (["今年各片区的运费收入", "前2呢"], "今年运费收入前2的片区"),
    (["今年各片区的运费收入", "超过500万的有哪些"], "今年运费收入超过500万的片区有哪些"),
    (["上月城北的运费收入", "去掉城北"], "上月运费收入"),
    (["上月城北的运费收入", "再加上城南"], "上月城北和城南的运费收入"),
    (["上月空运的运费收入", "只看城北"], "上月城北空运的运费收入"),
    (["上月运费收入", "除城北以外呢"], "上月除城北以外的运费收入"),
    (["上月城北的运费收入", "那城南呢", "回到第一个"], "上月城北的运费收入"),
    (["上月城北的运费收入", "那城南呢", "回到上一个"], "上月城北的运费收入"),
    (["上月城北的运费收入", "9月呢", "那城南呢"], "9月城南的运费收入"),
    (["今年各片区的运费收入", "下钻"], "今年各网点的运费收入"),
]


def test_those_are_the_members_shown():
    expected = canonical(
        "SELECT MEASURE(freight_revenue) AS freight_revenue FROM parcels WHERE period BETWEEN DATE '2026-01-01' AND "
        "DATE '2026-12-31' AND depots.zone IN ('城北', '城南', '河西')"
    )
    assert drafted(*told(["今年运费收入前3的片区", "他们合计多少"], ZONES)) == expected
    english = ["top 3 zones by freight revenue this year", "what do they total?"]
    assert drafted(*told(english, ZONES)) == expected


def test_only_those_three_keeps_the_groups():
    made = drafted(*told(["今年运费收入前3的片区", "只看这三个", "按月呢"], ZONES))
    assert all(f"'{zone}'" in made for zone, _ in ZONES)
    assert "DATE_TRUNC('MONTH', period)" in made
    assert "LIMIT" not in made


def test_those_four_of_three_is_not_understood():
    history = [answered("今年运费收入前3的片区", ZONES)]
    assert isinstance(plan("只看这四个", history), Decline)


def test_all_of_a_grouping_total_to_the_whole():
    assert drafted(*told(["今年各片区的运费收入", "合计呢"], ZONES)) == drafted("今年运费收入")


def test_a_chart_is_changed_without_touching_the_query():
    history = [answered("今年各片区的运费收入")]
    made = draft("换成柱状图", history)
    assert (made.semantic_sql, made.chart) == (history[0].semantic_sql, "bar")


def test_what_was_carried_over_is_named():
    made = draft("那城南呢?", [answered("上月城北的运费收入")])
    assert made.carried == ("metric:freight_revenue", "period:2026-10-01/2026-10-31")


def test_why_it_differs_is_a_question_about_the_answers():
    assert plan("为什么和上次不一样", [answered("上月运费收入")]) == Define("difference")


@pytest.mark.parametrize(
    "text",
    [
        "今年赔付率",
        "上月运单数是多少",
        "上月运单数是多少呢",
        "claim ratio by zone this year",
        "only Air claim ratio this year",
    ],
)
def test_a_short_question_with_its_own_metric_inherits_nothing(text: str):
    assert drafted(text, [answered("上月城北各服务类型的运费收入")]) == drafted(text)


BARE = [
    (["上月城北的运费收入", "赔付率"], "上月城北的赔付率"),
    (["freight revenue of North last month", "and claim ratio?"], "上月城北的赔付率"),
    (["freight revenue by zone last month", "and volume"], "上月各片区的运单数"),
    (["10月末的应收款", "and overdue receivables?"], "10月末的逾期应收"),
    (["应收款", "运费收入呢"], "运费收入"),
]


@pytest.mark.parametrize(
    ("turns", "same"),
    for_reasons({"an edit": SAME_AS, "a bare metric goes on with period and filters": BARE}),
)
def test_it_says_the_same_as_the_whole_question(turns: list[str], same: str):
    assert drafted(*told(turns)) == drafted(same)


def test_what_is_no_answer_to_a_question_back_changes_what_was_asked():
    made = asked("上月电商的收入")
    history = [PriorTurn("上月电商的收入", "clarification", options=made.options)]
    for text, same in (("制造呢", "上月制造的收入"), ("9月呢", "9月电商的收入")):
        assert choices(text, history) == choices(same)
    assert drafted("赔付率呢", history) == drafted("上月电商的赔付率")


def test_nothing_is_edited_that_cannot_be():
    history = [answered("2024年和2026年的运费收入")]
    assert declined("那城北呢", history).code is IssueCode.ASK_IN_FULL
