"""What people see of the layer, and what they do not."""

from __future__ import annotations

from semantic_layer.access import Rights, RowRule
from semantic_layer.catalog import catalog
from semantic_layer.model import FieldRef


def test_families_and_fields(model):
    shown = catalog(model, Rights.full())
    found = {family.name: [metric.name for metric in family.metrics] for family in shown.families}
    assert found == {"revenue": ["sales", "average"], "cash": ["collected", "owed"], "": ["orders"]}
    assert list(found)[-1] == ""
    entry = shown.metric("average")
    assert entry is not None
    assert (entry.version, entry.kind.value, entry.expression) == ("3", "ratio", "sales / orders")
    customers = next(dataset for dataset in shown.datasets if dataset.name == "customers")
    assert [field.ref.field for field in customers.fields] == ["customer_id", "region"]


def test_hidden_and_denied_look_alike(model):
    rights = Rights(metrics=None, fields=None, denied_metrics=frozenset({"sales"}))
    shown = catalog(model, rights)
    assert shown.metric("sales") is None
    assert shown.metric("north") is None
    assert shown.metric("nonsense") is None
    assert shown.metric("orders") is not None


def test_nothing_for_nobody(model):
    shown = catalog(model, Rights())
    assert (shown.families, shown.datasets, shown.hierarchies) == ((), (), ())


def test_fields_are_filtered_and_empty_datasets_left_out(model):
    shown = catalog(model, Rights(metrics=None, fields=frozenset({"customers.region"})))
    assert [(d.name, [f.ref.field for f in d.fields]) for d in shown.datasets] == [("customers", ["region"])]
    assert [h.name for h in shown.hierarchies] == ["places"]


def test_values_stop_at_the_rows_a_person_may_see(model):
    rule = RowRule(FieldRef("customers", "region"), ("north",))
    shown = catalog(model, Rights(metrics=None, fields=None, rows=(rule,)))
    region = next(f for d in shown.datasets for f in d.fields if str(f.ref) == "customers.region")
    assert region.values == ("north",)


def test_sql_is_hidden_where_the_rights_say_so(model):
    entry = catalog(model, Rights(metrics=None, fields=None, sql=False)).metric("sales")
    assert entry is not None
    assert (entry.expression, entry.filter) == ("", "")
