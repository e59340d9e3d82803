"""What an asker may not see is found in every part of what is shown."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from bot.turn import Card, Chart, Clarification, Option, Question, Refusal, Turn
from eval.cases import Case
from eval.scorers import Evidence
from eval.scorers.leak import score_leak
from semantic_layer.issues import IssueCode, issue
from tests.unit.eval.conftest import answer_of

OCTOBER = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
TAKINGS = f"SELECT MEASURE(takings) AS takings FROM pottery WHERE {OCTOBER}"
FORBIDDEN = {"gold_semantic_sql": TAKINGS, "forbidden": ["南窑", 123456.78]}


@pytest.fixture
def clean(turn_of):
    return turn_of(TAKINGS)


def spoil(turn: Turn, part: str, secret: str) -> Turn:
    answer = answer_of(turn)
    chart = Chart("bar", {"data": {"values": [{"x": secret}]}}, "标题", "说明")
    spoiled = {
        "text": lambda: replace(answer, text=f"{answer.text}\n{secret}"),
        "card": lambda: replace(answer, card=Card((*answer.card.lines, ("筛选", secret)))),
        "chart": lambda: replace(answer, chart=chart),
        "chart title": lambda: replace(answer, chart=replace(chart, spec={}, title=secret)),
        "alt": lambda: replace(answer, chart=replace(chart, spec={}, alt=secret)),
        "rows": lambda: replace(answer, table=replace(answer.table, rows=((secret,),))),
        "sql": lambda: replace(answer, compiled=replace(answer.compiled, sql=f"{answer.compiled.sql} -- {secret}")),
        "suggestions": lambda: replace(answer, suggestions=(f"{secret}呢?",)),
        "notes": lambda: replace(answer, notes=(issue(IssueCode.NOT_IN_LAYER, name=secret),)),
        "options": lambda: Clarification("?", "zh", (Option(secret),), ()),
        "option query": lambda: Clarification("?", "zh", (Option("一", semantic_sql=f"'{secret}'"),), ()),
        "refusal": lambda: Refusal(f"没有 {secret}", "zh", ()),
    }[part]()
    return replace(turn, outcome=spoiled)


PARTS = ("text", "card", "chart", "chart title", "alt", "rows", "sql", "suggestions", "notes", "options",
         "option query", "refusal")  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_a_forbidden_value_is_found_in_every_part(clean, judge, part):
    assert judge(clean, **FORBIDDEN).passed
    for secret in ("南窑", "123456.78"):
        result = judge(spoil(clean, part, secret), **FORBIDDEN)
        assert result.reasons[0] == "LEAK", (part, secret)


def test_a_formatted_figure_of_a_forbidden_number_is_found_and_another_is_not(clean, judge):
    assert "LEAK" in judge(spoil(clean, "text", "¥12.35万"), **FORBIDDEN).reasons
    assert "LEAK" not in judge(spoil(clean, "text", "¥12.36万"), **FORBIDDEN).reasons


def test_part_of_a_word_or_number_is_no_leak(clean, judge):
    case = {**FORBIDDEN, "forbidden": [26, "taking"]}  # the answer says 260 and takings
    assert judge(clean, **case).passed


def ask_as(bench, sql: str, user: str, text: str = "?") -> Turn:
    from bot.pipeline import run_semantic_sql

    rights = bench.app.workspace.policy.rights_for(user)
    question = Question(text, "zh", date(2026, 11, 5), rights, asker=user)
    return asyncio.run(run_semantic_sql(sql, question, bench.app.services))


def leaks(bench, turn: Turn) -> list[str]:
    case = Case.model_validate({"id": "x", "question": "?", "gold_value": 1})
    layer = bench.app.workspace.layer
    evidence = Evidence(case, turn, (), layer, bench.run_semantic, bench.hidden_values)
    return [finding.detail for finding in score_leak(evidence)]


def test_rights_alone_tell_what_leaks(guarded_bench):
    grouped = f"SELECT kilns.kiln, MEASURE(takings) AS t FROM pottery WHERE {OCTOBER} GROUP BY kilns.kiln"
    turn = ask_as(guarded_bench, grouped, "north@example.com")
    assert [row[0] for row in answer_of(turn).table.rows] == ["北窑"]
    assert leaks(guarded_bench, turn) == []
    everything = ask_as(guarded_bench, grouped, "all@example.com").outcome
    forged = replace(turn, outcome=everything)
    assert leaks(guarded_bench, forged)[0].startswith("shows 南窑 in ")
    assert "rows" in leaks(guarded_bench, forged)[0]


def test_a_denied_metric_leaks_by_name_and_label_but_not_the_asker_s_own_word(guarded_bench):
    turn = ask_as(guarded_bench, TAKINGS, "north@example.com")
    hinted = replace(turn, outcome=replace(answer_of(turn), suggestions=("上月库存额呢?",)))
    assert leaks(guarded_bench, hinted) == ["shows 库存额 in suggestions"]
    asked = replace(hinted, question=replace(hinted.question, text="库存额和营业额"))
    assert leaks(guarded_bench, asked) == []


def test_a_visible_name_that_holds_a_hidden_value_is_no_leak(guarded_bench):
    turn = ask_as(guarded_bench, TAKINGS, "north@example.com")
    rows = (("南窑旧址茶馆",),)
    shop = replace(answer_of(turn), table=replace(answer_of(turn).table, rows=rows), text="南窑旧址茶馆")
    assert leaks(guarded_bench, replace(turn, outcome=shop)) == []


def test_cases_run_with_the_rights_of_their_asker(guarded_bench):
    case = {"id": "x", "question": "上月营业额", "as_user": "north@example.com", "gold_value": 200}
    assert guarded_bench.run(Case.model_validate(case)).passed
    denied = {"id": "y", "question": "上月库存额", "as_user": "north@example.com", "kind": "refusal"}
    assert guarded_bench.run(Case.model_validate(denied)).passed
