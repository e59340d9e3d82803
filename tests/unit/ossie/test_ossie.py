"""Ossie documents in and out: nothing is lost either way, and what is not strict is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from semantic_layer.errors import ModelError, OperatorError
from semantic_layer.loader import load_model
from semantic_layer.model import MetricKind, Origin, SemanticModel
from semantic_layer.ossie import export_ossie, import_ossie
from semantic_layer.ossie.document import OssieDocument

OURS = """\
semantic_model:
  name: shop
  label: {zh: 商店, en: Shop}
  description: {zh: 说明, en: About}
  currency: EUR
  default_period: this year
  calendar: {fiscal_year_start: 4, week_start: sunday, holidays: {sale: [[2026-11-11, 2026-11-12]]}}
  extensions: {other: {kept: [1, true, null, "1"]}}
datasets:
  - name: customers
    source: crm.customer
    label: 客户
    synonyms: [buyers]
    primary_key: customer_id
    unique_keys: [[email], [name, region]]
    display: name
    fields:
      - {name: customer_id, expression: id}
      - {name: name, index_values: false}
      - {name: email, hidden: true}
      - {name: region, values: [north, south], value_synonyms: {north: [N]}, pinned: north, owner: Sales}
      - {name: parent}
    trees: [{name: groups, key: customer_id, parent: parent, display: name}]
  - name: invoices
    query: SELECT * FROM bill WHERE kind = 'i'
    primary_key: invoice_id
    time_field: invoice_date
    loaded_through: 2026-11-03
    closed_through: 2026-10-31
    owner: Finance
    fields:
      - {name: invoice_id, type: integer}
      - {name: invoice_date, expression: CAST(doc AS DATE)}
      - {name: due_date}
      - {name: posted_at, type: timestamp}
      - {name: customer_id}
      - {name: payer_id}
      - {name: currency}
      - name: amount
        unit: EUR
        label: {en: Amount}
        convert: {code: currency, rates: rates, rate_code: code, rate: rate, rate_date: day,
                  rate_kind: kind, average: avg}
      - {name: pieces, type: integer, unit: {count: {zh: 件, en: pieces}}}
      - {name: rate, type: double}
  - name: payments
    time_field: paid_on
    time_grain: month
    bridge: true
    fields: [{name: paid_on}, {name: invoice_id, type: integer}, {name: amount, unit: EUR}]
  - name: rates
    fields: [{name: code}, {name: day, type: date}, {name: kind}, {name: rate, type: double}]
relationships:
  - {name: buyer, from: invoices.customer_id, to: customers.customer_id, default: true}
  - {name: payer, from: invoices.payer_id, to: customers.customer_id, role: payer}
  - {name: settles, from: payments.invoice_id, to: invoices.invoice_id}
hierarchies:
  - {name: places, label: {zh: 地区, en: Places}, fields: [customers.region, customers.name]}
metrics:
  - {name: sales, expression: SUM(invoices.amount), filter: invoices.amount > 0, label: {en: Sales}, version: 2}
  - {name: orders, expression: COUNT(invoices), better: higher}
  - {name: average, expression: sales / orders, unit: EUR, description: {zh: 均价, en: Mean}, family: revenue}
  - {name: growth, expression: sales / PRIOR_YEAR(sales) - 1, synonyms: [yoy]}
  - {name: buyers, expression: COUNT(DISTINCT invoices.customer_id), ignore: [payer.region], hidden: true}
  - {name: cash, expression: SUM(payments.amount), from_inception: true, pins: {customers.region: north}}
  - name: owed
    open_items: {document: invoices, amount: amount, due_date: due_date, applied: payments, applied_amount: amount,
                 applied_date: paid_on, age: "91"}
  - {name: stock, expression: SUM(invoices.pieces), kind: balance, carry_forward: {key: customer_id, max_age_days: 9}}
