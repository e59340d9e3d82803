"""The title of an answer and its chart: metrics, how they are grouped, and the exact scope.

Role: one wording for text, chart and file.
"""

from __future__ import annotations

from datetime import date

from bot.compose.calendar_names import range_text
from bot.compose.present import Presentation
from bot.compose.scope import as_of_dates, filter_texts, period_text
from bot.compose.wording import listed, say
from semantic_layer.model import Layer
from semantic_layer.query import CheckedQuery, ResultTable

_MOST_METRICS = 3


def metrics_title(view: Presentation) -> str:
    """The measures asked for, joined: "A和B"."""
    names = [view.headings[place] for place in view.main]
    if len(names) > _MOST_METRICS:
        return f"{listed(names[:_MOST_METRICS], view.lang)} …"
    return say("and", view.lang).join([part for part in (listed(names[:-1], view.lang), names[-1]) if part])


def title_of(view: Presentation) -> str:
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
    return say("by", lang, groups=groups, metrics=metrics_title(view))


def scope_of(checked: CheckedQuery, layer: Layer, lang: str, today: date, words: str = "") -> str:
    """Period with dates, then the asker's filters: "上月(2026-10-01 至 2026-10-31);大区 = …"."""
    asked = [item for item in checked.filters if item.source == "question"]
    parts = [period_text(checked, lang, today, words), *filter_texts(asked, layer.model, lang)]
    return say("semicolon", lang).join(part for part in parts if part)


def full_scope(checked: CheckedQuery, table: ResultTable, layer: Layer, lang: str, today: date, words: str = "") -> str:
    """The scope together with the one date at which balances stand, which replaces a range that says no more."""
    scope = scope_of(checked, layer, lang, today, words)
    days = set(as_of_dates(checked, table).values())
    if len(days) != 1:
        return scope
    separator, day = say("semicolon", lang), next(iter(days))
    told = say("as_of", lang, date=day)
    first, _, rest = scope.partition(separator)
    if first in (told, range_text(None, day, lang)):
        return separator.join(part for part in (told, rest) if part)
    return separator.join(part for part in (scope, told) if part)
