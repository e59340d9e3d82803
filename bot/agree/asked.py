"""Agreement on what is done with the numbers: bounds, shares, averages, and filters over each of several measures.

Role: what the question asks to be computed is computed. A bound said stands with its direction, as a condition or in
the definition of a metric used; a share divides; a value said holds for every measure, not for one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlglot import exp

from bot.agree.said import Said, SaidValue
from bot.agree.unsure import is_change
from bot.agree.values import agrees, is_implied, missing_value
from bot.agree.written import Written
from bot.read.asking.listed import levels_apart
from bot.read.intent import Threshold, ValueSaid
from bot.read.wording.compounds import compounds
from bot.read.wording.plan_names import is_plan
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.model import MetricKind

AGES = "open_items"
BUCKETS = frozenset({"not_due", "1-30", "31-60", "61-90", "90+"})
_HUNDREDTHS = ("percent", "points")
_DOWN = {">": "<", ">=": "<="}


def asked_issues(said: Said, written: Written) -> Iterator[Issue]:
    """One issue for each bound that is missing or turned round, one for a share or an average that is none, one for
    each value that holds for some measures only."""
    for threshold in said.thresholds:
        if not _stands(threshold, said, written):
            until = f" … {threshold.until.value.normalize():f}" if threshold.until else ""
            yield issue(IssueCode.DISAGREES_VALUE, value=threshold.word, field=_text(threshold) + until)
    if said.intent is not None and (said.intent.share or said.intent.per) and not _divides(written):
        wanted = "share" if said.intent.share else "average"
        yield issue(IssueCode.DISAGREES_METRIC, expected=wanted, found=", ".join(written.checked.metrics) or "–")
    elif said.intent is not None and said.intent.share and _is_all_of_itself(written):
        yield issue(IssueCode.DISAGREES_METRIC, expected="share", found="100 %")
    turned = _turned_round(said, written)
    if turned:
        yield issue(IssueCode.DISAGREES_METRIC, expected=turned, found=", ".join(written.checked.metrics) or "–")
    yield from _parts_filtered_away(said, written)
    yield from _levels_crossed(said, written)
    if said.is_plain:
        yield from _half_filtered(said, written)


def _text(threshold: Threshold) -> str:
    assert threshold.number is not None
    return f"{threshold.op} {threshold.number.value.normalize():f}"


def _stands(threshold: Threshold, said: Said, written: Written) -> bool:
    """As a condition, or in the definition of a metric used. Beside a verb that nobody knows ("slipped by 15% or more")
    a bound on a change may stand on the other side of zero."""
    number = threshold.number
    assert number is not None
    if any(ref.dataset == AGES for ref in threshold.fields) and _is_age_of_metric(threshold, written):
        return True
    if said.reading.unexplained and said.relations and _is_fall(threshold, written):
        return True
    ends = [(threshold.op, number)] + ([("<=", threshold.until)] if threshold.until else [])
    return all(_is_bound(op, one.value, one.unit in _HUNDREDTHS, threshold, written) for op, one in ends)


def _is_fall(threshold: Threshold, written: Written) -> bool:
    """A change of at most minus the number said: down by it or more."""
    number = threshold.number
    if number is None or threshold.op not in _DOWN or threshold.until is not None:
        return False
    values = {-number.value / (100 if number.unit in _HUNDREDTHS else 1)}
    return any(
        bound.op == _DOWN[threshold.op] and bound.number in values and is_change(bound.subject, written)
        for bound in written.bounds
    )


def _is_bound(op: str, value: Decimal, is_hundredth: bool, threshold: Threshold, written: Written) -> bool:
    forms = {(op, value)}
    if is_hundredth or any(written.model.metrics[name].unit.kind == "percent" for name in written.named):
        forms.add((op, value / 100))
    if any(ref.dataset == AGES for ref in threshold.fields):  # whole days: over 90 is 91 and more
        step = {">": (">=", value + 1), ">=": (">", value - 1), "<": ("<=", value - 1), "<=": ("<", value + 1)}
        forms.add(step.get(op, (op, value)))
    return any((bound.op, bound.number) in forms for bound in written.bounds)


def _is_age_of_metric(threshold: Threshold, written: Written) -> bool:
    """A metric used is made of the open items that are so old, or their age bands stand in the query."""
    days = threshold.number.value if threshold.number is not None else Decimal(0)
    least = days + 1 if threshold.op == ">" else days
    ages = {"overdue"} if least <= 1 else {f"{least.normalize():f}"}
    for name in written.used_metrics:
        declared = written.model.metrics.get(name)
        if declared is not None and declared.open_items is not None and declared.open_items.age in ages:
            return True
    return any(node.is_string and node.name in BUCKETS for node in written.tree.find_all(exp.Literal))


def _divides(written: Written) -> bool:
    if written.tree.find(exp.Div, exp.Avg) is not None:
        return True
    if any(anonymous_name(node) == "TOTAL" for node in written.tree.find_all(exp.Anonymous)):
        return True
    kinds = {written.model.metrics[name].kind for name in written.named}
    return bool(kinds & {MetricKind.RATIO, MetricKind.NON_ADDITIVE})


def _turned_round(said: Said, written: Written) -> str:
    """ "How much more a than b" is a − b, and now less then; "" where no difference is the other way round. What is and
    what was planned may stand either way."""
    if said.intent is None or not (said.intent.difference or said.relations or said.intent.growth):
        return ""
    words = [word for word, _ in said.named]
    named = [{*names, *compounds(word, words, written.model)} for word, names in said.named]
    for node in written.tree.find_all(exp.Sub):
        left, right = _measured(node.this), _measured(node.expression)
        if _is_earlier(node.this) and not _is_earlier(node.expression) and left == right and len(left) == 1:
            return f"{min(left)} − PRIOR({min(left)})"
        two = said.intent.difference and len(named) == 2 and len(left) == len(right) == 1 and left != right
        if (
            two
            and not _has_plan(left | right, written)
            and left <= named[1] - named[0]
            and right <= named[0] - named[1]
        ):
            return f"{min(right)} − {min(left)}"
    return ""


def _has_plan(names: set[str], written: Written) -> bool:
    metrics = written.model.metrics
    return sum(name in metrics and is_plan(metrics[name]) for name in names) == 1


def _measured(side: exp.Expr) -> set[str]:
    return {node.expressions[0].name for node in side.find_all(exp.Anonymous) if anonymous_name(node) == "MEASURE"}


def _is_earlier(side: exp.Expr) -> bool:
    return any(anonymous_name(node) in ("PRIOR_YEAR", "PRIOR_PERIOD") for node in side.find_all(exp.Anonymous))


def _is_all_of_itself(written: Written) -> bool:
    """One figure, a measure over the same measure without a condition of its own: always the whole."""
    if any(column.role in ("group", "time") for column in written.checked.columns) or written.tree.find(exp.Filter):
        return False
    divisions = list(written.tree.find_all(exp.Div))
    return bool(divisions) and all(_counted(node.this) == _counted(node.expression) != set() for node in divisions)


def _counted(side: exp.Expr) -> set[str]:
    """The measures of one side of a division, without what moves them in time."""
    return set() if _is_earlier(side) else _measured(side)


def _parts_filtered_away(said: Said, written: Written) -> Iterator[Issue]:
    """The part of a share stands over its own measure: in WHERE it would be the whole as well."""
    for part in said.intent.values if said.intent is not None else ():
        if not part.part or part.negated:
            continue
        value = SaidValue(part.word, part.targets, part.negated)
        if written.selects and all(_holds(value, select, written) for select in written.selects):
            ref, text = part.targets[0]
            yield issue(IssueCode.DISAGREES_VALUE, value=text, field=f"FILTER (WHERE {ref} = …)")


def _holds(value: SaidValue, select: exp.Select, written: Written) -> bool:
    """In WHERE."""
    tests = [test for test in written.tests_under(select) if test.everywhere]
    return any(agrees(test, ref, text, value.negated, written.model) for test in tests for ref, text in value.targets)


def _half_filtered(said: Said, written: Written) -> Iterator[Issue]:
    """A value that is alone on its field holds for every measure."""
    values = said.values
    apart = {id(one.piece) for group in _apart(said, written) for one in group}
    beside = {one.word for one in (said.intent.values if said.intent else ()) if id(one.piece) in apart}
    for value in values:
        if value.word in beside:
            continue
        fields = {ref for ref, _ in value.targets}
        if any(other is not value and fields & {ref for ref, _ in other.targets} for other in values):
            continue
        if any(is_implied(ref, text, written) for ref, text in value.targets):
            continue
        if not all(_covers(value, select, written) for select in written.selects):
            yield missing_value(value, written.model)


def _apart(said: Said, written: Written) -> list[tuple[ValueSaid, ...]]:
    return levels_apart(said.intent, written.model) if said.intent is not None else []


def _levels_crossed(said: Said, written: Written) -> Iterator[Issue]:
    """A town and a county in a list are two places: as conditions together they would be the smaller one alone."""
    for group in _apart(said, written):
        values = [SaidValue(one.word, one.targets, one.negated) for one in group]
        for select in written.selects:
            held = [value for value in values if _holds(value, select, written)]
            if len({ref for value in held for ref, _ in value.targets}) > 1:
                yield missing_value(held[-1], written.model)
                break


def _covers(value: SaidValue, select: exp.Select, written: Written) -> bool:
    if _holds(value, select, written):
        return True
    measures = [node for node in select.find_all(exp.Anonymous) if anonymous_name(node) == "MEASURE"]
    return all(_is_filtered(value, node, written) for node in measures)


def _is_filtered(value: SaidValue, measure: exp.Expr, written: Written) -> bool:
    over = measure.find_ancestor(exp.Filter, exp.Select)
    if not isinstance(over, exp.Filter):
        return measure.find_ancestor(exp.Ordered, exp.Having) is not None
    tests = written.tests_under(over.expression)
    return any(agrees(test, ref, text, value.negated, written.model) for test in tests for ref, text in value.targets)
