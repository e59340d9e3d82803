"""The contact sheet: every kind of chart from synthetic results, in Chinese and English, light and dark.

Role: `python -m bot.charts.gallery FOLDER` writes one PNG a chart and `index.html`. `cases()` is also what the layout
tests read.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path

from bot.charts import choose_chart, render_png
from bot.charts.samples import (
    BRIDGE,
    LINE,
    MARGIN,
    MONTH,
    OPEN,
    SALES,
    SALES_GROWTH,
    SALES_PRIOR,
    SALES_SHARE,
    TARGET,
    WAIT,
    ZONE,
    Sample,
    column,
    sample,
)
from bot.compose import scope_of
from bot.turn import Chart

TODAY = date(2026, 11, 5)
ZONES = ("东片区", "南片区", "西片区", "北片区")
LONG = (
    "第一事业群华夏智能制造与供应链服务有限责任公司",
    "International Business Machines and Household Goods Trading Company",
    "短名",
    "中等长度的名称示例",
    "二〇二六年度重点客户发展专项合作伙伴联合体",
)


@dataclass(frozen=True)
class Case:
    """One chart of the sheet."""

    name: str
    result: Sample
    wanted: str = ""
    lang: str = "zh"
    dark: bool = False

    def chart(self) -> Chart:
        scope = scope_of(self.result.checked, self.result.layer, self.lang, TODAY)
        made = choose_chart(
            self.result.checked, self.result.table, self.result.layer, self.lang, self.wanted, "", scope, self.dark
        )
        assert made is not None, self.name
        return made


def _month(index: int) -> date:
    return date(2022 + index // 12, index % 12 + 1, 1)


def _series(count: int) -> list[list]:
    return [[_month(index), 3.0e7 + 1.2e6 * index + 6.0e6 * math.sin(index / 2)] for index in range(count)]


def _this_year() -> list[list]:
    return [[date(2026, index + 1, 1), value if index < 10 else 2.4e6] for index, (_, value) in enumerate(_series(11))]


def _gaps(count: int) -> list[list]:
    return [[day, None if index in (3, 4, 8) else value] for index, (day, value) in enumerate(_series(count))]


def _by_zone(months: int, zones: tuple[str, ...]) -> list[list]:
    return [
        [_month(index), zone, 1.0e7 * (place + 1) + 9.0e5 * index * (place % 3)]
        for index in range(months)
        for place, zone in enumerate(zones)
    ]


def _ranking(count: int) -> list[list]:
    return [[f"第{index + 1:02d}号客户", 9.6e7 / (index + 1)] for index in range(count)]


def cases() -> Iterator[Case]:
    """Every kind, and every shape that is hard to draw."""
    yield from _lines()
    yield from _bars()
    yield from _others()
    yield from _english_and_dark()


def _lines() -> Iterator[Case]:
    prior = [[day, value, value * 0.86, 0.16] for day, value in _series(10)]
    many = tuple(f"第{place}渠道" for place in range(12))
    yield Case("line", sample([MONTH, SALES], _series(12)))
    yield Case("line-prior-year", sample([MONTH, SALES, SALES_PRIOR, SALES_GROWTH], prior))
    yield Case("line-partial-month", sample([MONTH, SALES], _this_year(), end=date(2026, 11, 3)))
    combo = [[day, value, 0.3 + index / 90] for index, (day, value) in enumerate(_this_year())]
    yield Case("combo-partial-month", sample([MONTH, SALES, MARGIN], combo, end=date(2026, 11, 3)))
    stack = [[day, zone, value] for day, value in _this_year() for zone in ZONES[:2]]
    stacked = sample([MONTH, ZONE, SALES], stack, end=date(2026, 11, 3))
    yield Case("stacked-partial-month", stacked, "stacked")
    yield Case("line-60-points", sample([MONTH, SALES], _series(60)))
    yield Case("line-gaps", sample([MONTH, SALES], _gaps(12)))
    yield Case("line-one-point", sample([MONTH, SALES], _series(1)), "line")
    yield Case("line-series", sample([MONTH, ZONE, SALES], _by_zone(10, ZONES)))
    yield Case("line-many-series", sample([MONTH, ZONE, SALES], _by_zone(10, many)))
    ratios = [[day, zone, 0.2 + value / 4e8] for day, zone, value in _by_zone(10, ZONES)]
    yield Case("line-ratios", sample([MONTH, ZONE, MARGIN], ratios))
    negative = [[day, value - 4.0e7] for day, value in _series(14)]
    yield Case("line-negative", sample([MONTH, SALES], negative))


def _bars() -> Iterator[Case]:
    yield Case("bar-few-months", sample([MONTH, SALES], _series(4)))
    yield Case("bar-months", sample([MONTH, SALES], _series(12)), "bar")
    yield Case("bar-60-points", sample([MONTH, SALES], _series(60)), "bar")
    yield Case("bar-negative", sample([MONTH, SALES], [[_month(i), (i - 4) * 3.3e6] for i in range(9)]), "bar")
    yield Case("hbar", sample([LINE, SALES], _ranking(10)))
    yield Case("hbar-cut", sample([LINE, SALES], _ranking(48)))
    yield Case("hbar-long-names", sample([LINE, SALES], [[name, 8.8e7 / (i + 1)] for i, name in enumerate(LONG)]))
    signs = [["甲", 5.2e6], ["乙", 1.4e6], ["丙", -2.2e6], ["丁", -7.9e6], ["戊", None]]
    yield Case("hbar-negative", sample([LINE, SALES], signs))
    yield Case("hbar-all-negative", sample([LINE, SALES], [["甲", -5.2e6], ["乙", -1.4e6]]))
    yield Case("bar-categories", sample([LINE, MARGIN], [[z, 0.21 + i / 30] for i, z in enumerate(ZONES)]), "bar")
    grouped = [[name, 9.0e7 / (i + 1), 8.1e7 / (i + 1.2)] for i, name in enumerate(ZONES)]
    yield Case("grouped-prior", sample([LINE, SALES, SALES_PRIOR], grouped))
    wide = [[name, 9.0e7 / (i + 1), 8.1e7 / (i + 1.2)] for i, name in enumerate(LONG)]
    yield Case("grouped-long-names", sample([LINE, SALES, TARGET], wide))
    yield Case("stacked", sample([MONTH, ZONE, SALES], _by_zone(8, ZONES)), "stacked")
    yield Case("stacked100", sample([MONTH, ZONE, SALES], _by_zone(8, ZONES)), "stacked100")


def _others() -> Iterator[Case]:
    shares = [[name, share] for name, share in zip(ZONES, (0.412, 0.301, 0.187, 0.1), strict=True)]
    yield Case("pie", sample([ZONE, SALES_SHARE], shares))
    yield Case("pie-amounts", sample([LINE, SALES], [[n, 9.0e7 / (i + 1)] for i, n in enumerate(LONG)]), "pie")
    many = [[f"部门{i}", 0.11 - i / 200] for i in range(9)]
    yield Case("pie-of-nine-parts", sample([LINE, SALES_SHARE], many), "pie")
    combo = [[day, value, 0.2 + index / 90] for index, (day, value) in enumerate(_series(10))]
    yield Case("combo", sample([MONTH, SALES, MARGIN], combo))
    days = [[name, 5.0e7 / (i + 1), 41.5 + 7 * i] for i, name in enumerate(ZONES)]
    yield Case("combo-categories", sample([ZONE, OPEN, WAIT], days))
    bridge = [["售价", 3.1e6], ["销量", 5.6e6], ["原料", -4.4e6], ["人工", -0.9e6], ["汇率", 0.3e6]]
    yield Case("waterfall", sample([LINE, BRIDGE], bridge), "waterfall")
    change = [[name, 9.0e7 / (i + 1), 8.1e7 / (i + 0.8)] for i, name in enumerate(ZONES)]
    yield Case("waterfall-prior", sample([LINE, SALES, SALES_PRIOR], change), "waterfall")
    heat = [[day, zone, None if zone == "西片区" and day.month == 3 else v] for day, zone, v in _by_zone(6, ZONES)]
    yield Case("heatmap", sample([MONTH, ZONE, SALES], heat), "heatmap")
    dense = [[_month(m), f"渠道{c}", 0.1 + (m * 7 + c * 3) % 11 / 30] for m in range(24) for c in range(11)]
    yield Case("heatmap-dense", sample([MONTH, ZONE, MARGIN], dense))
    yield Case("kpi", sample([SALES, SALES_PRIOR, SALES_GROWTH], [[3.217e8, 2.8e8, 0.148928]]))
    yield Case("kpi-several", sample([SALES, MARGIN, OPEN, WAIT], [[3.2e8, 0.312, 4.4e7, 47.5]]))
    yield Case("kpi-sparkline", sample([MONTH, SALES], _series(24)), "kpi")
    goals = [[name, 9.0e7 / (i + 1), 7.4e7] for i, name in enumerate(ZONES)]
    yield Case("target", sample([ZONE, SALES, TARGET], goals), "target")
    odd = [["𠮷野家😀", 3.0e6], ["普通", 2.0e6], ["Ünïcode & <b>", 1.0e6]]
    yield Case("missing-characters", sample([LINE, SALES], odd))
    title = replace(column("sales"), name="sales")
    crowded = [[date(2026, 1 + i % 12, 1), zone, 1.0e7 + i * 1.3e6] for i, zone in enumerate(LONG * 2)]
    yield Case("long-legend", sample([MONTH, ZONE, title], crowded[:5] + crowded[5:]), "line")


def _english_and_dark() -> Iterator[Case]:
    names = ("North", "South and islands", "East", "West")
    rows = [[name, 9.0e7 / (i + 1)] for i, name in enumerate(names)]
    combo = [[day, value, 0.2 + index / 90] for index, (day, value) in enumerate(_series(10))]
    yield Case("hbar-english", sample([ZONE, SALES], rows), lang="en")
    yield Case("combo-english", sample([MONTH, SALES, MARGIN], combo), lang="en")
    yield Case("line-dark", sample([MONTH, ZONE, SALES], _by_zone(10, ZONES)), dark=True)
    yield Case("stacked-dark", sample([MONTH, ZONE, SALES], _by_zone(8, ZONES)), "stacked", dark=True)
    heat = sample([MONTH, ZONE, SALES], _by_zone(6, ZONES))
    yield Case("heatmap-dark", heat, "heatmap", dark=True)
    yield Case("kpi-dark", sample([SALES, SALES_PRIOR, SALES_GROWTH], [[3.2e8, 2.8e8, 0.1489]]), dark=True, lang="en")


def write_gallery(folder: Path) -> Path:
    """Draw every case into `folder`; returns the sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = []
    for case in cases():
        chart = case.chart()
        file = folder / f"{case.name}.png"
        render_png(chart, file)
        caption = escape(f"{case.name} · {chart.kind}")
        image = f'<img src="{file.name}" alt="{escape(chart.alt)}">'
        figures.append(f"<figure>{image}<figcaption>{caption}</figcaption></figure>")
    style = (
        "body{font:14px sans-serif;margin:24px;display:flex;flex-wrap:wrap;gap:24px;background:#f5f7fa}"
        "figure{margin:0;background:#fff;padding:12px;border-radius:8px}img{width:520px}figcaption{color:#616e7c}"
    )
    sheet = folder / "index.html"
    sheet.write_text(
        f'<!doctype html><meta charset="utf-8"><title>Charts</title><style>{style}</style>{"".join(figures)}',
        encoding="utf-8",
    )
    return sheet


if __name__ == "__main__":
    sys.stdout.write(f"{write_gallery(Path(sys.argv[1] if len(sys.argv) > 1 else 'gallery'))}\n")
