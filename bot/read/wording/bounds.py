"""Bounds as people say them: 上200万 reaches it; 两万左右, "around 20k" is none.

Role: pieces → the same pieces, with 上 before an amount as "at least"; and the words of a bound that nobody can hold a
number against, so that the refusal names them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.read.intent import Intent
from bot.read.pieces import Piece
from bot.read.walk import piece_before
from bot.read.words import Word
from semantic_layer.model import FieldRole, SemanticModel

_REACHES = frozenset({"上", "上了"})
_LEAST = 100  # 上三 is no bound
_NUMERIC = frozenset({FieldRole.AMOUNT, FieldRole.BALANCE, FieldRole.RATE})
_BEFORE = re.compile(
    r"(大概|大约|约|差不多|将近|接近|近|快|around|about|approximately|approx\.?|roughly|circa|nearly|almost|close to|~)"
    r"\s*(有|是|到)?\s*[$€£¥]?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^\s*(左右|上下|来(块|元|个|万|亿)?|多(块|元|个|万|亿)?|几(块|元)?|出头|or so|-ish|ish\b|give or take)",
    re.IGNORECASE,
)
_OF_TIME = re.compile(r"^\s*(个?[年月周日天季]|星期|小时|(years?|months?|weeks?|days?|quarters?|hours?)\b)")


def read_reaching(pieces: Sequence[Piece], model: SemanticModel) -> None:
    """客单价上200, 营业额上亿: at least so much, right behind what is measured."""
    for place, piece in enumerate(pieces[:-1]):
        spot = place + 1 + (pieces[place + 1].text == "了" and place + 2 < len(pieces))
        number, touching = pieces[spot].number, pieces[spot].start == pieces[spot - 1].end
        if piece.text not in _REACHES or piece.links or number is None or not touching:
            continue
        amount = number.scaled or number.unit in {"percent", "money"} or number.value >= _LEAST
        before = piece_before(pieces, place)
        if amount and before is not None and _is_measure(before, model):
            piece.words = (Word("operator", ">="),)


def _is_measure(piece: Piece, model: SemanticModel) -> bool:
    fields = [ref for ref in piece.fields() if ref.dataset in model.datasets]
    return bool(piece.metrics()) or any(model.field(ref).role in _NUMERIC for ref in fields)


def vague_bound(intent: Intent, question: str) -> str:
    """两万左右, "around 20k": the words of a number that only says about how much; "" where there is none."""
    for piece in intent.pieces:
        if piece.number is None or piece.role or _OF_TIME.match(question[piece.end :]):
            continue
        before, after = _BEFORE.search(question[: piece.start]), _AFTER.search(question[piece.end :])
        if before or after:
            start = before.start() if before else piece.start
            return question[start : piece.end + (after.end() if after else 0)].strip()
    return ""
