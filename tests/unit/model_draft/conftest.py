"""A folder of files as a finance department keeps them: csv in two encodings, a parquet file, a workbook."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from semantic_layer.model_draft import DraftedWorkspace, draft_model


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files") / "books"
    folder.mkdir()
    members = "\n".join(f"0{n:03d},会员{n},{('gold', 'blue')[n % 2]}" for n in range(1, 21))
    (folder / "members.csv").write_text(f"member_no,name,tier\n{members}\n", encoding="gb18030")
    visits = "\n".join(
        f'{n},2026-0{1 + n % 3}-1{n % 10},0{1 + n % 20:03d},{n}.50,{("desk", "web")[n % 2]},"1,{n:03d}.00"'
        for n in range(1, 61)
    )
    (folder / "visits.csv").write_text(
        f"visit_id,visit_date,member_no,amount,channel,list price\n{visits}\n", encoding="utf-8"
    )
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT LAST_DAY(DATE '2026-01-01' + INTERVAL (m) MONTH) AS month_end, i AS room_id,"
            " i * 10.5 + m AS deposit_balance FROM range(3) a(m), range(1, 5) b(i))"
            f" TO '{folder / 'deposits.parquet'}' (FORMAT parquet)"
        )
    book = xlsxwriter.Workbook(folder / "plan.xlsx")
    sheet = book.add_worksheet("Budget")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ["month", "team", "version", "amount"])
    for row in range(1, 25):
        sheet.write_string(row, 0, f"2026-{1 + (row - 1) % 12:02d}")
        sheet.write_string(row, 1, f"6{row:03d}")
        sheet.write_string(row, 2, ("draft", "final")[row % 2])
        sheet.write_number(row, 3, 1000.25 * row)
    rooms = book.add_worksheet("Rooms")
    rooms.write_row(0, 0, ["room_id", "room name", "opened", ""])
    for row in range(1, 5):
        rooms.write_row(row, 0, [row, f"Room {row}"])
        rooms.write_datetime(row, 2, datetime(2025, row, 1), day)
    book.add_worksheet("Empty")
    book.close()
    return folder


@pytest.fixture(scope="session")
def drafted(files: Path, tmp_path_factory: pytest.TempPathFactory) -> DraftedWorkspace:
    return draft_model(files, tmp_path_factory.mktemp("drafted") / "workspace")
