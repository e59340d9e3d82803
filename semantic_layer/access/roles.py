"""Roles: one entry of access.yml, its names looked up in the model, and its row rules filled in for a person.

Role: RoleEntry → Role → Rights. A name that the model lacks is a fault with near matches; so is a row value outside a
field's closed list, a placeholder without a value, and roles of one person that cannot be combined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from itertools import product

from semantic_layer.access.combine import NotCombinable, combine
from semantic_layer.access.intersect import merge_rows
from semantic_layer.access.read_file import KeyPath, Lines
from semantic_layer.access.rights import Rights, RowRule
from semantic_layer.access.schema import RoleEntry
from semantic_layer.errors import Problem
from semantic_layer.model import FieldRef, SemanticModel
from semantic_layer.suggest import suggest

_PLACEHOLDER = re.compile(r"\{user\.([^{}]+)\}")
_FAMILY = "family:"


@dataclass
class Faults:
    """What is wrong with the file, in the order found."""

    file: str
    lines: Lines
    found: list[Problem] = field(default_factory=list)

    def report(self, path: KeyPath, message: str, suggestions: tuple[str, ...] = ()) -> None:
        shown = ".".join(str(part) for part in path if not isinstance(part, int))
        self.found.append(Problem(self.file, self._line(path), shown, message, suggestions))

    def _line(self, path: KeyPath) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fields_matching(self, pattern: str, path: KeyPath, model: SemanticModel) -> frozenset[str]:
        """The fields a name or a pattern such as `staff.*` stands for; a fault if there are none."""
        every = [f"{dataset.name}.{name}" for dataset in model.datasets.values() for name in dataset.fields]
        found = frozenset(name for name in every if name == pattern or ("*" in pattern and fnmatchcase(name, pattern)))
        if not found:
            self.report(path, f"no field {pattern!r} in the model.", suggest(pattern, every))
        return found

    def metrics_matching(self, pattern: str, path: KeyPath, model: SemanticModel) -> frozenset[str]:
        """The metrics a name or `family:NAME` stands for; a fault if there are none."""
        if pattern.startswith(_FAMILY):
            families = {metric.family for metric in model.metrics.values() if metric.family}
            family = pattern.removeprefix(_FAMILY)
            if family not in families:
                near = tuple(_FAMILY + name for name in suggest(family, families))
                self.report(path, f"no metric is of the family {family!r}.", near)
            return frozenset(name for name, metric in model.metrics.items() if metric.family == family)
        if pattern not in model.metrics:
            self.report(path, f"no metric {pattern!r} in the model.", suggest(pattern, model.metrics))
        return frozenset({pattern})


@dataclass(frozen=True, slots=True)
class Role:
    """A role as written, its names looked up. `rows` may still hold placeholders; `denied_fields`: those denied
    outright, apart from the sensitive ones it merely does not allow."""

    name: str
    rights: Rights
    rows: tuple[RowRule, ...]
    denied_fields: frozenset[str]


def read_role(name: str, entry: RoleEntry, sensitive: Iterable[str], model: SemanticModel, faults: Faults) -> Role:
    """Look up every name of one role."""
    path: KeyPath = ("roles", name)
    allowed_fields = _fields(entry.fields.allow, (*path, "fields", "allow"), model, faults)
    denied = _fields(entry.fields.deny, (*path, "fields", "deny"), model, faults)
    hidden = frozenset().union(*(_matching(pattern, model) for pattern in sensitive)) - allowed_fields
    for place, dataset in enumerate(entry.exempt):
        if dataset not in model.datasets:
            near = suggest(dataset, model.datasets)
            faults.report((*path, "exempt", place), f"no dataset {dataset!r} in the model.", near)
    rights = Rights(
        metrics=_metrics(entry.metrics.allow, (*path, "metrics", "allow"), model, faults),
        fields=None,
        denied_metrics=_metrics(entry.metrics.deny, (*path, "metrics", "deny"), model, faults) or frozenset(),
        denied_fields=denied | hidden,
        exempt=frozenset(entry.exempt),
        detail=entry.detail,
        sql=entry.sql,
        roles=(name,),
    )
    return Role(name, rights, tuple(_row_rules(entry, path, model, faults)), denied)


def rights_of(
    person: str,
    attributes: Mapping[str, tuple[str, ...]],
    roles: Sequence[Role],
    model: SemanticModel,
    faults: Faults,
) -> Rights:
    """The rights of a person who has `roles`."""
    filled: list[Rights] = []
    for role in roles:
        rows = (
            RowRule(rule.field, _filled(rule, role.name, (person, attributes), model, faults)) for rule in role.rows
        )
        filled.append(replace(role.rights, rows=merge_rows(rows)))
    denied = frozenset().union(*(role.denied_fields for role in roles))
    try:
        return combine(filled, person, denied)
    except NotCombinable as clash:
        one, other = clash.roles
        faults.report(
            ("people", person),
            f"the roles {one!r} and {other!r} differ both in what they allow and in which rows, so together they would "
            "show more than either. Write one role that says what this person may see.",
        )
        return Rights(who=person)


def _metrics(patterns: Sequence[str], path: KeyPath, model: SemanticModel, faults: Faults) -> frozenset[str] | None:
    """The metrics named; None = all."""
    if "*" in patterns:
        return None if path[-1] == "allow" else frozenset(model.metrics)
    return frozenset().union(
        *(faults.metrics_matching(pattern, (*path, place), model) for place, pattern in enumerate(patterns))
    )


def _fields(patterns: Sequence[str], path: KeyPath, model: SemanticModel, faults: Faults) -> frozenset[str]:
    return frozenset().union(
        *(faults.fields_matching(pattern, (*path, place), model) for place, pattern in enumerate(patterns))
    )


def _matching(pattern: str, model: SemanticModel) -> frozenset[str]:
    return Faults("", {}).fields_matching(pattern, (), model)


def _row_rules(entry: RoleEntry, path: KeyPath, model: SemanticModel, faults: Faults) -> Iterable[RowRule]:
    every = [f"{dataset.name}.{name}" for dataset in model.datasets.values() for name in dataset.fields]
    for name, values in entry.rows.items():
        if name not in every:
            faults.report((*path, "rows", name), f"no field {name!r} in the model.", suggest(name, every))
            continue
        dataset, _, field_name = name.partition(".")
        rule = RowRule(FieldRef(dataset, field_name), values)
        for place, value in enumerate(values):
            if not _PLACEHOLDER.search(value):
                _known_value(value, rule.field, (*path, "rows", name, place), model, faults)
        yield rule


def _known_value(value: str, ref: FieldRef, path: KeyPath, model: SemanticModel, faults: Faults) -> None:
    """A fault if the field declares its values and this is none of them."""
    found = model.field(ref)
    if not found.values or value in found.values:
        return
    meant = tuple(name for name, synonyms in found.value_synonyms.items() if value in synonyms)
    faults.report(path, f"{value!r} is no value of {ref}.", meant or suggest(value, found.values))


def _filled(
    rule: RowRule, role: str, who: tuple[str, Mapping[str, tuple[str, ...]]], model: SemanticModel, faults: Faults
) -> tuple[str, ...]:
    """The rule's values for one person; a placeholder stands for each of the attribute's values in turn."""
    person, attributes = who
    values: list[str] = []
    for value in rule.values:
        names = dict.fromkeys(_PLACEHOLDER.findall(value))
        missing = [name for name in names if not attributes.get(name)]
        for name in missing:
            faults.report(
                ("people", person),
                f"the role {role!r} needs the attribute {name!r} for its rule on {rule.field}.",
                suggest(name, attributes),
            )
        if missing or not names:
            values.extend([] if missing else [value])
            continue
        for chosen in product(*(attributes[name] for name in names)):
            filled = value
            for name, text in zip(names, chosen, strict=True):
                filled = filled.replace(f"{{user.{name}}}", text)
            _known_value(filled, rule.field, ("people", person), model, faults)
            values.append(filled)
    return tuple(values)
