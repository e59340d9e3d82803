"""The desk: every question taken in is worked on and answered exactly once.

Role: the life of a question. Taken in (persisted, then acknowledged) → claimed under a lease → a sign of life →
answered → posted → finished. Whatever breaks in between, the question stays open and is found again: first in the
thread, by its id in the metadata of our messages, and only then is anything posted.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from slack_sdk.errors import SlackApiError

from bot.app import language_of
from bot.channels.audience import NOBODY_KNOWN, Audience
from bot.channels.backroom import Backroom
from bot.channels.queue import KeyedLock
from bot.channels.slack.answering import Answering, NothingThere, is_chatter
from bot.channels.slack.client import DEAD_TOKEN, FAILURES, LOG, error_name
from bot.channels.slack.deliver import Delivery
from bot.channels.slack.people import People
from bot.channels.slack.places import Places
from bot.channels.slack.post import PlaceGone, is_answer_to
from bot.channels.slack.rooms import PRIVATE, Rooms
from bot.channels.slack.stream import StoppedByUser
from bot.channels.slack.tuning import Tuning
from bot.channels.wording import speak
from bot.identity import Identity, Stranger
from bot.ports import Progress
from bot.stores import Entry, Inbox, Posted
from semantic_layer.errors import OperatorError

PRIVATE_KINDS = frozenset({"in_private", "command"})


class Desk:
    """Works on questions until closed. `failed` is set where the operator must act."""

    def __init__(
        self,
        inbox: Inbox,
        answering: Answering,
        people: People,
        rooms: Rooms,
        places: Places,
        delivery: Delivery,
        tuning: Tuning,
    ) -> None:
        self.inbox, self.answering, self.people, self.rooms = inbox, answering, people, rooms
        self.places, self.delivery, self.tuning = places, delivery, tuning
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.failed: asyncio.Future[OperatorError] = asyncio.get_running_loop().create_future()
        self._backroom = Backroom()
        self._gate = asyncio.Semaphore(tuning.at_once)
        self._threads = KeyedLock()  # the turns of one conversation come after one another
        self._active: dict[str, asyncio.Task[None]] = {}
        self._sweeper = asyncio.create_task(self._sweep())

    # In and out -----------------------------------------------------------------------------------------------

    async def take_in(self, entry: Entry, keys: Sequence[str]) -> bool:
        """Persist a question; False if it is here already. Only then may Slack be told that it arrived."""
        return await asyncio.to_thread(self.inbox.take_in, entry, keys)

    def begin(self, entry: Entry) -> None:
        """Work on a question in the background."""
        if entry.question_id in self._active:
            return
        task = asyncio.create_task(self._work(entry))
        self._active[entry.question_id] = task
        task.add_done_callback(lambda _task: self._active.pop(entry.question_id, None))

    async def idle(self) -> None:
        """Wait until nothing is being worked on."""
        while self._active:
            await asyncio.gather(*self._active.values(), return_exceptions=True)

    async def close(self) -> None:
        """Stop working; open questions stay open for the next start."""
        self._sweeper.cancel()
        tasks = [*self._active.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(self._sweeper, *tasks, return_exceptions=True)
        await self._backroom.close()
        await asyncio.to_thread(self.inbox.free, self.owner)
        if not self.failed.done():
            self.failed.cancel()

    async def withdraw(self, entry: Entry, state: str) -> None:
        """Somebody stopped a question, or deleted it: end the work."""
        await asyncio.to_thread(self.inbox.finish, entry.question_id, state)
        task = self._active.get(entry.question_id)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    # One question ---------------------------------------------------------------------------------------------

    async def _work(self, entry: Entry, is_left_over: bool = False) -> None:
        sign = None if is_left_over else asyncio.create_task(self.places.give_sign(entry))
        claimed = await asyncio.to_thread(self.inbox.claim, entry.question_id, self.owner, self.tuning.lease)
        if claimed is None:
            await asyncio.gather(*([sign] if sign else []), return_exceptions=True)
            return
        conversation = f"{claimed.room}:{claimed.thread or claimed.question_id}"
        try:
            async with self._threads.holding(conversation):
                if is_left_over and await self._is_settled(claimed):
                    return
                await self._answer(claimed)
        except PlaceGone as gone:
            LOG.info("nowhere to answer: %s", gone)
            await asyncio.to_thread(self.inbox.finish, entry.question_id, "withdrawn")
        except SlackApiError as error:
            await self._trouble(claimed, error)
        except OperatorError as error:
            LOG.error("%s %s", error.message, error.remedy)
            await self._apologise(claimed, "operator_trouble")
        except Exception as error:
            LOG.exception("question %s failed", entry.question_id, exc_info=error)
            await self._apologise(claimed, "trouble")
        finally:
            if sign is not None:
                await asyncio.gather(sign, return_exceptions=True)

    async def _answer(self, entry: Entry) -> None:
        asker = await self.people.asker(entry.person)
        if isinstance(asker, Stranger):
            await self._turn_away(entry, asker)
            return
        if entry.kind in PRIVATE_KINDS:
            entry = await self.places.open_private(entry, asker)
        audience = await self._audience(entry)
        lang = await self._lang(entry, asker)
        stream = self.delivery.streaming.begin(entry, lang, self._note_progress(entry))
        try:
            async with self._gate:  # not while posting: one room's rate limit must hold up no other
                work = self.answering.work(entry, asker, audience, _told_here(stream.step))
                worked = await self._backroom.run(work)
            if is_chatter(entry, worked.turn):
                await stream.settle()
                await self.places.take_sign_back(entry)
                await asyncio.to_thread(self.inbox.finish, entry.question_id)
                return
            if not await self._still_ours(entry, worked.turn.turn_id):
                LOG.warning("question %s was taken over or withdrawn", entry.question_id)
                return
            posted = await self.delivery.deliver(entry, worked, asker, audience, stream)
        except StoppedByUser:
            await asyncio.to_thread(self.inbox.finish, entry.question_id, "stopped")
            return
        except NothingThere:
            await self._apologise(entry, "gone")
            return
        except asyncio.CancelledError:
            await stream.withdraw(speak("stopped", lang))
            raise
        finally:
            await stream.settle()
        await asyncio.to_thread(self.inbox.finish, entry.question_id, "done", posted)

    async def _still_ours(self, entry: Entry, turn_id: str) -> bool:
        """Whether nobody took the question over or withdrew it meanwhile."""
        lease = self.tuning.lease
        return await asyncio.to_thread(self.inbox.hold, entry.question_id, self.owner, lease, turn_id=turn_id)

    def _note_progress(self, entry: Entry) -> Callable:
        async def note(ts: str) -> None:
            await asyncio.to_thread(self.inbox.note, entry.question_id, progress=ts)

        return note

    async def _audience(self, entry: Entry) -> Audience:
        if entry.kind in PRIVATE_KINDS:
            return PRIVATE
        return NOBODY_KNOWN if entry.body.get("shared") else await self.rooms.audience(entry.room)

    async def _lang(self, entry: Entry, asker: Identity) -> str:
        chosen = await self.answering.language(asker.key)
        return chosen or language_of(entry.text, self.answering.app.workspace.settings.language)

    async def _turn_away(self, entry: Entry, stranger: Stranger) -> None:
        """One sentence that says whom to ask; nothing to bots, which might answer."""
        LOG.info("turned away: %s", stranger.reason)
        if stranger.reason != "bot":
            await self.places.tell(entry, speak("stranger", self._guess(entry), contact=self.places.contact))
        await asyncio.to_thread(self.inbox.finish, entry.question_id, "refused")

    def _guess(self, entry: Entry) -> str:
        return language_of(entry.text, self.answering.app.workspace.settings.language)

    # Trouble --------------------------------------------------------------------------------------------------

    async def _trouble(self, entry: Entry, error: SlackApiError) -> None:
        name = error_name(error)
        if name in DEAD_TOKEN:  # the question stays open: it is answered once the token is mended
            self._fail(name)
            return
        LOG.error("question %s: Slack says %s", entry.question_id, name or "nothing")
        await self._apologise(entry, "trouble")

    def _fail(self, name: str) -> None:
        if not self.failed.done():
            self.failed.set_result(
                OperatorError(
                    f"Slack does not accept the bot token any more ({name}).",
                    "Install the app again, set SLACK_BOT_TOKEN, then: askfin slack check",
                )
            )

    async def _apologise(self, entry: Entry, key: str) -> None:
        """Say once that there will be no answer. If even that fails, the question stays open, for the next sweep."""
        text = speak(key, self._guess(entry), id=entry.question_id[:7], contact=self.places.contact)
        try:
            known = await asyncio.to_thread(self.inbox.find, entry.question_id) or entry
            if known.room and await self.delivery.poster.find(known.room, known.thread, entry.question_id):
                await asyncio.to_thread(self.inbox.finish, entry.question_id)
                return
            ts = await self.places.apologise(known, text)
        except PlaceGone:
            await asyncio.to_thread(self.inbox.finish, entry.question_id, "withdrawn")
        except FAILURES as error:
            if error_name(error) in DEAD_TOKEN:
                self._fail(error_name(error))
            LOG.error("could not even apologise for %s: %s", entry.question_id, error_name(error))
            await asyncio.to_thread(self.inbox.release, entry.question_id)
        else:
            posted = [Posted(known.room, ts, entry.question_id, "", "")] if ts else []
            await asyncio.to_thread(self.inbox.finish, entry.question_id, "done", posted)

    # Left over from before ------------------------------------------------------------------------------------

    async def recover(self) -> int:
        """Take up the questions that a process left behind; how many."""
        for owner in await asyncio.to_thread(self.inbox.owners):
            if owner != self.owner and is_dead(owner, self.owner):
                await asyncio.to_thread(self.inbox.free, owner)
        unfinished = await asyncio.to_thread(self.inbox.unfinished)
        left = [entry for entry in unfinished if entry.question_id not in self._active]
        for entry in left:
            task = asyncio.create_task(self._work(entry, is_left_over=True))
            self._active[entry.question_id] = task
            task.add_done_callback(lambda _task, id_=entry.question_id: self._active.pop(id_, None))
        return len(left)

    async def _is_settled(self, entry: Entry) -> bool:
        """Look into the thread: answered already, or to be apologised for. What was begun for it is cleared away."""
        entry = await self.places.find_private(entry) if entry.kind in PRIVATE_KINDS else entry
        if entry.room:
            others = await asyncio.to_thread(self.inbox.working_in, entry.room, entry.thread)
            theirs = {other.progress for other in others if other.question_id != entry.question_id}
            for message in await self.delivery.poster.messages(entry.room, entry.thread):
                if is_answer_to(message, entry.question_id):
                    posted = Posted(entry.room, str(message["ts"]), entry.question_id, entry.turn_id, "")
                    await asyncio.to_thread(self.inbox.finish, entry.question_id, "done", [posted])
                    return True
                begun = message["ts"] == entry.progress or message.get("streaming_state") == "in_progress"
                if begun and message["ts"] not in theirs:
                    await self.delivery.clear_away(entry.room, str(message["ts"]))
        too_old = entry.received_at and time.time() - entry.received_at > self.tuning.most_age
        if entry.attempts > self.tuning.most_attempts or too_old:
            await self._apologise(replace(entry, progress=""), "restarted")
            return True
        return False

    async def _sweep(self) -> None:
        """Keep our leases alive, and look for questions that others left."""
        while True:
            await asyncio.sleep(self.tuning.sweep)
            try:
                await asyncio.to_thread(self.inbox.renew, self.owner, self.tuning.lease)
                await self.recover()
            except Exception as error:
                LOG.exception("the sweep failed", exc_info=error)


def _told_here(step: Progress) -> Progress:
    """A progress callback that may be called from another thread, and tells this loop."""
    loop = asyncio.get_running_loop()

    def tell(name: str) -> None:
        loop.call_soon_threadsafe(step, name)

    return tell


def is_dead(owner: str, ours: str) -> bool:
    """Whether the process behind an owner's name is known to be gone: one of this machine that does not run."""
    host, pid, _nonce = owner.rsplit(":", 2)
    own_host, own_pid, _ = ours.rsplit(":", 2)
    if host != own_host or not pid.isdigit():
        return False  # its lease will tell
    if pid == own_pid:
        return True  # an earlier process of the same number
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
