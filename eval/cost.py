"""What a run costs: tokens times prices.

Role: prices are per million tokens, by model, from `llm.prices` of the workspace or from `--price IN OUT [CURRENCY]`.
A model without a price has no cost: it is left unsaid, never taken as free.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.results import CaseResult
from semantic_layer.errors import OperatorError

ANY = "*"


@dataclass(frozen=True, slots=True)
class Price:
    """Of a million tokens in and out."""

    input: float
    output: float
    currency: str = "USD"


def price_of_words(words: Sequence[str]) -> Price:
    """`--price IN OUT [CURRENCY]`; OperatorError if they are no numbers."""
    try:
        return Price(float(words[0]), float(words[1]), *words[2:3])
    except (IndexError, ValueError):
        said = " ".join(words)
        raise OperatorError(f"{said!r} is no price.", "Say --price IN OUT [CURRENCY], per million tokens.") from None


def prices_as_json(prices: Mapping[str, Price]) -> dict[str, list[Any]]:
    """For the log, so that a report can be made again."""
    return {model: [price.input, price.output, price.currency] for model, price in prices.items()}


def cost_of(results: Iterable[CaseResult], prices: Mapping[str, Sequence[Any]]) -> Mapping[str, float] | None:
    """Total by currency; None where a model that was called has no price."""
    total: dict[str, float] = {}
    for result in results:
        if not result.calls:
            continue
        price = prices.get(result.model) or prices.get(ANY)
        if price is None:
            return None
        spent = (result.input_tokens * price[0] + result.output_tokens * price[1]) / 1e6
        total[price[2]] = total.get(price[2], 0.0) + spent
    return total
