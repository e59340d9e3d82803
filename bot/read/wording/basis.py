"""With or without tax: 营收(不含税), "billings, VAT included". The metric that already is so, said twice; no other.

Role: pieces → the same pieces, before they are interpreted. A metric's own words (label, synonyms, description) say on
which basis it stands. Where they say the other one, or neither, the word stays and blocks the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.read.pieces import Piece
from bot.read.words import Word
from semantic_layer.model import Metric, SemanticModel

_WITHOUT = re.compile(
    r"不含(增值)?税|未税|不带税|"
    r"\b(without|exclud\w*|excl\.?|ex|net of|before|exclusive of)\s+(vat|tax|gst|sales tax)\b|"
    r"\b(vat|tax|gst)[- ](excluded|exclusive)\b",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"(?<![不未])含(增值)?税|(?<!不)带税|价税合计|\b(with|includ\w*|incl\.?|inclusive of)\s+(vat|tax|gst|sales tax)\b|"
    r"\b(vat|tax|gst)[- ](included|inclusive)\b",
    re.IGNORECASE,
)


def read_basis(pieces: Sequence[Piece], model: SemanticModel) -> None:
    """Settle the words of a basis beside the metrics named."""
    said = [piece for piece in pieces if piece.is_word("basis") and not piece.links]
    measured = [piece for piece in pieces if piece.metrics()]
    for word in said:
        wanted = word.word("basis")
        fitting = {name for piece in measured for name in piece.metrics() if basis_of(model.metrics[name]) == wanted}
        bound = bool(measured) and all(set(piece.metrics()) & fitting for piece in measured)
        word.words, word.known = ((Word("filler", ""),), True) if bound else ((), False)
        for piece in measured if bound else ():
            piece.links = tuple(link for link in piece.links if link.kind != "metric" or link.target in fitting)


def basis_of(metric: Metric) -> str:
    """ "with", "without", or "" where the metric's words say neither, or both."""
    texts = (metric.label.zh, metric.label.en, *metric.synonyms, metric.description.zh, metric.description.en)
    words = " · ".join(texts)
    found = {name for name, pattern in (("with", _WITH), ("without", _WITHOUT)) if pattern.search(words)}
    return found.pop() if len(found) == 1 else ""
