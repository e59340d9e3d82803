"""A share that is a metric of its own: 上月空运占多少, where the layer declares 空运占比.

Role: without a measure of its own the question is planned with the name of that metric in the place of its words; only
a name that is the member and the word for a share, and nothing else, is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.read import ReadContext, read_question
from bot.read.intent import Intent
from bot.read.normal import norms_of
from bot.turn import Draft, Plan, Question, Reading

Planner = Callable[[Reading, Question, ReadContext], Plan]
_SHARE = re.compile(r"\s*的?\s*(?:占|占了|占到)(?:多少|几成|比多少|百分之几|百分之多少|多大比例|多大比重)")
_NAMES = ("占比", "比重", "比例", "份额")


def named_share(intent: Intent, question: Question, context: ReadContext, planner: Planner) -> Draft | None:
    """The draft of the question with the metric's own name; None where no metric is called so."""
    if intent.metrics or not intent.share or intent.groups or intent.counted or len(intent.values) != 1:
        return None
    piece, text = intent.values[0].piece, question.text
    share = _SHARE.match(text, piece.end)
    if share is None or intent.values[0].negated:
        return None
    terms = {norms_of(term): links for term, links in context.lexicon.terms.get("metric", {}).items()}
    named = [name for name in _NAMES if norms_of(f"{piece.text}{name}") in terms]
    targets = {link.target for name in named for link in terms[norms_of(f"{piece.text}{name}")]}
    if len(targets) != 1:
        return None
    asked = replace(question, text=f"{text[: piece.start]}{piece.text}{named[0]}{text[share.end() :]}")
    reading = read_question(asked, context)
    made = planner(reading, asked, context) if not reading.unexplained else None
    return made if isinstance(made, Draft) else None
