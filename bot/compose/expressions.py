"""What a computed column is called: its expression said with the labels of what it is made of.

Role: a query's own tree in, a short name out ("平均订单金额", "Average bill"), so that no alias made by a planner
is shown. Reads names and literals only; evaluates nothing. What no rule can say in words is None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from bot.compose.narrowed import narrowed
from bot.compose.spans import units_in
from bot.compose.wording import AGE_DATASET, dataset_label, field_label, has_words, metric_label, say
from semantic_layer.model import FieldRef, FieldRole, SemanticModel, Unit
from semantic_layer.query import CheckedQuery

_LONGEST = 60
_DEPTH = 12
_PER = re.compile(r"_per_(day|week|month|quarter|year)$")
_MODIFIER = re.compile(r"^(\w+)(?:\((.*)\))?$")
_AGGREGATES = {exp.Sum: "sum_of", exp.Avg: "average_of", exp.Min: "least_of", exp.Max: "most_of"}
_SAME = (exp.Alias, exp.Paren, exp.Cast, exp.TryCast, exp.Nullif, exp.Coalesce, exp.Round)
_AGAINST = {"PRIOR_YEAR": "year", "PRIOR_PERIOD": "period"}
_RANKS = (exp.RowNumber, exp.Rank, exp.DenseRank)
_SIGNS = {exp.Add: " + ", exp.Sub: " − ", exp.Mul: " × ", exp.Div: " ÷ "}


@dataclass(frozen=True, slots=True)
class Called:
    """A name, what narrows it (the values it is filtered by), and whether it is a sum that a product would bracket."""

    base: str
    note: str = ""
    is_sum: bool = False


def expression_names(checked: CheckedQuery, model: SemanticModel, lang: str) -> dict[str, str]:
    """Column → what its expression is called; without those that cannot be said shortly."""
    reader = ExpressionReader(checked, model, lang)
    select = reader.outermost()
    found: dict[str, str] = {}
    if select is None:
        return found
    for item in select.selects:
        called = reader.column(item, select)
        text = reader.text(called) if called is not None else ""
        if text and len(text) <= _LONGEST:
            found[item.alias_or_name] = text
    return found


def modified(name: str, modifier: str, lang: str) -> str:
    """A measure's name under one modifier: "营业收入（上年同期）", "Revenue (last 3 months)"."""
    match = _MODIFIER.match(modifier.strip())
    key, arguments = (match.group(1).lower(), match.group(2) or "") if match else (modifier.lower(), "")
    match key:
        case "trailing":
            count, _, grain = (part.strip() for part in arguments.partition(","))
            grain_word = say(f"grain_{grain.lower()}", lang) if has_words(f"grain_{grain.lower()}", lang) else grain
            return say("trailing", lang, name=name, count=count, grain=grain_word)
        case "filter":
            return say("filtered_by" if arguments else "filtered", lang, name=name, values=arguments)
        case _:
            return say(key, lang, name=name) if has_words(key, lang) else name


