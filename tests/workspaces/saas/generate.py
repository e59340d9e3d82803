"""Loopdesk, a seller of subscription software: accounts, subscriptions, MRR, invoices, tickets, usage, spend, budgets.

Role: `TABLES` and `make_rows()`; the same seed, the same rows. February 2024 to 15 November 2026; the fiscal year
begins in February. Traps on purpose: a country code that is a pronoun, a segment called as a country, one as a plan,
test accounts, void invoices, two people of one first name, budgets beyond the actuals, usage by week.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

FIRST, LAST = date(2024, 2, 1), date(2026, 11, 15)
OPENING = FIRST - timedelta(days=1)

TABLES = {
    "sales_rep": "rep_id INT, rep_nm VARCHAR, team VARCHAR",
    "crm_acct": (
        "acct_id INT, acct_nm VARCHAR, seg VARCHAR, ind_txt VARCHAR, ctry_cd VARCHAR, ae_id INT, crt_dt DATE,"
        " is_test BOOLEAN"
    ),
    "pln": "plan_cd VARCHAR, plan_nm VARCHAR, list_px DECIMAL(10,2)",
    "sub": (
        "sub_id INT, acct_id INT, plan_cd VARCHAR, strt_dt DATE, cncl_dt DATE, cncl_rsn VARCHAR, seats INT,"
        " mrr_amt DECIMAL(12,2), bill_frq VARCHAR"
    ),
    "mrr_eom": (
        "snap_dt DATE, acct_id INT, mrr_eop DECIMAL(14,2), mv_new DECIMAL(14,2), mv_exp DECIMAL(14,2),"
        " mv_ctr DECIMAL(14,2), mv_chn DECIMAL(14,2)"
    ),
    "ar_inv": (
        "inv_no VARCHAR, acct_id INT, plan_cd VARCHAR, inv_dt DATE, due_dt DATE, net_amt DECIMAL(14,2),"
        " tax_amt DECIMAL(14,2), st_cd VARCHAR"
    ),
    "ar_pmt": "pmt_id INT, inv_no VARCHAR, pmt_dt DATE, amt DECIMAL(14,2), mthd VARCHAR",
    "tix": (
        "tkt_no INT, acct_id INT, opn_ts TIMESTAMP, res_ts TIMESTAMP, sev VARCHAR, area VARCHAR, csat INT,"
        " agt_nm VARCHAR"
    ),
    "usg_wk": "wk_dt DATE, acct_id INT, wau INT, sessions INT, api_calls INT",
    "mkt_chnl_m": "mth DATE, chnl VARCHAR, act_amt DECIMAL(12,2), bud_amt DECIMAL(12,2), leads INT",
    "dept_exp_m": "mth_end DATE, dept VARCHAR, hc INT, exp_amt DECIMAL(14,2), bud_amt DECIMAL(14,2)",
}

REPS = [
    (1, "Dana Whitfield", "Americas"),
    (2, "Marco Ruiz", "Americas"),
    (3, "Priya Nair", "Americas"),
    (4, "Tom Becker", "EMEA"),
    (5, "Sophie Laurent", "EMEA"),
    (6, "Olu Adebayo", "EMEA"),
    (7, "Grace Chen", "APAC"),
    (8, "Liam O'Connor", "APAC"),
    (9, "Dana Kowalski", "Americas"),
]
PLANS = [
    ("ST1", "Starter", 49.0),
    ("TM1", "Team", 149.0),
    ("PR1", "Pro", 399.0),
    ("PR2", "Pro Plus", 799.0),
    ("EN1", "Enterprise", 2400.0),
]
# segment: weights of the plans, weight, seats, chance to cancel
SEGMENTS = {
    "SMB": ([0.45, 0.35, 0.15, 0.05, 0], 45, (1, 15), 0.45),
    "Mid-Market": ([0.05, 0.25, 0.4, 0.25, 0.05], 28, (10, 80), 0.28),
    "Enterprise": ([0, 0.05, 0.15, 0.3, 0.5], 15, (60, 400), 0.14),
    "Canada": ([0.2, 0.3, 0.3, 0.15, 0.05], 12, (2, 40), 0.35),
}
COUNTRIES = {"US": 50, "CA": 8, "GB": 12, "DE": 9, "FR": 6, "AU": 6, "BR": 4, "GE": 1, None: 4}
INDUSTRIES = {
    "Software": 20,
    "Financial Services": 14,
    "Healthcare": 12,
    "Retail": 12,
    "Manufacturing": 10,
    "Media": 8,
    "Education": 7,
    "Logistics": 7,
    None: 5,
}
FIRST_WORDS = [
    "Acme", "Blue", "North", "Vertex", "Pine", "Quantum", "Silver", "Harbor", "Cobalt", "Lumen", "Atlas",
    "Cedar", "Delta", "Ember", "Falcon", "Granite", "Helio", "Indigo", "Juniper", "Kestrel", "Lattice",
    "Maple", "Nova", "Orchid", "Pioneer", "Quartz", "Ridge", "Summit", "Tidal", "Umber",
]  # fmt: skip
LAST_WORDS = [
    "Labs", "Systems", "Health", "Logistics", "Retail", "Media", "Foods", "Capital", "Works", "Group",
    "Analytics", "Motors", "Learning", "Partners", "Energy",
]  # fmt: skip
REASONS = ["Price", "Missing feature", "Went out of business", "Competitor", None]
AGENTS = ["Nina Park", "Raj Patel", "Ella Moreau", "Sam Okafor", "Yuki Mori", None]
HOURS = {"S1": 9, "S2": 30, "S3": 70, "S4": 140}
CHANNELS = {
    "Paid Search": 42000,
    "Paid Social": 26000,
    "Events": 30000,
    "Content": 12000,
    "Partner": 9000,
    "Email": 4000,
}
DEPARTMENTS = {
    "Engineering": (62, 17500),
    "Sales": (38, 14500),
    "Customer Success": (21, 10500),
    "Support": (24, 8200),
    "Marketing": (14, 12500),
    "G&A": (17, 12000),
}
Rows = list[tuple]


def make_rows() -> dict[str, Rows]:
    """The rows of every table."""
    random = Random(20261116)
    accounts = _accounts(random)
    subscriptions = _subscriptions(random, accounts)
    owned: dict[int, list[list]] = {}
    for one in subscriptions:
        owned.setdefault(one[1], []).append(one)
    snapshots = _snapshots(random, subscriptions, owned)
    invoices, payments = _invoices(random, subscriptions)
    tickets = _tickets(random, accounts, owned)
    usage = _usage(random, accounts, owned)
    spend, expenses = _budgets(random)
    return {
        "sales_rep": list(REPS),
        "crm_acct": accounts,
        "pln": list(PLANS),
        "sub": [tuple(one) for one in subscriptions],
        "mrr_eom": snapshots,
        "ar_inv": invoices,
        "ar_pmt": payments,
        "tix": tickets,
        "usg_wk": usage,
        "mkt_chnl_m": spend,
        "dept_exp_m": expenses,
    }


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _months(first: date, last: date) -> Iterator[tuple[int, int]]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield year, month
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _later(day: date, months: int) -> date:
    place = day.month - 1 + months
    year, month = day.year + place // 12, place % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _pick(random: Random, weights: dict):
    return random.choices(list(weights), weights=list(weights.values()))[0]


def _accounts(random: Random) -> Rows:
    names = [f"{first} {last}" for first in FIRST_WORDS for last in LAST_WORDS]
    random.shuffle(names)
    rows: Rows = []
    months = list(_months(date(2022, 6, 1), LAST))
    weights = [segment[1] for segment in SEGMENTS.values()]
    for place in range(440):
        year, month = random.choice(months)
        created = date(year, month, random.randint(1, 28))
        created = date(2026, 9, 10) if created > LAST else created
        segment = random.choices(list(SEGMENTS), weights=weights)[0]
        test = place % 90 == 7
        name = f"ZZ Test {place}" if test else names[place]
        country = random.choice(["CA", "CA", "CA", "US"]) if segment == "Canada" else _pick(random, COUNTRIES)
        industry = _pick(random, INDUSTRIES)
        owner = random.choice([1, 2, 3, 4, 5, 6, 7, 8, 9, None]) if place % 25 == 0 else random.randint(1, 9)
        rows.append((10000 + place, name, segment, industry, country, owner, created, test))
    return rows


def _subscriptions(random: Random, accounts: Rows) -> list[list]:
    rows: list[list] = []
    for account, _, segment, _, _, _, created, test in accounts:
        if test or random.random() < 0.06:  # signed up, never bought
            continue
        plans, _, _, cancels = SEGMENTS[segment]
        start = created + timedelta(days=random.randint(0, 45))
        for more in range(1 + (random.random() < 0.2)):
            if more:
                start = start + timedelta(days=random.randint(60, 400))
            if start > LAST:
                break
            plan = random.choices(PLANS, weights=plans)[0]
            drawn = {name: random.randint(*values[2]) for name, values in SEGMENTS.items()}
            seats = drawn[segment]
            base = round(plan[2] * (1 + seats / 25), 2)
            cancelled = None
            if random.random() < cancels:
                cancelled = start + timedelta(days=random.randint(75, 1000))
                cancelled = None if cancelled > LAST else cancelled
            reason = random.choice(REASONS) if cancelled else None
            frequency = "A" if random.random() < 0.3 else "M"
            rows.append([len(rows) + 1, account, plan[0], start, cancelled, reason, seats, base, frequency])
    return rows


def _snapshots(random: Random, subscriptions: list[list], owned: dict[int, list[list]]) -> Rows:
    """MRR of each account at month end and what moved it; the last price stays in the subscription."""
    price = {one[0]: one[7] for one in subscriptions}
    before: dict[int, float] = {}
    rows: Rows = []
    for year, month in _months(date(2023, 12, 1), date(2026, 10, 31)):
        end = _month_end(year, month)
        for account, subs in owned.items():
            for one in subs:
                if random.random() < 0.035:
                    price[one[0]] = round(price[one[0]] * random.choice([1.1, 1.2, 1.3, 0.9, 0.8]), 2)
                one[7] = price[one[0]]
            now = round(sum(price[s[0]] for s in subs if s[3] <= end and (s[4] is None or s[4] > end)), 2)
            was = before.get(account, 0)
            before[account] = now
            if end >= OPENING and (now or was):
                rows.append((end, account, now, *((0, 0, 0, 0) if end == OPENING else _moves(was, now))))
    return rows


def _moves(was: float, now: float) -> tuple[float, float, float, float]:
    """New, expansion, contraction, churned."""
    change = round(now - was, 2)
    if was == 0:
        return now, 0, 0, 0
    if now == 0:
        return 0, 0, 0, was
    return (0, change, 0, 0) if change > 0 else (0, 0, -change, 0)


def _invoices(random: Random, subscriptions: list[list]) -> tuple[Rows, Rows]:
    invoices: Rows = []
    payments: Rows = []
    for _, account, plan, start, cancelled, _, _, amount, frequency in subscriptions:
        day, months = start, 0
        while day <= min(LAST, cancelled or LAST):
            if day >= FIRST:
                net = round(amount * (11 if frequency == "A" else 1) * random.uniform(0.98, 1.02), 2)
                tax = round(net * random.choice([0, 0, 0.08, 0.19]), 2)
                state = "V" if random.random() < 0.02 else "I"
                terms = random.choice([15, 30, 30, 45])
                number = f"INV-{100000 + len(invoices) + 1}"
                invoices.append((number, account, plan, day, day + timedelta(days=terms), net, tax, state))
                if state == "I":
                    _pay(random, payments, number, day, terms, round(net + tax, 2))
            months += 12 if frequency == "A" else 1
            day = _later(start, months)
    return invoices, payments


def _pay(random: Random, payments: Rows, number: str, day: date, terms: int, gross: float) -> None:
    chance = random.random()
    paid = day + timedelta(days=max(1, int(random.gauss(terms + 2, 12))))
    half = round(gross * 0.5, 2)
    parts = [gross] if chance < 0.86 else [half, round(gross - half, 2)] if chance < 0.95 else []
    for place, part in enumerate(parts):
        when = paid + timedelta(days=25 * place)
        if when <= LAST:
            payments.append((len(payments) + 1, number, when, part, random.choice(["ACH", "ACH", "card", "wire"])))


def _tickets(random: Random, accounts: Rows, owned: dict[int, list[list]]) -> Rows:
    ids = [account[0] for account in accounts if not account[7] and account[0] in owned]
    writers = random.sample(ids, len(ids) * 3 // 4)  # a quarter never writes in
    begin = datetime(2024, 2, 1)
    minutes = int((datetime(2026, 11, 15, 18) - begin).total_seconds() // 60)
    rows: Rows = []
    for place in range(6500):
        opened = begin + timedelta(minutes=random.randint(0, minutes))
        account = random.choice(writers)
        if owned[account][0][3] > opened.date():
            continue
        severity = random.choices(["S1", "S2", "S3", "S4"], weights=[4, 16, 50, 30])[0]
        resolved = opened + timedelta(hours=random.expovariate(1 / HOURS[severity]))
        if resolved > datetime(2026, 11, 15, 23) or random.random() < 0.015:
            resolved = None
        rated = bool(resolved) and random.random() < 0.4
        score = random.choices([1, 2, 3, 4, 5], weights=[5, 7, 15, 38, 35])[0] if rated else None
        area = random.choice(["Billing", "Integrations", "Login", "Reporting", "API", None])
        rows.append((50000 + place, account, opened, resolved, severity, area, score, random.choice(AGENTS)))
    return rows


def _usage(random: Random, accounts: Rows, owned: dict[int, list[list]]) -> Rows:
    rows: Rows = []
    week = date(2025, 1, 6)
    while week <= date(2026, 11, 9):
        for account, subs in owned.items():
            active = [one for one in subs if one[3] <= week and (one[4] is None or one[4] > week)]
            if active and random.random() > 0.03:
                users = max(0, int(sum(one[6] for one in active) * random.uniform(0.3, 0.95)))
                sessions = users * random.randint(3, 12)
                rows.append((week, account, users, sessions, int(users * random.expovariate(1 / 220))))
        if random.random() < 0.9:
            rows += [(week, account[0], 3, 10, 500) for account in accounts if account[7] and account[6] < week]
        week += timedelta(days=7)
    return rows


def _budgets(random: Random) -> tuple[Rows, Rows]:
    """Spend by channel and expenses by department, with budgets to the end of the fiscal year."""
    spend: Rows = []
    expenses: Rows = []
    for place, (year, month) in enumerate(_months(FIRST, date(2027, 1, 31))):
        past = date(year, month, 1) <= date(2026, 10, 1)
        for channel, base in CHANNELS.items():
            budget = round(base * (1 + place * 0.012) * (1.25 if month in (3, 9) else 1), -2)
            actual = round(budget * random.uniform(0.82, 1.2), 2) if past else None
            leads = int(actual / random.uniform(60, 190)) if actual is not None and channel != "Partner" else None
            spend.append((date(year, month, 1), channel, actual, budget, leads))
        for department, (size, cost) in DEPARTMENTS.items():
            heads = int(size * (1 + place * 0.011)) + random.randint(-1, 1)
            budget = round(size * (1 + place * 0.011) * cost, -3)
            actual = round(heads * cost * random.uniform(0.94, 1.07), 2) if past else None
            expenses.append((_month_end(year, month), department, heads if past else None, actual, budget))
    return spend, expenses
