"""A second clause that asks again: the part stands beside the whole, or the whole question is refused."""

from __future__ import annotations

import pytest

from semantic_layer.issues import IssueCode
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.company import OCTOBER, Company

SAWMILL = Company("sawmill")
SALES = "MEASURE(turnover) AS turnover"
EXPORT = "MEASURE(turnover) FILTER (WHERE deliveries.way = '出口')"
AGED = "MEASURE(receivables) FILTER (WHERE open_items.days_past_due > {})"


def beside(*parts: str, first: str = SALES, where: str = OCTOBER) -> str:
    named = (f"{part} AS {part[8:].split(')')[0]}_part_{number}" for number, part in enumerate(parts, 1))
    return SAWMILL.canonical(f"SELECT {', '.join((first, *named))} FROM sawmill WHERE {where}")


@pytest.mark.parametrize(
    "text",
    [
        "10月收入多少，出口多少",
        "10月收入多少,出口的呢",
        "10月收入多少出口多少",
        "10月收入和出口收入",
        "10月收入以及出口的收入各是多少",
        "10月出口收入和全部收入",
        "sales in October, how much from export",
        "what were sales in October and how much was export",
        "October sales and export sales",
        "October sales, and from export",
        "October export sales and total sales",
        "10月收入和出口的",
        "10月出口收入，全公司收入",
        "what were October sales in total and in export",
    ],
)
def test_a_part_asked_for_behind_stands_beside_the_whole(text: str):
    SAWMILL.sql(text)
    assert SAWMILL.drafted(text) == beside(EXPORT)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("10月收入多少，出口多少，零售多少", beside(EXPORT, EXPORT.replace("出口", "零售"))),
        ("10月收入多少，出口和零售各多少", beside(EXPORT, EXPORT.replace("出口", "零售"))),
        ("10月收入多少，出口毛利多少", beside(EXPORT.replace("turnover", "margin"))),
        ("10月收入多少，出口的松木多少", beside(EXPORT.replace("'出口'", "'出口' AND deliveries.wood = '松木'"))),
        ("东堆场10月收入多少，出口多少", beside(EXPORT, where=f"{OCTOBER} AND yards.yard_name = '东堆场'")),
    ],
)
def test_each_clause_has_its_own_conditions(text: str, made: str):
    SAWMILL.sql(text)
    assert SAWMILL.drafted(text) == made


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("今天应收多少，逾期多少", 0),
        ("应收和逾期多少，今天", 0),
        ("现在应收多少，逾期超过90天的多少", 90),
        ("what is AR today and how much of it is past due", 0),
        ("AR today, over 90 days past due", 90),
        ("今天应收多少，其中逾期多少", 0),
    ],
)
def test_so_does_what_is_overdue(text: str, days: int):
    SAWMILL.sql(text)
    made = beside(AGED.format(days), first="MEASURE(receivables) AS receivables", where="period <= DATE '2026-11-03'")
    assert SAWMILL.drafted(text) == made


@pytest.mark.parametrize("text", ["今天逾期30天以内的应收", "AR today at most 30 days past due"])
def test_what_is_not_due_yet_is_not_overdue_by_few_days(text: str):
    bounds = "open_items.days_past_due > 0 AND open_items.days_past_due <= 30"
    made = f"SELECT MEASURE(receivables) AS receivables FROM sawmill WHERE period <= DATE '2026-11-03' AND {bounds}"
    assert SAWMILL.drafted(text) == SAWMILL.canonical(made)


@pytest.mark.parametrize(
    "text",
    [
        "10月东堆场，收入多少",
        "东堆场10月的收入，出口的",
        "10月出口，收入多少",
        "10月收入，其中出口多少",
        "sales in October, export only",
        "in October, how much were export sales",
        "10月出口和零售收入",
        "10月出口收入多少，零售多少",
        "出口收入和毛利",
        "收入，出口和零售一共多少",
        "10月的收入里头，出口零售各多少",
        "10月收入，出口和零售各多少",
        "10月收入里，出口多少",
    ],
)
def test_one_question_stays_one(text: str):
    assert not SAWMILL.read(text).intent.again
    assert not SAWMILL.read(text).intent.lost_again
    SAWMILL.sql(text)


