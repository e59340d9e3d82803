"""access.yml: what it grants, to whom, and what is wrong with a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest

from semantic_layer.access import Policy, Rights, RowRule, load_policy
from semantic_layer.errors import OperatorError
from semantic_layer.model import Dataset, Field, FieldRef, FieldRole, FieldType, Metric, MetricKind, SemanticModel

REGION = FieldRef("clients", "region")


def field(dataset: str, name: str, **keys) -> Field:
    return Field(name, dataset, name, FieldType.STRING, FieldRole.CATEGORY, **keys)


def metric(name: str, family: str) -> Metric:
    return Metric(name, "COUNT(clients)", MetricKind.FLOW, family=family)


MODEL = SemanticModel(
    "finance",
    datasets={
        "clients": Dataset(
            "clients",
            "clients",
            fields={
                "region": field("clients", "region", values=("N", "S", "W"), value_synonyms={"N": ("North",)}),
                "tax_no": field("clients", "tax_no"),
                "tier": field("clients", "tier"),
            },
        ),
        "staff": Dataset("staff", "staff", fields={name: field("staff", name) for name in ("name", "wage")}),
        "plans": Dataset("plans", "plans", fields={"scenario": field("plans", "scenario")}),
    },
    metrics={
        one.name: one
        for one in (metric("revenue", "sales"), metric("orders", "sales"), metric("margin", "profit"),
                    metric("wages", "people"))
    },
)  # fmt: skip

GOOD = """
contact: data@example.com
sensitive: [clients.tax_no, "staff.*"]
roles:
  boss:
    metrics: "*"
    fields: {allow: [clients.tax_no, staff.*]}
  sales:
    metrics: ["family:sales", margin]
    rows: {clients.region: "{user.region}", clients.tier: [1, no]}
    exempt: [plans]
    detail: false
    sql: no
  careful:
    metrics: {allow: "*", deny: ["family:people"]}
    fields: {deny: clients.tier}
people:
  Ann@Example.com: {name: Ann, slack: U01, wecom: ann.w, roles: boss}
  bob: {roles: [sales], attributes: {region: N}}
  eve: {roles: sales, attributes: {region: [N, S]}, email: eve@example.com}
  carl: careful
  nobody:
groups:
  managers: {roles: [careful], members: [nobody]}
"""


def load(tmp_path: Path, text: str) -> Policy:
    file = tmp_path / "access.yml"
    file.write_text(text, encoding="utf-8")
    return load_policy(file, MODEL)


def fault(tmp_path: Path, text: str) -> str:
    with pytest.raises(OperatorError) as caught:
        load(tmp_path, text)
    assert caught.value.remedy
    return caught.value.message.replace(str(tmp_path), "")


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    return load(tmp_path, GOOD)


def test_a_stranger_gets_nothing(policy):
    for stranger in ("", "mallory", "U01", "ann.w", "slack:ann.w", "wecom:U01", "ann", "slack:"):
        assert policy.rights_for(stranger) == Rights(who=stranger)
        assert policy.person(stranger) is None
        assert not policy.rights_for(stranger).may_use_metric("revenue")
        assert not policy.rights_for(stranger).may_use_field(REGION)


def test_one_person_under_each_identity(policy):
    for identity in ("ann@example.com", "ANN@EXAMPLE.COM", " Ann@Example.com ", "slack:U01", "wecom:ann.w"):
        assert policy.person(identity).name == "Ann"
    assert policy.person("eve") is policy.person("Eve@example.com")
    assert policy.contact == "data@example.com"


def test_metrics_by_name_family_and_star(policy):
    assert policy.rights_for("slack:U01").metrics is None
    assert policy.rights_for("bob").metrics == {"revenue", "orders", "margin"}
    careful = policy.rights_for("carl")
    assert [name for name in MODEL.metrics if careful.may_use_metric(name)] == ["revenue", "orders", "margin"]


def test_sensitive_fields_need_to_be_allowed(policy):
    tax, wage, tier = FieldRef("clients", "tax_no"), FieldRef("staff", "wage"), FieldRef("clients", "tier")
    boss, bob, carl = (policy.rights_for(who) for who in ("slack:U01", "bob", "carl"))
    assert [one.may_use_field(tax) for one in (boss, bob, carl)] == [True, False, False]
    assert [one.may_use_field(wage) for one in (boss, bob, carl)] == [True, False, False]
    assert [one.may_use_field(tier) for one in (boss, bob, carl)] == [True, True, False]


def test_row_rules_are_literals(policy):
    tiers = RowRule(FieldRef("clients", "tier"), ("1", "no"))
    assert policy.rights_for("bob").rows == (RowRule(REGION, ("N",)), tiers)
    assert policy.rights_for("eve").rows == (RowRule(REGION, ("N", "S")), tiers)
    bob = policy.rights_for("bob")
    assert (bob.exempt, bob.detail, bob.sql, bob.roles, bob.who) == ({"plans"}, False, False, ("sales",), "bob")


def test_groups_give_roles(policy):
    assert policy.rights_for("nobody").roles == ("careful",)


FAULTS = {
    "metrics: [revenu]": "access.yml:3: roles.r.metrics.allow: no metric 'revenu' in the model. Did you mean revenue?",
    "metrics: ['family:sale']": "no metric is of the family 'sale'. Did you mean family:sales?",
    "fields: {deny: [clients.taxno]}": "access.yml:3: roles.r.fields.deny: no field 'clients.taxno'"
    " in the model. Did you mean clients.tax_no",
    "fields: {deny: 'nothing.*'}": "no field 'nothing.*'",
    "rows: {clients.regio: [N]}": "roles.r.rows.clients.regio: no field 'clients.regio'",
    "rows: {clients.region: [North]}": "'North' is no value of clients.region. Did you mean N?",
    "rows: {clients.region: ['{user.regin}']}": "needs the attribute 'regin' for its rule on clients.region. "
    "Did you mean region?",
    "exempt: [plan]": "no dataset 'plan' in the model. Did you mean plans?",
    "metric: [revenue]": "access.yml:3: roles.r.metric: unknown key. Did you mean metrics?",
    "metrics: {alow: [revenue]}": "unknown key. Did you mean allow?",
    "detail: perhaps": "access.yml:3: roles.r.detail:",
    "detail: true, detail: false": "stands here twice",
}


@pytest.mark.parametrize(("part", "expected"), FAULTS.items())
def test_a_fault_is_named_with_its_line(part, expected, tmp_path):
    text = f"roles:\n  r:\n    {{{part}}}\npeople:\n  p: {{roles: [r], attributes: {{region: N}}}}\n"
    assert expected in fault(tmp_path, text)


def test_faults_about_people(tmp_path):
    text = """
