"""Whether a question leans on the one before: it has a word that says so, or no measure of its own.

Role: Question with its history + Intent → is it a follow-up.
"""

from __future__ import annotations

import re

from bot.read.intent import Intent, begins_within
from bot.read.pieces import Piece
from bot.turn import Question

_BARE = frozenset({"metric", "filler", "sign", "follow", "now", ""})
_WAS_THAT = re.compile(r"\b(was|is|were|are|would) (that|those|these|it|this)( be)?\W*$", re.IGNORECASE)
_ONES = re.compile(r"\b(which|the|only|just|those|any) ones\b", re.IGNORECASE)
# Words that make a question lean on the one before even where it names a metric of its own.
_LEANING = frozenset({"about", "bucket", "those", "these_n", "remove", "drill", "first", "back", "again"})


def follows(question: Question, intent: Intent) -> bool:
    """Whether the question leans on the one before: it has a word that says so, or no metric of its own."""
    if not any(turn.semantic_sql or turn.options for turn in question.history):
        return goes_on_unanswered(question, intent)
    explains = bool(intent.definition - {"thanks"}) or (bool(intent.definition) and _is_only_polite(intent))
    own = bool(intent.metrics or intent.counted or intent.anchors or intent.numbers or explains)
    own = own or bool(intent.states and intent.groups)  # 还没到货的采购单: rows, and which of them
    leaning = intent.follow & _LEANING
    if own and leaning == {"about"} and _is_whole(intent):
        return False
    if own and "whole" in intent.follow and not leaning:
        return False  # 全公司现在应收多少: of nobody who was asked of before
    if leaning or intent.pointed or not own or (question.history and _WAS_THAT.search(question.text)):
        return True
    if question.history and not intent.groups and _ONES.search(question.text):
        return True  # which ones are over budget?
    if question.history and len(intent.metrics) == 1 and _begins_with_share(intent):
        return True
    return _is_bare(intent) or begins_within(intent) or _counts_a_value(intent)


def _begins_with_share(intent: Intent) -> bool:
    """As a % of sales: of what was shown; nothing else is named."""
    content = [piece for piece in intent.pieces if piece.role not in {"filler", "sign", "follow", ""}]
    return intent.share == "of" and [piece.role for piece in content] == ["share", "metric"]


def goes_on_unanswered(question: Question, intent: Intent) -> bool:
    """ "And in September?", 9月呢 after a question that could not be answered as it was asked."""
    last = question.history[-1] if question.history else None
    own = intent.metrics or intent.counted or intent.anchors or intent.numbers or intent.definition
    leads = "about" in intent.follow or question.text.strip().casefold().startswith("and ")
    return last is not None and last.kind == "refusal" and leads and not own and not intent.unexplained


def _counts_a_value(intent: Intent) -> bool:
    """ "And how many were cancelled?": what is counted is not named, but was."""
    counted = intent.counted
    named = intent.metrics or intent.periods or intent.groups
    return counted is not None and counted.piece.is_word("calc", "count") and not named


def _is_bare(intent: Intent) -> bool:
    """ "And gross margin?" in a thread: a metric and nothing else goes on with the period and the filters before."""
    pieces = intent.pieces
    asked = any(piece.is_word("definition") and not _is_polite(piece) for piece in pieces)
    compares = (intent.versus or intent.difference) and len(intent.metrics) == 1  # vs budget: beside what was shown
    bare = all(
        piece.role in _BARE
        or _is_polite(piece)
        or (piece.role == "calc" and piece.is_word("calc", "count"))
        or (piece.role == "compare" and compares)
        for piece in pieces
    )
    return bool(intent.metrics) and bare and not asked


def _is_polite(piece: Piece) -> bool:
    """Ok, thanks, great: said of the answer before, and asks nothing."""
    return piece.is_word("definition", "thanks") and not piece.links


def _is_only_polite(intent: Intent) -> bool:
    return all(_is_polite(piece) or piece.role in {"filler", "sign", "follow", ""} for piece in intent.pieces)


def _is_whole(intent: Intent) -> bool:
    """上月收入是多少呢: the only word that could lean is a 呢 at the end of a question that asks how much itself."""
    leaning = [piece.text for piece in intent.pieces if piece.is_word("follow", "about")]
    return leaning == ["呢"] and any(piece.is_word("question", "how_much") for piece in intent.pieces)
