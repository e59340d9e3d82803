"""The second, independent check of a statement, inside the worker: what DuckDB's own parser saw in it.

Role: given the syntax tree as `json_serialize_sql` gives it, says why the statement must not run, or nothing. It trusts
neither the planner nor the compiler: only a single SELECT, only tables the compiler declared, only allow-listed
functions and kinds of node, only columns that a declared table or the statement itself has. Everything unknown is
refused. Raises Refused.
"""

from __future__ import annotations

from typing import Any

from semantic_layer.warehouse.functions import ALLOWED_FUNCTIONS, words

EXPRESSIONS = words(
    "BETWEEN CASE CAST COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION OPERATOR STAR SUBQUERY TYPE WINDOW"
)
OPERATIONS = words("""
    COMPARE_IN COMPARE_NOT_IN GROUPING_FUNCTION OPERATOR_COALESCE OPERATOR_IS_NULL OPERATOR_IS_NOT_NULL OPERATOR_NOT
    OPERATOR_NULLIF OPERATOR_TRY
""")
TYPES = words("""
    boolean bool tinyint smallint int int1 int2 int4 int8 integer bigint hugeint utinyint usmallint uinteger ubigint
    short long signed float real float4 float8 double decimal numeric dec varchar char bpchar text string date
    timestamp datetime timestamp_s timestamp_ms timestamp_ns timestamptz time interval
""")
NODES = words("""
    SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE BASE_TABLE SUBQUERY JOIN EMPTY EXPRESSION_LIST
    LIMIT_MODIFIER ORDER_MODIFIER DISTINCT_MODIFIER ORDER_DEFAULT ASCENDING DESCENDING INVALID
""")
SCANS = words("COLUMN_DATA_SCAN CHUNK_SCAN DUMMY_SCAN EMPTY_RESULT CTE_SCAN DELIM_SCAN EXPRESSION_SCAN POSITIONAL_SCAN")
JOINS = frozenset(["REGULAR", "CROSS", "ASOF"])

Tables = frozenset[tuple[str, str]]  # (schema, name), casefolded; the default schema is "main"


class Refused(Exception):
    """Why a statement must not run; for the operator's log, never for the asker."""


def table_key(name: str) -> tuple[str, str]:
    """A table's name as (schema, name), without quotes and catalog.

    >>> table_key("Invoices"), table_key('erp."Odd.Name" AS o')
    (('main', 'invoices'), ('erp', 'odd.name'))
    """
    parts: list[str] = []
    part, quoted = "", False
    for place, char in enumerate(name):
        if char == '"':
            quoted = not quoted
        elif not quoted and name.startswith(" AS ", place):  # the engine adds the alias
            break
        elif char == "." and not quoted:
            parts.append(part)
            part = ""
        else:
            part += char
    parts = [*parts, part]
    return (parts[-2].casefold() if len(parts) > 1 else "main", parts[-1].casefold())


def check_tree(tree: dict[str, Any], tables: Tables, columns: frozenset[str]) -> None:
    """Refuse the statement unless everything in it is known to be harmless.

    `tables`: what the compiler declared; `columns`: casefolded names of their columns.
    """
    if tree.get("error"):
        raise Refused(f"not a single SELECT: {tree.get('error_type')}")
    statements = tree["statements"]
    if len(statements) != 1:
        raise Refused("more than one statement")
    _Walk(tables, columns | _names_made(statements)).run(statements[0])


def scanned_tables(plan: list[dict[str, Any]]) -> set[str]:
    """The tables that a plan (EXPLAIN, as JSON) reads. Raises Refused for a scan of anything else."""
    found: set[str] = set()
    waiting = list(plan)
    while waiting:
        node = waiting.pop()
        name, table = str(node.get("name", "")).strip(), node.get("extra_info", {}).get("Table")
        if table:
            found.add(str(table))
        elif "SCAN" in name and name not in SCANS:
            raise Refused(f"a scan {name}")
        waiting += node.get("children", [])
    return found


