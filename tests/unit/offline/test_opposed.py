"""Two lists in one, a member against a whole, a sum with what is not said, the same day as which, due by then."""

from __future__ import annotations

import pytest

from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Ask, Decline, Draft, Plan, PriorTurn, Question
from semantic_layer.access import Rights
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from tests.unit.offline import firm

QUARRY = """
semantic_model: {name: quarry, label: {zh: 采石场, en: Quarry}, default_period: this year, currency: EUR}
datasets:
  - name: notes
    label: {zh: 过磅单, en: Weigh note}
    primary_key: note_id
    display: note_no
    time_field: weighed_on
    loaded_through: 2026-11-04
    fields:
      - {name: note_id, type: integer, role: id, hidden: true}
      - {name: note_no, type: string, role: id, label: {zh: 过磅单号, en: Note number}}
      - {name: pit_id, type: integer, role: id, hidden: true}
      - {name: weighed_on, type: date, role: time, label: {zh: 过磅日期, en: Weighing date}}
      - {name: due_on, type: date, role: time, label: {zh: 到期日, en: Due date}}
      - {name: stone, type: string, role: category, label: {zh: 石料, en: Stone}, synonyms: [stones],
         values: [Slate, Marble]}
      - {name: amount, type: decimal, role: amount, label: {zh: 石款, en: Stone amount}, unit: EUR}
  - name: pits
    label: {zh: 矿坑, en: Pit}
    synonyms: [pits]
    primary_key: pit_id
    display: pit_name
    fields:
      - {name: pit_id, type: integer, role: id, hidden: true}
      - {name: pit_name, type: string, role: name, label: {zh: 矿坑名称, en: Pit name}, values: [Upper, Lower]}
  - name: goals
    label: {zh: 目标行, en: Goal row}
    time_field: month
    loaded_through: 2026-12-31
    fields:
      - {name: month, type: date, role: time, hidden: true}
      - {name: pit_id, type: integer, role: id, hidden: true}
      - {name: goal, type: decimal, role: amount, hidden: true, unit: EUR}
relationships:
  - {name: note_pit, from: notes.pit_id, to: pits.pit_id}
  - {name: goal_pit, from: goals.pit_id, to: pits.pit_id}
metrics:
  - {name: takings, expression: SUM(notes.amount), label: {zh: 进账, en: Takings}, unit: EUR, better: higher}
  - {name: takings_target, expression: SUM(goals.goal), label: {zh: 进账目标, en: Takings target},
     synonyms: [target], unit: EUR}
"""
TAKINGS = "SELECT MEASURE(takings) AS takings FROM quarry WHERE period"
OCTOBER = f"{TAKINGS} BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"


@pytest.fixture(scope="module")
def quarry(tmp_path_factory: pytest.TempPathFactory) -> ReadContext:
    path = tmp_path_factory.mktemp("quarry") / "quarry.yaml"
    path.write_text(QUARRY, encoding="utf-8")
    return build_context(Layer(load_model([path])))


def _planned(text: str, context: ReadContext, history: tuple[PriorTurn, ...] = ()) -> Plan:
    asked = Question(text, "en" if text.isascii() else "zh", firm.TODAY, Rights.full("tests"), history=history)
    return plan_offline(read_question(asked, context), asked, context)


def _drafted(text: str, context: ReadContext, history: tuple[PriorTurn, ...] = ()) -> str:
    made = _planned(text, context, history)
    assert isinstance(made, Draft), f"{text}: {made}"
    return " ".join(made.semantic_sql.split())


