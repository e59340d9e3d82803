"""A proposal as text: one commented model file. Open questions are comments that begin with "# QUESTION:"."""

from __future__ import annotations

import json
import re

from semantic_layer.loader.reserved import name_fault
from semantic_layer.model_draft.drafts import DatasetDraft, FieldDraft, LinkDraft, Texts
from semantic_layer.model_draft.labels import label_of
from semantic_layer.model_draft.metrics import MetricDraft

QUESTION = "# QUESTION:"
_SAFE = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff./() -]*")


def scalar(text: str) -> str:
    """A YAML scalar that reads back as `text`, inside { } and [ ] too."""
    plain = (
        _SAFE.fullmatch(text) and not text.endswith(" ") and text.lower() not in ("null", "true", "false", "yes", "no")
    )
    return text if plain else json.dumps(text, ensure_ascii=False)


def write_model(
    name: str,
    datasets: list[DatasetDraft],
    links: list[LinkDraft],
    metrics: list[MetricDraft],
    questions: list[str],
    currency: str,
) -> str:
    """The model file."""
    lines = [
        "# A draft, made from the database: names, keys, values and dates are facts, the rest is guessed.",
        f'# Answer what is marked "{QUESTION}", delete the mark, then run: askfin model check',
        "# Every key is explained in docs/model-reference.md.",
        "",
        "semantic_model:",
        f"  name: {scalar(name)}",
        f"  {QUESTION} what do people call it?",
        f"  label: {_text(label_of(name))}",
        f"  {QUESTION} is this the currency of the amounts?",
        f"  currency: {currency}",
        f"  {QUESTION} what does a question without a period mean? Without the key it is asked back",
        "  default_period: this year",
        f"  {QUESTION} in which month does the fiscal year begin, and on which day the week?",
        "  # calendar: {time_zone: Asia/Shanghai, fiscal_year_start: 1, week_start: monday}",
        "",
        f"{QUESTION} labels are the names of tables and columns: what do people call them, in Chinese and in English?",
        f"{QUESTION} through which date are the books closed? Say closed_through where that matters",
        f"{QUESTION} where `values` are listed, are they all? Without the key new ones are found in the data",
        "datasets:",
    ]
    for dataset in datasets:
        lines += _dataset(dataset)
    if links:
        lines += ["", "# Many to one: each row on the left has at most one on the right.", "relationships:"]
        for link in links:
            lines += _link(link)
    lines += [f"{QUESTION} {question}" for question in questions]
    lines += ["", f"{QUESTION} which of these do people ask for, what exactly does each hold, and who answers for it?"]
    if any(metric.apart for metric in metrics):
        lines.append(
            "# What is left out stands as a comment. To take it in, uncomment it and give its field role: amount."
        )
    lines.append("metrics:")
    for metric in metrics:
        lines += _metric(metric)
    return "\n".join(lines) + "\n"


def _dataset(draft: DatasetDraft) -> list[str]:
    table = draft.table
    source = table.name if table.schema == "main" else f"{table.schema}.{table.name}"
    plain = all(part.isascii() and not name_fault(part) for part in source.split("."))
    shown = source if plain else table.relation
    lines = ["", f"  - name: {scalar(draft.name)}  # {table.rows} rows", f"    source: {scalar(shown)}"]
    lines += [f"    {QUESTION} {question}" for question in draft.questions]
    lines.append(f"    label: {_text(draft.label)}")
    if draft.primary_key:
        lines.append(f"    primary_key: [{', '.join(scalar(key) for key in draft.primary_key)}]")
    if draft.display:
        lines.append(f"    display: {scalar(draft.display)}")
    if draft.time_field:
        dated = next(item for item in draft.fields if item.name == draft.time_field).column
        known = f"  # {dated.first} to {dated.last}" if dated.first else ""
        lines.append(f"    time_field: {scalar(draft.time_field)}{known}")
        if draft.time_grain:
            lines.append(f"    time_grain: {draft.time_grain}")
        lines += [] if draft.is_calendar else ["    # closed_through: 2026-12-31"]
    if draft.parent:
        key, display = draft.primary_key[0], draft.display or draft.primary_key[0]
        tree = f"name: {draft.name}_tree, key: {key}, parent: {draft.parent}, display: {display}"
        lines.append(f"    trees: [{{{tree}}}]")
    lines.append("    fields:")
    for item in draft.fields:
        lines += _field(item)
    left_out = [column.name for column in table.columns if column.type is None]
    if left_out:
        lines.append(f"      # left out, being lists or structures: {', '.join(left_out)}")
    return lines


def _field(item: FieldDraft) -> list[str]:
    parts = [f"name: {scalar(item.name)}"]
    if item.expression:
        parts.append(f"expression: {json.dumps(item.expression, ensure_ascii=False)}")
    parts += [f"type: {item.type}", f"role: {item.role}", f"label: {_text(item.label)}"]
    if item.synonyms:
        parts.append(f"synonyms: [{', '.join(scalar(word) for word in item.synonyms)}]")
    if item.unit:
        parts.append(f"unit: {item.unit}")
    if item.pinned:
        parts.append(f"pinned: {scalar(item.pinned)}")
    if item.values:
        parts.append(f"values: [{', '.join(scalar(value) for value in item.values)}]")
    lines = [f"      {QUESTION} {question}" for question in item.questions]
    return [*lines, f"      - {{{', '.join(parts)}}}"]


def _link(link: LinkDraft) -> list[str]:
    here = _side(link.source.name, [item.name for item in link.source_fields])
    there = _side(link.target.name, [item.name for item in link.target_fields])
    role = f", role: {scalar(link.role)}" if link.role else ""
    role += ", default: true" if link.default else ""
    lines = [f"  {QUESTION} {link.question}"] if link.question else []
    return [*lines, f"  - {{name: {scalar(link.name)}, from: {here}, to: {there}{role}}}"]


def _side(dataset: str, fields: list[str]) -> str:
    refs = [scalar(f"{dataset}.{name}") for name in fields]
    return refs[0] if len(refs) == 1 else f"[{', '.join(refs)}]"


def _metric(metric: MetricDraft) -> list[str]:
    """The metric, as a comment where it is left out."""
    parts = [f"  - name: {scalar(metric.name)}", f"    expression: {metric.expression}"]
    if metric.kind:
        parts.append(f"    kind: {metric.kind}")
    if metric.filter:
        parts.append(f"    filter: {json.dumps(metric.filter, ensure_ascii=False)}")
    if metric.time_field:
        parts.append(f"    time_field: {scalar(metric.time_field)}")
    parts.append(f"    label: {_text(metric.label)}")
    if metric.synonyms:
        parts.append(f"    synonyms: [{', '.join(scalar(word) for word in metric.synonyms)}]")
    parts.append(f"    family: {scalar(metric.family)}")
    asked = [f"  {QUESTION} {question}" for question in metric.questions]
    if metric.apart:
        asked.append(f"  {QUESTION} left out, {metric.name}: {metric.apart}")
        parts = [f"  # {part[2:]}" for part in parts]
    return asked + parts


def _text(label: Texts) -> str:
    return f"{{zh: {scalar(label[0])}, en: {scalar(label[1])}}}"