"""

FOREIGN: dict[str, Any] = {
    "version": "0.2.0.dev0",
    "semantic_model": [
        {
            "name": "retail model",
            "description": "Shops",
            "ai_context": {"instructions": "Be kind", "custom": [1]},
            "custom_extensions": [{"vendor_name": "DBT", "data": '{"a": 1}'}],
            "relationships": [
                {
                    "name": "sale-to-shop",
                    "from": "order",
                    "to": "shop",
                    "from_columns": ["shop_sk", "Zone"],
                    "to_columns": ["sk", "zone"],
                    "ai_context": "the place of sale",
                }
            ],
            "datasets": [
                {
                    "name": "order",
                    "source": "db.public.orders",
                    "primary_key": ["order no"],
                    "ai_context": "every sale",
                    "fields": [
                        {
                            "name": "sold",
                            "expression": {"dialects": [{"dialect": "ANSI_SQL", "expression": "sold_on"}]},
                            "dimension": {"is_time": True},
                            "datatype": "DateTimeTz",
                            "label": "Sold",
                        },
                        {
                            "name": "gross",
                            "expression": {
                                "dialects": [
                                    {"dialect": "SNOWFLAKE", "expression": "net::NUMBER + tax"},
                                    {"dialect": "BIGQUERY", "expression": "CAST(net AS NUMERIC) + tax"},
                                ]
                            },
                            "datatype": "Decimal",
                            "ai_context": {"synonyms": ["turnover"], "examples": ["gross of March"]},
                        },
                        {
                            "name": "cell",
                            "expression": {"dialects": [{"dialect": "MDX", "expression": "[Cell].[All]"}]},
                        },
                    ],
                    "custom_extensions": [{"vendor_name": "SNOWFLAKE", "data": "{}"}],
                },
                {
                    "name": "shop",
                    "source": "SELECT * FROM shops",
                    "unique_keys": [["sk", "zone"]],
                    "fields": [],
                },
            ],
            "metrics": [
                {
                    "name": "cube",
                    "expression": {"dialects": [{"dialect": "MAQL", "expression": "SELECT SUM({f/x})"}]},
                },
                {
                    "name": "gross sales",
                    "expression": {"dialects": [{"dialect": "ANSI_SQL", "expression": "SUM(ORDER.gross)"}]},
                    "description": "All of it",
                    "datatype": "Decimal",
                },
                {
                    "name": "per_shop",
                    "expression": {
                        "dialects": [
                            {"dialect": "ANSI_SQL", "expression": 'SUM(gross) / COUNT(DISTINCT "order".shop_sk)'}
                        ]
                    },
                },
                {"name": "rows", "expression": {"dialects": [{"dialect": "ANSI_SQL", "expression": "COUNT(*)"}]}},
            ],
        }
    ],
}
FOREIGN["semantic_model"][0]["metrics"][1]["expression"]["dialects"][0]["expression"] = 'SUM("order".gross)'


def bare(model: SemanticModel) -> SemanticModel:
    """Without what a file adds: its name, lines and digest."""
    datasets = {
        name: replace(
            dataset,
            origin=Origin(),
            fields=MappingProxyType({n: replace(f, origin=Origin()) for n, f in dataset.fields.items()}),
        )
        for name, dataset in model.datasets.items()
    }
    return replace(
        model,
        digest="",
        datasets=MappingProxyType(datasets),
        relationships=tuple(replace(rel, origin=Origin()) for rel in model.relationships),
        metrics=MappingProxyType({n: replace(m, origin=Origin()) for n, m in model.metrics.items()}),
        extensions=MappingProxyType({k: v for k, v in model.extensions.items() if k != "ossie"}),
    )


def load(folder: Path, text: str, name: str = "m.yml") -> SemanticModel:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_model([path])


def imported(folder: Path, document: dict[str, Any]) -> SemanticModel:
    path = folder / "d.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return load(folder, import_ossie(path), "imported.yml")


def test_our_model_survives_the_way_out_and_back(tmp_path):
    model = load(tmp_path, OURS)
    document = yaml.safe_load(export_ossie(model))
    OssieDocument.model_validate(document)
    assert bare(imported(tmp_path, document)) == bare(model)


def test_exporting_again_gives_the_same_document(tmp_path):
    first = export_ossie(load(tmp_path, OURS))
    path = tmp_path / "d.yaml"
    path.write_text(first, encoding="utf-8")
    assert export_ossie(load(tmp_path, import_ossie(path), "i.yml")) == first


def test_what_ossie_knows_stands_in_its_own_keys(tmp_path):
    (model,) = yaml.safe_load(export_ossie(load(tmp_path, OURS)))["semantic_model"]
    customers, invoices, *_ = model["datasets"]
    assert (customers["primary_key"], customers["unique_keys"]) == (["id"], [["email"], ["name", "region"]])
    assert customers["ai_context"] == {"synonyms": ["buyers"]}
    assert invoices["source"] == "SELECT * FROM bill WHERE kind = 'i'"
    dated = {f["name"]: (f["datatype"], f.get("dimension")) for f in invoices["fields"]}
    assert dated["invoice_date"] == ("Date", {"is_time": True})
    assert dated["rate"] == ("Float", None)
    assert model["relationships"][0]["to_columns"] == ["id"]
    metrics = {m["name"]: m["expression"]["dialects"] for m in model["metrics"]}
    net = "SUM(invoices.amount) FILTER(WHERE invoices.amount > 0)"
    assert metrics["sales"] == [{"dialect": "ANSI_SQL", "expression": net}]
    assert metrics["average"][0]["expression"] == f"({net}) / NULLIF((COUNT(invoices.invoice_id)), 0)"
    assert metrics["growth"][0]["expression"] == "sales / PRIOR_YEAR(sales) - 1"
    vendors = {e["vendor_name"] for d in model["datasets"] for e in d["custom_extensions"]}
    assert vendors == {"ASKFIN"}


def test_a_foreign_document_survives_the_way_in_and_back(tmp_path):
    OssieDocument.model_validate(FOREIGN)
    model = imported(tmp_path, FOREIGN)
    assert yaml.safe_load(export_ossie(model)) == FOREIGN


def test_a_foreign_document_becomes_a_model_that_works(tmp_path):
    model = imported(tmp_path, FOREIGN)
    assert model.name == "retail_model"
    order, shop = model.datasets["order_"], model.datasets["shop"]
    assert (order.source, shop.query) == ("db.public.orders", "SELECT * FROM shops")
    assert order.time_field == "sold"
    assert order.fields["gross"].synonyms == ("turnover",)
    assert order.fields["gross"].expression == "CAST(net AS DECIMAL(38, 0)) + tax"
    assert "cell" not in order.fields
    assert order.fields["order_no"].expression == '"order no"'
    assert order.fields["order_no"].hidden
    assert shop.unique_keys == (("sk", "zone"),)
    assert [(r.name, r.from_fields, r.to_fields) for r in model.relationships] == [
        ("sale_to_shop", ("shop_sk", "zone"), ("sk", "zone"))
    ]
    assert model.metrics["gross_sales"].expression == "SUM(order_.gross)"
    assert model.metrics["per_shop"].kind == MetricKind.RATIO
    assert set(model.metrics) == {"gross_sales", "per_shop"}


def test_what_is_left_out_is_said(tmp_path):
    path = tmp_path / "d.json"
    path.write_text(json.dumps(FOREIGN), encoding="utf-8")
    questions = [line for line in import_ossie(path).splitlines() if line.startswith("# QUESTION:")]
    assert [q.split(": ")[2] for q in questions] == ["cell", "cube", "rows"]


def test_a_change_of_ours_wins_and_foreign_extensions_stay(tmp_path):
    path = tmp_path / "d.json"
    path.write_text(json.dumps(FOREIGN), encoding="utf-8")
    text = import_ossie(path)
    changed = text.replace("SUM(order_.gross)\n", "SUM(order_.gross) * 2\n  synonyms: [takings]\n")
    assert changed != text
    (model,) = yaml.safe_load(export_ossie(load(tmp_path, changed)))["semantic_model"]
    metric = model["metrics"][1]
    assert metric["name"] == "gross sales"
    assert metric["expression"]["dialects"][0]["expression"] == "SUM(order_.gross) * 2"
    assert metric["ai_context"] == {"synonyms": ["takings"]}
    assert model["custom_extensions"] == FOREIGN["semantic_model"][0]["custom_extensions"]
    assert model["datasets"] == FOREIGN["semantic_model"][0]["datasets"]


FAULTS = {
    "version": (lambda d: d.update(version="0.1.1"), "version"),
    "unknown key": (lambda d: d["semantic_model"][0].update(hierarchies=[]), "semantic_model.0.hierarchies"),
    "label of a metric": (
        lambda d: d["semantic_model"][0]["metrics"][0].update(label="x"),
        "semantic_model.0.metrics.0.label",
    ),
    "no datasets": (lambda d: d["semantic_model"][0].update(datasets=[]), "semantic_model.0.datasets"),
    "extension not a string": (
        lambda d: d["semantic_model"][0].update(custom_extensions=[{"vendor_name": "X", "data": {"a": 1}}]),
        "semantic_model.0.custom_extensions.0.data",
    ),
    "unknown datatype": (
        lambda d: d["semantic_model"][0]["metrics"][0].update(datatype="Money"),
        "semantic_model.0.metrics.0.datatype",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_not_strict_is_refused_with_its_place(tmp_path, case):
    change, key = FAULTS[case]
    document = json.loads(json.dumps(FOREIGN))
    change(document)
    path = tmp_path / "d.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        import_ossie(path)
    assert [problem.key for problem in caught.value.problems] == [key]
    assert caught.value.problems[0].line > 0


def test_several_models_need_a_choice(tmp_path):
    document = json.loads(json.dumps(FOREIGN))
    document["semantic_model"].append({**document["semantic_model"][0], "name": "second"})
    path = tmp_path / "d.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(OperatorError, match="several models"):
        import_ossie(path)
    assert "name: second" in import_ossie(path, "second")
    with pytest.raises(OperatorError, match="no model 'third'"):
        import_ossie(path, "third")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(OperatorError, match="cannot be read"):
        import_ossie(tmp_path / "absent.yaml")
