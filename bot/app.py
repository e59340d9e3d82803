"""The application: an opened workspace that answers people, remembers threads and keeps the audit log.

Role: what every channel and command talks to. It adds to the pipeline what outlives one question: history,
preferences, recording, charts on disk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.compose.escape import for_terminal
from bot.pipeline import Services, answer_question, run_semantic_sql
from bot.planners.verified import VerifiedQueries
from bot.planners.verified_files import load_verified
from bot.ports import Narrator, Planner, Progress
from bot.read import ReadContext, build_context
from bot.settings import Environment
from bot.stores import Store, remembered
from bot.turn import Answer, Lang, Option, Question, Turn
from bot.workspace import Workspace
from semantic_layer.access import Rights
from semantic_layer.errors import OperatorError

if TYPE_CHECKING:
    from bot.planners.model import ModelSettings

_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_LATIN = re.compile(r"[A-Za-z]")
_UNSEEN = re.compile("[\u00ad\u200b\u2060-\u2064]")


def language_of(text: str, default: Lang) -> Lang:
    """The language to answer in: Chinese if there is any Han character, English if there are only Latin letters.

    >>> language_of("show 上月", "en"), language_of("revenue?", "zh"), language_of("123", "zh")
    ('zh', 'en', 'zh')
    """
    if _HAN.search(text):
        return "zh"
    return "en" if _LATIN.search(text) else default


def as_seen(text: str) -> str:
    """What was typed as a person sees it: without control, joining and direction characters, in one line. Bytes that
    are no text become "?".

    >>> as_seen("tak\\u200bings\\x00 \\x1b[31mthis\\nyear\\u202e"), as_seen("\\udcff")
    ('takings this year', '?')
    """
    lines = " ".join(_readable(text).split())
    return " ".join(_UNSEEN.sub("", for_terminal(lines)).split())


def _readable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


@dataclass
class App:
    """One workspace in service. `planner`: auto, offline or model. `caches_plans`: whether what a language model said
    may be said again for the same question; measuring wants every answer new."""

    workspace: Workspace
    planner: str = "auto"
    fixed_today: date | None = None
    caches_plans: bool = True
    _closed: bool = field(default=False, init=False)

    @classmethod
    def open(
        cls,
        folder: Path | None = None,
        *,
        planner: str = "auto",
        today: date | None = None,
        environment: Environment | None = None,
    ) -> App:
        return cls(Workspace.open(folder, environment), planner, today)

    @cached_property
    def store(self) -> Store:
        return Store.in_folder(self.workspace.state_folder)

    @cached_property
    def context(self) -> ReadContext:
        return build_context(self.workspace.layer, self.workspace.index, self.workspace.data_through())

    @cached_property
    def services(self) -> Services:
        self.workspace.warehouse.warm()
        return Services(
            layer=self.workspace.layer,
            context=self.context,
            warehouse=self.workspace.warehouse,
            planner=self.planner,
            model_planner=self._model_planner(),
            verified=self.verified.match,
            narrator=self._narrator(),
            accounting=self.workspace.settings.accounting_negatives,
        )

    @cached_property
    def verified(self) -> VerifiedQueries:
        """The workspace's verified queries; ModelError where a file of them is malformed."""
        files = self.workspace.verified_files()
        queries = load_verified(files, self.workspace.model) if files else ()
        return VerifiedQueries(queries, self.context)

    def _model_planner(self) -> Planner | None:
        """The language model's planner, where one is configured and wanted; imported only then."""
        if self.planner == "offline":
            return None
        workspace = self.workspace
        if not workspace.has_language_model():
            if self.planner == "model":
                raise OperatorError("No language model is configured.", "Set OPENAI_API_KEY (and ASKFIN_MODEL).")
            return None
        from bot.compose import word_issue
        from bot.planners.cache import PlanCache
        from bot.planners.model import Example, ModelPlanner

        return ModelPlanner(
            self._model_settings(),
            word=lambda item: word_issue(item, "en"),  # by the names that a query uses
            examples=[Example(query.patterns[0], query.sql) for query in self.verified.queries],
            cache=PlanCache.in_folder(workspace.state_folder) if self.caches_plans else None,
        )

    def _narrator(self) -> Narrator | None:
        """Who phrases the cells of answers, where the workspace wants it and has a language model."""
        llm = self.workspace.settings.llm
        if self.planner == "offline" or not llm.narrate or not self.workspace.has_language_model():
            return None
        from bot.planners.model.narrator import ModelNarrator

        return ModelNarrator(self._model_settings(), llm.narration_seconds)

    def _model_settings(self) -> ModelSettings:
        """The endpoint and its limits."""
        from bot.planners.model import ModelSettings
        from bot.planners.model.settings import DEFAULT_MODEL

        workspace, llm = self.workspace, self.workspace.settings.llm
        key = workspace.environment.openai_api_key
        return ModelSettings(
            model=workspace.model_name or DEFAULT_MODEL,
            api_key=key.get_secret_value() if key else "",
            base_url=workspace.model_url,
            deadline_seconds=llm.deadline_seconds,
            token_budget=llm.token_budget,
            temperature=llm.temperature,
        )

    def question(
        self,
        text: str,
        rights: Rights,
        *,
        asker: str = "",
        thread: str = "",
        lang: Lang | None = None,
    ) -> Question:
        """The question with its thread's history, as far as the asker may see what was answered there, and the asker's
        remembered choices."""
        default = self.workspace.settings.language
        text, asker = as_seen(text), _readable(asker)
        return Question(
            text=text,
            lang=lang or language_of(text, default),
            lang_forced=lang is not None,
            today=self.workspace.today(self.fixed_today),
            rights=rights,
            asker=asker,
            thread=thread,
            asked_at=datetime.now(UTC),
            history=remembered(self.store.history(thread), rights) if thread else (),
            preferences=self.store.preferences(asker) if asker else {},
            contact=self.workspace.contact,
        )

    async def ask(self, question: Question, progress: Progress | None = None) -> Turn:
        """Answer and record. The question is in the audit log before anything runs."""
        body = {"thread": question.thread, "question": question.text}
        self.store.note(question.asker, "asked", body)
        turn = await answer_question(question, self.services, progress)
        self.store.record(turn)
        return turn

    async def run_sql(self, text: str, question: Question, progress: Progress | None = None) -> Turn:
        """Answer semantic SQL as given, and record."""
        text = _readable(text)
        self.store.note(question.asker, "asked", {"thread": question.thread, "semantic_sql": text})
        turn = await run_semantic_sql(text, question, self.services, progress)
        self.store.record(turn)
        return turn

    async def choose(self, option: Option, question: Question, progress: Progress | None = None) -> Turn:
        """Go on from a clarification with one of its options; a choice that says so is remembered for the asker."""
        if option.remember is not None and question.asker:
            self.store.remember(question.asker, *option.remember)
        if option.semantic_sql:
            return await self.run_sql(option.semantic_sql, question, progress)
        return await self.ask(replace(question, text=option.question), progress)

    def draw(self, turn: Turn, path: Path | None = None) -> Path | None:
        """Write the answer's chart as PNG, by default under `.askfin/charts/`; None if it has no chart."""
        from bot.charts import render_png

        if not isinstance(turn.outcome, Answer) or turn.outcome.chart is None:
            return None
        target = path or self.workspace.state_folder / "charts" / f"{turn.turn_id}.png"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OperatorError(
                f"The chart cannot be written to {target}: {error.strerror}.", "Name another file."
            ) from None
        render_png(turn.outcome.chart, target)
        return target

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        if "store" in self.__dict__:
            self.store.close()
        self.workspace.close()

    def __enter__(self) -> App:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
