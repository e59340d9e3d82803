"""The generator: the same rows on every machine, of the size and quality that a demo needs."""

from __future__ import annotations

from pathlib import Path

from demo.generate.money import part, vat, yuan
from demo.generate.schema import TABLES

# Taken from a build that the other tests had passed. A change here changes numbers in docs/demo.md and demo/cases.
CONTENT = "4a6a2eb4cd055cc0"


def test_the_rows_are_always_the_same(rows):
    total = 0
    for table, columns in TABLES.items():
        names = [column.strip().split()[0] for column in columns.replace("(18,2)", "").split(",")]
        text = " || '|' || ".join(f"COALESCE(CAST({name} AS VARCHAR), '-')" for name in names)
        [(digest,)] = rows(f"SELECT BIT_XOR(md5_number_lower({text})) FROM {table}")
        total ^= digest
    assert f"{total:x}" == CONTENT


def test_some_three_hundred_thousand_rows(rows):
    total = sum(rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in TABLES)
    assert 300_000 < total < 400_000
    page = Path(__file__).resolve().parents[3] / "docs" / "demo.md"
    assert f"{total:,} rows" in page.read_text(encoding="utf-8")


def test_every_table_and_column_is_filled(rows):
    for table, columns in TABLES.items():
        for column in columns.replace("(18,2)", "").split(","):
            name = column.strip().split()[0]
            assert rows(f"SELECT COUNT({name}) FROM {table}")[0][0] > 0, f"{table}.{name}"


def test_money_is_exact():
    assert yuan(-123_456_789_012) == "-1234567890.12"
    assert vat(-100) == -vat(100) == -13
    assert part(1, 0.5) == 1
    assert part(10**15 + 1, 1.0) == 10**15 + 1
