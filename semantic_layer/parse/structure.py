"""The allow-list of query structure: which clauses and which sources a SELECT may have.

Role: second step of parsing. Everything that is not named here is refused: set-returning sources, samples, pivots,
`*`, positional joins, qualified tables, locks, lateral views and whatever a later version of the grammar adds.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from semantic_layer.functions import AGGREGATES, SCALAR, WINDOW_ONLY
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics.scalar import name_of_function, scalar_problem, text_of, walk_down

CLAUSES = frozenset(
    {
        "expressions", "from_", "joins", "where", "group", "having", "qualify", "order", "limit", "offset",
        "distinct", "with_",
    }
)  # fmt: skip
STRUCTURE: tuple[type[exp.Expr], ...] = (
    exp.Select, exp.With, exp.CTE, exp.TableAlias, exp.From, exp.Table, exp.Join, exp.Subquery, exp.Where, exp.Group,
    exp.Having, exp.Qualify, exp.Order, exp.Ordered, exp.Limit, exp.Offset, exp.Alias, exp.Distinct, exp.Window,
    exp.WindowSpec, exp.Rollup, exp.Cube, exp.GroupingSets, exp.Grouping, exp.Exists, exp.Filter, exp.Anonymous,
    exp.Star, exp.Union,
)  # fmt: skip
TABLE_PARTS = frozenset({"this", "alias"})


def _given(node: exp.Expr) -> set[str]:
    return {name for name, value in node.args.items() if value not in (None, False, [], "")}


def _select_problem(node: exp.Select) -> Issue | None:
    extra = _given(node) - CLAUSES
    if extra:
        return issue(IssueCode.FORBIDDEN_SYNTAX, name=sorted(extra)[0].strip("_").upper())
    group = node.args.get("group")
    if group is not None and _given(group) - {"expressions", "all", "rollup", "cube", "grouping_sets"}:
        return issue(IssueCode.FORBIDDEN_SYNTAX, name="GROUP BY")
    distinct = node.args.get("distinct")
    if distinct is not None and distinct.args.get("on"):
        return issue(IssueCode.FORBIDDEN_SYNTAX, name="DISTINCT ON")
    with_ = node.args.get("with_")
    if with_ is not None and with_.args.get("recursive"):
        return issue(IssueCode.FORBIDDEN_SYNTAX, name="WITH RECURSIVE")
    for clause in ("limit", "offset"):
        size = node.args.get(clause)
        if size is not None and not (isinstance(size.expression, exp.Literal) and size.expression.name.isdigit()):
            return issue(IssueCode.FORBIDDEN_SYNTAX, name=clause.upper())
    return None


def _node_problem(node: exp.Expr) -> Issue | None:
    if isinstance(node, exp.Select):
        return _select_problem(node)
    if isinstance(node, exp.Table):
        if not isinstance(node.this, exp.Identifier) or _given(node) - TABLE_PARTS:
            return issue(IssueCode.FORBIDDEN_SYNTAX, name=text_of(node))
    elif isinstance(node, exp.TableAlias):
        if node.args.get("columns"):
            return issue(IssueCode.FORBIDDEN_SYNTAX, name=text_of(node))
    elif isinstance(node, exp.Join):
        kind = (node.side or "", node.kind or "", node.method or "")
        if kind not in {("", "", ""), ("", "INNER", ""), ("LEFT", "", ""), ("LEFT", "OUTER", ""), ("", "CROSS", "")}:
            return issue(IssueCode.FORBIDDEN_SYNTAX, name=" ".join(part for part in kind if part) + " JOIN")
    elif isinstance(node, exp.Star):
        if not isinstance(node.parent, exp.Count):
            return issue(IssueCode.FORBIDDEN_SYNTAX, name="*")
    elif isinstance(node, exp.Column) and not isinstance(node.this, exp.Identifier):
        return issue(IssueCode.FORBIDDEN_SYNTAX, name=text_of(node))
    return None


def structure_problems(tree: exp.Expr) -> Iterator[Issue]:
    """Every node that the language does not have."""
    allowed = SCALAR + AGGREGATES + WINDOW_ONLY + STRUCTURE
    for node in walk_down(tree):
        if type(node) not in allowed and not isinstance(node, SCALAR + AGGREGATES + WINDOW_ONLY):
            is_function = isinstance(node, exp.Func)
            code = IssueCode.FORBIDDEN_FUNCTION if is_function else IssueCode.FORBIDDEN_SYNTAX
            yield issue(code, name=name_of_function(node))
        elif found := _node_problem(node):
            yield found
        elif isinstance(node, SCALAR) and (problem := scalar_problem(node)):
            yield issue(IssueCode.FORBIDDEN_SYNTAX, name=problem[1])
