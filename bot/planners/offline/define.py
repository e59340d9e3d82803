"""Questions about the layer: what a metric means, who owns it, what can be asked; greetings and thanks.

Role: Intent → Define, or None where the question asks for data.
"""

from __future__ import annotations

import re

from bot.planners.offline.stop import not_understood
from bot.read.intent import Intent
from bot.turn import Define, Question

_ABOUT_A_NAME = frozenset({"formula", "meaning", "owner"})
_ALONE = ("difference", "metrics", "help", "news", "greeting", "thanks")
_QUIET = frozenset({"filler", "sign", "definition", "which", "follow", ""})
_NAMES = frozenset({"metric", "group", "value", "anchor", "number", "column", "noun", "calc"})
# Verbs that ask for the number as often as for the definition.
_VERBS = re.compile(
    r"(calculat|comput|deriv|explain|descri|worked|how (is|are|was)|说明|解释|是什么|是啥|意思|算法)", re.IGNORECASE
)
_WHAT_IS = re.compile(
    r"\s*(so\s+)?(what\s+is|what's|whats|what are)\s+(?!the\b|our\b|my\b|this\b|that\b)", re.IGNORECASE
)


_MEASURE = re.compile(r"\bMEASURE\((\w+)\)")


def define(intent: Intent, question: Question) -> Define | None:
    """The Define of a question about the layer; None for a question about data."""
    roles = {piece.role for piece in intent.pieces}
    if not intent.definition:
        return _what_is(intent, question, roles)
    if intent.unexplained:
        return None
    if intent.definition & _ABOUT_A_NAME and roles <= _QUIET | _NAMES:
        named = _named(intent)
        if named is not None:
            return named
    if intent.definition & _ABOUT_A_NAME and roles <= _QUIET | {"follow", "calc", "period"} and not intent.periods:
        before = _of_answer(question)
        if before is not None:
            return before
    content = roles - _QUIET
    for topic in _ALONE:
        if topic in intent.definition and not content:
            return Define(topic)  # type: ignore[arg-type]
    if "values" in intent.definition and len(intent.groups) == 1 and not intent.metrics:
        return Define("field", tuple(str(ref) for ref in intent.groups[0].refs))
    _must_be_verbs(intent)
    return None


def _what_is(intent: Intent, question: Question, roles: set[str]) -> Define | None:
    """ "What is DSO?" asks for the meaning; "what is the revenue?" for the number."""
    if _WHAT_IS.match(question.text) and intent.metrics and roles <= {"filler", "sign", "metric"}:
        return Define("metric", intent.metrics[0].names)
    return None


def _of_answer(question: Question) -> Define | None:
    """ "What does that mean?", 怎么算的: what the last answer measured."""
    last = next((turn for turn in reversed(question.history) if turn.semantic_sql), None)
    names = tuple(dict.fromkeys(_MEASURE.findall(last.semantic_sql))) if last is not None else ()
    return Define("metric", names) if names else None


def _named(intent: Intent) -> Define | None:
    if intent.metrics:
        names = tuple(dict.fromkeys(name for said in intent.metrics for name in said.names))
        return Define("metric", names)
    refs = [ref for said in (*intent.groups, *intent.numbers) for ref in said.refs]
    if refs:
        return Define("field", tuple(dict.fromkeys(str(ref) for ref in refs)))
    if intent.values:
        return Define("value", tuple(f"{ref}={value}" for ref, value in intent.values[0].targets))
    return None


def _must_be_verbs(intent: Intent) -> None:
    """Beside data, "calculate" is only a verb; other words of definition would be lost."""
    for piece in intent.pieces:
        if piece.role != "definition":
            continue
        targets = {word.target for word in piece.words if word.kind == "definition"}
        if targets & {"greeting", "thanks", "help"} or _VERBS.search(piece.text):
            continue
        raise not_understood(piece.text)
