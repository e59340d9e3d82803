"""What a scorer is given, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.turn import Turn
from eval.cases import Case
from eval.gold import Gold
from eval.reasons import Reason
from semantic_layer.access import Rights
from semantic_layer.model import Layer


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    reason: Reason
    detail: str


@dataclass(frozen=True)
class Evidence:
    """A case, what came of it, and what is right. `run_semantic` runs semantic SQL with full rights (for diagnosis);
    `hidden_values` are those that row rules keep from an asker."""

    case: Case
    turn: Turn
    golds: tuple[Gold, ...]
    layer: Layer
    run_semantic: Callable[[str], Sequence[Sequence[Any]] | str]
    hidden_values: Callable[[Rights], list[str]] = lambda _rights: []


Scorer = Callable[[Evidence], list[Finding]]
