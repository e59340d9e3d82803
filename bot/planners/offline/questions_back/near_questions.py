"""The nearest question that can be answered: one word is not known, but like a name of the layer.

Role: Intent with unexplained words → a question back whose options are the same question with that name. Never taken:
the asker confirms. Where a second word is unknown too, the name must explain it as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.planners.offline.verify import passes
from bot.prior import measures_named
from bot.read import ReadContext, read_question
from bot.read.intent import Intent
from bot.read.near import nearest_labels
from bot.turn import Ask, Draft, Option, Plan, Question, Reading
from semantic_layer.issues import IssueCode, issue
from semantic_layer.metrics.reach import base_datasets

_MOST_WORDS = 3
_MOST_OPTIONS = 4
_TRIED = 12  # 婚宴收入: of all that ends in 收入, the few that weddings can be told by
Planner = Callable[[Reading, Question, ReadContext], Plan]


def near_questions(intent: Intent, question: Question, context: ReadContext, plan: Planner) -> Ask | None:
    """The first of the unknown words of which a name near it makes a whole question."""
    if intent.future or len(intent.unexplained) > _MOST_WORDS:
        return None
    for word in intent.unexplained:
        if any(piece.is_word("negation") and not piece.links and piece.text in word for piece in intent.pieces):
            continue  # 没有原因: with a name in its place the question would say the opposite
        options = _options(word, question, context, plan)
        if options:
            labels = tuple(option.label for option in options)
            return Ask(issue(IssueCode.NOT_UNDERSTOOD, words=word, suggestions=labels), options)
    return None


def _options(word: str, question: Question, context: ReadContext, plan: Planner) -> tuple[Option, ...]:
    options: list[Option] = []
    names = nearest_labels((word,), context.lexicon, question.lang, question.rights, _TRIED)
    for name in dict.fromkeys((*_beside_answer(word, question, context), *names)):
        asked = replace(question, text=question.text.replace(word, name, 1))
        reading = read_question(asked, context)
        if reading.unexplained:
            continue
        made = plan(reading, asked, context)
        if not isinstance(made, Draft) or any(made.semantic_sql == option.semantic_sql for option in options):
            continue
        if passes(made.semantic_sql, asked, context):
            options.append(Option(name, made.semantic_sql))
        if len(options) == _MOST_OPTIONS:
            break
    return tuple(options)


def _beside_answer(word: str, question: Question, context: ReadContext) -> list[str]:
    """换成数量 after an amount of stock: the measures of the same rows whose names end so come first."""
    model, last = context.layer.model, question.history[-1] if question.history else None
    named = measures_named(last.semantic_sql) if last is not None else ()
    rows = {dataset for name in named if name in model.metrics for dataset in base_datasets(model, name)}
    found: list[str] = []
    for name, metric in model.metrics.items():
        labels = [one for one in (metric.label.text(question.lang), *metric.synonyms) if one.casefold().endswith(word)]
        visible = not metric.hidden and question.rights.may_use_metric(name)
        if labels and visible and name not in named and base_datasets(model, name) == rows:
            found.append(labels[0])
    return found
