"""The state store: one SQLAlchemy database, by default SQLite in the workspace's `.askfin/`.

Role: keeps turns (so that a thread survives a restart and `askfin show` finds an answer again), the audit log,
choices remembered per person, feedback, and which channel events were handled. Several processes may share it.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, event, func, insert, select
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError

from bot.stores import audit
from bot.stores.rights import rights_body, rights_in
from bot.stores.schema import FEEDBACK, METADATA, PREFERENCES, SEEN, TURNS
from bot.turn import Answer, Clarification, Definition, Option, PriorTurn, Refusal, Turn
from semantic_layer.errors import OperatorError

HISTORY = 10  # turns of a thread that a follow-up may look back on
FIRST_ROWS = 50


def new_turn_id() -> str:
    """A short id by which an answer can be found again: 8 characters, easy to say and type."""
    alphabet = "23456789abcdefghjkmnpqrstuvwxyz"
    return "".join(secrets.choice(alphabet) for _ in range(8))


class Store:
    """State of one workspace. Thread-safe: every call is its own transaction."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._writes = threading.Lock()  # our own threads wait here in turn; SQLite's busy handler makes them poll
        METADATA.create_all(self.engine)

    @classmethod
    def in_folder(cls, folder: Path) -> Store:
        """The SQLite store of a workspace's state folder, made if absent."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OperatorError(
                f"{folder} cannot be made: {error}", "Check the permissions of the workspace."
            ) from None
        return cls(f"sqlite:///{folder / 'state.sqlite'}")

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction; on SQLite it takes the write lock at once, so a read within it stays true."""
        with (
            self._writes,
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    # Turns ------------------------------------------------------------------------------------------------

    def record(self, turn: Turn) -> None:
        """Keep a finished turn and write it to the audit log, in one transaction."""
        row, shown = _row_of(turn), _audit_body(turn)
        with self.writing() as connection:
            position = connection.execute(select(func.coalesce(func.max(TURNS.c.position), 0))).scalar_one()
            connection.execute(insert(TURNS).values(position=position + 1, **row))
            event_name = "refused" if turn.outcome.kind == "refusal" else "shown"
            audit.append(connection, turn.question.asker, event_name, shown)

    def note(self, actor: str, event_name: str, body: Mapping[str, Any]) -> None:
        """Write one entry to the audit log."""
        with self.writing() as connection:
            audit.append(connection, actor, event_name, body)

    def history(self, thread: str) -> tuple[PriorTurn, ...]:
        """The last turns of a thread, oldest first."""
        query = select(TURNS).where(TURNS.c.thread == thread).order_by(TURNS.c.position.desc()).limit(HISTORY)
        with self.engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(_prior_turn(dict(row)) for row in reversed(rows))

    def find(self, turn_id: str) -> Mapping[str, Any] | None:
        """A recorded turn by its id, its body decoded; None if there is none."""
        with self.engine.connect() as connection:
            row = connection.execute(select(TURNS).where(TURNS.c.turn_id == turn_id)).mappings().first()
        return None if row is None else {**row, "body": json.loads(row["body"])}

    def recent(self, asker: str, limit: int = 10) -> list[Mapping[str, Any]]:
        """A person's latest turns, newest first."""
        query = select(TURNS).where(TURNS.c.asker == asker).order_by(TURNS.c.position.desc()).limit(limit)
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def forget(self, thread: str) -> None:
        """Drop the memory of a thread: the audit log keeps what was asked, follow-ups no longer see it."""
        with self.writing() as connection:
            connection.execute(delete(TURNS).where(TURNS.c.thread == thread))

    def audit_broken_at(self) -> int | None:
        """The first audit entry that does not continue the chain; None if the log is whole."""
        with self.engine.connect() as connection:
            return audit.broken_at(connection)

    # Preferences, feedback, events ----------------------------------------------------------------------------

    def preferences(self, asker: str) -> Mapping[str, str]:
        """What a person chose before: word -> target."""
        query = select(PREFERENCES.c.word, PREFERENCES.c.target).where(PREFERENCES.c.asker == asker)
        with self.engine.connect() as connection:
            return {row.word: row.target for row in connection.execute(query)}

    def remember(self, asker: str, word: str, target: str) -> None:
        """Remember a choice for a person; the latest wins."""
        with self.writing() as connection:
            same = (PREFERENCES.c.asker == asker) & (PREFERENCES.c.word == word)
            connection.execute(delete(PREFERENCES).where(same))
            connection.execute(insert(PREFERENCES).values(asker=asker, word=word, target=target))

    def forget_preferences(self, asker: str, word: str | None = None) -> int:
        """Forget one remembered choice, or all of a person's; how many there were."""
        condition = PREFERENCES.c.asker == asker
        if word is not None:
            condition &= PREFERENCES.c.word == word
        with self.writing() as connection:
            return connection.execute(delete(PREFERENCES).where(condition)).rowcount

    def give_feedback(self, turn_id: str, asker: str, verdict: str, reason: str = "") -> None:
        """Keep a person's verdict on a turn (up, down, correction); a later one replaces it."""
        with self.writing() as connection:
            same = (FEEDBACK.c.turn_id == turn_id) & (FEEDBACK.c.asker == asker)
            connection.execute(delete(FEEDBACK).where(same))
            values = {"turn_id": turn_id, "asker": asker, "verdict": verdict, "reason": reason, "at": datetime.now(UTC)}
            connection.execute(insert(FEEDBACK).values(**values))

    def feedback(self) -> list[Mapping[str, Any]]:
        """All feedback, oldest first."""
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(select(FEEDBACK).order_by(FEEDBACK.c.id)).mappings()]

    def first_sight(self, *keys: str) -> bool:
        """True the first time any of these event keys is seen, over restarts and processes; False ever after."""
        try:
            with self.writing() as connection:
                for key in keys:
                    connection.execute(insert(SEEN).values(key=key, at=datetime.now(UTC)))
        except IntegrityError:
            return False
        return True


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    event.listen(engine, "handle_error", _say_what_is_wrong)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _configure(connection: Any, _record: Any) -> None:
            connection.isolation_level = None  # SQLAlchemy's begin event opens the transaction
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA busy_timeout=10000")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            writes = connection.get_execution_options().get("writes")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _say_what_is_wrong(context: ExceptionContext) -> None:
    """A full disk, a damaged or foreign file, a store out of reach: the operator's to mend. A key that is there already
    is the caller's."""
    found = context.sqlalchemy_exception
    if isinstance(found, DatabaseError) and not isinstance(found, IntegrityError | ProgrammingError | DataError):
        raise OperatorError(
            f"The state store cannot be used: {found.orig}.",
            "Check the disk and that the .askfin folder can be written. A damaged state.sqlite must be moved away or "
            "restored: it holds conversations and the audit log.",
        ) from None


