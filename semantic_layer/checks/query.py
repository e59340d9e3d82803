"""check_query: the one door from a parsed query to a checked one.

Role: checks the blocks of a statement and the SELECTs over them; gathers all issues before it gives up.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.access.rights import Rights
from semantic_layer.checks.block import BlockChecker, is_aggregate_block
from semantic_layer.checks.detail import DetailChecker
from semantic_layer.checks.outer import OuterChecker
from semantic_layer.checks.plan import Block, Plan
from semantic_layer.issues import IssueCode, Issues, issue
from semantic_layer.metrics import ModelIndex, index_of
from semantic_layer.model import CalendarSpec, Layer
from semantic_layer.parse.query import is_block
from semantic_layer.periods import Calendar, OutsideCalendar
from semantic_layer.query import CheckedQuery, SemanticQuery

_calendars: dict[int, tuple[CalendarSpec, Calendar]] = {}


def calendar_of(spec: CalendarSpec) -> Calendar:
    """The calendar of a declaration, made once (a declaration holds mappings, so it is kept by identity)."""
    kept = _calendars.get(id(spec))
    if kept is None or kept[0] is not spec:
        if len(_calendars) > 16:
            _calendars.clear()
        kept = (spec, Calendar(spec))
        _calendars[id(spec)] = kept
    return kept[1]


def check_query(query: SemanticQuery, layer: Layer, rights: Rights) -> CheckedQuery | Issues:
    """Prove that a query means something and may be asked; all issues found are returned together."""
    index = index_of(layer.model)
    calendar = calendar_of(layer.model.calendar)
    try:
        if isinstance(query.tree, exp.Select) and not query.tree.ctes and is_block(query.tree, layer.model):
            return _one_block(query, query.tree, index, layer, rights, calendar)
        return OuterChecker(query, index, layer, rights, calendar).check()
    except OutsideCalendar as error:
        return Issues((issue(IssueCode.OUTSIDE_CALENDAR, detail=str(error)),))


def _one_block(
    query: SemanticQuery, select: exp.Select, index: ModelIndex, layer: Layer, rights: Rights, calendar: Calendar
) -> CheckedQuery | Issues:
    is_aggregate = is_aggregate_block(select)
    checker = (BlockChecker if is_aggregate else DetailChecker)(select, index, layer, rights, calendar)
    root = checker.check()
    facts = checker.facts
    if root is None or facts.issues:
        return Issues(tuple(facts.issues) or (issue(IssueCode.SYNTAX, detail=query.text[:200]),))
    order = [(item.output, item.descending) for item in root.order] if isinstance(root, Block) else [
        (name, down) for _, down, name in root.order
    ]  # fmt: skip
    return CheckedQuery(
        query=query,
        columns=tuple(output.column for output in root.outputs) if isinstance(root, Block) else root.columns,
        metrics=tuple(facts.metrics),
        fields=tuple(facts.fields),
        filters=tuple(facts.filters),
        asked=facts.asked,
        grain=next((key.grain for key in root.keys if key.grain), "") if isinstance(root, Block) else "",
        periods=root.periods if isinstance(root, Block) else getattr(checker, "periods", ()),
        label="exploratory" if facts.adhoc or not is_aggregate or _computes(root) else "governed",
        kind="aggregate" if is_aggregate else "detail",
        order=tuple(order),
        limit=root.limit,
        notes=tuple(facts.notes),
        plan=Plan(root),
    )


def _computes(root: object) -> bool:
    """An output is arithmetic beyond what metrics and their comparisons say."""
    if not isinstance(root, Block):
        return False
    return any(
        output.column.role == "computed" and not (output.column.is_growth or output.column.is_share)
        and not output.column.metric
        for output in root.outputs
    )  # fmt: skip
