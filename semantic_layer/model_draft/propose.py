"""From a profile to a proposal: datasets, fields, keys, relationships and metrics, with the questions they leave open.

Role: second step of a draft; judgement by names and contents, each guess marked. Names are kept as the database
has them where semantic SQL can write them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import combinations
from math import prod

from semantic_layer.loader.reserved import name_fault, usable_name
from semantic_layer.model import FieldRole, FieldType
from semantic_layer.model_draft.profile import ColumnProfile, Database, TableProfile, quoted

_ID = re.compile(r"(^|_)(id|no|nr|num|number|code|key|sku|uuid|guid)$|编号$|编码$|代码$|号$|号码$", re.IGNORECASE)
_NAME = re.compile(r"(^|_)(name|title)$|名称$|姓名$|^名$", re.IGNORECASE)
_RATE = re.compile(r"(^|_)(rate|ratio|price|pct|percent|percentage|discount)$|率$|单价$|比例$", re.IGNORECASE)
_BALANCE = re.compile(r"balance|on_hand|outstanding|余额|结存|库存", re.IGNORECASE)
_MONEY = re.compile(
    r"amount|amt|total|revenue|cost|price|fee|tax|net|gross|balance|budget|payment|paid|salary"
    r"|金额|价|费|款|额|成本|收入|税|预算",
    re.IGNORECASE,
)
_SEVERAL_BOOKS = re.compile(
    r"scenario|version|ledger|book|currency|curr$|ccy|type_of_amount|币种|货币|版本|账套|场景", re.IGNORECASE
)
_NO_QUANTITY = re.compile(
    r"(^|_)(year|quarter|month|week|day|level|rank|line|seq|sequence|sort|order|version)(_no)?$|年$|月$|序号$",
    re.IGNORECASE,
)
_PARENT = re.compile(r"(^|_)parent|^上级|^父", re.IGNORECASE)
_MONTHLY = re.compile(r"month|period|月|期间", re.IGNORECASE)
_MAIN_DATE = ("date", "day", "日期", "时间", "month", "月份", "期间")
_MOST_ROWS = 2_000_000  # beyond, looking for a composite key takes too long
NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.DOUBLE)
DATES = (FieldType.DATE, FieldType.TIMESTAMP)


@dataclass(slots=True)
class FieldDraft:
    name: str
    column: ColumnProfile
    type: FieldType
    role: FieldRole
    expression: str = ""  # "" = the name
    unit: str = ""
    values: tuple[str, ...] = ()
    questions: list[str] = field(default_factory=list)


@dataclass(slots=True)
class DatasetDraft:
    name: str
    table: TableProfile
    fields: list[FieldDraft]
    primary_key: tuple[str, ...] = ()  # field names
    display: str = ""
    time_field: str = ""
    time_grain: str = ""
    parent: str = ""  # the field that holds the key of the row above
    questions: list[str] = field(default_factory=list)

    def field_of(self, column: str) -> FieldDraft | None:
        return next((item for item in self.fields if item.column.name == column), None)


def propose_datasets(tables: tuple[TableProfile, ...], currency: str, database: Database) -> list[DatasetDraft]:
    """A dataset for each table that has a usable column."""
    taken: set[str] = set()
    drafts = [_dataset(table, currency, taken, database) for table in tables]
    return [draft for draft in drafts if draft.fields]


def _dataset(table: TableProfile, currency: str, taken: set[str], database: Database) -> DatasetDraft:
    name = usable_name(table.name, taken)
    names: set[str] = set()
    fields = [_field(column, table, currency, names) for column in table.columns if column.type is not None]
    draft = DatasetDraft(name, table, fields)
    if not table.rows:
        draft.questions.append("the table is empty; should it be here?")
    _propose_key(draft, database)
    _propose_time(draft)
    _settle_keys(draft)
    _propose_tree(draft)
    named = [f for f in fields if f.type == FieldType.STRING and _NAME.search(spoken(f.column.name))]
    own = [f for f in named if not f.values] or named
    draft.display = own[0].name if own else (draft.primary_key[0] if len(draft.primary_key) == 1 else "")
    for item in own[:1]:
        item.role = FieldRole.NAME
        item.values = ()
    return draft


def spoken(column: str) -> str:
    """A column's name with its words joined by _, as the patterns expect them.

    >>> spoken("List price"), spoken("listPrice")
    ('list_price', 'list_price')
    """
    return re.sub(r"\W+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column)).lower()


def _field(column: ColumnProfile, table: TableProfile, currency: str, taken: set[str]) -> FieldDraft:
    name = usable_name(column.name, taken)
    kind = column.type or FieldType.STRING
    plain = column.name if column.name.isascii() and not name_fault(column.name) else quoted(column.name)
    item = FieldDraft(name, column, kind, _role(column, kind), "" if plain == name else plain)
    if column.month_text and not _ID.search(spoken(column.name)):
        item.expression = _month_expression(plain)
        item.type, item.role = FieldType.DATE, FieldRole.TIME
        item.questions.append(
            f"{column.name} holds months as {kind.value}s; they are read as the first day of the month"
        )
    elif column.number_text:
        item.expression = f"TRY_CAST(REPLACE({plain}, ',', '') AS DECIMAL(18, 2))"
        item.type, item.role = FieldType.DECIMAL, _role(column, FieldType.DECIMAL)
        item.questions.append(f"{column.name} holds numbers as text; they are read as decimals")
    if item.role in (FieldRole.AMOUNT, FieldRole.BALANCE) and item.type != FieldType.INTEGER:
        if _MONEY.search(spoken(column.name)):
            item.unit = currency
            item.questions.append(f"is {name} money in {currency}, and net or gross of tax?")
        else:
            item.questions.append(f"what does {name} count, and may it be added up?")
    elif item.role == FieldRole.AMOUNT and item.type == FieldType.INTEGER:
        item.questions.append(f"may {name} be added up? If it only names something, say role: id or category")
    if item.role == FieldRole.CATEGORY and item.type == FieldType.STRING and table.rows >= 5 * column.distinct:
        item.values = column.values
    if _SEVERAL_BOOKS.search(spoken(column.name)) and 1 < column.distinct <= 12:
        usual = column.values[0] if column.values else "…"
        item.questions.append(
            f"{name} takes {column.distinct} values: may rows of different ones be added up? If not: pinned: {usual}"
        )
    return item


def _month_expression(column: str) -> str:
    digits = f"REGEXP_REPLACE(CAST({column} AS VARCHAR), '[^0-9]', '', 'g')"
    return f"CAST(SUBSTRING({digits}, 1, 4) || '-' || SUBSTRING({digits}, 5, 2) || '-01' AS DATE)"


def _role(column: ColumnProfile, kind: FieldType) -> FieldRole:
    if kind in DATES:
        return FieldRole.TIME
    if kind == FieldType.BOOLEAN:
        return FieldRole.FLAG
    if _ID.search(spoken(column.name)):
        return FieldRole.ID
    if kind == FieldType.STRING:
        return FieldRole.CATEGORY
    if kind == FieldType.INTEGER and _NO_QUANTITY.search(spoken(column.name)):
        return FieldRole.CATEGORY
    if _RATE.search(spoken(column.name)):
        return FieldRole.RATE
    return FieldRole.BALANCE if _BALANCE.search(spoken(column.name)) else FieldRole.AMOUNT


def _propose_key(draft: DatasetDraft, database: Database) -> None:
    table = draft.table
    fit = [f for f in draft.fields if f.column.name in table.unique and f.type in (FieldType.STRING, FieldType.INTEGER)]
    named = [f for f in fit if _ID.search(spoken(f.column.name))]
    if table.declared_keys:
        names = [draft.field_of(column) for column in table.declared_keys[0]]
        draft.primary_key = tuple(item.name for item in names if item)
    elif named or fit:
        chosen = (named or fit)[0]
        draft.primary_key = (chosen.name,)
        if not named:
            draft.questions.append(f"{chosen.name} is unique in the data today; is it the key?")
    elif together := _composite_key(draft, database):
        draft.primary_key = tuple(item.name for item in together)
        draft.questions.append(
            f"{', '.join(draft.primary_key)} together are unique in the data today; are they the key?"
        )
    elif table.rows:
        draft.questions.append("nothing is unique: what is a row, and which fields together are its key?")


def _composite_key(draft: DatasetDraft, database: Database) -> tuple[FieldDraft, ...]:
    """The first two or three names and dates that are unique together; () if none, or the table is large."""
    table = draft.table
    roles = (FieldRole.ID, FieldRole.TIME, FieldRole.CATEGORY)
    fit = [f for f in draft.fields if f.role in roles and f.column.filled == table.rows > 1 and f.column.distinct > 1]
    if table.rows > _MOST_ROWS:
        return ()
    for size in (2, 3):
        for together in combinations(fit[:6], size):
            if prod(item.column.distinct for item in together) < table.rows:
                continue
            columns = ", ".join(quoted(item.column.name) for item in together)
            found = database.rows(f"SELECT COUNT(*) FROM (SELECT DISTINCT {columns} FROM {table.relation}) AS t")
            if found[0][0] == table.rows:
                return together
    return ()


def _settle_keys(draft: DatasetDraft) -> None:
    """A whole number that is the key is no amount."""
    for item in draft.fields:
        if item.name in draft.primary_key and item.role == FieldRole.AMOUNT:
            item.role, item.questions = FieldRole.ID, []


def _propose_tree(draft: DatasetDraft) -> None:
    """A field that names a parent and is of the key's type makes a tree."""
    key = next((f for f in draft.fields if draft.primary_key == (f.name,)), None)
    above = [f for f in draft.fields if _PARENT.search(f.column.name) and key and f.type == key.type and f is not key]
    if key and above and above[0].column.filled:
        draft.parent = above[0].name
        draft.questions.append(f"{draft.parent} seems to hold the {key.name} of the row above; is it a tree?")
        if above[0].role == FieldRole.AMOUNT:
            above[0].role, above[0].questions = FieldRole.ID, []