def _row_of(turn: Turn) -> dict[str, Any]:
    question, outcome = turn.question, turn.outcome
    body: dict[str, Any] = {
        "usage": {"model": turn.usage.model, "calls": turn.usage.calls},
        "today": question.today.isoformat(),
        "rights": rights_body(question.rights),
    }
    row: dict[str, Any] = {"semantic_sql": "", "sql": "", "label": "", "planner": outcome.planner}
    match outcome:
        case Answer():
            row |= {"semantic_sql": outcome.checked.query.text, "sql": outcome.compiled.sql, "label": outcome.label}
            body |= {
                "metrics": outcome.checked.metrics,
                "columns": [column.name for column in outcome.table.columns],
                "rows": outcome.table.rows[:FIRST_ROWS],
                "card": outcome.card.lines,
                "chart": turn.draft.chart if turn.draft else "",
            }
        case Clarification():
            body["options"] = [
                {"label": o.label, "semantic_sql": o.semantic_sql, "question": o.question, "remember": o.remember}
                for o in outcome.options
            ]
        case Refusal():
            row["semantic_sql"] = outcome.semantic_sql
            body["issues"] = [str(item) for item in outcome.issues]
        case Definition():
            body["metrics"] = outcome.metrics
    return row | {
        "turn_id": turn.turn_id,
        "thread": question.thread,
        "asker": question.asker,
        "asked_at": question.asked_at or datetime.now(UTC),
        "question": question.text,
        "lang": question.lang,
        "kind": outcome.kind,
        "text": outcome.text,
        "body": json.dumps(body, ensure_ascii=False, default=str),
        "elapsed_ms": sum(turn.timings_ms.values()),
    }


def _audit_body(turn: Turn) -> dict[str, Any]:
    outcome = turn.outcome
    body: dict[str, Any] = {
        "turn": turn.turn_id,
        "thread": turn.question.thread,
        "question": turn.question.text,
        "kind": outcome.kind,
        "text": outcome.text,
        "roles": turn.question.rights.roles,
    }
    if isinstance(outcome, Answer):
        body |= {
            "semantic_sql": outcome.checked.query.text,
            "sql": outcome.compiled.sql,
            "rows": len(outcome.table.rows),
            "planner": outcome.planner,
        }
    if isinstance(outcome, Refusal):
        body["issues"] = [str(item) for item in outcome.issues]
    return body


def _prior_turn(row: Mapping[str, Any]) -> PriorTurn:
    body = json.loads(row["body"])
    options = tuple(
        Option(
            label=option["label"],
            semantic_sql=option["semantic_sql"],
            question=option["question"],
            remember=tuple(option["remember"]) if option["remember"] else None,
        )
        for option in body.get("options", ())
    )
    return PriorTurn(
        question=row["question"],
        kind=row["kind"],
        semantic_sql=row["semantic_sql"],
        text=row["text"],
        options=options,
        metrics=tuple(body.get("metrics", ())),
        chart=body.get("chart", ""),
        turn_id=row["turn_id"],
        first_rows=tuple(tuple(cells) for cells in body.get("rows", ())),
        column_names=tuple(body.get("columns", ())),
        rights=rights_in(body.get("rights")),
    )
