"""The demo's model files: complete, two-lingual, and true of the tables."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from semantic_layer.access import load_policy
from semantic_layer.loader import load_model
from semantic_layer.model import SemanticModel

FILES = sorted((Path(__file__).resolve().parents[3] / "demo" / "model").glob("*.yml"))


@pytest.fixture(scope="module")
def model() -> SemanticModel:
    return load_model(FILES)


def test_forty_metrics_and_more_in_all_families(model):
    shown = [metric for metric in model.metrics.values() if not metric.hidden]
    assert len(shown) >= 40
    assert {metric.family for metric in shown} == {"revenue", "cost", "profit", "cash", "turnover", "plan"}


def test_every_metric_is_told_in_both_languages_with_owner_and_unit(model):
    for metric in model.metrics.values():
        texts = (metric.label.zh, metric.label.en, metric.description.zh, metric.description.en, metric.owner)
        assert all(texts), metric.name
        assert metric.unit.kind != "none", metric.name
        assert metric.hidden or metric.synonyms, metric.name
    for dataset in model.datasets.values():
        assert all((dataset.label.zh, dataset.label.en, dataset.owner)), dataset.name
        for field in dataset.fields.values():
            assert field.hidden or all((field.label.zh, field.label.en)), f"{dataset.name}.{field.name}"


def test_words_that_several_metrics_answer_to(model):
    meanings: dict[str, set[str]] = defaultdict(set)
    for metric in model.metrics.values():
        for word in (metric.label.zh, metric.label.en, *metric.synonyms):
            meanings[word.lower()].add(metric.name)
    shared = {word: names for word, names in meanings.items() if len(names) > 1}
    assert shared["收入"] == {"revenue", "invoiced_gross", "order_amount"}
    assert shared["利润"] == {"gross_profit", "operating_profit", "profit_before_tax", "net_profit"}
    assert set(shared) == {
        *("收入", "利润", "profit", "销售额", "sales", "预算", "budget", "客户数", "number of customers"),
    }


def test_nobody_can_ask_for_salaries_or_share_prices(model):
    words: list[str] = []
    for metric in model.metrics.values():
        words += [metric.label.zh, metric.label.en, metric.description.zh, *metric.synonyms]
    for dataset in model.datasets.values():
        for field in dataset.fields.values():
            words += [field.label.zh, field.label.en, *field.synonyms, *field.values]
    assert not [word for word in words if any(bad in word.lower() for bad in ("工资", "薪", "salary", "wage", "股价"))]


def test_every_field_reads_from_its_table(model, rows):
    for dataset in model.datasets.values():
        columns = ", ".join(f"({field.expression})" for field in dataset.fields.values())
        assert len(rows(f"SELECT {columns} FROM {dataset.source} LIMIT 1")) == 1


def test_declared_keys_are_unique_and_relationships_have_their_one_side(model, rows):
    for dataset in model.datasets.values():
        for key in (dataset.primary_key, *dataset.unique_keys):
            listed = ", ".join(dataset.fields[name].expression for name in key)
            twice = f"SELECT 1 FROM {dataset.source} GROUP BY {listed} HAVING COUNT(*) > 1 LIMIT 1"
            assert rows(twice) == [], (dataset.name, key)
    for link in model.relationships:
        source, target = model.datasets[link.from_dataset], model.datasets[link.to_dataset]
        [near], [far] = link.from_fields, link.to_fields
        dangling = f"""
            SELECT 1 FROM {source.source} WHERE {near} IS NOT NULL
            AND {near} NOT IN (SELECT {far} FROM {target.source}) LIMIT 1
        """
        assert rows(dangling) == [], link.name


def test_closed_value_lists_hold_every_value(model, rows):
    for dataset in model.datasets.values():
        for field in dataset.fields.values():
            if field.values:
                sql = f"SELECT DISTINCT {field.expression} FROM {dataset.source} WHERE {field.expression} IS NOT NULL"
                assert {value for (value,) in rows(sql)} <= set(field.values), f"{dataset.name}.{field.name}"


def test_synonyms_of_values_belong_to_declared_values(model):
    for dataset in model.datasets.values():
        for field in dataset.fields.values():
            assert set(field.value_synonyms) <= set(field.values), f"{dataset.name}.{field.name}"


def test_the_example_of_access_is_valid(model):
    policy = load_policy(FILES[0].parents[1] / "access.example.yml", model)
    manager = policy.rights_for("wecom:wangjingli")
    assert manager.may_use_metric("dso")
    assert not manager.may_use_metric("net_profit")
    assert [(str(rule.field), rule.values) for rule in manager.rows] == [("customers.region", ("华东",))]
    assert not policy.rights_for("stranger@galaxy.example").may_use_metric("revenue")
