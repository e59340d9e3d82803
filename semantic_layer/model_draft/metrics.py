"""Metrics of a draft: sums of what may be added up, balances of snapshots, counts of rows and of different ids.

Role: last judgement of a draft. A number that may be wrong when added up is left out with the reason, ready to be put
in. Lines take date and conditions from their header.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from semantic_layer.loader.reserved import usable_name
from semantic_layer.model import FieldRole, FieldType
from semantic_layer.model_draft import vocabulary as says
from semantic_layer.model_draft.connect import paths
from semantic_layer.model_draft.drafts import DatasetDraft, FieldDraft, LinkDraft, Texts
from semantic_layer.model_draft.labels import joined, plural, singular
from semantic_layer.model_draft.vocabulary import Sense


@dataclass(slots=True)
class MetricDraft:
    """`apart`: why it is only a comment; "" where it is drafted."""

    name: str
    expression: str
    label: Texts
    family: str
    synonyms: tuple[str, ...] = ()
    kind: str = ""
    filter: str = ""
    time_field: str = ""
    apart: str = ""
    questions: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the metrics of a dataset share: its own or its header's date and conditions."""

    dataset: DatasetDraft
    is_alone: bool  # the only dataset: its bare words, such as amount, can mean nothing else
    time_field: str = ""  # of the header
    filter: str = ""


def propose_metrics(drafts: list[DatasetDraft], links: list[LinkDraft]) -> list[MetricDraft]:
    """All metrics, in the order of the datasets."""
    taken: set[str] = set()
    made: list[MetricDraft] = []
    linked = {(link.source.name, item.name) for link in links for item in link.source_fields}
    for dataset in drafts:
        frame = _frame(dataset, links, len(drafts) == 1)
        for item in dataset.fields:
            if item.is_number and item.role in (FieldRole.AMOUNT, FieldRole.BALANCE):
                made.append(_sum(frame, item, taken))
        made += _counts(frame, linked, taken)
    return made


def _frame(dataset: DatasetDraft, links: list[LinkDraft], is_alone: bool) -> _Frame:
    """Lines count by the date of their header where they have none, and where their header counts. What is an event of
    its own is not touched by another's state: money received for a cancelled order is money received."""
    headers = [
        link.target for link in links
        if link.source is dataset and _is_part(link) and paths(dataset, link.target, links) == 1
    ]  # fmt: skip
    conditions = [*dataset.conditions, *(c for header in headers for c in header.conditions)]
    time_field = ""
    if not dataset.time_field and len(headers) == 1:
        time_field = f"{headers[0].name}.{headers[0].time_field}"
    elif not dataset.time_field and headers:
        named = " or ".join(f"{d.name}.{d.time_field}" for d in headers)
        dataset.questions.append(f"no date of its own: are its metrics counted by {named}? Say time_field on each")
    return _Frame(dataset, is_alone, time_field, " AND ".join(dict.fromkeys(conditions)))


def _is_part(link: LinkDraft) -> bool:
    """Whether the rows are lines of the target: its key is part of theirs, or they have no date but its own."""
    source, target = link.source, link.target
    if link.role or target.is_named or target.is_snapshot or not target.time_field or source.is_named:
        return False
    inside = len(source.primary_key) > 1 and all(item.name in source.primary_key for item in link.source_fields)
    return inside or not source.time_field or (not target.is_calendar and source.time_field == target.time_field)


def _sum(frame: _Frame, item: FieldDraft, taken: set[str]) -> MetricDraft:
    dataset = frame.dataset
    subject = says.subject(dataset.table.name)
    spoken, thing = says.spoken(item.column.name), singular(subject)
    own = spoken.startswith(thing) and spoken not in (subject, thing) and not says.is_bare(item.column.name)
    name = usable_name(item.name if own else f"{subject}_{item.name}", taken)
    label = joined(dataset.label, item.label)
    bare = says.is_bare(item.column.name)
    words = [*item.label, item.column.name.replace("_", " ")] if frame.is_alone or not bare else []
    if bare and says.is_money(subject):  # the expenses, of a table of expenses
        words += [dataset.label[0], dataset.label[1], plural(dataset.label[1])]
    known = {text.lower() for text in label}
    kind, apart = _kind(frame, item)
    if kind or apart:  # nor may anybody add it up outside a metric
        item.role = FieldRole.BALANCE if kind or item.role == FieldRole.BALANCE else FieldRole.RATE
    return MetricDraft(
        name=name,
        expression=f"SUM({dataset.name}.{item.name})",
        label=label,
        family=dataset.name,
        synonyms=tuple(w for i, w in enumerate(words) if w.lower() not in known | {x.lower() for x in words[:i]}),
        kind=kind,
        filter=frame.filter,
        time_field=frame.time_field,
        apart=apart,
    )


