"""Orders, their lines and shipments: what customers wanted and what left the warehouse.

Role: the first step of order to cash. Holds three stories: the South buys volume with discounts in 2026; small
appliances are sold below cost in 2026; the West sells nothing in February 2025.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from demo.generate.money import part
from demo.generate.names import PRODUCT_LINES, WAREHOUSES
from demo.generate.parties import Customer, Product
from demo.generate.timeline import ALL_MONTHS, LOADED_THROUGH, month_end, month_number, random_day, stream

ORDERS_PER_MONTH = 860
SEASON = {1: 0.86, 2: 0.62, 3: 0.92, 4: 1.02, 5: 1.12, 6: 1.34, 7: 1.22, 8: 1.06, 9: 0.94, 10: 0.98, 11: 1.22, 12: 0.95}
SUMMER = {4: 1.2, 5: 1.5, 6: 1.8, 7: 1.8, 8: 1.3, 11: 0.8, 12: 0.7, 1: 0.7, 2: 0.7}  # air conditioners
SILENT = (date(2025, 2, 1), date(2025, 2, 28))  # no sales in the West


@dataclass(slots=True)
class Line:
    number: int
    product: Product
    quantity: int
    list_price: int
    list_amount: int
    discount: int
    shipment: int = 0  # which shipment of the order it leaves with

    @property
    def net(self) -> int:
        return self.list_amount - self.discount


@dataclass(slots=True)
class Order:
    order_id: str
    customer: Customer | None
    dept_id: str
    entity_id: str
    channel: str
    ordered: date
    promised: date | None
    status: str
    lines: list[Line]


@dataclass(slots=True)
class Shipment:
    shipment_id: str
    order: Order
    shipped: date
    delivered: date | None
    warehouse: str
    lines: list[Line] = field(default_factory=list)


def is_silent(customer: Customer | None, day: date) -> bool:
    """The West (as it was, or as it is today) sells nothing in that month."""
    if customer is None or not SILENT[0] <= day <= SILENT[1]:
        return False
    return "西部" in (customer.place.region, customer.region_at(day))


def after_silence(customer: Customer | None, day: date) -> date:
    return day + timedelta(days=28) if is_silent(customer, day) else day


def _growth(month: date) -> float:
    return 1.0 + 0.0085 * month_number(month)


def _customer_weight(customer: Customer, month: date) -> float:
    if customer.created > month:
        return 0.0
    pull = 1.3 if customer.region_at(month) == "华南" and month.year == 2026 else 1.0
    return customer.weight * pull


def price_level(line: str, day: date) -> float:
    """List price relative to 2024: the price war in small appliances, dearer air conditioners."""
    if line == "小家电":
        return {2024: 1.0, 2025: 0.95, 2026: 0.815}[day.year]
    if line == "空调":
        return {2024: 1.0, 2025: 1.02, 2026: 1.06}[day.year]
    return {2024: 1.0, 2025: 1.01, 2026: 1.03}[day.year]


def _discount_rate(rng: Random, customer: Customer | None, day: date) -> float:
    if customer is None:
        return 0.0
    base = {"经销商": 0.05, "连锁卖场": 0.07, "电商平台": 0.06, "工程客户": 0.08}[customer.kind]
    if customer.region_at(day) == "华南" and day.year == 2026:
        base += 0.02 + 0.0105 * day.month  # two more points in January, twelve more in October
    return round(max(0.0, base + rng.uniform(-0.02, 0.02)), 3)


def _quantity(rng: Random, customer: Customer | None, product: Product) -> int:
    if customer is None:
        return rng.randint(1, 3)
    largest = {"经销商": 46, "连锁卖场": 70, "电商平台": 80, "工程客户": 40}[customer.kind]
    cheap = 1.6 if product.list_price < 100_000 else 0.35 if product.list_price > 1_000_000 else 1.0
    return max(1, int(rng.triangular(3, largest, 12) * cheap))


def _lines(rng: Random, customer: Customer | None, day: date, products: dict[str, list[Product]]) -> list[Line]:
    names = list(PRODUCT_LINES)
    shares = [PRODUCT_LINES[name][2] * (SUMMER.get(day.month, 1.0) if name == "空调" else 1.0) for name in names]
    found: list[Line] = []
    for number in range(1, rng.choices([1, 2, 3, 4], [30, 38, 22, 10])[0] + 1):
        line = rng.choices(names, shares)[0]
        offered = [product for product in products[line] if product.launched <= day]
        product = rng.choices(offered, [product.weight for product in offered])[0]
        price = part(product.list_price, price_level(line, day)) // 100 * 100
        quantity = _quantity(rng, customer, product)
        amount = quantity * price
        found.append(Line(number, product, quantity, price, amount, part(amount, _discount_rate(rng, customer, day))))
    return found


def _status(rng: Random) -> str:
    return "cancelled" if rng.random() < 0.03 else "confirmed"


def make_orders(customers: list[Customer], products: list[Product]) -> list[Order]:
    rng = stream("orders")
    by_line = {line: [p for p in products if p.line == line] for line in PRODUCT_LINES}
    found: list[Order] = []
    for month in ALL_MONTHS:
        share = min(month_end(month), LOADED_THROUGH).day / month_end(month).day
        count = int(ORDERS_PER_MONTH * _growth(month) * SEASON[month.month] * share)
        buyers = rng.choices(customers, [_customer_weight(c, month) for c in customers], k=count)
        days = sorted(random_day(rng, month) for _ in range(count))
        for day, buyer in zip(days, buyers, strict=True):
            customer = None if rng.random() < 0.04 else buyer  # retail sale without a customer file
            if not is_silent(customer, day):
                found.append(_order(rng, len(found), customer, day, by_line))
    return found


def _order(rng: Random, number: int, customer: Customer | None, day: date, products: dict[str, list[Product]]) -> Order:
    channel = (
        "线上" if customer is None or customer.kind == "电商平台" else "工程" if customer.kind == "工程客户" else "线下"
    )
    return Order(
        order_id=f"{day:%y%m}{number + 1:06d}",
        customer=customer,
        dept_id=customer.dept_id if customer else "D16",
        entity_id=customer.entity_id if customer else "E2",
        channel=channel,
        ordered=day,
        promised=day + timedelta(days=rng.randint(5, 15)) if rng.random() > 0.05 else None,
        status=_status(rng),
        lines=_lines(rng, customer, day, products),
    )


def make_shipments(orders: list[Order]) -> list[Shipment]:
    """One shipment an order, or two; none of a cancelled one; none after the data's end."""
    rng = stream("shipments")
    found: list[Shipment] = []
    for order in orders:
        if order.status == "cancelled":
            continue
        parts = 2 if len(order.lines) > 1 and rng.random() < 0.18 else 1
        day = order.ordered
        for turn in range(parts):
            wait = 0 if order.customer is None else rng.randint(1, 9)
            day = after_silence(order.customer, day + timedelta(days=wait))
            if day > LOADED_THROUGH:
                break
            arrived = day + timedelta(days=rng.randint(1, 6))
            shipment = Shipment(
                shipment_id=f"{day:%y%m}{len(found) + 1:07d}",
                order=order,
                shipped=day,
                delivered=arrived if arrived <= LOADED_THROUGH else None,
                warehouse=rng.choices([w for w, _ in WAREHOUSES], [s for _, s in WAREHOUSES])[0],
                lines=[line for line in order.lines if line.number % parts == turn],
            )
            found.append(shipment)
    for order in orders:
        if order.status == "confirmed" and order.ordered < LOADED_THROUGH - timedelta(days=25):
            order.status = "closed"
    return found
