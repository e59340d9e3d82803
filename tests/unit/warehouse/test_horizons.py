"""Horizons: from the data, from the declaration, and from the cache."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from semantic_layer.errors import OperatorError
from semantic_layer.model import Dataset, Field, FieldRole, FieldType, Horizon, SemanticModel
from semantic_layer.warehouse import horizons
from semantic_layer.warehouse.horizons import cached_horizons, read_horizons, unit_end
from semantic_layer.warehouse.trusted import Trusted


def dated(name: str, expression: str = "day", **keys) -> Dataset:
    field = Field("on_date", name, expression, FieldType.DATE, FieldRole.TIME)
    plain = Dataset(name, "sales", fields={"on_date": field}, time_field="on_date")
    return replace(plain, **keys)


def model_of(*datasets: Dataset, digest: str = "d1") -> SemanticModel:
    return SemanticModel("finance", datasets={dataset.name: dataset for dataset in datasets}, digest=digest)


def test_from_the_data_and_from_the_declaration(database):
    model = model_of(
        dated("told"),
        dated("declared", loaded_through=date(2026, 3, 1), closed_through=date(2026, 1, 31)),
        dated("monthly", time_grain="month"),
        dated("computed", "d + INTERVAL 1 DAY", source="", query="SELECT day AS d FROM sales WHERE id = 1;"),
        dated("none", query="SELECT day FROM sales WHERE false"),
        Dataset("undated", "wages", closed_through=date(2026, 1, 31)),
    )
    with Trusted(database) as trusted:
        found = read_horizons(model, trusted)
    first, last = date(2026, 1, 5), date(2026, 2, 10)
    assert found == {
        "told": Horizon(first, last, None),
        "declared": Horizon(first, date(2026, 3, 1), date(2026, 1, 31)),
        "monthly": Horizon(first, date(2026, 2, 28), None),
        "computed": Horizon(date(2026, 1, 6), date(2026, 1, 6), None),
        "none": Horizon(None, None, None),
        "undated": Horizon(None, None, date(2026, 1, 31)),
    }


@pytest.mark.parametrize(
    ("day", "grain", "end"),
    [
        (date(2024, 2, 29), "month", date(2024, 2, 29)),
        (date(2026, 12, 1), "month", date(2026, 12, 31)),
        (date(2026, 3, 31), "quarter", date(2026, 3, 31)),
        (date(2026, 1, 1), "year", date(2026, 12, 31)),
        (date(2026, 11, 2), "week", date(2026, 11, 8)),
        (date(2026, 11, 8), "week", date(2026, 11, 8)),
        (date(2026, 11, 8), "day", date(2026, 11, 8)),
    ],
)
def test_a_row_of_a_coarse_dataset_speaks_for_its_unit(day, grain, end):
    assert unit_end(day, grain) == end


def test_a_field_that_is_no_date_names_the_dataset(database):
    with Trusted(database) as trusted, pytest.raises(OperatorError, match="dataset broken"):
        read_horizons(model_of(dated("broken", "team")), trusted)


def test_the_cache_serves_until_model_or_file_change(database: Path, tmp_path: Path, monkeypatch):
    file = tmp_path / "w.duckdb"
    file.write_bytes(database.read_bytes())
    asked: list[str] = []
    read = horizons.read_horizons
    monkeypatch.setattr(horizons, "read_horizons", lambda *given: asked.append("read") or read(*given))
    state = tmp_path / ".askfin"
    model = model_of(dated("told"))
    expected = {"told": Horizon(date(2026, 1, 5), date(2026, 2, 10), None)}
    for _ in range(3):
        assert cached_horizons(model, file, state) == expected
    assert asked == ["read"]
    cached_horizons(replace(model, digest="d2"), file, state)
    assert len(asked) == 2
    os.utime(file, (1, 1))
    cached_horizons(replace(model, digest="d2"), file, state)
    assert len(asked) == 3
    (state / "horizons.json").write_text('{"key": 1, "horizons"', encoding="utf-8")
    assert cached_horizons(model, file, state) == expected
    assert len(asked) == 4
    assert [path.name for path in state.iterdir()] == ["horizons.json"]
