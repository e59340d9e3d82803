"""Excel and CSV files: typed cells, formats by unit, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from bot.tables import write_table
from bot.turn import Answer
from semantic_layer.errors import OperatorError


def test_excel_cells_are_typed_and_formatted(answer: Answer, tmp_path: Path) -> None:
    write_table(answer, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["月份", "品类", "编码", "销售额", "毛利率", "gap", "late"]
    assert sheet.freeze_panes == "A2"
    first = sheet[2]
    assert first[0].value == datetime(2026, 9, 1)
    assert first[0].number_format == "yyyy-mm"
    assert (first[2].value, first[2].data_type) == ("000", "s")
    assert first[3].value == pytest.approx(-1234567.891)
    assert first[3].number_format == '"¥"#,##0.00'
    assert (first[4].value, first[4].number_format) == (0.1234, "0.00%")
    assert first[5].value == pytest.approx(1.2)
    assert first[5].number_format == '0.00" 个百分点"'
    assert first[6].value is False
    assert sheet.cell(5, 4).value is None


def test_excel_holds_no_formula(answer: Answer, tmp_path: Path) -> None:
    write_table(answer, tmp_path / "a.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet.cell(2, 2).value == '=cmd|"/C calc"!A0'


def test_the_second_sheet_is_the_card(answer: Answer, tmp_path: Path) -> None:
    write_table(answer, tmp_path / "a.xlsx")
    card = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[1]
    headings = [row[0].value for row in card.iter_rows()]
    assert headings[1:] == [heading for heading, _ in answer.card.lines]


def test_csv_guards_formulas_and_keeps_numbers(answer: Answer, tmp_path: Path) -> None:
    write_table(answer, tmp_path / "a.csv")
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert rows[1][:4] == ["2026-09-01", '\'=cmd|"/C calc"!A0', "000", "-1234567.891"]
    assert rows[3][1] == "'@SUM(A1)"
    assert rows[4][3] == ""


def test_an_unknown_ending_or_folder_is_the_operators_to_mend(answer: Answer, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="Cannot export"):
        write_table(answer, tmp_path / "a.pdf")
    for name in ("no/a.xlsx", "no/a.csv", "no/a.md"):
        with pytest.raises(OperatorError, match="cannot be written"):
            write_table(answer, tmp_path / name)
