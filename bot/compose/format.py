"""How a value is written: one decision per column, shared by text, table, chart and file.

Role: `choose_formats(columns, rows, lang, …)` decides scale and decimals from all values of a result at once, so that
no value is shown two ways; `Format.text` writes one cell; `format_cell` writes a single value on its own.
Units: a `percent` cell is a fraction (0.12 = 12 %), `points` a difference of fractions (0.012 = 1.2 points).
NULL is –, a blank group (空); ids are never formatted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as declared
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from bot.compose.calendar_names import bucket_name
from bot.compose.scales import ONE, Scale, currency_sign, is_legible, scale_below, suit_scale
from bot.compose.wording import say, value_label
from semantic_layer.model import CalendarSpec, FieldRef, Unit
from semantic_layer.query import Cell, Column

_RATES = {"percent", "points"}
_MOST_DECIMALS = 12  # after the point; what is smaller is written by its power of ten
_LONGEST_SCALED = 10**6  # of a scale that is shared with smaller values
_LONGEST = 18  # digits before the point; what is longer is no amount of money


@dataclass(frozen=True, slots=True)
class Format:
    """How every value of one column is written."""

    unit: Unit = Unit()
    lang: str = "zh"
    scale: Scale = ONE
    decimals: int = 0
    is_id: bool = False
    is_group: bool = False
    grain: str = ""
    accounting: bool = False  # negatives in parentheses
    calendar: CalendarSpec = CalendarSpec()
    field: FieldRef | None = None  # whose values may have names of their own
    names: Mapping[str, str] = declared(default_factory=dict, hash=False)  # stored value -> what the asker calls it

    def text(self, value: Cell) -> str:
        """One cell as people read it, with sign, scale and unit."""
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            return say("empty_value" if self.is_group else "none", self.lang)
        if isinstance(value, bool):
            return say("yes" if value else "no", self.lang)
        if isinstance(value, datetime):
            return (
                value.isoformat(sep=" ", timespec="minutes")
                if (value.hour or value.minute)
                else value.date().isoformat()
            )
        if isinstance(value, date):
            return bucket_name(value, self.grain, self.calendar)
        if isinstance(value, str):
            if self.is_group and not value.strip():
                return say("blank_text", self.lang)  # not the same as no value
            return self.names.get(value) or value_label(self.field, value, self.lang)
        if self.is_id:
            return str(value)
        return self._number(to_decimal(value))

    def stored(self, value: Cell) -> str:
        """One cell as a file keeps it: formatted, but a value under the name it is stored by."""
        return value if isinstance(value, str) and value in self.names else self.text(value)

    def size(self, value: Cell) -> str:
        """A number without its sign, for sentences that say the direction in words."""
        return self.text(abs(to_decimal(value))) if is_number(value) else self.text(value)

    def unit_label(self) -> str:
        """The unit of the numbers, for a heading or an axis: 万元-like, "%", "天"; "" if none."""
        match self.unit.kind:
            case "currency":
                return (currency_sign(self.unit.code) + self.scale.suffix).strip()
            case "percent":
                return "%"
            case "points" | "days" | "times":
                return say(f"unit_{self.unit.kind}", self.lang)
            case "count":
                name = self.unit.name.text(self.lang)
                return f"{self.scale.suffix}{name}" if self.lang == "zh" else f"{self.scale.suffix} {name}".strip()
            case _:
                return self.scale.suffix

    def scaled(self, value: Cell) -> float | None:
        """The number as drawn on an axis labelled with `unit_label`."""
        if not is_number(value):
            return None
        factor = Decimal("0.01") if self.unit.kind in _RATES else Decimal(self.scale.factor)
        return float(to_decimal(value) / factor)

    def _number(self, value: Decimal) -> str:
        shown = value * 100 if self.unit.kind in _RATES else value / self.scale.factor
        digits = rounded(abs(shown), self.decimals)
        body = self._with_unit(digits)
        if value >= 0 or not any(character in "123456789" for character in digits):
            return body
        return f"({body})" if self.accounting else f"-{body}"

    def _with_unit(self, digits: str) -> str:
        match self.unit.kind:
            case "currency":
                return f"{currency_sign(self.unit.code)}{digits}{self.scale.suffix}"
            case "percent":
                return f"{digits}%"
            case "times" if self.lang == "en":
                return f"{digits}{self.unit_label()}"
            case "points" | "days" | "times":
                return f"{digits} {self.unit_label()}"
            case "count":
                between = "" if self.lang == "zh" and self.scale.suffix else " "  # 190万件, but 190 件
                name = self.unit.name.text(self.lang)
                name = _one(name) if digits == "1" and self.lang == "en" and not self.scale.suffix else name
                return f"{digits}{self.scale.suffix}{between}{name}".rstrip()
            case _:
                return f"{digits}{self.scale.suffix}"


def _one(plural: str) -> str:
    """The English name of a unit for a single one.

    >>> [_one(name) for name in ("subscriptions", "entries", "boxes", "people", "kWh", "glass")]
    ['subscription', 'entry', 'box', 'person', 'kWh', 'glass']
    """
    if plural == "people":
        return "person"
    if not plural.isascii() or not plural.endswith("s") or plural.endswith("ss"):
        return plural
    if plural.endswith("ies") and len(plural) > 4:
        return f"{plural[:-3]}y"
    return plural[:-2] if plural.endswith(("xes", "ches", "shes", "sses")) else plural[:-1]


def is_number(value: Cell) -> bool:
    """A number that can be computed with: not NULL, not a flag, not NaN."""
    if isinstance(value, bool) or value is None:
        return False
    return isinstance(value, int | Decimal) or (isinstance(value, float) and math.isfinite(value))


def to_decimal(value: Cell) -> Decimal:
    """The exact decimal of a number as printed (0.1 is 0.1)."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def rounded(size: Decimal, decimals: int) -> str:
    """Digits with separators, half up; a small value keeps two significant digits rather than becoming 0.

    >>> rounded(Decimal("1234.565"), 2), rounded(Decimal("0.0034"), 2), rounded(Decimal("0"), 2)
    ('1,234.57', '0.0034', '0.00')
    """
    places = decimals
    if size.adjusted() > _LONGEST or (size and 1 - size.adjusted() > _MOST_DECIMALS):
        return f"{size:.2E}" if size < 1 else f"{size:.6E}"
    if size and decimals and size < Decimal(10) ** (1 - decimals) / 2:
        places = min(max(decimals, 1 - size.adjusted()), _MOST_DECIMALS)
    return f"{size.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"


