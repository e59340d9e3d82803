"""Customers with their history, and products.

Role: the master files. A customer's `moves` hold where it belonged and until when; the last is the current one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from demo.generate.money import part
from demo.generate.names import (
    CUSTOMER_FORMS,
    CUSTOMER_TYPES,
    CUSTOMER_WORDS,
    CUSTOMERS_PER_REGION,
    INTERNAL_CUSTOMER,
    PLACES,
    PRODUCT_LINES,
    PRODUCTS,
)
from demo.generate.timeline import START, stream

TERMS = {"A": 60, "B": 45, "C": 30}
# Customers that moved to another region: every 41st customer, on one of these days.
MOVE_DAYS = (date(2025, 4, 1), date(2025, 10, 1), date(2026, 4, 1), date(2026, 7, 1))
BIRTH_DAY = date(2018, 1, 1)  # validity of the first place of every customer


@dataclass(slots=True)
class Place:
    region: str
    province: str
    city: str


@dataclass(slots=True)
class Customer:
    customer_id: str
    name: str
    kind: str
    grade: str | None
    place: Place
    terms: int
    credit_limit: int | None
    dept_id: str
    entity_id: str
    created: date
    weight: float
    account_manager: str | None
    earlier: list[tuple[date, Place]] = field(default_factory=list)  # (valid until, excluded; place)
    internal: bool = False

    def region_at(self, day: date) -> str:
        for until, place in self.earlier:
            if day < until:
                return place.region
        return self.place.region


@dataclass(slots=True)
class Product:
    product_id: str
    name: str
    name_en: str
    line: str
    series: str | None
    list_price: int  # fen
    cost: int  # fen, standard cost, the same at all times
    launched: date
    weight: float


def _place(rng: Random, region: str) -> Place:
    province = rng.choice(list(PLACES[region]))
    return Place(region, province, rng.choice(PLACES[region][province]))


def _department(rng: Random, kind: str, place: Place) -> str:
    if kind == "电商平台":
        return "D16"
    if place.province == "福建" and rng.random() < 0.35:
        return "D11"  # key accounts of Fujian (华南) are looked after by 华东一部
    if place.region == "华东":
        return "D11" if rng.random() < 0.55 else "D12"
    return {"华南": "D13", "华北": "D14", "西部": "D15"}[place.region]


def _created(rng: Random) -> date:
    if rng.random() < 0.7:
        return date(rng.randint(2018, 2023), rng.randint(1, 12), rng.randint(1, 28))
    year = rng.randint(2024, 2026)
    return date(year, rng.randint(1, 12 if year < 2026 else 9), rng.randint(1, 28))


def _customer(rng: Random, number: int, region: str, taken: set[str]) -> Customer:
    kinds = [kind for kind, _ in CUSTOMER_TYPES]
    kind = rng.choices(kinds, [share for _, share in CUSTOMER_TYPES])[0]
    place = _place(rng, region)
    while True:
        name = place.city + rng.choice(CUSTOMER_WORDS) + rng.choice(CUSTOMER_FORMS[kind])
        if name not in taken:
            break
    taken.add(name)
    grade = rng.choices(["A", "B", "C", None], [20, 45, 32, 3])[0]
    weight = 0.15 + 3.0 * rng.random() ** 5 + (0.8 if grade == "A" else 0.0)
    limit = round(weight * 900) * 1_000_000 if rng.random() > 0.06 else None
    return Customer(
        customer_id=str(100000 + number),
        name=name,
        kind=kind,
        grade=grade,
        place=place,
        terms=TERMS.get(grade or "", 30),
        credit_limit=limit,
        dept_id=_department(rng, kind, place),
        entity_id="E2" if kind == "电商平台" else "E1",
        created=_created(rng),
        weight=weight,
        account_manager=rng.choice(["陈晨", "林涛", "周敏", "吴迪", "赵蕾", "孙杰", "何静", "郭亮"])
        if rng.random() > 0.04
        else None,
    )


def _newcomer(rng: Random, number: int, taken: set[str]) -> Customer:
    """Put on file two days before the data's end; has bought nothing yet."""
    customer = _customer(rng, number, "西部", taken)
    customer.created, customer.weight = date(2026, 11, 2), 0.0
    return customer


def make_customers() -> list[Customer]:
    """600 customers of four regions, one newcomer, then the sister company as a customer."""
    rng = stream("customers")
    taken: set[str] = set()
    found: list[Customer] = []
    for region, count in CUSTOMERS_PER_REGION.items():
        for _ in range(count):
            found.append(_customer(rng, len(found) + 1, region, taken))
    for position, customer in enumerate(found[::41]):
        other = rng.choice([region for region in PLACES if region != customer.place.region])
        customer.earlier.append((MOVE_DAYS[position % len(MOVE_DAYS)], _place(rng, other)))
        customer.weight = max(customer.weight, 1.2)  # large enough to show
    found.append(_newcomer(rng, len(found) + 1, taken))
    found.append(
        Customer(
            customer_id=INTERNAL_CUSTOMER,
            name="星河电商有限公司(内部)",
            kind="内部单位",
            grade=None,
            place=Place("华东", "浙江", "杭州"),
            terms=0,
            credit_limit=None,
            dept_id="D16",
            entity_id="E1",
            created=BIRTH_DAY,
            weight=0.0,
            account_manager=None,
            internal=True,
        )
    )
    return found


def make_products() -> list[Product]:
    rng = stream("products")
    found: list[Product] = []
    for line, products in PRODUCTS.items():
        share = PRODUCT_LINES[line][1]
        for series, name, name_en, price in products:
            late = len(found) % 12 == 7
            found.append(
                Product(
                    product_id=str(20001 + len(found)),
                    name=name,
                    name_en=name_en,
                    line=line,
                    series=series,
                    list_price=price * 100,
                    cost=part(price * 100, share * rng.uniform(0.985, 1.015)),
                    launched=date(2025, 3, 1) if late else START.replace(year=2021),
                    weight=rng.uniform(0.5, 1.5) * (0.25 if price > 10000 else 1.0),
                )
            )
    return found
