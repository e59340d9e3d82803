"""A person's own board: pinned questions and choices such as the language of answers."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from bot.stores.schema import CHOICES, PINNED, now
from bot.stores.store import Store

MOST_PINNED = 10


class Board:
    """Pins and choices of all people. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def pinned(self, asker: str) -> list[str]:
        """A person's pinned questions, oldest first."""
        query = select(PINNED.c.question).where(PINNED.c.asker == asker).order_by(PINNED.c.at)
        with self.store.engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def pin(self, asker: str, question: str) -> None:
        """Pin a question; beyond the bound the oldest goes."""
        with self.store.writing() as connection:
            same = (PINNED.c.asker == asker) & (PINNED.c.question == question)
            connection.execute(delete(PINNED).where(same))
            connection.execute(insert(PINNED).values(asker=asker, question=question, at=now()))
            query = select(PINNED.c.question).where(PINNED.c.asker == asker).order_by(PINNED.c.at.desc())
            for old in list(connection.execute(query).scalars())[MOST_PINNED:]:
                connection.execute(delete(PINNED).where((PINNED.c.asker == asker) & (PINNED.c.question == old)))

    def unpin(self, asker: str, question: str) -> None:
        with self.store.writing() as connection:
            connection.execute(delete(PINNED).where((PINNED.c.asker == asker) & (PINNED.c.question == question)))

    def choice(self, asker: str, name: str) -> str:
        """What a person chose; "" if nothing."""
        query = select(CHOICES.c.value).where((CHOICES.c.asker == asker) & (CHOICES.c.name == name))
        with self.store.engine.connect() as connection:
            return connection.execute(query).scalar() or ""

    def choose(self, asker: str, name: str, value: str) -> None:
        """Remember a choice; "" forgets it."""
        with self.store.writing() as connection:
            connection.execute(delete(CHOICES).where((CHOICES.c.asker == asker) & (CHOICES.c.name == name)))
            if value:
                connection.execute(insert(CHOICES).values(asker=asker, name=name, value=value))
