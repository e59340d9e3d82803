"""Money in whole fen: rounding, VAT, and the text that DuckDB reads.

Role: the only place that turns fen into decimals. Inputs and outputs are `int` fen unless said otherwise.
"""

from __future__ import annotations

VAT_PERCENT = 13


def part(amount: int, rate: float) -> int:
    """`amount × rate`, rounded half up to the fen. `rate` is taken to six decimals, so the result is exact."""
    return (amount * round(rate * 1_000_000) + 500_000) // 1_000_000


def vat(net: int) -> int:
    """The tax on a net amount; odd function, so a credit note mirrors its invoice."""
    tax = (abs(net) * VAT_PERCENT + 50) // 100
    return tax if net >= 0 else -tax


def yuan(fen: int) -> str:
    """
    >>> yuan(123456), yuan(-5)
    ('1234.56', '-0.05')
    """
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
