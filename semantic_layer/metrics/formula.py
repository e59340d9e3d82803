"""Metric formulas: the expression of a metric in normal form, read once per model.

Role: validation of metrics (names, cycles, what may stand where) and the source of truth for expansion.
    >>> from semantic_layer.model import Dataset, Field, FieldRole, FieldType, Metric, MetricKind, SemanticModel
    >>> amount = Field("amount", "bills", "amount", FieldType.DECIMAL, FieldRole.AMOUNT)
    >>> bills = Dataset("bills", "bills", fields={"amount": amount}, time_field="billed_on")
    >>> sales = Metric("sales", "SUM(bills.amount)", MetricKind.FLOW)
    >>> half = Metric("half", "sales / 2", MetricKind.FLOW)
    >>> model = SemanticModel("m", datasets={"bills": bills}, metrics={"sales": sales, "half": half})
    >>> read_formula(model, half).sql()
    'MEASURE(sales) / 2'
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from semantic_layer import formulas
from semantic_layer.issues import Issue, IssueCode
from semantic_layer.metrics.grammar import MEASURE_WORDS, Normaliser, anonymous_name
from semantic_layer.metrics.index import OPEN_ITEMS, ModelIndex, index_of
from semantic_layer.metrics.scalar import columns_of, is_aggregate, walk_down
from semantic_layer.model import FieldRef, Metric, SemanticModel

MAX_LENGTH = 8_000


@dataclass(frozen=True, slots=True)
class FormulaProblem:
    """What is wrong with a metric's expression or filter, in one English clause for the model's author."""

    key: str  # expression | filter
    message: str
    suggestions: tuple[str, ...] = ()


class FormulaError(Exception):
    """A metric cannot be read; carries every problem found."""

    def __init__(self, metric: str, problems: tuple[FormulaProblem, ...]) -> None:
        self.metric = metric
        self.problems = problems
        super().__init__(f"metric {metric}: " + "; ".join(problem.message for problem in problems))


_WORDS = {
    IssueCode.UNKNOWN_FIELD: "unknown field {name}",
    IssueCode.UNKNOWN_METRIC: "unknown metric {name}",
    IssueCode.AMBIGUOUS_FIELD: "{name} is a field of several datasets: {candidates}",
    IssueCode.FORBIDDEN_FUNCTION: "function {name} is not allowed",
    IssueCode.FORBIDDEN_SYNTAX: "{name} is not allowed",
    IssueCode.UNKNOWN_GRAIN: "unknown grain {grain}",
    IssueCode.BAD_NESTING: "{text} may not stand there",
    IssueCode.NOT_GROUPED: "field {field} stands outside an aggregate",
    IssueCode.PERIOD_NOT_RANGE: "period may not stand in a metric",
    IssueCode.SYNTAX: "cannot be read: {detail}",
}


def _problem(key: str, found: Issue) -> FormulaProblem:
    params = {name: ", ".join(value) if isinstance(value, tuple) else value for name, value in found.params.items()}
    return FormulaProblem(key, _WORDS[found.code].format(**params), tuple(found.params.get("suggestions", ())))


def _parse(text: str, key: str, index: ModelIndex, problems: list[FormulaProblem]) -> exp.Expr | None:
    if len(text) > MAX_LENGTH:
        problems.append(FormulaProblem(key, f"longer than {MAX_LENGTH} characters"))
        return None
    try:
        tree = formulas.parse_text(text)
    except formulas.FormulaError as error:
        problems.append(FormulaProblem(key, error.message))
        return None
    if isinstance(tree, (exp.Query, exp.Command, exp.DDL)) or tree.find(exp.Query):
        problems.append(FormulaProblem(key, "a query may not stand in a metric"))
        return None
    normaliser = Normaliser(index, formula=True)
    normal = normaliser.run(tree, inside_aggregate=key == "filter")
    problems.extend(_problem(key, found) for found in normaliser.issues)
    return normal


def _read(index: ModelIndex, metric: Metric) -> tuple[exp.Expr | None, tuple[FormulaProblem, ...]]:
    """The metric's expression in normal form with its problems; read once."""
    if metric.name not in index.read:
        problems: list[FormulaProblem] = []
        tree = _parse(metric.expression, "expression", index, problems)
        index.read[metric.name] = (tree, tuple(problems))
    return index.read[metric.name]


