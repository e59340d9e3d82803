"""Compose an Answer: the number first, what stands beside it, what is worth saying, what must be said.

Role: the step `compose` of the pipeline. Text comes from cells alone; figures computed from cells are recorded on the
answer, and `grounding.ungrounded_figures` traces every one of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.compose.buckets import partial_buckets
from bot.compose.card import card_of
from bot.compose.caveats import add_caveats, with_notes
from bot.compose.facts import add_facts
from bot.compose.follow_ups import follow_ups
from bot.compose.headline import add_headline
from bot.compose.ordering import in_order
from bot.compose.pairs import MARK
from bot.compose.present import Presentation, present
from bot.compose.scope import without_empty_trees
from bot.compose.sentences import Said
from bot.compose.titles import access_text, full_scope, scope_of
from bot.compose.wording import say
from bot.turn import Answer, Draft, Question, Reading
from semantic_layer.model import Layer
from semantic_layer.query import CheckedQuery, CompiledSql, ResultTable

_FEWEST_FOR_CHART = 3
AnswerLabel = Literal["verified", "governed", "exploratory"]


def compose_answer(
    question: Question,
    draft: Draft,
    checked: CheckedQuery,
    compiled: CompiledSql,
    table: ResultTable,
    layer: Layer,
    reading: Reading | None = None,
    accounting: bool = False,
) -> Answer:
    """The answer without its chart (`bot.charts.add_chart` adds it). `accounting`: negatives in parentheses."""
    lang = question.lang
    checked, table = with_notes(checked, table), in_order(checked, table)
    view = replace(present(checked, table, layer, lang, accounting), is_limited=bool(question.rights.rows))
    label = answer_label(draft, checked)
    partial = partial_buckets(view, checked)
    said = Said()
    told = add_headline(said, view, checked, partial)
    is_cut = checked.limit is not None and len(view.rows) >= checked.limit
    is_paired = any(MARK in column.modifiers for column in view.columns)
    words = "" if is_paired else _words(checked, reading)  # words for two ranges are the name of neither
    said_of = replace(without_empty_trees(checked, table), columns=view.columns)
    view = replace(view, scope=full_scope(question, said_of, table, layer, words))
    scope = scope_of(said_of, layer, lang, question.today, words, table)
    said.add(say("scope", lang, scope=scope) if scope else "")
    said.add(access_text(question, layer))
    add_facts(said, view, layer.model, partial.keys(), told, is_cut)
    add_caveats(said, view, checked, layer, label, partial, question.today)
    return Answer(
        text="\n".join(said.lines),
        lang=lang,
        checked=checked,
        compiled=compiled,
        table=table,
        label=label,
        planner=draft.planner,
        card=card_of(question, draft, said_of, compiled, table, layer, label, view.headings, words),
        wants_chart=bool(draft.chart) or is_trend_or_ranking(view, checked),
        notes=checked.notes,
        suggestions=follow_ups(checked, view, layer, question),
        figures=tuple(said.figures),
        view=view,
    )


def answer_label(draft: Draft, checked: CheckedQuery) -> AnswerLabel:
    """How far the answer can be relied on."""
    return "verified" if draft.verified_by and checked.label == "governed" else checked.label


def is_trend_or_ranking(view: Presentation, checked: CheckedQuery) -> bool:
    """Whether a chart helps unasked: a series over time, or rows ordered by a measure."""
    if view.is_detail or len(view.rows) < _FEWEST_FOR_CHART or not view.main:
        return False
    if view.time is not None:
        return True
    numbers = {view.columns[place].name for place in view.measures}
    return bool(view.groups) and any(name in numbers for name, _ in checked.order)


def _words(checked: CheckedQuery, reading: Reading | None) -> str:
    """How the asker called the period, if the reading found exactly the range that was asked."""
    asked = checked.asked
    for period in reading.periods if reading else ():
        if asked and (period.start, period.end) == (asked.start, asked.end):
            return period.words
    return ""
