"""Checking one aggregate block: keys, measures, conditions, dates, joins, pins, rights.

Role: turns a SELECT over the model into a `Block` and the facts the card needs. Collects every Issue it can.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from semantic_layer.access.rights import Rights
from semantic_layer.checks.admit import ask_rights, pin_measures
from semantic_layer.checks.conditions import literal_problems, refs_of, row_conditions
from semantic_layer.checks.contradictions import contradictions
from semantic_layer.checks.facts import Facts
from semantic_layer.checks.leaves import Leaves
from semantic_layer.checks.lower import Lowering
from semantic_layer.checks.lowered import Lowered, LoweredBlock, Measured, Scope
from semantic_layer.checks.outputs import names_of
from semantic_layer.checks.plan import Block, Constant, Key, Ordering
from semantic_layer.checks.reach import anchors_of
from semantic_layer.checks.resolve import resolved
from semantic_layer.checks.sets import MAX_SETS, grouping_sets, has_sets, variant
from semantic_layer.checks.times import Times
from semantic_layer.issues import IssueCode
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.grammar import GRAINS, anonymous_name, is_measure, is_period
from semantic_layer.metrics.scalar import text_of, walk_down
from semantic_layer.model import FieldRef, Layer
from semantic_layer.parse.canonical import conjuncts, period_range
from semantic_layer.parse.query import grouped
from semantic_layer.parse.shapes import grain_of
from semantic_layer.periods import Calendar
from semantic_layer.query import DateRange


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
        names = names_of(self.select, self.facts)
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
        block = self.lowered(keys)
        measured = block.measured
        self.facts.issues.extend(measured.issues)
        if not measured.issues:
            found = contradictions(self.index, measured.metrics, self.conditions, measured.uses)
            self.facts.issues.extend(item for item in found if item not in self.facts.issues)
        self.facts.metrics = measured.metrics
        self.facts.adhoc = measured.adhoc
        self.fill_groups(block)
        pin_measures(block, self.index, self.facts)
        ask_rights(block, self.index, self.rights, self.facts)
        if self.facts.issues:
            return None
        times = Times(self.layer, self.calendar, self.asked, next((key.grain for key in keys if key.grain), ""))
        return resolved(block, self.index, times, self.rights, self.facts)

    def lowered(self, keys: list[Key]) -> LoweredBlock:
        """The block with every expression lowered; what is wrong with one is among the issues of `measured`."""
        measured = Measured()
        overlapping = tuple(key.text for key in keys if self.overlaps(key))
        lowering = Lowering(
            Leaves(self.index, self.datasets_named(keys), measured),
            {key.text: position for position, key in enumerate(keys)},
            {key.text: "time" if key.grain else "row" for key in keys},
            overlapping,
        )
        items = tuple((node, lowering.lower(node, Scope())) for node in self.items())
        having = tuple(self.having(lowering, keys))
        qualify = tuple(lowering.lower(part, Scope()) for part in self.parts("qualify"))
        orders = tuple(self.orders(lowering))
        if not measured.uses and not measured.issues:
            self.presence(lowering, keys)
        return LoweredBlock(
            self.select, tuple(keys), self.conditions, measured, items, having, qualify, orders, overlapping
        )

    # ---- parts

    def items(self) -> list[exp.Expr]:
        """The expressions of SELECT, without their names."""
        return [node.this if isinstance(node, exp.Alias) else node for node in self.select.expressions]

    def parts(self, clause: str) -> list[exp.Expr]:
        """The ANDed conditions of a clause ("having" or "qualify")."""
        holder = self.select.args.get(clause)
        return conjuncts(holder.this) if holder is not None else []

    def keys(self) -> list[Key]:
        """The group keys, each once; those of SELECT DISTINCT where nothing is grouped."""
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
        """HAVING lowered: conditions on measures; one on rows, or on both at once, is an issue."""
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

    def orders(self, lowering: Lowering) -> list[tuple[Lowered, bool, int | None]]:
        """ORDER BY as (lowered, descending, its place in SELECT if it stands there too)."""
        order = self.select.args.get("order")
        found: list[tuple[Lowered, bool, int | None]] = []
        texts = [text_of(node) for node in self.items()]
        for ordered in order.expressions if order else ():
            node = ordered.this
            if is_period(node):
                node = next((key for key in self.items() if grain_of(key)), node)
            text = text_of(node)
            place = texts.index(text) if text in texts else None
            found.append((lowering.lower(node, Scope()), bool(ordered.args.get("desc")), place))
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
        lowering.measured.adhoc = True

    @staticmethod
    def fill_groups(block: LoweredBlock) -> None:
        """Where only totals are asked for, the groups they stand beside are those of their own rows (rule 18)."""
        texts, uses = {key.text for key in block.keys}, block.measured.uses
        if texts and uses and all(use.total is not None and not texts <= use.total for use in uses):
            uses += [replace(use, total=None) for use in uses]

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
