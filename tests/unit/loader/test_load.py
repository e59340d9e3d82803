"""Sound files: what the model holds, short forms, inference."""

from __future__ import annotations

from datetime import date

import pytest

from semantic_layer.lineage import lineage
from semantic_layer.loader import load_model
from semantic_layer.model import Conversion, FieldRef, FieldRole, FieldType, Label, MetricKind, Unit

CNY = Unit("currency", "CNY")


def test_short_forms(shop):
    model = shop()
    assert model.label == Label(zh="商店", en="商店")
    assert model.datasets["customers"].primary_key == ("customer_id",)
    region = model.datasets["customers"].fields["region"]
    assert region.value_synonyms["north"] == ("N",)
    assert model.datasets["invoices"].source == "invoices"
    assert model.hierarchies[0].fields[0] == FieldRef("customers", "region")
    assert model.relationships[0].from_fields == ("customer_id",)


def test_field_types_and_roles_are_inferred(shop):
    fields = shop().datasets["invoices"].fields
    found = {name: (item.type, item.role) for name, item in fields.items()}
    assert found == {
        "invoice_id": (FieldType.INTEGER, FieldRole.ID),
        "invoice_date": (FieldType.DATE, FieldRole.TIME),
        "due_date": (FieldType.DATE, FieldRole.TIME),
        "customer_id": (FieldType.STRING, FieldRole.ID),
        "amount": (FieldType.DECIMAL, FieldRole.AMOUNT),
        "quantity": (FieldType.INTEGER, FieldRole.AMOUNT),
        "open_balance": (FieldType.DECIMAL, FieldRole.BALANCE),
    }


def test_open_text_fields_are_indexed_and_closed_lists_are_not(shop):
    customers = shop().datasets["customers"].fields
    assert customers["name"].index_values
    assert customers["name"].role == FieldRole.NAME
    assert not customers["region"].index_values
    assert not customers["customer_id"].index_values


def test_origin_is_file_and_line(shop):
    model = shop("metrics:\n  - name: revenue\n    expression: SUM(invoices.amount)\n")
    assert str(model.metrics["revenue"].origin).endswith("more.yml:2")
    assert model.datasets["customers"].fields["region"].origin.line == 10


@pytest.mark.parametrize(
    ("expression", "kind", "unit"),
    [
        ("SUM(invoices.amount)", MetricKind.FLOW, CNY),
        ("SUM(invoices.open_balance)", MetricKind.BALANCE, CNY),
        ("SUM(invoices.amount * invoices.quantity)", MetricKind.FLOW, CNY),
        ("COUNT(invoices)", MetricKind.FLOW, Unit("count")),
        ("COUNT(DISTINCT invoices.customer_id)", MetricKind.DISTINCT, Unit("count")),
        ("AVG(invoices.amount)", MetricKind.NON_ADDITIVE, CNY),
        ("QUANTILE(invoices.amount, 0.9)", MetricKind.NON_ADDITIVE, CNY),
        ("sales - returns", MetricKind.FLOW, CNY),
        ("sales * 1.13", MetricKind.FLOW, CNY),
        ("sales / 10000", MetricKind.FLOW, CNY),
        ("returns / sales", MetricKind.RATIO, Unit("percent")),
        ("1 - returns / sales", MetricKind.RATIO, Unit("percent")),
        ("sales / PRIOR_YEAR(sales) - 1", MetricKind.RATIO, Unit("percent")),
        ("return_rate - PRIOR_YEAR(return_rate)", MetricKind.RATIO, Unit("points")),
        ("owed / sales * PERIOD_DAYS()", MetricKind.RATIO, Unit("days")),
        ("sales / orders", MetricKind.RATIO, CNY),
        ("orders / buyers", MetricKind.RATIO, Unit()),
        ("orders / PRIOR_YEAR(orders) - 1", MetricKind.RATIO, Unit("percent")),
        ("YTD(sales)", MetricKind.CUMULATIVE, CNY),
        ("MEASURE(sales)", MetricKind.FLOW, CNY),
        ("OPENING(owed)", MetricKind.BALANCE, CNY),
        ("AVG_BALANCE(owed, month)", MetricKind.NON_ADDITIVE, CNY),
        ("sales + owed", MetricKind.NON_ADDITIVE, CNY),
        ("buyers + buyers", MetricKind.NON_ADDITIVE, Unit("count")),
    ],
)
def test_kind_and_unit_are_read_off_the_formula(shop, expression, kind, unit):
    more = f"""
    metrics:
      - {{name: sales, expression: SUM(invoices.amount)}}
      - {{name: returns, expression: SUM(invoices.amount), filter: invoices.amount < 0}}
      - {{name: return_rate, expression: returns / sales}}
      - {{name: owed, expression: SUM(invoices.open_balance)}}
      - {{name: orders, expression: COUNT(invoices)}}
      - {{name: buyers, expression: 'COUNT(DISTINCT invoices.customer_id)'}}
      - {{name: it, expression: '{expression}'}}
    """
    metric = shop(more).metrics["it"]
    assert (metric.kind, metric.unit) == (kind, unit)


