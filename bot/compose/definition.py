"""Compose a Definition: how a metric is defined, what can be asked, a greeting, why two numbers differ.

Role: questions about the layer, not the data. Only what the asker's rights allow is named.
"""

from __future__ import annotations

from bot.compose.difference import difference_text, elsewhere_text
from bot.compose.formulas import formula_of, labelled
from bot.compose.news import news_text
from bot.compose.wording import field_label, listed, metric_label, say
from bot.turn import Define, Definition, Question
from semantic_layer.model import Better, FieldRef, FieldRole, Layer, Metric, SemanticModel

_MOST_VALUES = 12
_MOST_EXAMPLES = 3


def compose_definition(question: Question, define: Define, layer: Layer) -> Definition:
    """Answer a question about the layer."""
    lang, model = question.lang, layer.model
    metrics: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    match define.topic:
        case "metric" | "field" | "value":
            texts = [_named(name, question, model) for name in define.names]
            text = "\n\n".join(texts) or say("define_unknown", lang, name=question.text)
            metrics = tuple(name for name in define.names if _may_see(name, question, model))
        case "metrics":
            metrics = tuple(metric.name for metric in _visible(question, model))
            text = _metric_list(question, model)
        case "greeting" | "help":
            suggestions = example_questions(question, model)
            text = _greeting(question, model, suggestions) if define.topic == "greeting" else _help(lang, suggestions)
        case "thanks":
            text = say("define_thanks", lang)
        case "news":
            text = news_text(question, layer)
        case "difference":
            text = difference_text(question, layer)
        case "elsewhere":
            metrics = tuple(name for name in define.names if _may_see(name, question, model))
            text = elsewhere_text(question, layer, [_named(name, question, model) for name in metrics])
    return Definition(text, lang, metrics, suggestions)


def _visible(question: Question, model: SemanticModel) -> list[Metric]:
    """The metrics to name: not hidden, and open to the asker."""
    rights = question.rights
    return [metric for metric in model.metrics.values() if not metric.hidden and rights.may_use_metric(metric.name)]


def _may_see(name: str, question: Question, model: SemanticModel) -> bool:
    return name in model.metrics and question.rights.may_use_metric(name)


def _named(name: str, question: Question, model: SemanticModel) -> str:
    """The definition of a metric, a field (`dataset.field`) or a value (`dataset.field=value`)."""
    lang = question.lang
    if _may_see(name, question, model):
        return _metric(model.metrics[name], question, model)
    place, _, value = name.partition("=")
    dataset, _, field = place.partition(".")
    ref = FieldRef(dataset, field)
    known = dataset in model.datasets and field in model.datasets[dataset].fields
    if not known or not question.rights.may_use_field(ref):
        return say("define_unknown", lang, name=question.text)  # its name in the model is not the asker's to know
    if not value:
        return _field(ref, question, model)
    if value not in _visible_values(ref, question, model) and question.rights.rows:
        return say("define_unknown", lang, name=value)
    return _value(ref, value, model, lang)


def _metric(metric: Metric, question: Question, model: SemanticModel) -> str:
    lang, rights = question.lang, question.rights
    synonyms = say("define_synonyms", lang, names=listed(metric.synonyms, lang)) if metric.synonyms else ""
    lines = [
        say("define_metric", lang, name=metric_label(metric.name, model, lang), synonyms=synonyms),
        metric.description.text(lang) or say("define_no_description", lang),
        say("define_formula", lang, formula=formula_of(metric, model, lang, rights)),
        say(f"define_kind_{metric.kind}", lang),
    ]
    if metric.time_field:
        lines.append(say("define_time", lang, field=labelled(metric.time_field, model, lang, rights)))
    if metric.ignore:
        fields = listed((field_label(ref, model, lang) for ref in metric.ignore), lang)
        lines.append(say("define_ignore", lang, fields=fields))
    if metric.better is not Better.NEITHER:
        lines.append(say(f"define_better_{metric.better}", lang))
    if metric.default_period:
        lines.append(say("define_default_period", lang, period=metric.default_period))
    version = say("define_version", lang, version=metric.version)
    owner = say("define_owner", lang, owner=metric.owner) if metric.owner else ""
    lines.append(say("semicolon", lang).join(part for part in (version, owner) if part))
    return "\n".join(lines)


