"""The join graph: which datasets a row of one dataset reaches many-to-one, by which path.

Role: rules 16, 17 and 24. A path is a chain of declared relationships, each many-to-one, so that following it never
repeats a row. A field reached by several paths is an error that names them, unless one is declared the default.
"""

from __future__ import annotations

from dataclasses import dataclass

from semantic_layer.model import FieldRef, Relationship, SemanticModel

MAX_STEPS = 6


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of relationships from a dataset to a target; empty = the dataset itself."""

    steps: tuple[Relationship, ...] = ()
    chosen: bool = False  # several led there and the declared default was taken: the card prints it

    def __str__(self) -> str:
        if not self.steps:
            return "(itself)"
        names = [self.steps[0].from_dataset]
        names += [f"{step.to_dataset} ({step.role})" if step.role else step.to_dataset for step in self.steps]
        return " → ".join(names)


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several paths and no default."""

    paths: tuple[Path, ...]


class JoinGraph:
    """Paths between datasets, found once and kept."""

    def __init__(self, model: SemanticModel) -> None:
        self._model = model
        self._out: dict[str, list[Relationship]] = {name: [] for name in model.datasets}
        for relationship in model.relationships:
            if relationship.from_dataset in self._out:
                self._out[relationship.from_dataset].append(relationship)
        self._found: dict[tuple[str, str], Path | Ambiguous | None] = {}
        self._all: dict[tuple[str, str], tuple[Path, ...]] = {}

    def path(self, start: str, ref: FieldRef) -> Path | Ambiguous | None:
        """How a row of `start` reaches the dataset (or role) of `ref`; None = it does not."""
        key = (start, f"{ref.dataset}:{ref.role}")
        if key not in self._found:
            self._found[key] = self._choose(start, ref.dataset, ref.role)
        return self._found[key]

    def paths(self, start: str, target: str) -> tuple[Path, ...]:
        """Every many-to-one path, shortest first."""
        key = (start, target)
        if key not in self._all:
            found: list[tuple[Relationship, ...]] = []
            self._search(start, target, (), {start}, found)
            self._all[key] = tuple(Path(steps) for steps in sorted(found, key=lambda p: (len(p), [s.name for s in p])))
        return self._all[key]

    def _search(
        self,
        at: str,
        target: str,
        steps: tuple[Relationship, ...],
        seen: set[str],
        found: list[tuple[Relationship, ...]],
    ) -> None:
        for step in self._out.get(at, ()):
            if step.to_dataset == target:
                found.append((*steps, step))
            elif step.to_dataset not in seen and len(steps) < MAX_STEPS:
                self._search(step.to_dataset, target, (*steps, step), seen | {step.to_dataset}, found)

    def _choose(self, start: str, target: str, role: str) -> Path | Ambiguous | None:
        if role:
            named = [path for path in self.paths(start, target) if path.steps[-1].role == role]
            return self._one(named)
        if start == target:
            return Path()
        candidates = list(self.paths(start, target))
        plain = [path for path in candidates if all(not step.role or step.default for step in path.steps)]
        return self._one(plain or candidates)

    @staticmethod
    def _one(paths: list[Path]) -> Path | Ambiguous | None:
        if len(paths) <= 1:
            return paths[0] if paths else None
        for preferred in (
            [path for path in paths if all(step.default for step in path.steps)],
            [path for path in paths if path.steps[-1].default],
            [path for path in paths if any(step.default for step in path.steps)],
        ):
            if len(preferred) == 1:
                return Path(preferred[0].steps, chosen=True)
        return Ambiguous(tuple(paths))

    def bridges(self, start: str, ref: FieldRef) -> list[tuple[Path, Relationship, Path]]:
        """Ways over a declared bridge: (start → hub, bridge → hub, bridge → target)."""
        found: list[tuple[Path, Relationship, Path]] = []
        for bridge in self._model.datasets.values():
            if not bridge.bridge:
                continue
            onward = self.path(bridge.name, ref)
            if not isinstance(onward, Path) or not onward.steps:
                continue
            for step in self._out[bridge.name]:
                if step == onward.steps[0]:
                    continue
                way = Path() if start == step.to_dataset else self.path(start, FieldRef(step.to_dataset, ""))
                if isinstance(way, Path):
                    found.append((way, step, onward))
        return found

    def reaches(self, start: str, target: str) -> bool:
        """A row of `start` has at most one row of `target`, by at least one path."""
        return start == target or bool(self.paths(start, target))
