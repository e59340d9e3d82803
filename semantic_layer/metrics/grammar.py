"""The grammar of measures: one normal form for what stands in metrics and in questions.

Role: names become the declared ones (`customers.region`, whatever case or shortness was written), metric names become
`MEASURE(name)`, grains become keywords, `COUNT(dataset)` becomes COUNT_ROWS. Returns every problem found.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.functions import MEASURE_FUNCTIONS, SCALAR, TREE_FUNCTIONS, WINDOW_ONLY, measure_functions
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics.index import ModelIndex
from semantic_layer.metrics.scalar import is_aggregate, name_of_function, scalar_problem, text_of, walk_down
from semantic_layer.model import FieldRef
from semantic_layer.periods import Grain
from semantic_layer.suggest import suggest

MODIFIERS = frozenset(MEASURE_FUNCTIONS) - {"MEASURE", "PERIOD_DAYS"}
MEASURE_WORDS = frozenset(MEASURE_FUNCTIONS) | {"COUNT_ROWS"}
GRAINS = tuple(grain.value for grain in Grain)
PERIOD = "period"


def anonymous_name(node: exp.Expr) -> str:
    """The upper-case name of a function sqlglot does not know; "" for anything else."""
    return str(node.this).upper() if isinstance(node, exp.Anonymous) else ""


def is_measure(node: exp.Expr) -> bool:
    """The node itself is a measure: MEASURE, a modifier over one, an aggregate, PERIOD_DAYS, or one with FILTER."""
    if isinstance(node, exp.Filter):
        return is_measure(node.this)
    return is_aggregate(node) or anonymous_name(node) in MEASURE_WORDS


def is_period(node: exp.Expr) -> bool:
    """The reserved bare name `period`."""
    return isinstance(node, exp.Column) and not node.table and node.name.lower() == PERIOD


def column_of(ref: FieldRef) -> exp.Column:
    """The normal column node of a field."""
    return exp.column(ref.field, table=ref.role or ref.dataset)


class Normaliser:
    """Rewrites one tree in place. `formula`: metric names may stand bare and the finance functions are allowed."""

    def __init__(self, index: ModelIndex, formula: bool) -> None:
        self.index = index
        self.formula = formula
        self.issues: list[Issue] = []

    def report(self, code: IssueCode, **params: object) -> None:
        """Add an issue, once."""
        problem = issue(code, **params)
        if problem not in self.issues:
            self.issues.append(problem)

    def run(self, node: exp.Expr, inside_aggregate: bool = False) -> exp.Expr:
        """The normal form of `node`; its children are replaced in place."""
        if isinstance(node, exp.Column):
            return self.column(node, inside_aggregate)
        if isinstance(node, exp.Anonymous):
            return self.anonymous(node)
        if isinstance(node, exp.Filter):
            return self.filtered(node, inside_aggregate)
        if is_aggregate(node):
            return self.aggregate(node, inside_aggregate)
        if isinstance(node, exp.Window) and not self.formula:
            return self.window(node)
        if isinstance(node, exp.Exists) and not self.formula:
            return node
        problem = scalar_problem(node)
        if problem and not (not self.formula and isinstance(node, (exp.Ordered, exp.Order, exp.Grouping))):
            kind, name = problem
            code = IssueCode.FORBIDDEN_FUNCTION if kind == "function" else IssueCode.FORBIDDEN_SYNTAX
            self.report(code, name=name)
            return node
        return self.children(node, inside_aggregate)

    def children(self, node: exp.Expr, inside_aggregate: bool) -> exp.Expr:
        """A function or operator that is allowed as it stands, its parts normalised."""
        for child in list(node.iter_expressions()):
            if isinstance(child, (exp.Identifier, exp.DataType, exp.Var, exp.Literal)):
                continue
            normal = self.run(child, inside_aggregate)
            if normal is not child:
                child.replace(normal)
        return node

    def column(self, node: exp.Column, inside_aggregate: bool) -> exp.Expr:
        """A field as `dataset.field`; in a formula a bare metric name is taken for MEASURE(name)."""
        if node.args.get("db") or node.args.get("catalog") or not isinstance(node.this, exp.Identifier):
            self.report(IssueCode.FORBIDDEN_SYNTAX, name=text_of(node))
            return node
        if is_period(node):
            if self.formula:
                self.report(IssueCode.PERIOD_NOT_RANGE, text=PERIOD)
            return exp.column(PERIOD)
        if self.formula and not inside_aggregate and not node.table:
            metric = self.index.metric_name(node.name)
            if metric:
                return exp.Anonymous(this="MEASURE", expressions=[exp.var(metric)])
        found = self.index.find(node.table, node.name)
        if isinstance(found, Issue):
            if self.formula and not inside_aggregate and not node.table:
                self.unknown_metric(node.name)
            else:
                self.report(found.code, **dict(found.params))
            return node
        if self.formula and not inside_aggregate:
            self.report(IssueCode.NOT_GROUPED, field=str(found))
        if self.index.tree(found.dataset, found.field) is not None:
            self.report(IssueCode.UNKNOWN_FIELD, name=str(found), suggestions=(f"TREE_LEVEL({found}, 1)",))
        return column_of(found)

    def unknown_metric(self, name: str) -> None:
        """Report a name that no metric has, with the nearest ones that may be seen."""
        near = suggest(name, [m.name for m in self.index.model.metrics.values() if not m.hidden])
        self.report(IssueCode.UNKNOWN_METRIC, name=name, suggestions=near)

    def anonymous(self, node: exp.Anonymous) -> exp.Expr:
        """A call by name: MEASURE, a modifier, a tree function; any other is an issue."""
        name = anonymous_name(node)
        if name == "MEASURE":
            return self.measure(node)
        allowed = measure_functions(in_models=self.formula)
        if name in MODIFIERS and name in allowed:
            return self.modifier(node, name)
        if name == "PERIOD_DAYS" and not node.expressions:
            return exp.Anonymous(this=name, expressions=[])
        if name == "COUNT_ROWS":
            return node
        if name in TREE_FUNCTIONS and node.expressions:
            return self.tree(node, name)
        known = [*allowed, *TREE_FUNCTIONS]
        self.report(IssueCode.FORBIDDEN_FUNCTION, name=name, suggestions=suggest(name, known))
        return node

    def tree(self, node: exp.Anonymous, name: str) -> exp.Expr:
        """`WITHIN(dataset.tree, 'member', …)`, `TREE_MEMBER(…)` alike, `TREE_LEVEL(dataset.tree, 2)`."""
        column, rest = node.expressions[0], node.expressions[1:]
        found = self.index.tree(column.table, column.name) if isinstance(column, exp.Column) else None
        if found is None:
            known = [f"{d.name}.{tree.name}" for d in self.index.model.datasets.values() for tree in d.trees]
            written = text_of(column)
            self.report(IssueCode.UNKNOWN_FIELD, name=written, suggestions=suggest(written, known) or tuple(known[:3]))
            return node
        literals = all(isinstance(part, exp.Literal) for part in rest)
        is_level = len(rest) == 1 and literals and not rest[0].is_string and rest[0].name in map(str, range(1, 61))
        is_list = bool(rest) and literals
        if not (is_level if name == "TREE_LEVEL" else is_list):
            self.report(IssueCode.SYNTAX, detail=text_of(node))
            return node
        ref = self.index.find(column.table, column.name)
        assert isinstance(ref, FieldRef)
        return exp.Anonymous(this=name, expressions=[column_of(ref), *rest])

    def measure(self, node: exp.Anonymous) -> exp.Expr:
        """`MEASURE(name)` with the metric's declared name."""
        arguments = node.expressions
        if len(arguments) != 1 or not isinstance(arguments[0], (exp.Column, exp.Var)):
            self.report(IssueCode.SYNTAX, detail=text_of(node))
            return node
        if isinstance(arguments[0], exp.Column) and arguments[0].table:
            self.unknown_metric(text_of(arguments[0]))
            return node
        name = self.index.metric_name(arguments[0].name)
        if name is None:
            self.unknown_metric(arguments[0].name)
            return node
        return exp.Anonymous(this="MEASURE", expressions=[exp.var(name)])

    def operand(self, node: exp.Expr) -> exp.Expr:
        """What a modifier stands over: a measure; a bare metric name is taken for MEASURE(name)."""
        if isinstance(node, exp.Column) and not node.table and self.index.metric_name(node.name):
            return exp.Anonymous(this="MEASURE", expressions=[exp.var(self.index.metric_name(node.name))])
        if isinstance(node, exp.Column) and not node.table and not is_measure(node):
            self.unknown_metric(node.name)
            return node
        if not is_measure(node):
            self.report(IssueCode.BAD_NESTING, text=text_of(node))
            return node
        return self.run(node)

    def modifier(self, node: exp.Anonymous, name: str) -> exp.Expr:
        """A modifier of a measure, its operand and its arguments normalised."""
        arguments = list(node.expressions)
        if not arguments:
            self.report(IssueCode.SYNTAX, detail=text_of(node))
            return node
        first, rest = self.operand(arguments[0]), arguments[1:]
        if name == "TOTAL":
            fields = [self.run(argument) for argument in rest]
            return exp.Anonymous(this=name, expressions=[first, *fields])
        if name == "TRAILING":
            return self.trailing(node, first, rest)
        if (rest and name not in ("PRIOR_PERIOD", "AVG_BALANCE")) or len(rest) > 1:
            self.report(IssueCode.SYNTAX, detail=text_of(node))
            return node
        return exp.Anonymous(this=name, expressions=[first, *[self.grain(argument) for argument in rest]])

    def trailing(self, node: exp.Anonymous, first: exp.Expr, rest: list[exp.Expr]) -> exp.Expr:
        """`TRAILING(m, 3, month)`: 1 to 400 units."""
        size = rest[0] if rest else None
        if len(rest) != 2 or not isinstance(size, exp.Literal) or size.is_string or not size.name.isdigit():
            self.report(IssueCode.SYNTAX, detail=text_of(node))
            return node
        if not 1 <= int(size.name) <= 400:
            self.report(IssueCode.SYNTAX, detail=text_of(node))
        return exp.Anonymous(this="TRAILING", expressions=[first, size, self.grain(rest[1])])

    def grain(self, node: exp.Expr) -> exp.Expr:
        """A unit of time; UNKNOWN_GRAIN for any other word."""
        word = node.name.lower() if isinstance(node, (exp.Column, exp.Literal, exp.Var)) else ""
        if word not in GRAINS:
            self.report(IssueCode.UNKNOWN_GRAIN, grain=word or text_of(node), allowed=GRAINS)
        return exp.var(word)

    def filtered(self, node: exp.Filter, inside_aggregate: bool) -> exp.Expr:
        """`m FILTER (WHERE …)`; it does not stand inside an aggregate."""
        condition = node.expression
        if not isinstance(condition, exp.Where) or inside_aggregate:
            self.report(IssueCode.FORBIDDEN_SYNTAX, name="FILTER")
            return node
        inner = self.run(node.this)
        predicate = self.run(condition.this, inside_aggregate=True)
        return exp.Filter(this=inner, expression=exp.Where(this=predicate))

    def aggregate(self, node: exp.Expr, inside_aggregate: bool) -> exp.Expr:
        """An aggregate over rows; COUNT(*) and COUNT(dataset) become COUNT_ROWS."""
        if inside_aggregate:
            self.report(IssueCode.BAD_NESTING, text=text_of(node))
            return node
        if isinstance(node, exp.Count):
            argument = node.this
            if isinstance(argument, exp.Star):
                return exp.Anonymous(this="COUNT_ROWS", expressions=[])
            if isinstance(argument, exp.Column) and not argument.table:
                dataset = self.index.dataset_name(argument.name)
                if dataset and dataset in self.index.model.datasets:
                    return exp.Anonymous(this="COUNT_ROWS", expressions=[exp.var(dataset)])
        if not self.quantile_ok(node):
            self.report(IssueCode.FORBIDDEN_SYNTAX, name=text_of(node))
            return node
        for child in list(node.iter_expressions()):
            if isinstance(child, exp.Distinct) and isinstance(node, exp.Count):
                for inner in list(child.expressions):
                    inner.replace(self.run(inner, inside_aggregate=True))
            elif isinstance(child, (*SCALAR, *WINDOW_ONLY, exp.Anonymous, exp.AggFunc)):
                child.replace(self.run(child, inside_aggregate=True))
            else:
                self.report(IssueCode.FORBIDDEN_SYNTAX, name=name_of_function(child))
        if any(anonymous_name(part) in MEASURE_WORDS for part in walk_down(node)):
            self.report(IssueCode.BAD_NESTING, text=text_of(node))
        return node

    @staticmethod
    def quantile_ok(node: exp.Expr) -> bool:
        """A quantile has a literal share between 0 and 1; DISTINCT stands over one expression."""
        if isinstance(node, (exp.Quantile, exp.PercentileCont)):
            share = node.args.get("quantile") or node.expression
            return isinstance(share, exp.Literal) and not share.is_string and 0 <= float(share.name) <= 1
        distinct = node.find(exp.Distinct)
        return distinct is None or (
            isinstance(node, exp.Count) and len(distinct.expressions) == 1 and not distinct.args.get("on")
        )

    def window(self, node: exp.Window) -> exp.Expr:
        """A window function; over measures it runs after HAVING, in a detail query over rows."""
        inner = node.this
        if not (is_aggregate(inner) or isinstance(inner, WINDOW_ONLY)):
            self.report(IssueCode.FORBIDDEN_FUNCTION, name=name_of_function(inner))
            return node
        for child in [*inner.iter_expressions(), *node.args.get("partition_by", ())]:
            child.replace(self.run(child))
        order = node.args.get("order")
        for ordered in order.expressions if order else ():
            ordered.this.replace(self.run(ordered.this))
        return node