class _Walk:
    """One pass over the tree, without recursion: a deep tree must not end the worker."""

    def __init__(self, tables: Tables, columns: frozenset[str]) -> None:
        self.tables = tables
        self.columns = columns

    def run(self, statement: dict[str, Any]) -> None:
        if statement.get("named_param_map"):
            raise Refused("parameters")
        waiting: list[tuple[Any, frozenset[str]]] = [(statement["node"], frozenset())]
        while waiting:
            node, visible = waiting.pop()
            if isinstance(node, list):
                waiting += [(item, visible) for item in node if isinstance(item, dict | list)]
            else:
                self._check(node, visible)
                waiting += _children(node, visible)

    def _check(self, node: dict[str, Any], visible: frozenset[str]) -> None:
        if node.get("sample") or node.get("at_clause"):
            raise Refused("a sample or a version of a table")
        kind, category = node.get("type"), node.get("class")
        if category is not None:
            self._check_expression(node, category, kind)
        elif isinstance(kind, str) and kind not in NODES:
            raise Refused(f"a node {kind}")
        if category is None and kind == "BASE_TABLE":
            self._check_table(node, visible)
        if category is None and kind == "JOIN" and node.get("ref_type") not in JOINS:
            raise Refused(f"a join {node.get('ref_type')}")

    def _check_expression(self, node: dict[str, Any], category: str, kind: Any) -> None:
        if category not in EXPRESSIONS:
            raise Refused(f"an expression {category}")
        if category in ("FUNCTION", "WINDOW"):
            self._check_function(node, kind)
        elif category == "OPERATOR" and kind not in OPERATIONS:
            raise Refused(f"an operation {kind}")
        elif category == "COLUMN_REF":
            self._check_column(node["column_names"])
        elif category == "STAR" and (node.get("columns") or node.get("expr") or _changes(node)):
            raise Refused("a star that chooses columns")
        elif category == "TYPE" and node["type_name"].casefold() not in TYPES:
            raise Refused(f"a type {node['type_name']}")

    @staticmethod
    def _check_function(node: dict[str, Any], kind: str) -> None:
        name = node.get("function_name", "").casefold()
        if node.get("schema") or node.get("catalog") or len(node.get("qualified_name", {}).get("path", ())) > 1:
            raise Refused(f"a function with a schema: {name}")
        known = kind.removeprefix("WINDOW_").casefold() if kind != "WINDOW_AGGREGATE" else name
        if name not in ALLOWED_FUNCTIONS and not (name == "" and known in ALLOWED_FUNCTIONS):
            raise Refused(f"a function {name}")

    def _check_column(self, names: list[str]) -> None:
        """A whole row, `rowid` and words like current_user parse as columns that no table has."""
        folded = [name.casefold() for name in names]
        if folded[-1] not in self.columns and folded[0] not in self.columns:
            raise Refused(f"a column {'.'.join(names)} that no declared table has")

    def _check_table(self, node: dict[str, Any], visible: frozenset[str]) -> None:
        path = [part.casefold() for part in node["qualified_name"]["path"]]
        if len(path) == 1 and path[0] in visible:
            return
        key = (path[-2].strip('"') if len(path) > 1 else "main", path[-1].strip('"'))
        if key not in self.tables:
            raise Refused(f"a table {'.'.join(path)} that was not declared")


def _changes(star: dict[str, Any]) -> bool:
    return any(star.get(key) for key in ("exclude_list", "replace_list", "qualified_exclude_list", "rename_list"))


def _children(node: dict[str, Any], visible: frozenset[str]) -> list[tuple[Any, frozenset[str]]]:
    """What hangs below a node, each with the common table expressions it can see."""
    found: list[tuple[Any, frozenset[str]]] = []
    inside = visible
    for entry in (node.get("cte_map") or {}).get("map") or ():
        name, query = entry["key"].casefold(), entry["value"]["query_node"]
        recursive = query.get("type") == "RECURSIVE_CTE_NODE"
        found.append((query, inside | {name} if recursive else inside))
        inside = inside | {name}
    found += [(child, inside) for key, child in node.items() if key != "cte_map" and isinstance(child, dict | list)]
    return found


def _names_made(statements: list[Any]) -> frozenset[str]:
    """Every column name the statement itself gives: aliases of expressions, column lists of tables and CTEs."""
    names: set[str] = set()
    waiting: list[Any] = list(statements)
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            if node.get("class") and node.get("alias"):
                names.add(node["alias"].casefold())
            for key in ("column_name_alias", "aliases"):
                names.update(name.casefold() for name in node.get(key) or [])
            waiting.extend(node.values())
    return frozenset(names)
