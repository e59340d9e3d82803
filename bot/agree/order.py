"""Agreement on order and limit: highest stays highest, five stays five, and nobody's list is cut unasked.

Role: the direction said is that of the first order by a number, in ORDER BY or in a window; a number of rows said is a
LIMIT or a bound on a rank.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from bot.agree.made_of import ordered_by
from bot.agree.said import Said
from bot.agree.written import Written
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.parse.shapes import grain_of

_BOUNDS = (exp.LTE, exp.LT, exp.EQ, exp.Between)


def order_issues(said: Said, written: Written, kept: int | None = None) -> Iterator[Issue]:
    """At most one issue. `kept`: the limit that half a question keeps of the query before."""
    reading = said.reading
    limits, down = _limits(written), _directions(written)
    one = said.asks_for_one and limits and not _is_list(written)
    wanted = reading.limit if reading.limit is not None else 1 if one else None
    wrong_limit = wanted is not None and wanted not in limits
    wrong_order = reading.descending is not None and not _keeps(reading.descending, down, written)
    unasked = not said.ranks and said.is_complete and _cuts(written) and limits != [kept]
    unasked = unasked or (_is_list(written) and not said.ranks and limits == [1])
    unasked = unasked or (said.is_complete and _skips(written) and not (said.intent and said.intent.places))
    wrong_order = wrong_order or (said.is_plain and reading.descending is not None and _by_another(said, written))
    if wrong_limit or wrong_order or unasked:
        asked = [wanted] if wanted is not None else []
        expected = "no LIMIT" if unasked and wanted is None else _text(reading.descending, asked)
        yield issue(IssueCode.DISAGREES_ORDER, expected=expected, found=_text(down[0] if down else None, limits))


def _limits(written: Written) -> list[int]:
    """LIMITs, and bounds on a rank where there is a window."""
    found = []
    for limit in written.tree.find_all(exp.Limit):
        if isinstance(limit.expression, exp.Literal):
            found.append(int(limit.expression.name))
    if written.tree.find(exp.Window) is not None:
        for bound in written.tree.find_all(*_BOUNDS):
            for literal in bound.find_all(exp.Literal):
                if not literal.is_string and literal.name.isdigit():
                    found.append(int(literal.name) - (1 if isinstance(bound, exp.LT) else 0))
    return found


def _directions(written: Written) -> list[bool]:
    """For each ORDER BY (a window's first, which ranks), whether its first number goes down."""
    orders = sorted(written.tree.find_all(exp.Order), key=_precedence)
    found = []
    for order in orders:
        for ordered in order.expressions:
            if _is_number(ordered_by(ordered), written):
                found.append(bool(ordered.args.get("desc")))
                break
    return found


def _precedence(order: exp.Order) -> tuple[int, int]:
    """A window's order ranks; of the others the one that cuts furthest in, then the outermost."""
    if order.find_ancestor(exp.Window) is not None and not isinstance(order.parent, exp.Select):
        return 0, 0
    cuts = order.parent is not None and order.parent.args.get("limit") is not None
    return (1, -order.depth) if cuts else (2, order.depth)


def _by_another(said: Said, written: Written) -> bool:
    """The order is by a metric that the question does not name."""
    named = {name for names in said.metrics for name in names}
    items = {item.alias: item.this for item in written.tree.find_all(exp.Alias)}
    for order in written.tree.find_all(exp.Order):
        for ordered in order.expressions[:1]:
            key = items.get(ordered.this.name, ordered.this) if isinstance(ordered.this, exp.Column) else ordered.this
            used = {n.expressions[0].name for n in key.find_all(exp.Anonymous) if anonymous_name(n) == "MEASURE"}
            if named and used and not used & named:
                return True
    return False


def _is_number(node: exp.Expr, written: Written) -> bool:
    """Not a group key or a bucket of time: a measure, a computed column, or a field of a list."""
    if grain_of(node):
        return False
    if any(anonymous_name(part) or isinstance(part, exp.AggFunc) for part in node.walk()):
        return True
    if not isinstance(node, exp.Column):
        return not isinstance(node, exp.Literal)
    roles = {column.name: column.role for column in written.checked.columns}
    role = roles.get(node.name)
    if role is None:
        grouped = {key.name for group in written.tree.find_all(exp.Group) for key in group.find_all(exp.Column)}
        return node.name not in grouped
    return role not in ("group", "time")


def _keeps(descending: bool, down: list[bool], written: Written) -> bool:
    """The first number's direction, of every order that cuts; or the extreme itself, as MAX and MIN give it."""
    if _cuts_both_ways(written):
        return False
    if down:
        return down[0] == descending or _ranks_both_ways(written)
    wanted = (exp.Max, exp.ArgMax) if descending else (exp.Min, exp.ArgMin)
    return written.tree.find(*wanted) is not None or _one_row(written)


def _ranks_both_ways(written: Written) -> bool:
    """ "The highest and the lowest": one window ranks down, another up."""
    orders = [window.args.get("order") for window in written.tree.find_all(exp.Window)]
    return len({bool(order.expressions[0].args.get("desc")) for order in orders if order is not None}) == 2


def _cuts_both_ways(written: Written) -> bool:
    """The last one of the first three is none of the first."""
    cuts = [order for order in written.tree.find_all(exp.Order) if order.parent and order.parent.args.get("limit")]
    return len({bool(order.expressions[0].args.get("desc")) for order in cuts}) > 1


def _one_row(written: Written) -> bool:
    """A single number has no order to keep."""
    return (
        written.checked.kind == "aggregate"
        and all(column.role not in ("group", "time") for column in written.checked.columns)
        and written.tree.find(exp.Group) is None
    )


def _cuts(written: Written) -> bool:
    """A result of groups or buckets is cut although nobody asked for it; a list of rows needs a cut."""
    return written.checked.kind == "aggregate" and written.checked.limit is not None


def _is_list(written: Written) -> bool:
    """Rows, none of which is more than another: "which line did not run" may be several."""
    return written.checked.kind == "detail"


def _skips(written: Written) -> bool:
    """The first rows are left out (OFFSET 1)."""
    offset = written.tree.find(exp.Offset)
    return offset is not None and offset.expression.name != "0"


def _text(down: bool | None, limits: list[int]) -> str:
    parts = [] if down is None else ["DESC" if down else "ASC"]
    parts += [f"LIMIT {limit}" for limit in limits[:1]]
    return " ".join(parts) or "–"
