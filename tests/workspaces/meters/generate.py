"""A plant's electricity meters: one table, no customers, no regions. 1 January 2025 to 30 June 2026.

Role: `TABLES` and `make_rows()`; the same seed, the same rows. The compressor has a second line whose name holds the
first one's; one meter fell silent for a month; some readings were estimated.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

FIRST, LAST = date(2025, 1, 1), date(2026, 6, 30)

TABLES = {
    "readings": (
        "reading_date DATE, meter VARCHAR, use_type VARCHAR, kwh DECIMAL(10,1), peak_kwh DECIMAL(10,1),"
        " dial DECIMAL(14,1), cost DECIMAL(10,2), estimated BOOLEAN"
    ),
}

METERS = [
    ("空压机", "生产", 900),
    ("空压机二线", "生产", 610),
    ("注塑车间", "生产", 2400),
    ("冷却塔", "公辅", 480),
    ("办公楼", "办公", 260),
    ("食堂", None, 90),
]


def make_rows() -> dict[str, list[tuple]]:
    """The one table."""
    random = Random(66)
    dials = {meter[0]: random.randrange(10000, 90000) / 1.0 for meter in METERS}
    rows: list[tuple] = []
    day = FIRST
    while day <= LAST:
        summer = 1.3 if day.month in (6, 7, 8) else 1.0
        weekend = 0.55 if day.weekday() > 4 else 1.0
        for meter, use, base in METERS:
            if meter == "冷却塔" and (day.year, day.month) == (2026, 2):
                continue
            kwh = round(base * summer * (weekend if use != "公辅" else 1) * random.uniform(0.8, 1.2), 1)
            peak = round(kwh * random.uniform(0.25, 0.55), 1)
            dials[meter] = round(dials[meter] + kwh, 1)
            cost = round(peak * 1.12 + (kwh - peak) * 0.58, 2)
            rows.append((day, meter, use, kwh, peak, dials[meter], cost, random.random() < 0.02))
        day += timedelta(days=1)
    return {"readings": rows}
