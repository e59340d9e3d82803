"""Which chart a result gets, and that drawing never misleads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from bot.charts import KINDS, choose_chart, render_png
from bot.charts.fonts import FAMILY, FILES, FOLDER, advances, drawable, width, wrap
from bot.charts.fonts.subset import advances_of
from bot.charts.gallery import ZONES, Case, cases
from bot.charts.samples import LINE, MARGIN, MONTH, SALES, SALES_PRIOR, SALES_SHARE, ZONE, Sample, column, sample
from bot.compose.scales import CURRENCY_SIGNS
from bot.turn import Chart
from semantic_layer.errors import OperatorError
from semantic_layer.model import FieldRef

GALLERY = {case.name: case for case in cases()}


def months(count: int) -> list[list]:
    return [[date(2024 + index // 12, index % 12 + 1, 1), 100.0 + index] for index in range(count)]


def chart(result: Sample, wanted: str = "", lang: str = "zh") -> Chart:
    made = choose_chart(result.checked, result.table, result.layer, lang, wanted)
    assert made is not None
    return made


def values_of(spec: Any) -> list[dict]:
    if isinstance(spec, dict):
        own = spec.get("data", {}).get("values", []) if isinstance(spec.get("data"), dict) else []
        return [*own, *(point for part in spec.values() for point in values_of(part))]
    return [point for part in spec for point in values_of(part)] if isinstance(spec, list) else []


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (sample([MONTH, SALES], months(12)), "line"),
        (sample([MONTH, SALES], months(3)), "bar"),
        (sample([MONTH, SALES], months(12), order=(("sales", True),), limit=12), "hbar"),
        (sample([LINE, SALES], [["a", 2.0], ["b", 1.0]]), "hbar"),
        (sample([ZONE, SALES_SHARE], [["a", 0.6], ["b", 0.4]]), "pie"),
        (sample([ZONE, SALES_SHARE], [[str(i), 0.1] for i in range(6)]), "hbar"),
        (sample([MONTH, SALES, MARGIN], [[*row, 0.2] for row in months(6)]), "combo"),
        (sample([MONTH, ZONE, SALES], [[row[0], z, row[1]] for row in months(6) for z in ZONES]), "line"),
        (sample([LINE, ZONE, SALES], [[x, z, 1.0] for x in "ab" for z in ZONES]), "stacked"),
        (sample([LINE, ZONE, MARGIN], [[x, z, 0.1] for x in "ab" for z in ZONES]), "grouped"),
        (sample([LINE, SALES, SALES_PRIOR], [["a", 2.0, 1.0], ["b", 1.0, 2.0]]), "grouped"),
        (sample([SALES], [[5.0]]), "kpi"),
    ],
)
def test_the_shape_decides(result: Sample, kind: str) -> None:
    assert chart(result).kind == kind


def test_nothing_to_draw_gives_no_chart() -> None:
    for empty in (sample([LINE, SALES], []), sample([SALES], [[None]])):
        assert choose_chart(empty.checked, empty.table, empty.layer, "zh") is None
    details = sample([column("code", "detail", id_like=True)], [["1"], ["2"]], kind="detail")
    assert choose_chart(details.checked, details.table, details.layer, "zh", "bar") is None


@pytest.mark.parametrize("kind", KINDS)
def test_the_gallery_holds_every_kind(kind: str) -> None:
    assert kind in {case.chart().kind for case in GALLERY.values()}


@pytest.mark.parametrize(
    ("result", "wanted"),
    [
        (sample([LINE, SALES], [["a", 2.0], ["b", -1.0]]), "pie"),
        (sample([LINE, MARGIN], [["a", 0.2], ["b", 0.1]]), "pie"),
        (sample([LINE, ZONE, MARGIN], [[x, z, 0.1] for x in "ab" for z in ZONES]), "stacked"),
        (sample([LINE, MARGIN], [["a", 0.2], ["b", 0.1]]), "waterfall"),
        (sample([LINE, SALES], [["a", 2.0], ["b", 1.0]]), "line"),
    ],
)
def test_a_misleading_kind_is_replaced_and_that_is_said(result: Sample, wanted: str) -> None:
    made = chart(result, wanted)
    assert made.kind != wanted
    assert "不适合这组数据" in made.alt
    assert any("不适合" in line for line in made.spec["title"]["subtitle"])


@pytest.mark.parametrize("case", list(GALLERY.values()), ids=lambda case: case.name)
def test_bars_start_from_zero(case: Case) -> None:
    made = case.chart()
    if made.kind not in ("bar", "hbar", "grouped", "combo", "waterfall", "target"):
        return
    domains = list(bar_domains(made.spec))
    assert domains
    assert all(low <= 0 <= high for low, high in domains)


def bar_domains(spec: Any) -> list[list[float]]:
    if isinstance(spec, list):
        return [domain for part in spec for domain in bar_domains(part)]
    if not isinstance(spec, dict):
        return []
    mark = spec.get("mark")
    found = []
    if mark == "bar" or (isinstance(mark, dict) and mark.get("type") == "bar"):
        axes = [axis for axis in spec["encoding"].values() if isinstance(axis, dict) and "scale" in axis]
        found = [axis["scale"]["domain"] for axis in axes if axis.get("type") == "quantitative"]
    return found + [domain for part in spec.get("layer", []) for domain in bar_domains(part)]


def test_labels_are_the_formats_of_the_answer() -> None:
    points = values_of(GALLERY["hbar"].chart().spec)
    assert {point["x"]: point["t"] for point in points}["第01号客户"] == "¥9,600.00万"
    assert points[0]["v"] == pytest.approx(9600.0)


def test_a_gap_stays_a_gap() -> None:
    points = values_of(GALLERY["line-gaps"].chart().spec)
    assert [point["v"] for point in points].count(None) == 3
    assert all(point["t"] == "" for point in points if point["v"] is None)


def test_bars_are_sorted_unless_the_query_says_how() -> None:
    rows = [["a", 1.0], ["b", None], ["c", 3.0]]
    assert [point["x"] for point in values_of(chart(sample([LINE, SALES], rows)).spec)] == ["c", "a", "b"]
    ordered = sample([LINE, SALES], rows, order=(("line", False),))
    assert [point["x"] for point in values_of(chart(ordered).spec)] == ["a", "b", "c"]


def test_a_month_that_is_not_whole_is_set_apart() -> None:
    made = GALLERY["line-partial-month"].chart()
    marked = {point["x"] for point in values_of(made.spec) if point.get("partial")}
    assert marked == {"2026-11"}
    assert any("2026-11 只含到 2026-11-03 的数据" in line for line in made.spec["title"]["subtitle"])
    assert "最低 2026-11" not in made.alt


def test_others_add_up_what_is_left_out_and_only_for_additive_measures() -> None:
    rows = [[row[0], f"z{place}", 10.0 * (place + 1)] for row in months(2) for place in range(12)]
    drawn = values_of(chart(sample([MONTH, ZONE, SALES], rows), "line").spec)
    rest = [point["v"] for point in drawn if point["s"] == "其他"]
    assert rest == [150.0, 150.0]  # 10 + 20 + 30 + 40 + 50, left out beside the seven largest
    ratios = [[day, zone, value / 1000] for day, zone, value in rows]
    drawn = values_of(chart(sample([MONTH, ZONE, MARGIN], ratios), "line").spec)
    assert "其他" not in {point["s"] for point in drawn}


def test_a_bridge_ends_at_the_total() -> None:
    rows = [["a", 3.0, 1.0], ["b", 4.0, 6.0], ["c", 2.0, None]]
    steps = values_of(chart(sample([LINE, SALES, SALES_PRIOR], rows), "waterfall").spec)
    named = {point["x"]: point for point in steps if "from" in point}
    assert [point["v"] for point in named.values()] == [7.0, -2.0, 2.0, 2.0, 9.0]  # the largest group first
    assert (named["a"]["t"], named["b"]["t"]) == ("+¥2", "-¥2")
    assert named["c"]["to"] == named["本期"]["to"] == 9.0


def test_characters_that_the_font_lacks_are_replaced_and_noted() -> None:
    made = GALLERY["missing-characters"].chart()
    assert "〓野家〓" in {point["x"] for point in values_of(made.spec)}
    assert "U+1F600" in made.alt
    assert drawable("a\u200bb\n") == ("ab", frozenset())


def test_the_font_covers_what_finance_writes() -> None:
    needed = (
        "".join(CURRENCY_SIGNS.values())
        + "%‰–—…·“”、。，；：？（）≥≤≠±×÷→↑↓〓①万亿元应收账款毛利率"
        + "".join(chr(c) for c in range(32, 127))
    )
    for bold in (False, True):
        assert not [character for character in needed if ord(character) not in advances(bold)]
    assert (FOLDER / "OFL.txt").read_text(encoding="utf-8").startswith("Copyright 2014-2021 Adobe")


@pytest.mark.parametrize("bold", [False, True])
def test_the_stored_advances_are_the_fonts_own(bold: bool) -> None:
    with TTFont(FOLDER / FILES[bold], lazy=True) as font:
        assert advances_of(font) == dict(advances(bold))
        assert font["name"].getDebugName(1) == FAMILY  # type: ignore[attr-defined]


def test_text_is_wrapped_and_cut_to_its_width() -> None:
    lines = wrap("一二三四五六七八九十" * 4, 10, 105, most_lines=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(width(line, 10) <= 105 for line in lines)


def test_a_png_is_written_or_the_operator_told(tmp_path: Path) -> None:
    made = GALLERY["kpi"].chart()
    render_png(made, tmp_path / "k.png")
    assert (tmp_path / "k.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(OperatorError, match="cannot be written"):
        render_png(made, tmp_path / "none" / "k.png")


def test_a_chart_of_one_point_and_of_equal_values_is_drawn() -> None:
    flat = sample([MONTH, SALES], [[row[0], 0.0] for row in months(6)])
    assert chart(flat).kind == "line"
    same = sample([LINE, replace(SALES, unit=SALES.unit)], [["a", 5.0], ["b", 5.0]])
    assert chart(same).kind == "hbar"


def test_a_key_beside_a_name_makes_no_series() -> None:
    key = column("code", "group", field=FieldRef("goods", "code"), id_like=True)
    rows = [["Lee", "105", 5.0], ["Kim", "108", 4.0], ["Lee", "211", 3.0]]
    made = chart(sample([LINE, key, SALES], rows))
    assert made.kind == "hbar"
    assert [point["x"] for point in values_of(made.spec)] == ["Lee (105)", "Kim", "Lee (211)"]
