"""Fill templates and word Issues.

Role: `say(key, lang, …)` gives one sentence of `text/`; `word_issue` words an Issue. Tolerant by construction: an Issue
whose parameters are missing still gets a whole sentence, because every parameter stands in an optional part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from bot.compose.text import en, zh
from semantic_layer.issues import Issue, Issues
from semantic_layer.model import FieldRef, Label, Layer, SemanticModel

_WORDS: Mapping[str, Mapping[str, str]] = {"zh": zh.WORDS, "en": en.WORDS}
_ISSUES = {"zh": zh.ISSUES, "en": en.ISSUES}
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_PARAMETER = re.compile(r"\{(\w+)\}")
_ARROW = "→"
_LONGEST = 200  # characters of one parameter: what a person typed may be long

# What a template calls a parameter, and under which other names a step may have given it.
_ALIASES: dict[str, tuple[str, ...]] = {
    "name": ("word", "field", "metric", "function", "value", "text", "alias"),
    "words": ("word", "text", "phrase", "name", "question", "value"),
    "word": ("words", "text", "name", "value"),
    "suggestions": ("suggestion", "close", "matches", "similar"),
    "candidates": ("options", "choices", "paths", "possible", "allowed"),
    "message": ("detail", "reason", "error"),
    "expression": ("condition", "text", "sql"),
    "syntax": ("construct", "node", "what", "keyword", "name"),
    "metric": ("measure", "name", "column"),
    "field": ("name", "column"),
    "loaded_through": ("through", "last", "data_through"),
    "first": ("since", "starts"),
    "dataset": ("from_dataset", "source", "left", "name"),
    "target": ("to_dataset", "other", "right"),
    "datasets": ("dataset", "names"),
    "fields": ("keys", "names", "field"),
    "statement": ("kind", "command", "name"),
    "limit": ("maximum", "max", "limit_rows"),
    "time_grain": ("finest", "coarsest"),
    "asked": ("found", "query"),
    "paths": ("candidates", "options"),
    "missing": ("keys",),
    "detail": ("message",),
    "found": ("got", "actual", "query"),
    "expected": ("wanted", "read", "asked"),
    "seconds": ("limit_seconds", "timeout"),
    "before": ("previous",),
    "after": ("next",),
    "attempts": ("tries", "calls"),
}


def fill(template: str, parameters: Mapping[str, str]) -> str:
    """Fill `{name}`; of `[[A|B]]` take the first part whose parameters are all there, else nothing.

    >>> fill("[[No field {name}.|No such field.]][[ Try {close}.]]", {"name": "x"})
    'No field x.'
    """

    def choose(match: re.Match[str]) -> str:
        for part in match.group(1).split("|"):
            if all(parameters.get(name) for name in _PARAMETER.findall(part)):
                return part
        return ""

    return _PARAMETER.sub(lambda match: parameters.get(match.group(1), ""), _OPTIONAL.sub(choose, template))


def say(key: str, lang: str, **parameters: object) -> str:
    """One sentence or word of `text/{lang}_words.py`; KeyError if there is none."""
    return fill(_WORDS[lang][key], {name: str(value) for name, value in parameters.items() if value is not None})


def has_words(key: str, lang: str) -> bool:
    """Whether `say` knows the key."""
    return key in _WORDS[lang]


def listed(items: Iterable[str], lang: str) -> str:
    """Items as people list them: 、 in Chinese, comma in English."""
    return _WORDS[lang]["list"].join(items)


def word_issue(issue: Issue, lang: str, layer: Layer | None = None) -> str:
    """The sentence for one Issue. With a layer, metrics and fields are called by their labels; without one by the
    names a query would use (what a model needs to mend its draft)."""
    model = layer.model if layer else None
    given = {name: _worded(value, lang, model, name) for name, value in issue.params.items()}
    given = {name: text for name, text in given.items() if text}
    candidates = issue.params.get("candidates")
    if isinstance(candidates, tuple) and len(candidates) == 1:
        given["candidate"] = given.get("candidates", "")
    if given.get("start") and given.get("start") == given.get("end"):
        given["day"] = given["start"]
    told, close = given.get("words", ""), issue.params.get("suggestions")
    if told and isinstance(close, tuple) and told.casefold() in {str(one).casefold() for one in close}:
        return say("known_word", lang, words=told)  # "did you mean" the very word helps nobody
    template = _ISSUES[lang][issue.code]
    wanted = set(_PARAMETER.findall(template))
    for name in wanted - set(given):
        for other in _ALIASES.get(name, ()):
            if other in given and other not in wanted:
                given[name] = given[other]
                break
    return fill(template, given).strip()


def word_issues(issues: Issues | Iterable[Issue], lang: str, layer: Layer | None = None) -> str:
    """Several Issues, one a line, each sentence once."""
    sentences = dict.fromkeys(word_issue(item, lang, layer) for item in issues)
    return "\n".join(sentences)


def _worded(value: Any, lang: str, model: SemanticModel | None, name: str) -> str:
    match value:
        case None:
            return ""
        case Label():
            return value.text(lang)
        case datetime() | date():
            return value.isoformat()[:10]
        case FieldRef():
            return field_label(value, model, lang)
        case str():
            return _name_label(value, name, lang, model)[:_LONGEST]
        case Mapping():
            return listed((_worded(item, lang, model, name) for item in value), lang)
        case tuple() | list() | set() | frozenset():
            return listed((_worded(item, lang, model, name) for item in value), lang)
        case _:
            return str(value)[:_LONGEST]


# Age fields belong to no dataset of a model: the layer makes them for every open-item metric.
AGE_DATASET, AGE_BUCKET = "open_items", "aging_bucket"
AGE_BANDS = ("not_due", "1-30", "31-60", "61-90", "90+")  # from young to old


def _category(text: str) -> tuple[str, str]:
    """A category as a step wrote it, and its number: "server error 503" is ("server_error", "503")."""
    words, _, status = text.rpartition(" ")
    return (words.replace(" ", "_"), status) if status.isdigit() else (text.replace(" ", "_"), "")


_GRAINS = frozenset({"day", "week", "month", "quarter", "half", "year"})


def _name_label(text: str, parameter: str, lang: str, model: SemanticModel | None) -> str:
    if parameter in ("kind", "type", "reason"):
        code, status = _category(text)
        if has_words(f"value_{code}", lang):
            return f"{_WORDS[lang][f'value_{code}']} {status}".strip()
    if model is None:
        return text
    if parameter in {"grain", "time_grain", "finest", "coarsest"} and text in _GRAINS:
        return _WORDS[lang][f"grain_{text}"]
    if text in model.metrics:
        return metric_label(text, model, lang)
    if text in model.datasets:
        return model.datasets[text].label.text(lang) or text
    dataset, _, field = text.partition(".")
    declared = dataset in model.datasets and field in model.datasets[dataset].fields
    if field and (declared or dataset == AGE_DATASET):
        return field_label(FieldRef(dataset, field), model, lang)
    if _ARROW in text:  # a path of relationships, written by datasets or roles
        links = {link.role: link.to_dataset for link in model.relationships if link.role}
        steps = [step.strip() for step in text.split(_ARROW)]
        return f" {_ARROW} ".join(dataset_label(links.get(step, step), model, lang) for step in steps)
    return text


def _of_key(ref: FieldRef, model: SemanticModel, lang: str) -> str:
    """A key without a label, by what it leads to: the customer of an order."""
    links = (link for link in model.relationships if (link.from_dataset, *link.from_fields) == (ref.dataset, ref.field))
    return next((model.datasets[link.to_dataset].label.text(lang) for link in links), "")


def value_label(ref: FieldRef | None, value: str, lang: str) -> str:
    """What people call a value: the age bands of open items have names, every other value is its own."""
    if ref is not None and ref.dataset == AGE_DATASET and ref.field == AGE_BUCKET and value in AGE_BANDS:
        return say(f"band_{value}", lang)
    return value


def metric_label(name: str, model: SemanticModel, lang: str) -> str:
    """What people call a metric; its name where nothing is declared."""
    metric = model.metrics.get(name)
    return (metric.label.text(lang) if metric else "") or name


def dataset_label(name: str, model: SemanticModel, lang: str) -> str:
    """What people call a dataset; its name where nothing is declared."""
    dataset = model.datasets.get(name)
    return (dataset.label.text(lang) if dataset else "") or name


def field_label(ref: FieldRef, model: SemanticModel | None, lang: str) -> str:
    """What people call a field; `dataset.field` without a model."""
    if model is None:
        return str(ref)
    if ref.dataset not in model.datasets:
        is_age = ref.dataset == AGE_DATASET and has_words(f"age_{ref.field}", lang)
        return say(f"age_{ref.field}", lang) if is_age else str(ref)
    dataset = model.datasets[ref.dataset]
    if not ref.field:
        return dataset.label.text(lang) or ref.dataset
    field = dataset.fields.get(ref.field)
    label = (field.label.text(lang) if field else "") or _of_key(ref, model, lang) or ref.field.replace("_", " ")
    return f"{ref.role}.{label}" if ref.role and ref.role != ref.dataset else label