def choose_formats(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    lang: str,
    calendar: CalendarSpec | None = None,
    accounting: bool = False,
) -> tuple[Format, ...]:
    """One Format per column. Columns of one unit share a scale where all stay legible, else those of one metric do."""
    numbers = [_numbers(rows, position) for position in range(len(columns))]
    differences = _differences(columns, rows[0], lang) if len(rows) == 1 else {}
    scales = _scales(columns, [[*found, *differences.get(at, ())] for at, found in enumerate(numbers)], lang)
    return tuple(
        Format(
            unit=column.unit,
            lang=lang,
            scale=scales[position],
            decimals=_decimals(column, numbers[position], scales[position]),
            is_id=column.id_like,
            is_group=column.role in ("group", "time"),
            grain=column.grain,
            accounting=accounting,
            calendar=calendar or CalendarSpec(),
            field=column.field,
        )
        for position, column in enumerate(columns)
    )


def format_cell(
    value: Cell, what: Column | Unit, lang: str, scale: Scale | None = None, accounting: bool = False
) -> str:
    """One value on its own, by its column or unit; `scale` None = by its size.

    >>> format_cell(123456789, Unit("currency", "CNY"), "zh")
    '¥1.23亿'
    >>> format_cell(-0.1234, Unit("percent"), "en")
    '-12.34%'
    """
    column = what if isinstance(what, Column) else Column(name="", role="measure", unit=what)
    fmt = choose_formats((column,), ((value,),), lang, accounting=accounting)[0]
    if scale is not None:
        numbers = [to_decimal(value)] if is_number(value) else []
        fmt = Format(
            unit=fmt.unit, lang=lang, scale=scale, decimals=_decimals(column, numbers, scale), accounting=accounting
        )
    return fmt.text(value)


