"""Three companies whose databases lie in wait for whoever adds numbers up: a star schema, an ERP with cryptic names,
one flat export with Chinese headers.

Role: `build(name, folder)` writes the source of a draft. The same call, the same rows; traps stand in the comments.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import duckdb


def _star(folder: Path) -> Path:
    return _database(folder / "shop.duckdb", "star.sql")


def _erp(folder: Path) -> Path:
    return _database(folder / "erp.duckdb", "erp.sql")


def _database(path: Path, script: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute((Path(__file__).parent / script).read_text(encoding="utf-8"))
    return path


def _flat(folder: Path) -> Path:
    """A point-of-sale export: an order's amount on each of its lines, prices, rates, stock, cancelled orders, a total
    row at the end."""
    random = Random(5)
    files = folder / "导出"
    files.mkdir()
    heads = "订单号,下单日期,门店名称,城市,商品编码,商品名称,品类,数量,单价,销售额,成本,毛利率,订单金额,会员卡号"
    heads += ",订单状态,期末库存,币种"
    rows = [heads]
    for order in range(300):
        day = date(2025, 1, 1) + timedelta(days=order)
        shop, city = random.choice([("西湖店", "杭州"), ("玄武店", "南京"), ("姑苏店", "苏州")])
        state = random.choice(["已完成", "已完成", "已完成", "已取消"])
        lines = []
        for _ in range(random.randint(2, 3)):
            good = random.randint(1, 8)
            count, price = random.randint(1, 5), 10 + good + 0.5
            money, cost = count * price, round(count * price * 0.7, 2)
            lines.append((good, count, price, money, cost))
        whole = sum(line[3] for line in lines)
        for good, count, price, money, cost in lines:
            sort = "茶饮" if good % 2 else "小吃"
            rows.append(
                f"D{order:05d},{day:%Y/%m/%d},{shop},{city},0{good:03d},商品{good},{sort},{count},"
                f"{price:.2f},{money:.2f},{cost:.2f},{1 - cost / money:.4f},{whole:.2f},8{order % 60:06d},{state},"
                f"{random.randint(5, 90)},CNY"
            )
    rows.append("合计,,,,,,,1,,99999.00,9999.00,,,,,,")
    (files / "销售明细.csv").write_text("\n".join(rows) + "\n", encoding="gb18030")
    return files


_COMPANIES: dict[str, Callable[[Path], Path]] = {"star": _star, "erp": _erp, "flat": _flat}
COMPANIES = tuple(_COMPANIES)


def build(name: str, folder: Path) -> Path:
    """The source that a draft of the company starts from."""
    return _COMPANIES[name](folder)
