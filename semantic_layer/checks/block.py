"""Checking one aggregate block: keys, measures, conditions, dates, joins, pins, rights.

Role: turns a SELECT over the model into a `Block` and the facts the card needs. Collects every Issue it can.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from semantic_layer.access.rights import Rights
from semantic_layer.checks.conditions import exists_of, filter_of, literal_problems, refs_of, row_conditions
from semantic_layer.checks.contradictions import contradictions
from semantic_layer.checks.exists import dataset_of
from semantic_layer.checks.facts import Facts
from semantic_layer.checks.lower import Lowered, Lowering, Scope, anchors_of
from semantic_layer.checks.pins import Pins
from semantic_layer.checks.plan import Block, Constant, Key, Ordering, Output, Use, used
from semantic_layer.checks.reach import closed_datasets, denied_datasets, is_bridged, shared_fields
from semantic_layer.checks.sets import MAX_SETS, grouping_sets, has_sets, variant
from semantic_layer.checks.settle import Settling
from semantic_layer.checks.times import Times
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.grammar import GRAINS, anonymous_name, is_measure, is_period
from semantic_layer.metrics.scalar import text_of, walk_down
from semantic_layer.model import FieldRef, FieldRole, Layer, MetricKind
from semantic_layer.parse.canonical import conjuncts, period_range
from semantic_layer.parse.query import grouped
from semantic_layer.parse.shapes import grain_of
from semantic_layer.periods import Calendar
from semantic_layer.query import Column, DateRange, Filter, MeasurePeriod


def is_aggregate_block(select: exp.Select) -> bool:
    """The block groups or measures; otherwise it is a detail query."""
    if select.args.get("group"):
        return True
    clauses = [*select.expressions, select.args.get("having"), select.args.get("order")]
    for clause in clauses:
        if clause is None:
            continue
        for node in walk_down(clause, prune=(exp.Window,)):
            if is_measure(node):
                return True
            if isinstance(node, exp.Window) and any(
                anonymous_name(part) for part in walk_down(node) if is_measure(part)
            ):
                return True
    return False


def default_name(node: exp.Expr, grain: str) -> str:
    """The name of a column that was given none."""
    if grain:
        return "period_start"
    if isinstance(node, exp.Column):
        return node.name
    words: list[str] = []
    while True:
        name = anonymous_name(node)
        if isinstance(node, exp.Filter):
            node = node.this
        elif name == "MEASURE":
            return "_".join([node.expressions[0].name, *words])
        elif name and name not in ("COUNT_ROWS", "PERIOD_DAYS") and node.expressions:
            words.append(name.lower())
            node = node.expressions[0]
        elif name:
            return {"COUNT_ROWS": "count", "PERIOD_DAYS": "days"}.get(name, "value")
        elif isinstance(node, exp.AggFunc):
            inner = node.find(exp.Column)
            return f"{node.sql_name().lower()}_{inner.name}" if inner is not None else "value"
        else:
            return "value"


def overlapping(lowered: Lowered) -> Lowered:
    """A measure over groups that share rows: its values may not be added up."""
    return lowered if lowered.kind is None else replace(lowered, kind=MetricKind.NON_ADDITIVE)


class BlockChecker:
    """Checks one aggregate block."""

    def __init__(self, select: exp.Select, index: ModelIndex, layer: Layer, rights: Rights, calendar: Calendar) -> None:
        self.select = select
        self.index = index
        self.layer = layer
        self.rights = rights
        self.calendar = calendar
        self.facts = Facts()
        period = period_range(select.args.get("where"))
        self.facts.issues.extend(period.issues)
        self.asked = DateRange(period.start, period.end) if period.given else None
        self.facts.asked = self.asked
        self.conditions = row_conditions(period.rest, index, self.facts.issues)

    def check(self) -> Block | None:
        """The resolved block; None where there are issues."""
        return self.check_sets() if has_sets(self.select) else self.check_one()

    def check_sets(self) -> Block | None:
        """One block a grouping set; the fullest says what the columns are."""
        sets = grouping_sets(self.select)
        windows = any(isinstance(node, exp.Window) for node in walk_down(self.select))
        if windows or len(sets) > MAX_SETS or self.select.args.get("qualify"):
            self.facts.report(IssueCode.FORBIDDEN_SYNTAX, name="GROUPING SETS")
            return None
        full = tuple(dict.fromkeys(text for texts in sets for text in texts))
        names = self.names()
        found: list[Block] = []
        for texts in dict.fromkeys([full, *sets]):
            select = variant(self.select, texts, full)
            checker = BlockChecker(select, self.index, self.layer, self.rights, self.calendar)
            block = checker.check_one()
            if block is not None:
                block = replace(
                    block, outputs=tuple(replace(o, name=n) for o, n in zip(block.outputs, names, strict=True))
                )
                found.append(block)
            if texts == full:
                self.facts = checker.facts
            self.facts.issues.extend(item for item in checker.facts.issues if item not in self.facts.issues)
        if self.facts.issues:
            return None
        main = found[0]
        kept = [block for block, texts in zip(found, dict.fromkeys([full, *sets]), strict=True) if texts in sets]
        order = self.order_by_output(names)
        limit = self.select.args.get("limit")
        if limit is not None and not order:
            self.facts.report(IssueCode.LIMIT_WITHOUT_ORDER)
        return replace(
            main, parts=tuple(kept), order=order, limit=int(limit.expression.name) if limit is not None else None
        )

    def order_by_output(self, names: list[str]) -> tuple[Ordering, ...]:
        """ORDER BY of a block with grouping sets: result columns only."""
        order = self.select.args.get("order")
        texts = [text_of(node) for node in self.items()]
        found: list[Ordering] = []
        for ordered in order.expressions if order else ():
            text = text_of(ordered.this)
            if text not in texts:
                self.facts.report(IssueCode.FORBIDDEN_SYNTAX, name=f"ORDER BY {text}")
                continue
            found.append(Ordering(Constant("NULL"), bool(ordered.args.get("desc")), names[texts.index(text)]))
        return tuple(found)

    def check_one(self) -> Block | None:
        """A block with one set of keys."""
        keys = self.keys()
        time_keys = [key for key in keys if key.grain]
        if len(time_keys) > 1:
            self.facts.report(IssueCode.FORBIDDEN_SYNTAX, name=" + ".join(key.text for key in time_keys))
        lowering = Lowering(
            self.index,
            {key.text: position for position, key in enumerate(keys)},
            {key.text: "time" if key.grain else "row" for key in keys},
            named=self.datasets_named(keys),
            overlapping=tuple(key.text for key in keys if self.overlaps(key)),
        )
        items = [(node, lowering.lower(node, Scope())) for node in self.items()]
        having = self.having(lowering, keys)
        qualify = [lowering.lower(part, Scope()) for part in self.parts("qualify")]
        orders = self.orders(lowering)
        if not lowering.uses and not lowering.issues:
            self.presence(lowering, keys)
        self.facts.issues.extend(lowering.issues)
        if not lowering.issues:
            found = contradictions(self.index, lowering.metrics, self.conditions, lowering.uses)
            self.facts.issues.extend(item for item in found if item not in self.facts.issues)
        self.facts.metrics = lowering.metrics
        self.facts.adhoc = lowering.adhoc
        self.fill_groups(lowering, keys)
        self.pin(lowering, keys)
        self.rights_ok(lowering, keys)
        if self.facts.issues:
            return None
        return self.settled(keys, lowering, items, having, qualify, orders)

    # ---- parts

    def items(self) -> list[exp.Expr]:
        return [node.this if isinstance(node, exp.Alias) else node for node in self.select.expressions]

    def parts(self, clause: str) -> list[exp.Expr]:
        holder = self.select.args.get(clause)
        return conjuncts(holder.this) if holder is not None else []

    def keys(self) -> list[Key]:
        found: dict[str, Key] = {}
        nodes = grouped(self.select)
        if not nodes and self.select.args.get("distinct"):
            nodes = [node for node in self.items() if not any(is_measure(part) for part in walk_down(node))]
        for node in nodes:
            text = text_of(node)
            if text in found:
                continue
            if any(is_measure(part) or isinstance(part, exp.Window) for part in walk_down(node)):
                self.facts.report(IssueCode.NOT_GROUPED, field=text)
                continue
            grain = grain_of(node)
            if grain and grain not in GRAINS:
                self.facts.report(IssueCode.UNKNOWN_GRAIN, grain=grain, allowed=GRAINS)
                continue
            self.facts.issues.extend(literal_problems(node, self.index))
            uses_period = not grain and any(is_period(part) for part in walk_down(node))
            found[text] = Key(f"k{len(found) + 1}", node, refs_of(node, self.index), grain, text, uses_period)
        return list(found.values())

    def datasets_named(self, keys: list[Key]) -> tuple[str, ...]:
        """The datasets in the query, for COUNT(*) (rule 29)."""
        named = {ref.dataset for key in keys for ref in key.refs}
        named |= {ref.dataset for condition in self.conditions for ref in condition.refs}
        for node in walk_down(self.select, prune=(exp.Exists,)):
            if isinstance(node, exp.Column) and node.table:
                ref = self.index.find(node.table, node.name)
                named |= {ref.dataset} if isinstance(ref, FieldRef) else set()
        if not named and len(self.index.model.datasets) == 1:
            named = set(self.index.model.datasets)
        return tuple(sorted(named))

    def having(self, lowering: Lowering, keys: list[Key]) -> list[Lowered]:
        found: list[Lowered] = []
        key_texts = {key.text for key in keys}
        for part in self.parts("having"):
            has_measure = any(is_measure(node) for node in walk_down(part))
            inside = {id(c) for m in walk_down(part) if is_measure(m) for c in walk_down(m)}
            others = [
                node
                for node in walk_down(part)
                if isinstance(node, exp.Column) and id(node) not in inside and text_of(node) not in key_texts
            ]
            if not has_measure:
                self.facts.report(IssueCode.ROW_CONDITION_IN_HAVING, text=text_of(part))
            elif others:
                self.facts.report(IssueCode.MIXED_CONDITION, text=text_of(part))
            else:
                found.append(lowering.lower(part, Scope()))
        return found

    def orders(self, lowering: Lowering) -> list[tuple[Lowered, bool, str]]:
        order = self.select.args.get("order")
        found: list[tuple[Lowered, bool, str]] = []
        texts = [text_of(node) for node in self.items()]
        for ordered in order.expressions if order else ():
            node = ordered.this
            if is_period(node):
                node = next((key for key in self.items() if grain_of(key)), node)
            text = text_of(node)
            named = texts.index(text) if text in texts else -1
            lowered = lowering.lower(node, Scope())
            found.append((lowered, bool(ordered.args.get("desc")), str(named) if named >= 0 else ""))
        if self.select.args.get("limit") and not found:
            self.facts.report(IssueCode.LIMIT_WITHOUT_ORDER)
        return found

    def presence(self, lowering: Lowering, keys: list[Key]) -> None:
        """A block without a measure lists the values of its keys: those of the rows of their one anchor."""
        refs = [ref for key in keys for ref in key.refs]
        anchors = anchors_of(self.index, refs)
        if len(anchors) != 1:
            self.facts.report(IssueCode.NO_ANCHOR, fields=tuple(str(ref) for ref in refs), text="GROUP BY")
            return
        lowering.lower(exp.Anonymous(this="COUNT_ROWS", expressions=[exp.var(anchors[0])]), Scope())
        lowering.adhoc = True

    @staticmethod
    def fill_groups(lowering: Lowering, keys: list[Key]) -> None:
        """Where only totals are asked for, the groups they stand beside are those of their own rows (rule 18)."""
        texts = {key.text for key in keys}
        if texts and lowering.uses and all(use.total is not None and not texts <= use.total for use in lowering.uses):
            lowering.uses += [replace(use, total=None) for use in lowering.uses]

    def overlaps(self, key: Key) -> bool:
        """Groups of chosen tree members may hold each other; those of a signed tree do not add up to the rows."""
        for node in walk_down(key.tree):
            name = anonymous_name(node)
            if name == "TREE_MEMBER":
                return True
            if name == "TREE_LEVEL":
                column = node.expressions[0]
                found = self.index.tree(column.table, column.name)
                return found is not None and bool(found[1].sign or found[1].weight)
        return False

    # ---- pins and rights

    def pin(self, lowering: Lowering, keys: list[Key]) -> None:
        grouped_fields = frozenset(ref for key in keys for ref in key.refs)
        pins = Pins(self.index, self.conditions, grouped_fields)
        pinned: list[Use] = []
        for use in lowering.uses:
            kept = None
            if use.total is not None:
                kept = frozenset(ref for key in keys if key.text in use.total for ref in key.refs)
            pinned.append(replace(use, leaf=pins.of(use.leaf, kept)))
        lowering.uses[:] = pinned
        self.facts.issues.extend(pins.issues)
        for ref, value in pins.applied.items():
            self.facts.note(issue(IssueCode.PIN_APPLIED, field=str(ref), value=value))
            self.facts.filters.append(Filter(ref, "=", (value,), "", "pin"))

    def rights_ok(self, lowering: Lowering, keys: list[Key]) -> None:
        for name in lowering.metrics:
            if not self.rights.may_use_metric(name):
                self.facts.report(IssueCode.DENIED_METRIC, metric=name)
        self.fields(lowering, keys)
        for ref in self.facts.fields:
            if ref.field and not self.rights.may_use_field(ref) and ref.dataset in self.index.model.datasets:
                self.facts.report(IssueCode.DENIED_FIELD, field=str(ref))
        datasets = dict.fromkeys(use.leaf.dataset for use in lowering.uses)
        for use in lowering.uses:
            if use.leaf.open_items is not None:
                datasets.setdefault(use.leaf.open_items.applied)
        asides = [use.leaf.dataset for use in lowering.uses if not use.leaf.metric]
        for condition in self.conditions:
            for node in exists_of(condition.tree):
                datasets.setdefault(dataset_of(node))
                asides.append(dataset_of(node))
        self.facts.issues += closed_datasets(self.index, self.rights, asides, self.facts.issues)
        asked = [ref for key in keys for ref in key.refs] + [ref for c in self.conditions for ref in c.refs]
        for name in list(datasets):
            for ref in asked:
                way = self.index.bridged(name, ref) if is_bridged(self.index, name, ref) else None
                if way is not None:
                    datasets.setdefault(way[1].from_dataset)
        for found in denied_datasets(self.index, self.rights, datasets):
            if found not in self.facts.issues:
                self.facts.issues.append(found)

    def fields(self, lowering: Lowering, keys: list[Key]) -> None:
        """Every field the asker named, and the filters as the card says them."""
        named: dict[FieldRef, None] = {}
        for key in keys:
            named.update(dict.fromkeys(key.refs))
        for node in walk_down(self.select):
            if isinstance(node, exp.Column) and node.table:
                ref = self.index.find(node.table, node.name)
                if isinstance(ref, FieldRef):
                    named.setdefault(ref)
        named.update(dict.fromkeys(lowering.adhoc_fields))
        self.facts.fields = list(named)
        for condition in self.conditions:
            found = filter_of(condition.tree, self.index)
            if found is not None:
                self.facts.filters.append(found)
        for use in lowering.uses:
            for part in use.leaf.extra:
                found = filter_of(part, self.index, scope=use.leaf.metric or use.leaf.dataset)
                if found is not None and found not in self.facts.filters:
                    self.facts.filters.append(found)

    # ---- dates and slots

    def settled(
        self,
        keys: list[Key],
        lowering: Lowering,
        items: list[tuple[exp.Expr, Lowered]],
        having: list[Lowered],
        qualify: list[Lowered],
        orders: list[tuple[Lowered, bool, str]],
    ) -> Block | None:
        grain = next((key.grain for key in keys if key.grain), "")
        times = Times(self.layer, self.calendar, self.asked, grain)
        settling = Settling(self.index, times, keys, lowering.uses, self.conditions, self.facts)
        nodes = [lowered.node for _, lowered in items]
        nodes += [lowered.node for lowered in (*having, *qualify)] + [lowered.node for lowered, _, _ in orders]
        settled = settling.all(nodes)
        if self.facts.issues:
            self.facts.issues = [self.offering(found, lowering) for found in self.facts.issues]
            return None
        if settling.bridged or any(self.overlaps(key) for key in keys):
            items = [(node, overlapping(lowered)) for node, lowered in items]
        names = self.names()
        outputs = [
            Output(name, node, self.column(name, keys, expression, lowered))
            for name, node, (expression, lowered) in zip(names, settled, items, strict=False)
        ]
        rest = settled[len(items) :]
        ordering = tuple(
            Ordering(node, descending, names[int(named)] if named else "")
            for node, (_, descending, named) in zip(rest[len(having) + len(qualify) :], orders, strict=True)
        )
        limit, offset = self.select.args.get("limit"), self.select.args.get("offset")
        block = Block(
            keys=tuple(keys),
            slots=tuple(settling.slots),
            outputs=tuple(outputs),
            conditions=self.conditions,
            having=tuple(rest[: len(having)]),
            qualify=tuple(rest[len(having) : len(having) + len(qualify)]),
            order=ordering,
            limit=int(limit.expression.name) if limit is not None else None,
            offset=int(offset.expression.name) if offset is not None else None,
            spine=settling.spine,
        )
        return self.with_periods(block, items, settling)

    def offering(self, found: Issue, lowering: Lowering) -> Issue:
        """An issue about a field that not all measures share, with fields they do share."""
        if found.code is not IssueCode.FIELD_NOT_SHARED:
            return found
        datasets = [use.leaf.dataset for use in lowering.uses]
        candidates = shared_fields(self.index, datasets, self.rights, str(found.params.get("field", "")))
        return issue(found.code, **found.params, candidates=candidates) if candidates else found

    def names(self) -> list[str]:
        found: list[str] = []
        for node in self.select.expressions:
            is_alias = isinstance(node, exp.Alias)
            name = node.alias if is_alias else default_name(node, grain_of(node))
            if name.lower() in {other.lower() for other in found}:
                if is_alias:
                    self.facts.report(IssueCode.DUPLICATE_NAME, name=name)
                number = 2
                while f"{name}_{number}".lower() in {other.lower() for other in found}:
                    number += 1
                name = f"{name}_{number}"
            found.append(name)
        return found

    def column(self, name: str, keys: list[Key], node: exp.Expr, lowered: Lowered) -> Column:
        key = next((key for key in keys if key.text == text_of(node)), None)
        if key is not None and key.grain:
            return Column(name, "time", grain=key.grain)
        if key is not None:
            ref = key.refs[0] if isinstance(key.tree, exp.Column) and key.refs else None
            declared = self.index.field(ref) if ref else None
            is_id = declared is not None and declared.role is FieldRole.ID
            return Column(name, "group", declared.unit if declared else Column(name, "group").unit, ref, id_like=is_id)
        is_plain = is_measure(node) and bool(lowered.metric)
        return Column(
            name,
            "measure" if is_plain else "computed",
            lowered.unit,
            metric=lowered.metric,
            modifiers=lowered.modifiers,
            kind=lowered.kind,
            better=lowered.better,
            is_growth=lowered.is_growth,
            is_share=lowered.is_share,
        )

    def with_periods(self, block: Block, items: list[tuple[exp.Expr, Lowered]], settling: Settling) -> Block:
        periods: list[MeasurePeriod] = []
        as_of: list[tuple[str, int]] = []
        for output, (_, lowered) in zip(block.outputs, items, strict=True):
            uses = used(lowered.node)
            if not uses:
                continue
            found = settling.period_of(output.name, lowered, uses)
            periods.append(found)
            slot = settling.placed[uses[0]]
            if not block.slots[slot].cells:
                continue
            if all(block.slots[settling.placed[use]].leaf.nature == "snapshot" for use in uses):
                as_of.append((output.name, slot))
        return replace(block, periods=tuple(periods), as_of=tuple(as_of))
