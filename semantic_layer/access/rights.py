"""Rights: what one asker (or a whole audience) may use and see, resolved to literals.

Role: frozen value applied by `checks` (metrics, fields) and `compile` (rows). Empty `Rights()` allows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from semantic_layer.model import FieldRef


@dataclass(frozen=True, slots=True)
class RowRule:
    """Only rows whose `field` is one of `values` (rule 35). No values: no rows. NULL is never admitted."""

    field: FieldRef
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rights:
    """`metrics`/`fields` None = all. Denials win. `rows` are ANDed. `exempt`: datasets a row rule need not reach."""

    metrics: frozenset[str] | None = frozenset()
    fields: frozenset[str] | None = frozenset()  # "dataset.field"; applies to fields declared sensitive or listed
    denied_metrics: frozenset[str] = frozenset()
    denied_fields: frozenset[str] = frozenset()
    rows: tuple[RowRule, ...] = ()
    exempt: frozenset[str] = frozenset()
    detail: bool = True  # may run detail queries
    sql: bool = True  # may see SQL
    who: str = ""  # for the card and the audit
    roles: tuple[str, ...] = ()

    @classmethod
    def full(cls, who: str = "") -> Rights:
        """Everything; for the terminal without an access.yml, and for tests."""
        return cls(metrics=None, fields=None, who=who)

    def may_use_metric(self, name: str) -> bool:
        return name not in self.denied_metrics and (self.metrics is None or name in self.metrics)

    def may_use_field(self, ref: FieldRef) -> bool:
        key = f"{ref.dataset}.{ref.field}"
        return key not in self.denied_fields and (self.fields is None or key in self.fields)
