"""What a reading holds beside the ranges: places in the text, comparisons, anchors, the end of the data; and that no
text breaks it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.read.periods import read_periods, resolve_relative
from semantic_layer.periods import Grain, Period
from tests.unit.periods.calendars import APRIL, NATURAL, RETAIL, day, span

TODAY = date(2026, 11, 5)


def _kinds(text: str) -> list[tuple[str, str]]:
    return [(mention.kind, mention.text) for mention in read_periods(text, "zh", TODAY, NATURAL).mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10月对比9月", [("period", "10月"), ("compare", "对比"), ("period", "9月")]),
        ("Q1 versus Q2", [("period", "Q1"), ("compare", "versus"), ("period", "Q2")]),
        (
            "今年收入和去年同期比",
            [("period", "今年"), ("compare", "和"), ("relative", "去年同期"), ("compare", "比")],
        ),
        ("今年和去年对比", [("period", "今年"), ("compare", "和"), ("period", "去年"), ("compare", "对比")]),
        ("甲和乙对比", []),
        ("甲 vs 乙 last month", [("period", "last month")]),
        ("10月和11月", [("period", "10月"), ("period", "11月")]),
        ("去年的收入，10月是多少", [("context", "去年"), ("period", "10月")]),
        ("从3月到5月", [("range", "从3月到5月")]),
        ("截至6月底的余额", [("as_of", "截至6月底")]),
        ("日均", [("average_grain", "日均")]),
        ("average revenue per month", [("average_grain", "per month")]),
        ("revenue per month", [("grain", "per month")]),
    ],
)
def test_kinds(text: str, expected: list[tuple[str, str]]) -> None:
    assert _kinds(text) == expected


def test_places_are_those_of_the_original_text() -> None:
    text = "請看２０２５年三季度 和 Q4 的收入"
    mentions = read_periods(text, "zh", TODAY, NATURAL).mentions
    assert [text[mention.start : mention.end] for mention in mentions] == ["２０２５年三季度", "Q4"]
    assert [mention.period.words for mention in mentions if mention.period] == ["２０２５年三季度", "Q4"]


def test_the_question_which_month_is_told_from_by_month() -> None:
    asked, grouped = (read_periods(text, "zh", TODAY, NATURAL).mentions[0] for text in ("哪个月最高", "按月"))
    assert asked.asks
    assert not grouped.asks


def test_a_relative_period_refers_to_the_anchor_where_the_text_names_none() -> None:
    anchor = Period(day("2026-10-01"), day("2026-10-31"), Grain.MONTH)
    reading = read_periods("去年同期呢", "zh", TODAY, NATURAL, anchor=anchor)
    assert [span(period) for period in reading.periods] == ["2025-10-01..2025-10-31"]
    assert reading.mentions[0].shift == (-1, Grain.YEAR)
    own = read_periods("9月和去年同期", "zh", TODAY, NATURAL, anchor=anchor)
    assert [span(period) for period in own.periods] == ["2026-09-01..2026-09-30", "2025-09-01..2025-09-30"]


def test_equal_parts_are_compared_up_to_the_end_of_the_data() -> None:
    reading = read_periods("今年收入和去年同期比", "zh", TODAY, NATURAL, data_through=date(2026, 11, 3))
    assert [span(period) for period in reading.periods] == ["2026-01-01..2026-12-31", "2025-01-01..2025-11-03"]


def test_the_end_of_the_data_marks_but_never_moves() -> None:
    through = date(2026, 10, 20)
    last_month = read_periods("上月", "zh", TODAY, NATURAL, data_through=through).periods[0]
    assert (span(last_month), last_month.complete) == ("2026-10-01..2026-10-31", False)
    days = read_periods("last 90 days", "en", TODAY, NATURAL, data_through=through).periods[0]
    assert span(days) == "2026-08-07..2026-11-04"


def test_units_carry_their_grain() -> None:
    grains = {
        "上月": Grain.MONTH,
        "三季度": Grain.QUARTER,
        "今年": Grain.YEAR,
        "FY25": Grain.YEAR,  # the fiscal year is the natural one here
        "本月至今": Grain.MONTH,
        "近三个月": None,
        "2026年1月至3月": Grain.QUARTER,
        "昨天": Grain.DAY,
    }
    found = {phrase: read_periods(phrase, "zh", TODAY, NATURAL).periods[0].grain for phrase in grains}
    assert found == grains
    assert read_periods("FY26", "en", date(2026, 2, 10), APRIL).periods[0].grain is Grain.FISCAL_YEAR


def test_unclear_phrases_carry_words_and_candidates() -> None:
    mention = read_periods("Q3 revenue", "en", date(2026, 2, 10), APRIL).mentions[0]
    assert mention.issue is not None
    assert mention.issue.params["words"] == "Q3"
    assert mention.issue.params["candidates"] == ("2025-07-01 – 2025-09-30", "2025-10-01 – 2025-12-31")
    assert mention.period is None


def test_relative_periods_need_a_unit() -> None:
    part = Period(day("2026-10-05"), day("2026-10-17"))
    assert resolve_relative((-1, None), part, NATURAL) is None
    assert span(resolve_relative((-1, Grain.MONTH), part, NATURAL)) == "2026-09-05..2026-09-17"
    assert span(resolve_relative((-2, Grain.YEAR), part, NATURAL)) == "2024-10-05..2024-10-17"


PIECES = st.sampled_from(
    [
        "去年", "今年", "上", "下", "本", "月", "季度", "年", "周", "日", "10月", "Q3", "2025", "FY25",
        "2月30日", "到", "至", "和", "比", "截至", "末", "底", "初", "以来", "近", "三", "个", "天",
        "同期", "双十一", "那周", "期间", "第", "前", "半年",
        "last", "next", "of", "Q5", "May", "may", "3", "June", "week", "to", "from", "between", "and",
        "since", "year", "end", "vs", "same", "period", "-", "~", ",", "、", "的",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=9), st.sampled_from(["", " "]), st.dates(date(2024, 2, 1), date(2026, 12, 31)))
def test_no_text_breaks_the_reader(pieces: list[str], joint: str, today: date) -> None:
    text = joint.join(pieces)
    for calendar in (NATURAL, RETAIL):
        mentions = read_periods(text, "zh", today, calendar).mentions
        ends = [0, *(mention.end for mention in mentions)]
        for mention, before in zip(mentions, ends, strict=False):
            assert before <= mention.start < mention.end <= len(text)
            assert mention.text == text[mention.start : mention.end]
            assert mention.period is None or mention.issue is None
            assert mention.period is None or mention.period.start <= mention.period.end


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    read_periods(text, "en", TODAY, NATURAL)
