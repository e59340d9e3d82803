"""Bad files: one clear sentence each, with file, line, key and near matches; all in one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from semantic_layer.errors import ModelError
from semantic_layer.loader import load_model

HEAD = "semantic_model: {name: m}\n"

# text (line 1 is HEAD) → line, key, part of the message, first suggestion
CASES = {
    "unknown key": (
        "datasets:\n  - name: d\n    colour: red\n    fields: [{name: a}]\n",
        4,
        "colour",
        "unknown key",
        "",
    ),
    "near key": ("datasets:\n  - name: d\n    field: [{name: a}]\n", 4, "field", "unknown key", "fields"),
    "unknown and empty": ("datasets:\n  - name: d\n    colour:\n    fields: [{name: a}]\n", 4, "colour", "unknown", ""),
    "comma in a text": (
        "datasets:\n  - name: d\n    label: {zh: 一,二}\n    fields: [{name: a}]\n",
        4,
        "label.二",
        "needs quotes",
        "",
    ),
    "comma in a text, and what follows may be a name": (
        "datasets:\n  - name: d\n    label: {en: net, gross}\n    fields: [{name: a}]\n",
        4,
        "label.gross",
        "needs quotes",
        "",
    ),
    "a value that is nothing": (
        "datasets: [{name: d, fields: [{name: a, values: [W, null]}]}]\n",
        2,
        "fields.0.values.1",
        "needs quotes",
        "",
    ),
    "words of a relationship": (
        "datasets: [{name: d, primary_key: a, fields: [{name: a}]}]\n"
        "relationships:\n  - {name: r, from: d.a, to: d.a, label: {en: ship to}}\n",
        4,
        "label",
        "its role is what people call the path",
        "",
    ),
    "counted by the date of another dataset": (
        "datasets:\n  - {name: d, fields: [{name: a, type: date}]}\n"
        "  - {name: e, time_field: d.a, fields: [{name: b}]}\n",
        4,
        "time_field",
        "say this one on each metric",
        "",
    ),
    "near key in a list": (
        "datasets:\n  - name: d\n    fields:\n      - name: a\n        typ: string\n",
        6,
        "fields.0.typ",
        "unknown key",
        "type",
    ),
    "near top key": ("metric: []\n", 2, "metric", "unknown key", "metrics"),
    "bad choice": (
        "datasets: [{name: d, fields: [{name: a, type: strng}]}]\n",
        2,
        "fields.0.type",
        "none of",
        "string",
    ),
    "missing key": (
        "datasets: [{name: d, fields: [{name: a}]}]\nmetrics:\n  - expression: COUNT(d)\n",
        4,
        "name",
        "missing",
        "",
    ),
    "bad date": (
        "datasets: [{name: d, loaded_through: soon, fields: [{name: a}]}]\n",
        2,
        "loaded_through",
        "a date such as",
        "",
    ),
    "a key twice": ("datasets: []\ndatasets: []\n", 3, "datasets", "stands twice", ""),
    "not a list": ("datasets: {name: d}\n", 2, "datasets", "a list is expected", ""),
    "reserved name": ("datasets: [{name: order, fields: [{name: a}]}]\n", 2, "name", "a word of SQL", ""),
    "no plain name": ("datasets: [{name: my data, fields: [{name: a}]}]\n", 2, "name", "no plain name", ""),
    "no fields": ("datasets: [{name: d}]\n", 2, "fields", "no fields", ""),
    "metric named period": (
        "datasets: [{name: d, fields: [{name: a}]}]\nmetrics: [{name: period, expression: COUNT(d)}]\n",
        3,
        "name",
        "time axis",
        "",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_of_form(problems, case):
    text, line, key, message, suggestion = CASES[case]
    (problem,) = problems(HEAD + text)
    assert (problem.line, problem.key) == (line, key)
    assert message in problem.message
    assert problem.file.endswith("model.yml")
    assert problem.suggestions[:1] == ((suggestion,) if suggestion else ())


METRICS = {
    "unknown dataset": ("expression: SUM(invoice.amount)", "unknown dataset 'invoice'", "invoices"),
    "unknown field": ("expression: SUM(invoices.amont)", "unknown field of invoices", "amount"),
    "unknown metric": ("expression: reven / 2", "unknown metric 'reven'", "revenue"),
    "a field as a metric": ("expression: due_date", "unknown metric 'due_date'", "SUM(invoices.due_date)"),
    "a bare field": ("expression: SUM(quantity)", "needs its dataset", "invoices.quantity"),
    "a field outside an aggregate": ("expression: invoices.amount", "outside an aggregate", ""),
    "unparsable": ("expression: SUM(invoices.amount", "does not parse", ""),
    "unknown function": ("expression: YTDD(revenue)", "no function of metrics", "YTD"),
    "forbidden function": ("expression: SUM(LPAD(invoices.amount, 3, '0'))", "not allowed in a metric", ""),
    "forbidden function in a filter": (
        "{expression: COUNT(invoices), filter: SOUNDEX(invoices.customer_id) = 'x'}",
        "SOUNDEX is not allowed",
        "",
    ),
    "count of a field": ("expression: COUNT(quantity)", "COUNT counts a dataset", "COUNT(invoices.quantity)"),
    "count star": ("expression: COUNT(*)", "COUNT(dataset)", ""),
    "window": ("expression: SUM(invoices.amount) OVER ()", "window", ""),
    "subquery": ("expression: (SELECT 1)", "subquery", ""),
    "nested aggregates": ("expression: SUM(AVG(invoices.amount))", "do not nest", ""),
    "kind denied": ("{expression: 'COUNT(DISTINCT invoices.customer_id)', kind: flow}", "makes it distinct", ""),
    "flow of a balance": ("{expression: SUM(invoices.open_balance), kind: flow}", "makes it balance", ""),
    "flow of a ratio": ("{expression: revenue / revenue, kind: flow}", "makes it ratio", ""),
    "no expression": ("label: x", "missing", ""),
    "time field": ("{expression: COUNT(invoices), time_field: invoices.amount}", "a date is needed", ""),
    "unknown time field": ("{expression: COUNT(invoices), time_field: invoices.due_dat}", "unknown field", "due_date"),
    "ignore": ("{expression: COUNT(invoices), ignore: [customers.regions]}", "unknown field", "region"),
    "pin": ("{expression: COUNT(invoices), pins: {customers.region: nort}}", "unknown value 'nort'", "north"),
    "aggregate in filter": ("{expression: COUNT(invoices), filter: SUM(invoices.amount) > 1}", "aggregate", ""),
    "filter of a derived metric": ("{expression: revenue / 2, filter: invoices.amount > 0}", "filter the metrics", ""),
    "carry forward": (
        "{expression: revenue, carry_forward: {key: customer_id, max_age_days: 9}}",
        "a balance that is an aggregate",
        "",
    ),
}


@pytest.mark.parametrize("case", METRICS)
def test_a_fault_of_a_metric(problems, case):
    text, message, suggestion = METRICS[case]
    inline = text[1:-1] if text.startswith("{") else text
    more = "metrics:\n  - {name: revenue, expression: SUM(invoices.amount)}\n"
    (problem,) = problems(f"{more}  - {{name: it, {inline if text.startswith('{') else _quoted(inline)}}}\n", base=True)
    assert message in problem.message
    assert problem.line == 3
    assert problem.suggestions[:1] == ((suggestion,) if suggestion else ())


def _quoted(pair: str) -> str:
    key, _, value = pair.partition(": ")
    return f'{key}: "{value}"'


STRUCTURE = {
    "unknown from": ("{name: r, from: invoice.customer_id, to: customers.customer_id}", "unknown dataset", "invoices"),
    "unknown to": (
        "{name: r, from: payments.invoice_id, to: invoices.invoiceid, role: x}",
        "unknown field",
        "invoice_id",
    ),
    "not qualified": ("{name: r, from: invoices, to: customers.customer_id}", "write dataset.field", ""),
    "not a key": ("{name: r, from: payments.invoice_id, to: invoices.quantity, role: x}", "no declared key", ""),
    "no pairs": ("{name: r, from: [payments.invoice_id, payments.amount], to: invoices.invoice_id}", "2 field(s)", ""),
    "second path": ("{name: r, from: invoices.customer_id, to: customers.customer_id}", "give one of them a role", ""),
    "role is a dataset": (
        "{name: r, from: payments.invoice_id, to: invoices.invoice_id, role: customers}",
        "has the name of a dataset",
        "",
    ),
    "as_was": (
        "{name: r, from: payments.invoice_id, to: invoices.invoice_id, role: x, history: as_was}",
        "needs valid_from",
        "",
    ),
}


@pytest.mark.parametrize("case", STRUCTURE)
def test_a_fault_of_a_relationship(problems, case):
    block, message, suggestion = STRUCTURE[case]
    (problem,) = problems(f"relationships:\n  - {block}\n", base=True)
    assert message in problem.message
    assert problem.suggestions[:1] == ((suggestion,) if suggestion else ())


def test_fields_of_a_dataset_must_exist(problems):
    found = problems(
        HEAD + "datasets:\n"
        "  - name: d\n    primary_key: a1\n    display: nam\n    time_field: amount\n    valid_from: b\n"
        "    trees: [{name: t, key: a, parent: p, display: name}]\n"
        "    fields:\n"
        "      - name: a\n      - name: name\n      - {name: amount, type: decimal}\n"
        "      - {name: s, expression: SUM(a)}\n"
        "      - {name: v, values: [x], value_synonyms: {y: z}, pinned: w}\n"
        "      - {name: r, role: amount, type: string}\n"
    )
    assert [(problem.line, problem.key) for problem in found] == [
        (4, "primary_key"),
        (5, "display"),
        (6, "time_field"),
        (7, "valid_from"),
        (8, "parent"),
        (13, "expression"),
        (14, "value_synonyms"),
        (14, "pinned"),
        (15, "role"),
    ]


def test_a_cycle_is_named_once(problems):
    (problem,) = problems(
        "metrics:\n  - {name: a, expression: b + 1}\n  - {name: b, expression: c}\n  - {name: c, expression: a}\n",
        base=True,
    )
    assert "a → b → c → a" in problem.message
    assert problem.line == 2


def test_duplicates_name_the_first_place(problems):
    found = problems(
        HEAD + "datasets:\n  - {name: d, fields: [{name: a}, {name: A}]}\n  - {name: d, fields: [{name: a}]}\n"
        "metrics:\n  - {name: m, expression: COUNT(d)}\n  - {name: M, expression: COUNT(d)}\n"
    )
    assert [problem.line for problem in found] == [3, 4, 7]
    assert all("declared twice" in problem.message for problem in found)
    assert "model.yml:3" in found[1].message


def test_faults_of_several_files_come_in_one_run(tmp_path):
    one, two = tmp_path / "a.yml", tmp_path / "b.yml"
    one.write_text(HEAD + "datasets: [{name: d, fieldz: []}]\n", encoding="utf-8")
    two.write_text("metrics: [\n", encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        load_model([one, two, tmp_path / "absent.yml"])
    found = {(Path(problem.file).name, problem.message.split(":")[0]) for problem in caught.value.problems}
    assert ("absent.yml", "the file does not exist") in found
    assert ("b.yml", "not valid YAML") in found
    assert ("a.yml", "unknown key 'fieldz'.") in found


def test_a_broken_block_is_still_checked_further(problems):
    found = problems(HEAD + "datasets:\n  - name: d\n    typo: 1\n    primary_key: x\n    fields: [{name: a}]\n")
    assert [(problem.line, problem.key) for problem in found] == [(4, "typo"), (5, "primary_key")]


def test_no_file_and_no_head(tmp_path):
    with pytest.raises(ModelError, match="no model file"):
        load_model([])
    empty = tmp_path / "e.yml"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match="semantic_model"):
        load_model([empty])


def test_head_faults(problems):
    found = problems(
        "semantic_model:\n  name: m\n  currency: yuan\n"
        "  calendar:\n    time_zone: Mars\n    pattern: 4-4-5\n    holidays: {h: [[2026-02-02, 2026-01-01]]}\n"
    )
    assert [(problem.line, problem.key) for problem in found] == [
        (3, "currency"),
        (5, "time_zone"),
        (6, "fiscal_year_first_day"),
        (7, "holidays"),
    ]


def test_two_heads(tmp_path, problems):
    (problem,) = problems("semantic_model: {name: again}\n", base=True)
    assert "declared twice" in problem.message


def test_open_items_need_their_parts(problems):
    found = problems(
        "metrics:\n  - name: ar\n    open_items:\n      document: customers\n      amount: name\n"
        "      due_date: name\n      applied: payments\n      applied_amount: amont\n      applied_date: paid_on\n"
        "      age: late\n",
        base=True,
    )
    assert {problem.key for problem in found} >= {"document", "applied_amount", "applied", "age"}


def test_a_conversion_needs_its_parts(problems):
    found = problems(
        "datasets:\n  - name: exports\n    fields:\n      - {name: label, role: category, convert: {code: curency, "
        "rates: payments, rate_code: paid_on, rate: paid_on, rate_date: amount}}\n",
        base=True,
    )
    assert {problem.key for problem in found} == {"convert", "code", "rate", "rate_date"}
    found = problems(
        "datasets:\n  - name: exports\n    fields:\n      - {name: amount, unit: CNY, convert: {code: amount, "
        "rates: rats, rate_code: a, rate: b, rate_date: c}}\n",
        base=True,
    )
    assert [(problem.key, "rats" in problem.message) for problem in found] == [("rates", True)]


def test_an_alias_that_contains_itself(problems):
    problem = problems("semantic_model: {name: m}\ndatasets: &a [*a]\n")[0]
    assert "contains itself" in problem.message or "not valid YAML" in problem.message
