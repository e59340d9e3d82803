"""A small database, a model over it, and its value index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from semantic_layer.model import Dataset, Field, FieldRef, FieldRole, FieldType, SemanticModel
from semantic_layer.values import ValueIndex, build_index
from semantic_layer.warehouse.trusted import Trusted

REGION, NAME, CODE = FieldRef("clients", "region"), FieldRef("clients", "name"), FieldRef("clients", "code")
STATUS, CITY = FieldRef("clients", "status"), FieldRef("clients", "city")

ROWS = [
    ("桂南", "青岩机械有限公司", "A10", "open", "长岭"),
    ("桂南", "青岩机械", "A11", "open", "长岭"),
    ("桂南一部", "Northwind Traders Ltd", "A12", "closed", "重溪"),
    ("川北", "O'Neil & Sons", "AB", "closed", "桂南"),
    ("川北", "Bluebird Stores", "1001", "open", "x"),
    ("川北", "云杉", "2026", None, ""),
    ("川北", "大禾电器连锁", "ZZ 9", "open", "Ｆｕｌｌ"),
]


def field(name: str, **keys) -> Field:
    return Field(name, "clients", name, FieldType.STRING, FieldRole.CATEGORY, **keys)


def model(digest: str = "d1") -> SemanticModel:
    fields = [
        field("region", index_values=True, value_synonyms={"桂南": ("South", "桂南大区")}),
        field("name", index_values=True),
        field("code", index_values=True),
        field("status", values=("open", "closed", "disputed"), value_synonyms={"open": ("未结清",)}),
        field("city", index_values=True),
        field("secret", index_values=True, hidden=True),
        field("plain"),
    ]
    return SemanticModel(
        "finance",
        datasets={"clients": Dataset("clients", "clients", fields={f.name: f for f in fields})},
        digest=digest,
    )


@pytest.fixture(scope="session")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("values") / "c.duckdb"
    with duckdb.connect(str(path)) as connection:
        columns = "region VARCHAR, name VARCHAR, code VARCHAR, status VARCHAR, city VARCHAR"
        connection.execute(
            f"CREATE TABLE clients ({columns}, secret VARCHAR DEFAULT 'hush', plain VARCHAR DEFAULT 'bare')"
        )
        connection.executemany("INSERT INTO clients (region, name, code, status, city) VALUES (?, ?, ?, ?, ?)", ROWS)
    return path


@pytest.fixture(scope="session")
def index(clients: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValueIndex]:
    path = tmp_path_factory.mktemp("index") / "values.sqlite"
    with Trusted(clients) as trusted:
        build_index(path, model(), trusted)
    opened = ValueIndex(path)
    yield opened
    opened.close()
