"""What the layer must refuse: fields out of reach, contradicted pins, datasets that a row rule does not reach."""

from __future__ import annotations

from tests.reference.asked import Asked
from tests.reference.formula import Expr, Leaf, Named, Only, Test, Total, children
from tests.reference.leaves import Leaves
from tests.reference.spans import uses
from tests.reference.world import AGE, Refused, World


class Refusals:
    """The refusals of one question; each method raises Refused or returns."""

    def __init__(self, world: World, asked: Asked, leaves: Leaves) -> None:
        self.world = world
        self.asked = asked
        self.leaves = leaves

    def check_filters(self, expr: Expr, tests: tuple[Test, ...] = ()) -> None:
        """A FILTER stands on fields that are reached many-to-one."""
        if isinstance(expr, Only):
            tests = (*tests, *expr.tests)
        for inner in [self.world.metrics[expr.name]] if isinstance(expr, Named) else children(expr):
            self.check_filters(inner, tests)
        if not isinstance(expr, Leaf):
            return
        named = {*self.asked.groups, *(test.field for test in (*self.asked.tests, *tests))} - {*expr.ignore}
        if named & AGE and expr.applied is None:
            raise Refused("FIELD_NOT_SHARED")
        if any(self.world.bridge(expr.dataset, test.field) for test in tests):
            raise Refused("FIELD_NOT_SHARED")

    def check_rules(self, expr: Expr) -> None:
        """A row rule denies every dataset it cannot reach, bridges that the question goes over included (rule 35)."""
        for leaf, _ in uses(self.world, expr):
            counted = [leaf.dataset, *([leaf.applied.dataset] if leaf.applied else [])]
            for name in [*self.asked.groups, *(test.field for test in self.asked.tests)]:
                bridge = None if name in leaf.ignore or name in AGE else self.world.bridge(leaf.dataset, name)
                counted += [bridge[0].name] if bridge else []
            for dataset in counted:
                if not all(self.world.paths(dataset, name.partition(".")[0]) for name, _ in self.world.rules):
                    raise Refused("DENIED_DATASET")

    def check_pins(self, expr: Expr, tests: tuple[Test, ...], keys: tuple[str, ...]) -> None:
        """Refuse tests of pinned fields that contradict a definition or mix values."""
        if isinstance(expr, Only):
            tests = (*tests, *expr.tests)
        if isinstance(expr, Total):
            keys = tuple(key for key in keys if key in expr.by)
        for inner in [self.world.metrics[expr.name]] if isinstance(expr, Named) else children(expr):
            self.check_pins(inner, tests, keys)
        if not isinstance(expr, Leaf):
            return
        for name, value in expr.pins:
            fixed = [test for test in tests if test.field == name and test.fixes]
            if any(test.values[0] != value for test in fixed):
                raise Refused("PIN_CONFLICT")
        self.leaves.pins(expr, tests, keys)
