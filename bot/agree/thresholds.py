"""Agreement on bounds: each one said stands with its side, its size and what it is a bound on.

Role: a bound said is a comparison of the query, or is in the definition of a metric used. A percentage bounds a
fraction (0.15), a fraction times 100 (15), or a quotient (1.15), and never a plain difference; what is bounded is the
metric that the question bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlglot import exp

from bot.agree.bounds import Bound
from bot.agree.made_of import bare, constant, is_earlier, measures_in
from bot.agree.said import Said
from bot.agree.values import field_at
from bot.agree.written import Written
from bot.read.intent import Threshold
from bot.read.pieces import Number
from bot.read.wording.compounds import compounds
from bot.read.wording.unread import names_of
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.model import MetricKind

AGES = "open_items"
BUCKETS = {"not_due": (None, 0), "1-30": (1, 30), "31-60": (31, 60), "61-90": (61, 90), "90+": (91, None)}
_HUNDREDTHS = ("percent", "points")
_DOWN = {">": "<", ">=": "<="}
_UNKNOWN, _PLAIN, _FRACTION, _HUNDREDTH = "unknown", "plain", "fraction", "hundredth"


def threshold_issues(said: Said, written: Written) -> Iterator[Issue]:
    """One issue for each bound that is missing, turned round, of another size or on something else."""
    for threshold in said.thresholds:
        if not _stands(threshold, said, written):
            yield issue(IssueCode.DISAGREES_VALUE, value=threshold.word, field=_text(threshold))


def _text(threshold: Threshold) -> str:
    assert threshold.number is not None
    until = f" … {_size_text(threshold.until)}" if threshold.until else ""
    return f"{threshold.op} {_size_text(threshold.number)}{until}"


def _size_text(number: Number) -> str:
    """As a query writes it: a percentage as a fraction."""
    return f"{(number.value / (100 if number.unit in _HUNDREDTHS else 1)).normalize():f}"


def _stands(threshold: Threshold, said: Said, written: Written) -> bool:
    """As a condition, or in the definition of a metric used. Beside a verb that nobody knows ("slipped by 15% or more")
    a bound on a change may stand on the other side of zero."""
    number = threshold.number
    assert number is not None
    if any(ref.dataset == AGES for ref in threshold.fields) and _is_age(threshold, written):
        return True
    bounds = [bound for bound in written.bounds if _is_of(bound, threshold, said, written)]
    if said.reading.unexplained and said.relations and _is_fall(threshold, bounds, written):
        return True
    ends = [(threshold.op, number)] + ([("<=", threshold.until)] if threshold.until else [])
    return all(any(_agrees(bound, op, one, threshold, written) for bound in bounds) for op, one in ends)


def _is_fall(threshold: Threshold, bounds: list[Bound], written: Written) -> bool:
    """A change of at most minus the number said: down by it or more."""
    number = threshold.number
    if number is None or threshold.op not in _DOWN or threshold.until is not None:
        return False
    down = Number(-number.value, number.unit, number.scaled)
    op = _DOWN[threshold.op]
    return any(_agrees(one, op, down, threshold, written) and is_earlier(one.made_of) for one in bounds)


def _is_of(bound: Bound, threshold: Threshold, said: Said, written: Written) -> bool:
    """The bound is on what the question bounds, where every word is understood."""
    only = said.named[0][1] if len(said.named) == 1 else ()
    wanted = {*(threshold.metrics or only), *threshold.other}
    if said.reading.is_follow_up and not threshold.fields and not said.reading.unexplained:
        used = measures_in(bound.made_of)
        return not used or bool(used & written.shown) or bool(used & set(wanted))
    if not wanted or threshold.fields or written.checked.kind == "detail":
        return True
    if not said.is_complete and (not said.named or _is_spoken(bound, said, written)):
        return True
    words = [word for word, _ in said.named]
    wanted |= {name for word in words for name in compounds(word, words, written.model)}
    used = measures_in(bound.made_of)
    number = threshold.number
    if threshold.other or said.relations or (number is not None and number.unit in _HUNDREDTHS):
        used = written.made_of(used)  # a rate of what is named, its growth
    return any(one == name or written.is_same(one, name) for one in used for name in wanted)


def _is_spoken(bound: Bound, said: Said, written: Written) -> bool:
    """A word that nobody knows stands in the name of what is bounded."""
    metrics = [written.model.metrics[name] for name in measures_in(bound.made_of) if name in written.model.metrics]
    names = [text.casefold() for metric in metrics for text in names_of(metric) if text]
    refs = [written.field_of(column) for column in bound.made_of.find_all(exp.Column)]
    fields = [field for ref in refs if ref is not None and (field := field_at(ref, written.model)) is not None]
    names += [text.casefold() for field in fields for text in (field.label.zh, field.label.en, *field.synonyms) if text]
    words = [word.casefold() for word in said.reading.unexplained if len(word) > 1]
    return any(word in name or name in word for word in words for name in names)


def _agrees(bound: Bound, op: str, number: Number, threshold: Threshold, written: Written) -> bool:
    forms = {(op, value) for value in _sizes(bound.made_of, number, threshold, written)}
    if any(ref.dataset == AGES for ref in threshold.fields):  # whole days: over 90 is 91 and more
        n = number.value
        step = {">": (">=", n + 1), ">=": (">", n - 1), "<": ("<=", n - 1), "<=": ("<", n + 1)}
        forms.add(step.get(op, (op, n)))
    return (bound.op, bound.number) in forms


def _sizes(node: exp.Expr, number: Number, threshold: Threshold, written: Written) -> set[Decimal]:
    """How the number may be written against this expression."""
    n, size = number.value, _size_of(node, written)
    whole = {Decimal(1)} if _is_multiple(node) else {Decimal(0), Decimal(1)} if threshold.other else {Decimal(0)}
    if number.unit in _HUNDREDTHS:
        fractions = {base + n / 100 for base in whole}
        hundredths = {base * 100 + n for base in whole}
        return {_UNKNOWN: {n, n / 100}, _FRACTION: fractions, _HUNDREDTH: hundredths}.get(size, set())
    if size == _FRACTION:
        return {n / 100, n} if abs(n) <= 1 or not _is_percent(node, written) else {n / 100}
    return {n}


def _is_percent(node: exp.Expr, written: Written) -> bool:
    """A metric of percentages by itself, not a quotient that may be anything."""
    named = [written.model.metrics[name] for name in measures_in(node) if name in written.model.metrics]
    return bare(node).find(exp.Div) is None and any(metric.unit.kind == "percent" for metric in named)


def _is_multiple(node: exp.Expr) -> bool:
    """m / PRIOR_YEAR(m): 1.15 is 15 % more. Times 100 or not."""
    node = bare(node)
    if isinstance(node, exp.Mul):
        return any(_is_multiple(side) for side in (node.this, node.expression))
    return isinstance(node, exp.Div) and is_earlier(node.expression) and not is_earlier(node.this)


def _size_of(node: exp.Expr, written: Written) -> str:
    """Whether an expression is a fraction, a fraction times 100, or a plain amount."""
    node = bare(node)
    if isinstance(node, (exp.Mul, exp.Div, exp.Sub, exp.Add)):
        return _size_of_two(node, written)
    if isinstance(node, (exp.Neg, exp.Abs, exp.Filter, exp.Window, exp.AggFunc, exp.Lag, exp.Lead)):
        return _size_of(node.this, written) if isinstance(node.this, exp.Expr) else _UNKNOWN
    name = anonymous_name(node)
    if name == "MEASURE":
        metric = written.model.metrics.get(node.expressions[0].name)
        if metric is None:
            return _UNKNOWN
        if metric.unit.kind in _HUNDREDTHS:
            return _FRACTION
        return _UNKNOWN if metric.kind is MetricKind.RATIO and metric.unit.kind == "none" else _PLAIN
    return _size_of(node.expressions[0], written) if name and node.expressions else _UNKNOWN


def _size_of_two(node: exp.Binary, written: Written) -> str:
    for one, other in ((node.this, node.expression), (node.expression, node.this)):
        number = constant(one)
        if number is None:
            continue
        size = _size_of(other, written)
        if isinstance(node, exp.Mul):
            return _HUNDREDTH if number == 100 and size == _FRACTION else size if number in (1, -1) else _UNKNOWN
        return size
    left, right = _size_of(node.this, written), _size_of(node.expression, written)
    if isinstance(node, exp.Div):
        return _FRACTION if measures_in(node.this) and measures_in(node.expression) else _UNKNOWN
    return left if left == right else _UNKNOWN


def _is_age(threshold: Threshold, written: Written) -> bool:
    """The metric is of this age by its definition, or the bands of age are those of the bound."""
    number = threshold.number
    assert number is not None
    least = number.value + 1 if threshold.op == ">" else number.value
    ages = {"overdue"} if least <= 1 else {f"{least.normalize():f}"}
    for name in written.used_metrics:
        declared = written.model.metrics.get(name)
        if declared is not None and declared.open_items is not None and declared.open_items.age in ages:
            return True
    held = {test.text for test in written.tests if test.text in BUCKETS and not test.negated}
    return bool(held) and held == _bands(threshold)


def _bands(threshold: Threshold) -> set[str]:
    """The bands that hold exactly the ages of the bound; none where it cuts one."""
    number = threshold.number
    assert number is not None
    least: Decimal | None = None
    most = threshold.until.value if threshold.until is not None else None
    match threshold.op:
        case ">":
            least = number.value + 1
        case ">=":
            least = number.value
        case "<":
            most = number.value - 1
        case "<=":
            most = number.value
    inside = {
        name
        for name, (first, last) in BUCKETS.items()
        if (least is None or (first is not None and first >= least)) and (most is None or (last or 10**6) <= most)
    }
    cut = any(
        name not in inside
        and (least is None or last is None or last >= least)
        and (most is None or first is None or first <= most)
        for name, (first, last) in BUCKETS.items()
    )
    return set() if cut else inside
