"""Formulas of metrics and expressions of fields: the one parser of both.

Role: text → a sqlglot tree plus the names in it; `semantic_layer.metrics` brings the tree into normal form. Knows the
grammar (which functions stand over metrics, what an aggregate may hold), not the model: whether a name exists is the
loader's question. Trees of `read_*` are cached and shared: copy before changing. Errors: FormulaError, worded for the
author of the model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from semantic_layer.functions import AGGREGATE_NAMES, AGGREGATES, BETWEEN_METRICS, MEASURE_FUNCTIONS, measure_functions
from semantic_layer.periods import Grain
from semantic_layer.suggest import suggest

DIALECT = "duckdb"
GRAINS = tuple(grain.value for grain in Grain)
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_WIDE = re.compile("[（），；：＋－＊／＝＜＞‘’“”．　]")
_FORBIDDEN: tuple[tuple[type[exp.Expr], str], ...] = (
    (exp.Query, "a subquery cannot stand here"),
    (exp.Window, "a window function cannot stand here"),
    (exp.Alias, "an alias cannot stand here"),
    (exp.Command, "only an expression can stand here"),
    (exp.DDL, "only an expression can stand here"),
    (exp.Insert, "only an expression can stand here"),
    (exp.Update, "only an expression can stand here"),
    (exp.Delete, "only an expression can stand here"),
    (exp.Star, "* cannot stand here; count the rows of a dataset with COUNT(dataset)"),
)


class FormulaError(Exception):
    """The text is no formula. `word` is the offending name, if one is; `suggestions` are close matches."""

    def __init__(self, message: str, word: str = "", suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.word = word
        self.suggestions = suggestions


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field as written: `dataset.field` or `role.field`; `qualifier` is "" where only a bare name was written."""

    qualifier: str
    name: str

    def __str__(self) -> str:
        return f"{self.qualifier}.{self.name}" if self.qualifier else self.name


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One aggregate of a formula: `node` is the function, or the FILTER around it."""

    node: exp.Expr
    function: exp.Expr
    fields: tuple[FieldName, ...]  # of the argument and the FILTER, each once
    counted: str = ""  # COUNT(dataset): the dataset

    @property
    def is_distinct(self) -> bool:
        return isinstance(self.function, exp.Count) and isinstance(self.function.this, exp.Distinct)


@dataclass(frozen=True, slots=True)
class Formula:
    """A metric's expression. Names in order of appearance, each once."""

    text: str
    tree: exp.Expr
    aggregates: tuple[Aggregate, ...]
    metrics: tuple[str, ...]

    @property
    def fields(self) -> tuple[FieldName, ...]:
        return tuple(dict.fromkeys(name for aggregate in self.aggregates for name in aggregate.fields))

    @property
    def counted(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a.counted for a in self.aggregates if a.counted))


@lru_cache(maxsize=8192)
def read_formula(text: str) -> Formula:
    """Parse a metric's expression.

    >>> formula = read_formula("SUM(invoices.amount) FILTER (WHERE invoices.paid) / NULLIF(orders, 0)")
    >>> [str(name) for name in formula.fields], formula.metrics
    (['invoices.amount', 'invoices.paid'], ('orders',))
    """
    tree = _parse(text)
    aggregates: list[Aggregate] = []
    metrics: list[str] = []
    _walk(tree, aggregates, metrics)
    return Formula(text, tree, tuple(aggregates), tuple(dict.fromkeys(metrics)))


@lru_cache(maxsize=8192)
def read_scalar(text: str) -> tuple[exp.Expr, tuple[FieldName, ...]]:
    """Parse an expression over rows (a field's expression, a metric's filter): the tree and the names in it.

    >>> [str(name) for name in read_scalar("invoices.status <> 'void'")[1]]
    ['invoices.status']
    """
    tree = _parse(text)
    inner = next((node for node in tree.walk() if isinstance(node, exp.AggFunc)), None)
    if inner is not None:
        raise FormulaError(f"{_name_of(inner)} is an aggregate; aggregates belong in metrics", _name_of(inner))
    return tree, _names(tree)


def metric_function(node: exp.Expr) -> str:
    """The name of the function over metrics that `node` calls, upper case; "" if it calls none."""
    name = str(node.this).upper() if isinstance(node, exp.Anonymous) else ""
    return name if name in MEASURE_FUNCTIONS else ""