roles: {boss: {metrics: "*"}, local: {metrics: "*", rows: {clients.region: "{user.region}"}}}
people:
  ann: {roles: bos, slack: U1}
  bob: {roles: boss, slack: U1}
  dan: {roles: local, attributes: {region: X}}
groups: {g: {members: [an], roles: [boss]}}
"""
    message = fault(tmp_path, text)
    assert "access.yml:4: people.ann.roles: unknown role 'bos'. Did you mean boss?" in message
    assert "access.yml:5: people.bob: slack:U1 belongs to ann already." in message
    assert "access.yml:6: people.dan: 'X' is no value of clients.region." in message
    assert "access.yml:7: groups.g.members: 'an' is not among the people. Did you mean ann or" in message


@pytest.mark.parametrize(
    ("text", "expected"),
    [("- a\n", "not a mapping"), ("a: [", "not valid YAML"), ("a: &x [1]\nb: *x\n", "unknown key"),
     ("? [a]\n: b\n", "a key must be a plain word"), ("[" * 5000, "not valid YAML"),
     ("a: !!python/object:os.x {}", "unknown key")],
)  # fmt: skip
def test_a_file_that_is_no_access_file(text, expected, tmp_path):
    assert expected in fault(tmp_path, text)


def test_an_empty_file_lets_nobody_in(tmp_path):
    assert load(tmp_path, "").rights_for("anyone") == Rights(who="anyone")


def test_a_missing_file(tmp_path):
    with pytest.raises(OperatorError, match="cannot be read"):
        load_policy(tmp_path / "none.yml", MODEL)


TWO = """
roles:
  one: {{metrics: {one}, rows: {{{one_rows}}}}}
  two: {{metrics: {two}, rows: {{{two_rows}}}}}
people: {{p: [one, two]}}
"""


def both(tmp_path, one, one_rows, two, two_rows) -> str:
    return TWO.format(one=one, one_rows=one_rows, two=two, two_rows=two_rows)


def test_two_roles_with_the_same_rows_add_up(tmp_path):
    rows = "clients.region: [N]"
    rights = load(tmp_path, both(tmp_path, "[revenue]", rows, "[margin]", rows)).rights_for("p")
    assert rights.metrics == {"revenue", "margin"}
    assert rights.rows == (RowRule(REGION, ("N",)),)


def test_two_roles_with_the_same_metrics_see_the_rows_of_both(tmp_path):
    text = both(tmp_path, "[revenue]", "clients.region: [N]", "[revenue]", "clients.region: [S]")
    assert load(tmp_path, text).rights_for("p").rows == (RowRule(REGION, ("N", "S")),)


def test_a_role_that_is_part_of_another_adds_nothing(tmp_path):
    text = both(tmp_path, "[revenue]", "clients.region: [N]", "'*'", "")
    rights = load(tmp_path, text).rights_for("p")
    assert (rights.metrics, rights.rows) == (None, ())


def test_two_roles_that_would_show_more_together_are_refused(tmp_path):
    text = both(tmp_path, "[revenue]", "clients.region: [N]", "[margin]", "clients.region: [S]")
    assert "'one' and 'two' differ both in what they allow and in which rows" in fault(tmp_path, text)
    text = both(tmp_path, "[revenue]", "clients.region: [N]", "[revenue]", "clients.tier: [A]")
    assert "'one' and 'two' differ" in fault(tmp_path, text)
