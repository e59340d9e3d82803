"""Grouping sets (rule 27): ROLLUP, CUBE and GROUPING SETS as one block per set, each recomputed from the facts.

Role: splits a SELECT into variants, one a set. A key that a set lacks is NULL in it, `GROUPING(key)` says so with 1.
"""

from __future__ import annotations

from itertools import combinations, product

from sqlglot import exp

from semantic_layer.metrics.scalar import text_of

_MANY = (exp.Rollup, exp.Cube, exp.GroupingSets)
MAX_SETS = 64


def has_sets(select: exp.Select) -> bool:
    """GROUP BY holds more than one set."""
    group = select.args.get("group")
    return group is not None and any(isinstance(node, _MANY) for node in _elements(group))


def _elements(group: exp.Expr) -> list[exp.Expr]:
    return list(group.iter_expressions())


def _sets_of(node: exp.Expr) -> list[tuple[exp.Expr, ...]]:
    """The sets one element of GROUP BY stands for."""
    if isinstance(node, exp.Rollup):
        parts = list(node.expressions)
        return [_flat(parts[:size]) for size in range(len(parts), -1, -1)]
    if isinstance(node, exp.Cube):
        parts = list(node.expressions)
        return [_flat(chosen) for size in range(len(parts), -1, -1) for chosen in combinations(parts, size)]
    if isinstance(node, exp.GroupingSets):
        return [found for part in node.expressions for found in _sets_of(part)]
    return [_flat([node])]


def _flat(nodes: tuple[exp.Expr, ...] | list[exp.Expr]) -> tuple[exp.Expr, ...]:
    found: list[exp.Expr] = []
    for node in nodes:
        if isinstance(node, exp.Tuple):
            found.extend(node.expressions)
        else:
            found.append(node.this if isinstance(node, exp.Paren) else node)
    return tuple(found)


def grouping_sets(select: exp.Select) -> list[tuple[str, ...]]:
    """The sets as texts of their keys, each once, the fullest first."""
    choices = [_sets_of(node) for node in _elements(select.args["group"])]
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for chosen in product(*choices):
        texts = tuple(dict.fromkeys(text_of(node) for part in chosen for node in part))
        found.setdefault(frozenset(texts), texts)
    return sorted(found.values(), key=lambda texts: -len(texts))


def variant(select: exp.Select, kept: tuple[str, ...], all_keys: tuple[str, ...]) -> exp.Select:
    """The SELECT for one set, without ORDER BY and LIMIT."""
    made = select.copy()
    for clause in ("order", "limit", "offset"):
        made.set(clause, None)
    gone = set(all_keys) - set(kept)
    for holder in [*made.expressions, made.args.get("having")]:
        if holder is None:
            continue
        for node in list(holder.find_all(exp.Grouping)):
            is_total = any(text_of(part) in gone for part in node.expressions)
            node.replace(exp.Literal.number(1 if is_total else 0))
        if text_of(holder) in gone:
            holder.replace(exp.Null())
        else:
            _forget(holder, gone)
    keys = [node.copy() for node in _leaves(select.args["group"]) if text_of(node) in kept]
    unique = list({text_of(node): node for node in keys}.values())
    made.set("group", exp.Group(expressions=unique) if unique else None)
    return made


def _leaves(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, (exp.Group, exp.Tuple, exp.Paren, *_MANY)):
        return [leaf for child in node.iter_expressions() for leaf in _leaves(child)]
    return [node]


def _forget(holder: exp.Expr, gone: set[str]) -> None:
    """Keys that the set lacks become NULL; in `TOTAL(m, key)` they are dropped."""
    stack = [holder]
    while stack:
        node = stack.pop()
        for child in list(node.iter_expressions()):
            if text_of(child) not in gone:
                stack.append(child)
            elif isinstance(node, exp.Anonymous):
                node.set("expressions", [e for e in node.expressions if e is not child])
            else:
                child.replace(exp.Null())


__all__ = ["MAX_SETS", "grouping_sets", "has_sets", "variant"]
