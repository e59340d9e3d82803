"""Agreement on metrics and groups: what the question surely names is what the query counts, and what it is split by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from bot.agree.said import Said
from bot.agree.thresholds import AGES
from bot.agree.values import held_by, is_detour
from bot.agree.written import Written
from bot.read.wording.compounds import compounds
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.model import FieldRef

_EACH = re.compile(r"(各自?|分别)(是|有|为)?(多少)?|each|respectively|apiece", re.IGNORECASE)


def metric_issues(said: Said, written: Written) -> Iterator[Issue]:
    """A metric named is used; where something computed is asked for, one made of it will do."""
    named = frozenset(written.checked.metrics)
    is_made = (said.is_derived and not said.only_compares) or any(one.other for one in said.thresholds)
    enough = written.used_metrics if is_made else named | written.of_earlier_periods
    missing = [one for one in said.named if not _is_used(one[1], enough, named, said, written)]
    for word, names in missing:
        if _is_aged(names, said, written):
            continue
        others = [other for other, _ in said.named]
        if len(missing) > 1 or not named & set(compounds(word, others, written.model)):
            found = ", ".join(sorted(named)) or "–"
            yield issue(IssueCode.DISAGREES_METRIC, expected=" / ".join(names), found=found)


def _is_used(
    names: tuple[str, ...], enough: frozenset[str], named: frozenset[str], said: Said, written: Written
) -> bool:
    if enough & set(names) or any(written.is_same(name, other) for name in names for other in named):
        return True
    return any(_is_narrowed(name, said, written) for name in names)


def _is_narrowed(name: str, said: Said, written: Written) -> bool:
    """ "Cancelled orders" where orders are counted without those: what is counted is the same, and the value said,
    which the metric leaves out, is held by the metric used instead or by a condition."""
    metric = written.model.metrics.get(name)
    if metric is None or not metric.filter:
        return False
    left_out = held_by(metric, negated=True)
    texts = {text for value in said.values if not value.negated for _, text in value.targets} & left_out
    counted = _folded(metric.expression)
    if not texts:
        return False
    for other in written.named:
        declared = written.model.metrics[other]
        is_rate = said.intent is not None and bool(said.intent.share or said.intent.percent)
        same = counted in _folded(declared.expression) if is_rate else counted == _folded(declared.expression)
        if same and texts & held_by(declared):
            return True
    held = any(test.text in texts and not test.negated and test.holds for test in written.tests)
    plain = {_folded(node.sql("duckdb")) for node in written.tree.find_all(exp.AggFunc)}
    plain |= {f"count({node.expressions[0].name})" for node in written.tree.find_all(exp.Anonymous) if _counts(node)}
    return held and counted in plain


def _folded(text: str) -> str:
    return text.replace(" ", "").casefold()


def _counts(node: exp.Anonymous) -> bool:
    return anonymous_name(node) == "COUNT_ROWS" and bool(node.expressions)


def _is_aged(names: tuple[str, ...], said: Said, written: Written) -> bool:
    """ "Receivables over 60 days late": what is named has no ages, a metric of its family made of open items has.
    The bound itself is agreed with elsewhere."""
    if not any(ref.dataset == AGES for one in said.thresholds for ref in one.fields):
        return False
    metrics = written.model.metrics
    named = [metrics[name] for name in names if name in metrics]
    if not named or any(metric.open_items is not None for metric in named):
        return False
    families = {metric.family for metric in named if metric.family}
    aged = {name for name in written.used_metrics if name in metrics and metrics[name].open_items is not None}
    return bool(aged) and all(metrics[name].family in families for name in written.named)


def group_issues(said: Said, written: Written) -> Iterator[Issue]:
    """A grouping named is a group; a grain named is the grain of some SELECT."""
    split = [ref for ref in written.split_by if not (said.is_complete and is_detour(ref, written.model))]
    split += [ref for ref in written.split_by if any(ref in refs for refs in said.groups)]
    used = {(ref.dataset, ref.field) for ref in split}
    entities = {ref.dataset for ref in split if _names_it(ref, written)}
    for refs in said.groups:
        if not any(_is_grouped(ref, used, entities, written) for ref in refs):
            found = ", ".join(sorted(str(ref) for ref in written.split_by)) or "–"
            yield issue(IssueCode.DISAGREES_GROUP, expected=str(refs[0]), found=found)
    apart = _told_apart(said)
    if apart and not apart & used:
        yield issue(IssueCode.DISAGREES_GROUP, expected=".".join(min(apart)), found="–")
    grain = said.reading.grain
    grains = {block.grain for block in written.blocks if block.grain}
    if grain and written.blocks and not any(_same_grain(grain, other) for other in grains):
        modified = {a.lower() for b in written.blocks for c in b.chains for _, args in c.modifiers for a in args}
        if grain not in modified:
            yield issue(IssueCode.DISAGREES_GROUP, expected=grain, found=", ".join(sorted(grains)) or "–")


def _told_apart(said: Said) -> set[tuple[str, str]]:
    """ "How far did A and B each run": a field of both values tells them apart."""
    intent = said.intent
    if intent is None or any(group.each for group in intent.groups):
        return set()
    if not any(_EACH.fullmatch(piece.text.strip()) for piece in intent.pieces):
        return set()
    fields = [{(ref.dataset, ref.field) for ref, _ in one.targets} for one in said.values if not one.negated]
    return set.intersection(*fields) if len(fields) > 1 else set()


def _is_grouped(ref: FieldRef, used: set[tuple[str, str]], entities: set[str], written: Written) -> bool:
    """The field itself, another name of the same entity (its name for its key), or one of the same label."""
    if (ref.dataset, ref.field) in used:
        return True
    dataset = written.model.datasets.get(ref.dataset)
    field = dataset.fields.get(ref.field) if dataset else None
    if dataset is None or field is None:
        return ref.dataset in entities
    if ref.dataset in entities and _names_it(ref, written):
        return True
    label = (field.label.zh, field.label.en)
    others = (written.model.datasets[name].fields.get(item) for name, item in used if name in written.model.datasets)
    return any(label) and any(other is not None and (other.label.zh, other.label.en) == label for other in others)


def _names_it(ref: FieldRef, written: Written) -> bool:
    """The field tells one row of its dataset from another: its name, its key."""
    dataset = written.model.datasets.get(ref.dataset)
    keys = [key for keys in dataset.unique_keys for key in keys] if dataset is not None else []
    return dataset is not None and ref.field in (dataset.display, *dataset.primary_key, *keys)


def _same_grain(left: str, right: str) -> bool:
    return left.removeprefix("fiscal_") == right.removeprefix("fiscal_")
