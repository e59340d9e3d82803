"""A workspace of what a document shows: its YAML blocks are the model, a few made-up rows the warehouse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

DOCS = Path(__file__).parents[2] / "docs"


def blocks(document: str, start: str, end: str) -> list[str]:
    """The YAML blocks of a document from one heading to another."""
    section = (DOCS / document).read_text(encoding="utf-8").split(start)[1].split(end)[0]
    return re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)


def make_workspace(folder: Path, name: str, model: Sequence[str], rows: str, today: date) -> Path:
    """Every block a file of its own; one that begins with `roles:` is the access file. `rows`: SQL that fills it."""
    lines = [f"name: {name}", "warehouse: {duckdb: rows.duckdb}", "model: [model/*.yml]", f"today: {today}"]
    (folder / "model").mkdir()
    for number, block in enumerate(model):
        if block.startswith("roles:"):
            (folder / "access.yml").write_text(block, encoding="utf-8")
            lines.append("access: access.yml")
        else:
            (folder / "model" / f"{number:02d}.yml").write_text(block, encoding="utf-8")
    with duckdb.connect(str(folder / "rows.duckdb")) as connection:
        connection.execute(rows)
    (folder / "askfin.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
