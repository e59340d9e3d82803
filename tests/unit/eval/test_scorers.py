"""Each scorer finds what it is for, and only that: kind, issue, options, period, unit, chart, text, figures."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from bot.charts import add_chart
from bot.turn import Clarification, Definition, Draft, Option, Question, Refusal, Turn
from eval.reasons import Reason
from eval.scorers.axes import axes_of
from semantic_layer.access import Rights
from semantic_layer.issues import IssueCode, issue
from tests.unit.eval.conftest import answer_of

OCTOBER = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
TAKINGS = f"SELECT MEASURE(takings) AS takings FROM pottery WHERE {OCTOBER}"
BY_KILN = f"SELECT kilns.kiln, MEASURE(takings) AS takings FROM pottery WHERE {OCTOBER} GROUP BY kilns.kiln"
SHARE = f"SELECT MEASURE(cost_share) AS s FROM pottery WHERE {OCTOBER}"
GOLD = {"gold_semantic_sql": TAKINGS}


def turn_with(outcome) -> Turn:
    return Turn(Question("?", "zh", date(2026, 11, 5), Rights.full("tests")), outcome, "turn")


REFUSED = turn_with(Refusal("不在模型里", "zh", (issue(IssueCode.NOT_IN_LAYER, name="股价"),)))
ASKED = turn_with(
    Clarification("哪个?", "zh", (Option("营业额", TAKINGS),), (issue(IssueCode.AMBIGUOUS_WORD, word="额"),))
)
DEFINED = turn_with(Definition("营业额是…", "zh", ("takings",)))


def refused_for(code: IssueCode) -> Turn:
    return turn_with(Refusal("…", "zh", (issue(code),)))


@pytest.mark.parametrize(
    ("turn", "case", "reasons"),
    [
        (REFUSED, GOLD, ["SHOULD_ANSWER"]),
        (ASKED, GOLD, ["SHOULD_ANSWER"]),
        (DEFINED, GOLD, ["SHOULD_ANSWER"]),
        (ASKED, {"kind": "refusal"}, ["SHOULD_REFUSE"]),
        (REFUSED, {"kind": "clarification"}, ["SHOULD_CLARIFY"]),
        (REFUSED, {"kind": "definition"}, ["WRONG_KIND"]),
        (REFUSED, {"kind": "refusal"}, []),
        (REFUSED, {"kind": "no-data"}, []),
        (REFUSED, {"kind": "unanswerable"}, []),
        (REFUSED, {"kind": ["clarification", "refusal"]}, []),
        (REFUSED, {"kind": "refusal", "issue": "NOT_IN_LAYER"}, []),
        (REFUSED, {"kind": "refusal", "issue": ["DENIED_METRIC"]}, ["WRONG_ISSUE"]),
        (ASKED, {"kind": "clarification", "options": "营业额"}, []),
        (ASKED, {"kind": "clarification", "options": ["营业额", "库存额"]}, ["WRONG_OPTIONS"]),
        (DEFINED, {"kind": "definition", "contains": "营业额"}, []),
        (DEFINED, {"kind": "definition", "contains": "利润"}, ["WRONG_TEXT"]),
        (DEFINED, {"kind": "definition", "lacks": "营业额"}, ["WRONG_TEXT"]),
        (refused_for(IssueCode.TIMED_OUT), GOLD, ["TIMEOUT"]),
        (refused_for(IssueCode.QUERY_FAILED), GOLD, ["ERROR"]),
        (refused_for(IssueCode.MODEL_UNAVAILABLE), GOLD, ["ERROR"]),
    ],
)
def test_the_kind_of_outcome(judge, turn, case, reasons):
    result = judge(turn, **case)
    assert list(result.reasons) == reasons
    assert not result.is_silent_wrong


@pytest.mark.parametrize(("kind", "reason"), [("refusal", "SHOULD_REFUSE"), ("clarification", "SHOULD_CLARIFY"),
                                              ("no-data", "SHOULD_REFUSE"), ("definition", "WRONG_KIND")])  # fmt: skip
def test_an_answer_where_none_is_right_is_silently_wrong(turn_of, judge, kind, reason):
    result = judge(turn_of(TAKINGS), kind=kind)
    assert list(result.reasons) == [reason]
    assert result.is_silent_wrong


def test_period_and_unit_are_judged_apart_from_the_rows(turn_of, judge):
    turn = turn_of(TAKINGS)
    assert judge(turn, **GOLD, period=["2026-10-01", "2026-10-31"], unit="CNY").passed
    assert list(judge(turn, **GOLD, period=["2026-09-01", "2026-10-31"]).reasons) == ["WRONG_PERIOD"]
    assert list(judge(turn, **GOLD, unit="percent").reasons) == ["WRONG_UNIT"]
    assert judge(turn_of(SHARE), gold_semantic_sql=SHARE, unit="percent").passed


def test_a_percent_may_be_written_as_ratio_or_percent_and_no_other_number_may(turn_of, judge):
    # October: cost 145 of takings 260
    assert judge(turn_of(SHARE), gold_value=145 / 260).passed
    assert judge(turn_of(SHARE), gold_value=14500 / 260).passed
    assert list(judge(turn_of(TAKINGS), gold_value=26000).reasons) == ["WRONG_UNIT"]
    assert list(judge(turn_of(TAKINGS), gold_value=0.026).reasons) == ["WRONG_UNIT"]


def test_right_answers_written_differently_pass(turn_of, judge):
    wide = (
        "SELECT MEASURE(spending) AS spending, kilns.kiln, MEASURE(takings) AS takings "
        f"FROM pottery WHERE {OCTOBER} GROUP BY kilns.kiln ORDER BY takings DESC"
    )
    gold = "SELECT * FROM (VALUES (50.0, '南窑'), (10.0, NULL), (200.0, '北窑')) AS t(v, k)"
    assert judge(turn_of(wide), gold_sql=gold).passed
    monthly = BY_KILN.replace("kilns.kiln", "DATE_TRUNC('month', period)").replace("2026-10-01", "2026-09-01")
    assert (
        judge(turn_of(monthly), gold_rows=[["2026-09", 100], ["2026-10-01", "260"]]).passed is False
    )  # text no number
    assert judge(turn_of(monthly), gold_rows=[["2026-09", 100], ["2026年10月", 260.0000001]]).passed


def test_strict_cases_look_at_columns_and_all_results_tell_of_them(turn_of, judge):
    wide = f"SELECT MEASURE(takings) AS takings, MEASURE(spending) AS spending FROM pottery WHERE {OCTOBER}"
    loose = judge(turn_of(wide), gold_value=260)
    assert (loose.passed, loose.strict) == (True, False)
    strict = judge(turn_of(wide), gold_value=260, strict=True)
    assert (list(strict.reasons), strict.is_silent_wrong) == (["WRONG_COLUMNS"], False)
    assert judge(turn_of(TAKINGS), gold_value=260, strict=True).strict is True
    named = {"gold_rows": [[260]], "strict": True}
    assert judge(turn_of(TAKINGS), **named, gold_columns=["takings"]).passed
    assert list(judge(turn_of(TAKINGS), **named, gold_columns=["sales"]).reasons) == ["WRONG_COLUMNS"]


def test_the_semantic_match_is_a_side_figure_by_part(turn_of, judge):
    same = judge(turn_of(f"SELECT MEASURE(takings) AS x FROM pottery WHERE {OCTOBER}"), **GOLD)
    assert same.semantic is not None
    assert all(same.semantic.values())
    other = "SELECT MEASURE(takings) AS t FROM pottery WHERE period BETWEEN DATE '2026-10-02' AND DATE '2026-11-01'"
    differs = judge(turn_of(other), **GOLD)  # 260 all the same: nothing was sold on those days
    assert differs.passed
    assert differs.semantic == {"metrics": True, "fields": True, "filters": True, "period": False, "grain": True}


def charted(turn: Turn, bench, wanted: str = "bar") -> Turn:
    answer = answer_of(turn)
    draft = Draft(answer.checked.query.text, "offline", chart=wanted)
    return replace(turn, outcome=add_chart(answer, turn.question, draft, bench.app.workspace.layer))


def test_chart_kind_and_axes(turn_of, judge, bench):
    gold = {"gold_semantic_sql": BY_KILN}
    turn = charted(turn_of(BY_KILN), bench)
    drawn = answer_of(turn).chart
    assert drawn is not None
    kind = drawn.kind
    assert judge(turn, **gold, chart={"kind": kind, "x": "kilns.kiln", "y": "takings"}).passed
    assert judge(turn, **gold, chart=kind).passed
    for wrong in ({"kind": "line"}, {"x": "period"}, {"y": "spending"}, "none"):
        result = judge(turn, **gold, chart=wrong)
        assert list(result.reasons) == ["WRONG_CHART"], wrong
        assert not result.is_silent_wrong
    bare = replace(turn, outcome=replace(answer_of(turn), chart=None))
    assert judge(bare, **gold, chart="none").passed


def test_axes_of_a_series_over_time(turn_of, bench):
    monthly = BY_KILN.replace("kilns.kiln", "DATE_TRUNC('month', period)").replace("2026-10-01", "2026-06-01")
    told_apart, drawn = axes_of(answer_of(charted(turn_of(monthly), bench, "line")))
    assert "period" in told_apart
    assert "takings" in drawn


def test_a_figure_without_a_cell_is_found(turn_of, judge):
    turn = turn_of(TAKINGS)
    assert judge(turn, **GOLD).passed
    spoiled = replace(turn, outcome=replace(answer_of(turn), text=answer_of(turn).text + "\n另有 ¥261。"))
    result = judge(spoiled, **GOLD)
    assert list(result.reasons) == [Reason.UNGROUNDED]
    assert result.is_silent_wrong


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("其中10月最高。", False),
        ("10月份与第4季度。", False),
        ("Q4, Oct 31.", False),
        ("9月最高。", True),
        ("第3季度最高。", True),
        ("Sep 30.", True),
        ("¥261（2026-10-01 至 2026-10-31）", True),
        ("营业额 3.5亿（2026-10-01 至 2026-10-31）", True),
        ("上月（2026-10-01 至 2026-10-31）", False),
    ],
)
def test_words_of_the_query_period_are_no_figures_and_others_are(turn_of, judge, said, found):
    turn = turn_of(TAKINGS)
    spoken = replace(turn, outcome=replace(answer_of(turn), text=f"{answer_of(turn).text}\n{said}"))
    assert (Reason.UNGROUNDED in judge(spoken, **GOLD).reasons) is found


def test_a_case_that_raises_or_lasts_too_long_becomes_a_result(bench, monkeypatch):
    from eval.cases import Case

    case = Case.model_validate({"id": "x", "question": "上月营业额", "gold_value": 260})
    assert bench.run(case).passed

    async def crash(*_):
        raise RuntimeError("boom")

    async def hang(*_):
        await asyncio.sleep(60)

    monkeypatch.setattr(bench, "converse", crash)
    result = bench.run(case)
    assert (list(result.reasons), result.details) == (["ERROR"], ("RuntimeError: boom",))
    monkeypatch.setattr(bench, "converse", hang)
    monkeypatch.setattr(bench, "settings", replace(bench.settings, seconds_per_case=0.05))
    assert list(bench.run(case).reasons) == ["TIMEOUT"]
