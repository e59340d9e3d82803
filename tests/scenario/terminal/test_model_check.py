"""`askfin model check` as an operator meets it: every kind of broken file in one sentence, and nothing left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.terminal.conftest import ACCESS, MODEL, Run

SETTINGS = "name: Bakery\nwarehouse: {duckdb: bakery.duckdb}\nmodel: [model.yml]\ntoday: 2026-03-21\n"
BOMB = "roles:\n" + "".join(
    f"  {chr(97 + n)}: &{chr(97 + n)} [{', '.join([f'*{chr(96 + n)}' if n else 'x'] * 12)}]\n" for n in range(9)
)
OPEN = "        values: [东门店, 西门店]\n        value_synonyms: {东门店: [East Gate]}\n"


def check(askfin: Run, workspace: Path, *more: str) -> tuple[int, str, str]:
    code, _, said = askfin("model", "check", "--workspace", str(workspace), *more)
    assert "Traceback" not in said
    return code, said, " ".join(said.split())


def settle(workspace: Path, more: str = "", model: str = MODEL) -> None:
    (workspace / "askfin.yaml").write_text(SETTINGS + more, encoding="utf-8")
    (workspace / "model.yml").write_text(model, encoding="utf-8")


def test_counts_are_worded(askfin: Run, workspace: Path):
    model = MODEL.split("  - name: members")[0] + "metrics:\n  - {name: takings, expression: SUM(sales.amount)}\n"
    settle(workspace, model=model)
    _, said, _ = check(askfin, workspace)
    assert "1 dataset, 1 metric: 0 errors, 1 warning." in said


def test_a_misspelt_value_is_held_against_the_rows(askfin: Run, workspace: Path):
    narrow = "  - {name: east, expression: SUM(sales.amount), filter: \"sales.shop = '东们店'\"}\n"
    settle(workspace, model=MODEL.replace(OPEN, "") + narrow)
    code, said, _ = check(askfin, workspace)
    assert code == 0
    assert "warning: " in said
    assert "metric east names sales.shop = '东们店', which no row holds; did you mean 东门店?" in said


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "access.yml: cannot be read"),
        ("roles:\n  a: {metrics: [takingz]}\n", "access.yml:2: roles.a.metrics.allow: no metric 'takingz'"),
        ("roles: [\n", "access.yml:2: not valid YAML"),
        ("roles: &a\n  a: *a\n", "access.yml: not valid YAML"),
        (
            BOMB,
            "more than 200000 values",
        ),
        ("roles:\n  店长: {}\n".encode("gbk"), "access.yml: the file is not UTF-8"),
    ],
)
@pytest.mark.parametrize("more", [(), ("--no-data",)])
def test_a_broken_access_file_is_an_error(askfin: Run, workspace: Path, content, told, more):
    settle(workspace, "access: access.yml\n")
    if content is not None:
        (workspace / "access.yml").write_bytes(content if isinstance(content, bytes) else content.encode())
    code, said, _ = check(askfin, workspace, *more)
    assert (code, told in said) == (2, True), said


def test_a_row_rule_is_held_against_the_rows(askfin: Run, workspace: Path):
    settle(workspace, "access: access.yml\n", MODEL.replace(OPEN, ""))
    (workspace / "access.yml").write_text(ACCESS.replace("[东门店]", "[东们店]"), encoding="utf-8")
    code, said, _ = check(askfin, workspace)
    assert code == 0
    assert (
        "the row rule of east@example.com names sales.shop = '东们店', which no row holds; did you mean 东门店?" in said
    )


def test_an_access_file_that_names_nobody(askfin: Run, workspace: Path):
    settle(workspace, "access: access.yml\n")
    (workspace / "access.yml").write_text("", encoding="utf-8")
    assert "nobody sees anything" in check(askfin, workspace)[1]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"verified: [\n", "v.yml:2: yaml: not valid YAML"),
        ("verified: [{name: 面包}]\n".encode("gbk"), "v.yml: verified: the file is not UTF-8"),
        (b"verified: {a: b}\n", "v.yml:1: verified: the file must be a list"),
        (
            b"verified:\n  - {name: a, owner: x, date: 2026-01-01, patterns: [how],"
            b" sql: SELECT MEASURE(tak) FROM bakery}\n",
            "v.yml:2: verified a: There is no metric",
        ),
    ],
)
def test_broken_verified_queries_come_beside_the_other_findings(askfin: Run, workspace: Path, content, told):
    settle(workspace, "verified: [v.yml]\n")
    (workspace / "v.yml").write_bytes(content)
    code, said, _ = check(askfin, workspace)
    assert (code, told in said, "loaded_through" in said) == (2, True, True), said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("default_period: this year", "default_period: whenever", "model.yml:2: the model's default_period 'whenever'"),
        ("default_period: this year", "default_period: all time", "give the metric a dataset without time_field"),
        ("  - name: sales\n", "  - name: sales\n    source: saless\n", "there is no table saless; did you mean sales?"),
        ("{name: amount, ", "{name: amount, expression: amont, ", "there is no column amont; did you mean amount?"),
    ],
)
def test_findings_name_what_comes_near(askfin: Run, workspace: Path, old: str, new: str, told: str):
    assert old in MODEL
    settle(workspace, model=MODEL.replace(old, new))
    code, said, _ = check(askfin, workspace)
    assert (code, told in said) == (2, True), said


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"name: x\n\tmodel: [model.yml]\n", "askfin.yaml:2: not valid YAML: a tab"),
        ("name: 面包\n".encode("gbk"), "askfin.yaml is not UTF-8."),
        (SETTINGS.encode() + b"name: again\n", "askfin.yaml:5: name: the key stands twice (first on line 1)"),
        (
            SETTINGS.replace("2026-03-21", "soon").encode(),
            "askfin.yaml:4: today: a date such as 2026-10-31 is expected",
        ),
        (b"name: x\nmodel: [model.yml]\n", "askfin.yaml:1: warehouse: the key is missing"),
        (SETTINGS.replace("[model.yml]", "[]").encode(), "askfin.yaml names no model file"),
        (b"- a\n", "askfin.yaml is empty or not a mapping."),
        (b"", "askfin.yaml is empty or not a mapping."),
    ],
)
def test_a_broken_workspace_file_is_one_sentence(askfin: Run, workspace: Path, content: bytes, told: str):
    (workspace / "askfin.yaml").write_bytes(content)
    code, _, said = check(askfin, workspace)
    assert (code, told in said) == (2, True), said
    assert len([line for line in said.split("→")[0].splitlines() if line.strip()]) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a,b\n1,2\n" * 20, "is no DuckDB database; it is a text file."),
        (b"SQLite format 3\x00" + bytes(2048), "is no DuckDB database; it is SQLite."),
        (b"", "is no DuckDB database; it is empty."),
        (None, "is damaged"),
    ],
)
def test_a_file_that_is_no_database(askfin: Run, workspace: Path, content: bytes | None, told: str):
    path = workspace / "bakery.duckdb"
    path.write_bytes(path.read_bytes()[:6000] if content is None else content)
    code, _, said = check(askfin, workspace)
    assert (code, told in said) == (2, True), said


def test_a_default_that_leaves_the_year_open_is_said(askfin: Run, workspace: Path):
    model = MODEL.replace("default_period: this year", "default_period: this year, calendar: {fiscal_year_start: 4}")
    settle(workspace, model=model)
    code, said, _ = check(askfin, workspace)
    assert code == 0
    assert "warning: " in said
    assert "'this year' is taken as 2026-01-01 to 2026-12-31, and the fiscal year is another" in said
    settle(workspace, model=model.replace("this year", "this fiscal year"))
    assert "default_period" not in check(askfin, workspace)[1]
