"""A made-up company for the tests of understanding: built from the YAML of its layer, asked, and held to the checks.

Each company is a file below companies/ and has no warehouse. Whatever is handed back as SQL has passed the checks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.agree import agree
from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Ask, Decline, Draft, Plan, PriorTurn, Question, Reading
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import Issue, Issues
from semantic_layer.loader import load_model
from semantic_layer.model import Horizon, Layer
from semantic_layer.parse import parse_query
from semantic_layer.query import CheckedQuery

TODAY = date(2026, 11, 5)
YEAR = "period BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'"
OCTOBER = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
COMPANIES = Path(__file__).parent / "companies"


def planned(asked: Question, context: ReadContext) -> Plan:
    """What the offline planner makes of a question, in a context of any make."""
    return plan_offline(read_question(asked, context), asked, context)


def one_line(sql: str) -> str:
    return " ".join(sql.split())


class Company:
    """Nothing is loaded before the first question. `more` is YAML put behind that of the file."""

    def __init__(
        self, name: str, more: str = "", today: date = TODAY, horizons: Mapping[str, Horizon] | None = None
    ) -> None:
        self.name = name
        self.more = more
        self.today = today
        self.horizons = horizons

    def __repr__(self) -> str:
        return self.name

    @cached_property
    def layer(self) -> Layer:
        path = COMPANIES / f"{self.name}.yaml"
        with TemporaryDirectory() as folder:
            if self.more:
                text = path.read_text(encoding="utf-8") + self.more
                path = Path(folder) / path.name
                path.write_text(text, encoding="utf-8")
            return Layer(load_model([path]), self.horizons or {})

    @cached_property
    def _context(self) -> ReadContext:
        return build_context(self.layer)

    def context(self) -> ReadContext:
        return self._context

    # ---- asked

    def question(self, text: str, history: Sequence[PriorTurn] = (), **changes) -> Question:
        lang = "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"
        asked = Question(text, lang, self.today, Rights.full("tests"), history=tuple(history))
        return replace(asked, **changes)

    def read(self, text: str) -> Reading:
        return read_question(self.question(text), self.context())

    def plan(self, text: str, history: Sequence[PriorTurn] = (), **changes) -> Plan:
        return planned(self.question(text, history, **changes), self.context())

    # ---- what must come of it

    def draft(self, text: str, history: Sequence[PriorTurn] = ()) -> Draft:
        """The draft for a question that must be answered."""
        made = self.plan(text, history)
        assert isinstance(made, Draft), f"{text}: {made}"
        return made

    def drafted(self, text: str, history: Sequence[PriorTurn] = ()) -> str:
        """Its semantic SQL in normal form."""
        return self.canonical(self.draft(text, history).semantic_sql)

    def sql(self, text: str, history: Sequence[PriorTurn] = ()) -> str:
        """Its semantic SQL on one line, which says all that was asked."""
        made = self.draft(text, history).semantic_sql
        left = self.disagreed(text, made, history)
        assert not left, f"{text}: {left}\n{made}"
        return one_line(made)

    def asked(self, text: str, history: Sequence[PriorTurn] = (), **changes) -> Ask:
        """The question back."""
        made = self.plan(text, history, **changes)
        assert isinstance(made, Ask), f"{text}: {made}"
        return made

    def options(self, text: str, history: Sequence[PriorTurn] = ()) -> dict[str, str]:
        """Of a question that must be asked back: label → semantic SQL on one line, of each way offered."""
        offered = self.asked(text, history).options
        for option in offered:
            self.checked(option.semantic_sql)
        made = {option.label: one_line(option.semantic_sql) for option in offered}
        assert len(made) == len(offered), f"{text}: two options of one label"
        return made

    def choices(self, text: str, history: Sequence[PriorTurn] = ()) -> list[str]:
        """The same in normal form, without the labels."""
        return [self.canonical(option.semantic_sql) for option in self.asked(text, history).options]

    def declined(self, text: str, history: Sequence[PriorTurn] = ()) -> Issue:
        """The first reason for which nothing is answered."""
        made = self.plan(text, history)
        assert isinstance(made, Decline), f"{text}: {made}"
        return made.issues[0]

    # ---- a conversation

    def answered(self, text: str, rows: Sequence[tuple] = (), history: Sequence[PriorTurn] = ()) -> PriorTurn:
        """A turn that was answered, as history for the next."""
        made = self.draft(text, history)
        return PriorTurn(text, "answer", made.semantic_sql, chart=made.chart, first_rows=tuple(rows))

    def told(self, turns: Sequence[str], rows: Sequence[tuple] = ()) -> tuple[str, list[PriorTurn]]:
        """(the last message, the answered turns before it): for `drafted(*told([...]))`."""
        history: list[PriorTurn] = []
        for text in turns[:-1]:
            history.append(self.answered(text, rows, history))
        return turns[-1], history

    # ---- a query

    def checked(self, sql: str) -> CheckedQuery:
        """Fails where it does not parse or the checks refuse it."""
        parsed = parse_query(sql, self.layer.model)
        assert not isinstance(parsed, Issues), f"{parsed}\n{sql}"
        made = check_query(parsed, self.layer, Rights.full("tests"))
        assert not isinstance(made, Issues), f"{[str(item) for item in made]}\n{sql}"
        return made

    def canonical(self, sql: str) -> str:
        """The normal form of semantic SQL."""
        return self.checked(sql).query.canonical

    def disagreed(self, text: str, sql: str, history: Sequence[PriorTurn] = ()) -> Issues | None:
        """In what a query does not say what was asked."""
        return agree(read_question(self.question(text, history), self.context()), self.checked(sql), self.layer)
