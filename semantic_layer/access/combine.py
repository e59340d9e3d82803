"""Several roles of one person become one Rights, without ever granting what no role grants.

Role: pure functions. Allowed metrics and fields add up, denials win. Row rules cannot simply add up: whoever sees
revenue in one place and cost in another must not see cost in the first. So roles combine where they agree on the rows,
or where they agree on all else and differ in the values of one field; else NotCombinable says which two clash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from semantic_layer.access.intersect import merge_rows
from semantic_layer.access.rights import Rights, RowRule


class NotCombinable(Exception):
    """Two roles differ both in what may be seen and in which rows. `roles`: their names."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one, other)
        self.roles = (one, other)


def combine(roles: Sequence[Rights], who: str = "", denied_fields: frozenset[str] = frozenset()) -> Rights:
    """The rights of a person who has all of `roles`; none, no rights. Each Rights names its one role.

    `denied_fields`: those that some role denies outright; others are denied only until a role allows them.
    """
    denied_metrics = frozenset().union(*(role.denied_metrics for role in roles))
    left = [
        replace(role, denied_metrics=denied_metrics, denied_fields=role.denied_fields | denied_fields) for role in roles
    ]
    left = _undominated(left)
    while len(left) > 1:
        left = _undominated(_join_two(left))
    names = tuple(dict.fromkeys(name for role in roles for name in role.roles))
    return replace(left[0], who=who, roles=names) if left else Rights(who=who)


def _join_two(roles: list[Rights]) -> list[Rights]:
    """The same roles with the first two that can be joined made one. Raises NotCombinable if there are none."""
    for one, other in combinations(roles, 2):
        joined = _joined(one, other)
        if joined is not None:
            return [joined, *(role for role in roles if role is not one and role is not other)]
    raise NotCombinable(roles[0].roles[0], roles[1].roles[0])


def _joined(one: Rights, other: Rights) -> Rights | None:
    if _same_rows(one, other):
        return _add_grants(one, other)
    if _same_grants(one, other):
        rows = _add_rows(one.rows, other.rows)
        return replace(one, rows=rows) if rows is not None else None
    return None


def _undominated(roles: Sequence[Rights]) -> list[Rights]:
    """The roles that give something no other gives."""
    kept: list[Rights] = []
    for place, role in enumerate(roles):
        others = [other for number, other in enumerate(roles) if number != place]
        equals = [other for other in others if within(role, other) and within(other, role)]
        stronger = [other for other in others if within(role, other) and other not in equals]
        if not stronger and not any(other in kept for other in equals):
            kept.append(role)
    return kept


def within(one: Rights, other: Rights) -> bool:
    """Whether `other` gives all that `one` gives."""
    return (
        (other.metrics is None or (one.metrics is not None and one.metrics <= other.metrics))
        and other.denied_metrics <= one.denied_metrics
        and (other.fields is None or (one.fields is not None and one.fields <= other.fields))
        and other.denied_fields <= one.denied_fields
        and one.detail <= other.detail
        and one.sql <= other.sql
        and (not other.rows or (_rowswithin(one.rows, other.rows) and one.exempt <= other.exempt))
    )


def _rowswithin(one: tuple[RowRule, ...], other: tuple[RowRule, ...]) -> bool:
    """Whether every row that `one` admits is admitted by `other`: each rule of `other` is met by a narrower one."""
    values = {rule.field: set(rule.values) for rule in merge_rows(one)}
    return all(rule.field in values and values[rule.field] <= set(rule.values) for rule in merge_rows(other))


def _same_rows(one: Rights, other: Rights) -> bool:
    return (
        _rowswithin(one.rows, other.rows)
        and _rowswithin(other.rows, one.rows)
        and (not one.rows or one.exempt == other.exempt)
    )


def _same_grants(one: Rights, other: Rights) -> bool:
    """Equal in everything but the row rules."""
    return replace(one, rows=(), who="", roles=()) == replace(other, rows=(), who="", roles=())


def _add_grants(one: Rights, other: Rights) -> Rights:
    metrics = None if one.metrics is None or other.metrics is None else one.metrics | other.metrics
    fields = None if one.fields is None or other.fields is None else one.fields | other.fields
    return replace(
        one,
        metrics=metrics,
        fields=fields,
        denied_fields=frozenset(
            key for key in one.denied_fields | other.denied_fields if not (_allows(one, key) or _allows(other, key))
        ),
        detail=one.detail or other.detail,
        sql=one.sql or other.sql,
    )


def _allows(one: Rights, key: str) -> bool:
    return key not in one.denied_fields and (one.fields is None or key in one.fields)


def _add_rows(one: tuple[RowRule, ...], other: tuple[RowRule, ...]) -> tuple[RowRule, ...] | None:
    """The rows of either, where the two rule the same fields and differ in the values of one; else None."""
    left = {rule.field: rule.values for rule in merge_rows(one)}
    right = {rule.field: rule.values for rule in merge_rows(other)}
    if left.keys() != right.keys():
        return None
    different = [field for field in left if set(left[field]) != set(right[field])]
    if len(different) != 1:
        return None
    field = different[0]
    left[field] = tuple(dict.fromkeys((*left[field], *right[field])))
    return tuple(RowRule(name, values) for name, values in left.items())
