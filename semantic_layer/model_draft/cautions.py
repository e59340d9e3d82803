"""What would make a sum wrong, found in the rows: several books side by side, voided rows, rows that are totals, both
directions in one column, amounts of a header repeated on each line, counters, several units.

Role: pins, conditions and reasons to leave a sum out, each with its question. Nothing here widens what is drafted.
"""

from __future__ import annotations

import re

from semantic_layer.model import FieldRole, FieldType
from semantic_layer.model_draft import vocabulary as says
from semantic_layer.model_draft.drafts import DatasetDraft, FieldDraft
from semantic_layer.model_draft.profile import Database, quoted
from semantic_layer.model_draft.vocabulary import Sense

_MOST_ROWS = 5_000_000
_FEW = 12
_NO_CHANCE = 3  # so many different amounts
_REPEATED = 0.3  # so many rows must share their header with another one


def take_care(draft: DatasetDraft, currency: str, database: Database) -> None:
    """Add pins, conditions, and the reasons why sums are left out."""
    if not draft.table.rows:
        return
    for item in draft.fields:
        _books(draft, item, currency)
        _status(draft, item)
        _void_flag(draft, item, database)
        _total_rows(draft, item, database)
    sums = [f for f in draft.fields if f.is_number and f.role in (FieldRole.AMOUNT, FieldRole.BALANCE)]
    _directions(draft, sums, database)
    _units(draft, sums)
    _lines(draft, sums)
    if draft.table.rows <= _MOST_ROWS:
        _repeats(draft, sums, database)
        _counters(draft, sums, database)


def _listed(values: tuple[str, ...], most: int = 6) -> str:
    shown = ", ".join(values[:most])
    return f"{shown}, …" if len(values) > most else shown


def _books(draft: DatasetDraft, item: FieldDraft, currency: str) -> None:
    """Scenarios, versions, ledgers and currencies are never added together: one is pinned."""
    values = item.column.values
    if not says.is_books(item.column.name) or len(values) < 2 or item.type != FieldType.STRING:
        if says.is_books(item.column.name) and item.column.distinct > 1 and not item.is_number:
            item.questions.append(f"may rows of different {item.name} be added up? If not, pin one: pinned: …")
        return
    if item.name in draft.primary_key and len(draft.primary_key) == 1:
        return
    own = currency if currency in values and says.is_currency(item.column.name) else ""
    item.pinned = own or says.usual_book(values) or values[0]
    item.values = values
    item.questions.append(
        f"{item.name} holds {_listed(values)}; never added together. Unless asked otherwise, {item.pinned}: right?"
    )


def _status(draft: DatasetDraft, item: FieldDraft) -> None:
    values = item.column.values
    void = tuple(value for value in values if says.is_void_value(value))
    if item.type != FieldType.STRING or not values or len(values) < 2 or item.pinned:
        if says.is_status(item.column.name) and 1 < item.column.distinct <= _FEW and not item.pinned:
            item.questions.append(f"which values of {item.name} mean void or cancelled? Leave those out by a filter")
        return
    if void and len(void) < len(values):
        left = ", ".join(_literal(value) for value in void)
        column = f"{draft.name}.{item.name}"
        if len(void) == 1:
            draft.conditions.append(f"{column} IS DISTINCT FROM {left}")
        else:
            draft.conditions.append(f"({column} NOT IN ({left}) OR {column} IS NULL)")
        item.questions.append(
            f"rows with {_listed(void)} are left out of the metrics below: right? All: {_listed(values)}"
        )
    elif says.is_status(item.column.name):
        item.questions.append(f"{item.name} holds {_listed(values)}: do rows of all of them count?")


def _void_flag(draft: DatasetDraft, item: FieldDraft, database: Database) -> None:
    if not says.is_void_flag(item.column.name) or item.column.distinct != 2:
        return
    column, field = quoted(item.column.name), f"{draft.name}.{item.name}"
    if item.type == FieldType.BOOLEAN:
        condition = f"{field} IS DISTINCT FROM TRUE"
        marked = f"{item.name} = true"
    else:
        usual, rare = item.column.values[:2] if len(item.column.values) == 2 else ("", "")
        if usual in ("0", "N", "n", "否", "F", "false"):
            condition = f"{field} IS DISTINCT FROM {rare if item.is_number else _literal(rare)}"
            marked = f"{item.name} = {rare}"
        else:
            item.questions.append(
                f"which value of {item.name} marks rows that do not count? Leave those out by a filter"
            )
            return
    (rows,) = database.rows(f"SELECT COUNT(*) FROM {draft.table.relation} WHERE {column} IS NOT NULL")[0]
    draft.conditions.append(condition)
    item.questions.append(f"rows with {marked} (of {rows}) are left out of the metrics below: right?")


def _total_rows(draft: DatasetDraft, item: FieldDraft, database: Database) -> None:
    """A row that is the total of others would be counted again."""
    if item.type != FieldType.STRING:
        return
    column = quoted(item.column.name)
    written = [form for word in says.TOTAL_WORDS for form in (word, word.capitalize(), word.title(), word.upper())]
    words = ", ".join(_literal(word) for word in dict.fromkeys(written))
    found = database.rows(
        f"SELECT DISTINCT {column} FROM {draft.table.relation} WHERE {column} IN ({words}) ORDER BY 1"
    )
    for (value,) in found:
        draft.conditions.append(f"{draft.name}.{item.name} IS DISTINCT FROM {_literal(value)}")
        item.questions.append(
            f"rows where {item.name} is {value} seem to be totals of others, and are left out: right?"
        )


