"""Another measure after what was found: 退款率最高的店铺 → 销售额呢, "margin then?"; the first few likewise.

Role: an edit → the same edit pointed at what the answer found, where the words say so (那时候, "then"); where they do
not, a question back: of the one found, or of whichever is first by the new measure?
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.planners.offline.follow_ups.edit import Edit
from bot.planners.offline.questions_back.options import label_of
from bot.planners.offline.stop import Stop, ask
from bot.prior import FIRST_ROWS
from bot.turn import Draft, Option
from semantic_layer.issues import IssueCode, issue

_THEN = re.compile(r"\b(then|at (the|that) time|back then)\W*$|那时候?|那会儿|当时|彼时", re.IGNORECASE)
_AGAIN = {"zh": "{measure}最{end}的", "en": "the {end} by {measure}"}
_OF_THEM = {"zh": "这{n}个", "en": "these {n}"}
_AGAIN_FEW = {"zh": "按{measure}另排{n}个", "en": "another {n}, by {measure}"}
_ENDS = {"zh": ("高", "低"), "en": ("first", "last")}


def of_the_found(edit: Edit, edited: Callable[[Edit], Draft]) -> Edit:
    """The edit to make. Stops with both queries where it is open which is meant."""
    if not _found_some(edit) or edit.settled:
        return edit
    intent = edit.intent
    pointed = replace(edit, intent=replace(intent, follow={*intent.follow, _pointer(edit)}), settled=True)
    if _THEN.search(edit.question.text) and not intent.periods:
        return pointed
    if not _is_another_measure_alone(edit):
        return edit
    ways = (pointed, replace(edit, settled=True))
    drafts: list[Draft] = []
    for way in ways:
        try:
            drafts.append(edited(way))
        except Stop:
            return edit
    if drafts[0].semantic_sql == drafts[1].semantic_sql:
        return edit
    labels = _labels(edit)
    options = tuple(Option(label, made.semantic_sql) for label, made in zip(labels, drafts, strict=True))
    raise ask(issue(IssueCode.AMBIGUOUS_WORD, word=edit.question.text.strip(), candidates=labels), options)


def _found_some(edit: Edit) -> bool:
    """Whether the answer was the first one of a ranking, a member or a unit of time; or the first few members."""
    shape, rows = edit.shape, edit.turn.first_rows
    if not shape.limit or not shape.order or len(rows) != shape.limit or len(rows) >= FIRST_ROWS:
        return False
    return (len(shape.fields) == 1 and not shape.grain) or (shape.limit == 1 and bool(shape.grain) and not shape.fields)


def _pointer(edit: Edit) -> str:
    return "bucket" if edit.shape.grain else "it" if edit.shape.limit == 1 else "those"


def _is_another_measure_alone(edit: Edit) -> bool:
    intent, shown = edit.intent, {item.measure.metric for item in edit.shape.items if item.measure}
    said = intent.values or intent.groups or (intent.periods and edit.shape.grain) or intent.grain or intent.ranked
    said = (
        said
        or intent.thresholds
        or intent.relations
        or intent.growth
        or intent.share
        or intent.calcs
        or intent.per
        or intent.which
    )
    pointed = intent.follow & {"it", "those", "these_n", "bucket", "add", "first", "back", "correct", "whole"}
    named = {name for one in intent.metrics for name in one.names}
    return bool(named) and not (said or pointed or intent.versus or intent.difference or named & shown)


def _labels(edit: Edit) -> tuple[str, str]:
    lang, model = edit.question.lang, edit.context.layer.model
    measure = label_of(edit.intent.metrics[0].names[0], lang, model).partition(" (")[0]
    if edit.shape.limit != 1:
        of_them = _OF_THEM[lang].format(n=edit.shape.limit)
        return f"{of_them} · {measure}", _AGAIN_FEW[lang].format(measure=measure, n=edit.shape.limit)
    cell = str(edit.turn.first_rows[0][0])
    member = "" if edit.shape.grain else label_of(f"{edit.shape.fields[0]}={cell}", lang, model).partition(" (")[0]
    found = member or _unit_text(cell, edit.shape.grain)
    down = edit.shape.order[0][1]
    return f"{found} · {measure}", _AGAIN[lang].format(measure=measure, end=_ENDS[lang][0 if down else 1])


def _unit_text(cell: str, grain: str) -> str:
    """2025-04-01 of a month, a quarter: 2025-04, 2025Q2."""
    if grain == "quarter":
        return f"{cell[:4]}Q{(int(cell[5:7]) + 2) // 3}"
    return cell[:7] if grain == "month" else cell[:4] if grain == "year" else cell[:10]