def metrics_of(tree: exp.Expr) -> tuple[str, ...]:
    """The metrics a formula names, each once."""
    names = [node.expressions[0].name for node in walk_down(tree) if anonymous_name(node) == "MEASURE"]
    return tuple(dict.fromkeys(names))


def _cycle(model: SemanticModel, index: ModelIndex, start: Metric, tree: exp.Expr) -> tuple[str, ...]:
    """The way from `start` back to itself, or ()."""
    stack: list[tuple[str, tuple[str, ...]]] = [(name, (start.name, name)) for name in metrics_of(tree)]
    seen: set[str] = set()
    while stack:
        name, way = stack.pop()
        if name == start.name:
            return way
        if name in seen or name not in model.metrics:
            continue
        seen.add(name)
        further, _ = _read(index, model.metrics[name])
        if further is not None:
            stack.extend((inner, (*way, inner)) for inner in metrics_of(further))
    return ()


def _datasets_exist(model: SemanticModel, metric: Metric, tree: exp.Expr, problems: list[FormulaProblem]) -> None:
    if metric.open_items is None and any(column.table == OPEN_ITEMS for column in columns_of(tree)):
        problems.append(FormulaProblem("expression", "open_items fields need open_items on the metric"))
    is_aggregated = any(is_aggregate(node) or anonymous_name(node) in MEASURE_WORDS for node in walk_down(tree))
    if not is_aggregated:
        problems.append(FormulaProblem("expression", "no aggregate and no metric stands in it"))
    if metric.time_field:
        table, _, name = metric.time_field.rpartition(".")
        found = index_of(model).find(table, name)
        if isinstance(found, Issue):
            problems.append(FormulaProblem("time_field", f"unknown field {metric.time_field}"))


def formula_problems(model: SemanticModel, metric: Metric) -> tuple[FormulaProblem, ...]:
    """Every problem of one metric's expression, filter and time field; () = it can be read."""
    index = index_of(model)
    tree, found = _read(index, metric)
    problems = list(found)
    if metric.filter:
        _parse(metric.filter, "filter", index, problems)
    if tree is not None:
        _datasets_exist(model, metric, tree, problems)
        way = _cycle(model, index, metric, tree)
        if way:
            problems.append(FormulaProblem("expression", "the metric needs itself: " + " → ".join(way)))
    return tuple(problems)


def read_formula(model: SemanticModel, metric: Metric) -> exp.Expr:
    """The metric's expression in normal form. Raises FormulaError with every problem found."""
    index = index_of(model)
    if metric.name not in index.formulas:
        problems = formula_problems(model, metric)
        if problems:
            raise FormulaError(metric.name, problems)
        tree, _ = _read(index, metric)
        assert tree is not None
        index.formulas[metric.name] = tree
    return index.formulas[metric.name]


def read_filter(model: SemanticModel, metric: Metric) -> exp.Expr | None:
    """The metric's own filter in normal form; None where it has none."""
    if not metric.filter:
        return None
    index = index_of(model)
    key = f"filter of {metric.name}"
    if key not in index.formulas:
        problems: list[FormulaProblem] = []
        tree = _parse(metric.filter, "filter", index, problems)
        if tree is None or problems:
            raise FormulaError(metric.name, tuple(problems))
        index.formulas[key] = tree
    return index.formulas[key]


def time_field_of(model: SemanticModel, dataset: str, metric: Metric | None) -> FieldRef | None:
    """The field that counts rows of `dataset` for `metric` (rule 2)."""
    text = metric.time_field if metric and metric.time_field else model.datasets[dataset].time_field
    if not text:
        return None
    table, _, name = text.rpartition(".")
    found = index_of(model).find(table or dataset, name)
    return None if isinstance(found, Issue) else found
