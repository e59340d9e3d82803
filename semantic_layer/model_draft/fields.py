"""Columns → fields of a draft: type, role, label, list of values, and the questions their names leave open."""

from __future__ import annotations

import re

from semantic_layer.loader.reserved import name_fault, usable_name
from semantic_layer.model import FieldRole, FieldType
from semantic_layer.model_draft import vocabulary as says
from semantic_layer.model_draft.drafts import DATES, NUMBERS, DatasetDraft, FieldDraft
from semantic_layer.model_draft.labels import label_of, singular, without_suffix
from semantic_layer.model_draft.profile import ColumnProfile, TableProfile, quoted
from semantic_layer.model_draft.vocabulary import Sense

_OWN = 0.5  # a name that so many rows share a part of is another thing's name
_STEPS = 20  # so few different values are a scale rather than amounts
_ROLES = {
    Sense.ID: FieldRole.ID,
    Sense.RATE: FieldRole.RATE,
    Sense.BALANCE: FieldRole.BALANCE,
    Sense.COUNTER: FieldRole.BALANCE,
}


def propose_fields(table: TableProfile, currency: str) -> list[FieldDraft]:
    """A field for each column of a type that a model can hold."""
    taken: set[str] = set()
    return [_field(column, table, currency, taken) for column in table.columns if column.type is not None]


def _field(column: ColumnProfile, table: TableProfile, currency: str, taken: set[str]) -> FieldDraft:
    name = usable_name(column.name, taken)
    kind = column.type or FieldType.STRING
    plain = column.name if column.name.isascii() and not name_fault(column.name) else quoted(column.name)
    item = FieldDraft(name, column, kind, FieldRole.CATEGORY, label_of(column.name), says.sense_of(column.name))
    item.expression = "" if plain == name else plain
    _read_text(item, plain)
    if item.is_number:
        item.sense = Sense.RATE if column.number_text == "percent" else _by_contents(item)
    item.role = _role(item)
    if item.is_number and item.sense in (Sense.FLOW, Sense.BALANCE):
        _ask_unit(item, currency)
    if item.role == FieldRole.CATEGORY and item.type == FieldType.STRING and table.rows >= 5 * column.distinct:
        item.values = column.values
    return item


def _read_text(item: FieldDraft, plain: str) -> None:
    """Months, days and numbers that are written as text or digits."""
    column, kind = item.column, item.type
    if column.day_text:
        item.expression, item.type = _day_expression(plain), FieldType.DATE
        item.questions.append(f"{column.name} holds days as {kind.value}s; they are read as dates")
    elif column.month_text and not says.is_id(column.name):
        item.expression, item.type = _month_expression(plain), FieldType.DATE
        item.questions.append(
            f"{column.name} holds months as {kind.value}s; they are read as the first day of the month"
        )
    elif column.number_text and not says.is_id(column.name):
        item.expression, item.type = _number_expression(plain, column.number_text == "percent"), FieldType.DECIMAL
        item.questions.append(f"{column.name} holds {column.number_text}s as text; they are read as decimals")


def _number_expression(column: str, is_percent: bool) -> str:
    """¥1,234.50 → 1234.50, (5) → -5, 12.5% → 0.125."""
    signed = f"REGEXP_REPLACE(REPLACE({column}, '−', '-'), '^\\s*[(](.*)[)]\\s*$', '-\\1')"
    number = f"TRY_CAST(REGEXP_REPLACE({signed}, '[^0-9.-]', '', 'g') AS DECIMAL(18, 4))"
    return f"({number} / 100)" if is_percent else number


def _month_expression(column: str) -> str:
    text = f"CAST({column} AS VARCHAR), '^\\s*(\\d{{4}})\\D?(\\d{{1,2}})'"
    parts = [f"CAST(REGEXP_EXTRACT({text}, {place}) AS INTEGER)" for place in (1, 2)]
    return f"MAKE_DATE({', '.join(parts)}, 1)"


