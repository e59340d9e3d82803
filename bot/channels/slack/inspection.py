"""A kept turn looked at by somebody: may they, and what stands behind it with their own rights.

Role: recomputes for the person who looks; nothing made for somebody else's rights is shown. Unrecorded: no new turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from bot.channels.slack.answering import Answering
from bot.channels.wording import speak
from bot.compose import compose_definition, word_issues
from bot.identity import Identity
from bot.pipeline import prepare, run_semantic_sql
from bot.tables import write_table
from bot.turn import Answer, Define, Lang, Question
from semantic_layer.issues import Issues


@dataclass(frozen=True)
class Kept:
    """A recorded turn. `is_allowed`: the person who looks may use everything it uses."""

    turn_id: str
    question: str
    asker: str
    lang: Lang
    semantic_sql: str
    metrics: tuple[str, ...]
    card: tuple[tuple[str, str], ...]
    is_allowed: bool


class Inspection:
    def __init__(self, answering: Answering) -> None:
        self._app = answering.app

    async def find(self, turn_id: str, person: Identity) -> Kept | None:
        """A recorded turn, judged for a person; None if it is not kept."""
        row = await asyncio.to_thread(self._app.store.find, turn_id) if turn_id else None
        if row is None:
            return None
        body: dict[str, Any] = row["body"]
        kept = Kept(
            turn_id=turn_id,
            question=row["question"],
            asker=row["asker"],
            lang=cast(Lang, row["lang"]),
            semantic_sql=row["semantic_sql"],
            metrics=tuple(body.get("metrics", ())),
            card=tuple((heading, text) for heading, text in body.get("card", ())),
            is_allowed=True,
        )
        return Kept(**{**_values(kept), "is_allowed": self._is_allowed(kept, person)})

    def _is_allowed(self, kept: Kept, person: Identity) -> bool:
        if not kept.semantic_sql:
            return True
        return not isinstance(prepare(kept.semantic_sql, self._ask(kept, person), None, self._layer), Issues)

    @property
    def _layer(self) -> Any:
        return self._app.workspace.layer

    def _ask(self, kept: Kept, person: Identity) -> Question:
        return self._app.question(kept.question, person.rights, asker=person.key, lang=kept.lang)

    async def sql(self, kept: Kept, person: Identity) -> list[str]:
        """The semantic SQL, and the SQL that runs for this person."""
        prepared = prepare(kept.semantic_sql, self._ask(kept, person), None, self._layer)
        if isinstance(prepared, Issues):
            return [word_issues(prepared, kept.lang, self._layer)]
        checked, compiled = prepared
        return [checked.query.text, compiled.sql]

    async def definition(self, kept: Kept, person: Identity) -> str:
        """What the turn's metrics mean, as far as this person may know."""
        metrics = tuple(name for name in kept.metrics if person.rights.may_use_metric(name))
        colon = speak("colon", kept.lang)
        card = "\n".join(f"{heading}{colon}{text}" for heading, text in kept.card)
        if not metrics:
            return card or speak("gone", kept.lang)
        defined = compose_definition(self._ask(kept, person), Define("metric", metrics), self._layer)
        return f"{defined.text}\n\n{card}" if card else defined.text

    @asynccontextmanager
    async def workbook(self, kept: Kept, person: Identity) -> AsyncIterator[Path | None]:
        """All rows as an Excel file, asked again with this person's rights; None if there is no table."""
        if not kept.semantic_sql:
            yield None
            return
        turn = await run_semantic_sql(kept.semantic_sql, self._ask(kept, person), self._app.services)
        if not isinstance(turn.outcome, Answer):
            yield None
            return
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"askfin-{kept.turn_id}.xlsx"
            await asyncio.to_thread(write_table, turn.outcome, path)
            yield path


def _values(kept: Kept) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in Kept.__dataclass_fields__}
