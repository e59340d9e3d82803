"""Faults: the list that every step of loading adds to, so that one run names them all.

Role: mutable only while a model loads. A fault's place is a key path in one file; its line comes from the reader.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from semantic_layer.errors import ModelError, Problem
from semantic_layer.loader.read_yaml import KeyPath, Lines
from semantic_layer.model import Origin
from semantic_layer.suggest import suggest


@dataclass(slots=True)
class Faults:
    items: list[Problem] = field(default_factory=list)

    def add(self, place: Place | Origin, key: str, message: str, suggestions: Iterable[str] = ()) -> None:
        origin = place if isinstance(place, Origin) else place.origin()
        self.items.append(Problem(origin.file, origin.line, key, message, tuple(suggestions)))

    def unknown(self, place: Place | Origin, key: str, what: str, name: str, known: Iterable[str]) -> None:
        """A name that nothing declares, with its near matches."""
        self.add(place, key, f"unknown {what} {name!r}.", suggest(name, known))

    def raise_any(self) -> None:
        """ModelError with all faults, in the order of the files, if there are any."""
        if self.items:
            raise ModelError(sorted(dict.fromkeys(self.items), key=lambda item: (item.file, item.line)))


@dataclass(frozen=True, slots=True)
class Place:
    """A key path in a file."""

    file: str
    lines: Lines
    path: KeyPath = ()

    def __truediv__(self, key: str | int) -> Place:
        return Place(self.file, self.lines, (*self.path, key))

    def origin(self) -> Origin:
        return Origin(self.file, self.lines.at(self.path))
