"""What is new: how far the data goes, what of it is not closed, what reaches ahead, which definitions have changed.

Role: facts of the layer for one asker. What it does not know is said: a model keeps versions, not the days they came.
"""

from __future__ import annotations

from datetime import date

from bot.compose.wording import dataset_label, listed, metric_label, say
from bot.turn import Question
from semantic_layer.lineage import lineage
from semantic_layer.model import Layer, Metric

_MOST_NAMED = 6
_FIRST_VERSION = "1"


def news_text(question: Question, layer: Layer) -> str:
    """The newest data first, plans last; then the definitions beyond their first version."""
    lang, rights = question.lang, question.rights
    metrics = [m for m in layer.model.metrics.values() if not m.hidden and rights.may_use_metric(m.name)]
    loaded = _loaded(_seen(question, metrics, layer), layer, lang)
    lines = [
        _line(through, closed, _named(names, lang), question)
        for (through, closed), names in sorted(
            loaded.items(), key=lambda item: (item[0][0] > question.today, -item[0][0].toordinal())
        )
    ]
    versions = [
        say("news_version", lang, name=metric_label(m.name, layer.model, lang), version=m.version)
        for m in metrics
        if m.version != _FIRST_VERSION
    ]
    changed = say("news_versions", lang, names=_named(versions, lang)) if versions else say("news_no_versions", lang)
    return "\n".join([*(lines or [say("define_news_none", lang)]), changed])


def _seen(question: Question, metrics: list[Metric], layer: Layer) -> set[str]:
    """The datasets behind the metrics that the asker may use; all of them for who may use all."""
    rights = question.rights
    if rights.metrics is None and not rights.denied_metrics:
        return set(layer.model.datasets)
    return {node.name for metric in metrics for node in lineage(layer.model, metric.name).datasets}


def _loaded(seen: set[str], layer: Layer, lang: str) -> dict[tuple[date, date | None], list[str]]:
    """(loaded through, closed through) → the datasets."""
    found: dict[tuple[date, date | None], list[str]] = {}
    for name, declared in layer.model.datasets.items():
        horizon = layer.horizons.get(name)
        through = (horizon.loaded_through if horizon else None) or declared.loaded_through
        closed = (horizon.closed_through if horizon else None) or declared.closed_through
        if through is not None and name in seen:
            found.setdefault((through, closed), []).append(dataset_label(name, layer.model, lang))
    return found


def _line(through: date, closed: date | None, names: str, question: Question) -> str:
    if through > question.today:
        return say("news_ahead", question.lang, date=through, names=names)
    is_open = closed is not None and closed < through
    return say("news_data", question.lang, date=through, names=names, closed=closed if is_open else None)


def _named(names: list[str], lang: str) -> str:
    shown = listed(names[:_MOST_NAMED], lang)
    return say("filters_more", lang, text=shown, count=len(names)) if len(names) > _MOST_NAMED else shown
