"""Wordings of one question: whether they come to one result.

Role: beside the cases, whose gold says what is right, this asks whether it matters how a question is put. A workspace's
`paraphrases.yml` lists groups of wordings; those answered show the same numbers, the others are asked back or refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.app import App, language_of
from bot.pipeline import answer_question
from bot.planners.offline.plan import plan_offline
from bot.read import read_question
from bot.turn import Answer, Definition, Draft, Question
from eval.match import find_columns
from semantic_layer.access import Rights
from semantic_layer.errors import OperatorError

FILE = "paraphrases.yml"
TOLERANCE = 1e-9


class Group(BaseModel):
    """One question: what it asks, in words for people, and its wordings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    asks: str
    wordings: tuple[str, ...] = Field(min_length=2)


@dataclass(frozen=True, slots=True)
class Said:
    """What a wording came to. `rows` is None where it was not answered."""

    wording: str
    kind: str
    semantic_sql: str
    rows: tuple[tuple[Any, ...], ...] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A group with what each wording came to."""

    group: Group
    said: tuple[Said, ...]

    @property
    def answered(self) -> list[Said]:
        return [said for said in self.said if said.rows is not None]

    @property
    def differing(self) -> list[Said]:
        """Answered wordings that lack what the narrowest answer shows; further columns beside it do not count."""
        answered = self.answered
        if not answered:
            return []
        least = min((said.rows or () for said in answered), key=_size)
        return [said for said in answered if find_columns(least, said.rows or (), TOLERANCE, ordered=False) is None]


def load_groups(path: Path) -> tuple[Group, ...]:
    """The groups of a file; OperatorError where it is malformed."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return TypeAdapter(tuple[Group, ...]).validate_python(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, YAMLError, ValidationError) as error:
        raise OperatorError(f"{path} cannot be read: {error}", "List groups with id, asks and wordings.") from None


async def ask_groups(app: App, groups: Sequence[Group]) -> list[Outcome]:
    """Every wording asked on its own, with full rights. A query that ran for the group is not run again."""
    return [Outcome(group, await _ask_all(app, group)) for group in groups]


async def _ask_all(app: App, group: Group) -> tuple[Said, ...]:
    said: list[Said] = []
    for wording in group.wordings:
        lang = language_of(wording, app.workspace.settings.language)
        question = Question(wording, lang, app.workspace.today(), Rights.full("wordings"))
        context = app.services.context
        plan = plan_offline(read_question(question, context), question, context)
        sql = " ".join(plan.semantic_sql.split()) if isinstance(plan, Draft) else ""
        same = next((one for one in said if sql and one.semantic_sql == sql), None)
        said.append(replace(same, wording=wording) if same else await _ask(app, question))
    return tuple(said)


async def _ask(app: App, question: Question) -> Said:
    turn = await answer_question(question, app.services)
    sql = " ".join(turn.draft.semantic_sql.split()) if turn.draft else ""
    match turn.outcome:
        case Answer(table=table):
            return Said(question.text, "answer", sql, tuple(map(tuple, table.rows)))
        case Definition(text=text):
            return Said(question.text, "definition", sql, ((text,),))
        case outcome:
            return Said(question.text, outcome.kind, sql, None)


def _size(rows: Sequence[Sequence[Any]]) -> int:
    return len(rows) * (len(rows[0]) if rows else 0)
