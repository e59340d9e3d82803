"""Wordings of one question come to one query, or to a question back; never to another number."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.firm import canonical, drafted, plan

# The first wording must be answered; the others say the same.
WORDINGS = [
    [
        "上月运费收入",
        "上个月的运费收入是多少?",
        "请问上月的运输收入有多少",
        "What was freight revenue last month?",
        "freight revenue, last month",
        "帮我查一下10月份运费收入",
        "2026年10月运费收入",
        "Oct 2026 freight revenue please",
    ],
    [
        "今年各片区赔付率",
        "今年赔付率按片区",
        "各区域今年的赔付比例分别是多少",
        "claim ratio by zone this year",
        "show me this year's loss ratio for each zone",
        "What is the claim ratio per zone this year?",
        "今年分片区看赔付率",
    ],
    [
        "今年运费收入最高的5个客户",
        "今年运费收入前五的客户",
        "今年运费收入TOP5客户",
        "top 5 clients by freight revenue this year",
        "the five clients with the highest freight revenue this year",
        "5 largest customers by freight revenue this year",
        "今年哪5个客户运费收入最多",
    ],
    [
        "去年每月运费收入",
        "去年各月的运费收入",
        "2025年运费收入按月",
        "monthly freight revenue last year",
        "freight revenue by month in 2025",
        "2025年月度运费收入",
    ],
    [
        "今年空运运费收入同比",
        "空运今年运费收入和去年同期比",
        "今年空运运费收入同比增长多少",
        "year over year freight revenue of Air this year",
        "Air freight revenue this year vs last year",
        "今年空运运费收入比去年增长多少",
    ],
    [
        "截至9月底的应收款",
        "9月末应收账款",
        "9月底应收余额",
        "receivables at the end of September",
        "AR as of September 30",
        "accounts receivable as of end of September",
    ],
    [
        "今年赔付率超过5%的网点",
        "今年哪些网点赔付率高于5%",
        "赔付率大于5%的网点有哪些,今年",
        "depots with a claim ratio above 5% this year",
        "which depots have a claim ratio over 5% this year",
    ],
    [
        "上季度除个人客户以外的运费收入",
        "上季度非个人客户运费收入",
        "freight revenue last quarter excluding private clients",
        "上季度不含个人客户的运费收入",
        "last quarter's freight revenue other than Private",
    ],
    [
        "今年运费收入占比按服务类型",
        "今年各服务类型运费收入占比",
        "今年运费收入的服务类型构成",
        "share of freight revenue by service this year",
        "今年各服务类型占运费收入的比重",
    ],
    [
        "上月运单数",
        "上月有多少运单",
        "上个月运单数量",
        "number of shipments last month",
        "how many shipments last month",
        "上月发运量",
        "shipment count in October 2026",
    ],
    [
        "近6个月赔付率走势",
        "最近六个月的赔付率趋势",
        "过去6个月赔付率变化趋势,画图",
        "claim ratio trend over the past 6 months",
        "plot the claim ratio for the last six months by month",
    ],
    [
        "上月城北和城南的运费收入对比",
        "上月城北、城南运费收入",
        "对比上月城北与城南的运费收入",
        "compare freight revenue of North and South last month",
        "freight revenue in North and South, last month",
    ],
    [
        "今年哪个月赔付率最低",
        "今年赔付率最低的月份",
        "今年赔付率最低的是哪个月",
        "which month had the lowest claim ratio this year",
        "in which month of this year was the claim ratio lowest",
    ],
    [
        "今年累计运费收入按月",
        "今年各月累计运费收入",
        "cumulative freight revenue by month this year",
        "按月看今年运费收入累计值",
    ],
    [
        "没有理赔的运单有多少",
        "有多少运单没有理赔",
        "how many shipments have no claims",
        "number of shipments without a claim",
    ],
]


@pytest.mark.parametrize("wordings", WORDINGS, ids=[wordings[0] for wordings in WORDINGS])
def test_every_wording_says_the_same_or_is_asked_about(wordings: list[str]):
    expected = drafted(wordings[0])
    answered = 0
    for text in wordings[1:]:
        made = plan(text)
        if isinstance(made, Draft):
            answered += 1
            assert canonical(made.semantic_sql) == expected, text
    assert answered >= 0.7 * (len(wordings) - 1)
