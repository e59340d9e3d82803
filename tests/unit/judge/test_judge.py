"""judge: a balance without a snapshot and a total without a rate are not shown."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Any

from sqlglot import exp

from bot.judge import judge
from semantic_layer.issues import IssueCode
from semantic_layer.query import CheckedQuery, Column, MeasurePeriod, ResultTable, SemanticQuery


def checked(grain: str = "") -> CheckedQuery:
    query = SemanticQuery("", "", exp.select("1"))
    end = date(2026, 9, 30)
    period = MeasurePeriod("owed", "owed", "balances.day", date(2026, 9, 1), end, is_as_of=True)
    return CheckedQuery(query, (), ("owed",), (), (), None, grain, (period,), "governed", "aggregate", (), None)


def table(value: Any, **probes: Any) -> ResultTable:
    return ResultTable((Column("owed", "measure"),), ((value,),), probes=MappingProxyType(probes))


def test_no_snapshot_is_refused_with_its_neighbours():
    around = {"as_of:owed": ((None,),), "snapshot:owed": ((date(2026, 8, 31), date(2026, 10, 31)),)}
    found = judge(checked(), table(None, **around))
    assert found is not None
    (item,) = found
    assert item.code is IssueCode.NO_SNAPSHOT
    assert (item.params["before"], item.params["after"]) == (date(2026, 8, 31), date(2026, 10, 31))


def test_a_snapshot_stands():
    assert judge(checked(), table(5, **{"as_of:owed": ((date(2026, 9, 30),),)})) is None


def test_a_column_beside_it_that_has_values_stands():
    columns = (Column("owed", "measure"), Column("paid", "measure"))
    both = ResultTable(columns, ((None, 7),), probes=MappingProxyType({"as_of:owed": ((None,),)}))
    assert judge(checked(), both) is None


def test_empty_buckets_are_shown_as_empty():
    assert judge(checked("month"), table(None, **{"as_of:owed": ((None,),)})) is None


def test_a_missing_rate_refuses():
    found = judge(checked(), table(5, missing_rate=((3,),)))
    assert found is not None
    assert found.codes() == (IssueCode.MISSING_RATE,)
    assert judge(checked(), table(5, missing_rate=((0,),))) is None
