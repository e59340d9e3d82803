"""Compose what is no answer: a question back, or a refusal that names what is missing.

Role: Issues in, sentences out, with what the asker can do next.
"""

from __future__ import annotations

from bot.compose.wording import word_issue
from bot.turn import Ask, Clarification, PlannerName, Question, Refusal
from semantic_layer.issues import Issues
from semantic_layer.model import Layer

_MOST_OPTIONS = 4
_MOST_ISSUES = 3


def compose_ask(question: Question, ask: Ask, layer: Layer, planner: PlannerName = "offline") -> Clarification:
    """One question back, with at most four options."""
    lang = question.lang
    options = ask.options[:_MOST_OPTIONS]
    return Clarification(word_issue(ask.issue, lang, layer), lang, options, (ask.issue,), planner)


def compose_refusal(
    question: Question, issues: Issues, layer: Layer, planner: PlannerName = "offline", semantic_sql: str = ""
) -> Refusal:
    """Why there is no number, and what to do next. Each sentence once, at most three."""
    lang = question.lang
    sentences = list(dict.fromkeys(word_issue(item, lang, layer) for item in issues))
    return Refusal("\n".join(sentences[:_MOST_ISSUES]), lang, issues.items, planner, semantic_sql)
