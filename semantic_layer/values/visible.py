"""Which values may be named to an asker: in suggestions, lists and prompts, and as what a word of theirs means.

Role: `may_show` looks at Rights alone and says no where it cannot know. `VisibleIndex` is the index as one asker may
see it: a value that stands only on rows they may not see is as if it were not there (rule 35), so that nobody learns by
asking whether a name is in the data. It asks the warehouse, under the asker's own rights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from semantic_layer.access import Rights, RowRule
from semantic_layer.checks import check_query
from semantic_layer.checks.reach import rule_paths
from semantic_layer.compile import compile_query
from semantic_layer.issues import Issues
from semantic_layer.metrics import index_of
from semantic_layer.model import FieldRef, Layer
from semantic_layer.parse import parse_query
from semantic_layer.query import CompiledSql, ResultTable
from semantic_layer.values.index import ValueHit, ValueIndex

Execute = Callable[[CompiledSql], ResultTable | Issues]


def may_show(field: FieldRef, value: str, rights: Rights) -> bool:
    """Whether `value` of `field` may be shown unasked. Under row rules only what a rule on the field itself admits, and
    the values of exempt datasets: which others stand on rows the asker may see is not known here."""
    if not rights.may_use_field(field):
        return False
    if field.dataset in rights.exempt:
        return True
    own = [rule for rule in rights.rows if (rule.field.dataset, rule.field.field) == (field.dataset, field.field)]
    return len(own) == len(rights.rows) and all(value in rule.values for rule in own)


class VisibleIndex(ValueIndex):
    """The values of `whole` that one asker may see. Shares its connection: close `whole`, not this."""

    def __init__(self, whole: ValueIndex, layer: Layer, rights: Rights, execute: Execute) -> None:
        self.__dict__.update(whole.__dict__)
        self._layer, self._rights, self._execute = layer, rights, execute
        self._seen: dict[tuple[FieldRef, str], bool] = {}

    def find(self, text: str, explained: Sequence[tuple[int, int]] = ()) -> list[ValueHit]:
        """What `text` names, as far as the asker may know of it."""
        return self._visible(super().find(text, explained))

    def near(self, word: str, limit: int = 3) -> list[ValueHit]:
        """What a word may have meant, as far as the asker may know of it."""
        return self._visible(super().near(word, limit))

    def close(self) -> None:
        """The connection belongs to the whole index."""

    def _visible(self, hits: list[ValueHit]) -> list[ValueHit]:
        asked: dict[FieldRef, list[str]] = {}
        for hit in hits:
            if (hit.field, hit.value) not in self._seen:
                asked.setdefault(hit.field, []).append(hit.value)
        for field, values in asked.items():
            seen = self._of_field(field, tuple(dict.fromkeys(values)))
            self._seen.update({(field, value): value in seen for value in values})
        return [
            hit
            for hit in hits
            if self._seen[(hit.field, hit.value)] and (hit.confidence >= 0.9 or self._may_guess(hit.field))
        ]

    def _of_field(self, field: FieldRef, values: tuple[str, ...]) -> frozenset[str]:
        """Those of `values` that stand on rows the asker may see; all of them where no rule reaches the rows."""
        if not self._rights.may_use_field(field):
            return frozenset()
        rules = self._rules(field)
        if not rules:
            return frozenset(values)
        rights = replace(self._rights, metrics=None, rows=rules)
        listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
        text = f"SELECT {field} FROM {self._layer.model.name} WHERE {field} IN ({listed}) GROUP BY {field}"
        parsed = parse_query(text, self._layer.model)
        checked = parsed if isinstance(parsed, Issues) else check_query(parsed, self._layer, rights)
        compiled = checked if isinstance(checked, Issues) else compile_query(checked, self._layer, rights)
        table = compiled if isinstance(compiled, Issues) else self._execute(compiled)
        return frozenset() if isinstance(table, Issues) else frozenset(str(row[0]) for row in table.rows)

    def _rules(self, field: FieldRef) -> tuple[RowRule, ...]:
        """The row rules that reach the rows of the field's dataset."""
        index = index_of(self._layer.model)
        return tuple(rule for rule in self._rights.rows if rule_paths(index, field.dataset, rule.field))

    def _may_guess(self, field: FieldRef) -> bool:
        """A guess names a value the asker did not: not where rows are ruled and none of the rules reaches the field."""
        return not self._rights.rows or field.dataset in self._rights.exempt or bool(self._rules(field))
