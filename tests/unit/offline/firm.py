"""A made-up parcel carrier for the tests of reading and of the offline planner: its context and shorthand to ask it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Draft, Plan, PriorTurn, Question, Reading
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import Issues
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query
from semantic_layer.query import SemanticQuery

TODAY = date(2026, 11, 5)
YEAR = "period BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'"
OCTOBER = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"


@cache
def context() -> ReadContext:
    return build_context(Layer(load_model([Path(__file__).parent / "parcels.yaml"])))


def question(text: str, history: Sequence[PriorTurn] = (), **changes) -> Question:
    lang = "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"
    return replace(Question(text, lang, TODAY, Rights.full("tests"), history=tuple(history)), **changes)


def read(text: str) -> Reading:
    return read_question(question(text), context())


def plan(text: str, history: Sequence[PriorTurn] = (), **changes) -> Plan:
    asked = question(text, history, **changes)
    return plan_offline(read_question(asked, context()), asked, context())


def canonical(sql: str) -> str:
    """The normal form of semantic SQL; fails where it does not parse or the checks refuse it."""
    parsed = parse_query(sql, context().layer.model)
    assert isinstance(parsed, SemanticQuery), f"{parsed}\n{sql}"
    checked = check_query(parsed, context().layer, Rights.full("tests"))
    assert not isinstance(checked, Issues), f"{[str(item) for item in checked]}\n{sql}"
    return parsed.canonical


def draft(text: str, history: Sequence[PriorTurn] = ()) -> Draft:
    """The draft for a question that must be answered."""
    made = plan(text, history)
    assert isinstance(made, Draft), f"{text}: {made}"
    return made


def drafted(text: str, history: Sequence[PriorTurn] = ()) -> str:
    """Its semantic SQL in normal form."""
    return canonical(draft(text, history).semantic_sql)


def answered(text: str, rows: Sequence[tuple] = (), history: Sequence[PriorTurn] = ()) -> PriorTurn:
    """A turn that was answered, as history for the next."""
    made = plan(text, history)
    assert isinstance(made, Draft), f"{text}: {made}"
    return PriorTurn(text, "answer", made.semantic_sql, chart=made.chart, first_rows=tuple(rows))
