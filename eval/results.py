"""The result of one case, and of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from eval.reasons import COSMETIC, Reason


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What happened with one case in one repetition. Plain values: it is written to the log as JSON."""

    id: str
    passed: bool
    expected: tuple[str, ...]  # kinds
    kind: str  # the kind that came, "" where the case did not run
    reasons: tuple[Reason, ...] = ()
    details: tuple[str, ...] = ()  # one sentence a reason
    repetition: int = 0
    digest: str = ""  # of the case: a changed case is run again
    question: str = ""
    lang: str = ""
    tags: tuple[str, ...] = ()
    label: str = ""
    planner: str = ""
    text: str = ""
    semantic_sql: str = ""
    reading: str = ""
    missing: tuple[tuple[Any, ...], ...] = ()
    extra: tuple[tuple[Any, ...], ...] = ()
    semantic: Mapping[str, bool] | None = None  # whether each part of the semantic SQL is the gold's
    strict: bool | None = None  # whether columns are the gold's too
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    model: str = ""  # that answered
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    @property
    def is_broken(self) -> bool:
        """The case itself is at fault; it counts neither way."""
        return Reason.BROKEN_CASE in self.reasons

    @property
    def answered(self) -> bool:
        return self.kind == "answer"

    @property
    def is_silent_wrong(self) -> bool:
        """A number was given and it is not the right one: the gravest failure."""
        return self.answered and not self.passed and not self.is_broken and not set(self.reasons) <= COSMETIC

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"reasons": [str(reason) for reason in self.reasons]}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> CaseResult:
        plain = dict(body)
        plain["reasons"] = tuple(Reason(reason) for reason in plain.get("reasons", ()))
        for name in ("expected", "details", "tags"):
            plain[name] = tuple(plain.get(name, ()))
        for name in ("missing", "extra"):
            plain[name] = tuple(tuple(row) for row in plain.get(name, ()))
        return cls(**plain)


@dataclass(frozen=True, slots=True)
class RunLog:
    """A run: its circumstances and every result."""

    about: Mapping[str, Any]  # revision, versions, planner, model, digests, seed, started
    results: tuple[CaseResult, ...]
