"""The example in docs/access.md loads and does what the page says."""

from __future__ import annotations

import re
from pathlib import Path

from semantic_layer.access import RowRule, intersect, load_policy
from semantic_layer.model import Dataset, Field, FieldRef, FieldRole, FieldType, Metric, MetricKind, SemanticModel

DATASETS = {"customers": ("region", "tax_no", "name"), "employees": ("name", "wage"), "budgets": ("scenario",)}
METRICS = {"revenue": "revenue", "discount_rate": "revenue", "ar_balance": "cash", "gross_profit": "profit"}


def model() -> SemanticModel:
    def fields(dataset: str) -> dict[str, Field]:
        return {name: Field(name, dataset, name, FieldType.STRING, FieldRole.CATEGORY) for name in DATASETS[dataset]}

    return SemanticModel(
        "finance",
        datasets={name: Dataset(name, name, fields=fields(name)) for name in DATASETS},
        metrics={
            name: Metric(name, "COUNT(customers)", MetricKind.FLOW, family=family) for name, family in METRICS.items()
        },
    )


def test_the_example(tmp_path: Path):
    page = (Path(__file__).parents[3] / "docs" / "access.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "access.yml"
    file.write_text(example, encoding="utf-8")
    policy = load_policy(file, model())
    wang, li, zhang = (policy.rights_for(who) for who in ("slack:U012AB3CD", "li@example.com", "zhang@example.com"))
    assert [name for name in METRICS if wang.may_use_metric(name)] == ["revenue", "ar_balance"]
    assert [name for name in METRICS if li.may_use_metric(name)] == list(METRICS)
    assert wang.rows == (RowRule(FieldRef("customers", "region"), ("North", "South")),)
    assert (wang.detail, wang.sql, wang.exempt) == (False, False, {"budgets"})
    wage = FieldRef("employees", "wage")
    assert [rights.may_use_field(wage) for rights in (wang, li, zhang)] == [False, True, True]
    assert intersect([wang, li]).rows == wang.rows
    assert not intersect([li, policy.rights_for("stranger")]).may_use_metric("revenue")
