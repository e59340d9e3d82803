"""The title of an answer and its chart: metrics, how they are grouped, and the exact scope.

Role: one wording for text, chart and file.
"""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from bot.compose.conditions import thresholds
from bot.compose.present import Presentation
from bot.compose.scope import filter_texts, period_and_day, rights_texts
from bot.compose.wording import field_label, listed, say
from bot.turn import Question
from semantic_layer.model import FieldRef, Layer, SemanticModel
from semantic_layer.query import CheckedQuery, ResultTable

_MOST_METRICS = 3


def metrics_title(view: Presentation, ordered_by: int | None = None) -> str:
    """The measures asked for, joined: "A和B"; of a ranking the one that it is ordered by."""
    places = [view.lead(place) for place in view.main] if ordered_by is None else [ordered_by]
    names = [view.headings[place] for place in places]
    if len(names) > _MOST_METRICS:
        return f"{listed(names[:_MOST_METRICS], view.lang)} …"
    return say("and", view.lang).join([part for part in (listed(names[:-1], view.lang), names[-1]) if part])


def title_of(view: Presentation, ordered_by: int | None = None) -> str:
    """What the result shows: "各月营业收入", "Revenue by month and region"."""
    lang = view.lang
    if view.is_detail:
        return say("details", lang, count=len(view.rows))
    names = []
    if view.time is not None:
        grain = view.columns[view.time].grain.removeprefix("fiscal_") or "day"
        names.append(say(f"grain_{grain}", lang))
    names += [view.headings[place] for place in view.groups]
    if not names:
        return metrics_title(view)
    if not view.main:
        return f"{listed(names, lang)}{say('colon', lang)}{len(view.rows)}"  # members of a field, without a measure
    groups = say("by_join", lang).join(say("by_group", lang, name=name) for name in names)
    return say("by", lang, groups=groups, metrics=metrics_title(view, ordered_by))


def scope_of(
    checked: CheckedQuery, layer: Layer, lang: str, today: date, words: str = "", table: ResultTable | None = None
) -> str:
    """Period with dates, then the asker's filters and thresholds: "上月(2026-10-01 至 2026-10-31);大区 = …". With its
    result, the one date at which balances stand."""
    asked = [item for item in checked.filters if item.source == "question"]
    period, *day = period_and_day(checked, table, lang, today, words)
    conditions = [*filter_texts(asked, layer.model, lang)]
    conditions += [item.text for item in thresholds(checked, layer.model, lang)]
    unsaid = _of_ranking(checked, layer.model, lang)
    parts = [period, *(text for text in conditions if text not in unsaid), *day]
    return say("semicolon", lang).join(part for part in parts if part)


def _of_ranking(checked: CheckedQuery, model: SemanticModel, lang: str) -> set[str]:
    """Conditions that only keep the row without a name out of a cut list of the named: nobody asked for them."""
    tree = checked.query.tree
    if checked.limit is None and tree.find(exp.Limit, exp.Window) is None:
        return set()
    keys = {column.field for column in checked.columns if column.field is not None}
    for group in tree.find_all(exp.Group):
        keys |= {FieldRef(one.table, one.name) for one in group.find_all(exp.Column) if one.table in model.datasets}
    return {say("filter_IS NOT NULL", lang, field=field_label(key, model, lang)) for key in keys}


def full_scope(question: Question, checked: CheckedQuery, table: ResultTable, layer: Layer, words: str = "") -> str:
    """The scope as a chart says it, which may be forwarded alone: with what limits the view."""
    scope = scope_of(checked, layer, question.lang, question.today, words, table)
    return say("semicolon", question.lang).join(part for part in (scope, access_text(question, layer)) if part)


def access_text(question: Question, layer: Layer) -> str:
    """The row rules that limit the asker's view, or everybody's in a shared conversation; "" where none does."""
    rules = rights_texts(question.rights, layer.model, question.lang)
    key = "rights_within_shared" if question.shared else "rights_within"
    return say(key, question.lang, rules=say("comma", question.lang).join(rules)) if rules else ""
