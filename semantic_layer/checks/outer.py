"""Checking SELECTs over blocks: CTEs and subqueries (rules 25, 26, 28).

Role: every column keeps its unit and additivity on the way out; CTEs join on complete group keys; averages over dense
time count empty buckets. The statement's tree is copied, and each block in it replaced by a placeholder that compile
fills in.
Errors: MEASURE_OUTSIDE_MODEL (while parsing), UNKNOWN_FIELD, NOT_ADDITIVE, INCOMPLETE_JOIN, LIMIT_WITHOUT_ORDER.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from semantic_layer.access.rights import Rights
from semantic_layer.checks.block import BlockChecker, is_aggregate_block
from semantic_layer.checks.columns import Reading
from semantic_layer.checks.detail import DetailChecker
from semantic_layer.checks.facts import Facts
from semantic_layer.checks.plan import Block, Detail, Plan
from semantic_layer.checks.relations import OutColumn, Relation, relation_of_block, relation_of_detail
from semantic_layer.issues import IssueCode, Issues, issue
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.scalar import is_aggregate, text_of, walk_down
from semantic_layer.model import Layer
from semantic_layer.parse.canonical import conjuncts
from semantic_layer.parse.query import is_block
from semantic_layer.periods import Calendar
from semantic_layer.query import CheckedQuery, MeasurePeriod, SemanticQuery
from semantic_layer.suggest import suggest


class OuterChecker:
    """Checks a statement of several SELECTs."""

    def __init__(
        self, query: SemanticQuery, index: ModelIndex, layer: Layer, rights: Rights, calendar: Calendar
    ) -> None:
        self.query = query
        self.index = index
        self.layer = layer
        self.rights = rights
        self.calendar = calendar
        self.facts = Facts()
        self.blocks: dict[str, Block | Detail] = {}
        self.detail = False
        self.computes = False
        self.rates: tuple[tuple[str, exp.Expr], ...] = ()  # (column, base) of growth in the SELECT read last

    def check(self) -> CheckedQuery | Issues:
        """The checked statement, or every issue of all its SELECTs."""
        tree = self.query.tree.copy()
        assert isinstance(tree, exp.Select)
        result = self.select(tree, {})
        if self.facts.issues or result is None:
            return Issues(tuple(self.facts.issues) or (issue(IssueCode.SYNTAX, detail=self.query.text[:200]),))
        order = tree.args.get("order")
        limit = tree.args.get("limit")
        names = {column.name.lower(): column.name for column in result.columns}
        ordered = [
            (names.get(node.this.name.lower(), ""), bool(node.args.get("desc")))
            for node in (order.expressions if order is not None else ())
        ]
        self.break_ties(tree, result)
        return CheckedQuery(
            query=self.query,
            columns=tuple(column.column for column in result.columns),
            metrics=tuple(self.facts.metrics),
            fields=tuple(self.facts.fields),
            filters=tuple(self.facts.filters),
            asked=self.facts.asked,
            grain=next((c.column.grain for c in result.columns if c.column.role == "time"), ""),
            periods=self.periods(result),
            label="exploratory" if self.facts.adhoc or self.computes or self.detail else "governed",
            kind="detail" if self.detail else "aggregate",
            order=tuple(ordered),
            limit=int(limit.expression.name) if limit is not None else None,
            notes=tuple(self.facts.notes),
            plan=self.plan(tree, result),
        )

    def plan(self, tree: exp.Select, result: Relation) -> Plan:
        """What compile needs: the statement with its blocks, and what the probes of its columns look at."""
        return Plan(
            root=None,
            outer=tree,
            blocks=self.blocks,
            outer_columns=tuple(column.column for column in result.columns),
            probes=tuple((c.name, *c.as_of) for c in result.columns if c.as_of is not None),
            bases=tuple((column.name, *base) for column in result.columns for base in column.bases),
            rates=self.rates,
        )

    def periods(self, result: Relation) -> tuple[MeasurePeriod, ...]:
        """What each measure of the result covers, under the names the columns have there."""
        return tuple(replace(c.period, column=c.name) for c in result.columns if c.period is not None)

    # ---- SELECTs

    def select(self, select: exp.Expr, known: dict[str, Relation]) -> Relation | None:
        """The relation one SELECT makes; its blocks are replaced by placeholders."""
        if isinstance(select, exp.Subquery):
            return self.select(select.this, known)
        if not isinstance(select, exp.Select):
            self.facts.report(IssueCode.FORBIDDEN_SYNTAX, name=type(select).__name__.upper())
            return None
        known = dict(known)
        for cte in select.ctes:
            found = self.select(cte.this, known)
            if found is not None:
                known[cte.alias.lower()] = found
        if is_block(select, self.index.model, frozenset(known)):
            return self.block(select)
        return self.outer(select, known)

    def block(self, select: exp.Select) -> Relation | None:
        """A SELECT over the model."""
        is_aggregate = is_aggregate_block(select)
        checker = (BlockChecker if is_aggregate else DetailChecker)(
            select, self.index, self.layer, self.rights, self.calendar
        )
        found = checker.check()
        self._merge(checker.facts)
        self.rates = ()
        if found is None:
            return None
        name = f"block_{len(self.blocks)}"
        self.blocks[name] = found
        with_ = select.args.get("with_")
        for clause in list(select.args):
            if clause not in ("expressions", "with_"):
                select.set(clause, None)
        select.set("expressions", [exp.column(name)])
        select.set("with_", with_)
        if isinstance(found, Detail):
            return relation_of_detail(found, self.index)
        return relation_of_block(found, name)

    def _merge(self, facts: Facts) -> None:
        for mine, theirs in (
            (self.facts.issues, facts.issues), (self.facts.notes, facts.notes), (self.facts.filters, facts.filters),
            (self.facts.metrics, facts.metrics), (self.facts.fields, facts.fields),
        ):  # fmt: skip
            mine.extend(item for item in theirs if item not in mine)  # type: ignore[arg-type]
        self.facts.asked = self.facts.asked or facts.asked
        self.facts.adhoc = self.facts.adhoc or facts.adhoc

    def outer(self, select: exp.Select, known: dict[str, Relation]) -> Relation | None:
        """A SELECT over relations."""
        sources = self.sources(select, known)
        if sources is None:
            return None
        for node in list(walk_down(select)):
            if isinstance(node, exp.Subquery) or (isinstance(node, exp.In) and node.args.get("query")):
                self.subquery(node, known)
        reading = Reading(sources, self.facts)
        group = select.args.get("group")
        if group is not None and any(v for k, v in group.args.items() if k != "expressions"):
            self.facts.report(IssueCode.FORBIDDEN_SYNTAX, name="GROUP BY")
        reading.grouped = [text_of(_meant(node, select)) for node in (group.expressions if group is not None else ())]
        items = [self.item(reading, position, node) for position, node in enumerate(list(select.expressions), 1)]
        self.rates = tuple((name, base) for name, base in reading.rates)
        aliases = {item.name.lower() for item in items}
        for clause in ("where", "having", "qualify", "group"):
            if select.args.get(clause) is not None:
                reading.scan(select.args[clause], aliases if clause != "where" else set())
        order = select.args.get("order")
        if order is not None:
            reading.scan(order, aliases)
            for node in order.expressions:
                node.set("nulls_first", False)
        if select.args.get("limit") and order is None:
            self.facts.report(IssueCode.LIMIT_WITHOUT_ORDER)
        self.computes = self.computes or reading.computes
        grouped = bool(group) or any(is_aggregate(n) for e in select.expressions for n in walk_down(e, (exp.Window,)))
        return Relation(tuple(items), self._keys(items, sources, grouped), dense=False)

    @staticmethod
    def item(reading: Reading, position: int, node: exp.Expr) -> OutColumn:
        """One column; what it does to growth rates is done in the tree."""
        inner = node.this if isinstance(node, exp.Alias) else node
        guarded, bases = reading.guard(inner)
        if guarded is not inner:
            inner.replace(guarded)
        found = reading.read(guarded)
        name = node.alias if isinstance(node, exp.Alias) else found.name or f"value_{position}"
        reading.rates += [(name, base) for base in bases]
        return found.renamed(name)

    def _keys(self, items: list[OutColumn], sources: list[Relation], grouped: bool) -> tuple[str, ...] | None:
        """The names that tell the rows of the result apart; None where they are not all selected."""
        if grouped:
            return tuple(item.name for item in items if item.column.role in ("group", "time"))
        if any(source.keys is None for source in sources):
            return None
        wanted = {key for source in sources for key in source.keys or ()}
        kept = {item.source for item in items}
        if not wanted <= kept:
            return None
        return tuple(item.name for item in items if item.source in wanted)

    def subquery(self, node: exp.Expr, known: dict[str, Relation]) -> None:
        """A scalar subquery or IN (SELECT …) inside an expression; sources are read elsewhere."""
        is_list = isinstance(node.parent, exp.In) and node.arg_key == "query"  # read with the IN it belongs to
        if is_list or isinstance(node.parent, (exp.From, exp.Join, exp.CTE)):
            return
        inner = node.args["query"] if isinstance(node, exp.In) else node.this
        inner = inner.this if isinstance(inner, exp.Subquery) else inner
        found = self.select(inner, known)
        if found is not None and len(found.columns) != 1:
            self.facts.report(IssueCode.FORBIDDEN_SYNTAX, name=text_of(node))
        is_one_row = isinstance(inner, exp.Select) and not inner.args.get("group") and found is not None
        if isinstance(node, exp.Subquery) and is_one_row and isinstance(inner, exp.Select):
            aggregated = any(is_aggregate(part) for part in walk_down(inner.expressions[0], (exp.Window,)))
            if not aggregated and not (found is not None and found.keys == ()):
                self.facts.report(IssueCode.FORBIDDEN_SYNTAX, name=text_of(node))

    # ---- sources

    def sources(self, select: exp.Select, known: dict[str, Relation]) -> list[Relation] | None:
        """The relations of FROM and JOIN under their aliases, the joins proven."""
        found: list[Relation] = []
        first = select.args["from_"].this
        base = self.source(first, known)
        if base is None:
            return None
        found.append(base)
        for join in select.args.get("joins") or ():
            right = self.source(join.this, known)
            if right is None:
                return None
            found = self.joined(join, found, right)
        return found

    def source(self, table: exp.Expr, known: dict[str, Relation]) -> Relation | None:
        """What a table in FROM or JOIN gives: a subquery or a CTE; None, with an issue, where there is none."""
        if isinstance(table, exp.Subquery):
            found = self.select(table.this, known)
            alias = table.alias
        else:
            found = known.get(table.name.lower())
            alias = table.alias or table.name
        if found is None:
            if not self.facts.issues:
                near = suggest(table.name, known)
                self.facts.report(IssueCode.UNKNOWN_MODEL, name=table.name, suggestions=near)
            return None
        return found.called(alias)

    def joined(self, join: exp.Join, left: list[Relation], right: Relation) -> list[Relation]:
        """Join on complete group keys; a side that is repeated by it loses its additivity (rule 26)."""
        pairs = self._pairs(join, left, right)
        if pairs is None:
            return [*left, right]
        left_keys = {key for relation in left for key in relation.keys or ()}
        mine, theirs = {a for a, _ in pairs}, {b for _, b in pairs}
        if right.keys is None or any(relation.keys is None for relation in left):
            self.facts.report(IssueCode.INCOMPLETE_JOIN, relation=right.alias, missing=())
            return [*left, right]
        right_complete = set(right.keys) <= theirs
        left_complete = left_keys <= mine
        if not right_complete and not left_complete:
            missing = tuple(sorted(name.partition(".")[2] for name in set(right.keys) - theirs))
            self.facts.report(IssueCode.INCOMPLETE_JOIN, relation=right.alias, missing=missing)
        if not left_complete:
            right = right.repeated()
        if not right_complete:
            left = [relation.repeated() for relation in left]
        return [*left, right.without_keys(theirs)]

    def _pairs(self, join: exp.Join, left: list[Relation], right: Relation) -> list[tuple[str, str]] | None:
        """The equal columns of a join, as sources `alias.name`; `=` becomes NULL-safe so that NULL groups meet."""
        found: list[tuple[str, str]] = []
        using = join.args.get("using")
        if using:
            join.set("using", None)
            parts = []
            for name in using:
                owner = next((r for r in left if r.find(name.name) is not None), None)
                if owner is None or right.find(name.name) is None:
                    self.facts.report(IssueCode.UNKNOWN_FIELD, name=name.name, suggestions=())
                    return None
                a, b = exp.column(name.name, table=owner.alias), exp.column(name.name, table=right.alias)
                parts.append(exp.EQ(this=a, expression=b))
            join.set("on", exp.and_(*parts))
            join.set("kind", join.args.get("kind") or None)
        on = join.args.get("on")
        for part in conjuncts(on):
            sides = self._sides(part, left, right)
            if sides is None:
                self.facts.report(IssueCode.INCOMPLETE_JOIN, relation=right.alias, missing=(text_of(part),))
                return None
            found.append(sides)
            safe = exp.NullSafeEQ(this=part.this.copy(), expression=part.expression.copy())
            part.replace(safe)
        return found

    @staticmethod
    def _sides(part: exp.Expr, left: list[Relation], right: Relation) -> tuple[str, str] | None:
        if not isinstance(part, (exp.EQ, exp.NullSafeEQ)):
            return None
        columns = [part.this, part.expression]
        if not all(isinstance(column, exp.Column) for column in columns):
            return None
        for one, two in (columns, reversed(columns)):
            mine = next((c for r in left if (c := r.find(one.name, one.table)) is not None), None)
            theirs = right.find(two.name, two.table)
            if mine is not None and theirs is not None and two.table.lower() in ("", right.alias.lower()):
                return mine.source, theirs.source
        return None

    def break_ties(self, tree: exp.Select, result: Relation) -> None:
        """Group keys after what was asked, so that the order of rows is always the same (rule 28)."""
        if is_block(tree, self.index.model) or "from_" not in tree.args or tree.args["from_"] is None:
            return
        order = tree.args.get("order") or exp.Order(expressions=[])
        said = {node.this.name.lower() for node in order.expressions if isinstance(node.this, exp.Column)}
        for position, column in enumerate(result.columns, 1):
            if column.column.role in ("group", "time", "detail") and column.name.lower() not in said:
                term = exp.Ordered(this=exp.Literal.number(position), desc=False, nulls_first=False)
                order.append("expressions", term)
        if order.expressions:
            tree.set("order", order)


def _meant(node: exp.Expr, select: exp.Select) -> exp.Expr:
    """What an ordinal or an alias in GROUP BY stands for."""
    items = select.expressions
    if (
        isinstance(node, exp.Literal)
        and not node.is_string
        and node.name.isdigit()
        and 1 <= int(node.name) <= len(items)
    ):
        return items[int(node.name) - 1].unalias()
    if isinstance(node, exp.Column) and not node.table:
        return next((i.this for i in items if isinstance(i, exp.Alias) and i.alias.lower() == node.name.lower()), node)
    return node
