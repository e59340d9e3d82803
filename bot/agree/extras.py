"""Agreement on nothing more: what a query does stands in the question.

Role: only where the reader understood every word. A condition, a computation or a split that none of the words asks for
was invented, and the number under it is another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlglot import exp

from bot.agree.bounds import bounds_in
from bot.agree.made_of import constant, expanded, measures_in
from bot.agree.said import Said
from bot.agree.written import Chain, Comparison, Written
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.model import FieldRef, MetricKind

_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg)
_PRIOR = frozenset({"PRIOR_YEAR", "PRIOR_PERIOD"})
_TO_DATE = frozenset({"YTD", "QTD", "MTD", "TRAILING"})


def extra_issues(said: Said, written: Written, kept: frozenset[str] = frozenset()) -> Iterator[Issue]:
    """At most one issue: the first thing that nobody asked for. `kept`: values that half a question keeps of the query
    before."""
    for found in _extras(said, written, kept) if said.is_complete else _balances_divided(written):
        yield issue(IssueCode.DISAGREES_EXTRA, found=found)
        return


def _extras(said: Said, written: Written, kept: frozenset[str]) -> Iterator[str]:
    yield from _values(said, written, kept)
    yield from _rounded(written)
    yield from _balances_divided(written)
    yield from _groups_lost(said, written)
    if said.intent is None:
        return
    yield from _bounds(said, written)
    yield from _flags(said, written)
    if said.is_plain:
        yield from _computed(said, written)
        yield from _splits(said, written)


def _values(said: Said, written: Written, kept: frozenset[str]) -> Iterator[str]:
    """Conditions on values that no word names. A field with a default may be held at that default."""
    known = {text.casefold() for value in said.values for _, text in value.targets}
    known |= {span.text.casefold() for span in said.reading.spans}
    for test in written.tests_under(written.asked_tree):
        text = test.text.casefold()
        if text in kept and not test.everywhere:
            continue  # in WHERE the whole would be the part
        named = text in known or any(len(word) > 1 and word in text for word in known)  # 取消 in 已取消
        if test.is_string and test.exact and not named and not _is_default(test, written):
            yield f"{test.field} = {test.text}"


def _is_default(test: Comparison, written: Written) -> bool:
    dataset = written.model.datasets.get(test.field.dataset)
    field = dataset.fields.get(test.field.field) if dataset else None
    return field is None or (field.pinned is not None and field.pinned == test.text and not test.negated)


def _bounds(said: Said, written: Written) -> Iterator[str]:
    """Comparisons with numbers, where no comparison is asked for."""
    intent = said.intent
    assert intent is not None
    if intent.thresholds:
        return
    is_signed = bool(intent.quality or intent.growth or intent.calcs)  # "that grew": above zero
    digits = {span.text for span in said.reading.spans}
    for bound in bounds_in(written.asked_tree):
        if is_signed and bound.number == 0:
            continue
        if not any(f"{bound.number.normalize():f}" in text for text in digits):
            yield f"{bound.subject} {bound.op} {bound.number.normalize():f}"


def _flags(said: Said, written: Written) -> Iterator[str]:
    """Flags, and conditions on empty fields, where neither is asked for."""
    intent = said.intent
    assert intent is not None
    named = {(ref.dataset, ref.field) for value in said.values for ref, _ in value.targets}
    named |= {(ref.dataset, ref.field) for state in intent.states for ref in state.refs}
    for ref in sorted(written.flags_under(written.asked_tree), key=str):
        if (ref.dataset, ref.field) not in named:
            yield str(ref)
    for test in written.tests_under(written.asked_tree):
        if (
            not test.is_string
            and test.text in ("TRUE", "FALSE")
            and (test.field.dataset, test.field.field) not in named
        ):
            yield str(test.field)
    if intent.nulls or intent.without:
        return
    for node in written.tree.find_all(exp.Is):
        column = node.this
        alone = not _leaves_out(node)  # (x IS NULL OR x <> 'v') is how a value is left out
        if alone and isinstance(node.expression, exp.Null) and isinstance(column, exp.Column):
            found = written.field_of(column)
            is_unnamed = node.find_ancestor(exp.Not) is not None and found in written.split_by  # no place in a ranking
            is_unnamed = is_unnamed and (said.ranks or not said.is_plain)
            is_named = found is not None and (found.dataset, found.field) in named
            is_beside = is_named and node.find_ancestor(exp.Or) is not None  # of these, or of none
            if found is not None and (not is_named or is_beside) and not is_unnamed:
                yield f"{found} {'IS NOT NULL' if node.find_ancestor(exp.Not) else 'IS NULL'}"


def _leaves_out(node: exp.Is) -> bool:
    """Beside an inequality of the same field, under one OR."""
    either = node.find_ancestor(exp.Or)
    if either is None or not isinstance(node.this, exp.Column):
        return False
    unlike = [*either.find_all(exp.NEQ, exp.NullSafeNEQ), *(part.this for part in either.find_all(exp.Not))]
    return any(column.name == node.this.name for part in unlike for column in part.find_all(exp.Column))


def _balances_divided(written: Written) -> Iterator[str]:
    """What stands at a day, over a number of months."""
    for node in written.tree.find_all(exp.Div):
        made = expanded(node.this)
        names = measures_in(made) if constant(node.expression) not in (None, 1) else frozenset()
        kinds = {written.model.metrics[name].kind for name in names if name in written.model.metrics}
        if kinds == {MetricKind.BALANCE} and made.find(exp.AggFunc, exp.Sub, exp.Add) is None:
            yield node.sql("duckdb")
            return


def _groups_lost(said: Said, written: Written) -> Iterator[str]:
    """An inner join drops the groups that one side lacks; of those that meet a condition it is what "both" means."""
    if (said.intent is not None and said.intent.thresholds) or written.tree.find(exp.Having) is not None:
        return
    for join in written.tree.find_all(exp.Join):
        keyed = join.args.get("on") is not None or join.args.get("using")
        if keyed and not join.args.get("side") and str(join.args.get("kind") or "").upper() in ("", "INNER"):
            yield "JOIN, not FULL JOIN"
            return


def _rounded(written: Written) -> Iterator[str]:
    """Numbers cut short: 43,500,000 for 43,498,211."""
    for node in written.tree.find_all(exp.Round, exp.Floor, exp.Ceil, exp.Trunc):
        places = node.args.get("decimals")
        number = constant(places) if places is not None else Decimal(0)
        made = expanded(node.this)
        least = 4 if made.find(exp.Div) is not None and made.find(exp.Mul) is None else 0
        if measures_in(made) and (not isinstance(node, exp.Round) or number is None or number < least):
            yield node.sql("duckdb")
            return


def _computed(said: Said, written: Written) -> Iterator[str]:
    """Arithmetic over measures, and comparisons with an earlier period: the plain number is asked for."""
    for node in written.tree.find_all(*_ARITHMETIC):
        if any(anonymous_name(part) == "MEASURE" for part in node.find_all(exp.Anonymous)):
            yield node.sql("duckdb")
            return
    for node in written.tree.find_all(exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue):
        yield node.sql("duckdb")  # another row's number
        return
    for block in written.blocks:
        for chain in block.chains:
            if (_compares(chain) and not said.periods) or (
                block.grain and _runs_on(chain)
            ):  # else its range is compared
                yield f"{chain.modifiers[0][0]}({chain.metric})"


def _runs_on(chain: Chain) -> bool:
    """Each bucket holds those before it."""
    return any(name in _TO_DATE for name, _ in chain.modifiers)


def _compares(chain: Chain) -> bool:
    return any(name in _PRIOR for name, _ in chain.modifiers)


def _splits(said: Said, written: Written) -> Iterator[str]:
    """Groups beyond those named."""
    intent = said.intent
    assert intent is not None
    if written.checked.kind != "aggregate" or intent.detail or intent.anchors or intent.chart:
        return
    if intent.which and not intent.groups:
        return  # "who": by whom is the planner's to ask
    named = {ref for refs in said.groups for ref in refs}
    named |= {ref for value in said.values for ref, _ in value.targets}
    named |= {ref for field, _ in intent.nulls for ref in field.refs}
    if intent.thresholds:
        named |= {ref for threshold in intent.thresholds for ref in threshold.fields}
    entities = {ref.dataset for ref in named} | {said.dataset for said in intent.groups if said.dataset}
    fields = {(ref.dataset, ref.field) for ref in named}
    for column in written.checked.columns:
        ref = column.field
        if column.role == "group" and isinstance(ref, FieldRef) and not _is_named(ref, fields, entities, written):
            yield f"GROUP BY {ref}"


def _is_named(ref: FieldRef, fields: set[tuple[str, str]], entities: set[str], written: Written) -> bool:
    if (ref.dataset, ref.field) in fields:
        return True
    dataset = written.model.datasets.get(ref.dataset)
    if dataset is None:
        return True
    if ref.dataset in entities and ref.field in (dataset.display, *dataset.primary_key):
        return True
    label = dataset.fields[ref.field].label if ref.field in dataset.fields else None
    others = (
        written.model.datasets[name].fields.get(field) for name, field in fields if name in written.model.datasets
    )
    return label is not None and any(other is not None and other.label == label for other in others)
