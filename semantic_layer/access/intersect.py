"""What everyone in an audience may see: the rights that no member lacks.

Role: pure function over Rights. Law (property-tested): the result allows a metric, a field or a row exactly where every
member does; no members, no rights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from semantic_layer.access.rights import Rights, RowRule
from semantic_layer.model import FieldRef


def intersect(rights: Sequence[Rights]) -> Rights:
    """The rights common to all of `rights`."""
    if not rights:
        return Rights()
    return Rights(
        metrics=_common(one.metrics for one in rights),
        fields=_common(one.fields for one in rights),
        denied_metrics=frozenset().union(*(one.denied_metrics for one in rights)),
        denied_fields=frozenset().union(*(one.denied_fields for one in rights)),
        rows=merge_rows(rule for one in rights for rule in one.rows),
        exempt=_exempt(rights),
        detail=all(one.detail for one in rights),
        sql=all(one.sql for one in rights),
        who=", ".join(dict.fromkeys(one.who for one in rights if one.who)),
        roles=tuple(dict.fromkeys(role for one in rights for role in one.roles)),
    )


def merge_rows(rules: Iterable[RowRule]) -> tuple[RowRule, ...]:
    """Rules that must all hold, one a field: on the same field only the values common to all remain."""
    by_field: dict[FieldRef, tuple[str, ...]] = {}
    for rule in rules:
        values = tuple(dict.fromkeys(rule.values))
        if rule.field in by_field:
            values = tuple(value for value in by_field[rule.field] if value in values)
        by_field[rule.field] = values
    return tuple(RowRule(field, by_field[field]) for field in sorted(by_field, key=str))


def _common(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """The intersection, where None is everything."""
    limited = [one for one in sets if one is not None]
    return frozenset.intersection(*limited) if limited else None


def _exempt(rights: Sequence[Rights]) -> frozenset[str]:
    """Datasets exempt for every member that has row rules; one without rules needs no exemption."""
    ruled = [one.exempt for one in rights if one.rows]
    return frozenset.intersection(*ruled) if ruled else frozenset()