def _kind(frame: _Frame, item: FieldDraft) -> tuple[str, str]:
    """`balance` or "" for a flow, and the reason to leave the sum out."""
    dataset, sense = frame.dataset, item.sense
    if item.apart:
        return "", item.apart
    if sense == Sense.COUNTER:
        return "", "its name says that it runs on or is carried over: what would a sum of it be?"
    if dataset.is_calendar:
        return "", "it stands in a calendar: what would a sum of it be?"
    if sense == Sense.UNKNOWN:
        return "", f"what is {item.column.name}: may it be added up, and over time too?"
    if dataset.is_snapshot:
        return _in_snapshot(dataset, item)
    vague = not says.is_of_a_span(item.column.name)
    if sense == Sense.BALANCE or (vague and _of_table(dataset) == Sense.BALANCE):
        return "", "a balance stands at a date, and these rows do not repeat at regular dates: as of when is it?"
    if dataset.is_named:
        thing = singular(says.subject(dataset.table.name))
        return "", f"it belongs to each {thing} rather than to an event: may it be added up?"
    return "", ""


def _of_table(dataset: DatasetDraft) -> Sense:
    """States or spans, as the names of the table and of its date say."""
    said = says.sense_of_table(says.subject(dataset.table.name))
    if said != Sense.BALANCE and dataset.time_field and says.is_state_date(dataset.time_field):
        return Sense.BALANCE
    return said


def _in_snapshot(dataset: DatasetDraft, item: FieldDraft) -> tuple[str, str]:
    """The same members at regular dates: states, or sums of the span between? Only a name can tell."""
    table, own = _of_table(dataset), says.sense_of(item.column.name)
    of_span = own == Sense.FLOW and says.is_of_a_span(item.column.name)
    if own == Sense.BALANCE or (own == Sense.FLOW and table == Sense.BALANCE and not of_span):
        return "balance", ""
    if table != Sense.BALANCE and (of_span or (own == Sense.FLOW and table == Sense.FLOW)):
        return "", ""
    return "", (
        f"the same rows stand there at every {dataset.time_field}: does {item.name} belong to the span (a flow), "
        "or does it stand at that date (then add kind: balance)?"
    )


def _counts(frame: _Frame, linked: set[tuple[str, str]], taken: set[str]) -> list[MetricDraft]:
    """Rows of things and events, and different ids that no table holds; not of states, plans and calendars."""
    dataset = frame.dataset
    if dataset.is_snapshot or dataset.is_calendar or dataset.table.rows < 2 or says.is_plan(dataset.table.name):
        return []
    zh, en = dataset.label
    made: list[MetricDraft] = []
    rest = [f for f in dataset.fields if f.type not in (FieldType.DATE, FieldType.TIMESTAMP)]
    if not all((dataset.name, item.name) in linked for item in rest) and not _has_versions(dataset):
        name, many = f"{says.subject(dataset.table.name)}_count", plural(en.lower())
        made.append(_count(frame, name, f"COUNT({dataset.name})", _of_rows(dataset), f"Number of {many}", taken))
        counted = (f"{en.lower()} count", f"how many {many}", *([f"{zh}数量"] if _is_counted(dataset) else []))
        has_sums = any(f.is_number and f.role == FieldRole.AMOUNT for f in dataset.fields)
        made[0].synonyms = counted if has_sums or dataset.is_named else (*counted, many)
    for item in dataset.fields:
        repeats = 1 < item.column.distinct < item.column.filled
        whose = (dataset.name, item.name) in linked or item.name in dataset.primary_key or says.is_ordinal(item.name)
        if item.role == FieldRole.ID and repeats and not whose and not dataset.is_named:
            made.append(_different(frame, item, taken))
    return made


def _different(frame: _Frame, item: FieldDraft, taken: set[str]) -> MetricDraft:
    dataset = frame.dataset
    zh = re.sub("(编号|编码|代码|号码|号)$", "", item.label[0])
    words = item.label[1].lower().split()
    many = " ".join(words[:-1] if len(words) > 1 and words[-1] in ("id", "no", "code", "key", "number") else words)
    name = f"{says.subject(dataset.table.name)}_{item.name}_count"
    expression, many = f"COUNT(DISTINCT {dataset.name}.{item.name})", plural(many)
    made = _count(frame, name, expression, f"{zh or item.label[0]}数", f"Number of different {many}", taken)
    made.synonyms = (f"number of {many}", f"{zh or item.label[0]}数量")
    return made


def _count(frame: _Frame, name: str, expression: str, zh: str, en: str, taken: set[str]) -> MetricDraft:
    made = MetricDraft(usable_name(name, taken), expression, (zh, en), frame.dataset.name)
    made.filter, made.time_field = frame.filter, frame.time_field
    return made


def _of_rows(dataset: DatasetDraft) -> str:
    """订单数 for things that are counted so, 付款笔数 for what happens."""
    zh = dataset.label[0]
    return f"{zh}数" if _is_counted(dataset) or not zh[-1:] > "\u3400" else f"{zh}笔数"


def _is_counted(dataset: DatasetDraft) -> bool:
    return dataset.is_named or dataset.label[0].endswith(("单", "票", "同", "户", "员", "目", "品", "店"))


def _has_versions(dataset: DatasetDraft) -> bool:
    names = {says.spoken(f.column.name) for f in dataset.fields}
    starts = {"valid_from", "effective_from", "effective_date", "eff_from", "start_validity", "row_start"}
    return bool(names & starts) and len(dataset.primary_key) != 1