def parse_text(text: str) -> exp.Expr:
    """The tree of one expression, a new one each time; nothing is said yet of what may stand in it."""
    if not text.strip():
        raise FormulaError("the expression is empty")
    wide = _WIDE.search(_QUOTED.sub("", text))
    if wide:
        raise FormulaError(f"{wide[0]} is a full-width sign; write the plain one")
    try:
        statements = sqlglot.parse(text, dialect=DIALECT)
    except SqlglotError as error:
        raise FormulaError(f"the expression does not parse: {first_line(error)}") from None
    except RecursionError:
        raise FormulaError("the expression is nested too deeply") from None
    if len(statements) != 1 or statements[0] is None:
        raise FormulaError("one expression is expected")
    return statements[0]


def _parse(text: str) -> exp.Expr:
    tree = parse_text(text)
    for node in tree.walk():
        for kind, message in _FORBIDDEN:
            if isinstance(node, kind):
                raise FormulaError(message)
    return tree


def first_line(error: Exception) -> str:
    """The parser's complaint in one line, without names of its classes or colours."""
    details = getattr(error, "errors", None)
    if not details:
        return str(error).splitlines()[0]
    said = str(details[0].get("description", "")).rstrip(".")
    if "Required keyword" in said or said.startswith("Invalid expression"):
        near = str(details[0].get("highlight", "")).strip()
        said = f"something is missing or wrong near {near!r}" if near else "something is missing"
    return f"{said} at column {details[0].get('col')}"


def _walk(node: exp.Expr, aggregates: list[Aggregate], metrics: list[str]) -> None:
    if isinstance(node, exp.Filter):
        if not isinstance(node.this, AGGREGATES):
            raise FormulaError("FILTER belongs directly behind an aggregate")
        aggregates.append(_aggregate(node, node.this))
    elif isinstance(node, AGGREGATES):
        aggregates.append(_aggregate(node, node))
    elif isinstance(node, exp.Anonymous):
        _walk_call(node, aggregates, metrics)
    elif isinstance(node, exp.Column):
        if node.table:
            raise FormulaError(
                f"{node.sql()} stands outside an aggregate; write SUM({node.sql()}) or another aggregate", node.sql()
            )
        metrics.append(node.name)
    elif isinstance(node, BETWEEN_METRICS):
        for child in node.iter_expressions():
            _walk(child, aggregates, metrics)
    else:
        raise FormulaError(f"{_name_of(node)} cannot stand between metrics", _name_of(node))


def _walk_call(node: exp.Anonymous, aggregates: list[Aggregate], metrics: list[str]) -> None:
    name = str(node.this).upper()
    allowed = measure_functions(in_models=True)
    if name not in allowed:
        known = dict.fromkeys([*allowed, *AGGREGATE_NAMES.values()])
        raise FormulaError(f"{node.this} is no function of metrics", str(node.this), suggest(name, known))
    takes = MEASURE_FUNCTIONS[name]
    arguments = node.expressions
    if not takes.least <= len(arguments) <= takes.most:
        wanted = str(takes.least) if takes.least == takes.most else f"{takes.least} to {takes.most}"
        raise FormulaError(f"{name} takes {wanted} argument(s), not {len(arguments)}", name)
    if arguments:
        _walk(arguments[0], aggregates, metrics)
    for argument in arguments[1:]:
        is_grain = isinstance(argument, exp.Column | exp.Var) and argument.name.lower() in GRAINS
        is_number = isinstance(argument, exp.Literal) and argument.is_int
        if not (is_grain or is_number):
            raise FormulaError(f"{argument.sql()} is no grain; write one of {', '.join(GRAINS)}", argument.sql())


def _aggregate(node: exp.Expr, function: exp.Expr) -> Aggregate:
    inner = next((n for n in function.walk() if n is not function and isinstance(n, exp.AggFunc)), None)
    if inner is not None:
        raise FormulaError(f"{_name_of(inner)} stands inside {_name_of(function)}; aggregates do not nest")
    call = next((n for n in node.walk() if metric_function(n)), None)
    if call is not None:
        raise FormulaError(f"{metric_function(call)} stands inside an aggregate; it belongs over metrics")
    counted = ""
    argument = function.this
    if isinstance(function, exp.Count) and isinstance(argument, exp.Column) and not argument.table:
        counted = argument.name
        outside = node.args.get("expression") if isinstance(node, exp.Filter) else None
        return Aggregate(node, function, _names(outside) if outside else (), counted)
    return Aggregate(node, function, _names(node))


def _names(tree: exp.Expr) -> tuple[FieldName, ...]:
    columns = [node for node in tree.walk(bfs=False) if isinstance(node, exp.Column)]
    return tuple(dict.fromkeys(FieldName(column.table, column.name) for column in columns))


def _name_of(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return str(node.this)
    return node.sql_name() if isinstance(node, exp.Func) else type(node).__name__.upper()
