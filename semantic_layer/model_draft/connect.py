"""Relationships of a draft: declared foreign keys, else what names say and values prove, else what values alone say.

Role: a link is drafted where its values are contained in a key and either the names speak of each other, or the values
are codes that one key alone contains. What is contained without either is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from semantic_layer.loader.reserved import usable_name
from semantic_layer.model import FieldRole, FieldType
from semantic_layer.model_draft import vocabulary as says
from semantic_layer.model_draft.drafts import DatasetDraft, FieldDraft, LinkDraft
from semantic_layer.model_draft.labels import singular
from semantic_layer.model_draft.profile import Database
from semantic_layer.model_draft.vocabulary import Sense

CONTAINED = 0.95  # at least this share of the values must have their target
_GENERIC = ("id", "code", "no", "key", "nr", "num", "number", "name", "bh", "dm", "bm")
_COVERED = 0.3  # by values alone: so much of the key must occur
_ENDS = re.compile(r"_(id|code|no|key|nr|num|bh|dm)$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A field whose values are in a target's key. `rank`: 0 the key's own name, 1 a like name, 2 values alone."""

    item: FieldDraft
    target: DatasetDraft
    key: FieldDraft
    rank: int
    share: float
    covered: float


def propose_links(drafts: list[DatasetDraft], database: Database) -> tuple[list[LinkDraft], list[str]]:
    """Links, and questions about pairs that look like one and are not proven."""
    found: list[tuple[DatasetDraft, _Found]] = []
    links: list[LinkDraft] = []
    questions: list[str] = []
    for source in drafts:
        linked = _declared(source, drafts, links)
        for item in source.fields:
            if item.name not in linked and _may_link(source, item):
                chosen = _target_of(source, item, drafts, database, questions)
                found += [(source, chosen)] if chosen else []
    for source, one in found:
        alike = sum(1 for s, other in found if s is source and other.target is one.target)
        links.append(_link(source, one, alike, links))
    links = [_as_default(link, links) for link in links]
    for link in links:
        for item in (*link.source_fields, *link.target_fields):
            item.synonyms = ()  # a customer's number is not what people mean by the customer
            if item.role in (FieldRole.AMOUNT, FieldRole.BALANCE):
                item.role, item.unit, item.questions, item.sense = FieldRole.ID, "", [], Sense.ID
    return links, questions


def _as_default(link: LinkDraft, links: list[LinkDraft]) -> LinkDraft:
    """Where a target is reached directly and by way of another dataset too, the row's own key says whose it is."""
    if link.role or paths(link.source, link.target, links) < 2:
        return link
    asked = f"{link.target.name} is also reached by way of other datasets; the direct way is taken: right?"
    return replace(link, default=True, question="; ".join(filter(None, (link.question, asked))))


def paths(source: DatasetDraft, target: DatasetDraft, links: list[LinkDraft], seen: tuple[str, ...] = ()) -> int:
    """In how many ways the links lead from one dataset to another."""
    if source is target:
        return 1
    ways = [link.target for link in links if link.source is source and link.target.name not in seen]
    return sum(paths(step, target, links, (*seen, source.name)) for step in ways)


def _may_link(source: DatasetDraft, item: FieldDraft) -> bool:
    if item.type not in (FieldType.STRING, FieldType.INTEGER, FieldType.DATE) or not item.column.filled:
        return False
    if item.type == FieldType.DATE:
        return item.column.type == FieldType.INTEGER  # 20260131: the key of a calendar table
    measured = item.is_number and item.sense in (Sense.FLOW, Sense.BALANCE, Sense.RATE, Sense.COUNTER, Sense.ORDINAL)
    return not measured and source.parent != item.name


def _declared(source: DatasetDraft, drafts: list[DatasetDraft], links: list[LinkDraft]) -> set[str]:
    """Foreign keys of the database itself; the fields they use up."""
    used: set[str] = set()
    for columns, table, there in source.table.references:
        target = next((d for d in drafts if d.table.name == table and d.table.schema == source.table.schema), None)
        if target is None or target is source:
            continue
        here = tuple(item for name in columns if (item := source.field_of(name)))
        far = tuple(item for name in there if (item := target.field_of(name)))
        if len(here) == len(columns) == len(far):
            again = any(link.source is source and link.target is target for link in links)
            name, role, question = _named(source, here[0], target, again, links)
            links.append(LinkDraft(name, source, here, target, far, role, question))
            used.update(item.name for item in here)
    return used


