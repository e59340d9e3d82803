"""parse_query: semantic SQL text to a SemanticQuery in normal form.

Role: ties the steps of parsing together. A SELECT whose FROM is the model is a *block*; in it names become the
declared ones and aliases in GROUP BY, HAVING and ORDER BY become what they stand for. Any other SELECT reads
blocks: CTEs and subqueries.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.functions import TREE_FUNCTIONS
from semantic_layer.issues import Issue, IssueCode, Issues, issue
from semantic_layer.metrics import ModelIndex, index_of
from semantic_layer.metrics.grammar import MEASURE_WORDS, Normaliser, anonymous_name, is_measure
from semantic_layer.metrics.scalar import columns_of, text_of, walk_down
from semantic_layer.model import SemanticModel
from semantic_layer.parse.canonical import canonical_text, settle_block
from semantic_layer.parse.remedies import remedy
from semantic_layer.parse.structure import structure_problems
from semantic_layer.parse.syntax import read_statement
from semantic_layer.query import SemanticQuery
from semantic_layer.suggest import suggest


def parse_query(text: str, model: SemanticModel) -> SemanticQuery | Issues:
    """Read semantic SQL; every problem of syntax, structure and names is returned together."""
    tree = read_statement(text)
    if isinstance(tree, Issues):
        return tree
    problems = list(dict.fromkeys(_hashable(found) for found in structure_problems(tree)))
    if problems:
        told = ((code, dict(params)) for code, params in problems)
        return Issues(tuple(issue(code, **params, **remedy(str(params["name"]), model.name)) for code, params in told))
    reader = _Reader(index_of(model))
    reader.statement(tree, frozenset())
    if reader.issues:
        return Issues(tuple(reader.issues))
    return SemanticQuery(text=text, canonical=canonical_text(tree), tree=tree)


def _hashable(found: Issue) -> tuple[IssueCode, tuple[tuple[str, object], ...]]:
    return found.code, tuple(found.params.items())


class _Reader:
    """Walks the SELECTs of a statement; collects issues."""

    def __init__(self, index: ModelIndex) -> None:
        self.index = index
        self.issues: list[Issue] = []

    def report(self, code: IssueCode, **params: object) -> None:
        """Add an issue, once."""
        found = issue(code, **params)
        if found not in self.issues:
            self.issues.append(found)

    def forbidden(self, name: str, known_as: str = "") -> None:
        """A construct that may not stand here, with what to write instead."""
        self.report(IssueCode.FORBIDDEN_SYNTAX, name=name, **remedy(known_as or name, self.index.model.name))

    def statement(self, tree: exp.Expr, ctes: frozenset[str]) -> None:
        """One SELECT or UNION with the CTE names it may read."""
        if isinstance(tree, exp.Subquery):
            self.statement(tree.this, ctes)
        elif isinstance(tree, exp.Union):
            self.forbidden("UNION")
        elif isinstance(tree, exp.Select):
            for cte in tree.ctes:
                name = cte.alias.lower()
                if name == self.index.model.name.lower() or name in ctes:
                    self.report(IssueCode.DUPLICATE_NAME, name=cte.alias)
                self.statement(cte.this, ctes)
                ctes |= {name}
            self.select(tree, ctes)

    def select(self, select: exp.Select, ctes: frozenset[str]) -> None:
        """One SELECT: a block over the model, or one over CTEs and subqueries."""
        source = select.args.get("from_")
        if source is None:
            self.report(IssueCode.UNKNOWN_MODEL, name="", suggestions=(self.index.model.name,))
            return
        if is_block(select, self.index.model, ctes):
            if select.args.get("joins"):
                self.forbidden("JOIN")
            self.block(select)
            return
        for table in [source.this, *[join.this for join in select.args.get("joins") or ()]]:
            if isinstance(table, exp.Subquery):
                self.statement(table.this, ctes)
            elif table.name.lower() not in ctes:
                self.report(IssueCode.UNKNOWN_MODEL, name=table.name, suggestions=self.sources(table.name, ctes))
        self.outer(select, ctes)

    def sources(self, name: str, ctes: frozenset[str]) -> tuple[str, ...]:
        """The names that may stand in FROM: the model's, and those of CTEs that come near."""
        model = self.index.model.name
        return tuple(dict.fromkeys([model, *suggest(name, sorted(ctes))]))

    def outer(self, select: exp.Select, ctes: frozenset[str]) -> None:
        """A SELECT over CTEs: no measures, no unknown functions; its own subqueries are read."""
        tables = {"from_", "joins", "with_"}
        for clause, value in select.args.items():
            if clause in tables:
                continue
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, exp.Expr):
                    self.outer_part(part, ctes)

    def outer_part(self, part: exp.Expr, ctes: frozenset[str]) -> None:
        """One expression of an outer SELECT."""
        for node in walk_down(part, prune=(exp.Select,)):
            if isinstance(node, exp.Select):
                self.statement(node, ctes)
            elif anonymous_name(node) in MEASURE_WORDS | TREE_FUNCTIONS:
                named = next((part for part in walk_down(node) if anonymous_name(part) == "MEASURE"), None)
                name = named.expressions[0].name if named is not None and named.expressions else ""
                self.report(IssueCode.MEASURE_OUTSIDE_MODEL, name=name)
            elif isinstance(node, exp.Anonymous):
                self.report(IssueCode.FORBIDDEN_FUNCTION, name=anonymous_name(node), suggestions=())

    def block(self, select: exp.Select) -> None:
        """A block over the model, brought to normal form in place: aliases opened, names resolved."""
        alias = select.args["from_"].this.args.get("alias")
        if alias is not None:
            self.forbidden(f"{self.index.model.name} AS {alias.name}", "alias")
        select.args["from_"].this.set("this", exp.to_identifier(self.index.model.name))
        open_aliases(select)
        normaliser = Normaliser(self.index, formula=False)
        for clause, value in select.args.items():
            if clause not in ("from_", "with_", "where"):
                self.no_subqueries(value)
        for item in select.expressions:
            inner = item.this if isinstance(item, exp.Alias) else item
            inner.replace(normaliser.run(inner))
        for clause in ("where", "having", "qualify"):
            holder = select.args.get(clause)
            if holder is not None:
                if clause == "where":
                    self.subqueries(holder, normaliser)
                holder.this.replace(normaliser.run(holder.this))
        for node in grouped(select):
            node.replace(normaliser.run(node))
        order = select.args.get("order")
        for ordered in order.expressions if order else ():
            ordered.this.replace(normaliser.run(ordered.this))
        for found in normaliser.issues:
            if found not in self.issues:
                self.issues.append(found)
        if not self.issues:
            settle_block(select)

    def no_subqueries(self, value: object) -> None:
        """EXISTS stands in WHERE only; no other subquery stands in a block."""
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, exp.Expr) and part.find(exp.Query, exp.Exists):
                self.forbidden("(SELECT …)")

    def subqueries(self, holder: exp.Expr, normaliser: Normaliser) -> None:
        """EXISTS over a declared dataset is read; any other subquery inside a block is refused."""
        for node in list(walk_down(holder, prune=(exp.Exists,))):
            if isinstance(node, exp.Exists):
                self.exists(node, normaliser)
            elif isinstance(node, exp.Query):
                self.forbidden("(SELECT …)")

    def exists(self, node: exp.Exists, normaliser: Normaliser) -> None:
        """EXISTS over one declared dataset, its WHERE brought to normal form in place."""
        inner = node.this
        source = inner.args.get("from_") if isinstance(inner, exp.Select) else None
        extra = [name for name, value in inner.args.items() if value and name not in ("expressions", "from_", "where")]
        if source is None or extra or not isinstance(source.this, exp.Table) or source.this.args.get("alias"):
            self.report(IssueCode.FORBIDDEN_SYNTAX, name=text_of(node))
            return
        dataset = self.index.dataset_name(source.this.name)
        if dataset is None or dataset not in self.index.model.datasets:
            near = suggest(source.this.name, self.index.model.datasets)
            self.report(IssueCode.UNKNOWN_FIELD, name=source.this.name, suggestions=near)
            return
        source.this.set("this", exp.to_identifier(dataset))
        inner.set("expressions", [exp.Literal.number(1)])
        where = inner.args.get("where")
        if where is not None:
            if any(is_measure(part) or isinstance(part, exp.Query) for part in walk_down(where)):
                self.report(IssueCode.AGGREGATE_IN_WHERE, text=text_of(where))
                return
            where.this.replace(normaliser.run(where.this, inside_aggregate=True))


