"""Files that are no model files: each is told in one sentence of plain words, with its line, and quickly."""

from __future__ import annotations

from pathlib import Path

import pytest

from semantic_layer.errors import ModelError, Problem
from semantic_layer.loader import load_model

HEAD = "semantic_model: {name: m}\n"
DATASET = "datasets:\n  - name: d\n    fields: [{name: a, type: decimal}, {name: s, values: [x, y]}, {name: t}]\n"
BOMB = "datasets:\n  - &a [x]\n" + "".join(
    f"  - &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 12)}]\n" for n in range(10)
)

TEXTS = {
    "tab": (f"{HEAD}datasets:\n\t- name: d\n", 3, "a tab stands in the indentation"),
    "indentation": (f"{HEAD}datasets:\n    - name: d\n   - name: e\n", 4, "the indentation does not fit"),
    "quote": (HEAD + 'datasets:\n  - name: "d\n', 4, "a quote is opened and not closed (it begins on line 3)"),
    "colon": (f"{HEAD}datasets:\n  - name: a: b\n", 3, "a text with a colon inside needs quotes"),
    "full-width colon": (f"{HEAD}datasets:\n  - name: d\n    owner：x\n    label: d\n", 5, "a key lacks its colon"),
    "alias": (f"{HEAD}datasets: *nope\n", 2, "found undefined alias"),
    "two documents": (f"{HEAD}---\n{HEAD}", 2, "a second document begins here"),
    "control": (f"{HEAD}datasets: \x07\n", 2, "the file holds a control character"),
    "deep": (HEAD + "datasets: " + "[" * 2000 + "]" * 2000 + "\n", 2, "nested more than 40 levels deep"),
    "bomb": (HEAD + BOMB, 3, "more than 300000 values"),
    "tag": (
        f"{HEAD}datasets:\n  - {{name: d, fields: [{{name: !ruby/x a}}]}}\n",
        3,
        "tags such as !ruby/x are not read",
    ),
    "merge key": (f"{HEAD}datasets:\n  - <<: {{name: x}}\n    name: d\n    fields: [{{name: a}}]\n", 3, "merge keys"),
}


def problems(path: Path, content: bytes) -> tuple[Problem, ...]:
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        load_model([path])
    return caught.value.problems


@pytest.mark.parametrize(("text", "line", "said"), TEXTS.values(), ids=TEXTS.keys())
def test_what_is_no_yaml_is_said_in_plain_words(tmp_path, text, line, said):
    (problem,) = problems(tmp_path / "m.yml", text.encode())
    assert said in problem.message
    assert abs(problem.line - line) <= 1
    assert not any(word in str(problem) for word in ("token", "block collection", "sqlglot", "codec"))


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (f"{HEAD}# 面包\n".encode("gbk"), 2, "not UTF-8 (it seems to be GBK)"),
        (HEAD.encode("utf-16"), 1, "not UTF-8 (it seems to be UTF-16)"),
        (HEAD.encode() + b"# \xe9\xff\n", 2, "not UTF-8; save it as UTF-8"),
    ],
)
def test_other_encodings_are_named_with_their_line(tmp_path, content, line, said):
    (problem,) = problems(tmp_path / "m.yml", content)
    assert (problem.line, said in problem.message) == (line, True)


def test_a_folder_in_the_place_of_a_file(tmp_path):
    with pytest.raises(ModelError, match="this is a folder"):
        load_model([tmp_path])


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_and_a_mark_at_the_start_are_read(tmp_path, ends):
    path = tmp_path / "m.yml"
    path.write_bytes(("\ufeff" + HEAD + DATASET).replace("\n", ends).encode())
    model = load_model([path])
    assert (list(model.datasets["d"].fields), model.datasets["d"].origin.line) == (["a", "s", "t"], 3)


