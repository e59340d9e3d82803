"""Agreement on what is done inside: a cut within each group is within it, a mean is of the units said.

Role: "the top three of each region" ranks inside a region; an average per month is over months, all of those counted.
A cut over everything, a mean over weeks or a division by another number of months has the same columns and another
number.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from bot.agree.made_of import constant, expanded, measures_in, reads_from
from bot.agree.said import Said
from bot.agree.written import Block, Written
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.model import FieldRef
from semantic_layer.parse.query import grouped, is_block
from semantic_layer.parse.shapes import grain_of
from semantic_layer.periods import Grain

_RANKS = (exp.RowNumber, exp.Rank, exp.DenseRank)
_OF_ROWS = (exp.Avg, exp.Max, exp.Min, exp.Median, exp.Quantile, exp.PercentileCont, exp.PercentileDisc)


def within_issues(said: Said, written: Written) -> Iterator[Issue]:
    """At most one issue for a cut that is not within each, one for a mean or an extreme of other groups than those
    said, one for a division by another number of units."""
    refs, by_time = _parts(said)
    if (
        (refs or by_time)
        and _is_cut(written)
        and not any(_is_within(node, refs, by_time, written) for node in _ranks(written))
    ):
        inside = ", ".join([*map(str, refs), *(["period"] if by_time else [])])
        yield issue(IssueCode.DISAGREES_ORDER, expected=f"PARTITION BY {inside}", found=_cut_text(written))
    if not said.is_complete:
        return
    for text in _other_groups(said, written):
        yield issue(IssueCode.DISAGREES_EXTRA, found=text)
        return
    if said.average_grain and not _divides_by_all(said, written):
        expected = f"AVG of each {said.average_grain}"
        yield issue(IssueCode.DISAGREES_METRIC, expected=expected, found=", ".join(written.named) or "–")


# ---- the first of each


def _parts(said: Said) -> tuple[tuple[FieldRef, ...], bool]:
    """(fields, whether by time) that a ranking stands within; nothing for a plain ranking."""
    intent = said.intent
    if intent is None or (intent.limit is None and intent.descending is None) or intent.combined:
        return (), False
    groups = {one.refs: one for one in sorted(intent.groups, key=lambda one: one.each) if one.refs}
    each = [refs for refs, one in groups.items() if one.each]
    if len(groups) == 2 and len(each) == 1:
        return each[0], False
    if said.reading.grain and len(groups) == 1 and not intent.when and not each and intent.limit is not None:
        return (), True
    return (), False


def _is_cut(written: Written) -> bool:
    return written.tree.find(exp.Limit) is not None or bool(_ranks(written))


def _ranks(written: Written) -> list[exp.Window]:
    return [node for node in written.tree.find_all(exp.Window) if isinstance(node.this, _RANKS)]


def _is_within(window: exp.Window, refs: tuple[FieldRef, ...], by_time: bool, written: Written) -> bool:
    """Ranked inside one of the fields said, by nothing that is ranked itself, and nothing cut further."""
    if written.tree.find(exp.Limit) is not None:
        return False
    keys = [expanded(node) for node in window.args.get("partition_by") or ()]
    if by_time:
        return any(grain_of(key) for key in keys)
    fields = {(ref.dataset, ref.field) for key in keys for ref in _refs(key, written)}
    wanted = {(ref.dataset, ref.field) for ref in refs}
    entities = {ref.dataset for ref in refs if _is_name(ref, written)}
    return bool(fields & wanted) or any(
        dataset in entities and _is_name(FieldRef(dataset, field), written) for dataset, field in fields
    )


def _is_name(ref: FieldRef, written: Written) -> bool:
    dataset = written.model.datasets.get(ref.dataset)
    return dataset is not None and ref.field in (dataset.display, *dataset.primary_key)


def _refs(node: exp.Expr, written: Written) -> list[FieldRef]:
    found = [written.field_of(column) for column in node.find_all(exp.Column)]
    return [ref for ref in found if ref is not None]


def _cut_text(written: Written) -> str:
    limit = written.tree.find(exp.Limit)
    return "–" if limit is None else limit.sql("duckdb").strip()


# ---- means and extremes


def _other_groups(said: Said, written: Written) -> Iterator[str]:
    """AVG, MAX and MIN over groups of an inner SELECT that nobody named."""
    for select in written.tree.find_all(exp.Select):
        if is_block(select, written.model):
            continue
        outer = {expanded(key).sql() for key in grouped(select)}
        for node in select.find_all(*_OF_ROWS, exp.Count):
            if node.find_ancestor(exp.Select) is not select or _is_picked(node):
                continue
            if not (_counts_members(node, said) if isinstance(node, exp.Count) else measures_in(expanded(node))):
                continue
            for key in _inner_keys(select, written):
                if key.sql() not in outer and not _is_said(key, said, written):
                    yield f"{node.sql('duckdb')} ({key.sql('duckdb')})"


def _counts_members(node: exp.Count, said: Said) -> bool:
    """How many there are, of whom each must be one row."""
    return said.intent is not None and said.intent.counted is not None and not isinstance(node.this, exp.Distinct)


def _is_picked(node: exp.Expr) -> bool:
    """MAX(CASE WHEN month = … THEN m END): one row put into a column."""
    return node.find(exp.Case, exp.If) is not None or isinstance(node.parent, exp.Filter)


def _inner_keys(select: exp.Select, written: Written) -> list[exp.Expr]:
    """What the SELECT read from is grouped by, as far in as it takes."""
    keys: list[exp.Expr] = []
    for inner in reads_from(select):
        own = [expanded(key) for key in grouped(inner)]
        keys += own if own or is_block(inner, written.model) else _inner_keys(inner, written)
    return keys


def _is_said(key: exp.Expr, said: Said, written: Written) -> bool:
    grain, intent = grain_of(key), said.intent
    if grain:
        return grain.removeprefix("fiscal_") in {
            said.reading.grain.removeprefix("fiscal_"), said.average_grain.removeprefix("fiscal_"),
        }  # fmt: skip
    refs = _refs(key, written)
    if intent is None or not refs:
        return True
    named = [ref for one in (*intent.groups, *intent.numbers) for ref in one.refs]
    named += [ref for value in intent.values for ref, _ in value.targets]
    named += [ref for one in (intent.members, intent.counted, *intent.anchors) if one is not None for ref in one.refs]
    entities = {ref.dataset for ref in named} | {one.dataset for one in intent.groups if one.dataset}
    entities |= {intent.counted.dataset} if intent.counted is not None else set()
    labels = {_label(ref, written) for ref in named} - {""}
    return any(
        (ref.dataset, ref.field) in {(one.dataset, one.field) for one in named}
        or (ref.dataset in entities and _is_name(ref, written))
        or _label(ref, written) in labels
        for ref in refs
    )


def _label(ref: FieldRef, written: Written) -> str:
    dataset = written.model.datasets.get(ref.dataset)
    field = dataset.fields.get(ref.field) if dataset else None
    return f"{field.label.zh}|{field.label.en}".strip("|") if field else ""


def _divides_by_all(said: Said, written: Written) -> bool:
    """A division by a number divides by all units that the range counts."""
    numbers = {constant(node.expression) for node in written.tree.find_all(exp.Div) if measures_in(expanded(node.this))}
    numbers -= {None}
    return not numbers or all(numbers <= {_units(block, said.average_grain, written)} for block in written.blocks)


def _units(block: Block, grain: str, written: Written) -> int | None:
    if block.start is None or block.end is None:
        return None
    end = min(block.end, written.loaded_through) if written.loaded_through is not None else block.end
    return len(written.calendar.buckets(block.start, end, Grain(grain))) if end >= block.start else None
