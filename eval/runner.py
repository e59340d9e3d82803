"""Running cases: each in a conversation of its own, scored against its gold; a crash never stops the run.

Role: `Bench` is an opened workspace that runs one case; `run_cases` goes through many, in processes of their own, and
hands every result to `keep` as it comes, so that an interrupted run keeps what is done and a rerun continues.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.app import App, language_of
from bot.pipeline import answer_question
from bot.prior import prior_of
from bot.turn import PriorTurn, Question, Turn
from eval.account import account_for
from eval.cases import Case
from eval.gold import GoldRunner
from eval.pool import Opening, Runner, run_in_processes
from eval.reasons import Reason
from eval.results import CaseResult
from eval.scorers import Evidence, score
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.compile import compile_query
from semantic_layer.errors import OperatorError
from semantic_layer.issues import Issues
from semantic_layer.parse import parse_query
from semantic_layer.warehouse.trusted import Trusted

HIDDEN_VALUES = 5_000


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How to run. Plain values, so that it can be sent to another process."""

    workspace: Path
    planner: str = "offline"
    model: str = ""
    seconds_per_case: float = 120.0


class Bench:
    """An opened workspace that runs cases one at a time."""

    def __init__(self, settings: RunSettings) -> None:
        self.settings = settings
        environment = None
        if settings.model:
            from bot.settings import Environment

            environment = Environment().model_copy(update={"model": settings.model})
        self.app = App.open(settings.workspace, planner=settings.planner, environment=environment)
        self.app.caches_plans = False  # a repetition that is remembered measures nothing
        _ = self.app.services  # what is missing is told at once, not case by case
        self.trusted = Trusted(self.app.workspace.database)
        self.golds = GoldRunner(self.trusted, self.run_semantic)

    def close(self) -> None:
        self.trusted.close()
        self.app.close()

    def run(self, case: Case, repetition: int = 0) -> CaseResult:
        """One case to its result; whatever is raised becomes an ERROR result."""
        return self.run_with_turns(case, repetition)[0]

    def run_with_turns(self, case: Case, repetition: int = 0) -> tuple[CaseResult, list[Turn]]:
        """The result, and the turns of the conversation, the last of which was scored; none where the case is broken or
        raised."""
        blank = CaseResult(
            id=case.id,
            passed=False,
            expected=tuple(case.kind),
            kind="",
            repetition=repetition,
            digest=case.digest(),
            question=" / ".join(case.conversation()),
            lang=case.lang or language_of(case.conversation()[-1], "zh"),
            tags=case.tags,
        )
        try:
            golds = self.golds.of_case(case)
            faults = [gold.fault for gold in golds if gold.fault]
            if faults:
                return replace(blank, reasons=(Reason.BROKEN_CASE,), details=("; ".join(faults),)), []
            turns = asyncio.run(asyncio.wait_for(self.converse(case), self.settings.seconds_per_case))
            evidence = Evidence(case, turns[-1], golds, self.app.workspace.layer, self.run_semantic, self.hidden_values)
            return account_for(blank, evidence, score(evidence)), turns
        except TimeoutError:
            return replace(blank, reasons=(Reason.TIMEOUT,), details=("no outcome in time",)), []
        except OperatorError as error:
            return replace(blank, reasons=(Reason.ERROR,), details=(error.message,)), []
        except Exception as error:  # the run goes on; the case says what happened
            return replace(blank, reasons=(Reason.ERROR,), details=(f"{type(error).__name__}: {error}",)), []

    async def converse(self, case: Case) -> list[Turn]:
        """The turns of the case's conversation. Nothing is stored: history is carried by hand."""
        rights = self._rights(case)
        services = self.app.services
        if case.as_user is None:  # suggestions matter where they could leak
            services = replace(services, suggestions=0)
        history: tuple[PriorTurn, ...] = ()
        turns: list[Turn] = []
        for text in case.conversation():
            question = Question(
                text=text,
                lang=case.lang or language_of(text, self.app.workspace.settings.language),
                lang_forced=case.lang is not None,
                today=case.today or self.app.workspace.today(),
                rights=rights,
                asker=case.as_user or "eval",
                thread=case.id,
                history=history,
            )
            turns.append(await answer_question(question, services))
            draft = turns[-1].draft
            history = (*history, prior_of(text, turns[-1].outcome, chart=draft.chart if draft else ""))
        return turns

    def run_semantic(self, text: str) -> Sequence[Sequence[Any]] | str:
        """Rows of semantic SQL with full rights, or what is wrong with it."""
        layer, rights = self.app.workspace.layer, Rights.full("eval")
        step: Any = parse_query(text, layer.model)
        if not isinstance(step, Issues):
            step = check_query(step, layer, rights)
        if not isinstance(step, Issues):
            step = compile_query(step, layer, rights)
        if not isinstance(step, Issues):
            step = self.app.workspace.warehouse.execute(step)
        return "; ".join(str(item) for item in step) if isinstance(step, Issues) else step.rows

    def hidden_values(self, rights: Rights) -> list[str]:
        """The values that row rules keep from somebody with these rights."""
        hidden: list[str] = []
        for rule in rights.rows:
            dataset = self.app.workspace.model.datasets.get(rule.field.dataset)
            field = dataset.fields.get(rule.field.field) if dataset else None
            listed = field.values if field and field.values else ()
            known = listed or self.app.workspace.index.values(rule.field, HIDDEN_VALUES)
            hidden += [value for value in known if value not in rule.values]
        return hidden

    def _rights(self, case: Case) -> Rights:
        policy = self.app.workspace.policy
        if case.as_user is None:
            return Rights.full("eval")
        if policy is None:
            raise OperatorError(f"{case.id} is asked as {case.as_user}, and the workspace has no access file.", "")
        return policy.rights_for(case.as_user)


def run_cases(
    cases: Sequence[Case],
    settings: RunSettings,
    keep: Callable[[CaseResult], None],
    *,
    repeat: int = 1,
    jobs: int = 1,
    done: Iterable[CaseResult] = (),
    seed: int = 0,
    opener: Callable[[Any], Runner] = Bench,
) -> None:
    """Run every case `repeat` times, in an order shuffled by `seed`; what is `done` (the same case, unchanged) is left
    out. `opener` makes a worker's runner."""
    finished = {(result.id, result.digest, result.repetition) for result in done}
    tasks = [(case, n) for n in range(repeat) for case in cases if (case.id, case.digest(), n) not in finished]
    random.Random(seed).shuffle(tasks)  # noqa: S311 - an order, not a secret
    run_in_processes(tasks, Opening(opener, settings, settings.seconds_per_case), jobs, keep)
