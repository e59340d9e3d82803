"""The law of drill-through: the rows behind a number, combined, are the number."""

from __future__ import annotations

from statistics import median
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.checks.plan import SlotRef
from semantic_layer.compile import compile_query
from semantic_layer.drill import Drill, drill
from semantic_layer.issues import Issues
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query
from semantic_layer.query import CheckedQuery, CompiledSql
from tests.laws.company import TERMS, Terms, layer_of, rows_of
from tests.laws.questions import Question, questions
from tests.laws.running import Store, same_cell
from tests.reference.world import Row

LAW = settings(
    max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.filter_too_much]
)
STORE = Store()
FULL = Rights.full()


def checked_of(question: Question, layer: Layer) -> CheckedQuery | None:
    parsed = parse_query(question.sql, layer.model)
    found = parsed if isinstance(parsed, Issues) else check_query(parsed, layer, FULL)
    return None if isinstance(found, Issues) else found


def combined(one: Drill, layer: Layer) -> Any:
    """The aggregate of the drilled rows."""
    compiled = compile_query(one.checked, layer, FULL)
    assert isinstance(compiled, CompiledSql)
    names = [column.name for column in compiled.columns]
    rows = STORE.rows(compiled)
    values = [row[names.index(one.column)] for row in rows if row[names.index(one.column)] is not None]
    if one.combine == "COUNT_DISTINCT":
        return len({row[names.index(one.counted)] for row in rows} - {None})
    if not values:
        return None
    mean = {"AVG": lambda: sum(values) / len(values), "MEDIAN": lambda: median(values)}
    return {"SUM": sum, "MIN": min, "MAX": max}[one.combine](values) if one.combine not in mean else mean[one.combine]()


@LAW
@given(TERMS, rows_of(), st.data())
def test_the_rows_behind_a_number_are_the_number(terms: Terms, rows: dict[str, list[Row]], data: st.DataObject):
    question = data.draw(questions(terms))
    layer = layer_of(terms, rows)
    checked = checked_of(question, layer)
    if checked is None:
        return
    note(question.sql)
    found = STORE.answer(question.sql, layer, rows)
    names = [column.name for column in checked.columns]
    groups = [column.name for column in checked.columns if column.role in ("group", "time")]
    time = next((column.name for column in checked.columns if column.role == "time"), "")
    for row in list(found)[:2]:
        at = {name: row[names.index(name)] for name in groups}
        for output in checked.plan.root.outputs:
            if output.name in groups or not isinstance(output.node, SlotRef):
                continue
            drills = drill(checked, output.name, at, layer, FULL)
            if isinstance(drills, Issues):
                assert [str(code) for code in drills.codes()] == ["CANNOT_DRILL"]
                continue
            points = dict(checked.plan.root.slots[output.node.slot].points)
            cell = row[names.index(output.name)]
            if points:
                if cell is not None:  # one point of several may lack its snapshot: the mean is unknown then
                    total = sum(combined(one, layer) or 0 for one in drills)
                    assert same_cell(float(total) / points[at[time] if None not in points else None], cell)
                continue
            (only,) = drills
            # A count of no rows is a 0.
            assert same_cell(combined(only, layer) or 0, cell or 0), only.sql
