"""Running cases: each in a conversation of its own, scored against its gold; a crash never stops the run.

Role: `run_cases` goes through the cases, with processes where `jobs` > 1 (a workspace is opened once in each), and
hands every result to `keep` as it comes, so that an interrupted run keeps what is done and a rerun continues.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bot.app import App, language_of
from bot.pipeline import answer_question
from bot.turn import Answer, PriorTurn, Question, Turn
from eval.cases import Case
from eval.gold import Gold, gold_of
from eval.match import row_difference
from eval.reasons import Reason
from eval.results import CaseResult
from eval.scorers import Evidence, Finding, score
from eval.scorers.result import answer_rows
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.compile import compile_query
from semantic_layer.issues import Issues
from semantic_layer.parse import parse_query
from semantic_layer.warehouse.trusted import Trusted

SHOWN_ROWS = 5


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
        self.trusted = Trusted(self.app.workspace.database)

    def close(self) -> None:
        self.trusted.close()
        self.app.close()

    def run(self, case: Case, repetition: int = 0) -> CaseResult:
        """One case to its result; whatever is raised becomes an ERROR result."""
        blank = CaseResult(
            id=case.id,
            passed=False,
            expected=tuple(case.kind),
            kind="",
            repetition=repetition,
            question=" / ".join(case.conversation()),
            lang=case.lang or language_of(case.conversation()[-1], "zh"),
            tags=case.tags,
        )
        try:
            golds = tuple(gold_of(accepted, self.trusted, self.run_semantic) for accepted in case.golds())
            faults = [gold.fault for gold in golds if gold.fault]
            if faults:
                return replace(blank, reasons=(Reason.BROKEN_CASE,), details=tuple(faults))
            turn = asyncio.run(asyncio.wait_for(self.converse(case), self.settings.seconds_per_case))
        except TimeoutError:
            return replace(blank, reasons=(Reason.TIMEOUT,), details=("no outcome in time",))
        except Exception as error:  # the run goes on; the case says what happened
            return replace(blank, reasons=(Reason.ERROR,), details=(f"{type(error).__name__}: {error}",))
        findings = score(Evidence(case, turn, golds, self.app.workspace.layer, self.run_semantic))
        return _result(blank, turn, findings, golds)

    async def converse(self, case: Case) -> Turn:
        """The last turn of the case's conversation. Nothing is stored: history is carried by hand."""
        rights = self._rights(case)
        history: tuple[PriorTurn, ...] = ()
        turn: Turn | None = None
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
            turn = await answer_question(question, self.app.services)
            history = (*history, _prior(turn))
        assert turn is not None
        return turn

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

    def _rights(self, case: Case) -> Rights:
        policy = self.app.workspace.policy
        if case.as_user and policy is not None:
            return policy.rights_for(case.as_user)
        return Rights.full(case.as_user or "eval")


def run_cases(
    cases: Sequence[Case],
    settings: RunSettings,
    keep: Callable[[CaseResult], None],
    *,
    repeat: int = 1,
    jobs: int = 1,
    done: Iterable[tuple[str, int]] = (),
    seed: int = 0,
) -> None:
    """Run every case `repeat` times, in an order shuffled by `seed`; what `done` names is left out."""
    finished = set(done)
    tasks = [(case, n) for n in range(repeat) for case in cases if (case.id, n) not in finished]
    random.Random(seed).shuffle(tasks)  # noqa: S311 - an order, not a secret
    if jobs <= 1 or len(tasks) < 2:
        with _bench(settings) as bench:
            for case, repetition in tasks:
                keep(bench.run(case, repetition))
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_open_bench, initargs=(settings,)) as pool:
        futures = {pool.submit(_run_in_process, case, repetition): case for case, repetition in tasks}
        try:
            for future in as_completed(futures):
                try:
                    keep(future.result())
                except BrokenProcessPool as error:
                    keep(_crashed(futures[future], error))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_OPENED: list[Bench] = []


def _open_bench(settings: RunSettings) -> None:
    _OPENED.append(Bench(settings))


def _run_in_process(case: Case, repetition: int) -> CaseResult:
    return _OPENED[0].run(case, repetition)


def _crashed(case: Case, error: Exception) -> CaseResult:
    details = (f"the process died: {error}",)
    return CaseResult(case.id, False, tuple(case.kind), "", (Reason.ERROR,), details, tags=case.tags)


@contextmanager
def _bench(settings: RunSettings) -> Iterator[Bench]:
    bench = Bench(settings)
    try:
        yield bench
    finally:
        bench.close()


def _prior(turn: Turn) -> PriorTurn:
    outcome = turn.outcome
    if isinstance(outcome, Answer):
        return PriorTurn(
            turn.question.text,
            outcome.kind,
            outcome.checked.query.text,
            outcome.text,
            metrics=outcome.checked.metrics,
            chart=outcome.chart.kind if outcome.chart else "",
            turn_id=turn.turn_id,
            first_rows=outcome.table.rows[:50],
            column_names=tuple(column.name for column in outcome.table.columns),
        )
    return PriorTurn(
        turn.question.text,
        outcome.kind,
        text=outcome.text,
        options=getattr(outcome, "options", ()),
        turn_id=turn.turn_id,
    )


def _result(blank: CaseResult, turn: Turn, findings: Sequence[Finding], golds: Sequence[Gold]) -> CaseResult:
    outcome = turn.outcome
    missing: list[Any] = []
    extra: list[Any] = []
    if isinstance(outcome, Answer) and findings and golds:
        missing, extra = row_difference(golds[0].rows, answer_rows(outcome), 1e-6)
    draft = turn.draft
    return replace(
        blank,
        passed=not findings,
        kind=outcome.kind,
        reasons=tuple(finding.reason for finding in findings),
        details=tuple(finding.detail for finding in findings),
        label=outcome.label if isinstance(outcome, Answer) else "",
        planner=outcome.planner,
        text=outcome.text,
        semantic_sql=draft.semantic_sql if draft else "",
        reading=_reading(turn),
        missing=_plain(missing[:SHOWN_ROWS]),
        extra=_plain(extra[:SHOWN_ROWS]),
        timings_ms=dict(turn.timings_ms),
        calls=turn.usage.calls,
        input_tokens=turn.usage.input_tokens,
        output_tokens=turn.usage.output_tokens,
    )


def _reading(turn: Turn) -> str:
    if turn.reading is None:
        return ""
    spans = [f"{span.text}={span.kind}" for span in turn.reading.spans]
    loose = [f"?{word}" for word in turn.reading.unexplained]
    return " ".join(spans + loose)


def _plain(rows: Sequence[Any]) -> tuple[tuple[Any, ...], ...]:
    keep = (str, int, float, bool, type(None))
    return tuple(
        tuple(float(c) if isinstance(c, float) else c if isinstance(c, keep) else _text(c) for c in row) for row in rows
    )


def _text(cell: Any) -> Any:
    from decimal import Decimal

    return float(cell) if isinstance(cell, Decimal) else str(cell)