def _target_of(
    source: DatasetDraft, item: FieldDraft, drafts: list[DatasetDraft], database: Database, questions: list[str]
) -> _Found | None:
    """The one key that the field holds values of; None, and maybe a question, where it is not plain."""
    near: list[_Found] = []
    for target in drafts:
        key = _key_of(source, item, target)
        if key is None:
            continue
        rank = _rank(source, item, target, key)
        if rank == 2 and not _speaks_by_values(item, key):
            continue
        share, covered = _contained(source, item, target, key, database)
        if share >= CONTAINED and (rank < 2 or (share == 1 and covered >= _COVERED)):
            near.append(_Found(item, target, key, rank, share, covered))
        elif share > 0 and rank < 2:
            sides = f"{source.name}.{item.name} → {target.name}.{key.name}"
            questions.append(f"{sides}: only {share:.0%} of the values have a target; is it a relationship?")
    near.sort(key=lambda one: (one.rank, one.target.is_calendar, -one.covered))
    best = [one for one in near if one.rank == near[0].rank]
    if len(best) > 1 and best[0].rank == 2:
        sides = " or ".join(f"{one.target.name}.{one.key.name}" for one in best)
        questions.append(f"{source.name}.{item.name} holds values of {sides}; is it a relationship, and which?")
        return None
    if best and best[0].rank == 2 and item.type == FieldType.INTEGER and not _is_code(best[0].key):
        sides = f"{source.name}.{item.name} → {best[0].target.name}.{best[0].key.name}"
        questions.append(f"{sides}: all values occur there, which may be chance; is it a relationship?")
        return None
    return best[0] if best else None


def _key_of(source: DatasetDraft, item: FieldDraft, target: DatasetDraft) -> FieldDraft | None:
    if target is source or len(target.primary_key) != 1 or target.is_snapshot:
        return None
    key = target.named(target.primary_key[0])
    if key.type != item.type:
        return None
    both_keys = (item.name,) == source.primary_key
    if both_keys and (target.table.rows < source.table.rows or target.is_calendar or not target.is_named):
        return None  # one to one: from the detail to the thing it details, not back
    return key


def _rank(source: DatasetDraft, item: FieldDraft, target: DatasetDraft, key: FieldDraft) -> int:
    """How plainly the field's name speaks of the target."""
    name, wanted = says.spoken(item.column.name), says.spoken(key.column.name)
    thing = singular(says.subject(target.table.name))
    if name == wanted:
        return 2 if wanted in _GENERIC else 0
    both_keys = (item.name,) == source.primary_key
    if name in (thing, f"{thing}_{wanted}", *(f"{thing}_{end}" for end in _GENERIC), f"{thing}id"):
        return 2 if both_keys else 0
    stem = _ENDS.sub("", wanted)
    if wanted not in _GENERIC and (name.endswith(f"_{wanted}") or (len(stem) > 1 and _speaks_of(name, stem))):
        return 1
    return 1 if len(thing) > 2 and _speaks_of(_ENDS.sub("", name), thing) else 2


def _speaks_of(name: str, word: str) -> bool:
    """Whether the last words of a name are `word`: qs_zd of zd, ship_to_customer of customer."""
    return name == word or name.endswith(f"_{word}")


def _speaks_by_values(item: FieldDraft, key: FieldDraft) -> bool:
    """Values can speak alone where there are several and none is a mere flag; numbers must look like keys."""
    least = 3 if item.type == FieldType.STRING else 5
    return item.column.distinct >= least and key.column.distinct >= least and not says.is_ordinal(item.column.name)


def _is_code(key: FieldDraft) -> bool:
    """Numbers that are not simply counted from 0 or 1."""
    return key.column.least is not None and key.column.least > max(100, key.column.distinct)


def _contained(
    source: DatasetDraft, item: FieldDraft, target: DatasetDraft, key: FieldDraft, database: Database
) -> tuple[float, float]:
    """Share of the field's different values that are values of the key, and of the key's that occur."""
    there = key.sql
    values, found = database.rows(
        f"SELECT COUNT(*), COUNT(*) FILTER (WHERE v IN (SELECT {there} FROM {target.table.relation}))"
        f" FROM (SELECT DISTINCT {item.sql} AS v FROM {source.table.relation} WHERE {item.sql} IS NOT NULL) AS t"
    )[0]
    return (found / values if values else 0.0), found / max(1, key.column.distinct)


def _link(source: DatasetDraft, one: _Found, alike: int, links: list[LinkDraft]) -> LinkDraft:
    """Of several paths to one target only the one that bears the key's own name goes without a role."""
    again = any(link.source is source and link.target is one.target for link in links)
    name, role, question = _named(source, one.item, one.target, again or (alike > 1 and one.rank > 0), links)
    asked = [question] if question else []
    if one.share < 1:
        asked.insert(0, f"{1 - one.share:.1%} of the values of {one.item.name} find no {one.target.name}; why?")
    if one.rank == 2:
        asked.insert(0, f"all values of {one.item.name} are keys of {one.target.name}, the names do not say so: right?")
    return LinkDraft(name, source, (one.item,), one.target, (one.key,), role, "; ".join(asked))


def _named(
    source: DatasetDraft, here: FieldDraft, target: DatasetDraft, in_role: bool, links: list[LinkDraft]
) -> tuple[str, str, str]:
    """Name, role and question of a link."""
    names = {link.name for link in links}
    if not in_role:
        return usable_name(f"{source.name}_{target.name}", names), "", ""
    taken = {d.lower() for link in links for d in (link.source.name, link.target.name)}
    taken |= {source.name.lower(), target.name.lower()}
    taken |= {link.role.lower() for link in links if link.role and link.target is not target}
    role = usable_name(_ENDS.sub("", says.spoken(here.name)), taken)
    question = f"what do people call {target.name} reached by {here.name}? The role is that name"
    return usable_name(f"{source.name}_{role}", names), role, question
