"""The inbox: questions that came in over a channel, kept before the channel is told that they arrived.

Role: what makes an answer come exactly once. A question is taken in together with the keys of its event, worked on
under a lease, and finished with the place of its answer. After a crash the unfinished ones are found again here.
Times are seconds since the epoch.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.stores.schema import INBOX, POSTED, SEEN, now
from bot.stores.store import Store

OPEN = ("waiting", "working")


def new_question_id() -> str:
    """An id that a posted message carries, so that it is known again."""
    return f"q{secrets.token_hex(8)}"


@dataclass(frozen=True)
class Entry:
    """One question taken in. `room` and `thread` are the channel's own ids; `progress`: a message begun for it;
    `body`: what its kind needs."""

    question_id: str
    channel: str
    room: str
    thread: str
    message: str
    person: str
    kind: str
    text: str
    body: Mapping[str, Any] = field(default_factory=dict)
    state: str = "waiting"
    owner: str = ""
    lease_until: float = 0.0
    attempts: int = 0
    progress: str = ""
    turn_id: str = ""
    received_at: float = 0.0


@dataclass(frozen=True)
class Posted:
    """A message we posted as an answer. `files` went up with it."""

    room: str
    message: str
    question_id: str
    turn_id: str
    asker: str
    files: tuple[str, ...] = ()


class Inbox:
    """The questions of one channel. Thread-safe; several processes may share the store."""

    def __init__(self, store: Store, channel: str, clock: Callable[[], float] = time.time) -> None:
        self.store, self.channel, self.clock = store, channel, clock

    def take_in(self, entry: Entry, keys: Sequence[str]) -> bool:
        """Keep the question unless one of its event keys was seen before; one transaction. True if it is new."""
        try:
            with self.store.writing() as connection:
                for key in dict.fromkeys(keys):
                    connection.execute(insert(SEEN).values(key=key, at=now()))
                connection.execute(insert(INBOX).values(_row(entry) | {"received_at": self.clock()}))
        except IntegrityError:
            return False
        return True

    def claim(self, question_id: str, owner: str, seconds: float) -> Entry | None:
        """Take an open question to work on; None if it is finished or another owner's lease still runs."""
        return self._hold(question_id, owner, seconds, attempt=1)

    def hold(self, question_id: str, owner: str, seconds: float, **noted: Any) -> bool:
        """Before posting: whether the question is still ours; its lease is prolonged and `noted` written down."""
        return self._hold(question_id, owner, seconds, attempt=0, **noted) is not None

    def _hold(self, question_id: str, owner: str, seconds: float, attempt: int, **noted: Any) -> Entry | None:
        with self.store.writing() as connection:
            entry = self._find(connection, question_id)
            if entry is None or entry.state not in OPEN:
                return None
            if entry.owner not in ("", owner) and entry.lease_until > self.clock():
                return None
            values = {"owner": owner, "lease_until": self.clock() + seconds, "state": "working"}
            self._set(connection, question_id, attempts=entry.attempts + attempt, **values, **noted)
            return self._find(connection, question_id)

    def renew(self, owner: str, seconds: float) -> None:
        """Prolong the leases of everything an owner works on."""
        mine = (INBOX.c.owner == owner) & (INBOX.c.state == "working")
        with self.store.writing() as connection:
            connection.execute(update(INBOX).where(mine).values(lease_until=self.clock() + seconds))

    def free(self, owner: str) -> None:
        """End the leases of an owner that is known to be gone."""
        with self.store.writing() as connection:
            connection.execute(update(INBOX).where(INBOX.c.owner == owner).values(lease_until=0.0))

    def release(self, question_id: str) -> None:
        """Give an open question back: whoever looks next may take it."""
        open_ = (INBOX.c.question_id == question_id) & INBOX.c.state.in_(OPEN)
        with self.store.writing() as connection:
            connection.execute(update(INBOX).where(open_).values(owner="", lease_until=0.0, state="waiting"))

    def note(self, question_id: str, **values: Any) -> None:
        """Write down `thread`, `progress` or `turn_id` of a question."""
        with self.store.writing() as connection:
            self._set(connection, question_id, **values)

    def finish(self, question_id: str, state: str = "done", posted: Sequence[Posted] = ()) -> None:
        """Close a question (done, stopped, withdrawn, refused) and remember what was posted for it."""
        with self.store.writing() as connection:
            for message in posted:
                same = (POSTED.c.room == message.room) & (POSTED.c.message == message.message)
                connection.execute(delete(POSTED).where(same))
                connection.execute(insert(POSTED).values(**_posted(message)))
            self._set(connection, question_id, state=state)

    def find(self, question_id: str) -> Entry | None:
        with self.store.engine.connect() as connection:
            return self._find(connection, question_id)

    def unfinished(self) -> list[Entry]:
        """Open questions that nobody works on, oldest first."""
        query = select(INBOX).where(
            INBOX.c.channel == self.channel, INBOX.c.state.in_(OPEN), INBOX.c.lease_until <= self.clock()
        )
        with self.store.engine.connect() as connection:
            return [_entry(row) for row in connection.execute(query.order_by(INBOX.c.received_at))]

    def owners(self) -> list[str]:
        """Who holds open questions."""
        query = select(INBOX.c.owner).where(INBOX.c.channel == self.channel, INBOX.c.state.in_(OPEN)).distinct()
        with self.store.engine.connect() as connection:
            return [owner for owner in connection.execute(query).scalars() if owner]

    def asked(self, room: str, message: str) -> Entry | None:
        """The question a person's message asked, if it did."""
        query = select(INBOX).where(INBOX.c.channel == self.channel, INBOX.c.room == room, INBOX.c.message == message)
        with self.store.engine.connect() as connection:
            row = connection.execute(query).first()
        return _entry(row) if row else None

    def joined(self, room: str, thread: str) -> bool:
        """Whether anything was asked in the thread before."""
        query = select(INBOX.c.question_id).where(
            INBOX.c.channel == self.channel, INBOX.c.room == room, INBOX.c.thread == thread
        )
        with self.store.engine.connect() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def working_in(self, room: str, thread: str) -> list[Entry]:
        """The open questions of a thread."""
        query = select(INBOX).where(
            INBOX.c.channel == self.channel, INBOX.c.room == room, INBOX.c.thread == thread, INBOX.c.state.in_(OPEN)
        )
        with self.store.engine.connect() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def posted(self, room: str, message: str) -> Posted | None:
        """The answer that stands in a message of ours."""
        query = select(POSTED).where(POSTED.c.room == room, POSTED.c.message == message)
        with self.store.engine.connect() as connection:
            row = connection.execute(query).first()
        return _read_posted(row) if row else None

    def posted_for(self, question_id: str) -> list[Posted]:
        """Everything posted for a question, in order."""
        query = select(POSTED).where(POSTED.c.question_id == question_id).order_by(POSTED.c.message)
        with self.store.engine.connect() as connection:
            return [_read_posted(row) for row in connection.execute(query)]

    def _find(self, connection: Connection, question_id: str) -> Entry | None:
        row = connection.execute(select(INBOX).where(INBOX.c.question_id == question_id)).first()
        return _entry(row) if row else None

    def _set(self, connection: Connection, question_id: str, **values: Any) -> None:
        connection.execute(update(INBOX).where(INBOX.c.question_id == question_id).values(**values))


def _row(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__dataclass_fields__} | {
        "body": json.dumps(dict(entry.body), ensure_ascii=False)
    }


def _entry(row: Row) -> Entry:
    values = {name: row._mapping[name] for name in Entry.__dataclass_fields__}
    return Entry(**(values | {"body": json.loads(values["body"])}))


def _posted(message: Posted) -> dict[str, Any]:
    values = {name: getattr(message, name) for name in Posted.__dataclass_fields__}
    return values | {"files": " ".join(message.files)}


def _read_posted(row: Row) -> Posted:
    values = row._mapping
    files = tuple(str(values["files"]).split())
    return Posted(values["room"], values["message"], values["question_id"], values["turn_id"], values["asker"], files)
