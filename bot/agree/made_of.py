"""What a column of a query is made of: names of inner SELECTs and of the SELECT itself followed to their expressions.

Role: so that a rule sees the same arithmetic whether a query computes in one SELECT or over a WITH. The tree stays as
it is; what is returned is a copy.

    WITH t AS (SELECT MEASURE(a) AS s, PRIOR_YEAR(MEASURE(a)) AS p …) SELECT (s - p) / p
    →  (MEASURE(a) - PRIOR_YEAR(MEASURE(a))) / PRIOR_YEAR(MEASURE(a))
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from sqlglot import exp

from semantic_layer.metrics.grammar import anonymous_name

_DEEPEST = 8
_EARLIER = frozenset({"PRIOR_YEAR", "PRIOR_PERIOD"})
_WRAPPING = (exp.Paren, exp.Round, exp.Cast, exp.TryCast, exp.Nullif, exp.Coalesce)


def expanded(node: exp.Expr, depth: int = 0) -> exp.Expr:
    """The expression with each name replaced by what it stands for."""
    if isinstance(node, exp.Column):
        made = _source(node) if depth < _DEEPEST else None
        return node.copy() if made is None else expanded(made, depth + 1)
    copy = node.copy()
    for own, column in zip(list(copy.find_all(exp.Column)), list(node.find_all(exp.Column)), strict=True):
        made = _source(column) if depth < _DEEPEST else None
        if made is not None:
            own.replace(expanded(made, depth + 1))
    return copy


def ordered_by(ordered: exp.Expr) -> exp.Expr:
    """The expression of one item of ORDER BY: `ORDER BY 2` is the second column."""
    key = ordered.this if isinstance(ordered, exp.Ordered) else ordered
    select = ordered.find_ancestor(exp.Select, exp.Window)
    if isinstance(key, exp.Literal) and not key.is_string and isinstance(select, exp.Select):
        place = int(key.name) - 1 if key.name.isdigit() else -1
        if 0 <= place < len(select.expressions):
            item = select.expressions[place]
            return item.this if isinstance(item, exp.Alias) else item
    return key


def _source(column: exp.Column) -> exp.Expr | None:
    """What the column names: an item of a SELECT further in, else of its own SELECT; None for a field."""
    select = column.find_ancestor(exp.Select)
    if select is None:
        return None
    for name, inner in _sources(select):
        if not column.table or column.table == name:
            found = _item(inner, column.name)
            if found is not None:
                return found
    own = None if column.table else _item(select, column.name)
    return own if own is not None and not any(part is column for part in own.walk()) else None


def _item(select: exp.Select, name: str) -> exp.Expr | None:
    for item in select.expressions:
        if isinstance(item, exp.Alias) and item.alias == name:
            same = isinstance(item.this, exp.Column) and item.this.name == name and not item.this.table
            return None if same and not _sources(select) else item.this
        if isinstance(item, exp.Column) and item.name == name:
            return item if item.table or _sources(select) else None
    return None


def _sources(select: exp.Select) -> list[tuple[str, exp.Select]]:
    """The SELECTs that a SELECT reads from, with their names."""
    parts = [select.args.get("from_"), *(select.args.get("joins") or ())]
    found: list[tuple[str, exp.Select]] = []
    for part in parts:
        source = part.this if part is not None else None
        if isinstance(source, exp.Subquery) and isinstance(source.this, exp.Select):
            found.append((source.alias, source.this))
        elif isinstance(source, exp.Table):
            root = select.root()
            for cte in root.find_all(exp.CTE):
                if cte.alias == source.name and isinstance(cte.this, exp.Select):
                    found.append((source.alias or source.name, cte.this))
    return found


def reads_from(select: exp.Select) -> list[exp.Select]:
    """The SELECTs that a SELECT reads from."""
    return [inner for _, inner in _sources(select)]


def origins(node: exp.Expr) -> list[exp.Select]:
    """The innermost SELECTs that the columns of an expression come from."""
    found: list[exp.Select] = []
    for column in node.find_all(exp.Column):
        select = column.find_ancestor(exp.Select)
        for name, inner in _sources(select) if select is not None else ():
            made = _item(inner, column.name) if not column.table or column.table == name else None
            if made is not None:
                found += origins(made) if _sources(inner) else [inner]
                break
    return found


# ---- parts of an expression


def bare(node: exp.Expr) -> exp.Expr:
    """Without parentheses, rounding and what only guards against nothing."""
    while isinstance(node, _WRAPPING):
        node = node.this
    return node


def constant(node: exp.Expr) -> Decimal | None:
    """The value of a number, or of arithmetic on numbers alone (1 + 0.1)."""
    node = bare(node) if not isinstance(node, exp.Coalesce) else node
    if isinstance(node, exp.Neg):
        inner = constant(node.this)
        return None if inner is None else -inner
    if isinstance(node, exp.Literal):
        try:
            return None if node.is_string else Decimal(node.name)
        except InvalidOperation:
            return None
    if isinstance(node, (exp.Add, exp.Sub, exp.Mul, exp.Div)):
        left, right = constant(node.this), constant(node.expression)
        if left is None or right is None or (isinstance(node, exp.Div) and not right):
            return None
        match node:
            case exp.Add():
                return left + right
            case exp.Sub():
                return left - right
            case exp.Mul():
                return left * right
        return left / right
    return None


def measures_in(node: exp.Expr) -> frozenset[str]:
    """The metrics that stand in an expression."""
    return frozenset(n.expressions[0].name for n in node.find_all(exp.Anonymous) if anonymous_name(n) == "MEASURE")


def is_earlier(node: exp.Expr) -> bool:
    """A value of an earlier period stands in it."""
    return node.find(exp.Lag, exp.Lead) is not None or any(
        anonymous_name(part) in _EARLIER for part in node.find_all(exp.Anonymous)
    )


def is_current(node: exp.Expr) -> bool:
    """A value of the period itself stands in it."""
    measures = (part for part in node.find_all(exp.Anonymous) if anonymous_name(part) == "MEASURE")
    return any(not _is_moved(part, node) for part in measures)


def _is_moved(part: exp.Expr, top: exp.Expr) -> bool:
    parent: exp.Expr | None = part
    while parent is not None:
        if isinstance(parent, (exp.Lag, exp.Lead)) or anonymous_name(parent) in _EARLIER:
            return True
        if parent is top:
            return False
        parent = parent.parent
    return False
