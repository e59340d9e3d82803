"""Synthetic results for the gallery and the tests: an invented company, one builder.

Role: makes (checked query, table, layer) by hand, without parsing, compiling or a warehouse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlglot import exp

from semantic_layer.model import (
    Better,
    Dataset,
    Field,
    FieldRef,
    FieldRole,
    FieldType,
    Horizon,
    Label,
    Layer,
    Metric,
    MetricKind,
    SemanticModel,
    Unit,
)
from semantic_layer.query import (
    Cell,
    CheckedQuery,
    Column,
    CompiledSql,
    DateRange,
    MeasurePeriod,
    ResultTable,
    SemanticQuery,
)

MONEY = Unit("currency", "CNY")
PERCENT = Unit("percent")
POINTS = Unit("points")
DAYS = Unit("days")
PIECES = Unit("count", name=Label("件", "pieces"))
YEAR = DateRange(date(2026, 1, 1), date(2026, 12, 31))
_SHOP = FieldRef("shops", "zone")
_LINE = FieldRef("goods", "line")
_CODE = FieldRef("goods", "code")


def column(name: str, role: str = "measure", **changes: Any) -> Column:
    """A result column; a measure is a flow in CNY unless told otherwise."""
    base = Column(name=name, role=role)  # type: ignore[arg-type]
    if role in ("measure", "computed"):
        base = replace(base, unit=MONEY, metric=name, kind=MetricKind.FLOW, better=Better.HIGHER)
    return replace(base, **changes)


ZONE = column("zone", "group", field=_SHOP)
LINE = column("line", "group", field=_LINE)
CODE = column("code", "group", field=_CODE, id_like=True)
MONTH = column("period_start", "time", grain="month")
SALES = column("sales")
SALES_PRIOR = column("sales_prior_year", metric="sales", modifiers=("PRIOR_YEAR",))
SALES_GROWTH = column(
    "sales_yoy", "computed", metric="sales", modifiers=("PRIOR_YEAR",), unit=PERCENT, is_growth=True, kind=None
)
SALES_SHARE = column("sales_share", "computed", metric="sales", unit=PERCENT, is_share=True, kind=None)
TARGET = column("sales_target")
MARGIN = column("margin", unit=PERCENT, kind=MetricKind.RATIO)
OPEN = column("open_balance", kind=MetricKind.BALANCE, better=Better.LOWER)
PARCELS = column("parcels", unit=PIECES)
WAIT = column("wait", unit=DAYS, kind=MetricKind.RATIO, better=Better.LOWER)
BRIDGE = column("profit_bridge")


def _metric(name: str, zh: str, en: str, kind: MetricKind, unit: Unit, better: Better = Better.HIGHER) -> Metric:
    return Metric(
        name=name,
        expression=f"SUM(ledger.{name})",
        kind=kind,
        label=Label(zh, en),
        description=Label(f"{zh}的说明", f"What {en} means"),
        owner="Controlling",
        unit=unit,
        better=better,
    )


def _field(dataset: str, name: str, zh: str, en: str, **changes: Any) -> Field:
    made = Field(name, dataset, name, FieldType.STRING, FieldRole.CATEGORY, Label(zh, en))
    return replace(made, **changes)


def sample_model() -> SemanticModel:
    """A model with no table behind it."""
    metrics = (
        _metric("sales", "销售额", "Sales", MetricKind.FLOW, MONEY),
        _metric("sales_target", "销售目标", "Sales target", MetricKind.FLOW, MONEY),
        _metric("margin", "毛利率", "Gross margin", MetricKind.RATIO, PERCENT),
        _metric("open_balance", "未收余额", "Open balance", MetricKind.BALANCE, MONEY, Better.LOWER),
        _metric("parcels", "包裹数", "Parcels", MetricKind.FLOW, PIECES),
        _metric("wait", "平均天数", "Average days", MetricKind.RATIO, DAYS, Better.LOWER),
        _metric("profit_bridge", "利润变动", "Change of profit", MetricKind.FLOW, MONEY),
    )
    shops = Dataset(
        "shops", "shops", label=Label("门店", "Shops"), fields={"zone": _field("shops", "zone", "片区", "Zone")}
    )
    goods = Dataset(
        "goods",
        "goods",
        label=Label("商品", "Goods"),
        fields={
            "line": _field("goods", "line", "品类", "Line", values=("甲", "乙")),
            "code": _field("goods", "code", "编码", "Code", role=FieldRole.ID),
        },
    )
    ledger = Dataset(
        "ledger",
        "ledger",
        label=Label("账", "Ledger"),
        time_field="day",
        fields={
            metric.name: _field("ledger", metric.name, metric.label.zh, metric.label.en, role=FieldRole.AMOUNT)
            for metric in metrics
        },
    )
    return SemanticModel(
        name="books",
        label=Label("样例公司", "Sample company"),
        datasets={"shops": shops, "goods": goods, "ledger": ledger},
        metrics={metric.name: metric for metric in metrics},
    )


def sample_layer(loaded: date = date(2026, 11, 3), closed: date = date(2026, 10, 31)) -> Layer:
    return Layer(sample_model(), {"ledger": Horizon(date(2024, 1, 1), loaded, closed)})


@dataclass(frozen=True)
class Sample:
    """One result, ready for compose and charts."""

    checked: CheckedQuery
    table: ResultTable
    layer: Layer = field(default_factory=sample_layer)

    @property
    def compiled(self) -> CompiledSql:
        return CompiledSql("SELECT 1", "duckdb", self.table.columns, frozenset({"ledger"}), checked=self.checked)


def sample(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    asked: DateRange | None = YEAR,
    end: date | None = None,
    probes: Mapping[str, tuple[tuple[Cell, ...], ...]] | None = None,
    truncated: bool = False,
    **changes: Any,
) -> Sample:
    """A checked query with its result. `end`: where the data ends, inside the asked range; `changes`: of the query."""
    metrics = tuple(dict.fromkeys(c.metric for c in columns if c.metric))
    periods = tuple(_period(c, asked, end) for c in columns if c.metric and asked)
    checked = CheckedQuery(
        query=SemanticQuery("SELECT 1", "SELECT 1", exp.select("1")),
        columns=tuple(columns),
        metrics=metrics,
        fields=tuple(c.field for c in columns if c.field),
        filters=(),
        asked=asked,
        grain=next((c.grain for c in columns if c.role == "time"), ""),
        periods=periods,
        label="governed",
        kind="aggregate",
        order=(),
        limit=None,
    )
    table = ResultTable(tuple(columns), tuple(tuple(row) for row in rows), truncated, probes or {})
    return Sample(replace(checked, **changes), table)


def _period(measure: Column, asked: DateRange, end: date | None) -> MeasurePeriod:
    last = end or asked.end
    return MeasurePeriod(
        measure.name,
        measure.metric,
        "ledger.day",
        asked.start,
        last,
        asked_end=asked.end,
        complete=last == asked.end,
        closed=last is None or last <= date(2026, 10, 31),
        is_as_of=measure.kind is MetricKind.BALANCE,
    )
