"""ModelPlanner: a language model drafts semantic SQL, the checks decide, at most two repairs.

    brief → ask → parse the reply → settle (verify) ─┬→ Draft | Ask | Decline
                 ↑                                   └→ Unsettled: the problems in words, asked again

Role: the planner for what the offline planner does not fully understand. One deadline by the wall clock and one token
budget hold over everything. A failing endpoint ends in Decline(MODEL_UNAVAILABLE, reason=a category); no text of a
provider, no URL and no key is in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.planners.cache import PlanCache, cache_key
from bot.planners.model.brief import Prompts, write_brief
from bot.planners.model.conversation import Conversation, OverBudgetError
from bot.planners.model.defaults import default_period
from bot.planners.model.endpoint import Endpoint, EndpointError, Manner, Message, close_in_time
from bot.planners.model.examples import Example
from bot.planners.model.quote import plain, quoted
from bot.planners.model.reply import Reply, parse_reply
from bot.planners.model.settings import ModelSettings
from bot.planners.model.settle import Unsettled, gave_in, give_up, of_the_data, settle
from bot.ports import PlanContext, Progress, Verify, WordIssue
from bot.turn import Ask, Decline, Define, Draft, Plan, Question, Reading, Usage
from semantic_layer.access import Rights
from semantic_layer.issues import IssueCode, issue
from semantic_layer.model import SemanticModel
from semantic_layer.periods import Period
from semantic_layer.values import permitted

PROBLEM, PROBLEMS = 300, 6  # characters of one problem, problems told at once
_ECHO = 3_000  # characters of its own reply that the model is shown again


def open_chat(settings: ModelSettings) -> Endpoint:
    """A client of the endpoint the settings name; imports LangChain."""
    from bot.planners.model.openai_chat import OpenAiChat

    return OpenAiChat(settings)


@dataclass(frozen=True, slots=True)
class _Case:
    """One question with all that belongs to it."""

    question: Question
    reading: Reading
    context: PlanContext
    verify: Verify
    progress: Progress | None

    def tell(self, step: str) -> None:
        if self.progress:
            self.progress(step)


class ModelPlanner:
    """A `bot.ports.Planner`. `word` says an Issue in English, for the model; `resolve_default` resolves the
    layer's default for a question without a period; `examples` are verified queries; `cache` may be left out."""

    def __init__(
        self,
        settings: ModelSettings,
        *,
        word: WordIssue,
        examples: Sequence[Example] = (),
        cache: PlanCache | None = None,
        resolve_default: Callable[[Question, PlanContext], Period | None] = default_period,
        connect: Callable[[ModelSettings], Endpoint] = open_chat,
    ) -> None:
        self._settings = settings
        self._word = word
        self._examples = tuple(examples)
        self._cache = cache
        self._resolve_default = resolve_default
        self._connect = connect
        self._prompts = Prompts.load()
        self._manner: Manner | None = None

    async def plan(
        self,
        question: Question,
        reading: Reading,
        context: PlanContext,
        verify: Verify,
        progress: Progress | None = None,
    ) -> Plan:
        """A Draft that has passed `verify`, a question back, or a refusal. Never raises for what an endpoint does."""
        case = _Case(question, reading, context, verify, progress)
        default = self._resolve_default(question, context)
        settings = self._settings
        messages = write_brief(
            self._prompts, question, reading, context, self._examples, default, settings.prompt_tokens
        )
        key = self._key(case, messages)
        known = await self._remembered(case, key)
        if known is not None:
            return known
        conversation: Conversation | None = None
        try:
            async with asyncio.timeout(settings.deadline_seconds):
                endpoint = self._connect(settings)
                ends_at = asyncio.get_running_loop().time() + settings.deadline_seconds
                conversation = Conversation(endpoint, settings, self._recall_manner(), ends_at)
                try:
                    plan = await self._converse(case, conversation, messages, key)
                finally:
                    await close_in_time(endpoint)
        except TimeoutError:
            plan = _unavailable("timeout")
        except OverBudgetError:
            plan = Decline((issue(IssueCode.MODEL_BUDGET),))
        except EndpointError as error:
            plan = _unavailable(error.reason, error.status)
        return _with_usage(plan, conversation.usage if conversation else Usage(settings.model))

    async def _converse(self, case: _Case, conversation: Conversation, messages: list[Message], key: str) -> Plan:
        """Ask, settle, repair."""
        model = case.context.layer.model
        settled: Plan | Unsettled = Unsettled(())
        for attempt in range(self._settings.repairs + 1):
            case.tell("model" if attempt == 0 else "repair")
            text = await conversation.ask(messages)
            reply = parse_reply(text)
            if isinstance(reply, str):
                conversation.weaken()
                problem = self._prompts.format.render(fault=plain(reply, PROBLEM))
            else:
                self._keep_manner(conversation.manner)
                earlier = settled
                settled = await settle(reply, case.question, case.reading, case.context, case.verify)
                if isinstance(settled, Decline) and isinstance(earlier, Unsettled) and of_the_data(earlier.issues):
                    return Decline(earlier.issues)  # it gave in to what the data lacks: that is the reason
                if isinstance(settled, Draft) and isinstance(earlier, Unsettled):
                    settled = gave_in(settled, earlier, case.question, case.reading, case.context) or settled
                if not isinstance(settled, Unsettled):
                    if not isinstance(settled, Ask) or not isinstance(earlier, Unsettled):
                        self._keep(key, reply)  # of two readings the reply alone holds one
                    return settled
                if isinstance(earlier, Unsettled) and earlier.semantic_sql == settled.semantic_sql:
                    break  # it insists; another call would buy nothing
                problem = self._problems(settled, case.question.rights, model)
            messages = [*messages, Message("assistant", text[:_ECHO]), Message("user", problem)]
        last = settled if isinstance(settled, Unsettled) else Unsettled(())
        return await give_up(last, case.question, case.reading, case.context, case.verify, conversation.replies)

    def _problems(self, found: Unsettled, rights: Rights, model: SemanticModel) -> str:
        """The issues in words, for repair. Suggestions that the asker may not see are not in them."""
        issues = permitted(found.issues[:PROBLEMS], rights, model)
        lines = [f"- {quoted(self._word(item), PROBLEM)}" for item in issues]
        return self._prompts.repair.render(problems="\n".join(lines))

    # -- what is remembered

    def _key(self, case: _Case, messages: Sequence[Message]) -> str:
        """Everything a reply depends on: the question, its thread, what was read, the layer and how far its data goes,
        the rights, the day, the prompts and the model. The brief itself holds the examples and the slice."""
        question, layer = case.question, case.context.layer
        history = [(turn.question, turn.kind, turn.semantic_sql) for turn in question.history]
        return cache_key(
            {
                "question": (question.text, question.lang),
                "history": history,
                "reading": repr(case.reading),  # without the intent, which follows from the question and the layer
                "layer": (layer.digest, sorted((name, repr(horizon)) for name, horizon in layer.horizons.items())),
                "rights": cache_key(_rights_parts(question.rights)),
                "today": question.today.isoformat(),
                "prompts": self._prompts.digests,
                "model": (self._settings.endpoint, self._settings.temperature),
                "brief": cache_key({"text": [message.content for message in messages]}),
            }
        )

    async def _remembered(self, case: _Case, key: str) -> Plan | None:
        """An earlier reply to exactly this, proven again; None where there is none or it no longer holds."""
        text = self._cache.read(key) if self._cache else None
        reply = parse_reply(text) if text else ""
        if isinstance(reply, str):
            return None
        settled = await settle(reply, case.question, case.reading, case.context, case.verify)
        return None if isinstance(settled, Unsettled) else _with_usage(settled, Usage(self._settings.model))

    def _keep(self, key: str, reply: Reply) -> None:
        if self._cache:
            self._cache.write(key, reply.model_dump_json())

    def _recall_manner(self) -> Manner:
        if self._manner is None:
            stored = self._cache.read(f"manner {self._settings.endpoint}") if self._cache else None
            self._manner = Manner.read(stored or "")
        return self._manner

    def _keep_manner(self, manner: Manner) -> None:
        if manner != self._manner:
            self._manner = manner
            if self._cache:
                self._cache.write(f"manner {self._settings.endpoint}", manner.text())


def _unavailable(reason: str, status: int = 0) -> Decline:
    said = f"{reason} {status}" if status else reason
    return Decline((issue(IssueCode.MODEL_UNAVAILABLE, reason=said.replace("_", " "), status=status),))


def _with_usage(plan: Plan, usage: Usage) -> Plan:
    return plan if isinstance(plan, Define) else replace(plan, usage=usage)


def _rights_parts(rights: Rights) -> dict[str, object]:
    """Rights in an order that is the same in every process."""
    return {
        "metrics": None if rights.metrics is None else sorted(rights.metrics),
        "fields": None if rights.fields is None else sorted(rights.fields),
        "denied": [sorted(rights.denied_metrics), sorted(rights.denied_fields)],
        "rows": sorted((str(rule.field), sorted(rule.values)) for rule in rights.rows),
        "exempt": sorted(rights.exempt),
        "may": [rights.detail, rights.sql],
    }