@pytest.mark.parametrize(
    "text",
    [
        "top 3 and bottom 3 pits by takings in October",
        "best and worst month for takings in 2025",
        "the bottom 2 and the top 2 stones by takings",
        "takings of Marble vs all stones in October",
        "takings of Upper vs the pit in October",
        "Slate takings versus pits in October",
        "takings same day last week",
        "takings the same day last year",
        "takings in the second half of October",
        "takings in the second half of Q3",
        "takings Monday to Friday",
        "takings from last Monday to Wednesday",
    ],
)
def test_what_one_list_cannot_hold_is_named(text: str, quarry: ReadContext):
    assert isinstance(_planned(text, quarry), Decline)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("top 3 pits by takings in October", "ORDER BY takings DESC NULLS LAST LIMIT 3"),
        ("worst month for takings in 2025", "ORDER BY takings ASC NULLS LAST LIMIT 1"),
        ("takings of Marble by pit in October", "notes.stone = 'Marble' GROUP BY pits.pit_name"),
        ("takings of Marble vs Slate by pit in October", "notes.stone IN ('Marble', 'Slate') GROUP BY pits.pit_name"),
        ("takings on 2 November vs the same day last year", "PRIOR_YEAR(MEASURE(takings))"),
        ("takings in October compared with the same month last year", "PRIOR_YEAR(MEASURE(takings))"),
    ],
)
def test_near_ones_are_answered(text: str, part: str, quarry: ReadContext):
    assert part in _drafted(text, quarry)


def _history(sql: str, context: ReadContext) -> tuple[PriorTurn, ...]:
    assert _drafted("takings in October", context) == OCTOBER
    return (PriorTurn("takings in October", "answer", sql),)


@pytest.mark.parametrize(
    "text", ["combined with September", "together with September", "plus September", "+ September", "plus Marble"]
)
def test_a_sum_with_the_answer_before_is_not_the_second_alone(text: str, quarry: ReadContext):
    assert isinstance(_planned(text, quarry, _history(OCTOBER, quarry)), Decline)


def test_another_period_is_taken(quarry: ReadContext):
    september = f"{TAKINGS} BETWEEN DATE '2026-09-01' AND DATE '2026-09-30'"
    assert _drafted("and September", quarry, _history(OCTOBER, quarry)) == september


@pytest.mark.parametrize("text", ["as of August", "until the end of August"])
def test_since_when_is_not_guessed_of_an_answer_with_a_beginning(text: str, quarry: ReadContext):
    assert not isinstance(_planned(text, quarry, _history(OCTOBER, quarry)), Draft)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("weigh notes due by end of November", "WHERE notes.due_on <= DATE '2026-11-30' ORDER"),
        (
            "weigh notes due in November",
            "WHERE notes.due_on >= DATE '2026-11-01' AND notes.due_on <= DATE '2026-11-30' ORDER",
        ),
    ],
)
def test_due_by_then_has_no_beginning(text: str, where: str, quarry: ReadContext):
    assert where in _drafted(text, quarry)


def test_due_until_friday_may_be_the_one_to_come(quarry: ReadContext):
    made = _planned("weigh notes due until Monday", quarry)  # asked on a Thursday
    assert isinstance(made, Ask)
    assert [" ".join(one.semantic_sql.split()).split("WHERE ")[1].split(" ORDER")[0] for one in made.options] == [
        "notes.due_on <= DATE '2026-11-09'",
        "notes.due_on <= DATE '2026-11-02'",
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("takings Monday to Friday last week", "2026-10-26", "2026-10-30"),
        ("takings from Monday to Wednesday last week", "2026-10-26", "2026-10-28"),
        ("上周一到周三进账", "2026-10-26", "2026-10-28"),
        ("takings Monday through Wednesday this week", "2026-11-02", "2026-11-04"),
        ("takings in the second half of 2025", "2025-07-01", "2025-12-31"),
    ],
)
def test_weekdays_side_by_side_are_of_one_week(text: str, first: str, last: str, quarry: ReadContext):
    assert _drafted(text, quarry) == f"{TAKINGS} BETWEEN DATE '{first}' AND DATE '{last}'"


@pytest.mark.parametrize("text", ["takings on Tuesday and Thursday last week", "上周二和周四进账"])
def test_both_days_are_of_the_week_named(text: str, quarry: ReadContext):
    made = _drafted(text, quarry)
    assert "DATE '2026-10-27'" in made
    assert "DATE '2026-10-29'" in made
    assert "2026-11-" not in made


@pytest.mark.parametrize(
    "text",
    [
        "takings target and takings by pit in October, only above target",
        "takings and takings target by pit in October, only above target",
    ],
)
def test_nothing_is_above_itself(text: str, quarry: ReadContext):
    assert "HAVING MEASURE(takings) > MEASURE(takings_target)" in _drafted(text, quarry)
