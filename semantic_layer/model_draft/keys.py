"""Keys of a draft: declared ones, else single columns, else the smallest group that is unique in the data."""

from __future__ import annotations

from itertools import combinations
from math import prod

from semantic_layer.model import FieldRole, FieldType
from semantic_layer.model_draft.drafts import DatasetDraft, FieldDraft
from semantic_layer.model_draft.profile import Database, quoted
from semantic_layer.model_draft.vocabulary import Sense, is_id

_MOST_ROWS = 5_000_000  # beyond, looking for a composite key takes too long
_GLANCE = 20_000  # rows that rule most groups out
_MOST_COLUMNS = 9
_NEAR = 0.8  # counts of different values are estimates
_MEASURED = (Sense.FLOW, Sense.BALANCE, Sense.RATE, Sense.COUNTER)


def propose_key(draft: DatasetDraft, database: Database) -> None:
    """Set the primary key, or say that there is none, and what follows from it."""
    table = draft.table
    fit = [
        f for f in draft.fields
        if f.column.name in table.unique and f.type in (FieldType.STRING, FieldType.INTEGER)
        and not (f.is_number and f.sense in _MEASURED)
    ]  # fmt: skip
    named = [f for f in fit if is_id(f.column.name)]
    if table.declared_keys:
        names = [draft.field_of(column) for column in table.declared_keys[0]]
        draft.primary_key = tuple(item.name for item in names if item)
    elif named:
        draft.primary_key = (named[0].name,)
    elif together := composite_key(draft, database, plain=True):
        _take(draft, together)
    elif fit:
        _take(draft, (fit[0],))
    elif together := composite_key(draft, database):
        _take(draft, together)
    elif table.rows:
        _say_no_key(draft, database)
    for name in draft.primary_key:
        item = draft.named(name)
        if item.role in (FieldRole.AMOUNT, FieldRole.BALANCE):
            item.role, item.questions, item.apart = FieldRole.ID, [], "it is part of the key"


def _take(draft: DatasetDraft, key: tuple[FieldDraft, ...]) -> None:
    draft.primary_key = tuple(item.name for item in key)
    named = ", ".join(draft.primary_key)
    several = f"{named} together are unique in the data today; are they the key?"
    draft.questions.append(several if len(key) > 1 else f"{named} is unique in the data today; is it the key?")


def composite_key(draft: DatasetDraft, database: Database, plain: bool = False) -> tuple[FieldDraft, ...]:
    """The smallest group of names, dates and line numbers that is unique; () if none, or the table is large. `plain`:
    only of ids, dates and line numbers."""
    table = draft.table
    if not 1 < table.rows <= _MOST_ROWS:
        return ()
    fit = [
        f for f in draft.fields
        if f.column.filled == table.rows and f.column.distinct > 1 and not (f.is_number and f.sense in _MEASURED)
        and f.type not in (FieldType.DOUBLE, FieldType.DECIMAL, FieldType.BOOLEAN)
    ]  # fmt: skip
    if plain:
        fit = [f for f in fit if f.role in (FieldRole.ID, FieldRole.TIME) or f.sense == Sense.ORDINAL]
    fit = sorted(fit, key=_rank)[:_MOST_COLUMNS]
    for size in range(1, 5):
        for together in combinations(fit, size):
            if prod(item.column.distinct for item in together) < _NEAR**size * table.rows:
                continue
            if size == 1 and together[0].role != FieldRole.TIME:
                continue
            names = [item.column.name for item in together]
            if _is_unique(names, table.relation, min(table.rows, _GLANCE), database) and (
                table.rows <= _GLANCE or _is_unique(names, table.relation, table.rows, database)
            ):
                return together
    return ()


def _rank(item: FieldDraft) -> int:
    """Ids and dates make keys sooner than names, names sooner than numbers; a person's or comment's text last."""
    if item.role == FieldRole.ID:
        return 0
    if item.role == FieldRole.TIME:
        return 1
    return 2 if item.type == FieldType.STRING else 3


def _is_unique(columns: list[str], relation: str, rows: int, database: Database) -> bool:
    listed = ", ".join(quoted(name) for name in columns)
    found = database.rows(
        f"SELECT COUNT(*) FROM (SELECT DISTINCT {listed} FROM (SELECT {listed} FROM {relation} LIMIT {rows}) AS g) AS t"
    )
    return found[0][0] == rows


def _say_no_key(draft: DatasetDraft, database: Database) -> None:
    relation, rows = draft.table.relation, draft.table.rows
    if rows > _MOST_ROWS:
        draft.questions.append("no single column is unique, and groups were not tried: which fields are the key?")
        return
    different = database.rows(f"SELECT COUNT(*) FROM (SELECT DISTINCT * FROM {relation}) AS t")[0][0]
    if different < rows:
        draft.questions.append(
            f"{rows - different} of {rows} rows repeat another one word for word: are they meant? They are counted"
        )
    draft.questions.append("no group of up to four columns is unique: what is a row?")
