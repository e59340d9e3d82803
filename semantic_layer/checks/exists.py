"""EXISTS over a declared relationship: where the named dataset meets the rows it is asked of.

Role: both sides reach a common dataset many-to-one (orders ← invoices); the nearest one is the correlation.
Errors: NO_PATH (nothing in common), AMBIGUOUS_PATH (several equally near), and the joins inside the EXISTS.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from semantic_layer.checks.conditions import literal_problems, refs_of
from semantic_layer.checks.pins import Pins
from semantic_layer.checks.plan import Leaf
from semantic_layer.checks.reach import reach_problem
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.grammar import is_period
from semantic_layer.metrics.graph import Path
from semantic_layer.metrics.scalar import text_of, walk_down
from semantic_layer.model import FieldRef
from semantic_layer.parse.canonical import conjuncts


def dataset_of(node: exp.Exists) -> str:
    """The dataset an EXISTS reads."""
    return node.this.args["from_"].this.name


def meeting(index: ModelIndex, mine: str, theirs: str) -> tuple[str, ...]:
    """The nearest datasets both reach; one = the correlation, none = no relationship, several = ambiguous."""
    found: dict[str, int] = {}
    for name in index.model.datasets:
        left = Path() if name == mine else index.graph.path(mine, FieldRef(name, ""))
        right = Path() if name == theirs else index.graph.path(theirs, FieldRef(name, ""))
        if isinstance(left, Path) and isinstance(right, Path):
            found[name] = len(left.steps) + len(right.steps)
    nearest = min(found.values(), default=0)
    return tuple(name for name, steps in found.items() if steps == nearest)


def inner_conditions(node: exp.Exists, index: ModelIndex) -> tuple[exp.Expr, ...]:
    """What an EXISTS asks of its rows, with the pins of its dataset."""
    where = node.this.args.get("where")
    parts = tuple(conjuncts(where.this)) if where is not None else ()
    leaf = Leaf(dataset_of(node), "COUNT_ROWS", None, "", (), parts, None, "flow", "")
    return (*Pins(index, (), frozenset()).of(leaf).conditions, *parts)


def exists_problems(node: exp.Exists, index: ModelIndex, mine: str) -> Iterator[Issue]:
    """Why an EXISTS cannot be asked of rows of `mine`."""
    theirs = dataset_of(node)
    hubs = meeting(index, mine, theirs)
    if not hubs:
        yield issue(IssueCode.NO_PATH, dataset=mine, target=theirs)
    elif len(hubs) > 1:
        yield issue(IssueCode.AMBIGUOUS_PATH, field=theirs, dataset=mine, metric=mine, paths=hubs)
    where = node.this.args.get("where")
    if where is None:
        return
    if any(is_period(part) for part in walk_down(where)):
        yield issue(IssueCode.PERIOD_NOT_RANGE, text=text_of(where))
    yield from literal_problems(where, index)
    for ref in refs_of(where, index):
        problem, _ = reach_problem(index, theirs, ref, theirs)
        if problem is not None:
            yield problem
