"""Follow-up questions to offer: made from what the layer declares and the asker may use.

Role: candidates only, in words that the reading understands; whoever offers them runs each through the planner.
"""

from __future__ import annotations

from bot.compose.present import Presentation
from bot.compose.wording import field_label, metric_label, say
from bot.turn import Question
from semantic_layer.model import FieldRef, Layer
from semantic_layer.query import CheckedQuery

_MOST = 3


def follow_ups(checked: CheckedQuery, view: Presentation, layer: Layer, question: Question) -> tuple[str, ...]:
    """At most three short questions that go on from this answer."""
    lang, model = view.lang, layer.model
    if view.is_detail or not checked.metrics:
        return ()
    found: list[str] = []
    finer = _finer(checked, layer, question)
    if finer is not None:
        found.append(say("suggest_by", lang, field=field_label(finer, model, lang)))
    if view.time is None and checked.periods:
        found.append(say("suggest_trend", lang))
    has_prior = any("PRIOR_YEAR" in modifier for column in view.columns for modifier in column.modifiers)
    if checked.periods and not has_prior:
        found.append(say("suggest_year", lang))
    found.append(say("suggest_define", lang, metric=metric_label(checked.metrics[0], model, lang)))
    return tuple(found[:_MOST])


def _finer(checked: CheckedQuery, layer: Layer, question: Question) -> FieldRef | None:
    """The next level of a hierarchy below what the query groups or filters by; else the first level of one."""
    used = set(checked.fields)
    for hierarchy in layer.model.hierarchies:
        levels = [level for level in hierarchy.fields if question.rights.may_use_field(level)]
        places = [place for place, level in enumerate(levels) if level in used]
        following = max(places) + 1 if places else None
        if following is not None and following < len(levels):
            return levels[following]
    return None
