"""The conditions on measures that an edited query keeps: 超过100万的 … 超过50万的呢, "no, I meant below 1 million".

Role: one step of `edits`. Another bound on the same side, one that nothing could meet beside the bound before, and any
bound of a correction take its place; a bound on the other side may narrow or replace, unless the words point at what
was shown: then the question is to be asked in full.
"""

from __future__ import annotations

import re
from decimal import Decimal

from bot.planners.offline.follow_ups.recall import Recalled
from bot.planners.offline.stop import decline
from bot.read.intent import Intent, Threshold
from semantic_layer.issues import IssueCode

_BOUND = re.compile(r"MEASURE\(\w+\) (?P<op>[<>]=?) (?P<number>-?\d+(?:\.\d+)?)")
_NARROWS = frozenset({"only", "ones", "those", "these_n", "within", "it", "add"})
_PERCENT = frozenset({"percent", "points"})


def kept_bounds(intent: Intent, base: Recalled) -> tuple[str, ...]:
    """The conditions of the query before that hold beside those said now."""
    if len(base.having) == 0 or not intent.thresholds:
        return base.having
    if "correct" in intent.follow:
        if len(base.having) > 1:
            raise decline(IssueCode.ASK_IN_FULL)  # which of them was wrong?
        return ()
    if intent.follow & _NARROWS or len(base.having) > 1 or len(intent.thresholds) > 1:
        return base.having
    found, said = _BOUND.fullmatch("".join(base.having)), intent.thresholds[0]
    if found is None or said.number is None or said.until or said.against or said.other or said.fields:
        return base.having
    if said.metrics and not set(said.metrics) & set(base.metrics):
        return base.having
    if found["op"][0] == said.op[0] or not _both_may_hold(found, said):
        return ()
    raise decline(IssueCode.ASK_IN_FULL)


def _both_may_hold(found: re.Match[str], said: Threshold) -> bool:
    assert said.number is not None
    before = Decimal(found["number"])
    now = said.number.value / (100 if said.number.unit in _PERCENT else 1)
    return before < now if found["op"][0] == ">" else now < before
