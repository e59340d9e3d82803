"""Words that only mean something of the measure just answered: 完成了百分之几 after a plan, 都是谁欠的 after a debt.

Role: pieces + the last answer's query → the same pieces. Without such an answer, or of another measure, they stay as
they are, and are named as not understood.
"""

from __future__ import annotations

import re

from bot.prior import measures_named
from bot.read.lexicon import Link
from bot.read.pieces import Piece
from bot.read.wording.attainment import is_attainment
from bot.read.wording.plan_names import is_plan
from bot.read.wording.told_behind import read_told_alone
from bot.read.words import Word
from bot.turn import Question
from semantic_layer.model import SemanticModel

_OWED_BY = re.compile(r"\s*的\s*[?？。]*$")
_FILLER = (Word("filler", ""),)


def read_of_answer(pieces: list[Piece], question: Question, model: SemanticModel) -> None:
    """Read what leans on the measure of the last answer."""
    last = question.last_query
    shown = {name for name in measures_named(last) if name in model.metrics}
    if not shown or any(piece.metrics() for piece in pieces):
        return
    _attained(pieces, shown, model)
    read_told_alone(pieces, question.text, [*shown], model)
    if all(model.metrics[name].open_items is not None for name in shown):
        for piece in pieces:
            if piece.is_word("verb", "receivable") and not piece.links and _OWED_BY.match(question.text, piece.end):
                piece.words = _FILLER


def _attained(pieces: list[Piece], shown: set[str], model: SemanticModel) -> None:
    """The one rate that divides what was shown, or divides by it."""
    words = [piece for piece in pieces if piece.is_word("attain") and not piece.links and not piece.time]
    plans = all(is_plan(model.metrics[name]) for name in shown)
    kinds = ("percent", "how_much") if plans else ("percent",)  # 完成了多少 of a measure may ask for itself
    asked = any(piece.is_word("question", *kinds) and not piece.links for piece in pieces)
    rates = [
        name
        for name, metric in model.metrics.items()
        if not metric.hidden and is_attainment(model, name) and shown & set(re.findall(r"\w+", metric.expression))
    ]
    if len(words) == len(rates) == 1 and asked:
        words[0].links = (Link("metric", rates[0], "alias", 0.9, words[0].text),)
        words[0].words, words[0].known = (), True
