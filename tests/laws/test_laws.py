"""Laws that need no reference: what must stay equal when a question or its rows are written another way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from semantic_layer.query import CompiledSql
from tests.laws.company import TERMS, Terms, layer_of, rows_of
from tests.laws.questions import Question, questions, shared
from tests.laws.running import Store, compiled, same_cell, same_rows
from tests.laws.test_reference_agrees import Rules, rights_of
from tests.reference.dates import DAY
from tests.reference.world import Row, World

# Most drawn rows are far from the smallest: the health checks only say so.
LAW = settings(
    max_examples=15, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.filter_too_much]
)
STORE = Store()
FLOWS = ["sold", "sold_web", "sold_net", "sold_paid", "deals", "spent", "planned", "billed"]
BALANCES = ["on_hand", "good_stock"]
NOT_SNAPSHOTS = [
    *FLOWS,
    "profit",
    "buyers",
    "mean",
    "typical",
    "ticket",
    "position",
    "open",
    "late",
    "open_bills",
    "cost_rate",
]
LOADED = Terms(sales_loaded=date(2025, 3, 31), costs_loaded=date(2025, 3, 31))
Rows = dict[str, list[Row]]


def total(cells: Sequence[Any]) -> Any:
    """The sum of what is there; NULL where nothing is."""
    present = [cell for cell in cells if cell is not None]
    return sum(present) if present else None


@LAW
@given(TERMS, rows_of(), st.data())
def test_the_order_of_rows_and_conditions_changes_nothing(terms: Terms, rows: Rows, data: st.DataObject):
    question = data.draw(questions(terms))
    shape = question.shape
    shuffled = {name: data.draw(st.permutations(listed)) for name, listed in rows.items()}
    turned = shape.with_(where=tuple(reversed(shape.where)))
    layer = layer_of(terms, rows)
    note(question.sql)
    one, two = STORE.answer(shape.to_sql(), layer, rows), STORE.answer(turned.to_sql(), layer, shuffled)
    if isinstance(one, frozenset) or isinstance(two, frozenset):
        assert one == two
    else:
        assert same_rows(one, two)


@LAW
@given(rows_of(), st.sampled_from(FLOWS), st.sampled_from(["", "shops.region = 'East'", "shops.city IS NULL"]))
def test_months_and_halves_of_a_range_sum_to_the_whole(rows: Rows, name: str, where: str):
    layer = layer_of(LOADED, rows)
    more = f" AND {where}" if where else ""

    def ask(start: date, end: date, grain: str = "") -> Any:
        bucket, group = (f"DATE_TRUNC('{grain}', period) AS b, ", " GROUP BY 1") if grain else ("", "")
        text = f"SELECT {bucket}MEASURE({name}) AS v FROM m WHERE period BETWEEN DATE '{start}' AND DATE '{end}'{more}"
        return STORE.answer(text + group, layer, rows)

    first, middle, last = date(2024, 1, 1), date(2024, 2, 28), date(2025, 3, 31)
    whole, early, late = ask(first, last), ask(first, middle), ask(middle + DAY, last)
    if isinstance(whole, frozenset) or isinstance(early, frozenset) or isinstance(late, frozenset):
        assert "BEFORE_FIRST" in {*whole, *early, *late}
        return
    # A count of no rows is 0, and so is a sum of months without a row.
    wanted = whole[0][0] or 0
    assert same_cell((early[0][0] or 0) + (late[0][0] or 0), wanted)
    for grain in ("month", "quarter", "week"):
        assert same_cell(total([row[1] for row in ask(first, last, grain)]) or 0, wanted)


@LAW
@given(rows_of(), st.sampled_from(BALANCES))
def test_a_balance_of_a_range_is_that_of_its_last_part_with_a_snapshot(rows: Rows, name: str):
    layer = layer_of(Terms(), rows)
    where = "period BETWEEN DATE '2023-12-01' AND DATE '2025-03-31'"
    whole = STORE.answer(f"SELECT MEASURE({name}) AS v FROM m WHERE {where}", layer, rows)
    months = f"SELECT DATE_TRUNC('month', period) AS b, MEASURE({name}) AS v FROM m WHERE {where} GROUP BY 1"
    by_month = STORE.answer(months, layer, rows)
    if isinstance(whole, frozenset) or isinstance(by_month, frozenset):
        assert isinstance(whole, frozenset)
        assert isinstance(by_month, frozenset)
        return
    own = [row for row in rows["stock"] if row["day"] and (name == "on_hand" or row["state"] == "ok")]
    held = [row for row in by_month if any(r["day"].replace(day=1) == row[0] for r in own)]
    assert same_cell(whole[0][0], held[-1][1] if held else None)
    assert all(row[1] is None for row in by_month if row not in held)


@LAW
@given(rows_of(), st.sampled_from([*FLOWS, *BALANCES, "position", "open", "late"]), st.data())
def test_groups_sum_to_the_total(rows: Rows, name: str, data: st.DataObject):
    fields = [field for field in shared([name]) if field != "clubs.kind"]
    groups = data.draw(st.lists(st.sampled_from(fields), min_size=1, max_size=2, unique=True))
    assume("costs.scenario" not in groups or name == "planned")  # grouping lifts the pin: another number
    layer, where = layer_of(LOADED, rows), "period BETWEEN DATE '2024-01-01' AND DATE '2025-03-31'"
    listed = ", ".join(groups)
    keys = ", ".join(f"{field} AS g{n}" for n, field in enumerate(groups))
    apart = STORE.answer(f"SELECT {keys}, MEASURE({name}) AS v FROM m WHERE {where} GROUP BY {listed}", layer, rows)
    whole = STORE.answer(f"SELECT MEASURE({name}) AS v FROM m WHERE {where}", layer, rows)
    if isinstance(whole, frozenset) or isinstance(apart, frozenset):
        assert whole == apart
        return
    assert same_cell(total([row[-1] for row in apart]) or 0, whole[0][0] or 0)


@LAW
@given(TERMS, rows_of(), st.data())
def test_a_dataset_that_is_not_asked_for_changes_nothing(terms: Terms, rows: Rows, data: st.DataObject):
    question: Question = data.draw(questions(terms))
    with_it = layer_of(terms, {**rows, "visits": [{"day": date(2020, 1, 1)}]}, spare=True)
    one, two = compiled(question.sql, layer_of(terms, rows)), compiled(question.sql, with_it)
    assert isinstance(one, CompiledSql) == isinstance(two, CompiledSql)
    if isinstance(one, CompiledSql) and isinstance(two, CompiledSql):
        assert one.sql == two.sql


def without_forbidden(world: World, rows: Mapping[str, list[Row]]) -> Rows:
    """The rows that remain when every fact that a rule forbids is deleted."""
    kept: Rows = {}
    for name, listed in rows.items():
        reached = all(world.paths(name, rule.partition(".")[0]) for rule, _ in world.rules)
        kept[name] = [row for row in listed if not reached or world.admitted(name, row)]
    return kept


@LAW
@given(TERMS, rows_of(), st.sampled_from(["shops.region", "shops.city"]), st.sampled_from(["East", "a"]), st.data())
def test_a_row_rule_acts_like_deletion(terms: Terms, rows: Rows, field: str, value: str, data: st.DataObject):
    question = data.draw(questions(terms, NOT_SNAPSHOTS))
    rules: Rules = ((field, (value,)),)
    layer = layer_of(terms, rows)  # both see the same horizons: how far data goes is no secret of a row
    note(question.sql)
    ruled = STORE.answer(question.sql, layer, rows, rights_of(rules))
    world = World(layer.model, rows, {}, {}, rules)
    deleted = STORE.answer(question.sql, layer, without_forbidden(world, rows))
    if isinstance(ruled, frozenset) or isinstance(deleted, frozenset):
        assert ruled == deleted
    else:
        assert same_rows(ruled, deleted)


WRITE = """
import hashlib
from hypothesis import given, settings, HealthCheck
from semantic_layer.query import CompiledSql
from tests.laws.company import TERMS, layer_of, rows_of
from tests.laws.questions import questions
from tests.laws.running import compiled
from hypothesis import strategies as st
seen = hashlib.sha256()
@settings(max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def write(data):
    terms = data.draw(TERMS)
    text = data.draw(questions(terms)).sql
    rows = {name: [] for name in ("sales", "costs", "stock", "moves", "bills", "paid")}
    for _ in range(2):
        found = compiled(text, layer_of(terms, rows))
        seen.update((found.sql if isinstance(found, CompiledSql) else repr(found)).encode())
write()
print(seen.hexdigest())
"""


def test_the_same_question_gives_the_same_bytes_in_every_process():
    """Sets and dicts must not leak their order: hash seeds differ, SQL does not."""
    written = [
        subprocess.run(
            [sys.executable, "-W", "error", "-c", WRITE],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.getcwd()},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert written[0] == written[1]
