"""Agreement on changes: a growth asked for is there, over the value before, of one metric, by the units meant.

Role: what 同比, "grew" and "up on last month" ask for has one form, however a query writes it: the value of now
against the earlier one of the same metric. A rate the wrong way up, over the value of now, over another metric's past,
or without the −1 looks alike and is another number.

    MEASURE(m) / PRIOR_YEAR(MEASURE(m)) - 1     right
    PRIOR_YEAR(MEASURE(m)) / MEASURE(m) - 1     the wrong way up
    (MEASURE(m) - PRIOR_YEAR(MEASURE(m))) / MEASURE(m)     over the value of now
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from bot.agree.made_of import bare, constant, expanded, is_current, is_earlier, measures_in, ordered_by, origins
from bot.agree.said import Said
from bot.agree.unsure import says_less
from bot.agree.written import Written
from bot.read.intent import Intent
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics.grammar import anonymous_name

_YEAR_OF = {"year": 1, "half": 2, "quarter": 4, "month": 12}  # buckets of a year
_TIMES = re.compile(r"倍|相当于|的百分之|\btimes\b|\bfold\b|% of|percent of", re.IGNORECASE)
_COMPARED = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)


def change_issues(said: Said, written: Written) -> Iterator[Issue]:
    """At most one issue for the form of a change, one for rows compared with the wrong ones before."""
    intent = said.intent
    if intent is None or intent.definition or not (said.relations or intent.growth or intent.difference):
        return
    if _mixes_ranges(said, written):
        names = sorted(name for _, group in said.named for name in group) or sorted(written.named)
        later = f"MEASURE({names[0] if names else 'm'})"
        yield issue(IssueCode.DISAGREES_METRIC, expected=f"{later} (later) - {later} (earlier)", found="–")
    far = _wrong_distance(said, written)
    if far:
        yield issue(IssueCode.DISAGREES_PERIOD, expected=far, found="LAG")
    if said.relations:
        yield from _form(said, written, intent)


def _form(said: Said, written: Written, intent: Intent) -> Iterator[Issue]:
    """The change is there, and the right way up."""
    divisions = [_sides(node) for node in written.tree.find_all(exp.Div)]
    wrong = any(_is_upside_down(over, under) for over, under in divisions)
    is_times = bool(_TIMES.search(said.reading.question)) or (bool(intent.share) and not intent.growth)
    wrong = wrong or not (_shows_change(said, written) or (is_times and any(map(_is_quotient, _made(written)))))
    if wrong:
        prior = "PRIOR_YEAR" if said.relations[0].startswith("yoy") else "PRIOR_PERIOD"
        names = sorted(name for _, group in said.named for name in group) or sorted(written.named)
        m = f"MEASURE({names[0]})" if names else "m"
        found = ", ".join(written.named) or "–"
        yield issue(IssueCode.DISAGREES_METRIC, expected=f"{m} / {prior}({m}) - 1", found=found)


def _mixes_ranges(said: Said, written: Written) -> bool:
    """Two SELECTs of two ranges set against each other: the later one comes first, of one metric, and none is added."""
    ranges = {id(select): block for select, block in zip(written.selects, written.blocks, strict=True)}
    for node in written.tree.find_all(exp.Sub, exp.Div, exp.Add):
        sides = [{id(select) for select in origins(side)} for side in (node.this, node.expression)]
        if any(len(side) != 1 or not side <= ranges.keys() for side in sides):
            continue
        first, second = (ranges[next(iter(side))] for side in sides)
        if first.start is None or second.start is None or first.start == second.start:
            continue
        over, under = measures_in(expanded(node.this)), measures_in(expanded(node.expression))
        if isinstance(node, exp.Add) or (over != under and len(said.named) == 1):
            return True
        if over == under and first.start < second.start and not says_less(said):
            return True
    return False


def _made(written: Written) -> list[exp.Expr]:
    return [bare(expanded(node)) for node in written.tree.find_all(exp.Div)]


def _sides(node: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    return bare(expanded(node.this)), bare(expanded(node.expression))


def _is_upside_down(over: exp.Expr, under: exp.Expr) -> bool:
    """The value of now under the line and an earlier one above it; or an earlier one of another metric under it."""
    if not measures_in(over) or not measures_in(under):
        return False
    if is_earlier(over) and not is_earlier(under):
        return measures_in(over) == measures_in(under) and not _is_mean(over)
    is_base = is_earlier(under) and not is_current(under)
    return is_base and is_current(over) and measures_in(over) != measures_in(under)


def _is_mean(node: exp.Expr) -> bool:
    return node.find(exp.Div) is not None


def _shows_change(said: Said, written: Written) -> bool:
    """A difference or a growth, two ranges side by side, a metric that is a growth, or both values in columns."""
    if len(said.periods) > 1 or len({(block.start, block.end) for block in written.blocks}) > 1:
        return True
    if written.of_earlier_periods:
        return True
    for node in written.tree.find_all(exp.Sub, *_COMPARED):
        left, right = _ends(node)
        if any(is_current(a) and is_earlier(b) and not is_current(b) for a, b in ((left, right), (right, left))):
            return True
        if constant(right) is not None and _is_quotient(left):
            return True
    chains = [chain for block in written.blocks for chain in block.chains]
    now = {chain.metric for chain in chains if not _is_prior(chain.modifiers) and _stands_alone(chain.metric, written)}
    return any(_is_prior(chain.modifiers) and chain.metric in now & _priors_alone(written) for chain in chains)


def _ends(node: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    right = node.args["low"] if isinstance(node, exp.Between) else node.expression
    return bare(expanded(node.this)), bare(expanded(right))


def _is_quotient(node: exp.Expr) -> bool:
    """m / PRIOR_YEAR(m), times 100 or not."""
    if isinstance(node, exp.Mul):
        return any(_is_quotient(bare(side)) for side in (node.this, node.expression))
    return isinstance(node, exp.Div) and is_current(node.this) and is_earlier(node.expression)


def _is_prior(modifiers: tuple[tuple[str, tuple[str, ...]], ...]) -> bool:
    return any(name in ("PRIOR_YEAR", "PRIOR_PERIOD") for name, _ in modifiers)


def _stands_alone(metric: str, written: Written) -> bool:
    """The metric is shown as it is, not only as a part of a share."""
    measures = (node for node in written.tree.find_all(exp.Anonymous) if anonymous_name(node) == "MEASURE")
    named = [node for node in measures if node.expressions[0].name == metric and is_current(node.parent or node)]
    return any(not isinstance(node.find_ancestor(exp.Div, exp.Select), exp.Div) for node in named)


def _priors_alone(written: Written) -> set[str]:
    """The metrics whose earlier value is a column of its own, by itself or in a SELECT further in."""
    found: set[str] = set()
    for node in written.tree.find_all(exp.Anonymous):
        if is_earlier(node) and isinstance(node.find_ancestor(exp.Div, exp.Select), exp.Select):
            found |= measures_in(node)
    return found


def _wrong_distance(said: Said, written: Written) -> str:
    """LAG goes back as many rows as the comparison does, along time."""
    grains = {block.grain for block in written.blocks if block.grain}
    is_year = bool(said.relations) and said.relations[0].startswith("yoy")
    for node in written.tree.find_all(exp.Lag, exp.Lead):
        offset = constant(node.args["offset"]) if node.args.get("offset") is not None else 1
        window = node.find_ancestor(exp.Window)
        order = window.args.get("order") if window is not None else None
        down = order is not None and bool(order.expressions[0].args.get("desc"))
        is_time = order is not None and not measures_in(expanded(ordered_by(order.expressions[0])))
        wanted = {_YEAR_OF.get(grain.removeprefix("fiscal_")) for grain in grains} if is_year else {1}
        wanted = wanted if said.relations or len(said.periods) < 2 else {offset}
        if not is_time or down != isinstance(node, exp.Lead) or len(grains) != 1 or wanted != {offset}:
            return "PRIOR_YEAR" if is_year else "PRIOR_PERIOD"
    return ""
