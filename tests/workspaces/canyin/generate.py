"""川湘小馆, an invented restaurant chain: stores, dishes, members, orders and their lines, refunds, purchases, plans.

Role: `TABLES` and `make_rows()`; the same seed, the same rows. January 2025 to 4 November 2026, plans to year end.
Traps on purpose: cancelled and refunded orders, a store that closed, one that opens later, two stores of one name's
beginning, a store shut for a week, orders without members, store types as numbers, purchases not yet delivered.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

FIRST, LAST = date(2025, 1, 1), date(2026, 11, 4)
DAY = timedelta(days=1)
Row = tuple

TABLES = {
    "dim_md": (
        "md_id VARCHAR, md_mc VARCHAR, cs VARCHAR, dq VARCHAR, dx INTEGER, kyrq DATE, gbrq DATE, zs INTEGER,"
        " mj DECIMAL(8,1), dz VARCHAR"
    ),
    "dim_cp": (
        "cp_id VARCHAR, cp_mc VARCHAR, pl VARCHAR, sj DECIMAL(10,2), bzcb DECIMAL(10,2), sxrq DATE, sfxj BOOLEAN"
    ),
    "dim_gys": "gys_id VARCHAR, gys_mc VARCHAR, gyslb VARCHAR, zqts INTEGER",
    "hy": "hy_id VARCHAR, xm VARCHAR, sjh VARCHAR, xb VARCHAR, hydj VARCHAR, zcrq DATE, zcmd_id VARCHAR",
    "dd": (
        "dd_id VARCHAR, md_id VARCHAR, hy_id VARCHAR, xdsj TIMESTAMP, ddlx VARCHAR, qd VARCHAR, zt VARCHAR,"
        " jcrs INTEGER, yje DECIMAL(12,2), zkje DECIMAL(12,2), ddje DECIMAL(12,2)"
    ),
    "ddmx": "mx_id INTEGER, dd_id VARCHAR, cp_id VARCHAR, sl INTEGER, je DECIMAL(12,2), cb DECIMAL(12,2)",
    "tk": "tk_id VARCHAR, dd_id VARCHAR, tkrq DATE, tkje DECIMAL(12,2), tkyy VARCHAR",
    "mdrb": "rq DATE, md_id VARCHAR, kfzs INTEGER",
    "cgd": ("cg_id VARCHAR, md_id VARCHAR, gys_id VARCHAR, wllb VARCHAR, xdrq DATE, rkrq DATE, cgje DECIMAL(12,2)"),
    "kc_ym": "ymrq DATE, md_id VARCHAR, wllb VARCHAR, kcje DECIMAL(12,2)",
    "fy": "fyyf DATE, md_id VARCHAR, km VARCHAR, fyje DECIMAL(12,2)",
    "ys": "ysyf DATE, md_id VARCHAR, km VARCHAR, ysje DECIMAL(12,2)",
    "mb": "mbyf DATE, md_id VARCHAR, mbje DECIMAL(12,2)",
    "czk_ym": "ymrq DATE, md_id VARCHAR, czye DECIMAL(12,2)",
}

_d = date
# id, name, city, region, type (1 own, 2 franchise), opened, closed, tables, area, manager, weight
STORES: list[Row] = [
    ("MD001", "人民广场店", "上海", "华东", 1, _d(2019, 5, 1), None, 22, 260, "陈立", 4.2),
    ("MD002", "人民广场二店", "上海", "华东", 2, _d(2025, 4, 18), None, 14, 150, "陈立", 2.6),
    ("MD003", "陆家嘴店", "上海", "华东", 1, _d(2020, 9, 12), None, 18, 210, "周敏", 3.6),
    ("MD004", "西湖店", "杭州", "华东", 1, _d(2021, 3, 20), None, 16, 190, "吴昊", 3.0),
    ("MD005", "钱江新城店", "杭州", "华东", 2, _d(2022, 6, 18), None, 15, 170, None, 2.1),
    ("MD006", "新街口店", "南京", "华东", 1, _d(2021, 10, 1), None, 17, 200, "徐丽", 2.8),
    ("MD007", "观音桥店", "重庆", "西南", 2, _d(2023, 1, 8), None, 20, 230, "罗强", 2.7),
    ("MD008", "春熙路店", "成都", "西南", 1, _d(2018, 8, 8), None, 24, 280, "杨帆", 4.0),
    ("MD009", "宽窄巷子店", "成都", "西南", 2, _d(2023, 9, 28), None, 13, 140, "蒋雯", 2.2),
    ("MD010", "三里屯店", "北京", "华北", 1, _d(2020, 12, 5), None, 19, 220, "孙涛", 3.3),
    ("MD011", "国贸店", "北京", "华北", 1, _d(2022, 4, 30), None, 16, 180, "韩雪", 3.1),
    ("MD012", "天河城店", "广州", "华南", 1, _d(2021, 7, 17), None, 18, 205, "梁志", 2.9),
    ("MD013", "海岸城店", "深圳", "华南", 2, _d(2023, 5, 20), None, 15, 165, "何莹", 2.4),
    ("MD014", "滨江道店", "天津", "华北", 2, _d(2022, 11, 11), _d(2026, 6, 30), 12, 130, "赵磊", 1.6),
    ("MD015", "光谷店", "武汉", "华中", 2, _d(2026, 3, 8), None, 14, 155, "胡静", 2.3),
    ("MD016", "虹桥店", "上海", "华东", 1, _d(2026, 11, 20), None, 16, 185, None, 0),
]
DISHES = [
    ("招牌红烧肉", "热菜", 68), ("水煮鱼", "热菜", 88), ("宫保鸡丁", "热菜", 42), ("麻婆豆腐", "热菜", 26),
    ("小炒黄牛肉", "热菜", 58), ("剁椒鱼头", "热菜", 98), ("夫妻肺片", "凉菜", 36), ("口水鸡", "凉菜", 38),
    ("凉拌黄瓜", "凉菜", 16), ("扬州炒饭", "主食", 24), ("担担面", "主食", 18), ("米饭", "主食", 3),
    ("招牌饮品", "饮品", 22), ("酸梅汤", "饮品", 12), ("冰镇杨梅汤", "饮品", 18), ("可乐", "饮品", 8),
    ("青岛啤酒", "酒水", 15), ("钟水饺", "小吃", 18), ("红糖糍粑", "小吃", 22), ("双人套餐", "套餐", 138),
    ("四人套餐", "套餐", 298), ("蟹粉捞面", "主食", 56),
]  # fmt: skip
COST = {"热菜": 0.38, "凉菜": 0.33, "主食": 0.28, "饮品": 0.2, "酒水": 0.52, "小吃": 0.3, "套餐": 0.4}
SUPPLIERS = [
    ("鲜达食品", "肉禽", 30), ("鲜达冷链", "水产", 30), ("川湘调味", "调料", 60), ("绿野农业", "蔬菜", 15),
    ("汇丰粮油", "粮油", 45), ("百威酒水", "酒水饮料", 60), ("洁宝包装", "包材", 30), ("海之源水产", "水产", 15),
]  # fmt: skip
SUPPLIED_BY = {
    "肉禽": ["G01"], "水产": ["G02", "G08"], "调料": ["G03"], "蔬菜": ["G04"], "粮油": ["G05"], "酒水饮料": ["G06"],
    "包材": ["G07"],
}  # fmt: skip
BOUGHT = {"肉禽": 0.36, "水产": 0.2, "调料": 0.08, "蔬菜": 0.14, "粮油": 0.1, "酒水饮料": 0.08, "包材": 0.04}
STOCKED = {"肉禽": 0.3, "水产": 0.12, "调料": 0.2, "粮油": 0.18, "酒水饮料": 0.15, "包材": 0.05}
ACCOUNTS = {"房租": 0.0, "人工": 0.26, "水电": 0.04, "营销": 0.05, "折旧": 0.0, "外卖平台佣金": 0.05}
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙马朱胡", "伟芳娜敏静丽强磊洋勇艳杰娟涛明超霞平刚桂英华文斌"
REASONS = {
    "外卖": ["菜品质量", "送餐超时", "漏送", "顾客取消", None],
    "堂食": ["菜品质量", "等位太久", "顾客取消", None],
}
AUTUMN = (_d(2026, 9, 25), _d(2026, 9, 26), _d(2026, 9, 27))


def months(first: date, last: date) -> list[date]:
    """The first days of the months from one to another."""
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = _d(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found


def month_end(month: date) -> date:
    return _d(month.year + month.month // 12, month.month % 12 + 1, 1) - DAY


def cents(amount: float) -> float:
    return round(amount + 1e-9, 2)


def is_open(store: Row, day: date) -> bool:
    return store[10] > 0 and store[5] <= day and (store[6] is None or day <= store[6])


def is_holiday(day: date) -> bool:
    if (day.month == 10 and day.day <= 8) or (day.month == 5 and day.day <= 5) or day in AUTUMN:
        return True
    return _d(2026, 2, 15) <= day <= _d(2026, 2, 23) or _d(2025, 1, 28) <= day <= _d(2025, 2, 4)


def is_served(dish: Row, store: Row, day: date) -> bool:
    """Seasonal dishes, regional ones, one that came late and one that went."""
    match dish[0]:
        case "冰镇杨梅汤":
            return day.month in (6, 7, 8, 9)
        case "蟹粉捞面":
            return day >= _d(2026, 9, 15) and store[3] == "华东"
        case "剁椒鱼头":
            return store[3] != "华南"
        case "可乐":
            return day < _d(2026, 7, 1)
    return True


def orders_expected(store: Row, day: date) -> float:
    """How many orders a store takes on a day, on average."""
    season = 1 + 0.08 * ((day.month in (7, 8, 12)) - (day.month == 3))
    grown = 1.12 if day.year == 2026 and store[3] != "华北" else 0.95 if day.year == 2026 else 1
    return store[10] * (1.35 if day.weekday() >= 5 else 0.92) * (1.6 if is_holiday(day) else 1) * grown * season


class Chain:
    """The rows of all tables, filled day by day from one source of chance."""

    def __init__(self) -> None:
        self.random = Random(20261105)
        self.rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        self.takings: dict[tuple[date, str], list[float]] = {}  # (month, store): revenue and cost
        self.refunds = 0

    def add_masters(self) -> None:
        self.rows["dim_md"] = [store[:10] for store in STORES]
        for number, (name, kind, price) in enumerate(DISHES, 1):
            since = _d(2024, 6, 1) if number % 5 else _d(2025, 6, 1)
            since = _d(2026, 9, 15) if name == "蟹粉捞面" else since
            row = (f"C{number:03d}", name, kind, price, cents(price * COST[kind]), since, name == "可乐")
            self.rows["dim_cp"].append(row)
        for number, supplier in enumerate(SUPPLIERS, 1):
            self.rows["dim_gys"].append((f"G{number:02d}", *supplier))

    def add_members(self) -> None:
        chance = self.random
        first = _d(2023, 1, 1)
        for number in range(1, 2401):
            joined = first + DAY * chance.randrange(0, (LAST - first).days + 1)
            stores = [store for store in STORES if is_open(store, joined)]
            name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(["", chance.choice(GIVEN)])
            phone = f"1{chance.choice('3578')}{chance.randrange(10**8, 10**9)}"
            sex = chance.choice(["男", "女", "女", None])
            level = chance.choices(["普通", "银卡", "金卡", "黑金", None], [55, 25, 12, 4, 4])[0]
            where = chance.choice(stores)[0] if chance.random() < 0.93 else None
            self.rows["hy"].append((f"V{number:05d}", name, phone, sex, level, joined, where))

    def add_days(self) -> None:
        chance = self.random
        members = sorted(self.rows["hy"], key=lambda row: row[5])
        day, known = FIRST, 0
        while day <= LAST:
            while known < len(members) and members[known][5] <= day:
                known += 1
            for store in STORES:
                shut = store[0] == "MD011" and _d(2026, 8, 10) <= day <= _d(2026, 8, 16)
                if not is_open(store, day) or shut:
                    continue
                broken = chance.randrange(0, 3) if chance.random() < 0.2 else 0
                self.rows["mdrb"].append((day, store[0], store[7] - broken))
                expected = orders_expected(store, day)
                for _ in range(max(0, int(chance.gauss(expected, expected**0.5 * 0.7) + 0.5))):
                    self.add_order(store, day, members[:known])
            day += DAY

    def add_order(self, store: Row, day: date, members: list[Row]) -> None:
        chance = self.random
        number = f"DD{len(self.rows['dd']) + 1:07d}"
        kind = "外卖" if chance.random() < (0.42 if day.year == 2026 else 0.36) else "堂食"
        channels = (["mt", "elm", "xcx"], [55, 30, 15]) if kind == "外卖" else (["md", "xcx"], [60, 40])
        channel = chance.choices(*channels)[0]
        channel = "mt" if store[0] == "MD014" and channel == "elm" else channel
        guests = None if kind == "外卖" else chance.choices([1, 2, 3, 4, 6, 8], [10, 35, 20, 20, 10, 5])[0]
        if guests and chance.random() < 0.02:
            guests = None
        own = channel in ("xcx", "md")
        member = chance.choice(members)[0] if chance.random() < (0.4 if own else 0.12) else None
        served = [place for place, dish in enumerate(DISHES) if is_served(dish, store, day)]
        several = chance.choices([1, 2, 3, 4], [15, 35, 32, 18])[0] + (1 if guests and guests >= 4 else 0)
        chosen = chance.sample(served, min(len(served), several))
        state = chance.choices(["已完成", "已取消"], [97, 3])[0]
        off = chance.choices([0, 0.05, 0.1, 0.2], [45, 20, 25, 10])[0] + (0.03 if channel in ("mt", "elm") else 0)
        gross, paid, cost = self.add_lines(number, chosen, off, day)
        hour = chance.choice([11, 12, 12, 13, 17, 18, 18, 19, 20])
        if state == "已完成" and chance.random() < (0.035 if kind == "外卖" else 0.012):
            state = self.add_refund(number, kind, day, paid)
        when = datetime(day.year, day.month, day.day, hour, chance.randrange(60), chance.randrange(60))
        self.rows["dd"].append(
            (number, store[0], member, when.isoformat(sep=" "), kind, channel, state, guests,
             cents(gross), cents(gross - paid), paid)
        )  # fmt: skip
        if state != "已取消":
            month = self.takings.setdefault((day.replace(day=1), store[0]), [0, 0])
            month[0] += paid
            month[1] += cost

    def add_lines(self, order: str, chosen: list[int], off: float, day: date) -> tuple[float, float, float]:
        """The lines of an order; what they come to before and after the discount, and their cost."""
        chance = self.random
        gross = paid = 0.0
        costs: list[float] = []
        for place in chosen:
            _, kind, price = DISHES[place]
            count = 1 if chance.random() < 0.75 else 2
            amount = cents(price * count * (1 - off))
            gross += price * count
            paid += amount
            dearer = 1.04 if day.year == 2026 else 1
            costs.append(cents(price * COST[kind] * count * chance.uniform(0.92, 1.12) * dearer))
            line = (len(self.rows["ddmx"]) + 1, order, f"C{place + 1:03d}", count, amount, costs[-1])
            self.rows["ddmx"].append(line)
        return gross, cents(paid), sum(costs)

    def add_refund(self, order: str, kind: str, day: date, paid: float) -> str:
        """The state of an order of which something is paid back; a refund after the last day is none yet."""
        chance = self.random
        self.refunds += 1
        whole = chance.random() < 0.4
        back = day + DAY * chance.choice([0, 0, 0, 1, 2, 5])
        if back > LAST:
            return "已完成"
        amount = paid if whole else cents(paid * chance.uniform(0.2, 0.6))
        self.rows["tk"].append((f"TK{self.refunds:05d}", order, back, amount, chance.choice(REASONS[kind])))
        return "全额退款" if whole else "部分退款"

    def add_months(self) -> None:
        for month in months(FIRST, LAST):
            for store in STORES:
                revenue, cost = self.takings.get((month, store[0]), (0, 0))
                if not revenue:
                    continue
                self.add_purchases(month, store, cost)
                if month_end(month) <= LAST:
                    self.add_month_end(month, store, revenue, cost)

    def add_purchases(self, month: date, store: Row, cost: float) -> None:
        chance = self.random
        for material, share in BOUGHT.items():
            parts = 3 if material in ("肉禽", "蔬菜") else 2
            for part in range(parts):
                day = month + DAY * (2 + part * 9 + chance.randrange(7))
                if day > LAST:
                    continue
                supplier = chance.choice(SUPPLIED_BY[material])
                supplier = "G02" if supplier == "G08" and month >= _d(2026, 8, 1) else supplier
                came = day + DAY * chance.randrange(0, 5)
                arrived = came if came <= LAST and chance.random() > 0.02 else None
                amount = cents(cost * share / parts * chance.uniform(0.85, 1.25))
                number = f"CG{len(self.rows['cgd']) + 1:05d}"
                self.rows["cgd"].append((number, store[0], supplier, material, day, arrived, amount))

    def add_month_end(self, month: date, store: Row, revenue: float, cost: float) -> None:
        chance, end = self.random, month_end(month)
        for material, share in STOCKED.items():
            self.rows["kc_ym"].append((end, store[0], material, cents(cost * share * chance.uniform(0.25, 0.5))))
        age = (month.year - 2025) * 12 + month.month
        self.rows["czk_ym"].append((end, store[0], cents(store[10] * (2600 + 90 * age) * chance.uniform(0.92, 1.08))))
        for account, rate in ACCOUNTS.items():
            if account == "外卖平台佣金" and store[0] == "MD011" and month == _d(2026, 8, 1):
                continue
            fixed = {"房租": store[8] * 7.5, "折旧": store[8] * 1.6}.get(account)
            amount = fixed if fixed is not None else revenue * rate * chance.uniform(0.88, 1.14)
            if account == "营销" and month == _d(2026, 10, 1) and store[3] == "华东":
                amount *= 1.8
            self.rows["fy"].append((month, store[0], account, cents(amount)))

    def add_plans(self) -> None:
        for month in months(FIRST, _d(2026, 12, 31)):
            for store in STORES:
                if store[10] == 0 or store[5] > month_end(month) or (store[6] and store[6] < month):
                    continue
                growth = 1.06 if month.year == 2026 else 1
                base = store[10] * 30 * 186 * self.random.uniform(0.88, 1.14) * growth
                target = base * (1.18 if month.month in (5, 10) else 1)
                self.rows["mb"].append((month, store[0], round(target, -2)))
                for account, rate in ACCOUNTS.items():
                    fixed = {"房租": store[8] * 7.5, "折旧": store[8] * 1.6}.get(account)
                    planned = fixed if fixed is not None else base * rate * 1.02
                    self.rows["ys"].append((month, store[0], account, round(planned, -1)))


def make_rows() -> dict[str, list[Row]]:
    """All tables."""
    chain = Chain()
    chain.add_masters()
    chain.add_members()
    chain.add_days()
    chain.add_months()
    chain.add_plans()
    return chain.rows
