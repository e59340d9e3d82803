"""The portable core on drawn questions: PostgreSQL gives the rows that DuckDB gives.

The golden queries run on PostgreSQL too (tests/golden); here the questions are drawn, over rows with NULL and orphan
keys, undated rows and gaps, so that joins, dense buckets, moved periods and open items meet both engines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from semantic_layer.query import CompiledSql
from tests.laws.company import COLUMNS, TERMS, Terms, layer_of, rows_of, tables
from tests.laws.questions import Question, questions
from tests.laws.running import Store, compiled, same_rows, written
from tests.postgres.server import programs, running
from tests.reference.world import Row

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed"),
]
DRAWN = settings(
    max_examples=50,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
STORE = Store()


@pytest.fixture(scope="module")
def server() -> Iterator[psycopg.Connection[Any]]:
    """A server with the empty tables."""
    with running() as connection:
        for item in tables(Terms()):
            connection.execute(f"CREATE TABLE {item.dataset.name} ({item.ddl})")  # type: ignore[arg-type]
        yield connection


@st.composite
def cases(draw: st.DrawFn) -> tuple[Terms, dict[str, list[Row]], Question]:
    terms = draw(TERMS)
    return terms, draw(rows_of()), draw(questions(terms))


def fill(server: psycopg.Connection[Any], rows: Mapping[str, Sequence[Row]]) -> None:
    server.execute(f"TRUNCATE {', '.join(COLUMNS)}")  # type: ignore[arg-type]
    for name in COLUMNS:
        if rows[name]:
            server.execute(written(name, rows[name]))  # type: ignore[arg-type]


@DRAWN
@given(case=cases())
def test_rows_are_equal(server: psycopg.Connection[Any], case: tuple[Terms, dict[str, list[Row]], Question]):
    terms, rows, question = case
    layer = layer_of(terms, rows)
    ours, theirs = compiled(question.sql, layer), compiled(question.sql, layer, dialect="postgres")
    assert isinstance(ours, CompiledSql) == isinstance(theirs, CompiledSql)
    if not isinstance(ours, CompiledSql) or not isinstance(theirs, CompiledSql):
        return
    note(question.sql)
    note(theirs.sql)
    STORE.fill(rows)
    fill(server, rows)
    assert same_rows(server.execute(theirs.sql).fetchall(), STORE.rows(ours))  # type: ignore[arg-type]
