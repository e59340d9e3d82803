"""Looking names up while a model is verified: what exists, and the fault where a name does not.

Role: shared by the verifying steps. Blocks that broke the schema are not in the model; references to them are silent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from semantic_layer.formulas import FieldName
from semantic_layer.loader.faults import Faults, Place
from semantic_layer.loader.infer_fields import roles_of
from semantic_layer.loader.read_files import Blocks
from semantic_layer.loader.reserved import AGE_FIELDS, OPEN_ITEMS
from semantic_layer.model import Dataset, Field, SemanticModel


@dataclass(frozen=True, slots=True)
class Names:
    model: SemanticModel
    blocks: Blocks
    faults: Faults

    def dataset(self, name: str, place: Place, key: str, roles: bool = False) -> Dataset | None:
        """The dataset (or the one behind a role, if `roles`); a fault and None if there is none."""
        known = self._roles() if roles else {}
        found = self.model.datasets.get(known.get(name, name))
        if found is None and name not in self.blocks.spoiled:
            self.faults.unknown(place, key, "dataset", name, [*self.model.datasets, *known])
        return found

    def field_of(self, dataset: Dataset, name: str, place: Place, key: str) -> Field | None:
        """The field of a dataset; a fault and None if there is none."""
        found = dataset.fields.get(name)
        if found is None and dataset.name not in self.blocks.fieldless:
            self.faults.unknown(place, key, f"field of {dataset.name}", name, dataset.fields)
        return found

    def ref(self, text: str, place: Place, key: str) -> Field | None:
        """The field behind `dataset.field` or `role.field`."""
        qualifier, _, name = text.rpartition(".")
        return self.name(FieldName(qualifier, name), place, key)

    def name(self, name: FieldName, place: Place, key: str) -> Field | None:
        if not name.qualifier:
            owners = [f"{d.name}.{name.name}" for d in self.model.datasets.values() if name.name in d.fields]
            hints = owners or [f"{d.name}.{f}" for d in self.model.datasets.values() for f in d.fields]
            self.faults.add(
                place,
                key,
                f"{name.name!r} needs its dataset: write dataset.field.",
                owners[:3] or self._near(name.name, hints),
            )
            return None
        if name.qualifier == OPEN_ITEMS:
            if name.name not in AGE_FIELDS:
                self.faults.unknown(place, key, "age field of open items", name.name, AGE_FIELDS)
            return None
        dataset = self.dataset(name.qualifier, place, key, roles=True)
        return self.field_of(dataset, name.name, place, key) if dataset else None

    def fields_of(self, dataset: Dataset, names: Iterable[str], place: Place, key: str) -> None:
        for name in names:
            self.field_of(dataset, name, place, key)

    def _roles(self) -> dict[str, str]:
        return dict(roles_of(self.blocks))

    @staticmethod
    def _near(word: str, known: Iterable[str]) -> list[str]:
        from semantic_layer.suggest import suggest

        by_field = {full.partition(".")[2]: full for full in known}
        return [by_field[name] for name in suggest(word, by_field)]
