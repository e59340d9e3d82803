"""投诉最多的项目, "returns by month": a kind of rows said by its name, where a metric counts them under that name.

Role: a pass of `interpret`, after the metrics. The name of a value with 数 or 量 behind it may be the name of a metric
(投诉, 投诉数); where nothing else is measured and no rows are to be listed, the name alone asks for that metric.
"""

from __future__ import annotations

from bot.read.asking.filters import Scene
from bot.read.intent import Intent, MetricSaid
from bot.read.normal import norms_of
from bot.read.pieces import Piece
from semantic_layer.metrics.reach import base_datasets, counts_rows
from semantic_layer.model import SemanticModel

_ENDINGS = ("数", "量", "数量", "次数", "件数", "单数", "单量", "笔数", "起数", " count", " volume", " number")
_HOW_MANY = frozenset({"最多", "最少", "most", "fewest", "least"})


def read_named_by_value(intent: Intent, scene: Scene) -> None:
    """The value's name as the metric's. Of several metrics that a word may mean, the one that the value names."""
    if intent.counted or intent.numbers or intent.detail or intent.anchors or intent.without or intent.share:
        return
    if len(intent.metrics) > 1 or not _asks_how_many(intent):
        return
    for said in intent.values:
        names = () if said.negated else _counting(said.piece, scene.model)
        if not names:
            continue
        if not intent.metrics:
            intent.metrics.append(MetricSaid(said.word, names, said.piece))
            said.piece.role = "metric"
        elif len(intent.metrics[0].names) > 1 and set(names) <= set(intent.metrics[0].names):
            intent.metrics[0].names = names  # 投诉有几单: of all that is counted in 单
            said.piece.role = "noun"
        else:
            continue
        intent.values.remove(said)
        return


def _asks_how_many(intent: Intent) -> bool:
    """Words that only a number answers: 最多, 走势, 几单, 多少, 同比."""
    pieces = intent.pieces
    ranked = any(piece.role == "order" and piece.text.casefold() in _HOW_MANY for piece in pieces)
    asked = any(piece.is_word("question", "how_much") or piece.is_word("calc", "count") for piece in pieces)
    return bool(ranked or asked or intent.metrics or "trend" in intent.calcs or intent.relations or intent.per)


def _counting(piece: Piece, model: SemanticModel) -> tuple[str, ...]:
    """The metrics that count rows of the value's dataset and are called as the value is, with 数 or 量 behind it."""
    owners = {ref.dataset for ref, _ in piece.values()}
    called = {norms_of(f"{piece.text}{ending}") for ending in _ENDINGS}
    return tuple(
        name
        for name, metric in model.metrics.items()
        if counts_rows(model, name)
        and base_datasets(model, name) <= owners
        and any(norms_of(word) in called for word in (metric.label.zh, metric.label.en, *metric.synonyms) if word)
    )
