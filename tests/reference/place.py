"""Where an expression is evaluated, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.reference.asked import Cell
from tests.reference.formula import Moved, Test

Group = tuple[Any, ...]


@dataclass(frozen=True)
class Value:
    """A number, or its absence. `additive`: absence counts 0 beside a present operand, if `known`."""

    number: Any
    additive: bool = False
    known: bool = True

    def filled(self) -> Any:
        if not self.additive:
            return self.number
        return (self.number or 0) if self.known else None


@dataclass(frozen=True)
class Place:
    """Where an expression is evaluated: the cell, the kept keys and their values, tests and moves in force."""

    cell: Cell
    keys: tuple[str, ...]
    group: Group
    tests: tuple[Test, ...]
    moves: tuple[Moved, ...] = ()


def changed(place: Place, **changes: Any) -> Place:
    return Place(**{**{name: getattr(place, name) for name in place.__dataclass_fields__}, **changes})
