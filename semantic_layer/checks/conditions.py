"""Conditions on rows: what may stand in WHERE, whether literals fit their fields, and how the card says them.

Role: rules 1, 16 and 30 as far as WHERE and FILTER go.
Errors: AGGREGATE_IN_WHERE, MIXED_CONDITION, WINDOW_IN_WHERE, TYPE_MISMATCH, UNKNOWN_VALUE.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from semantic_layer.checks.plan import Condition
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.grammar import anonymous_name, is_measure
from semantic_layer.metrics.scalar import columns_of, text_of, walk_down
from semantic_layer.model import Field, FieldRef, FieldType
from semantic_layer.parse.canonical import date_of
from semantic_layer.parse.shapes import simple_condition
from semantic_layer.query import Filter
from semantic_layer.suggest import suggest

_NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.DOUBLE)
_DATES = (FieldType.DATE, FieldType.TIMESTAMP)
_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ)


def refs_of(tree: exp.Expr, index: ModelIndex) -> tuple[FieldRef, ...]:
    """The fields a tree names, each once; those inside EXISTS belong to it and are left out."""
    found: dict[FieldRef, None] = {}
    for node in walk_down(tree, prune=(exp.Exists,)):
        if isinstance(node, exp.Column) and node.table:
            ref = index.find(node.table, node.name)
            if isinstance(ref, FieldRef):
                found.setdefault(ref)
    return tuple(found)


def all_refs_of(tree: exp.Expr, index: ModelIndex) -> tuple[FieldRef, ...]:
    """The fields a tree names, those inside EXISTS too: what rights are asked for."""
    found = [ref for node in exists_of(tree) for part in node.iter_expressions() for ref in refs_of(part, index)]
    return tuple(dict.fromkeys([*refs_of(tree, index), *found]))


def exists_of(tree: exp.Expr) -> list[exp.Exists]:
    """The EXISTS predicates of a condition."""
    return [node for node in walk_down(tree, prune=(exp.Exists,)) if isinstance(node, exp.Exists)]


def row_conditions(parts: list[exp.Expr], index: ModelIndex, issues: list[Issue]) -> tuple[Condition, ...]:
    """The conditions of a WHERE, checked."""
    found: list[Condition] = []
    for part in parts:
        text = text_of(part)
        kinds = [node for node in walk_down(part, prune=(exp.Exists,)) if is_measure(node)]
        if any(isinstance(node, exp.Window) for node in walk_down(part)):
            issues.append(issue(IssueCode.WINDOW_IN_WHERE, text=text))
        elif any(anonymous_name(node) == "TREE_MEMBER" for node in walk_down(part)):
            issues.append(issue(IssueCode.FORBIDDEN_SYNTAX, name=f"TREE_MEMBER: WITHIN({text})"))
        elif kinds:
            inside = {id(c) for kind in kinds for c in columns_of(kind)}
            has_fields = any(column.table and id(column) not in inside for column in columns_of(part))
            code = IssueCode.MIXED_CONDITION if has_fields else IssueCode.AGGREGATE_IN_WHERE
            issues.append(issue(code, text=text))
        else:
            issues.extend(literal_problems(part, index))
            found.append(Condition(part, refs_of(part, index)))
    return tuple(found)


def literal_problems(tree: exp.Expr, index: ModelIndex) -> Iterator[Issue]:
    """Comparisons of a field with a literal that cannot fit it, or that its closed list of values lacks."""
    for node in walk_down(tree):
        if isinstance(node, _COMPARISONS):
            pairs = [(node.this, node.expression)]
            if not isinstance(node.this, exp.Column):
                pairs.append((node.expression, node.this))
        elif isinstance(node, exp.In) and node.expressions:
            pairs = [(node.this, value) for value in node.expressions]
        elif isinstance(node, exp.Between):
            pairs = [(node.this, node.args["low"]), (node.this, node.args["high"])]
        elif isinstance(node, (exp.Like, exp.ILike)):
            pairs = [(node.this, node.expression)]
        else:
            continue
        for column, value in pairs:
            found = _field_of(column, index)
            if found is not None:
                yield from _fits(found, value, is_match=isinstance(node, (exp.Like, exp.ILike)), index=index)


def _field_of(node: exp.Expr, index: ModelIndex) -> Field | None:
    if not isinstance(node, exp.Column) or not node.table:
        return None
    ref = index.find(node.table, node.name)
    return index.field(ref) if isinstance(ref, FieldRef) else None


def _fits(field: Field, value: exp.Expr, is_match: bool, index: ModelIndex) -> Iterator[Issue]:
    name = f"{field.dataset}.{field.name}"
    other = _field_of(value, index)
    if other is not None:
        if _family(field.type) != _family(other.type):
            theirs = f"{other.dataset}.{other.name}"
            yield issue(IssueCode.TYPE_MISMATCH, field=name, type=field.type.value, value=theirs)
        return
    if isinstance(value, exp.Neg):
        value = value.this
    is_literal = isinstance(value, (exp.Literal, exp.Boolean)) or date_of(value) is not None
    if not is_literal:
        return
    text = value.this.name if isinstance(value, exp.Cast) else value.name or str(value.this)
    if (is_match and field.type is not FieldType.STRING) or not _literal_fits(field.type, value):
        yield issue(IssueCode.TYPE_MISMATCH, field=name, type=field.type.value, value=text)
    elif field.values and not is_match and field.type is FieldType.STRING and text not in field.values:
        called = {word: meant for meant, words in field.value_synonyms.items() for word in words}
        near = [called[text]] if text in called else list(suggest(text, field.values))
        yield issue(IssueCode.UNKNOWN_VALUE, field=name, value=text, suggestions=tuple(near))


def _family(kind: FieldType) -> str:
    if kind in _NUMBERS:
        return "number"
    return "date" if kind in _DATES else kind.value


def _literal_fits(kind: FieldType, value: exp.Expr) -> bool:
    if kind in _NUMBERS:
        return isinstance(value, exp.Literal) and not value.is_string
    if kind in _DATES:
        return date_of(value) is not None
    if kind is FieldType.BOOLEAN:
        return isinstance(value, exp.Boolean)
    return isinstance(value, exp.Literal) and value.is_string


def filter_of(tree: exp.Expr, index: ModelIndex, scope: str = "", source: str = "question") -> Filter | None:
    """How the card says a condition: `field op values`; a longer one as op CONDITION with its text as value."""
    simple = simple_condition(tree, index)
    if simple is not None and simple.op in ("WITHIN", "NOT WITHIN"):
        shown = {one.name: one.display for one in index.model.datasets[simple.field.dataset].trees}
        ref = FieldRef(simple.field.dataset, shown[simple.field.field], simple.field.role)
        return Filter(ref, simple.op, simple.values, scope, source)  # type: ignore[arg-type]
    if simple is not None:
        return Filter(simple.field, simple.op, simple.values, scope, source)  # type: ignore[arg-type]
    refs = refs_of(tree, index)
    if refs:
        return Filter(refs[0], "CONDITION", (text_of(tree),), scope, source)  # type: ignore[arg-type]
    exists = exists_of(tree)
    if exists:
        dataset = exists[0].this.args["from_"].this.name
        return Filter(FieldRef(dataset, ""), "CONDITION", (text_of(tree),), scope, source)  # type: ignore[arg-type]
    return None
