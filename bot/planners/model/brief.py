"""The brief: the messages of one question, within the budget of the prompt.

Role: puts rules, layer, facts, examples, earlier turns and the question together. The rules come first and are the same
for every question, so that a provider may keep them. What varies is filled in once, as quoted text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.planners.model.endpoint import Message
from bot.planners.model.examples import Example, choose_examples, fields_in, metrics_in
from bot.planners.model.facts import fact_lines
from bot.planners.model.history import asked_back, history_lines, shown_history
from bot.planners.model.quote import plain, quoted
from bot.planners.model.slice import Slicer, Wanted
from bot.planners.model.tokens import estimate_tokens
from bot.ports import PlanContext
from bot.turn import Question, Reading
from prompts import Prompt, load_prompt
from semantic_layer.model import FieldRef, SemanticModel
from semantic_layer.periods import Period

QUESTION_LENGTH = 1_000
LEAST_LAYER = 600  # tokens; a long history is cut before the layer is
_TIED = ("metric", "field", "dataset")


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompt files of this planner."""

    rules: Prompt
    question: Prompt
    repair: Prompt
    format: Prompt

    @classmethod
    def load(cls) -> Prompts:
        return cls(*(load_prompt(f"plan_{name}") for name in ("rules", "question", "repair", "format")))

    @property
    def digests(self) -> tuple[str, ...]:
        return (self.rules.digest, self.question.digest, self.repair.digest, self.format.digest)


def write_brief(
    prompts: Prompts,
    question: Question,
    reading: Reading,
    context: PlanContext,
    examples: Sequence[Example],
    default: Period | None,
    tokens: int,
) -> list[Message]:
    """System and user message, together at most `tokens` by estimate (the layer's slice gives way)."""
    model = context.layer.model
    turns = shown_history(question, model)
    alike = choose_examples(question.text, examples, question.rights, model)
    earlier = [*(turn.semantic_sql for turn in turns), *asked_back(question, model)]
    wanted = _wanted(reading, earlier, alike, model)
    rules = prompts.rules.render()
    parts = {
        "today": question.today.isoformat(),
        "model": model.name,
        "facts": "\n".join(fact_lines(question, reading, context.layer, default)),
        "examples": _section("Approved queries for like questions", _example_lines(alike)),
        "history": _section("Earlier in this conversation, oldest first", history_lines(turns, question, model)),
        "question": quoted(question.text, QUESTION_LENGTH),
    }
    rest = estimate_tokens(rules + prompts.question.render(layer="", **parts))
    sought = " ".join([question.text, *reading.unexplained])
    layer = Slicer(context, question.rights).text(sought, wanted, max(LEAST_LAYER, tokens - rest), question.lang)
    return [Message("system", rules), Message("user", prompts.question.render(layer=layer, **parts))]


def _section(title: str, lines: Sequence[str]) -> str:
    return "\n".join(["", f"# {title}", *lines, ""]) if lines else ""


def _example_lines(examples: Sequence[Example]) -> list[str]:
    lines = []
    for example in examples:
        lines.append(f"- {quoted(example.question, 120)}")
        lines.append(f"  {plain(example.semantic_sql, 1_000)}")
    return lines


def _wanted(reading: Reading, earlier: Sequence[str], alike: Sequence[Example], model: SemanticModel) -> Wanted:
    """What the reading linked (surest first), then what the last queries and the examples name."""
    spans = sorted((s for s in reading.spans if s.kind in _TIED), key=lambda s: -s.confidence)
    linked = [target for s in spans for target in (s.target if isinstance(s.target, tuple) else (s.target,))]
    metrics = [*reading.metrics, *(target for target in linked if isinstance(target, str))]
    fields: list[FieldRef] = [*(match.field for match in reading.values), *reading.fields]
    fields += [target for target in linked if isinstance(target, FieldRef)]
    for sql in [*reversed(earlier), *(example.semantic_sql for example in alike)]:
        metrics += metrics_in(sql)
        fields += fields_in(sql, model)
    return Wanted(tuple(dict.fromkeys(metrics)), tuple(dict.fromkeys(fields)))
