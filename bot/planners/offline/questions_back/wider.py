"""What else a verb may mean where the metric of its name does not go with the question: 饮品卖了多少钱 of a layer
whose 营业额 knows no dishes, but whose 菜品销售额 does.

Role: an Intent whose verbs mean the kinds of what they are about, not the thing itself; None where there are none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.read import ReadContext
from bot.read.intent import Intent, MetricSaid
from bot.read.near import names_by_verb
from bot.read.wording.verbs import is_money
from bot.turn import Question

_MONEY = re.compile(r"钱|\bmoney\b", re.IGNORECASE)


def wider_verbs(intent: Intent, question: Question, context: ReadContext) -> Intent | None:
    """The intent with the verbs widened once. What it then comes to is asked about, where it is several things."""
    found: list[MetricSaid] = []
    for said in intent.metrics:
        names = names_by_verb(said.word, context.lexicon, question.rights) if said.piece.verb else ()
        kinds = tuple(name for name in names if name not in said.names)
        if _MONEY.search(question.text):
            kinds = tuple(name for name in kinds if is_money(name, context.layer.model))
        found.append(MetricSaid(said.word, kinds, replace(said.piece, verb="")) if kinds else said)
    return replace(intent, metrics=found) if found != intent.metrics else None
