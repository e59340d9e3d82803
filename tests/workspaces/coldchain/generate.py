"""雪线冷链, an invented cold-chain carrier: waybills between stations, claims, statements and receipts, storage, plans.

Role: `TABLES` and `make_rows()`; the same seed, the same rows. January 2024 to 8 March 2026; physical columns are as
cryptic as in many warehouses. Traps on purpose: cancelled waybills, shipments not yet delivered, shippers without a
sales manager, a station in two roles, a station group whose name holds another's, a shipper that stopped storing.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

FIRST, LAST = date(2024, 1, 1), date(2026, 3, 8)

TABLES = {
    "dim_station": "zd_id VARCHAR, zd_mc VARCHAR, pianqu VARCHAR, sheng VARCHAR, lx VARCHAR",
    "dim_shipper": "hz_id INTEGER, hz_mc VARCHAR, hy VARCHAR, dj VARCHAR, xs_jl VARCHAR, qy_rq DATE",
    "ods_waybill": (
        "yd_no VARCHAR, hz_id INTEGER, qs_zd VARCHAR, md_zd VARCHAR, fy_rq DATE, yj_rq DATE, qs_rq DATE,"
        " wc VARCHAR, zt VARCHAR, zl_kg DECIMAL(10,1), yf DECIMAL(12,2), ryf DECIMAL(12,2), se DECIMAL(12,2),"
        " cy_cb DECIMAL(12,2)"
    ),
    "ods_claim": "lp_id INTEGER, yd_no VARCHAR, lp_rq DATE, yy VARCHAR, je DECIMAL(12,2)",
    "fin_statement": "dz_no VARCHAR, hz_id INTEGER, dz_rq DATE, dq_rq DATE, hs_je DECIMAL(14,2)",
    "fin_receipt": "sk_id INTEGER, dz_no VARCHAR, sk_rq DATE, fs VARCHAR, je DECIMAL(14,2)",
    "snap_storage": "ym DATE, zd_id VARCHAR, hz_id INTEGER, tp INTEGER, hz_ye DECIMAL(14,2)",
    "gl_expense": "pz INTEGER, rq DATE, bm VARCHAR, fykm VARCHAR, je DECIMAL(14,2)",
    "plan_month": "ym DATE, bm VARCHAR, km VARCHAR, je DECIMAL(14,2)",
}

STATIONS = [
    ("S01", "青浦分拨中心", "沪宁片区", "上海", "分拨中心"),
    ("S02", "南京江北站", "沪宁片区", "江苏", "网点"),
    ("S03", "沪宁高铁站", "沪宁快运片区", "江苏", "网点"),
    ("S04", "顺义分拨中心", "京津片区", "北京", "分拨中心"),
    ("S05", "天津武清站", "京津片区", "天津", "网点"),
    ("S06", "佛山分拨中心", "珠三角片区", "广东", "分拨中心"),
    ("S07", "深圳盐田站", "珠三角片区", "广东", "网点"),
    ("S08", "双流分拨中心", "成渝片区", "四川", "分拨中心"),
    ("S09", "重庆两江站", "成渝片区", "重庆", "网点"),
]
INDUSTRIES = ["乳制品", "医药", "生鲜电商", "餐饮连锁", "速冻食品"]
NAMES = {
    "乳制品": ["晨牧乳业", "晨牧乳业科技", "蓝湾牧场", "高原鲜奶", "白桦乳品"],
    "医药": ["安禾制药", "仁泽生物", "远山疫苗", "康澜医药"],
    "生鲜电商": ["菜篮优选", "鲜到家", "果然新鲜", "三餐四季"],
    "餐饮连锁": ["红炉火锅", "小满茶饮", "老码头面馆", "禾风寿司", "豆花记"],
    "速冻食品": ["冰河水饺", "北岸汤圆", "海屿鱼丸", "雪顶冰品"],
}
MANAGERS = ["周启明", "林雨桐", "何家驹", None]
TEMPERATURES = ["冷藏", "冷冻", "常温", "医药恒温"]
REASONS = ["温度超标", "破损", "延误", "丢失"]
DEPARTMENTS = {"干线运输部": 1.0, "城配事业部": 0.6, "仓储部": 0.45, "市场部": 0.2, "信息技术部": 0.25, "财务部": 0.12}
ACCOUNTS = {"人工": 0.5, "油费": 0.22, "路桥费": 0.12, "折旧": 0.1, "广告宣传": 0.06}
ONLY_FOR = {"广告宣传": ("市场部",), "油费": ("干线运输部", "城配事业部")}


def make_rows() -> dict[str, list[tuple]]:
    """All tables."""
    random = Random(308)
    shippers = _shippers(random)
    waybills = _waybills(random, shippers)
    statements, receipts = _statements(random, waybills)
    return {
        "dim_station": STATIONS,
        "dim_shipper": shippers,
        "ods_waybill": waybills,
        "ods_claim": _claims(random, waybills),
        "fin_statement": statements,
        "fin_receipt": receipts,
        "snap_storage": _storage(random, shippers),
        "gl_expense": _expenses(random),
        "plan_month": _plans(),
    }


def _month(n: int) -> date:
    return date(2024 + n // 12, n % 12 + 1, 1)


def _shippers(random: Random) -> list[tuple]:
    rows: list[tuple] = []
    for industry in INDUSTRIES:
        for name in NAMES[industry]:
            signed = date(2019 + random.randrange(6), random.randrange(12) + 1, 15)
            level = random.choices(["战略", "重点", "普通"], [2, 3, 5])[0]
            rows.append((5001 + len(rows), name, industry, level, random.choice(MANAGERS), signed))
    return rows


def _waybills(random: Random, shippers: list[tuple]) -> list[tuple]:
    rows: list[tuple] = []
    weights = [random.uniform(0.4, 3) for _ in shippers]
    day = FIRST
    while day <= LAST:
        season = 1.35 if day.month in (6, 7, 8, 12) else 1.0
        holiday = 0.3 if (day.month, day.day // 7) in ((2, 2), (10, 0)) else 1.0
        for _ in range(int(random.triangular(2, 14, 7) * season * holiday * (1 + (day - FIRST).days / 1800))):
            rows.append(_waybill(random, len(rows), random.choices(shippers, weights)[0], day))
        day += timedelta(days=1)
    return rows


def _waybill(random: Random, n: int, shipper: tuple, day: date) -> tuple:
    origin, target = random.sample([s[0] for s in STATIONS], 2)
    if target == "S03" and date(2025, 7, 1) <= day <= date(2025, 7, 31):
        target = "S02" if origin != "S02" else "S01"
    temperature = random.choices(TEMPERATURES[:3], [5, 4, 2])[0]
    if shipper[2] == "医药" and random.random() < 0.7:
        temperature = "医药恒温"
    rate = {"冷藏": 1.1, "冷冻": 1.4, "常温": 0.7, "医药恒温": 2.6}[temperature]
    weight = round(random.uniform(200, 9000), 1)
    freight = round(weight * rate * random.uniform(0.7, 1.3), 2)
    surcharge = round(freight * (0.08 if day >= date(2025, 1, 1) else 0.05), 2)
    promised = day + timedelta(days=random.randrange(1, 4))
    actual = promised + timedelta(days=random.choices([-1, 0, 1, 2, 4], [20, 55, 14, 8, 3])[0])
    actual = max(actual, day)
    state = "已取消" if random.random() < 0.03 else "拒收" if random.random() < 0.02 else "已签收"
    delivered = actual if state == "已签收" and actual <= LAST else None
    if state == "已签收" and delivered is None:
        state = "在途"
    cost = round((freight + surcharge) * random.uniform(0.6, 0.98), 2)
    tax = round((freight + surcharge) * 0.09, 2)
    number = f"YD{day:%y%m%d}{n % 1000:03d}"
    money = (weight, freight, surcharge, tax, cost)
    return (number, shipper[0], origin, target, day, promised, delivered, temperature, state, *money)


def _claims(random: Random, waybills: list[tuple]) -> list[tuple]:
    rows: list[tuple] = []
    for waybill in waybills:
        if waybill[8] == "已签收" and random.random() < 0.035:
            on = waybill[6] + timedelta(days=random.randrange(1, 20))
            if on <= LAST:
                amount = round(float(waybill[10]) * random.uniform(0.2, 1.5), 2)
                rows.append((len(rows) + 1, waybill[0], on, random.choice(REASONS), amount))
    return rows


def _statements(random: Random, waybills: list[tuple]) -> tuple[list[tuple], list[tuple]]:
    totals: dict[tuple[date, int], float] = {}
    for waybill in waybills:
        if waybill[8] != "已取消":
            key = (waybill[4].replace(day=1), waybill[1])
            totals[key] = totals.get(key, 0.0) + waybill[10] + waybill[11] + waybill[12]
    statements: list[tuple] = []
    receipts: list[tuple] = []
    for (month, shipper), amount in sorted(totals.items()):
        on = (month + timedelta(days=32)).replace(day=3)
        if on > LAST:
            continue
        number = f"DZ{len(statements):05d}"
        term = random.choice([30, 30, 45, 60])
        statements.append((number, shipper, on, on + timedelta(days=term), round(amount, 2)))
        late = int(random.expovariate(1 / 18))
        if shipper % 7 == 0:
            late += 60
        paid = on + timedelta(days=max(3, term - 12 + late))
        for part in [1.0] if random.random() < 0.7 else [0.5, 0.5]:
            if paid <= LAST and random.random() < 0.97:
                method = random.choice(["电汇", "承兑", "现金"])
                receipts.append((len(receipts) + 1, number, paid, method, round(amount * part, 2)))
            paid += timedelta(days=25)
    return statements, receipts


def _storage(random: Random, shippers: list[tuple]) -> list[tuple]:
    rows: list[tuple] = []
    hubs = [s[0] for s in STATIONS if s[4] == "分拨中心"]
    for n in range(26):
        last = _month(n + 1) - timedelta(days=1)
        for hub in hubs:
            for shipper in shippers:
                if (shipper[0] + int(hub[1:])) % 3 or (shipper[0] == 5003 and last > date(2025, 6, 30)):
                    continue
                pallets = random.randrange(0, 260)
                rows.append((last, hub, shipper[0], pallets, round(pallets * random.uniform(1800, 5200), 2)))
    return rows


def _expenses(random: Random) -> list[tuple]:
    rows: list[tuple] = []
    for n in range(26):
        for department, weight in DEPARTMENTS.items():
            for account, share in ACCOUNTS.items():
                if department not in ONLY_FOR.get(account, DEPARTMENTS):
                    continue
                if (department, account, n) == ("仓储部", "路桥费", 20):
                    continue
                on = _month(n) + timedelta(days=random.randrange(0, 27))
                amount = round(420000 * weight * share * random.uniform(0.8, 1.25) * (1 + n / 120), 2)
                rows.append((len(rows) + 1, on, department, account, amount))
    return rows


def _plans() -> list[tuple]:
    rows: list[tuple] = []
    for n in range(36):
        for position, (department, weight) in enumerate(DEPARTMENTS.items()):
            rows.append((_month(n), department, "费用", round(420000 * weight * (0.86 + position / 50), 0)))
        rows.append((_month(n), "干线运输部", "收入", 1150000 + 9000 * n))
        rows.append((_month(n), "城配事业部", "收入", 300000 + 2500 * n))
    return rows
