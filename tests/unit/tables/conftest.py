"""One answer whose cells try every type, and to be markup or formulas."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.charts.samples import MARGIN, MONTH, SALES, column, sample
from bot.compose import compose_answer
from bot.turn import Answer, Draft, Question
from semantic_layer.access import Rights
from semantic_layer.model import FieldRef, Unit

EVIL = ('=cmd|"/C calc"!A0', "\x1b]0;owned\x07<b>|*x*", "@SUM(A1)", "平常的名字")


@pytest.fixture
def answer() -> Answer:
    columns = [
        MONTH,
        column("line", "group", field=FieldRef("goods", "line")),
        column("code", "group", field=FieldRef("goods", "code"), id_like=True),
        SALES,
        MARGIN,
        column("gap", "computed", unit=Unit("points"), metric=""),
        column("late", "group", unit=Unit()),
    ]
    rows = [
        [
            date(2026, 9 + index % 2, 1),
            name,
            f"00{index}",
            Decimal("1234567.891") * (index - 1),
            0.1234,
            0.012,
            index > 1,
        ]
        for index, name in enumerate(EVIL)
    ]
    rows[3][3] = None
    made = sample(columns, rows, order=(("line", False),))  # as the query says: the rows stay as they are
    question = Question("?", "zh", date(2026, 11, 5), Rights.full())
    return compose_answer(question, Draft("SELECT 1", "offline"), made.checked, made.compiled, made.table, made.layer)
