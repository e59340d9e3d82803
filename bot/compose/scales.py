"""Scales and signs of numbers: 万/亿 and K/M/B, currency signs.

Role: facts and one decision (which scale suits these values). No text, no rounding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Values are shown divided by `factor`, followed by `suffix`."""

    factor: int = 1
    suffix: str = ""


ONE = Scale()
SCALES: dict[str, tuple[Scale, ...]] = {  # from large to small
    "zh": (Scale(10**12, "万亿"), Scale(10**8, "亿"), Scale(10**4, "万"), ONE),
    "en": (Scale(10**12, "T"), Scale(10**9, "B"), Scale(10**6, "M"), Scale(10**3, "K"), ONE),
}
CURRENCY_SIGNS = {
    "CNY": "¥",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "JP¥",
    "HKD": "HK$",
    "TWD": "NT$",
    "SGD": "S$",
    "KRW": "₩",
}
_SMALLEST_SCALED = {"currency": 10**4, "count": 10**6, "none": 10**6}
_LEGIBLE = 0.5  # in units of the scale: two decimals then still show two digits


def currency_sign(code: str) -> str:
    """The sign before an amount; an unknown currency is named by its code.

    >>> currency_sign("CNY"), currency_sign("CHF")
    ('¥', 'CHF ')
    """
    return CURRENCY_SIGNS.get(code, f"{code} " if code else "")


def suit_scale(values: Iterable[float], lang: str, kind: str) -> Scale:
    """The largest scale at which the greatest value is at least 1 and three quarters of them stay legible.

    >>> suit_scale([123_400_000.0, 85_600_000.0], "zh", "currency").suffix
    '亿'
    >>> suit_scale([123_400_000.0, 300.0, 200.0], "zh", "currency").suffix
    ''
    """
    sizes = sorted(abs(value) for value in values if value)
    if kind not in _SMALLEST_SCALED or not sizes or sizes[-1] < _SMALLEST_SCALED[kind]:
        return ONE
    lower_quartile = sizes[len(sizes) // 4]
    for scale in SCALES[lang]:
        if sizes[-1] >= scale.factor and lower_quartile >= _LEGIBLE * scale.factor:
            return scale
    return ONE


def is_legible(values: Iterable[float], scale: Scale) -> bool:
    """Whether values that prefer another scale may still be shown at this one."""
    sizes = sorted(abs(value) for value in values if value)
    return not sizes or (
        sizes[-1] >= _LEGIBLE * scale.factor and sizes[len(sizes) // 4] >= _LEGIBLE * scale.factor / 10
    )


def scale_below(factor: int, lang: str) -> int:
    """The factor of the next smaller scale: 10,000 under 100,000,000 in Chinese.

    >>> scale_below(10**8, "zh"), scale_below(10**9, "en"), scale_below(1, "en")
    (10000, 1000000, 1)
    """
    return next((scale.factor for scale in SCALES[lang] if scale.factor < factor), 1)