@pytest.mark.parametrize(
    ("text", "words"),
    for_reasons(
        {
            "a ranking beside a total": [
                ("10月收入多少，哪个堆场最低", "哪个堆场最低"),
                ("10月收入比9月增加了多少，哪个堆场增加最多", "哪个堆场增加最多"),
                ("what were sales in October, and which yard was the lowest", "which yard was the lowest"),
            ],
            "a ranking beside a number": [
                ("10月有多少索赔单，哪个堆场最多", "哪个堆场最多"),
                ("how many claims in October and which yard has the most", "which yard has the most"),
            ],
            "a part compared with what the whole is not": [
                ("10月收入多少，出口同比多少", "出口同比多少"),
                ("10月收入多少，9月出口多少", "9月出口多少"),
                ("10月收入多少，出口收入最高的堆场是哪个", "出口收入最高的堆场是哪个"),
            ],
            "a part by what no column holds": [
                ("10月收入比9月多多少，出口多多少", "出口多多少"),
                ("10月收入前三的堆场，出口多少", "出口多少"),
            ],
            "a total beside a list": [("10月各堆场收入各多少，一共多少", "一共多少")],
            "an amount beside a number": [
                ("10月撤销的索赔单有多少张，多少钱", "多少钱"),
                ("how many jobs in October and for how much", "how much"),
                ("withdrawn claims in October, how many and how much", "how much"),
                ("how many claims were withdrawn in October and for how much", "how much"),
            ],
            "a part of what has a part already": [("10月收入多少，出口多少，其中松木多少", "出口多少")],
            "of the first no measure is said": [("10月出口多少，毛利多少", "毛利多少")],
            "the whole, or within the value before?": [("东堆场10月收入和出口收入", "出口收入")],
        }
    ),
)
def test_what_one_query_does_not_hold_is_named(text: str, words: str):
    found = SAWMILL.declined(text)
    assert (found.code, found.params.get("words")) == (IssueCode.SEVERAL_QUESTIONS, words)


@pytest.mark.parametrize(
    "text",
    [
        "10月各堆场收入各多少，哪个最低",
        "10月各堆场收入多少，哪个最低",
        "what were sales by yard in October, and which was lowest",
    ],
)
def test_of_a_list_all_are_shown_in_that_order(text: str):
    made = SAWMILL.sql(text)
    assert made.endswith("GROUP BY yards.yard_name ORDER BY turnover ASC NULLS LAST")


@pytest.mark.parametrize("text", ["10月哪个堆场收入最低，多少", "10月收入最低的是哪个堆场", "10月各堆场收入，哪个最低"])
def test_the_lowest_alone_stays_one(text: str):
    assert SAWMILL.sql(text).endswith("LIMIT 1")


@pytest.mark.parametrize(("text", "whole"), [("10月收入多少，出口占多少", 1), ("10月出口占收入多少", 0)])
def test_a_whole_asked_for_stands_beside_the_share(text: str, whole: int):
    shown = f"{SALES}, " * whole + f"{EXPORT} AS turnover_part, {EXPORT} / MEASURE(turnover) AS turnover_share"
    assert SAWMILL.sql(text) == f"SELECT {shown} FROM sawmill WHERE {OCTOBER}"


def test_what_stands_before_the_share_is_the_part():
    made = SAWMILL.sql("10月收入多少，毛利占多少")
    assert "MEASURE(margin) / MEASURE(turnover)" in made


def test_two_numbers_of_one_unit_are_two_measures():
    of_sawyers = f"{OCTOBER} AND staffing.trade = '锯工'"
    made = f"SELECT MEASURE(people) AS people, MEASURE(open_posts) AS open_posts FROM sawmill WHERE {of_sawyers}"
    assert SAWMILL.drafted("10月锯工多少人，空缺多少") == SAWMILL.canonical(made)


@pytest.mark.parametrize("text", ["10月各机台锯单各多少", "10月各机台锯单分别多少", "按机台10月锯单各是多少"])
def test_how_many_of_each_is_their_number(text: str):
    made = f"SELECT jobs.machine, MEASURE(job_count) AS job_count FROM sawmill WHERE {OCTOBER} GROUP BY jobs.machine"
    assert SAWMILL.drafted(text) == SAWMILL.canonical(made)


def test_what_nothing_counts_is_not_listed_instead():
    assert SAWMILL.declined("10月各堆场索赔单各多少").code is IssueCode.NOT_UNDERSTOOD  # their number, or amount?


def test_a_measure_of_each_stays_one():
    assert "job_count" not in SAWMILL.sql("10月各堆场收入各多少")
    assert "jobs.job_no" in SAWMILL.sql("列出10月各机台的锯单")
