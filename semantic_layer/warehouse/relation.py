"""A dataset as something that can stand behind FROM, for the trusted door.

Role: pure text. `source` is a table or view, maybe with schema and quotes; `query` is a SELECT of the author's.
"""

from __future__ import annotations

from semantic_layer.model import Dataset


def relation_sql(dataset: Dataset) -> str:
    """The dataset's source, quoted, or its query in parentheses, under the alias `d`.

    >>> relation_sql(Dataset("orders", "erp.order")), relation_sql(Dataset("o", "", "SELECT 1 AS x;"))
    ('"erp"."order" AS d', '(SELECT 1 AS x) AS d')
    """
    if dataset.query:
        return f"({dataset.query.strip().rstrip(';')}) AS d"
    return f"{_quoted(dataset.source or dataset.name)} AS d"


def _quoted(name: str) -> str:
    if '"' in name:  # the author has quoted it
        return name
    return ".".join(f'"{part}"' for part in name.split("."))
