"""Laws of rights: an audience sees what every member sees, and roles together give no more than the roles apart."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from semantic_layer.access import Rights, RowRule, intersect
from semantic_layer.access.combine import NotCombinable, combine
from semantic_layer.model import FieldRef

METRICS = ["m1", "m2", "m3"]
FIELDS = [FieldRef("d", "f1"), FieldRef("d", "f2"), FieldRef("e", "g")]
VALUES = ["a", "b", "c"]
DATASETS = {"d": FIELDS[:2], "e": FIELDS[2:], "x": []}  # the fields each can reach
WORLD = [dict(zip(FIELDS, row, strict=True)) for row in product([*VALUES, None], repeat=3)]

names = st.frozensets(st.sampled_from(METRICS))
keys = st.frozensets(st.sampled_from([str(field) for field in FIELDS]))
rules = st.builds(
    RowRule, st.sampled_from(FIELDS), st.lists(st.sampled_from(VALUES), max_size=3, unique=True).map(tuple)
)
rights = st.builds(
    Rights,
    metrics=st.none() | names,
    fields=st.none() | keys,
    denied_metrics=names,
    denied_fields=keys,
    rows=st.lists(rules, max_size=3).map(tuple),
    exempt=st.frozensets(st.sampled_from(sorted(DATASETS))),
    detail=st.booleans(),
    sql=st.booleans(),
    roles=st.sampled_from([("r",), ("s",)]),
)


def admits(one: Rights, dataset: str, row: dict) -> bool:
    """Whether a row of a dataset may be counted: every rule is TRUE of it, or cannot reach an exempt dataset."""
    return all(
        row[rule.field] in rule.values if rule.field in DATASETS[dataset] else dataset in one.exempt
        for rule in one.rows
    )


def grants(one: Rights) -> set:
    """Everything that may be seen: a metric over a row of a dataset, a field, a flag."""
    rows = [(dataset, tuple(row.items())) for dataset in DATASETS for row in WORLD if admits(one, dataset, row)]
    seen = {(metric, *row) for metric in METRICS if one.may_use_metric(metric) for row in rows}
    seen |= {("field", field) for field in FIELDS if one.may_use_field(field)}
    return seen | ({"detail"} if one.detail else set()) | ({"sql"} if one.sql else set())


@settings(max_examples=150, deadline=None)
@given(st.lists(rights, min_size=1, max_size=4))
def test_an_audience_sees_no_more_than_any_member(members):
    common = grants(intersect(members))
    for member in members:
        assert common <= grants(member)


@settings(max_examples=150, deadline=None)
@given(st.lists(rights.map(lambda one: Rights(one.metrics, one.fields, one.denied_metrics, one.denied_fields, one.rows,
                                             detail=one.detail, sql=one.sql)), min_size=1, max_size=4))  # fmt: skip
def test_without_exemptions_an_audience_sees_exactly_what_all_see(members):
    assert grants(intersect(members)) == set.intersection(*(grants(member) for member in members))


@settings(max_examples=100, deadline=None)
@given(rights, rights)
def test_order_and_repetition_change_nothing(one, other):
    assert grants(intersect([one, other])) == grants(intersect([other, one]))
    assert grants(intersect([one, other, one])) == grants(intersect([one, other]))
    assert grants(intersect([one])) == grants(one)
    assert grants(intersect([one, Rights.full()])) == grants(one)
    assert not intersect([one, Rights()]).may_use_metric("m1")


def test_no_audience_no_rights():
    assert intersect([]) == Rights()


@settings(max_examples=100, deadline=None)
@given(st.lists(rights, max_size=3), keys)
def test_roles_together_show_no_more_than_the_roles_apart(roles, denied):
    try:
        together = grants(combine(roles, "p", denied))
    except NotCombinable:
        return
    apart = set().union(*(grants(role) for role in roles)) if roles else grants(Rights())
    assert together - {"detail", "sql"} <= apart
    assert not any(("field", field) in together for field in FIELDS if str(field) in denied)
    denied_metrics = {metric for role in roles for metric in role.denied_metrics}
    assert not denied_metrics & {seen[0] for seen in together if isinstance(seen, tuple)}


@settings(max_examples=100, deadline=None)
@given(rights)
def test_one_role_is_itself(role):
    assert grants(combine([role])) == grants(role)
    assert grants(combine([role, role])) == grants(role)
