"""What values and narrowed measures are called: in the asker's language, never by a bare number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlglot import parse_one

from bot.charts.samples import OPEN, SALES, ZONE, Sample, sample, sample_model
from bot.compose.grounding import ungrounded_figures
from bot.compose.narrowed import narrowed
from bot.compose.value_names import value_names
from bot.tables import markdown_table, write_table
from bot.turn import Answer
from semantic_layer.access import Rights, RowRule
from semantic_layer.model import FieldRef, SemanticModel
from semantic_layer.query import Filter, SemanticQuery

Answered = Callable[..., Answer]
ZONE_REF = FieldRef("shops", "zone")
CALLED = {
    "北区": ("北面", "North", "N"),
    "南区": ("Zone 2",),
    "mail": ("邮购", "mail order"),
    "A": ("A类",),
    "东区": ("Middle",),
    "中区": ("Middle",),
}


def model_with(called: dict[str, tuple[str, ...]] | None = None) -> SemanticModel:
    model = sample_model()
    zone = replace(model.datasets["shops"].fields["zone"], value_synonyms=called or CALLED)
    shops = replace(model.datasets["shops"], fields={"zone": zone})
    return replace(model, datasets={**model.datasets, "shops": shops})


def named(result: Sample) -> Sample:
    return replace(result, layer=replace(result.layer, model=model_with()))


def test_a_value_is_named_in_the_script_of_the_asker() -> None:
    assert value_names(ZONE_REF, model_with(), "en") == {"北区": "North", "南区": "Zone 2"}
    assert value_names(ZONE_REF, model_with(), "zh") == {"mail": "邮购"}  # A类 is a longer A, no translation


def test_two_values_are_never_called_the_same() -> None:
    """Middle is two zones; and a name that is another value's own is not taken either."""
    assert "东区" not in value_names(ZONE_REF, model_with(), "en")
    called = {"北区": ("Home",), "Home": ("家",)}
    assert value_names(ZONE_REF, model_with(called), "en") == {}


def test_text_table_and_rules_name_values_and_files_keep_them(answered: Answered, tmp_path: Path) -> None:
    result = named(sample([ZONE, SALES], [["南区", 300.0], ["东区", 100.0]]))
    result = replace(result, checked=replace(result.checked, filters=(Filter(ZONE_REF, "!=", ("北区",)),)))
    rights = replace(Rights.full(), rows=(RowRule(ZONE_REF, ("南区", "北区")),))
    answer = answered(result, "en", rights=rights)
    assert answer.text.startswith("Sales by Zone: Zone 2 ¥300, 东区 ¥100.")
    assert "Zone is not North\nYour access: Zone limited to Zone 2, North" in answer.text
    assert "Zone 2" in (table := markdown_table(answer))
    assert "南区" not in table + answer.text
    assert answer.table.rows[0][0] == "南区"
    assert not ungrounded_figures(answer)
    for name in ("a.csv", "a.xlsx"):
        write_table(answer, tmp_path / name)
    assert "南区" in (tmp_path / "a.csv").read_text("utf-8-sig")
    with ZipFile(tmp_path / "a.xlsx") as book:
        assert "南区".encode() in b"".join(
            book.read(part) for part in book.namelist() if "sheet1" in part or "shared" in part
        )


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        ("open_items.days_past_due > 0", "逾期天数 > 0", "Days past due > 0"),
        ("shops.zone = '北区'", "北区", "North"),
        ("shops.zone IN ('北区', '南区')", "北区、南区", "North, Zone 2"),
        ("NOT shops.zone IN ('北区')", "片区 不为 北区", "Zone not in North"),
        ("shops.zone <> '北区' AND ledger.sales >= 2", "片区 不为 北区、销售额 ≥ 2", "Zone is not North, Sales ≥ 2"),
        ("shops.zone IS NULL", "片区 为空", "Zone is blank"),
    ],
)
def test_what_narrows_a_measure_says_its_field(condition: str, zh: str, en: str) -> None:
    model = model_with()
    for lang, expected in (("zh", zh), ("en", en)):
        tree = parse_one(condition, read="duckdb")
        assert narrowed(tree, lambda node: FieldRef(node.table, node.name), model, lang) == expected


def test_a_column_narrowed_by_a_number_is_not_called_by_it(answered: Answered) -> None:
    text = "SELECT MEASURE(open_balance) FILTER (WHERE open_items.days_past_due > 30) AS late FROM books"
    late = replace(OPEN, name="late", modifiers=("FILTER",))
    query = SemanticQuery(text, text, parse_one(text, read="duckdb"))
    answer = answered(sample([late], [[5.0]], query=query), "en")
    assert answer.text.startswith("Open balance (Days past due > 30): ¥5")
