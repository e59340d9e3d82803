"""`askfin model draft | import | export` from the command line: what is written, what stops them in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from semantic_layer.loader import load_model
from tests.scenario.terminal.conftest import Run


@pytest.fixture
def two_models(askfin: Run, workspace: Path, tmp_path: Path) -> Path:
    """The bakery's own document, twice: the second called mill."""
    code, _, text = askfin("model", "export", "--workspace", str(workspace))
    assert code == 0
    document = yaml.safe_load(text)
    document["semantic_model"].append({**document["semantic_model"][0], "name": "mill"})
    path = tmp_path / "both.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return path


def test_one_of_several_models_is_named(askfin: Run, two_models: Path, tmp_path: Path):
    out = tmp_path / "mill.yml"
    code, _, said = askfin("model", "import", str(two_models), "--out", str(out))
    assert (code, "holds several models: bakery, mill" in said, "--model NAME" in said) == (2, True, True)
    code, _, said = askfin("model", "import", str(two_models), "--model", "mil", "--out", str(out))
    assert (code, "no model 'mil'. Did you mean mill?" in said, out.exists()) == (2, True, False)
    code, _, said = askfin("model", "import", str(two_models), "--model", "mill", "--out", str(out))
    assert (code, load_model([out]).name) == (0, "mill"), said


def test_each_of_several_models_goes_out_as_it_came_in(askfin: Run, workspace: Path, two_models: Path):
    given = yaml.safe_load(two_models.read_text(encoding="utf-8"))
    for model in given["semantic_model"]:
        out = workspace / f"{model['name']}.yml"
        askfin("model", "import", str(two_models), "--model", model["name"], "--out", str(out))
        (workspace / "askfin.yaml").write_text(
            f"name: x\nwarehouse: {{duckdb: bakery.duckdb}}\nmodel: [{out.name}]\n", encoding="utf-8"
        )
        _, _, text = askfin("model", "export", "--workspace", str(workspace))
        assert yaml.safe_load(text)["semantic_model"] == [model]


def test_a_draft_says_what_to_do_next_and_answers(askfin: Run, workspace: Path, tmp_path: Path):
    out = tmp_path / "drafted"
    code, _, printed = askfin("model", "draft", "--from", str(workspace / "bakery.duckdb"), "--out", str(out))
    assert (code, "# QUESTION:" in printed, f"--workspace {out}" in printed) == (0, True, True), printed
    assert askfin("model", "check", "--workspace", str(out))[0] == 0
    code, _, printed = askfin("ask", "--workspace", str(out), "--today", "2026-03-21", "sales amount in February 2026")
    assert (code, "¥100" in printed) == (0, True), printed


@pytest.mark.parametrize("place", ["there", "there/below"])
def test_a_draft_over_a_file_is_one_sentence(askfin: Run, workspace: Path, tmp_path: Path, place: str):
    (tmp_path / "there").write_text("", encoding="utf-8")
    source = str(workspace / "bakery.duckdb")
    code, _, said = askfin("model", "draft", "--from", source, "--out", str(tmp_path / place))
    assert (code, "Traceback" in said, "there" in said) == (2, False, True)


@pytest.mark.parametrize("where", ["no/such/folder/m.yml", "."])
def test_an_import_that_cannot_be_written(askfin: Run, two_models: Path, tmp_path: Path, where: str):
    code, _, said = askfin("model", "import", str(two_models), "--model", "mill", "--out", str(tmp_path / where))
    assert (code, "Traceback" in said, "--out FILE" in said) == (2, False, True)