class ExpressionReader:
    """Names the expressions of one query."""

    def __init__(self, checked: CheckedQuery, model: SemanticModel, lang: str) -> None:
        self.checked, self.model, self.lang = checked, model, lang
        self.tree = checked.query.tree
        self.blocks: Mapping[str, exp.Expr] = {cte.alias: cte.this for cte in self.tree.find_all(exp.CTE)}

    def outermost(self) -> exp.Select | None:
        return self.tree if isinstance(self.tree, exp.Select) else None

    def name(self, node: exp.Expr, select: exp.Select) -> str:
        """What an expression is called; "" where no rule says it."""
        called = self.call(node, select, _DEPTH)
        return self.text(called) if called is not None else ""

    def unit(self, node: exp.Expr, select: exp.Select, depth: int = _DEPTH) -> Unit | None:
        """The unit of an expression that is one metric, one field, a difference or a growth; None for any other."""
        if isinstance(node, (*_SAME, exp.Filter, exp.Neg, exp.Sum, exp.Max, exp.Min)) and depth:
            return self.unit(node.this, select, depth - 1)
        if isinstance(node, exp.Anonymous) and node.expressions and depth:
            if str(node.this).upper() == "MEASURE":
                metric = self.model.metrics.get(node.expressions[0].name)
                return metric.unit if metric else None
            return self.unit(node.expressions[0], select, depth - 1)
        if isinstance(node, exp.Column) and depth:
            item, block = self._inner(node, select)
            if item is not None and block is not None:
                return self.unit(item.unalias(), block, depth - 1)
            ref = self._field(node)
            return self.model.field(ref).unit if ref is not None else None
        if isinstance(node, exp.Sub) and not isinstance(node.expression, exp.Literal) and depth:
            found = self.unit(node.this, select, depth - 1)
            return Unit("points") if found is not None and found.kind == "percent" else found
        is_rate = isinstance(node, exp.Expr) and (self._growth(node, select, _DEPTH) or self._is_share(node))
        return Unit("percent") if is_rate else None

    def text(self, called: Called) -> str:
        if not called.note:
            return called.base
        return say("filtered_by", self.lang, name=called.base, values=called.note)

    def column(self, item: exp.Expr, select: exp.Select) -> Called | None:
        """One column of the result: an average per unit of time by its unit, else by its expression."""
        node, alias = item.unalias(), item.alias_or_name
        found = self._per_unit(node, alias, select) or self._part_of(node, alias, select)
        return found or self.call(node, select, _DEPTH)

    def call(self, node: exp.Expr, select: exp.Select, depth: int) -> Called | None:
        if depth == 0:
            return None
        if isinstance(node, _SAME):
            return self.call(node.this, select, depth - 1)
        if isinstance(node, exp.Literal):
            return Called(str(node.this))
        if isinstance(node, exp.Neg):
            inner = self.call(node.this, select, depth - 1)
            return inner and Called(f"−{self._side(inner, True)}")
        if isinstance(node, exp.Column):
            return self._named(node, select, depth)
        if isinstance(node, exp.Filter):
            inner = self.call(node.this, select, depth - 1)
            return inner and Called(inner.base, self.narrowed(node))
        if isinstance(node, exp.Anonymous):
            return self._function(node, select, depth)
        if isinstance(node, exp.Count):
            return self._count(node, select)
        if type(node) in _AGGREGATES or isinstance(node, (exp.Median, exp.Window)):
            return self._aggregate(node, select, depth)
        if type(node) in _SIGNS:
            return self._arithmetic(node, select, depth)
        return None

    def narrowed(self, node: exp.Filter) -> str:
        """What a measure's own FILTER leaves of it."""
        return narrowed(node.expression, self._condition_field, self.model, self.lang)

    def _condition_field(self, node: exp.Column) -> FieldRef | None:
        """The field of a condition: also an age field, and a tree by the field that shows its members."""
        if node.table == AGE_DATASET:
            return FieldRef(AGE_DATASET, node.name)
        dataset = self.model.datasets.get(node.table)
        tree = next((one for one in dataset.trees if one.name == node.name), None) if dataset else None
        return FieldRef(node.table, tree.display) if tree is not None else self._field(node)

    def _named(self, node: exp.Column, select: exp.Select, depth: int) -> Called | None:
        """A column of an inner block by its own expression there, a field by its label."""
        item, block = self._inner(node, select)
        if item is not None and block is not None:
            return self.call(item, block, depth - 1)
        ref = self._field(node)
        return Called(field_label(ref, self.model, self.lang)) if ref is not None else None

    def _sources(self, select: exp.Select) -> list[exp.Table]:
        return [source for source in select.find_all(exp.Table) if source.parent_select is select]

    def _inner(self, node: exp.Column, select: exp.Select) -> tuple[exp.Expr | None, exp.Select | None]:
        """The column of an inner block that a name stands for, and that block."""
        for source in self._sources(select):
            block = self.blocks.get(source.name)
            if isinstance(block, exp.Select) and node.table in ("", source.alias_or_name):
                item = next((one for one in block.selects if one.alias_or_name == node.name), None)
                if item is not None:
                    return item, block
        own = next((one for one in select.selects if one.alias == node.name), None) if not node.table else None
        return (own, select) if own is not None and own.unalias() is not node else (None, None)

    def _field(self, node: exp.Column) -> FieldRef | None:
        name, place = node.name, node.table
        if place:
            links = {link.role: link.to_dataset for link in self.model.relationships if link.role}
            dataset = place if place in self.model.datasets else links.get(place, "")
            known = dataset in self.model.datasets and name in self.model.datasets[dataset].fields
            return FieldRef(dataset, name, place if place != dataset else "") if known else None
        found = [FieldRef(d.name, name) for d in self.model.datasets.values() if name in d.fields]
        return found[0] if len(found) == 1 else None

    def _function(self, node: exp.Anonymous, select: exp.Select, depth: int) -> Called | None:
        name = str(node.this).upper()
        first = node.expressions[0] if node.expressions else None
        if first is None:
            return None
        if name == "MEASURE":
            return Called(metric_label(first.name, self.model, self.lang)) if first.name in self.model.metrics else None
        inner = self.call(first, select, depth - 1)
        if inner is None or not has_words(name.lower(), self.lang):
            return None
        if name == "TOTAL":
            return Called(inner.base, inner.note)  # a denominator: what it is the whole of
        arguments = ", ".join(part.sql() for part in node.expressions[1:])
        return Called(modified(inner.base, f"{name}({arguments})", self.lang), inner.note)

    def _count(self, node: exp.Count, select: exp.Select) -> Called | None:
        argument = node.this
        if isinstance(argument, exp.Distinct):
            argument = argument.expressions[0]
        if isinstance(argument, exp.Star):
            name = self._rows(select)
        else:
            name = self._counted(argument)
        return Called(say("count_of", self.lang, name=name) if name else say("count_of_rows", self.lang))

    def _counted(self, node: exp.Expr) -> str:
        ref = self._field(node) if isinstance(node, exp.Column) else None
        if ref is None:
            return dataset_label(node.name, self.model, self.lang) if node.name in self.model.datasets else ""
        if self.model.field(ref).role is FieldRole.ID or ref.field == self.model.datasets[ref.dataset].display:
            return dataset_label(ref.dataset, self.model, self.lang)
        return field_label(ref, self.model, self.lang)

    def _rows(self, select: exp.Select) -> str:
        """What the rows of a block are: the members of its one group key, or the rows of its dataset."""
        for source in select.find_all(exp.Table):
            block = self.blocks.get(source.name)
            keys = block.args.get("group") if block is not None else None
            if keys is not None and len(keys.expressions) == 1:
                return self._counted(keys.expressions[0])
        names = [period.metric for period in self.checked.periods if period.metric in self.model.datasets]
        return dataset_label(names[0], self.model, self.lang) if names else ""

    def _aggregate(self, node: exp.Expr, select: exp.Select, depth: int) -> Called | None:
        if isinstance(node, exp.Window):
            if isinstance(node.this, _RANKS):
                return Called(say("rank", self.lang))
            inner = self.call(node.this.this, select, depth - 1) if isinstance(node.this, exp.Sum) else None
            return inner and Called(say("running", self.lang, name=inner.base), inner.note)
        inner = self.call(node.this, select, depth - 1) if isinstance(node.this, exp.Expr) else None
        if (
            isinstance(node, (exp.Max, exp.Min))
            and isinstance(node.this, exp.Column)
            and self._is_whole(node.this, select)
        ):
            return inner  # the same total on every row
        limit = self._limit(node.this, select) if isinstance(node, exp.Sum) else ""
        if inner and limit:
            return Called(say("sum_of_first", self.lang, name=inner.base, count=limit), inner.note)
        key = _AGGREGATES.get(type(node), "median_of")
        return inner and Called(say(key, self.lang, name=inner.base), inner.note)

    def _is_whole(self, node: exp.Column, select: exp.Select) -> bool:
        """Whether a column stands for a TOTAL of an inner block."""
        item, block = self._inner(node, select)
        if item is None or block is None:
            return False
        inner = item.unalias()
        if isinstance(inner, exp.Column):
            return inner is not node and self._is_whole(inner, block)
        return isinstance(inner, exp.Anonymous) and str(inner.this).upper() == "TOTAL"

    def _limit(self, node: exp.Expr, select: exp.Select) -> str:
        """How many rows the inner block of a column keeps; "" where it keeps all."""
        block = self._inner(node, select)[1] if isinstance(node, exp.Column) else None
        limit = block.args.get("limit") if block is not None and block is not select else None
        return str(limit.expression.name) if isinstance(limit, exp.Limit) else ""

    def _per_unit(self, node: exp.Expr, alias: str, select: exp.Select) -> Called | None:
        """`MEASURE(m) / 3` where the range holds three whole months: m a month."""
        told = _PER.search(alias)
        asked = self.checked.asked
        if not (isinstance(node, exp.Div) and isinstance(node.expression, exp.Literal) and asked):
            return None
        count = str(node.expression.this)
        grain = told.group(1) if told else "month"
        known = units_in(asked.start, asked.end, grain) if self.model.calendar.pattern == "month" else None
        if known is None and not told:
            return None
        if known is not None and str(known) != count:
            return None
        inner = self.call(node.this, select, _DEPTH)
        word = say(f"grain_{grain}", self.lang)
        return inner and Called(say("per_unit", self.lang, name=inner.base, grain=word), inner.note)

    def _part_of(self, node: exp.Expr, alias: str, select: exp.Select) -> Called | None:
        """A quotient that the query calls a share, of two amounts of one unit: the one as share of the other."""
        if not (isinstance(node, exp.Div) and alias.endswith("_share")):
            return None
        left, right = (self.call(part, select, _DEPTH) for part in (node.this, node.expression))
        if left is None or right is None or left.base == right.base or left.is_sum or right.is_sum:
            return None
        units = [self.unit(part, select) for part in (node.this, node.expression)]
        if units[0] is None or units[0] != units[1]:
            return None
        return Called(say("share_of", self.lang, part=self.text(left), name=self.text(right)))

    def _arithmetic(self, node: exp.Expr, select: exp.Select, depth: int) -> Called | None:
        growth = self._growth(node, select, depth)
        if growth:
            return Called(growth)
        left, right = (self.call(part, select, depth - 1) for part in (node.this, node.expression))
        if left is None or right is None:
            return None
        if left.base == right.base:
            if isinstance(node, exp.Div) and not right.note:
                if left.note:
                    return Called(say("share_of", self.lang, part=left.note, name=left.base))
                return Called(say("share", self.lang, name=left.base)) if self._is_share(node) else None
            if isinstance(node, exp.Sub):
                between = f"{left.note} − {right.note}" if left.note and right.note else ""
                return Called(say("difference_of", self.lang, name=left.base), between)
        joined = isinstance(node, (exp.Add, exp.Sub))
        sides = [self._side(part, not joined) for part in (left, right)]
        return Called(_SIGNS[type(node)].join(sides), is_sum=joined)

    def _growth(self, node: exp.Expr, select: exp.Select, depth: int) -> str:
        """`m / PRIOR_x(m) - 1`, or `m - PRIOR_x(m)`, by the words for it; "" for anything else."""
        is_rate = isinstance(node, exp.Sub) and isinstance(node.expression, exp.Literal) and node.expression.name == "1"
        pair = node.this.unnest() if is_rate else node
        if not isinstance(pair, exp.Div if is_rate else exp.Sub) or depth == 0:
            return ""
        before = pair.expression.unnest()
        before = before.this if isinstance(before, exp.Nullif) else before
        against = _AGAINST.get(str(before.this).upper()) if isinstance(before, exp.Anonymous) else None
        now = self.call(pair.this, select, depth - 1) if against else None
        return say(f"{'growth' if is_rate else 'change'}_{against}", self.lang, name=self.text(now)) if now else ""

    def _is_share(self, node: exp.Expr) -> bool:
        return isinstance(node, exp.Div) and any(
            str(one.this).upper() == "TOTAL" for one in node.expression.find_all(exp.Anonymous)
        )

    def _side(self, called: Called, is_factor: bool) -> str:
        text = self.text(called)
        return f"({text})" if is_factor and called.is_sum else text