def is_block(select: exp.Select, model: SemanticModel, ctes: frozenset[str] = frozenset()) -> bool:
    """The SELECT reads the model itself."""
    source = select.args.get("from_")
    table = source.this if source is not None else None
    if not isinstance(table, exp.Table):
        return False
    return table.name.lower() == model.name.lower() and table.name.lower() not in ctes


def grouped(select: exp.Select) -> list[exp.Expr]:
    """The expressions grouped by, wherever in GROUP BY they stand (plain, ROLLUP, CUBE, GROUPING SETS)."""
    group = select.args.get("group")
    if group is None:
        return []
    found: list[exp.Expr] = []
    stack = list(group.iter_expressions())
    while stack:
        node = stack.pop(0)
        if isinstance(node, (exp.Rollup, exp.Cube, exp.GroupingSets, exp.Tuple, exp.Paren)):
            stack = [*node.iter_expressions(), *stack]
        else:
            found.append(node)
    return found


def open_aliases(select: exp.Select) -> None:
    """Replace ordinals and references to select aliases by what they stand for."""
    aliases: dict[str, exp.Expr] = {}
    for item in select.expressions:
        inner = item.this if isinstance(item, exp.Alias) else item
        if not isinstance(inner, exp.Column):
            _substitute(inner, aliases)
        if isinstance(item, exp.Alias):
            aliases[item.alias.lower()] = item.this
    items = [item.this if isinstance(item, exp.Alias) else item for item in select.expressions]
    group = select.args.get("group")
    if group is not None and group.args.get("all"):
        plain = [item for item in items if not any(is_measure(node) for node in walk_down(item))]
        select.set("group", exp.Group(expressions=[item.copy() for item in plain]) if plain else None)
    for node in grouped(select):
        if not _ordinal(node, items):
            _substitute(node, aliases)
    for clause in ("having", "qualify"):
        holder = select.args.get(clause)
        if holder is not None:
            _substitute(holder, aliases)
    order = select.args.get("order")
    for ordered in order.expressions if order else ():
        if not _ordinal(ordered.this, items):
            _substitute(ordered, aliases)


def _ordinal(node: exp.Expr, items: list[exp.Expr]) -> bool:
    if isinstance(node, exp.Literal) and not node.is_string and node.name.isdigit():
        position = int(node.name)
        if 1 <= position <= len(items):
            node.replace(items[position - 1].copy())
            return True
    return False


def _substitute(tree: exp.Expr, aliases: dict[str, exp.Expr]) -> None:
    for column in columns_of(tree):
        meant = aliases.get(column.name.lower()) if not column.table else None
        if meant is not None and column is not meant:
            is_argument = isinstance(column.parent, exp.Anonymous) and anonymous_name(column.parent) in MEASURE_WORDS
            if not is_argument:
                simple = isinstance(meant, (exp.Column, exp.Anonymous, exp.Func))
                column.replace(meant.copy() if simple else exp.Paren(this=meant.copy()))
