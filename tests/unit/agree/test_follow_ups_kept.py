"""What a short follow-up does not speak of stays: its measure, its range, its split; what it takes away is gone."""

from __future__ import annotations

import pytest

from bot.agree import agree
from bot.planners.model import given_periods
from bot.planners.model.dropped import with_what_was_lost
from bot.read import read_question
from bot.turn import PriorTurn, Reading
from tests.unit.agree.slip_forms import COST, GENUS, NOW, OCT, SEP, TY, P, T, by, q
from tests.unit.offline.company import Company

FLOWERS = Company("flowers")
EAST = "places.town = '东港'"
ONE = (PriorTurn("上月东港的销售额", "answer", q(f"{T} AS v", f"{OCT} AND {EAST}")),)
EACH = (PriorTurn("今年各花类的销售额", "answer", by(GENUS, T, NOW)),)
WEST = EAST.replace("东", "西")


def codes(text: str, sql: str, history: tuple[PriorTurn, ...]) -> list[str]:
    question, around = FLOWERS.question(text, history), FLOWERS.context()
    reading = _read(text, history)
    assert reading.is_follow_up, text
    given = given_periods(question, reading, around)
    found = agree(reading, FLOWERS.checked(sql), FLOWERS.layer, given, history[-1].semantic_sql)
    return [str(code) for code in found.codes()] if found is not None else []


def _read(text: str, history: tuple[PriorTurn, ...]) -> Reading:
    return read_question(FLOWERS.question(text, history), FLOWERS.context())


@pytest.mark.parametrize(
    ("history", "text", "sql"),
    [
        (ONE, "西港呢", q(T, f"{OCT} AND {WEST}")),
        (ONE, "同比呢", q(f"{T} AS v, {T} / {TY} - 1 AS g", f"{OCT} AND {EAST}")),
        (ONE, "毛利呢", q(P, f"{OCT} AND {EAST}")),
        (ONE, "9月呢", q(T, f"{SEP} AND {EAST}")),
        (EACH, "占比呢", by(GENUS, f"{T} / TOTAL({T})", NOW)),
        (EACH, "去掉玫瑰", by(GENUS, T, f"{NOW} AND kinds.genus IS DISTINCT FROM '玫瑰'")),
        (EACH, "超过100万的有哪些", by(GENUS, T, NOW, f"HAVING {T} > 1000000")),
    ],
)
def test_a_follow_up_that_keeps_the_rest_agrees(history: tuple[PriorTurn, ...], text: str, sql: str) -> None:
    assert codes(text, sql, history) == []


@pytest.mark.parametrize(
    ("history", "text", "sql"),
    [
        (ONE, "西港呢", q(COST, f"{OCT} AND {WEST}")),  # another measure
        (ONE, "西港呢", q(T, f"{SEP} AND {WEST}")),  # the month before
        (ONE, "同比呢", q(f"{T} AS v, {T} / {TY} AS g", f"{OCT} AND {EAST}")),  # no growth
        (EACH, "去掉玫瑰", by(GENUS, T, f"{NOW} AND kinds.genus = '玫瑰'")),  # only those
        (EACH, "去掉玫瑰", by(GENUS, T, NOW)),  # still there
        (EACH, "超过100万的有哪些", by(GENUS, T, NOW, f"HAVING {P} > 1000000")),  # by another measure
    ],
)
def test_a_follow_up_that_changes_more_is_stopped(history: tuple[PriorTurn, ...], text: str, sql: str) -> None:
    assert codes(text, sql, history) != []


@pytest.mark.parametrize(
    ("history", "text", "sql", "lost"),
    [
        (EACH, "毛利率呢", q("MEASURE(margin) AS v", NOW), "GROUP BY kinds.genus"),
        (ONE, "毛利率呢", q("MEASURE(margin) AS v"), EAST),
        (EACH, "毛利率呢", by(GENUS, "MEASURE(margin)", NOW), ""),
        (EACH, "玫瑰的毛利率呢", q("MEASURE(margin) AS v", f"{NOW} AND kinds.genus = '玫瑰'"), ""),  # one of them
        (EACH, "总共呢", q(f"{T} AS v", NOW), ""),
        (EACH, "按渠道呢", by("sales.canal", T, NOW), ""),
    ],
)
def test_what_was_dropped_is_offered(history: tuple[PriorTurn, ...], text: str, sql: str, lost: str) -> None:
    made = with_what_was_lost(sql, FLOWERS.question(text, history), _read(text, history), FLOWERS.layer.model)
    assert (lost in made) if lost else made == ""
