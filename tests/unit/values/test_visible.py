"""Values are not named to people who may not see them."""

from __future__ import annotations

from semantic_layer.access import Rights, RowRule
from semantic_layer.model import FieldRef
from semantic_layer.values import may_show

from .conftest import NAME, REGION, STATUS


def test_what_may_be_suggested():
    denied = frozenset({"clients.status"})
    local = Rights(metrics=None, fields=None, denied_fields=denied, rows=(RowRule(REGION, ("N",)),))
    assert may_show(REGION, "N", local)
    assert not may_show(REGION, "S", local)
    assert not may_show(NAME, "anyone", local), "names of other regions would show"
    assert not may_show(STATUS, "open", local)
    assert not may_show(FieldRef("products", "line"), "fans", local), "it may stand on hidden rows alone"
    exempt = Rights(metrics=None, fields=None, exempt=frozenset({"products"}), rows=local.rows)
    assert may_show(FieldRef("products", "line"), "fans", exempt)
    assert may_show(NAME, "anyone", Rights.full())
    assert not may_show(NAME, "anyone", Rights())
