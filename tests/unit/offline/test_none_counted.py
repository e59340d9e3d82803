"""Members that have none of what a measure counts: depots without a breakage; members named by their kind."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.company import Company

_CARRIER = Company(
    "parcels",
    more="""
  - {name: breakages, expression: COUNT(claims), filter: "claims.cause = '破损'", label: {zh: 破损件, en: Breakages}}
  - {name: dues, expression: COUNT(bills), filter: "bills.gross > 0", time_field: bills.due_on, label: {en: Dues}}
  - {name: breakage_cost, expression: SUM(claims.paid), filter: "claims.cause = '破损'", label: {en: Breakage cost}}
""",
)
_NONE = (
    "NOT EXISTS (SELECT 1 FROM claims WHERE (claims.cause = '破损') "
    "AND claims.claimed_on BETWEEN DATE '2026-10-01' AND DATE '2026-10-31')"
)


@pytest.mark.parametrize(
    "asked",
    [
        "depots without a single breakage in October",
        "any depots without breakages in October?",
        "which depots had no breakages in October",
    ],
)
def test_none_of_what_is_counted(asked: str):
    made = _CARRIER.sql(asked)
    assert _NONE in made
    assert made.startswith("SELECT depots.depot_name,")


def test_they_are_counted_too():
    assert _NONE in _CARRIER.sql("how many depots had no breakages in October")


@pytest.mark.parametrize(
    "asked",
    [
        "depots without breakages or shipments in October",  # none of both
        "clients without dues in October",  # counted by another day than that of the rows
        "depots without breakage cost in October",  # an amount of nothing is no missing row
        "freight revenue of depots without breakages in October",
        "zones without breakages in October",
    ],
)
def test_what_is_not_to_be_told_is_left(asked: str):
    assert not isinstance(_CARRIER.plan(asked), Draft), asked


@pytest.mark.parametrize(
    "asked", ["Manufacturing that haven't been billed in October", "Private not billed in October"]
)
def test_members_named_by_their_kind(asked: str):
    """A void bill may be none: the one way is to be confirmed, where the measures leave some out."""
    made = _CARRIER.plan(asked)
    queries = (
        [made.semantic_sql] if isinstance(made, Draft) else [one.semantic_sql for one in _CARRIER.asked(asked).options]
    )
    (query,) = [" ".join(one.split()) for one in queries]
    assert "FROM parcels WHERE" in query
    assert "NOT EXISTS (SELECT 1 FROM bills WHERE bills.billed_on BETWEEN" in query
    assert "clients.segment = " in query


@pytest.mark.parametrize(
    "asked",
    [
        "North not billed in October",  # a zone is nothing that is billed
        "billings of Manufacturing that haven't been billed in October",
    ],
)
def test_a_kind_of_others_names_no_members(asked: str):
    assert not isinstance(_CARRIER.plan(asked), Draft), asked
