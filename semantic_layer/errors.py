"""Errors for the operator: what is missing and the command that fixes it. No traceback reaches a person.

AskFin's problems come in three kinds, by who can act:
    asker      → semantic_layer.issues.Issue (a value, worded in both languages)
    operator   → OperatorError (exit code 2)
    developer  → any other exception (a defect)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class OperatorError(Exception):
    """Something the person who runs AskFin must mend. `remedy` says how, as a command where there is one."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a model file."""

    file: str
    line: int
    key: str
    message: str
    suggestions: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        hint = f" Did you mean {' or '.join(self.suggestions)}?" if self.suggestions else ""
        return f"{place}: {self.key}: {self.message}{hint}"


class ModelError(OperatorError):
    """The model files do not load; carries every problem found in one run."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(str(problem) for problem in self.problems)
        super().__init__(lines, "Mend the files, then run: askfin model check")
