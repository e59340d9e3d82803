"""A proposal as text: one commented model file. Open questions are comments that begin with "# QUESTION:"."""

from __future__ import annotations

import json
import re

from semantic_layer.loader.reserved import name_fault, usable_name
from semantic_layer.model import FieldRole
from semantic_layer.model_draft.connect import LinkDraft
from semantic_layer.model_draft.propose import NUMBERS, DatasetDraft, FieldDraft, singular

QUESTION = "# QUESTION:"
_SAFE = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff./() -]*")


def scalar(text: str) -> str:
    """A YAML scalar that reads back as `text`, inside { } and [ ] too."""
    plain = (
        _SAFE.fullmatch(text) and not text.endswith(" ") and text.lower() not in ("null", "true", "false", "yes", "no")
    )
    return text if plain else json.dumps(text, ensure_ascii=False)


def write_model(
    name: str, datasets: list[DatasetDraft], links: list[LinkDraft], questions: list[str], currency: str
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
        f"  label: {{zh: {scalar(_words(name))}, en: {scalar(_words(name))}}}",
        f"  {QUESTION} is this the currency of the amounts?",
        f"  currency: {currency}",
        f"  {QUESTION} what does a question without a period mean? Without the key it is asked back",
        "  default_period: this year",
        f"  {QUESTION} in which month does the fiscal year begin, and on which day the week?",
        "  # calendar: {time_zone: Asia/Shanghai, fiscal_year_start: 1, week_start: monday}",
        "",
        f"{QUESTION} labels are the names of tables and columns: what do people call them, in Chinese and in English?",
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
    return "\n".join(lines + _metrics(datasets)) + "\n"


def _words(name: str) -> str:
    """net_amount → Net amount."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:] if text else name


def _dataset(draft: DatasetDraft) -> list[str]:
    table = draft.table
    source = table.name if table.schema == "main" else f"{table.schema}.{table.name}"
    plain = all(part.isascii() and not name_fault(part) for part in source.split("."))
    shown = source if plain else table.relation
    label = scalar(_words(singular(draft.name)))
    lines = ["", f"  - name: {scalar(draft.name)}  # {table.rows} rows", f"    source: {scalar(shown)}"]
    lines += [f"    {QUESTION} {question}" for question in draft.questions]
    lines.append(f"    label: {{zh: {label}, en: {label}}}")
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
        lines.append(f"    {QUESTION} through which date are the books closed?")
        lines.append("    # closed_through: 2026-12-31")
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
    label = scalar(_words(item.name))
    parts += [f"type: {item.type}", f"role: {item.role}", f"label: {{zh: {label}, en: {label}}}"]
    if item.unit:
        parts.append(f"unit: {item.unit}")
    if item.values:
        parts.append(f"values: [{', '.join(scalar(value) for value in item.values)}]")
    lines = [f"      {QUESTION} {question}" for question in item.questions]
    return [*lines, f"      - {{{', '.join(parts)}}}"]


def _link(link: LinkDraft) -> list[str]:
    here = _side(link.source.name, [item.name for item in link.source_fields])
    there = _side(link.target.name, [item.name for item in link.target_fields])
    role = f", role: {scalar(link.role)}" if link.role else ""
    lines = [f"  {QUESTION} {link.question}"] if link.question else []
    return [*lines, f"  - {{name: {scalar(link.name)}, from: {here}, to: {there}{role}}}"]


def _side(dataset: str, fields: list[str]) -> str:
    refs = [scalar(f"{dataset}.{name}") for name in fields]
    return refs[0] if len(refs) == 1 else f"[{', '.join(refs)}]"


def _metrics(datasets: list[DatasetDraft]) -> list[str]:
    taken: set[str] = set()
    ask = f"{QUESTION} which of these do people ask for, what exactly does each hold, and who answers for it?"
    lines = ["", ask, "metrics:"]
    for dataset in datasets:
        amounts = [f for f in dataset.fields if f.type in NUMBERS and f.role in (FieldRole.AMOUNT, FieldRole.BALANCE)]
        for item in amounts:
            lines += _sum(dataset, item, taken)
        name = usable_name(f"{dataset.name}_count", taken)
        label = _words(singular(dataset.name))
        lines += [
            f"  - name: {scalar(name)}",
            f"    expression: COUNT({dataset.name})",
            f"    label: {{zh: {scalar(label + '数')}, en: {scalar('Number of ' + _words(dataset.name).lower())}}}",
            f"    family: {scalar(dataset.name)}",
        ]
    return lines


def _sum(dataset: DatasetDraft, item: FieldDraft, taken: set[str]) -> list[str]:
    short = usable_name(item.name, set(taken))
    name = short if short == item.name else usable_name(f"{dataset.name}_{item.name}", taken)
    taken.add(name.lower())
    label = _words(item.name if short == item.name else f"{singular(dataset.name)} {item.name}")
    balance = item.role == FieldRole.BALANCE and dataset.time_field
    kind = ["    kind: balance"] if balance else []
    return [
        f"  - name: {scalar(name)}",
        f"    expression: SUM({dataset.name}.{item.name})",
        *kind,
        f"    label: {{zh: {scalar(label)}, en: {scalar(label)}}}",
        f"    family: {scalar(dataset.name)}",
    ]
