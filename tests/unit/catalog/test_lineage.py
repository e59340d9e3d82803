"""From a metric down to base columns."""

from __future__ import annotations

import pytest

from semantic_layer.lineage import lineage


def test_a_sum_with_a_filter(model):
    found = lineage(model, "sales")
    used = {str(node.ref): node.used_for for node in found.fields}
    assert used == {"invoices.amount": ("value",), "invoices.status": ("filter",), "invoices.invoice_date": ("time",)}
    table = "erp.ar_invoice"
    assert set(found.columns) == {(table, "gross"), (table, "tax"), (table, "status"), (table, "doc_dt")}
    assert found.datasets[0].tables == (table,)


def test_a_derived_metric_goes_all_the_way_down(model):
    found = lineage(model, "average")
    assert [node.name for node in found.metrics] == ["average", "sales", "orders"]
    assert found.metrics[0].metrics == ("sales", "orders")
    assert found.metrics[2].counted == ("invoices",)
    assert ("erp.ar_invoice", "*") in found.columns


def test_a_query_is_seen_through(model):
    found = lineage(model, "collected")
    assert set(found.columns) == {("pay", "amt"), ("pay", "fee"), ("pay", "day")}
    assert found.datasets[0].tables == ("pay", "bank")


def test_open_items_name_their_parts(model):
    found = lineage(model, "owed")
    used = {str(node.ref): node.used_for for node in found.fields}
    assert used["invoices.due_date"] == ("open items",)
    assert used["payments.amount"] == ("open items",)
    assert used["invoices.amount"] == ("value", "open items")
    assert {dataset.name for dataset in found.datasets} == {"invoices", "payments"}


def test_a_role_leads_to_its_dataset(model):
    found = lineage(model, "north")
    assert ("customers", "region") in found.columns


def test_no_such_metric(model):
    with pytest.raises(KeyError):
        lineage(model, "nonsense")
