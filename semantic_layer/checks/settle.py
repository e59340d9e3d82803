"""Settling: every use of a leaf gets its dates, its keys and the proof of its joins.

Role: turns uses into slots, each once, and rewrites expressions to name slots. Also says which period each result
column stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlglot import exp

from semantic_layer.checks.conditions import exists_of, refs_of
from semantic_layer.checks.exists import exists_problems
from semantic_layer.checks.facts import Facts
from semantic_layer.checks.lowered import Lowered
from semantic_layer.checks.plan import (
    Arithmetic,
    Cell,
    Condition,
    Constant,
    Days,
    Filled,
    Growth,
    Key,
    KeyRef,
    Leaf,
    Node,
    Other,
    Slot,
    SlotRef,
    Use,
    ignored,
    used,
)  # fmt: skip
from semantic_layer.checks.reach import is_bridged, reach_problem
from semantic_layer.checks.times import Span, Times, lacks_history, splits_unit
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.scalar import text_of
from semantic_layer.model import FieldRef
from semantic_layer.periods import Grain
from semantic_layer.query import MeasurePeriod


def leaf_text(leaf: Leaf) -> str:
    """A text that is equal for leaves that compute the same."""
    parts = [leaf.dataset, leaf.function, leaf.quantile, leaf.nature, str(leaf.time_field), str(leaf.open_items)]
    parts += [str(leaf.carry), text_of(leaf.argument) if leaf.argument is not None else ""]
    parts += sorted(text_of(node) for node in leaf.conditions)
    parts += ["|", *sorted(text_of(node) for node in leaf.extra), *sorted(leaf.ignore)]
    return "\x1f".join(parts)


class Settling:
    """Works out the slots of one block."""

    def __init__(
        self,
        index: ModelIndex,
        times: Times,
        keys: Sequence[Key],
        uses: Sequence[Use],
        conditions: Sequence[Condition],
        facts: Facts,
    ) -> None:
        self.index = index
        self.times = times
        self.keys = keys
        self.uses = uses
        self.conditions = conditions
        self.facts = facts
        self.slots: list[Slot] = []
        self.spine: tuple[date, ...] = ()
        self.bridged = False  # groups overlap: nothing over them may be added up
        self.placed: dict[int, int] = {}  # use -> slot
        self.spans: dict[int, Span] = {}  # use -> span
        self._texts: dict[tuple[object, ...], int] = {}
        self._time_key = next((position for position, key in enumerate(keys) if key.grain), None)

    def all(self, nodes: Sequence[Node]) -> list[Node]:
        """Settle every expression; the same trees with slots for uses."""
        spans: list[Span] = []
        for node in nodes:
            uses = used(node)
            span = self.times.span([self.uses[use] for use in uses]) if uses else None
            if isinstance(span, Issue):
                self._report(span)
            elif span is not None:
                spans.append(span)
                self.spans.update(dict.fromkeys(uses, span))
        for position, use in enumerate(self.uses):
            self._reach(use)
            if position not in self.spans:
                span = self.times.span([use])
                self._report(span) if isinstance(span, Issue) else self.spans.update({position: span})
                spans += [] if isinstance(span, Issue) else [span]
        if self.facts.issues:
            return []
        spine = self.times.spine(spans)
        if isinstance(spine, Issue):
            self._report(self._of_metric(spine))
            return []
        self.spine = spine
        for position, use in enumerate(self.uses):
            span = self._bounded(self.spans[position], spans)
            needed = self.times.cells(span, use.modifiers, timed=True)
            if isinstance(needed, Issue):
                self._report(self._of_metric(needed, use))
            else:
                self._place(position, use, span)
        return [] if self.facts.issues else [self._rewritten(node, self._span_of(node, spans)) for node in nodes]

    def _span_of(self, node: Node, spans: list[Span]) -> Span | None:
        uses = used(node)
        if not uses and not spans:
            return None
        return self._bounded(self.spans[uses[0]] if uses else spans[0], spans)

    def _of_metric(self, found: Issue, use: Use | None = None) -> Issue:
        """The issue with the metric it is about."""
        use = use or next(iter(self.uses), None)
        if use is None or "metric" in found.params:
            return found
        return issue(found.code, metric=use.leaf.metric or use.leaf.dataset, **found.params)

    def _report(self, found: Issue) -> None:
        if found not in self.facts.issues:
            self.facts.issues.append(found)

    # ---- joins

    def _reach(self, use: Use) -> None:
        leaf = use.leaf
        name = leaf.metric or leaf.dataset
        asked: list[FieldRef] = []
        self._part_of_date(use)
        for key in self.keys:
            if ignored(leaf, key.refs):
                for ref in key.refs:
                    self.facts.note(issue(IssueCode.FIELD_IGNORED, metric=name, field=str(ref)))
            elif use.total is None or key.text in use.total:
                asked += self._one_side(leaf, key.refs)
                self.bridged = self.bridged or any(is_bridged(self.index, leaf.dataset, ref) for ref in key.refs)
        for condition in self.conditions:
            if ignored(leaf, condition.refs):
                for ref in condition.refs:
                    self.facts.note(issue(IssueCode.FIELD_IGNORED, metric=name, field=str(ref)))
            else:
                asked += self._one_side(leaf, condition.refs)
                for node in exists_of(condition.tree):
                    for problem in exists_problems(node, self.index, leaf.dataset):
                        self._report(problem)
        wanted: list[FieldRef] = []
        parts = [*leaf.conditions, *leaf.extra, *([leaf.argument] if leaf.argument is not None else [])]
        for part in parts:
            wanted += refs_of(part, self.index)
        wanted += [leaf.time_field] if leaf.time_field else []
        for refs, bridge in ((asked, True), (wanted, False)):
            for ref in dict.fromkeys(refs):
                has_age = leaf.nature == "open_items"
                problem, note = reach_problem(self.index, leaf.dataset, ref, name, has_age, bridge)
                self.facts.note(note)
                if problem is not None:
                    self._report(problem)

    def _part_of_date(self, use: Use) -> None:
        """A balance stands at one date; by a part of dates across units (EXTRACT) it would be one group's alone."""
        for key in self.keys if use.leaf.nature != "flow" else ():
            if key.uses_period and (use.total is None or key.text in use.total):
                part = key.tree.this.name.lower() if isinstance(key.tree, exp.Extract) else ""
                grain = part if part in ("year", "quarter", "month", "week", "day") else ""
                remedy = {"remedy": f"DATE_TRUNC('{grain}', period)"} if grain else {}
                self._report(issue(IssueCode.FORBIDDEN_SYNTAX, name=key.text, **remedy))

    def _one_side(self, leaf: Leaf, refs: Sequence[FieldRef]) -> Sequence[FieldRef]:
        """The fields of one key or condition; they lie all beyond one bridge or none does."""
        beyond = [ref for ref in refs if is_bridged(self.index, leaf.dataset, ref)]
        if beyond:
            for ref in refs:
                if ref not in beyond:
                    name = leaf.metric or leaf.dataset
                    self._report(issue(IssueCode.FIELD_NOT_SHARED, field=str(beyond[0]), metric=name))
        return refs

    # ---- slots

    def _bounded(self, span: Span, spans: Sequence[Span]) -> Span:
        """Under a time grouping, a range its data leaves open (a dataset without rows) is as wide as the result."""
        if not self.spine or (span.start and span.end):
            return span
        start = span.start or min(other.start for other in spans if other.start)
        return replace(span, start=start, end=span.end or max(other.end for other in spans if other.end))

    def _place(self, position: int, use: Use, span: Span) -> None:
        kept = [
            place
            for place, key in enumerate(self.keys)
            if (use.total is None or key.text in use.total) and not ignored(use.leaf, key.refs)
        ]
        timed = self._time_key in kept
        if use.leaf.time_field is None:
            cells: tuple[Cell, ...] | Issue = (Cell(None, None, None),)
            if use.modifiers or self._time_key is not None:
                self._report(issue(IssueCode.NO_TIME_AXIS, metric=use.leaf.metric or use.leaf.dataset))
                return
        else:
            cells = self._cells(use, span, timed)
        if isinstance(cells, Issue):
            self._report(self._of_metric(cells, use))
            return
        points: dict[date | None, int] = {}
        if any(modifier.name == "POINTS" for modifier in use.modifiers):
            for cell in cells:
                points[cell.key] = points.get(cell.key, 0) + 1
        is_open = not use.modifiers and self.times.asked is None
        slot = Slot(use.leaf, cells, tuple(kept), tuple(points.items()), span.is_whole and is_open, is_open)
        identity = (leaf_text(use.leaf), slot.cells, slot.keys, slot.points, slot.is_span, slot.keeps_undated)
        if identity not in self._texts:
            self._texts[identity] = len(self.slots)
            self.slots.append(slot)
        self.placed[position] = self._texts[identity]

    def _cells(self, use: Use, span: Span, timed: bool) -> tuple[Cell, ...] | Issue:
        cells = self.times.cells(span, use.modifiers, timed)
        if isinstance(cells, Issue):
            return cells
        reach = self.times.reach(use)
        is_open = use.leaf.nature != "flow"
        first = None if is_open and not use.modifiers else reach.first
        kept = tuple(c for c in cells if not lacks_history(c, use.modifiers, first, self.times.calendar))
        if len(kept) < len(cells):
            name = use.leaf.metric or use.leaf.dataset
            self.facts.note(issue(IssueCode.SHORT_HISTORY, metric=name, first=reach.first))
        if any(modifier.name == "POINTS" for modifier in use.modifiers):
            held = set(kept)
            whole = {c.key for c in cells} - {c.key for c in cells if c not in held}
            kept = tuple(c for c in kept if c.key in whole)
        cut = splits_unit(kept, reach, use.leaf.nature, self.times.calendar)
        if cut:
            by = next((m.grain for m in use.modifiers if m.grain), "") or self.times.grain or Grain.DAY
            return issue(IssueCode.GRAIN_TOO_FINE, time_grain=cut, grain=str(by))
        if use.leaf.nature in ("movements", "open_items"):
            return tuple(Cell(cell.key, None, cell.end) for cell in kept)
        if use.leaf.nature == "flow" and reach.loaded and use.modifiers and use.modifiers[0].name == "FULL_YEAR":
            return tuple(Cell(c.key, c.start, min(c.end, reach.loaded) if c.end else None) for c in kept)
        return kept

    def _rewritten(self, node: Node, span: Span | None) -> Node:
        match node:
            case SlotRef(slot=use, additive=additive):
                return SlotRef(self.placed[use], additive)
            case Days(modifiers=modifiers, total=total):
                return self._days(modifiers, total, span)
            case Filled(inner=inner):
                return Filled(self._rewritten(inner, span), span.end if span else None)
            case Arithmetic(op=op, left=left, right=right):
                return Arithmetic(op, self._rewritten(left, span), self._rewritten(right, span))
            case Growth(value=value, base=base):
                return Growth(self._rewritten(value, span), self._rewritten(base, span))
            case Other(tree=tree, children=children, is_window=is_window):
                return Other(tree, tuple(self._rewritten(child, span) for child in children), is_window)
            case KeyRef() | Constant():
                return node

    def _days(self, modifiers: tuple, total: frozenset[str] | None, span: Span | None) -> Node:
        if span is None or span.end is None:
            self._report(self._of_metric(issue(IssueCode.NO_PERIOD, modifier="PERIOD_DAYS")))
            return Constant("NULL")
        start = span.start or self._first()
        if start is None:
            self._report(self._of_metric(issue(IssueCode.NO_PERIOD, modifier="PERIOD_DAYS")))
            return Constant("NULL")
        timed = self._time_key is not None and (total is None or self.keys[self._time_key].text in total)
        cells = self.times.cells(replace(span, start=start), modifiers, timed)
        if isinstance(cells, Issue):
            self._report(self._of_metric(cells))
            return Constant("NULL")
        return Days(cells)

    def _first(self) -> date | None:
        firsts = [reach.first for reach in (self.times.reach(use) for use in self.uses) if reach.first]
        return min(firsts) if firsts else None

    # ---- what a column stands for

    def period_of(self, column: str, lowered: Lowered, uses: list[int]) -> MeasurePeriod:
        """The effective range of one result column, and the notes the card must print about it."""
        use = self.uses[uses[0]]
        span = self.spans[uses[0]]
        outer = [name for name in lowered.modifiers if name != "FILTER" and not name.startswith("TOTAL")]
        start, end = span.start, span.end
        if outer:
            cells = self.times.cells(span, use.modifiers[: len(outer)], timed=self._time_key is not None)
            if not isinstance(cells, Issue) and cells:
                starts = [cell.start for cell in cells if cell.start]
                start = min(starts) if starts else None
                end = max(cell.end for cell in cells if cell.end)
        reach = self.times.reach(use)
        metric = lowered.metric or use.leaf.metric or use.leaf.dataset
        reaches = [self.times.reach(self.uses[position]) for position in uses]
        closed_through = min((found.closed for found in reaches if found.closed), default=None)
        complete = span.asked_end is None or (span.end is not None and span.end >= span.asked_end)
        closed = closed_through is None or end is None or end <= closed_through
        is_as_of = all(self.uses[position].leaf.nature != "flow" for position in uses)
        if not complete:
            self.facts.note(issue(IssueCode.DATA_ENDS_EARLIER, metric=metric, end=span.end, asked_end=span.asked_end))
        if not closed:
            self.facts.note(issue(IssueCode.NOT_CLOSED, metric=metric, closed_through=closed_through))
        if self.times.asked is None and use.leaf.time_field is not None:
            self.facts.note(issue(IssueCode.ALL_LOADED, metric=metric, start=start or reach.first, end=end))
        return MeasurePeriod(
            column=column,
            metric=metric,
            time_field=str(use.leaf.time_field) if use.leaf.time_field else "",
            start=start or (None if is_as_of else reach.first),
            end=end,
            asked_end=None if outer else span.asked_end,
            complete=complete,
            closed=closed,
            is_as_of=is_as_of,
        )