def _propose_time(draft: DatasetDraft) -> None:
    dates = [item for item in draft.fields if item.type in DATES and item.column.filled]
    if not dates:
        return
    chosen = min(dates, key=lambda item: (_date_rank(item, draft), draft.fields.index(item)))
    draft.time_field = chosen.name
    column = chosen.column
    is_series = draft.table.rows >= 2 * column.distinct or _MONTHLY.search(spoken(column.name))
    if column.month_text or ((column.month_ends or column.month_starts) and is_series):
        draft.time_grain = "month"
    if len(dates) > 1:
        others = ", ".join(item.name for item in dates if item is not chosen)
        draft.questions.append(f"counted by {chosen.name}; or by {others}?")
    if draft.time_grain:
        draft.questions.append(
            "one row a month: are the amounts of the month (role: amount) or balances at its end (role: balance)?"
        )


def _date_rank(item: FieldDraft, draft: DatasetDraft) -> int:
    """Lower is likelier the date of the event: date of the table itself, then any date, then due dates and stamps."""
    name = item.column.name.lower()
    stem = singular(draft.table.name.lower())
    if any(
        word in name for word in ("due", "expire", "update", "modif", "creat", "birth", "到期", "更新", "创建", "生日")
    ):
        return 3
    if name.startswith(stem) or name in _MAIN_DATE:
        return 0
    return 1 if item.type == FieldType.DATE and any(word in name for word in _MAIN_DATE) else 2


def singular(name: str) -> str:
    """The name of one row, for English table names.

    >>> [singular(word) for word in ("orders", "categories", "addresses", "status")]
    ['order', 'category', 'address', 'status']
    """
    if name.endswith("ies"):
        return name[:-3] + "y"
    if name.endswith(("sses", "xes", "ches")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us")) else name
