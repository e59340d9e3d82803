"""Checking a detail query (rule 23): rows of one anchor dataset with the fields that are many-to-one from it.

Errors: NO_ANCHOR (nothing reaches all that is named), FAN_OUT (two datasets would multiply each other's rows),
NO_TIME_AXIS, DENIED_DETAIL.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.access.rights import Rights
from semantic_layer.checks.conditions import (
    all_refs_of,
    exists_of,
    filter_of,
    literal_problems,
    refs_of,
    row_conditions,
)  # fmt: skip
from semantic_layer.checks.exists import dataset_of, exists_problems
from semantic_layer.checks.facts import Facts
from semantic_layer.checks.outputs import default_name
from semantic_layer.checks.pins import Pins
from semantic_layer.checks.plan import Detail, Leaf, Use
from semantic_layer.checks.reach import anchors_of, closed_datasets, denied_datasets, reach_problem
from semantic_layer.checks.times import Times
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.formula import time_field_of
from semantic_layer.metrics.grammar import is_period
from semantic_layer.metrics.scalar import text_of, walk_down
from semantic_layer.model import FieldRef, FieldRole, Layer, Unit
from semantic_layer.parse.canonical import conjuncts, period_range
from semantic_layer.parse.shapes import grain_of
from semantic_layer.periods import Calendar
from semantic_layer.query import Column, DateRange, Filter, MeasurePeriod


class DetailChecker:
    """Checks one detail block."""

    def __init__(self, select: exp.Select, index: ModelIndex, layer: Layer, rights: Rights, calendar: Calendar) -> None:
        self.select = select
        self.index = index
        self.layer = layer
        self.rights = rights
        self.calendar = calendar
        self.facts = Facts(adhoc=True)
        period = period_range(select.args.get("where"))
        self.facts.issues.extend(period.issues)
        self.asked = DateRange(period.start, period.end) if period.given else None
        self.facts.asked = self.asked
        self.conditions = row_conditions(period.rest, index, self.facts.issues)
        self.periods: tuple[MeasurePeriod, ...] = ()

    def check(self) -> Detail | None:
        """The resolved detail query; None where there are issues."""
        items = [node.this if isinstance(node, exp.Alias) else node for node in self.select.expressions]
        order = self.select.args.get("order")
        ordered = order.expressions if order else []
        qualify = self.select.args.get("qualify")
        self.facts.fields = self._fields([*items, *ordered, *([qualify] if qualify is not None else [])])
        for item in items:
            self.facts.issues.extend(literal_problems(item, self.index))
        anchor = self._anchor()
        if self.select.args.get("limit") and not ordered:
            self.facts.report(IssueCode.LIMIT_WITHOUT_ORDER)
        if anchor is None:
            return None
        leaf = self._pinned(anchor)
        self._reachable(anchor)
        self._rights_ok(anchor)
        start, end = self._range(leaf, items)
        if self.facts.issues:
            return None
        names = self._names(items)
        texts = [text_of(item) for item in items]
        limit, offset = self.select.args.get("limit"), self.select.args.get("offset")
        return Detail(
            anchor=anchor,
            outputs=tuple(zip(names, items, strict=True)),
            columns=tuple(self._column(name, item) for name, item in zip(names, items, strict=True)),
            conditions=self.conditions,
            own=leaf.conditions,
            time_field=leaf.time_field,
            start=start,
            end=end,
            order=tuple(
                (
                    node.this,
                    bool(node.args.get("desc")),
                    names[texts.index(text_of(node.this))] if text_of(node.this) in texts else "",
                )
                for node in ordered
            ),
            qualify=tuple(conjuncts(qualify.this)) if qualify is not None else (),
            limit=int(limit.expression.name) if limit is not None else None,
            offset=int(offset.expression.name) if offset is not None else None,
            distinct=bool(self.select.args.get("distinct")),
        )

    def _fields(self, trees: list[exp.Expr]) -> list[FieldRef]:
        found: dict[FieldRef, None] = {}
        for tree in trees:
            found.update(dict.fromkeys(refs_of(tree, self.index)))
        for condition in self.conditions:
            found.update(dict.fromkeys(condition.refs))
        return list(found)

    def _anchor(self) -> str | None:
        refs = self.facts.fields
        anchors = anchors_of(self.index, refs)
        if anchors:
            return anchors[0]
        named = list(dict.fromkeys(ref.dataset for ref in refs))
        tops = [n for n in named if not any(o != n and self.index.graph.reaches(o, n) for o in named)]
        ambiguous = [
            problem
            for ref in refs
            for top in tops[:1]
            if len(tops) == 1 and (problem := reach_problem(self.index, top, ref, "")[0]) is not None
        ]
        if ambiguous:
            self.facts.issues.extend(found for found in ambiguous if found not in self.facts.issues)
        elif len(tops) > 1 and self._meet(tops):
            self.facts.report(IssueCode.FAN_OUT, datasets=tuple(tops), fields=tuple(str(ref) for ref in refs))
        else:
            self.facts.report(IssueCode.NO_ANCHOR, fields=tuple(str(ref) for ref in refs), text="")
        return None

    def _meet(self, tops: list[str]) -> bool:
        """Two of the datasets share a third: joining them there would multiply rows."""
        names = self.index.model.datasets
        return any(all(self.index.graph.reaches(top, name) for top in tops) for name in names)

    def _pinned(self, anchor: str) -> Leaf:
        time_field = time_field_of(self.index.model, anchor, None)
        leaf = Leaf(anchor, "COUNT_ROWS", None, "", (), (), time_field, "flow", "")
        pins = Pins(self.index, self.conditions, frozenset(self.facts.fields))
        leaf = pins.of(leaf)
        self.facts.issues.extend(pins.issues)
        for condition in self.conditions:
            found = filter_of(condition.tree, self.index)
            if found is not None:
                self.facts.filters.append(found)
        for ref, value in pins.applied.items():
            self.facts.note(issue(IssueCode.PIN_APPLIED, field=str(ref), value=value))
            self.facts.filters.append(Filter(ref, "=", (value,), "", "pin"))
        return leaf

    def _reachable(self, anchor: str) -> None:
        for ref in self.facts.fields:
            problem, note = reach_problem(self.index, anchor, ref, "")
            self.facts.note(note)
            if problem is not None and problem not in self.facts.issues:
                self.facts.issues.append(problem)

    def _rights_ok(self, anchor: str) -> None:
        if not self.rights.detail:
            self.facts.report(IssueCode.DENIED_DETAIL, dataset=anchor)
        inside = [ref for condition in self.conditions for ref in all_refs_of(condition.tree, self.index)]
        for ref in dict.fromkeys([*self.facts.fields, *inside]):
            if not self.rights.may_use_field(ref):
                self.facts.report(IssueCode.DENIED_FIELD, field=str(ref))
        datasets = [anchor]
        for condition in self.conditions:
            for node in exists_of(condition.tree):
                datasets.append(dataset_of(node))
                self.facts.issues.extend(exists_problems(node, self.index, anchor))
        self.facts.issues += closed_datasets(self.index, self.rights, datasets, self.facts.issues)
        self.facts.issues.extend(denied_datasets(self.index, self.rights, dict.fromkeys(datasets)))

    def _range(self, leaf: Leaf, items: list[exp.Expr]):
        uses_period = any(is_period(node) for item in items for node in walk_down(item))
        if self.asked is None and not (uses_period and leaf.time_field is None):
            return None, None
        times = Times(self.layer, self.calendar, self.asked, "")
        span = times.span([Use(leaf)]) if leaf.time_field else issue(IssueCode.NO_TIME_AXIS, metric=leaf.dataset)
        if isinstance(span, Issue):
            self.facts.issues.append(span)
            return None, None
        reach = times.reach(Use(leaf))
        complete = span.asked_end is None or (span.end is not None and span.end >= span.asked_end)
        closed = reach.closed is None or span.end is None or span.end <= reach.closed
        if not complete:
            self.facts.note(
                issue(IssueCode.DATA_ENDS_EARLIER, metric=leaf.dataset, end=span.end, asked_end=span.asked_end)
            )
        name, field = leaf.dataset, str(leaf.time_field)
        self.periods = (MeasurePeriod("", name, field, span.start, span.end, span.asked_end, complete, closed),)
        return span.start, span.end

    def _names(self, items: list[exp.Expr]) -> list[str]:
        found: list[str] = []
        for node, item in zip(self.select.expressions, items, strict=True):
            name = node.alias if isinstance(node, exp.Alias) else default_name(item, grain_of(item))
            number = 2
            plain = name
            while name.lower() in {other.lower() for other in found}:
                name, number = f"{plain}_{number}", number + 1
            found.append(name)
        return found

    def _column(self, name: str, item: exp.Expr) -> Column:
        if grain_of(item):
            return Column(name, "detail", grain=grain_of(item))
        ref = refs_of(item, self.index)[0] if isinstance(item, exp.Column) and item.table else None
        declared = self.index.field(ref) if ref else None
        if declared is None:
            return Column(name, "computed")
        unit = declared.unit if declared.convert is None else Unit()  # rows stand in their own currencies
        return Column(name, "detail", unit, ref, id_like=declared.role is FieldRole.ID)