def _directions(draft: DatasetDraft, sums: list[FieldDraft], database: Database) -> None:
    for item in draft.fields:
        pair = says.opposites(item.column.name, item.column.values)
        for amount in sums if pair else ():
            column, kind = amount.sql, f"LOWER(TRIM({quoted(item.column.name)}))"
            words = ", ".join(_literal(word) for word in sorted(pair))
            signs = database.rows(
                f"SELECT {kind}, SUM({column}) < 0 FROM {draft.table.relation} WHERE {kind} IN ({words}) GROUP BY 1"
            )
            if len({sign for _, sign in signs}) == 1:
                shown = " and ".join(sorted(pair))
                amount.apart = f"{item.name} tells {shown} apart, both of one sign; which is added, which taken off?"


def _units(draft: DatasetDraft, sums: list[FieldDraft]) -> None:
    for item in draft.fields:
        values = item.column.values
        short = all(len(value) <= 8 for value in values)
        if says.is_unit_column(item.column.name) and item.type == FieldType.STRING and len(values) > 1 and short:
            for amount in sums:
                if not amount.unit or amount.unit == "none":
                    amount.apart = f"{item.name} holds {_listed(values)}: numbers of different units are not added up"


def _lines(draft: DatasetDraft, sums: list[FieldDraft]) -> None:
    """Rows of different accounts or indicators: a total over all of them means something only where they are alike."""
    for item in draft.fields:
        alike = says.holds_one_kind(draft.table.name) or item.column.distinct < 2
        names = item.type == FieldType.STRING or item.role == FieldRole.ID
        if says.mixes_lines(item.column.name, draft.table.name) and not alike and names:
            for amount in sums:
                amount.apart = (
                    f"rows are of {item.column.distinct} different {item.name}; may they be added up? "
                    "If only some: add a filter"
                )


def _repeats(draft: DatasetDraft, sums: list[FieldDraft], database: Database) -> None:
    """An amount that is the same on all rows of a header is the header's, written on each of its lines: where the lines
    are of one date, bear the header's name, or differ in another amount. Else it is charged again and again."""
    rows = draft.table.rows
    heads = [
        f for f in draft.fields
        if f.role in (FieldRole.ID, FieldRole.NAME) and (f.name,) != draft.primary_key and 2 <= f.column.distinct < rows
    ]  # fmt: skip
    for head in heads:
        dated = [draft.named(draft.time_field)] if draft.time_field else []
        alike = _same_on_all(draft, head, [*sums, *dated], database)
        same = [item for item in sums if item.name in alike and item.column.distinct >= _NO_CHANCE]
        if not same:
            continue
        stem = re.sub("_?(id|no|code|key|number|编号|编码|代码|号码|号)$", "", says.spoken(head.column.name))
        once = all(item.name in alike for item in dated)
        others = [item for item in sums if item not in same and item.column.distinct > 1]
        for amount in same:
            named = len(stem) > 1 and stem in says.spoken(amount.column.name)
            if not amount.apart and (once or named or others):
                amount.apart = f"it repeats on all rows of one {head.name}; summed it would count several times"


def _same_on_all(draft: DatasetDraft, head: FieldDraft, items: list[FieldDraft], database: Database) -> set[str]:
    """The fields that are the same on all rows of each header, in enough headers of several rows to be no chance."""
    if not items:
        return set()
    inner = ", ".join(f"COUNT({f.sql}) AS n{i}, COUNT(DISTINCT {f.sql}) AS k{i}" for i, f in enumerate(items))
    outer = ", ".join(
        f"COALESCE(SUM(n{i}) FILTER (WHERE n{i} > 1), 0), COUNT(*) FILTER (WHERE k{i} > 1)" for i in range(len(items))
    )
    groups, *found = database.rows(
        f"SELECT COUNT(*), {outer} FROM (SELECT {inner} FROM {draft.table.relation}"
        f" WHERE {head.sql} IS NOT NULL GROUP BY {head.sql}) AS g"
    )[0]
    pairs = zip(items, found[::2], found[1::2], strict=True)
    enough = _REPEATED * draft.table.rows
    return {item.name for item, shared, differing in pairs if not differing and shared >= enough and groups >= 3}


def _counters(draft: DatasetDraft, sums: list[FieldDraft], database: Database) -> None:
    """A number that never falls from date to date for any member runs on, as a meter does, whatever its name."""
    if not draft.time_field or says.is_plan(draft.table.name):
        return
    day = draft.named(draft.time_field).sql
    members = [draft.named(name) for name in draft.primary_key if name != draft.time_field]
    if draft.time_field not in draft.primary_key:
        members = [f for f in draft.fields if f.role == FieldRole.ID and (f.name,) != draft.primary_key][:3]
    window = f"ORDER BY {day}"
    if members:
        window = f"PARTITION BY {', '.join(quoted(f.column.name) for f in members)} {window}"
    for amount in sums:
        if amount.apart or amount.sense == Sense.BALANCE:
            continue
        column = amount.sql
        steps, risen, fallen = database.rows(
            f"SELECT COUNT(step), COUNT(*) FILTER (WHERE step > 0), COUNT(*) FILTER (WHERE step < 0) FROM"
            f" (SELECT {column} - LAG({column}) OVER ({window}) AS step FROM {draft.table.relation}"
            f" WHERE {column} IS NOT NULL) AS s"
        )[0]
        if steps >= (6 if draft.is_snapshot else 100) and not fallen and risen >= 0.5 * steps:
            amount.apart = "it never falls from one date to the next, as a running total does"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
