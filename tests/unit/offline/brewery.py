"""A made-up brewery with two plans: its context and shorthand to ask it, everything checked and agreed with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from bot.agree import agree
from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Ask, Decline, Draft, Plan, PriorTurn, Question
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query

TODAY = date(2026, 11, 4)
OCTOBER = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"


@cache
def context() -> ReadContext:
    return build_context(Layer(load_model([Path(__file__).parent / "brewery.yaml"])))


def question(text: str, history: Sequence[PriorTurn] = ()) -> Question:
    return Question(text, "en" if text.isascii() else "zh", TODAY, Rights.full("tests"), history=tuple(history))


def plan(text: str, history: Sequence[PriorTurn] = ()) -> Plan:
    asked = question(text, history)
    return plan_offline(read_question(asked, context()), asked, context())


def drafted(text: str, history: Sequence[PriorTurn] = ()) -> str:
    """The semantic SQL of what must be answered, on one line: it passes the checks and holds every word."""
    made = plan(text, history)
    assert isinstance(made, Draft), f"{text}: {made}"
    parsed = parse_query(made.semantic_sql, context().layer.model)
    assert not isinstance(parsed, Issues), f"{text}: {parsed}"
    checked = check_query(parsed, context().layer, Rights.full("tests"))
    assert not isinstance(checked, Issues), f"{text}: {[str(item) for item in checked]}"
    found = agree(read_question(question(text, history), context()), checked, context().layer)
    assert found is None, f"{text}: {found}"
    return " ".join(made.semantic_sql.split())


def options(text: str, history: Sequence[PriorTurn] = ()) -> dict[str, str]:
    """Label → semantic SQL of each way offered."""
    made = plan(text, history)
    assert isinstance(made, Ask), f"{text}: {made}"
    return {option.label: " ".join(option.semantic_sql.split()) for option in made.options}


def declined(text: str, history: Sequence[PriorTurn] = ()) -> tuple[IssueCode, str]:
    made = plan(text, history)
    assert isinstance(made, Decline), f"{text}: {made}"
    return made.issues[0].code, str(made.issues[0].params.get("words", ""))


def after(text: str) -> list[PriorTurn]:
    return [PriorTurn(text, "answer", drafted(text))]
