"""Why two numbers differ: metric, definition, period and filters of both, side by side.

Role: reads the semantic SQL of the thread's earlier answers; never their numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.compose.calendar_names import range_text
from bot.compose.formulas import formula_of
from bot.compose.scope import filter_text
from bot.compose.wording import field_label, listed, metric_label, say
from bot.turn import PriorTurn, Question
from semantic_layer.access import Rights
from semantic_layer.issues import Issues
from semantic_layer.model import Layer
from semantic_layer.query import Filter

_ASPECTS = ("metric", "definition", "period", "filters", "groups")


def difference_text(question: Question, layer: Layer) -> str:
    """The last two answers compared; with one, what it stands for; with none, that there is none."""
    lang = question.lang
    answers = [turn for turn in question.history if turn.kind == "answer" and turn.semantic_sql]
    if not answers:
        return say("define_difference_none", lang)
    described = [_described(turn, layer, lang, question.rights) for turn in answers[-2:]]
    lines = _of_one(described[0], lang) if len(described) == 1 else _of_two(described[0], described[1], lang)
    return "\n".join([*lines, say("difference_why", lang) if len(described) == 1 else ""]).rstrip()


def elsewhere_text(question: Question, layer: Layer, named: Sequence[str]) -> str:
    """The last answer beside a number from elsewhere: what it stands for, and in what the other may differ."""
    lang = question.lang
    answers = [turn for turn in question.history if turn.kind == "answer" and turn.semantic_sql]
    lines = _of_one(_described(answers[-1], layer, lang, question.rights), lang) if answers else []
    if not (lines or named):
        return say("define_difference_none", lang)
    return "\n".join(part for part in ("\n".join(lines), *named, say("difference_why", lang)) if part)


def _of_one(aspects: Mapping[str, str], lang: str) -> list[str]:
    lines = [say("define_difference_one", lang)]
    nothing = say("difference_nothing", lang)
    for aspect in _ASPECTS:
        heading = say(f"difference_{aspect}", lang)
        lines.append(say("difference_line", lang, heading=heading, value=aspects[aspect] or nothing))
    return lines


def _of_two(before: Mapping[str, str], after: Mapping[str, str], lang: str) -> list[str]:
    lines = [say("define_difference", lang)]
    nothing = say("difference_nothing", lang)
    for aspect in _ASPECTS:
        heading = say(f"difference_{aspect}", lang)
        first, second = before[aspect] or nothing, after[aspect] or nothing
        if first == second:
            lines.append(say("difference_same", lang, heading=heading, value=first))
        else:
            lines.append(say("difference_other", lang, heading=heading, before=first, after=second))
    return lines


def _described(turn: PriorTurn, layer: Layer, lang: str, rights: Rights) -> dict[str, str]:
    """The aspects of one earlier answer, worded; a query of several blocks is shown by its metrics alone."""
    from semantic_layer.parse import parse_query, shape_of

    model = layer.model
    aspects: dict[str, str] = dict.fromkeys(_ASPECTS, "")
    aspects["metric"] = listed((metric_label(name, model, lang) for name in turn.metrics), lang)
    known = [model.metrics[name] for name in turn.metrics if name in model.metrics]
    aspects["definition"] = say("semicolon", lang).join(formula_of(metric, model, lang, rights) for metric in known)
    parsed = parse_query(turn.semantic_sql, model)
    shape = None if isinstance(parsed, Issues) else shape_of(parsed, model)
    if shape is None:
        return aspects
    aspects["period"] = range_text(shape.start, shape.end, lang)
    filters = [Filter(condition.field, condition.op, condition.values) for condition in shape.where]
    aspects["filters"] = say("semicolon", lang).join(filter_text(item, model, lang) for item in filters)
    groups = [field_label(ref, model, lang) for ref in shape.fields]
    if shape.grain:
        groups.insert(0, say(f"time_{shape.grain}", lang))
    aspects["groups"] = listed(groups, lang)
    return aspects
