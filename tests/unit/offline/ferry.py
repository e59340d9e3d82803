"""A made-up ferry line with a fiscal year from March: its context and shorthand to ask it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Ask, Decline, Draft, Plan, PriorTurn, Question
from semantic_layer.access import Rights
from semantic_layer.issues import IssueCode
from semantic_layer.loader import load_model
from semantic_layer.model import Layer

TODAY = date(2026, 11, 5)


@cache
def context() -> ReadContext:
    return build_context(Layer(load_model([Path(__file__).parent / "ferry.yaml"])))


def plan(text: str, history: Sequence[PriorTurn] = (), **changes) -> Plan:
    lang = "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"
    asked = replace(Question(text, lang, TODAY, Rights.full("tests")), history=tuple(history), **changes)
    return plan_offline(read_question(asked, context()), asked, context())


def sql(text: str, history: Sequence[PriorTurn] = ()) -> str:
    """The semantic SQL of a question that must be answered, on one line."""
    made = plan(text, history)
    assert isinstance(made, Draft), f"{text}: {made}"
    return " ".join(made.semantic_sql.split())


def asked(text: str) -> Ask:
    made = plan(text)
    assert isinstance(made, Ask), f"{text}: {made}"
    return made


def declined(text: str, history: Sequence[PriorTurn] = ()) -> IssueCode:
    made = plan(text, history)
    assert isinstance(made, Decline), f"{text}: {made}"
    return made.issues[0].code