def format_literal(value: Decimal | int | float, unit: Unit, lang: str) -> str:
    """A number that a person wrote, exactly: without zeros at its end, and without a scale that would round it.

    >>> format_literal(10_000_000, Unit("currency", "CNY"), "zh"), format_literal(0.125, Unit("percent"), "en")
    ('¥1,000万', '12.5%')
    >>> format_literal(10_500_123, Unit("currency", "CNY"), "zh")
    '¥10,500,123'
    """
    fmt = choose_formats((Column("", "measure", unit=unit),), ((value,),), lang)[0]
    exact = to_decimal(value) / (Decimal("0.01") if unit.kind in _RATES else fmt.scale.factor)
    if exact != exact.quantize(Decimal("0.01")):
        fmt, exact = replace(fmt, scale=ONE), to_decimal(value) / (Decimal("0.01") if unit.kind in _RATES else 1)
    exponent = exact.normalize().as_tuple().exponent
    return replace(fmt, decimals=max(0, -exponent) if isinstance(exponent, int) else 0).text(value)


def _numbers(rows: Sequence[Sequence[Cell]], position: int) -> list[Decimal]:
    return [to_decimal(row[position]) for row in rows if is_number(row[position])]


def _differences(columns: Sequence[Column], row: Sequence[Cell], lang: str) -> dict[int, list[Decimal]]:
    """What a single number and that of an earlier period differ by, by column: said in the unit, so it counts for the
    scale of both where two decimals would not show it, unless it is too small for the next scale below."""
    found: dict[int, list[Decimal]] = {}
    for place, column in enumerate(columns):
        if not any(one.startswith("PRIOR_") for one in column.modifiers) or column.role != "measure":
            continue
        at = next((p for p, c in enumerate(columns) if c.metric == column.metric and c.role == "measure"), place)
        now, before = row[at], row[place]
        if not (is_number(now) and is_number(before)):
            continue
        size = abs(to_decimal(now) - to_decimal(before))
        factor = suit_scale([float(to_decimal(now))], lang, column.unit.kind).factor
        if scale_below(factor, lang) / 2 <= size < factor / 10:
            found.setdefault(at, []).append(size)
    return found


def _scales(columns: Sequence[Column], numbers: list[list[Decimal]], lang: str) -> list[Scale]:
    families: dict[tuple[str, str], dict[str, list[int]]] = {}
    for position, column in enumerate(columns):
        if column.unit.kind in ("currency", "count", "none") and not column.id_like:
            key = (column.unit.kind, column.unit.code or column.unit.name.text("en"))
            families.setdefault(key, {}).setdefault(column.metric or column.name, []).append(position)
    scales = [ONE] * len(columns)
    for (kind, _), metrics in families.items():
        pooled = {name: [float(v) for p in places for v in numbers[p]] for name, places in metrics.items()}
        own = {name: suit_scale(values, lang, kind) for name, values in pooled.items()}
        common = max(own.values(), key=lambda scale: scale.factor)
        is_shared = all(is_legible(values, common) for values in pooled.values())
        if not is_shared:  # the smallest, where that leaves the greatest short enough to be read
            common = min(own.values(), key=lambda scale: scale.factor)
            greatest = max((abs(value) for values in pooled.values() for value in values), default=0.0)
            is_shared = greatest < _LONGEST_SCALED * common.factor
        for name, places in metrics.items():
            scale = common if is_shared else own[name]
            for position in places:
                scales[position] = scale
    return scales


def _decimals(column: Column, numbers: Sequence[Decimal], scale: Scale) -> int:
    match column.unit.kind:
        case "percent" if column.is_growth or column.is_share:
            return _rate_decimals(numbers)
        case "percent" | "points" | "times":
            return 2
        case "days":
            return 0 if all(value == value.to_integral_value() for value in numbers) else 1
        case _ if scale is not ONE and scale.factor > 1:
            return 2
        case _:
            return 0 if all(value == value.to_integral_value() for value in numbers) else 2


def _rate_decimals(numbers: Sequence[Decimal]) -> int:
    """Growth and shares: one decimal; two where all are below 1 %."""
    sizes = [abs(value) for value in numbers if value]
    return 2 if sizes and max(sizes) < Decimal("0.01") else 1
