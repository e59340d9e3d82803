"""Agreement on what is done with the numbers: bounds, shares, averages, and filters over each of several measures.

Role: what the question asks to be computed is computed. A bound said stands with its direction, as a condition or in
the definition of a metric used; a share divides; a value said holds for every measure, not for one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlglot import exp

from bot.agree.made_of import expanded, is_earlier, measures_in, reads_from
from bot.agree.said import Said, SaidValue
from bot.agree.thresholds import threshold_issues
from bot.agree.unsure import says_less
from bot.agree.values import agrees, is_implied, is_left_out, missing_value
from bot.agree.written import Comparison, Written
from bot.read.asking.listed import levels_apart
from bot.read.intent import ValueSaid
from bot.read.wording.compounds import compounds
from bot.read.wording.plan_names import is_plan
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.model import FieldRef, MetricKind
from semantic_layer.parse.canonical import conjuncts

_MORE = re.compile(r"^[多高超]|\b(more|higher|over|above|exceed\w*)\b", re.IGNORECASE)


def asked_issues(said: Said, written: Written) -> Iterator[Issue]:
    """One issue for each bound that is missing or turned round, one for a share or an average that is none, one for
    each value that holds for some measures only."""
    yield from threshold_issues(said, written)
    if said.intent is not None and (said.intent.share or said.intent.per) and not _divides(written):
        wanted = "share" if said.intent.share else "average"
        yield issue(IssueCode.DISAGREES_METRIC, expected=wanted, found=", ".join(written.checked.metrics) or "–")
    elif said.intent is not None and said.intent.share and _is_all_of_itself(written):
        yield issue(IssueCode.DISAGREES_METRIC, expected="share", found="100 %")
    elif said.intent is not None and said.intent.share:
        yield from _other_wholes(said, written)
    turned = _turned_round(said, written) or _not_subtracted(said, written)
    if turned:
        yield issue(IssueCode.DISAGREES_METRIC, expected=turned, found=", ".join(written.checked.metrics) or "–")
    yield from _never_together(written)
    yield from _parts_filtered_away(said, written)
    yield from _levels_crossed(said, written)
    if said.is_plain:
        yield from _half_filtered(said, written)


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
    both = [(one.word, one.names) for one in said.intent.metrics]  # a plan's word, too, that is sure of nothing else
    words = [word for word, _ in both]
    named = [{*names, *compounds(word, words, written.model)} for word, names in both]
    for node in written.tree.find_all(exp.Sub):
        left, right = _measured(node.this), _measured(node.expression)
        if _is_earlier(node.this) and not _is_earlier(node.expression) and left == right and len(left) == 1:
            return f"{min(left)} − PRIOR({min(left)})"
        two = said.intent.difference and len(named) == 2 and len(left) == len(right) == 1 and left != right
        if (
            two
            and not says_less(said)
            and (_says_than(said) or not _has_plan(left | right, written))
            and left <= named[1] - named[0]
            and right <= named[0] - named[1]
        ):
            return f"{min(right)} − {min(left)}"
    return ""


def _not_subtracted(said: Said, written: Written) -> str:
    """A quotient alone where the difference of two measures is asked for."""
    intent = said.intent
    if intent is None or not intent.difference or intent.share or intent.percent or len(intent.metrics) != 2:
        return ""
    if intent.relations or intent.growth or said.reading.unexplained or written.tree.find(exp.Sub, exp.Abs):
        return ""
    alone = {node.expressions[0].name for node in written.tree.find_all(exp.Anonymous) if _is_alone(node)}
    names = [set(one.names) for one in intent.metrics]
    shown = all(alone & one for one in names)
    return "" if shown or written.tree.find(exp.Div) is None else f"{min(names[0])} − {min(names[1])}"


def _is_alone(node: exp.Expr) -> bool:
    return anonymous_name(node) == "MEASURE" and isinstance(node.find_ancestor(exp.Div, exp.Select), exp.Select)


def _says_than(said: Said) -> bool:
    """ "By how much more than": the first less the second, a plan or not."""
    pieces = said.intent.pieces if said.intent is not None else []
    return any(piece.role == "compare" and _MORE.search(piece.text) for piece in pieces)


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


def _other_wholes(said: Said, written: Written) -> Iterator[Issue]:
    """A share of one metric named is of all of that metric: the part above the line, what is not filtered under it."""
    names = {name for _, group in said.named for name in group}
    parts = [value for value in (said.intent.values if said.intent is not None else ()) if value.part]
    if len(said.named) != 1 or not said.is_complete or not parts:
        return
    for node in written.tree.find_all(exp.Div):
        over, under = expanded(node.this), expanded(node.expression)
        if not _measured(over) or not _measured(under) or is_earlier(over) or is_earlier(under):
            continue
        other = _measured(over) != _measured(under) and not (_measured(over) | _measured(under)) <= names
        filtered = [_holds_any(parts, side, written) for side in (over, under)]
        if other or filtered == [False, True]:
            word = said.named[0][0]
            yield issue(IssueCode.DISAGREES_METRIC, expected=f"share of {min(names)}", found=node.sql("duckdb") or word)
            return


def _holds_any(parts: Sequence[ValueSaid], side: exp.Expr, written: Written) -> bool:
    texts = {text.casefold() for value in parts for _, text in value.targets}
    return any(test.text.casefold() in texts for test in written.tests_under(side))


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


def _never_together(written: Written) -> Iterator[Issue]:
    """One field held at two values at once, which no row is."""
    for select in written.selects:
        held: dict[FieldRef, Comparison] = {}
        where = select.args.get("where")
        for part in conjuncts(where.this) if where is not None else ():
            tests = [test for test in written.tests_under(part) if test.everywhere and not test.negated and test.exact]
            one = tests[0] if len(tests) == 1 and isinstance(part, (exp.EQ, exp.In)) and not tests[0].is_tree else None
            earlier = held.setdefault(one.field, one) if one is not None else None
            if one is not None and earlier is not None and earlier.text != one.text:
                both = f"{one.field} IN ('{earlier.text}', '{one.text}')"
                yield issue(IssueCode.DISAGREES_VALUE, value=one.text, field=both)
                return


def _holds(value: SaidValue, select: exp.Select, written: Written) -> bool:
    """In WHERE."""
    tests = [test for test in written.tests_under(select) if test.everywhere]
    return any(agrees(test, ref, text, value, written.model) for test in tests for ref, text in value.targets)


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
        if value.negated and any(is_left_out(text, written) for _, text in value.targets):
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
    if _holds(value, select, written) or _picked_outside(value, select, written):
        return True
    measures = [node for node in select.find_all(exp.Anonymous) if anonymous_name(node) == "MEASURE"]
    return all(_is_filtered(value, node, written) for node in measures)


def _picked_outside(value: SaidValue, select: exp.Select, written: Written) -> bool:
    """A SELECT over this one holds the value, or each number it shows is of rows with it."""
    for outer in written.tree.find_all(exp.Select):
        if not any(inner is select for inner in reads_from(outer)):
            continue
        shown = [item for item in outer.expressions if measures_in(expanded(item))]
        picked = [item for item in shown if _names(value, written.tests_under(item), written)]
        if _holds(value, outer, written) or (shown and len(picked) == len(shown)):
            return True
    return False


def _names(value: SaidValue, tests: Sequence[Comparison], written: Written) -> bool:
    return any(agrees(test, ref, text, value, written.model) for test in tests for ref, text in value.targets)


def _is_filtered(value: SaidValue, measure: exp.Expr, written: Written) -> bool:
    over = measure.find_ancestor(exp.Filter, exp.Select)
    if not isinstance(over, exp.Filter):
        return measure.find_ancestor(exp.Ordered, exp.Having) is not None
    return _names(value, written.tests_under(over.expression), written)