def test_declared_keys_win_over_inferred_ones(shop):
    more = """
    metrics:
      - {name: sales, expression: SUM(invoices.amount), kind: balance, unit: USD}
      - {name: turns, expression: sales / sales, unit: times}
      - {name: pieces, expression: SUM(invoices.quantity), unit: {count: {zh: 个, en: units}}}
    """
    metrics = shop(more).metrics
    assert (metrics["sales"].kind, metrics["sales"].unit) == (MetricKind.BALANCE, Unit("currency", "USD"))
    assert metrics["turns"].unit == Unit("times")
    assert metrics["pieces"].unit == Unit("count", name=Label("个", "units"))


def test_open_items_and_other_keys_of_finance(shop):
    more = """
    metrics:
      - name: receivables
        open_items: {document: invoices, amount: amount, due_date: due_date, applied: payments,
                     applied_amount: amount, applied_date: paid_on, age: "91"}
        ignore: [customers.region]
        pins: {customers.region: north}
      - {name: cash, expression: SUM(payments.amount), from_inception: true}
      - {name: stock, expression: SUM(invoices.open_balance), carry_forward: {key: customer_id, max_age_days: 45}}
    """
    metrics = shop(more).metrics
    items = metrics["receivables"].open_items
    assert items is not None
    assert (items.document, items.applied_date, items.age) == ("invoices", "paid_on", "91")
    assert metrics["receivables"].unit == CNY
    assert metrics["receivables"].ignore == (FieldRef("customers", "region"),)
    assert {name: metric.kind for name, metric in metrics.items()} == dict.fromkeys(metrics, MetricKind.BALANCE)
    assert metrics["stock"].carry_forward is not None
    assert metrics["stock"].carry_forward.key == ("customer_id",)


def test_scalars_mean_what_they_say(tmp_path):
    path = tmp_path / "m.yml"
    path.write_text(
        "semantic_model: {name: m, calendar: {country: NO, week_start: sunday, holidays: {sale: [2026-11-11]}}}\n"
        "datasets:\n"
        "  - name: d\n"
        "    loaded_through: 2026-11-03\n"
        "    label:\n"
        "    fields: [{name: answer, values: [yes, no, 01]}, {name: x, type: integer}]\n"
        "metrics: [{name: s, expression: SUM(d.x), version: 1.10}]\n",
        encoding="utf-8",
    )
    model = load_model([path])
    assert model.datasets["d"].fields["answer"].values == ("yes", "no", "01")
    assert model.metrics["s"].version == "1.10"
    assert model.calendar.country == "NO"
    assert model.calendar.week_start == 7
    assert model.calendar.holidays["sale"] == ((date(2026, 11, 11), date(2026, 11, 11)),)
    assert model.datasets["d"].loaded_through == date(2026, 11, 3)


def test_digest_follows_content_not_place(shop, tmp_path):
    first = shop().digest
    other = tmp_path / "elsewhere"
    other.mkdir()
    copy = other / "renamed.yml"
    copy.write_bytes((tmp_path / "shop.yml").read_bytes())
    assert load_model([copy]).digest == first
    copy.write_bytes(copy.read_bytes() + b"# a comment\n")
    assert load_model([copy]).digest != first


def test_roles_are_resolved_in_references(shop):
    more = """
    relationships:
      - {name: payer, from: payments.invoice_id, to: invoices.invoice_id, role: settled}
    metrics:
      - {name: m, expression: SUM(payments.amount), ignore: [settled.customer_id]}
    """
    assert shop(more).metrics["m"].ignore == (FieldRef("invoices", "customer_id", "settled"),)


def test_an_amount_in_several_currencies_says_how_it_is_converted(shop):
    more = """
    datasets:
      - name: exports
        time_field: day
        fields:
          - {name: day, type: date}
          - {name: currency}
          - {name: amount, unit: CNY, convert: {code: currency, rates: rates, rate_code: code, rate: rate,
             rate_date: day, rate_kind: kind, closing: end}}
          - {name: fee, unit: CNY}
      - name: rates
        fields: [{name: code}, {name: day, type: date}, {name: kind}, {name: rate, type: double}]
    metrics:
      - {name: exported, expression: SUM(exports.amount)}
    """
    model = shop(more)
    fields = model.datasets["exports"].fields
    assert fields["amount"].convert == Conversion("currency", "rates", "code", "rate", "day", "kind", closing="end")
    assert fields["fee"].convert is None
    used = {str(node.ref): node.used_for for node in lineage(model, "exported").fields}
    assert used["rates.rate"] == used["exports.currency"] == ("conversion",)
