"""How many tokens a text costs, without a tokenizer.

Role: keeps prompts and conversations inside their budgets. The estimate errs upwards: on prompts of this product it is
within a tenth above the true o200k count (`python -m eval.bench.prompt_tokens` measures it where node has the
package gpt-tokenizer).
"""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"[A-Za-z]+|[0-9]+|[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|\s+|[\x21-\x7e]|.", re.DOTALL
)


def estimate_tokens(text: str) -> int:
    """An upper estimate of the o200k tokens of `text`.

    >>> estimate_tokens("SELECT MEASURE(revenue)") <= 7
    True
    """
    total = 0.0
    for piece in _PIECE.findall(text):
        first = piece[0]
        if first.isascii():
            if first.isalpha():
                total += 1 if len(piece) <= 7 else len(piece) / 5
            elif first.isdigit():
                total += (len(piece) + 2) // 3
            elif first.isspace():
                total += 1 if "\n" in piece else (0 if len(piece) == 1 else 0.5)
            else:
                total += 0.75
        elif "\u2e80" <= first <= "\uffef":
            total += 0.92
        else:
            total += 2
    return int(total) + 1
