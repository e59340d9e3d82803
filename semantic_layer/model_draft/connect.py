"""Relationships of a draft: guessed by declared foreign keys, else by name, proven by containment of values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from semantic_layer.loader.reserved import usable_name
from semantic_layer.model import FieldRole, FieldType
from semantic_layer.model_draft.profile import Database, quoted
from semantic_layer.model_draft.propose import DatasetDraft, FieldDraft, singular

CONTAINED = 0.95  # at least this share of the values must have their target


@dataclass(frozen=True, slots=True)
class LinkDraft:
    name: str
    source: DatasetDraft
    source_fields: tuple[FieldDraft, ...]
    target: DatasetDraft
    target_fields: tuple[FieldDraft, ...]
    role: str = ""
    question: str = ""


def propose_links(drafts: list[DatasetDraft], database: Database) -> tuple[list[LinkDraft], list[str]]:
    """Links, and questions about pairs that look like one and are not proven."""
    links: list[LinkDraft] = []
    questions: list[str] = []
    for source in drafts:
        linked = _declared(source, drafts, links)
        for item in source.fields:
            if item.name in linked or item.type not in (FieldType.STRING, FieldType.INTEGER):
                continue
            for target in drafts:
                found = _by_name(source, item, target)
                if found is None:
                    continue
                share = _contained(source, item, target, found, database)
                sides = f"{source.name}.{item.name} → {target.name}.{found.name}"
                if share >= CONTAINED:
                    lost = "" if share == 1 else f"{1 - share:.1%} of the values of {item.name} find no {target.name}"
                    links.append(_link(source, (item,), target, (found,), links, lost))
                elif share > 0:
                    questions.append(f"{sides}: only {share:.0%} of the values have a target; is it a relationship?")
    for link in links:
        for item in (*link.source_fields, *link.target_fields):
            if item.role == FieldRole.AMOUNT:
                item.role, item.questions = FieldRole.ID, []
    return links, questions


def _declared(source: DatasetDraft, drafts: list[DatasetDraft], links: list[LinkDraft]) -> set[str]:
    """Foreign keys of the database itself; the fields they use up."""
    used: set[str] = set()
    for columns, table, there in source.table.references:
        target = next((d for d in drafts if d.table.name == table and d.table.schema == source.table.schema), None)
        if target is None:
            continue
        here = tuple(item for name in columns if (item := source.field_of(name)))
        far = tuple(item for name in there if (item := target.field_of(name)))
        if len(here) == len(columns) == len(far):
            links.append(_link(source, here, target, far, links, ""))
            used.update(item.name for item in here)
    return used


def _by_name(source: DatasetDraft, item: FieldDraft, target: DatasetDraft) -> FieldDraft | None:
    """The target's key, if the field's name speaks of it."""
    if target is source or len(target.primary_key) != 1:
        return None
    key = next(f for f in target.fields if f.name == target.primary_key[0])
    if key.type != item.type or ((item.name,) == source.primary_key and key.name != item.name):
        return None
    name, wanted, thing = item.name.lower(), key.name.lower(), singular(target.name.lower())
    if name == wanted:
        generic = wanted in ("id", "code", "no", "key", "name")
        both_keys = (item.name,) == source.primary_key
        return None if generic or both_keys else key
    if name in (thing, f"{thing}_{wanted}", f"{thing}_id", f"{thing}_code", f"{thing}_no", f"{thing}id"):
        return key
    return key if wanted not in ("id", "code", "no", "key") and name.endswith(f"_{wanted}") else None


def _contained(
    source: DatasetDraft, item: FieldDraft, target: DatasetDraft, key: FieldDraft, database: Database
) -> float:
    """Share of the field's different values that are values of the key."""
    here, there = quoted(item.column.name), quoted(key.column.name)
    values, found = database.rows(
        f"SELECT COUNT(*), COUNT(*) FILTER (WHERE v IN (SELECT {there} FROM {target.table.relation}))"
        f" FROM (SELECT DISTINCT {here} AS v FROM {source.table.relation} WHERE {here} IS NOT NULL) AS t"
    )[0]
    return found / values if values else 0.0


def _link(
    source: DatasetDraft,
    here: tuple[FieldDraft, ...],
    target: DatasetDraft,
    there: tuple[FieldDraft, ...],
    links: list[LinkDraft],
    lost: str,
) -> LinkDraft:
    """A second path to the same target is addressed by a role of its own."""
    again = any(link.source is source and link.target is target for link in links)
    name, role, questions = f"{source.name}_{target.name}", "", [f"{lost}; why?"] if lost else []
    if again:
        taken = {d.lower() for link in links for d in (link.source.name, link.target.name, link.role)}
        role = usable_name(re.sub(r"_(id|code|no|key)$", "", here[0].name), taken)
        name = f"{source.name}_{role}"
        questions.append(f"what do people call {target.name} reached by {here[0].name}? The role is that name")
    return LinkDraft(name, source, here, target, there, role, "; ".join(questions))