def _day_expression(column: str) -> str:
    text = f"CAST({column} AS VARCHAR), '^\\s*(\\d{{4}})\\D?(\\d{{1,2}}?)\\D?(\\d{{1,2}})\\D?\\s*$'"
    parts = [f"CAST(REGEXP_EXTRACT({text}, {place}) AS INTEGER)" for place in (1, 2, 3)]
    return f"MAKE_DATE({', '.join(parts)})"


def _by_contents(item: FieldDraft) -> Sense:
    """What the numbers themselves say beside the name."""
    column, sense = item.column, item.sense
    in_unit = column.least is not None and column.most is not None and column.least >= 0 and column.most <= 1
    if in_unit and not column.whole and sense in (Sense.UNKNOWN, Sense.FLOW):
        return Sense.RATE  # a discount of 0.15 is a share, whatever its name
    percents = column.least is not None and column.most is not None and column.least >= 0 and column.most <= 100
    if percents and column.distinct <= _STEPS and says.may_be_percent(column.name):
        return Sense.RATE  # a few steps up to 100, such as 6, 9 and 13
    if item.type == FieldType.INTEGER and sense == Sense.UNKNOWN:
        last = says.tokens(item.column.name)[-1:] or [""]
        plural = len(last[0]) > 3 and last[0].isascii() and last[0].endswith("s") and not last[0].endswith(("ss", "us"))
        return Sense.FLOW if plural else Sense.UNKNOWN
    return sense


def _role(item: FieldDraft) -> FieldRole:
    if item.type in DATES:
        return FieldRole.TIME
    if item.type == FieldType.BOOLEAN:
        return FieldRole.FLAG
    if item.type == FieldType.STRING:
        return FieldRole.ID if item.sense == Sense.ID else FieldRole.CATEGORY
    if item.sense == Sense.ORDINAL and item.type == FieldType.INTEGER:
        return FieldRole.CATEGORY
    return _ROLES.get(item.sense, FieldRole.AMOUNT)


def _ask_unit(item: FieldDraft, currency: str) -> None:
    if says.is_money(item.column.name) and item.type in NUMBERS:
        item.unit = currency
        item.questions.append(f"is {item.name} money in {currency}, and net or gross of tax?")
    else:
        item.unit = "none" if item.type != FieldType.INTEGER else ""
        item.questions.append(f"what does {item.name} count, and may it be added up?")


def settle_display(draft: DatasetDraft) -> None:
    """The field that stands for a row: a name, else the key."""
    rows = draft.table.rows
    named = [
        f for f in draft.fields
        if f.type == FieldType.STRING and says.is_name(f.column.name) and f.column.distinct >= _OWN * rows
    ]  # fmt: skip
    whose = {singular(says.subject(draft.table.name)), *(_stem(name) for name in draft.primary_key), ""}
    own = [f for f in named if _stem(f.name) in whose] if len(draft.primary_key) < 2 else []
    draft.display = own[0].name if own else (draft.primary_key[0] if len(draft.primary_key) == 1 else "")
    for item in own[:1]:
        item.role, item.values = FieldRole.NAME, ()
    _name_others(draft, rows)


def _stem(name: str) -> str:
    """What a key or name is of: customer of customer_name and customer_key, "" of name and full_name."""
    text = re.sub(
        r"(^|_)(name|title|mc|xm|id|no|nr|code|key|num|number|bh|dm)$|(名称|姓名|名|编号|编码|代码|号)$", "", name
    )
    return "" if text.lower() in ("full", "first", "last", "display") else text.lower()


def _name_others(draft: DatasetDraft, rows: int) -> None:
    """门店 means 门店名称 where it stands in another thing's table; its code only where there is no name."""
    others = [
        f for f in draft.fields
        if f.type == FieldType.STRING and f.name != draft.display and f.name not in draft.primary_key
        and f.column.distinct < rows
    ]  # fmt: skip
    taken: set[str] = set()
    for item in sorted(others, key=lambda f: not says.is_name(f.column.name)):
        words = without_suffix(item.label)
        if (says.is_name(item.column.name) or says.is_id(item.column.name)) and not taken & set(words):
            item.synonyms = words
            taken |= set(words)
