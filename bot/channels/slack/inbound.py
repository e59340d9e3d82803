"""What comes in from Slack: which messages are questions to us, and under which keys each is known.

Role: pure functions from payloads to inbox entries. Bots, edits, our own messages and foreign threads are no questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.channels.slack.mrkdwn import mentioned, plain
from bot.stores import Entry, new_question_id

CHANNEL = "slack"
_PLAIN_SUBTYPES = (None, "file_share", "thread_broadcast")


def thread_key(team: str, room: str, thread: str) -> str:
    """The conversation that a thread is, for the store's history."""
    return f"slack:{team}:{room}:{thread}"


def is_a_persons_message(event: Mapping[str, Any], own_user: str) -> bool:
    """Typed by a person just now: no bot, no edit, nothing of our own."""
    return bool(
        event.get("type") in ("message", "app_mention")
        and event.get("subtype") in _PLAIN_SUBTYPES
        and event.get("user")
        and event["user"] != own_user
        and not event.get("bot_id")
        and not event.get("edited")
        and not event.get("hidden")
    )


def addressed(event: Mapping[str, Any], own_user: str) -> str:
    """How a message is meant for us: mention, private, or "" where only its thread could tell."""
    if event.get("type") == "app_mention" or own_user in mentioned(str(event.get("text") or "")):
        return "mention"
    return "private" if event.get("channel_type") == "im" else ""


def may_be_overheard(event: Mapping[str, Any], own_user: str) -> bool:
    """A reply in a thread that calls nobody else by name: ours if we have joined the thread."""
    others = [user for user in mentioned(str(event.get("text") or "")) if user != own_user]
    return bool(event.get("thread_ts")) and event.get("thread_ts") != event.get("ts") and not others


def entry_of(body: Mapping[str, Any], kind: str, own_user: str) -> Entry:
    """The question of a message."""
    event = body["event"]
    message = str(event["ts"])
    return Entry(
        question_id=new_question_id(),
        channel=CHANNEL,
        room=str(event["channel"]),
        thread=str(event.get("thread_ts") or message),
        message=message,
        person=str(event["user"]),
        kind=kind,
        text=plain(str(event.get("text") or ""), own_user),
        body={"team": str(body.get("team_id") or ""), "shared": bool(body.get("is_ext_shared_channel"))},
    )


def keys_of(body: Mapping[str, Any]) -> list[str]:
    """The keys by which a repeated delivery is known: the event's id, and the message itself."""
    event = body["event"]
    keys = [f"slack:{event['channel']}:{event['ts']}"]
    if body.get("event_id"):
        keys.append(f"slack:{body['event_id']}")
    return keys
