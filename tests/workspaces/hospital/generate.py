"""Riverside Health, a private hospital group with invented people: visits, charges, bills to insurers, beds, plans.

Role: `TABLES` and `make_rows()`; the same seed, the same rows. April 2024 to 18 August 2026. Traps on purpose: voided
charges, cancelled visits, visits without doctor, payer or patient district, a department whose name holds another's
name, an overhead posted on an inner node of the organisation, budgets in two scenarios, refunds, bills without term.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

FIRST, LAST = date(2024, 4, 1), date(2026, 8, 18)

TABLES = {
    "sites": "site_code VARCHAR, site_name VARCHAR, city VARCHAR, opened_on DATE",
    "org_units": "unit_id INTEGER, parent_unit_id INTEGER, unit_name VARCHAR, unit_level VARCHAR, head VARCHAR",
    "physicians": "physician_id INTEGER, full_name VARCHAR, grade VARCHAR, unit_id INTEGER, hired DATE, left_on DATE",
    "payers": "payer_id VARCHAR, payer_name VARCHAR, payer_class VARCHAR",
    "encounters": (
        "enc_id VARCHAR, patient_no VARCHAR, district VARCHAR, site_code VARCHAR, unit_id INTEGER,"
        " physician_id INTEGER, payer_id VARCHAR, enc_type VARCHAR, enc_date DATE, discharge_date DATE, state VARCHAR"
    ),
    "charge_items": (
        "item_id INTEGER, enc_id VARCHAR, posted_on DATE, service VARCHAR, qty INTEGER, gross DECIMAL(12,2),"
        " concession DECIMAL(12,2), direct_cost DECIMAL(12,2), voided BOOLEAN"
    ),
    "bills": (
        "bill_no VARCHAR, enc_id VARCHAR, payer_id VARCHAR, billed_on DATE, due_on DATE, amount DECIMAL(12,2),"
        " is_cancelled BOOLEAN"
    ),
    "settlements": "settlement_id INTEGER, bill_no VARCHAR, paid_on DATE, method VARCHAR, amount DECIMAL(12,2)",
    "wards": "ward_code VARCHAR, ward_name VARCHAR, site_code VARCHAR, unit_id INTEGER",
    "bed_census": "census_date DATE, ward_code VARCHAR, beds_open INTEGER, beds_taken INTEGER",
    "ledger_costs": "doc_no INTEGER, posted_on DATE, unit_id INTEGER, cost_type VARCHAR, amount DECIMAL(14,2)",
    "plans": "plan_month DATE, unit_id INTEGER, scenario VARCHAR, line VARCHAR, amount DECIMAL(14,2)",
}

SITES = [
    ("RG", "Riverside General", "Kowloon", date(2009, 5, 1)),
    ("HB", "Harbour Women and Children", "Hong Kong", date(2014, 9, 1)),
    ("NC", "Northgate Clinic", "Sha Tin", date(2024, 10, 1)),
]
# id, parent, name, level, head, weight of visits, scale of charges
UNITS = [
    (1, None, "Riverside Health", "group", "A. Lau", 0, 0),
    (10, 1, "Surgical Division", "division", "M. Ortega", 0, 0),
    (20, 1, "Medical Division", "division", "S. Iyer", 0, 0),
    (30, 1, "Women and Children Division", "division", "P. Novak", 0, 0),
    (40, 1, "Corporate Services", "division", None, 0, 0),
    (11, 10, "Surgery", "department", "D. Chow", 10, 9000),
    (12, 10, "Cardiac Surgery", "department", "M. Ortega", 4, 26000),
    (13, 10, "Orthopaedics", "department", "L. Berg", 9, 8000),
    (21, 20, "Medicine", "department", "S. Iyer", 18, 2600),
    (22, 20, "Emergency Medicine", "department", "R. Khan", 22, 1700),
    (23, 20, "Oncology", "department", "H. Sato", 6, 15000),
    (31, 30, "Obstetrics", "department", "P. Novak", 9, 7000),
    (32, 30, "Paediatrics", "department", "J. Wood", 14, 1500),
    (41, 40, "Finance", "department", "A. Lau", 0, 0),
    (42, 40, "Information Technology", "department", "T. Reyes", 0, 0),
]
PAYERS = [
    ("P1", "BlueHarbor", "private"),
    ("P2", "Pacific Mutual", "private"),
    ("P3", "Pacific Mutual Plus", "private"),
    ("P4", "State Insurance Fund", "public"),
    ("P5", "Helix Corporate Care", "corporate"),
]
GRADES = ["Consultant", "Associate", "Resident"]
FAMILY = [
    "Adeyemi",
    "Bianchi",
    "Castro",
    "Dimitrov",
    "Eriksen",
    "Fong",
    "Gupta",
    "Haas",
    "Ishii",
    "Jansen",
    "Kaur",
    "Leung",
    "Mbeki",
    "Nowak",
    "Osei",
    "Park",
]
GIVEN = ["Ana", "Ben", "Clara", "Dev", "Eva", "Finn", "Grace", "Hugo", "Iris", "Jonas"]
DISTRICTS = ["Central", "Eastern", "Yau Tsim Mong", "Sha Tin", "Tuen Mun", None]
SERVICES = {
    "Consultation": 0.18,
    "Procedure": 0.42,
    "Pharmacy": 0.16,
    "Laboratory": 0.09,
    "Imaging": 0.1,
    "Room and board": 0.05,
}
METHODS = ["bank transfer", "card", "cheque"]
COSTS = {"Salaries": 0.55, "Drugs": 0.2, "Supplies": 0.13, "Utilities": 0.05, "Depreciation": 0.07}
WARDS = [
    ("W1", "Ward 1 East", "RG", 11, 28),
    ("W2", "Ward 2 East", "RG", 21, 34),
    ("W3", "Coronary Care", "RG", 12, 12),
    ("W4", "Maternity", "HB", 31, 24),
    ("W5", "Children's Ward", "HB", 32, 20),
]


def make_rows() -> dict[str, list[tuple]]:
    """All tables."""
    random = Random(20260818)
    physicians = _physicians(random)
    encounters, items, bills, settlements = _care(random, physicians)
    return {
        "sites": SITES,
        "org_units": [unit[:5] for unit in UNITS],
        "physicians": physicians,
        "payers": PAYERS,
        "encounters": encounters,
        "charge_items": items,
        "bills": bills,
        "settlements": settlements,
        "wards": [ward[:4] for ward in WARDS],
        "bed_census": _census(random),
        "ledger_costs": _ledger(random),
        "plans": _plans(random),
    }


def _months() -> list[date]:
    return [date(2024 + (3 + n) // 12, (3 + n) % 12 + 1, 1) for n in range(29)]


def _physicians(random: Random) -> list[tuple]:
    rows: list[tuple] = []
    for unit in UNITS:
        for n in range(4 if unit[5] else 0):
            name = f"{GIVEN[random.randrange(10)]} {FAMILY[len(rows) % 16]}"
            hired = date(2012 + random.randrange(12), random.randrange(12) + 1, 1)
            left = date(2025, 9, 30) if len(rows) in (5, 18) else None
            rows.append((101 + len(rows), name, GRADES[min(n, 2)], unit[0], hired, left))
    return rows


def _site_of(random: Random, unit: int, day: date) -> str:
    if unit in (31, 32):
        return "HB" if random.random() < 0.8 else "RG"
    return "NC" if day >= date(2024, 10, 1) and unit in (13, 21, 22) and random.random() < 0.3 else "RG"


def _care(random: Random, physicians: list[tuple]) -> tuple[list[tuple], list[tuple], list[tuple], list[tuple]]:
    encounters: list[tuple] = []
    items: list[tuple] = []
    bills: list[tuple] = []
    settlements: list[tuple] = []
    units = [unit for unit in UNITS if unit[5]]
    day = FIRST
    while day <= LAST:
        growth = 1 + (day - FIRST).days / 2200
        count = int(random.triangular(1, 7, 3) * growth * (0.6 if day.weekday() > 4 else 1))
        for _ in range(count):
            unit = random.choices(units, [u[5] for u in units])[0]
            encounter = _encounter(random, len(encounters), unit, day, physicians)
            encounters.append(encounter)
            if encounter[10] == "cancelled":
                continue
            net = _charges(random, items, encounter, unit[6])
            if net:
                _bill(random, bills, settlements, encounter, net)
        day += timedelta(days=1)
    return encounters, items, bills, settlements


def _encounter(random: Random, n: int, unit: tuple, day: date, physicians: list[tuple]) -> tuple:
    kind = "emergency" if unit[0] == 22 else random.choices(["outpatient", "inpatient"], [7, 3])[0]
    stay = day + timedelta(days=random.randrange(1, 12)) if kind == "inpatient" else None
    if stay is not None and stay > LAST:
        stay = None
    doctors = [p for p in physicians if p[3] == unit[0] and (p[5] is None or p[5] >= day)]
    doctor = None if kind == "emergency" and random.random() < 0.15 else random.choice(doctors)[0]
    payer = random.choices([*(p[0] for p in PAYERS), None], [24, 18, 6, 26, 10, 16])[0]
    state = "cancelled" if random.random() < 0.05 else "completed" if stay or kind != "inpatient" else "open"
    patient = f"{100000 + random.randrange(1400)}"
    site = _site_of(random, unit[0], day)
    return (f"E{n:06d}", patient, random.choice(DISTRICTS), site, unit[0], doctor, payer, kind, day, stay, state)


def _charges(random: Random, items: list[tuple], encounter: tuple, scale: int) -> float:
    total = 0.0
    chosen = random.sample(list(SERVICES), random.choice([1, 2, 2, 3, 4]))
    if encounter[7] == "inpatient" and "Room and board" not in chosen:
        chosen.append("Room and board")
    for service in chosen:
        posted = min(encounter[8] + timedelta(days=random.choice([0, 0, 0, 1, 2, 5])), LAST)
        gross = round(scale * SERVICES[service] * random.uniform(0.5, 2.2), 2)
        concession = round(gross * random.choice([0, 0, 0.05, 0.1]), 2)
        cost = round(gross * random.uniform(0.35, 0.75), 2)
        voided = random.random() < 0.03
        quantity = random.randint(1, 3)
        items.append((len(items) + 1, encounter[0], posted, service, quantity, gross, concession, cost, voided))
        total += 0 if voided else gross - concession
    return round(total, 2)


def _bill(random: Random, bills: list[tuple], settlements: list[tuple], encounter: tuple, net: float) -> None:
    billed = min((encounter[9] or encounter[8]) + timedelta(days=random.randrange(1, 6)), LAST)
    term = {None: 0, "P4": 60}.get(encounter[6], 30)
    due = None if random.random() < 0.01 else billed + timedelta(days=term)
    number = f"B{len(bills):06d}"
    cancelled = random.random() < 0.02
    bills.append((number, encounter[0], encounter[6], billed, due, net, cancelled))
    if cancelled or random.random() < 0.05:
        return
    paid = billed + timedelta(days=int(random.expovariate(1 / (term + 12))) + 1)
    parts = [1.0] if random.random() < 0.8 else [0.6, 0.4]
    for part in parts:
        if paid <= LAST:
            settlements.append((len(settlements) + 1, number, paid, random.choice(METHODS), round(net * part, 2)))
        paid += timedelta(days=random.randrange(5, 50))
    if random.random() < 0.02 and paid <= LAST:
        settlements.append((len(settlements) + 1, number, paid, "bank transfer", -round(net * 0.1, 2)))


def _census(random: Random) -> list[tuple]:
    rows: list[tuple] = []
    taken = {ward[0]: ward[4] // 2 for ward in WARDS}
    day = FIRST
    while day <= LAST:
        for code, _, _, _, beds in WARDS:
            if code == "W5" and date(2025, 7, 1) <= day <= date(2025, 8, 31):
                continue  # closed for repairs: no rows at all
            opened = beds - 4 if code == "W2" and day < date(2025, 4, 1) else beds
            taken[code] = max(2, min(opened, taken[code] + random.choice([-2, -1, 0, 0, 1, 2])))
            rows.append((day, code, opened, taken[code]))
        day += timedelta(days=1)
    return rows


def _ledger(random: Random) -> list[tuple]:
    rows: list[tuple] = []
    for month in _months():
        for unit in UNITS:
            base = unit[5] * unit[6] * 0.33 if unit[5] else {10: 4000, 41: 9500, 42: 13000}.get(unit[0], 0)
            for cost, share in COSTS.items():
                if not base or (cost == "Drugs" and not unit[5]):
                    continue
                posted = month + timedelta(days=random.randrange(0, 28))
                if posted > LAST:
                    continue
                amount = round(base * share * random.uniform(0.85, 1.2), 2)
                rows.append((len(rows) + 1, posted, unit[0], cost, amount))
                if random.random() < 0.03:
                    rows.append((len(rows) + 1, posted, unit[0], cost, -round(amount * 0.2, 2)))
    return rows


def _plans(random: Random) -> list[tuple]:
    rows: list[tuple] = []
    for n in range(36):
        month = date(2024 + (3 + n) // 12, (3 + n) % 12 + 1, 1)
        for unit in UNITS:
            if unit[5]:
                revenue = round(unit[5] * unit[6] * 0.52 * (1 + n / 90), 0)
                rows.append((month, unit[0], "budget", "revenue", revenue))
                if month >= date(2026, 4, 1):
                    rows.append((month, unit[0], "forecast", "revenue", round(revenue * random.uniform(0.9, 1.1), 0)))
            cost = unit[5] * unit[6] * 0.335 if unit[5] else {10: 3900, 41: 9800, 42: 12000}.get(unit[0], 0)
            if cost:
                rows.append((month, unit[0], "budget", "cost", round(cost, 0)))
                if month >= date(2026, 4, 1):
                    rows.append((month, unit[0], "forecast", "cost", round(cost * random.uniform(0.95, 1.1), 0)))
    return rows
