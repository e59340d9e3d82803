"""QueryShape: the structured form of a one-block semantic query.

Role: what the offline planner builds, follow-ups edit, agreement reads and the eval compares. `to_sql` writes it as
semantic SQL; `shape_of` (in `semantic_layer.parse`) reads one back from a parsed query where it is expressible.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from semantic_layer.model import FieldRef

Literal = str | int | float | Decimal | bool | date | None


def literal_sql(value: Literal) -> str:
    """One SQL literal; strings quoted with '' escapes, dates typed.

    >>> literal_sql("O'Neil"), literal_sql(date(2026, 10, 1)), literal_sql(None)
    ("'O''Neil'", "DATE '2026-10-01'", 'NULL')
    """
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case date():
            return f"DATE '{value.isoformat()}'"
        case int() | Decimal():
            return str(value)
        case float():
            return repr(value)
        case _:
            return "'" + str(value).replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Condition:
    """`field op values`. op: = != IN "NOT IN" < <= > >= LIKE "IS NULL" "IS NOT NULL" "IS DISTINCT FROM", and
    EXISTS / "NOT EXISTS" where `field.dataset` names the related dataset and `field.field` is empty, or its date with
    the first and last day as values (and True for a moment, which is of its day); `inside` is a further condition on
    its rows, as SQL. WITHIN, NOT WITHIN where `field` is a tree of the dataset (rule 33). Negations are written so that
    NULL rows are kept (rule 30)."""

    field: FieldRef
    op: str
    values: tuple[Literal, ...] = ()
    inside: str = ""

    def to_sql(self) -> str:
        name = str(self.field)
        listed = ", ".join(literal_sql(value) for value in self.values)
        match self.op:
            case "IN":
                return f"{name} IN ({listed})"
            case "NOT IN":
                return f"({name} IS NULL OR {name} NOT IN ({listed}))"
            case "IS NULL" | "IS NOT NULL":
                return f"{name} {self.op}"
            case "EXISTS" | "NOT EXISTS":
                inner = [self.inside] if self.inside else []
                if self.values:
                    first, last = (literal_sql(value) for value in self.values[:2])
                    day = name if len(self.values) == 2 else f"CAST({name} AS DATE)"
                    inner.append(f"{day} BETWEEN {first} AND {last}")
                where = f" WHERE {' AND '.join(inner)}" if inner else ""
                return f"{self.op} (SELECT 1 FROM {self.field.dataset}{where})"
            case "WITHIN":
                return f"WITHIN({name}, {listed})"
            case "NOT WITHIN":
                return f"NOT COALESCE(WITHIN({name}, {listed}), FALSE)"
            case _:
                return f"{name} {self.op} {listed}"


@dataclass(frozen=True, slots=True)
class Measure:
    """`MEASURE(metric)` with modifiers, outermost first: "PRIOR_YEAR", "PRIOR_PERIOD", "PRIOR_PERIOD(month)", "YTD",
    "QTD", "MTD", "TRAILING(3, month)", "TOTAL", "TOTAL(customers.region)"."""

    metric: str
    modifiers: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()

    def to_sql(self) -> str:
        text = f"MEASURE({self.metric})"
        if self.where:
            text += " FILTER (WHERE " + " AND ".join(c.to_sql() for c in self.where) + ")"
        for modifier in reversed(self.modifiers):
            name, _, rest = modifier.partition("(")
            arguments = rest.rstrip(")")
            if name == "TOTAL" and arguments:
                text = f"TOTAL({text}, BY {arguments})"
            else:
                text = f"{name}({text}, {arguments})" if arguments else f"{name}({text})"
        return text


@dataclass(frozen=True, slots=True)
class Item:
    """One output column: a measure, or arithmetic over measures as text (`expression`)."""

    alias: str
    measure: Measure | None = None
    expression: str = ""

    def to_sql(self) -> str:
        body = self.measure.to_sql() if self.measure else self.expression
        return f"{body} AS {self.alias}"


@dataclass(frozen=True, slots=True)
class QueryShape:
    """A one-block query. `fields` are the group keys of an aggregate, the columns of a detail query."""

    model: str
    items: tuple[Item, ...] = ()
    fields: tuple[FieldRef, ...] = ()
    grain: str = ""
    where: tuple[Condition, ...] = ()
    start: date | None = None
    end: date | None = None
    having: tuple[str, ...] = ()  # conditions over measures, as text
    order: tuple[tuple[str, bool], ...] = ()  # (alias, field or "period"; descending)
    limit: int | None = None
    detail: bool = False

    def with_(self, **changes: object) -> QueryShape:
        """A copy with some parts replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def to_sql(self) -> str:
        """Semantic SQL of this shape.

        >>> from semantic_layer.model import FieldRef
        >>> region = FieldRef("customers", "region")
        >>> print(QueryShape("finance", items=(Item("ar", Measure("ar_balance")),), fields=(region,),
        ...     start=date(2026, 10, 1), end=date(2026, 10, 31), order=(("ar", True),), limit=3).to_sql())
        SELECT customers.region, MEASURE(ar_balance) AS ar
        FROM finance
        WHERE period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'
        GROUP BY customers.region
        ORDER BY ar DESC NULLS LAST
        LIMIT 3
        """
        bucket = f"DATE_TRUNC('{self.grain}', period)"
        keys = ([bucket] if self.grain else []) + [str(ref) for ref in self.fields]
        selected = ([f"{bucket} AS period_start"] if self.grain else []) + [str(ref) for ref in self.fields]
        lines = ["SELECT " + ", ".join(selected + [item.to_sql() for item in self.items]), f"FROM {self.model}"]
        conditions = self._period() + [condition.to_sql() for condition in self.where]
        if conditions:
            lines.append("WHERE " + " AND ".join(conditions))
        if keys and not self.detail:
            lines.append("GROUP BY " + ", ".join(keys))
        if self.having:
            lines.append("HAVING " + " AND ".join(self.having))
        if self.order:
            names = [("period_start" if name == "period" and self.grain else name, down) for name, down in self.order]
            lines.append(
                "ORDER BY " + ", ".join(f"{n} DESC NULLS LAST" if d else f"{n} ASC NULLS LAST" for n, d in names)
            )
        if self.limit is not None:
            lines.append(f"LIMIT {self.limit}")
        return "\n".join(lines)

    def _period(self) -> list[str]:
        if self.start and self.end:
            return [f"period BETWEEN {literal_sql(self.start)} AND {literal_sql(self.end)}"]
        if self.start:
            return [f"period >= {literal_sql(self.start)}"]
        if self.end:
            return [f"period <= {literal_sql(self.end)}"]
        return []
