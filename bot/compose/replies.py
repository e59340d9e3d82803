"""Compose what is no answer: a question back, or a refusal that names what is missing.

Role: Issues in, sentences out, with what the asker can do next.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.compose.calendar_names import range_name
from bot.compose.wording import say, word_issue
from bot.turn import Ask, Clarification, PlannerName, Question, Refusal
from semantic_layer.issues import Issue, IssueCode, Issues, issue
from semantic_layer.model import Layer
from semantic_layer.values import permitted

_MOST_OPTIONS = 4
_MOST_ISSUES = 3
_HALF = 184  # days of half a year at most
_RANGE = re.compile(r"(?<![\d-])(\d{4}-\d{2}-\d{2}) – (\d{4}-\d{2}-\d{2})(?![\d-])")


def compose_ask(question: Question, ask: Ask, layer: Layer, planner: PlannerName = "offline") -> Clarification:
    """One question back, with at most four options."""
    lang = question.lang
    options = tuple(replace(one, label=_named(one.label, lang)) for one in ask.options[:_MOST_OPTIONS])
    issues = permitted((ask.issue, *ask.beside), question.rights, layer.model)
    text = "\n".join(_named(word_issue(_short(item), lang, layer), lang) for item in issues)
    return Clarification(text, lang, options, issues, planner)


def _short(item: Issue) -> Issue:
    """Candidates by their names alone: what makes them different stands on the options."""
    candidates = item.params.get("candidates")
    if not isinstance(candidates, tuple):
        return item
    names = tuple(re.split(r"\s*[(\uff08]", c)[0] if isinstance(c, str) else c for c in candidates)
    if len(set(names)) < len(set(candidates)):
        return item  # what they differ in is the only way to tell them apart
    return issue(item.code, **{**item.params, "candidates": names})


def _named(text: str, lang: str) -> str:
    """Ranges of dates that are one calendar unit by its name: "2026-09-01 – 2026-09-30" is September 2026. A year keeps
    its dates, for another calendar may cut it elsewhere."""

    def name(found: re.Match[str]) -> str:
        start, end = date.fromisoformat(found[1]), date.fromisoformat(found[2])
        if start == end:
            return found[1]
        called = range_name(start, end, lang)
        return (
            say("period_named", lang, name=called, range=found[0])
            if called and (end - start).days > _HALF
            else called or found[0]
        )

    return _RANGE.sub(name, text)


def _without_followed(issues: Issues) -> list[Issue]:
    """What is kept by month is not said to end before the week that was asked: it has no weeks."""
    coarse = {item.params.get("metric") for item in issues if item.code is IssueCode.GRAIN_TOO_FINE}
    return [
        item for item in issues if not (item.code is IssueCode.AFTER_LOADED and item.params.get("metric") in coarse)
    ]


def _with_contact(item: Issue, contact: str) -> Issue:
    """A denial names whom to ask, where the access file or the workspace says it."""
    if not contact or not str(item.code).startswith("DENIED_"):
        return item
    return issue(item.code, **{**item.params, "contact": contact})


def compose_refusal(
    question: Question, issues: Issues, layer: Layer, planner: PlannerName = "offline", semantic_sql: str = ""
) -> Refusal:
    """Why there is no number, and what to do next. Each sentence once, at most three."""
    lang = question.lang
    named = permitted(
        (_with_contact(item, question.contact) for item in _without_followed(issues)), question.rights, layer.model
    )
    sentences = list(dict.fromkeys(word_issue(item, lang, layer) for item in named))
    return Refusal("\n".join(sentences[:_MOST_ISSUES]), lang, named, planner, semantic_sql)