METRICS = {
    "filter": ("filter: \"d.s = 'z'\"", "unknown value of d.s 'z'. Its list holds x, y."),
    "in": ("filter: \"d.s IN ('x', 'xx')\"", "unknown value of d.s 'xx'. Did you mean x?"),
    "distinct from": ("filter: \"d.s IS DISTINCT FROM 'yy'\"", "unknown value of d.s 'yy'. Did you mean y?"),
    "turned round": ("filter: \"'z' <> d.s\"", "unknown value of d.s 'z'. Its list holds x, y."),
    "number": ("filter: \"d.a > 'much'\"", "d.a holds numbers, and 'much' is a text"),
    "text": ('filter: "d.t = 5"', "d.t holds texts: write '5'"),
    "no condition": ("filter: d.a", "a condition is expected, such as orders.status = 'paid'"),
    "unit": ("unit: yuan", "'yuan' is no unit: a currency code such as CNY"),
}


@pytest.mark.parametrize(("keys", "said"), METRICS.values(), ids=METRICS.keys())
def test_values_and_units_that_cannot_be_meant(tmp_path, keys, said):
    metric = f"metrics:\n  - name: m\n    expression: SUM(d.a)\n    {keys}\n"
    (problem,) = problems(tmp_path / "m.yml", (HEAD + DATASET + metric).encode())
    assert said in f"{problem.message} Did you mean {' or '.join(problem.suggestions)}?"
    assert problem.line == 8


@pytest.mark.parametrize(
    "expression",
    [
        "SUM(d.a) FILTER (WHERE d.s = 'z')",
        "SUM(CASE WHEN d.s IN ('z') THEN d.a END)",
        "COUNT(d) FILTER (WHERE d.s <> 'z')",
    ],
)
def test_values_inside_expressions_are_looked_at_too(tmp_path, expression):
    metric = f'metrics:\n  - {{name: m, expression: "{expression}"}}\n'
    (problem,) = problems(tmp_path / "m.yml", (HEAD + DATASET + metric).encode())
    assert "unknown value of d.s 'z'" in problem.message


@pytest.mark.parametrize("filtered", ["d.s = 'x'", "d.s <> 'y' AND d.a > 0.5", "d.t IS NULL", "d.a = 5", "d.t = '5'"])
def test_values_that_can_be_meant_pass(tmp_path, filtered):
    path = tmp_path / "m.yml"
    metric = f'metrics:\n  - {{name: m, expression: SUM(d.a), filter: "{filtered}"}}\n'
    path.write_text(HEAD + DATASET + metric, encoding="utf-8")
    assert load_model([path]).metrics["m"].filter == filtered


KEYS = {
    "fields": ("datasets:\n  - {name: d, primary_key: a, time_field: b, fields: {a: b}}\n", "a list is expected"),
    "date": ("datasets:\n  - {name: d, loaded_through: 20260320, fields: [{name: a}]}\n", "a date such as 2026-10-31"),
    "query": ("datasets:\n  - {name: d, query: SELEC 1, fields: [{name: a}]}\n", "the query does not parse"),
    "statement": ("datasets:\n  - {name: d, query: DROP TABLE d, fields: [{name: a}]}\n", "one SELECT is expected"),
    "wide": ("datasets:\n  - {name: d, fields: [{name: a, expression: ABS（x）}]}\n", "（ is a full-width sign"),
    "open": (
        "datasets:\n  - {name: d, fields: [{name: a, expression: x +}]}\n",
        "something is missing or wrong near '+'",
    ),
}


@pytest.mark.parametrize(("text", "said"), KEYS.values(), ids=KEYS.keys())
def test_a_broken_key_is_one_fault_and_not_several(tmp_path, text, said):
    (problem,) = problems(tmp_path / "m.yml", (HEAD + text).encode())
    assert said in problem.message
    assert problem.line == 3


@pytest.mark.parametrize(
    ("key", "said"),
    [("fiscal_year_start: 13", "at most 12 is expected"), ("week_start: someday", "a day of the week such as monday")],
)
def test_a_calendar_says_what_is_expected(tmp_path, key, said):
    text = f"semantic_model:\n  name: m\n  calendar:\n    {key}\n"
    (problem,) = problems(tmp_path / "m.yml", text.encode())
    assert (problem.line, said in problem.message) == (4, True)