def _visible_values(ref: FieldRef, question: Question, model: SemanticModel) -> tuple[str, ...]:
    """The declared values whose rows the asker may see."""
    values = model.field(ref).values
    for rule in question.rights.rows:
        if (rule.field.dataset, rule.field.field) == (ref.dataset, ref.field):
            values = tuple(value for value in values if value in rule.values)
    return values


def _field(ref: FieldRef, question: Question, model: SemanticModel) -> str:
    field, lang = model.field(ref), question.lang
    values = _visible_values(ref, question, model)
    dataset = model.datasets[ref.dataset].label.text(lang) or ref.dataset
    lines = [say("define_field", lang, name=field_label(ref, model, lang), dataset=dataset)]
    if field.description.text(lang):
        lines.append(field.description.text(lang))
    if values:
        shown = listed(values[:_MOST_VALUES], lang)
        key = "define_values_more" if len(values) > _MOST_VALUES else "define_values"
        lines.append(say(key, lang, values=shown, count=len(values)))
    if field.owner:
        lines.append(say("define_owner", lang, owner=field.owner))
    return "\n".join(lines)


def _value(ref: FieldRef, value: str, model: SemanticModel, lang: str) -> str:
    synonyms = listed(model.field(ref).value_synonyms.get(value, ()), lang) or None
    return say("define_value", lang, value=value, field=field_label(ref, model, lang), synonyms=synonyms)


def _metric_list(question: Question, model: SemanticModel) -> str:
    lang, visible = question.lang, _visible(question, model)
    if not visible:
        return say("define_no_metrics", lang, contact=question.contact or None)
    families: dict[str, list[str]] = {}
    for metric in visible:
        family = metric.family or say("define_family_other", lang)
        families.setdefault(family, []).append(metric_label(metric.name, model, lang))
    lines = [say("define_metrics", lang, count=len(visible))]
    lines += [
        say("define_family", lang, family=_in_script(family, lang), names=listed(names, lang))
        for family, names in families.items()
    ]
    return "\n".join(lines)


def _in_script(family: str, lang: str) -> str | None:
    """A family's name where it is written in the asker's script: a model declares it in one language only."""
    return family if family.isascii() == (lang == "en") else None


def example_questions(question: Question, model: SemanticModel) -> tuple[str, ...]:
    """Questions that this layer can answer for this asker."""
    lang, visible = question.lang, _visible(question, model)
    if not visible:
        return ()
    first, last = visible[0], visible[-1]
    middle = visible[len(visible) // 2]
    examples = [
        say("example_value", lang, metric=metric_label(first.name, model, lang)),
        say("example_trend", lang, metric=metric_label(middle.name, model, lang)),
    ]
    grouping = _grouping(question, model, last)
    if grouping is not None:
        label = field_label(grouping, model, lang)
        examples.append(say("example_by", lang, field=label, metric=metric_label(last.name, model, lang)))
    return tuple(dict.fromkeys(examples))[:_MOST_EXAMPLES]


def _grouping(question: Question, model: SemanticModel, metric: Metric) -> FieldRef | None:
    """A category of a dataset that the metric's own expression names."""
    for dataset in model.datasets.values():
        if f"{dataset.name}." not in metric.expression:
            continue
        for field in dataset.fields.values():
            ref = FieldRef(dataset.name, field.name)
            if field.role is FieldRole.CATEGORY and not field.hidden and question.rights.may_use_field(ref):
                return ref
    return None


def _greeting(question: Question, model: SemanticModel, examples: tuple[str, ...]) -> str:
    lang, name = question.lang, model.label.text(question.lang) or model.name
    if not examples:
        return say("define_greeting_plain", lang, name=name)
    return say("define_greeting", lang, name=name, questions=say("semicolon", lang).join(examples))


def _help(lang: str, examples: tuple[str, ...]) -> str:
    lines = [say("define_help", lang), say("define_help_how", lang)]
    if examples:
        lines.append(say("define_help_examples", lang, questions=say("semicolon", lang).join(examples)))
    return "\n".join(lines)
