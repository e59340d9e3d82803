"""What to write instead of a construct that semantic SQL does not have.

Role: snippets of semantic SQL, the same in every language, that an issue carries beside the construct's name.
"""

from __future__ import annotations

REMEDIES = {
    "UNION": "SELECT …, MEASURE(a), MEASURE(b) FILTER (WHERE …) FROM {model} … GROUP BY …",
    "JOIN": "FROM {model}",
    "alias": "FROM {model}",
    "FULL JOIN": "LEFT JOIN",
    "FULL OUTER JOIN": "LEFT JOIN",
    "RIGHT JOIN": "LEFT JOIN",
    "RIGHT OUTER JOIN": "LEFT JOIN",
    "*": "SELECT dataset.field, …",
    "DISTINCT ON": "QUALIFY ROW_NUMBER() OVER (PARTITION BY … ORDER BY …) = 1",
    "WITH RECURSIVE": "WITHIN(dataset.tree, '…')",
    "(SELECT …)": "WITH x AS (SELECT … FROM {model} …) SELECT … FROM x",
}


def remedy(name: str, model: str) -> dict[str, str]:
    """The parameter `remedy` of an issue about `name`; {} where there is nothing to write instead.

    >>> remedy("FULL JOIN", "finance"), remedy("PIVOT", "finance")
    ({'remedy': 'LEFT JOIN'}, {})
    """
    return {"remedy": REMEDIES[name].replace("{model}", model)} if name in REMEDIES else {}
