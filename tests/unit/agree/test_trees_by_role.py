"""A member of a tree that is reached by a role: the query runs, the card names the role, and the agreement tells roles
apart."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from bot.agree.written import Written
from bot.planners.offline.follow_ups.recall import recall
from bot.read import build_context
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import Issues
from semantic_layer.model import FieldRef, Layer, Relationship, Tree
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.query import CheckedQuery
from tests.unit.offline.firm import OCTOBER, context


@cache
def layer() -> Layer:
    """Shipments that go from a depot to a depot; depots stand in a tree."""
    model = context().layer.model
    tree = Tree("places", "depot_id", "depot_id", "depot_name")
    roles = [
        Relationship(role, "shipments", ("depot_id",), "depots", ("depot_id",), role) for role in ("origin", "goal")
    ]
    depots = replace(model.datasets["depots"], trees=(tree,))
    kept = [link for link in model.relationships if (link.from_dataset, link.to_dataset) != ("shipments", "depots")]
    model = replace(model, datasets={**model.datasets, "depots": depots}, relationships=(*kept, *roles))
    return Layer(model)


def checked(sql: str) -> CheckedQuery:
    parsed = parse_query(sql, layer().model)
    assert not isinstance(parsed, Issues), [str(item) for item in parsed]
    found = check_query(parsed, layer(), Rights.full("tests"))
    assert not isinstance(found, Issues), [str(item) for item in found]
    return found


def query(table: str) -> str:
    return f"SELECT MEASURE(shipment_count) AS n FROM parcels WHERE {OCTOBER} AND WITHIN({table}.places, '城南站')"


@pytest.mark.parametrize("table", ["origin", "goal"])
def test_a_member_by_a_role_passes_the_checks_and_stands_on_the_card(table: str) -> None:
    filters = checked(query(table)).filters
    assert [(str(one.field), one.op, one.values) for one in filters] == [(f"{table}.depot_name", "WITHIN", ("城南站",))]


@pytest.mark.parametrize("table", ["origin", "goal"])
def test_a_follow_up_recalls_the_role(table: str) -> None:
    parsed = parse_query(query(table), layer().model)
    assert not isinstance(parsed, Issues)
    shape = shape_of(parsed, layer().model)
    assert shape is not None
    assert f"WITHIN({table}.places, '城南站')" in shape.to_sql()
    recalled = recall(shape, build_context(layer()))
    assert recalled is not None
    assert [(one.field, one.value) for one in recalled.values] == [(FieldRef("depots", "depot_name", table), "城南站")]


@pytest.mark.parametrize("table", ["origin", "goal"])
def test_the_agreement_tells_roles_apart(table: str) -> None:
    tests = Written(checked(query(table)), layer()).tests
    assert [(one.field, one.text) for one in tests] == [(FieldRef("depots", "depot_name", table), "城南站")]
