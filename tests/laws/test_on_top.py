"""SQL on top of measures against the reference: HAVING, ORDER BY and LIMIT, windows, subtotals, outer SELECTs.

Role: the reference gives the rows of a plain question; what stands on top is done to those rows here, in Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from tests.laws.company import TERMS, Terms, layer_of, rows_of, world_of
from tests.laws.questions import Question, questions
from tests.laws.running import Store, expected, plain, same_cell, same_rows
from tests.reference.world import Row

LAW = settings(
    max_examples=10, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.filter_too_much]
)
STORE = Store()
Rows = dict[str, list[Row]]
Table = list[tuple[Any, ...]]


def names_of(question: Question) -> list[str]:
    """Result columns: the bucket, the groups, c0…"""
    keys = ["period_start"] if question.shape.grain else []
    return [*keys, *(ref.field for ref in question.shape.fields), *(item.alias for item in question.shape.items)]


def base_of(terms: Terms, rows: Rows, question: Question) -> Table:
    """The reference's rows of the plain question; questions that are refused are not of interest here."""
    wanted = expected(world_of(terms, rows), question.asked)
    assume(not isinstance(wanted, str) and wanted)
    assert not isinstance(wanted, str)
    return wanted


def answer(sql: str, terms: Terms, rows: Rows) -> Table:
    note(sql)
    found = STORE.answer(sql, layer_of(terms, rows), rows)
    assume(not isinstance(found, frozenset) or "FILTER_CONTRADICTS" not in found)
    assert not isinstance(found, frozenset), f"refused with {set(found)}"
    return found


def last_null(cell: Any, down: bool = False) -> tuple[bool, Any]:
    """Sort keys with NULLs last."""
    value = plain(cell)
    if value is None:
        return True, 0
    return False, (-value if down and isinstance(value, float) else value)


def in_order(found: Table, width: int, place: int, down: bool) -> Table:
    """Ordered by one measure, ties by the keys: time first, then as grouped."""
    return sorted(found, key=lambda row: (last_null(row[place], down), [last_null(cell) for cell in row[:width]]))


@LAW
@given(TERMS, rows_of(), st.sampled_from([-20, 0, 10]), st.booleans(), st.integers(1, 3), st.data())
def test_having_order_and_limit(terms: Terms, rows: Rows, least: int, down: bool, limit: int, data: st.DataObject):
    question = data.draw(questions(terms))
    wanted = base_of(terms, rows, question)
    shape, width = question.shape, len(question.asked.keys)
    measure = shape.items[0].expression
    kept = [row for row in wanted if row[width] is not None and plain(row[width]) > least + 1e-7]
    assume(all(row[width] is None or abs(plain(row[width]) - least) > 1e-6 or row[width] == least for row in wanted))
    where = shape.with_(having=(f"{measure} > {least}",), order=(("c0", down),), limit=limit)
    assert same_rows(answer(where.to_sql(), terms, rows), in_order(kept, width, width, down)[:limit])


@LAW
@given(TERMS, rows_of(), st.data())
def test_windows(terms: Terms, rows: Rows, data: st.DataObject):
    question = data.draw(questions(terms, plain=True))
    wanted = base_of(terms, rows, question)
    shape, width = question.shape, len(question.asked.keys)
    assume(width)
    measure = shape.items[0].expression
    part = "DATE_TRUNC('" + shape.grain + "', period)" if shape.grain else str(shape.fields[0])
    ranks = f"RANK() OVER (PARTITION BY {part} ORDER BY {measure} DESC NULLS LAST)"
    sql = shape.to_sql().replace("\nFROM m", f", {ranks} AS place\nFROM m", 1)
    found = answer(sql, terms, rows)

    def place(row: Sequence[Any]) -> int:
        mine = plain(row[width])
        others = [plain(other[width]) for other in wanted if other[0] == row[0]]
        if mine is None:
            return 1 + sum(1 for other in others if other is not None)
        return 1 + sum(1 for other in others if other is not None and other > mine + 1e-9)

    placed = [(*row, place(row)) for row in wanted]
    assert same_rows(found, placed), f"\nfound  {found}\nwanted {placed}"


@LAW
@given(TERMS, rows_of(), st.data())
def test_subtotals_are_questions_of_their_own(terms: Terms, rows: Rows, data: st.DataObject):
    question = data.draw(questions(terms, plain=True))
    shape, asked = question.shape, question.asked
    assume(asked.groups and "costs.scenario" not in asked.groups)
    keys = ([f"DATE_TRUNC('{shape.grain}', period)"] if shape.grain else []) + list(asked.groups)
    columns = ([asked.keys[0]] if shape.grain else []) + list(asked.groups)
    wanted: Table = []
    for size in range(len(keys), -1, -1):
        for kept in combinations(range(len(keys)), size):
            has_time = bool(shape.grain) and 0 in kept
            groups = tuple(columns[n] for n in kept if not (shape.grain and n == 0))
            part = replace(question, asked=replace(asked, groups=groups, grain=asked.grain if has_time else ""))
            for row in base_of(terms, rows, part):
                values = dict(zip(kept, row[:size], strict=True))
                wanted.append((*(values.get(n) for n in range(len(keys))), *row[size:]))
    sql = shape.to_sql()
    found = answer(sql[: sql.index("GROUP BY")] + f"GROUP BY CUBE ({', '.join(keys)})", terms, rows)
    assert len(found) == len(wanted)
    rest = list(wanted)
    for row in found:
        match = next((other for other in rest if same_rows([row], [other])), None)
        assert match is not None, f"{row} is not expected"
        rest.remove(match)


@LAW
@given(TERMS, rows_of(), st.data())
def test_a_sum_over_groups_outside(terms: Terms, rows: Rows, data: st.DataObject):
    question = data.draw(questions(terms, ["sold", "sold_web", "deals", "spent", "billed", "profit"], plain=True))
    shape, asked = question.shape, question.asked
    assume(len(asked.keys) == 2 and "clubs.kind" not in asked.groups and "costs.scenario" not in asked.groups)
    wanted = base_of(terms, rows, question)
    first = names_of(question)[0]
    sql = f"WITH x AS ({shape.to_sql()}) SELECT x.{first}, SUM(x.c0) AS s FROM x GROUP BY 1 ORDER BY 1"
    sums: dict[Any, Any] = {}
    for row in wanted:
        before = sums.get(row[0])
        sums[row[0]] = before if row[2] is None else row[2] if before is None else before + row[2]
    found = answer(sql, terms, rows)
    assert {row[0] for row in found} == set(sums)
    assert all(same_cell(value, sums[key]) for key, value in found)
