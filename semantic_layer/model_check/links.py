"""Relationships, trees and hierarchies against the rows: nothing dangles, nothing runs in circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from semantic_layer.model import Dataset, Hierarchy, Relationship, SemanticModel, Tree
from semantic_layer.model_check.finding import (
    Finding,
    FindingCode,
    Rows,
    column,
    error,
    listed,
    one_row,
    plural,
    relation_sql,
    warning,
)
from semantic_layer.model_check.shapes import family

Types = Mapping[str, Mapping[str, str]]  # dataset → field → engine type


def check_relationship(rel: Relationship, model: SemanticModel, types: Types, warehouse: Rows) -> Iterator[Finding]:
    """Types fit, and every key that is set has its target. NULL keys are allowed."""
    source, target = model.datasets[rel.from_dataset], model.datasets[rel.to_dataset]
    for left, right in zip(rel.from_fields, rel.to_fields, strict=True):
        kinds = types[source.name].get(left), types[target.name].get(right)
        if kinds[0] is None or kinds[1] is None:
            return
        if family(kinds[0]) != family(kinds[1]):
            sentence = (
                f"relationship {rel.name} compares {source.name}.{left} ({kinds[0]}) with "
                f"{target.name}.{right} ({kinds[1]}); cast one of them in its expression"
            )
            yield error(FindingCode.LINK_TYPES_DIFFER, rel.origin, sentence)
            return
    keys = ", ".join(f"{column(source, name)} AS k{i}" for i, name in enumerate(rel.from_fields))
    others = ", ".join(f"{column(target, name)} AS t{i}" for i, name in enumerate(rel.to_fields))
    places = range(len(rel.from_fields))
    matched = " AND ".join(f"k{i} = t{i}" for i in places)
    is_set = " AND ".join(f"k{i} IS NOT NULL" for i in places)
    orphans, example = one_row(
        warehouse,
        f"SELECT COUNT(*), MIN(CAST(k0 AS VARCHAR)) FROM (SELECT {keys} FROM {relation_sql(source)}) AS f"
        f" WHERE {is_set} AND NOT EXISTS (SELECT 1 FROM (SELECT {others} FROM {relation_sql(target)}) AS g"
        f" WHERE {matched})",
    )
    if orphans:
        sentence = (
            f"relationship {rel.name}: {plural(orphans, 'row')} of {source.name} find no {target.name}, such as "
            f"{', '.join(rel.from_fields)} = {example}; they stand under NULL"
        )
        yield warning(FindingCode.ORPHANS, rel.origin, sentence, orphans)


def check_validity(dataset: Dataset, key: tuple[str, ...], warehouse: Rows) -> Iterator[Finding]:
    """Versions of one key do not overlap (rule 22): a version ends before, or on the day, the next one begins."""
    parts = ", ".join(column(dataset, name) for name in key)
    begin = column(dataset, dataset.valid_from)
    end = column(dataset, dataset.valid_to) if dataset.valid_to else "NULL"
    if not dataset.valid_to:
        return
    overlaps, example = one_row(
        warehouse,
        f"SELECT COUNT(*), MIN(shown) FROM (SELECT CAST({column(dataset, key[0])} AS VARCHAR) AS shown, {end} AS e,"
        f" LEAD({begin}) OVER (PARTITION BY {parts} ORDER BY {begin}) AS following FROM {relation_sql(dataset)}) AS v"
        " WHERE following IS NOT NULL AND (e IS NULL OR e > following)",
    )
    if overlaps:
        sentence = f"versions of {dataset.name} overlap in {plural(overlaps, 'place')}, such as {key[0]} = {example}"
        yield error(FindingCode.VALIDITY_OVERLAPS, dataset.origin, sentence, overlaps)


def check_tree(dataset: Dataset, tree: Tree, warehouse: Rows) -> Iterator[Finding]:
    """Every parent is a node, no node is its own ancestor, signs are 1 or -1."""
    sign = column(dataset, tree.sign) if tree.sign else "1"
    rows = warehouse.rows(
        f"SELECT {column(dataset, tree.key)}, {column(dataset, tree.parent)}, {sign} FROM {relation_sql(dataset)}"
    )
    parents = {key: parent for key, parent, _ in rows}
    lost = sorted({str(p) for p in parents.values() if p is not None and p not in parents})
    if lost:
        sentence = f"tree {tree.name}: {plural(len(lost), 'parent')} are no nodes: {listed(lost)}"
        yield error(FindingCode.TREE_ORPHANS, dataset.origin, sentence, len(lost))
    circling = _circling(parents)
    if circling:
        sentence = f"tree {tree.name}: nodes are their own ancestors: {listed(circling)}"
        yield error(FindingCode.TREE_CYCLE, dataset.origin, sentence, len(circling))
    odd = sorted({str(value) for _, _, value in rows if value not in (1, -1)})
    if odd:
        sentence = f"tree {tree.name}: a sign is 1 or -1, and {tree.sign} holds {listed(odd)}"
        yield error(FindingCode.TREE_SIGN, dataset.origin, sentence, len(odd))


def _circling(parents: Mapping[object, object]) -> list[str]:
    """The nodes that lie on a circle, sorted."""
    safe: set[object] = set()
    found: set[str] = set()
    for start in parents:
        path: list[object] = []
        at: object = start
        while at in parents and at not in safe and at not in path:
            path.append(at)
            at = parents[at]
        if at in path:
            found.update(str(node) for node in path[path.index(at) :])
        safe.update(path)
    return sorted(found)


def check_hierarchy(hierarchy: Hierarchy, model: SemanticModel, warehouse: Rows) -> Iterator[Finding]:
    """Each value of a finer level stands under one value of the coarser; levels of one dataset only."""
    for upper, lower in zip(hierarchy.fields, hierarchy.fields[1:], strict=False):
        if upper.dataset != lower.dataset:
            continue
        dataset = model.datasets[upper.dataset]
        below, above = column(dataset, lower.field), column(dataset, upper.field)
        several, example = one_row(
            warehouse,
            f"SELECT COUNT(*), MIN(CAST(b AS VARCHAR)) FROM (SELECT {below} AS b FROM {relation_sql(dataset)}"
            f" WHERE {below} IS NOT NULL GROUP BY 1 HAVING COUNT(DISTINCT {above}) > 1) AS t",
        )
        if several:
            sentence = (
                f"hierarchy {hierarchy.name}: {plural(several, 'value')} of {lower} stand under several of {upper}, "
                f"such as {example}"
            )
            place = dataset.fields[lower.field].origin
            yield warning(FindingCode.HIERARCHY_BRANCHES, place, sentence, several)
